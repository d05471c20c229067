"""Read counts, durations, tempi, years and keys out of a sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from menura.assistant.plan import FIRST_YEAR, LAST_YEAR, MOST_TRACKS
from menura.audio.key_notation import parse_key

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen "
)
_SMALL = _ONES.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SAID: dict[str, float] = {word: i + 1 for i, word in enumerate(_SMALL)}
_SAID |= {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_SAID |= {
    f"{ten}{dash}{one}": _SAID[ten] + _SAID[one]
    for ten in _TENS
    for one in _SMALL[:9]
    for dash in " -"
}
_SAID |= {"a dozen": 12, "dozen": 12, "a hundred": 100, "hundred": 100, "an": 1, "a": 1}
_SAID |= {"half an": 0.5, "half a": 0.5, "a couple of": 2, "a few": 10}
_ANY_NUMBER = r"\d{1,4}(?:[.,]\d)?|" + "|".join(sorted(_SAID, key=len, reverse=True))
_N = rf"({_ANY_NUMBER})"
_TRACKS = r"(?:songs?|tracks?|titles?|tunes?|pieces?|hits?|numbers?|recordings?|items?|entries)"
_MINUTES = r"(hours?|hrs?|h|minutes?|mins?|min)"
_NOUNED = {"nineties": 1990, "eighties": 1980, "seventies": 1970, "sixties": 1960, "fifties": 1950}
_YEAR = r"((?:1[6-9]|20)\d\d)"
_NEAR_BPM = 0.04  # of a tempo: what a listener takes for the same one
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_KEY = (
    r"\b(?:in|key of|in the key of)\s+(?:the key of\s+)?([a-h](?:\s?(?:#|♯|♭|b|sharp|flat))?)"
    r"[\s-]*(minor|major|min|maj|moll|dur)\b"
)


@dataclass(slots=True)
class NumberReading:
    """What was read, and what is left of the text; what was read is a `|` there."""

    text: str
    count: int | None = None
    total_s: float | None = None
    values: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


def read_numbers(text: str) -> NumberReading:
    """Read what a sentence in small letters says in numbers."""
    reading = NumberReading(text)
    for pattern, read in _RULES:
        reading.text = pattern.sub(partial(_take, read, reading), reading.text)
    return reading


_Read = Callable[[re.Match[str], NumberReading], bool]


def _take(read: _Read, reading: NumberReading, match: re.Match[str]) -> str:
    return " | " if read(match, reading) else match[0]


def _number(said: str) -> float:
    return float(_SAID[said]) if said in _SAID else float(said.replace(",", "."))


def _read_key(match: re.Match[str], reading: NumberReading) -> bool:
    tonic = match[1].replace(" ", "").replace("sharp", "#").replace("flat", "b")
    mode = "minor" if match[2] in ("minor", "min", "moll") else "major"
    key = parse_key(f"{tonic[0].upper()}{tonic[1:]} {mode}")
    if key is not None:
        reading.keys.append(f"{tonic[0].upper()}{tonic[1:]} {mode}")
    return key is not None


def _bound(name: str, unit: str, *, low: bool = False, high: bool = False) -> _Read:
    """Make a reader of one number that bounds something from below or from above."""

    def read(match: re.Match[str], reading: NumberReading) -> bool:
        value = _number(match[1]) * (60 if unit == "s" else 1)
        if low:
            reading.values[f"{name}_from_{unit}"] = value
        if high:
            reading.values[f"{name}_to_{unit}"] = value
        return True

    return read


def _read_near_tempo(match: re.Match[str], reading: NumberReading) -> bool:
    tempo_bpm = _number(match[1])
    reading.values["tempo_from_bpm"] = tempo_bpm * (1 - _NEAR_BPM)
    reading.values["tempo_to_bpm"] = tempo_bpm * (1 + _NEAR_BPM)
    return True


def _read_tempi(match: re.Match[str], reading: NumberReading) -> bool:
    reading.values["tempo_from_bpm"] = _number(match[1])
    reading.values["tempo_to_bpm"] = _number(match[2])
    return True


def _read_total(match: re.Match[str], reading: NumberReading) -> bool:
    hours = match[2].startswith("h")
    reading.total_s = min(max(_number(match[1]) * (3600 if hours else 60), 60.0), 86_400.0)
    return True


def _read_count(match: re.Match[str], reading: NumberReading) -> bool:
    count = _number(match[1])
    if match[1] in ("a", "an", "one") or count < 1 or not count.is_integer():
        return False
    if FIRST_YEAR <= count <= LAST_YEAR:
        return False
    reading.count = min(int(count), MOST_TRACKS)
    return True


def _years(reading: NumberReading, first: int | None, last: int | None) -> bool:
    if first is not None:
        reading.values["year_from"] = min(first, reading.values.get("year_from", first))
    if last is not None:
        reading.values["year_to"] = max(last, reading.values.get("year_to", last))
    return True


def _read_year_range(match: re.Match[str], reading: NumberReading) -> bool:
    first, last = int(match[1]), match[2]
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return _years(reading, min(first, end), max(first, end))


def _read_decade(match: re.Match[str], reading: NumberReading) -> bool:
    part, said = match[1], match[2]
    decade = _decade(said)
    start, end = _PARTS[part] if part else (0, 9)
    return _years(reading, decade + start, decade + end)


def _decade(said: str) -> int:
    if said in _NOUNED:
        return _NOUNED[said]
    digits = int(said)
    if digits > 99:
        return digits
    return digits + (2000 if digits < 30 else 1900)


def _read_decades(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, _decade(match[1]), _decade(match[2]) + 9)


def _read_since(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, int(match[2]) + (match[1] in ("after", "newer than")), None)


def _read_until(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, None, int(match[2]) - (match[1] in ("before", "older than")))


def _read_year(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, int(match[1]), int(match[1]))


_DECADE = r"((?:19|20)?\d0|nineties|eighties|seventies|sixties|fifties)"
_OVER = r"(?:over|above|faster than|at least|more than|from)"
_UNDER = r"(?:under|below|slower than|at most|less than|up to)"
_MOST = r"(?:no more than|at most|up to|maximum|max)"
_LONGER = r"(?:over|above|longer than|at least|more than)"
_SHORTER = r"(?:under|below|shorter than|at most|less than)"
_FROM = r"(?:(?:from|of|in|the|year|out|came|between|made|released)\s+)*"
_DASH = r"\s*(?:-|–|to|until|and|through)\s*"
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (_KEY, _read_key),
        (rf"\b(?:between|from)?\s*{_N}\s*(?:bpm\s*)?(?:-|–|to|and)\s*{_N}\s*bpm\b", _read_tempi),
        (rf"\b{_OVER}\s+{_N}\s*bpm\b", _bound("tempo", "bpm", low=True)),
        (rf"\b{_UNDER}\s+{_N}\s*bpm\b", _bound("tempo", "bpm", high=True)),
        (rf"\b(?:(?:at|around|about|with|of)\s+)?{_N}\s*bpm\b", _read_near_tempo),
        (rf"\b{_LONGER}\s+{_N}\s*(?:minutes?|mins?)\b", _bound("duration", "s", low=True)),
        (rf"\b{_SHORTER}\s+{_N}\s*(?:minutes?|mins?)\b", _bound("duration", "s", high=True)),
        (rf"\b(?:(?:for|about|around)\s+)?{_N}[\s-]*{_MINUTES}\b(?:\s+of)?", _read_total),
        (rf"(?<=\btop)\s+{_N}\b(?!')", _read_count),
        (rf"\b{_MOST}\s+(\d{{1,3}})\b(?:\s+{_TRACKS})?", _read_count),
        (rf"(?<![-–\d])\b(\d{{1,3}})\s+(?=(?:[^\s|,]+\s+){{0,4}}{_TRACKS}\b)", _read_count),
        (rf"\b{_N}\s+(?=(?:[^\s|,\d]+\s+){{0,2}}{_TRACKS}\b)", _read_count),
        (rf"\b{_FROM}{_YEAR}{_DASH}(\d{{4}}|\d\d)\b", _read_year_range),
        (rf"\b{_FROM}{_DECADE}(?:'?s)?\s*(?:and|or|to|-|–|,)\s*(?:the\s+)?{_DECADE}'?s\b",
         _read_decades),
        (rf"\b{_FROM}(?:(early|mid|late)[\s-]+)?(?:the\s+)?{_DECADE}(?:(?<=ies)|'?s)\b",
         _read_decade),
        (rf"\b(since|after|newer than)\s+{_YEAR}\b", _read_since),
        (rf"\b(from)\s+{_YEAR}\s+(?:on|onwards?|or later)\b", _read_since),
        (rf"\b(before|until|till|older than|up to)\s+{_YEAR}\b", _read_until),
        (rf"\b{_FROM}{_YEAR}\b(?!\s+{_TRACKS})", _read_year),
        (r"^\W*(?:(?:only|just|make it|but)\s+)*(\d{1,3})\W*(?:please)?\W*$", _read_count),
    )
)  # fmt: skip

"""Read counts, durations, tempi, years and keys out of a sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from menura.assistant.model import MOST_TRACKS
from menura.assistant.plan import BPM_BOUNDS, DURATION_BOUNDS_S, TOTAL_BOUNDS_S
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
SHORT_S, LONG_S = 180.0, 300.0  # most pop songs play between
_LONGEST_USUAL_S = 1_200.0  # more minutes than that are rather those of a playlist
_NEAR_S = 20.0
_NEAR_BPM = 0.04  # of a tempo: what a listener takes for the same one
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_KEY = (
    r"\b(?:in|key of|in the key of)\s+(?:the key of\s+)?([a-h](?:\s?(?:#|♯|♭|b|sharp|flat))?)"
    r"[\s-]*(minor|major|min|maj|moll|dur)\b"
)


@dataclass(slots=True)
class NumberReading:
    """What was read, and what is left of the text; what was read is a `|` there.

    Attributes
    ----------
    later_from : int, optional
        First year of a second span: "before 1980 and after 2000".
    notes : list of str
        What was read otherwise than it was written.
    """

    text: str
    count: int | None = None
    total_s: float | None = None
    values: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    per_artist: int | None = None
    each: int | None = None
    later_from: int | None = None
    notes: list[str] = field(default_factory=list)


def read_numbers(text: str) -> NumberReading:
    """Read what a sentence in small letters says in numbers."""
    reading = NumberReading(_CLOCK.sub(_clock_to_minutes, text))
    for pattern, read in _RULES:
        reading.text = pattern.sub(partial(_take, read, reading), reading.text)
    _settle(reading)
    return reading


def _clock_to_minutes(match: re.Match[str]) -> str:
    return f"{int(match[1]) + int(match[2]) / 60:.1f} minutes"


def _settle(reading: NumberReading) -> None:
    """Tell of bounds that leave nothing between them; years are read as two spans."""
    values = reading.values
    first, last = values.get("year_from"), values.get("year_to")
    if first is not None and last is not None and first > last:
        reading.later_from = values.pop("year_from")
        reading.notes.append(
            f"No year is both until {last} and since {first}, so some music of each is taken."
        )
    for name, unit, what in (("duration", "s", "length"), ("tempo", "bpm", "tempo")):
        low, high = f"{name}_from_{unit}", f"{name}_to_{unit}"
        if values.get(low, 0) > values.get(high, float("inf")):
            reading.notes.append(
                f"The bounds of the {what} contradict each other, so any {what} is taken."
            )
            del values[low], values[high]


def _within(reading: NumberReading, value: float, bounds: tuple[float, float], what: str) -> float:
    """Return a value inside its bounds, and tell where it was outside of them."""
    low, high = bounds
    if not low <= value <= high:
        reading.notes.append(f"{what}; {value:g} was asked for.")
    return min(max(value, low), high)


def _tempo(reading: NumberReading, said: str) -> float:
    return _within(reading, _number(said), BPM_BOUNDS, "A tempo is 20 to 400 BPM")


def _length_s(reading: NumberReading, said: str) -> float:
    low_s, high_s = DURATION_BOUNDS_S
    minutes = _within(
        reading, _number(said), (low_s / 60, high_s / 60), "A track has up to 600 minutes"
    )
    return min(max(minutes * 60, low_s), high_s)


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
        said = match[1]
        if unit == "s" and _number(said) <= 0:
            reading.notes.append("No track has 0 minutes; any length is taken.")
            return True
        value = _length_s(reading, said) if unit == "s" else _tempo(reading, said)
        if low:
            reading.values[f"{name}_from_{unit}"] = value
        if high:
            reading.values[f"{name}_to_{unit}"] = value
        return True

    return read


def _read_near_tempo(match: re.Match[str], reading: NumberReading) -> bool:
    tempo_bpm, (slowest, fastest) = _tempo(reading, match[1]), BPM_BOUNDS
    reading.values["tempo_from_bpm"] = max(tempo_bpm * (1 - _NEAR_BPM), slowest)
    reading.values["tempo_to_bpm"] = min(tempo_bpm * (1 + _NEAR_BPM), fastest)
    return True


def _read_tempi(match: re.Match[str], reading: NumberReading) -> bool:
    low, high = sorted((_tempo(reading, match[1]), _tempo(reading, match[2])))
    reading.values["tempo_from_bpm"], reading.values["tempo_to_bpm"] = low, high
    return True


def _read_lengths(match: re.Match[str], reading: NumberReading) -> bool:
    low, high = sorted((_length_s(reading, match[1]), _length_s(reading, match[2])))
    if low > _LONGEST_USUAL_S:
        return False  # "from 30 to 40 minutes": a playlist
    reading.values["duration_from_s"], reading.values["duration_to_s"] = low, high
    return True


def _read_near_length(match: re.Match[str], reading: NumberReading) -> bool:
    if _number(match[1]) * 60 > _LONGEST_USUAL_S:
        return False
    length_s, (shortest_s, longest_s) = _length_s(reading, match[1]), DURATION_BOUNDS_S
    reading.values["duration_from_s"] = max(length_s - _NEAR_S, shortest_s)
    reading.values["duration_to_s"] = min(length_s + _NEAR_S, longest_s)
    return True


def _read_most_minutes(match: re.Match[str], reading: NumberReading) -> bool:
    """Read "up to 4 minutes" as the length of a track, "up to 60 minutes" as that of a list."""
    if _number(match[1]) * 60 > _LONGEST_USUAL_S:
        return False
    reading.values["duration_to_s"] = _length_s(reading, match[1])
    return True


def _read_length_word(match: re.Match[str], reading: NumberReading) -> bool:
    """Read "short songs", "no long songs"; a length in numbers goes before."""
    negated, word = match[1], match[2]
    if {"duration_from_s", "duration_to_s"} & reading.values.keys():
        return True
    is_short = word.startswith(("short", "brief"))
    bound_s = SHORT_S if is_short else LONG_S
    reading.values["duration_to_s" if is_short != bool(negated) else "duration_from_s"] = bound_s
    return True


def _read_total(match: re.Match[str], reading: NumberReading) -> bool:
    hours = match[2].startswith("h")
    low_s, high_s = TOTAL_BOUNDS_S
    minutes = _within(
        reading,
        _number(match[1]) * (60 if hours else 1),
        (low_s / 60, high_s / 60),
        "A playlist has 1 to 1440 minutes",
    )
    reading.total_s = minutes * 60
    return True


def _read_count(match: re.Match[str], reading: NumberReading) -> bool:
    said = match[1]
    if said in ("a", "an", "one"):
        return False
    count = _number(said.replace("−", "-").replace("–", "-"))
    if not count.is_integer() or (len(said) == 4 and re.fullmatch(_YEAR, said)):
        return False
    if not 1 <= count <= MOST_TRACKS:
        reading.notes.append(f"A playlist has 1 to {MOST_TRACKS} tracks; {said} was asked for.")
    reading.count = min(int(count), MOST_TRACKS) if count >= 1 else None
    return True


def _read_one(_: re.Match[str], reading: NumberReading) -> bool:
    reading.count = 1
    return True


def _share(match: re.Match[str]) -> int | None:
    """Return how many of each, None for what is no number of tracks."""
    count = _number(match[1])
    is_share = 1 <= count <= MOST_TRACKS and count.is_integer() and match[1] not in ("a", "an")
    return int(count) if is_share else None


def _read_per_artist(match: re.Match[str], reading: NumberReading) -> bool:
    share = _share(match)
    reading.per_artist = share or reading.per_artist
    return share is not None


def _read_each(match: re.Match[str], reading: NumberReading) -> bool:
    share = _share(match)
    reading.each = share or reading.each
    return share is not None


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
    first, last = sorted((_decade(match[1]), _decade(match[2])))
    return _years(reading, first, last + 9)


def _read_since(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, int(match[2]) + (match[1] in ("after", "newer than")), None)


def _read_until(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, None, int(match[2]) - (match[1] in ("before", "older than")))


def _read_not_before(match: re.Match[str], reading: NumberReading) -> bool:
    is_from = match[1] in ("before", "older than")
    year = int(match[2])
    return _years(reading, year if is_from else None, None if is_from else year)


def _read_year(match: re.Match[str], reading: NumberReading) -> bool:
    return _years(reading, int(match[1]), int(match[1]))


_DECADE = r"((?:19|20)?\d0|nineties|eighties|seventies|sixties|fifties)"
_NEVER = r"(?:no|not|nothing|none|never)"
_PLAIN = r"(?<!no )(?<!not )(?<!nothing )(?<!none )(?<!never )"  # "no faster than" is "up to"
_OVER = (
    rf"(?:{_NEVER} (?:slower|less|lower) than|{_NEVER} (?:under|below)"
    rf"|{_PLAIN}(?:over|above|faster than|higher than|at least|more than|from))"
)
_UNDER = (
    rf"(?:{_NEVER} (?:faster|more|higher) than|{_NEVER} (?:over|above)"
    rf"|{_PLAIN}(?:under|below|slower than|lower than|at most|less than|up to))"
)
_MOST = r"(?:(?:no|not) more than|at most|up to|maximum(?: of)?|max)"
_LONGER = (
    rf"(?:{_NEVER} (?:shorter|less) than|{_NEVER} (?:under|below)"
    rf"|{_PLAIN}(?:over|above|longer than|at least|more than))"
)
_SHORTER = (
    rf"(?:{_NEVER} (?:longer) than|{_NEVER} (?:over|above)"
    rf"|{_PLAIN}(?:under|below|shorter than|less than))"
)
_MIN = r"(?:minutes?|mins?)"
_LENGTH_WORD = r"(?:very |really )?(short|brief|(?<!hour )(?<!night )(?<!day )long)(?:er|est)?"
_NO_LENGTH = r"(no |not |nothing |without |avoid )?(?:too |very |so |any )*"
_OTHER_LONG = r"(?:drives?|runs?|walks?|rides?|trips?|flights?|days?|nights?|lists?|playlists?)\b"
_ARTISTS = r"(?:artists?|bands?|singers?|groups?|musicians?|acts?)"
_ONE_OF = r"(?:per|(?:by|from|of|for)\s+(?:each|every|the same|any(?: one)?|a single))"
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])(?:\s*min(?:ute)?s?\b)?")
_FROM = r"(?:(?:from|of|in|the|year|out|came|between|made|released)\s+)*"
_DASH = r"\s*(?:-|–|to|until|and|through)\s*"
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"\b(?:(?:with|and|but)\s+)?(?:{_MOST}\s+|only\s+|just\s+)?{_N}\s+(?:{_TRACKS}\s+)?"
         rf"{_ONE_OF}\s+{_ARTISTS}\b", _read_per_artist),
        (rf"\b{_N}\s+(?:{_TRACKS}\s+)?(?:(?:of|from|by|for)\s+)?each\b", _read_each),
        (_KEY, _read_key),
        (rf"\b(?:between|from)?\s*{_N}\s*(?:bpm\s*)?(?:-|–|to|and)\s*{_N}\s*bpm\b", _read_tempi),
        (rf"\b{_OVER}\s+{_N}\s*bpm\b", _bound("tempo", "bpm", low=True)),
        (rf"\b{_UNDER}\s+{_N}\s*bpm\b", _bound("tempo", "bpm", high=True)),
        (rf"\b(?:(?:at|around|about|with|of)\s+)?{_N}\s*bpm\b", _read_near_tempo),
        (rf"\b(?:between|from)\s+{_N}\s*(?:{_MIN}\s*)?(?:-|–|to|and)\s*{_N}\s*{_MIN}\b",
         _read_lengths),
        (rf"\b{_LONGER}\s+{_N}\s*{_MIN}\b", _bound("duration", "s", low=True)),
        (rf"\b{_SHORTER}\s+{_N}\s*{_MIN}\b", _bound("duration", "s", high=True)),
        (rf"\b{_MOST}\s+{_N}\s*{_MIN}\b", _read_most_minutes),
        (rf"\b{_N}[\s-]*min(?:ute)?\s+(?:long\s+)?(?!of\b)(?=(?:[^\s|,\d]+\s+){{0,2}}{_TRACKS}\b)",
         _read_near_length),
        (rf"\b(?:(?:for|about|around)\s+)?{_N}[\s-]*{_MINUTES}\b(?:\s+of)?", _read_total),
        (rf"\b{_NO_LENGTH}{_LENGTH_WORD}\b(?=(?:\s+(?!{_OTHER_LONG})[^\s|,]+){{0,2}}\s+{_TRACKS}\b)",
         _read_length_word),
        (rf"(?<=songs )(?:that are |which are ){_NO_LENGTH}{_LENGTH_WORD}\b", _read_length_word),
        (r"\b(?:(?:just|only|exactly)\s+)?(?:(?:a|one|1)\s+single|(?:just|only|exactly)\s+(?:one|a))"
         r"\s+(?=[^\W\d])", _read_one),
        (r"(?<!this )(?<!that )(?<!the )\b(?:one|1)\s+(?=(?:song|track|title|tune|piece)\b)",
         _read_one),
        (rf"(?<![\w.,])((?:[-−–]\d+|0|\d{{4,}}))\s+(?=(?:[^\s|,\d]+\s+){{0,2}}{_TRACKS}\b)",
         _read_count),
        (rf"(?<=\btop)\s+{_N}\b(?!')", _read_count),
        (rf"\b{_MOST}\s+(\d{{1,3}})\b(?:\s+{_TRACKS})?", _read_count),
        (rf"(?<![-–\d])\b(\d{{1,3}})\s+(?=(?:[^\s|,]+\s+){{0,4}}{_TRACKS}\b)", _read_count),
        (rf"\b{_N}\s+(?=(?:[^\s|,\d]+\s+){{0,2}}{_TRACKS}\b)", _read_count),
        (rf"\b{_FROM}{_YEAR}{_DASH}(\d{{4}}|\d\d)\b", _read_year_range),
        (rf"\b{_FROM}{_DECADE}(?:'?s)?\s*(?:and|or|to|-|–|,)\s*(?:the\s+)?{_DECADE}'?s\b",
         _read_decades),
        (rf"\b{_FROM}(?:(early|mid|late)[\s-]+)?(?:the\s+)?{_DECADE}(?:(?<=ies)|'?s)\b",
         _read_decade),
        (rf"\b{_NEVER}(?:\s+\w+)?\s+(before|older than|after|newer than)\s+{_YEAR}\b",
         _read_not_before),
        (rf"\b(since|after|newer than)\s+{_YEAR}\b", _read_since),
        (rf"\b(from)\s+{_YEAR}\s+(?:on|onwards?|or later)\b", _read_since),
        (rf"\b(before|until|till|older than|up to)\s+{_YEAR}\b", _read_until),
        (rf"\b{_FROM}{_YEAR}\b(?!\s+{_TRACKS})", _read_year),
        (r"^[^\w-]*(?:(?:only|just|make it|but)\s+)*([-−–]?\d{1,9})\W*(?:please)?\W*$",
         _read_count),
    )
)  # fmt: skip

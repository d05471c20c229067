"""Read how long a track should be."""

import re
from dataclasses import dataclass

from menura.studio.model import Decision
from menura.studio.prompt.settling import settle
from menura.studio.prompt.wording import Found, blank_all

_MINUTE_S, _HOUR_S = 60.0, 3600.0
_BEATS_PER_BAR = 4
_BARS_WITHOUT_TEMPO_BPM = 120.0  # a tempo must be assumed; the Decision says so
_A_FEW, _A_COUPLE = 3, 2

_MIN = r"(?:(?:minutes?|mins?|minuten?|minutos?|minuti)(?![\w])|m(?=\s?\d{1,2}\s?s))"
_SEC = r"(?:seconds?|secs?|sekunden?|secondes?|segundos?|s)(?![\w])"
_HOUR = r"(?:hours?|hrs?|h|stunden?|heures?|horas?)(?![\w])"
_NUM = r"(\d{1,5}(?:[.,]\d{1,3})?)"
_RANGE = re.compile(
    rf"(?<![\w.:]){_NUM}\s*(?:-|to|or|bis)\s*{_NUM}[\s-]*(?:(?P<min>{_MIN})|{_SEC})", re.IGNORECASE
)
_MIN_SEC = re.compile(
    rf"(?<![\w.:]){_NUM}[\s-]*{_MIN}\s*(?:and |und |,)?\s*(\d{{1,2}})\s*(?:{_SEC})?(?!\s*(?:bpm"
    rf"|bars?|-|\d))(?![\w.:])",
    re.IGNORECASE,
)
_AND_HALF = re.compile(
    rf"(?<![\w.:])(?:{_NUM}[\s-]*(?:and a half|1/2)[\s-]*{_MIN}|(?:(\d{{1,3}})"
    rf"|an?)[\s-]*{_MIN}\s*and a half)",
    re.I,
)
_HALF = re.compile(
    rf"\b(?:half (?:a |of a )?(?P<min>{_MIN})|half an? (?:hour)|halbe {_MIN}"
    rf"|(?:une )?demi[\s-]{_MIN}|medio {_MIN})",
    re.I,
)
_VAGUE = re.compile(rf"\b(?:a )?(?P<how>few|couple(?: of)?|several) (?P<min>{_MIN})", re.IGNORECASE)
_MINUTES = re.compile(
    rf"(?<![\w.:])(?:{_NUM}|(?:an?|eine|une|un|una)(?=\s))[\s-]*{_MIN}", re.IGNORECASE
)
_SECONDS = re.compile(
    rf"(?<![\w.:]){_NUM}[\s-]*(?:seconds?|secs?|sekunden?|secondes?|segundos?)(?![\w])",
    re.IGNORECASE,
)
_SECONDS_SHORT = re.compile(
    r"(?<![\w.:'])(\d{1,3})(\s?)s(?![\w'])(?P<noun>[\s-]+(?:long|clip|loop|track|song|piece"
    r"|jingle))?",
    re.IGNORECASE,
)
_HOURS = re.compile(rf"(?<![\w.:])(?:{_NUM}|an?(?=\s))[\s-]*{_HOUR}", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w.:])(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?![\d:])(?!\s?(?:am|pm|uhr|o'clock)\b)",
    re.IGNORECASE,
)
_TICKS = re.compile(r"(?<![\w.:])(\d{1,2})'\s?([0-5]\d)(?:''|\")", re.IGNORECASE)
_BARS = re.compile(
    r"(?<![\w.:])(\d{1,4})[\s-]*(?:bars?|measures?|takte?|mesures|compases)(?![\w])", re.IGNORECASE
)
_TIME_OF_DAY = re.compile(r"\b(?:at|around|by|um|until)\s*$", re.IGNORECASE)
_SECONDS_CUE = re.compile(r"\b(?:for|lasting|length|duration|long)\s*[:=]?\s*$", re.IGNORECASE)
_DECADES = frozenset({20, 40, 50, 60, 70, 80, 90})
_MACHINES = frozenset({303, 404, 505, 606, 707, 808, 909})  # "808s" are drums
_IDLE = re.compile(
    r"\s*(?:boiling|boil|walk|drive|away|late|ago|read|reading|break from|on the clock)\b", re.I
)


@dataclass(frozen=True, slots=True)
class DurationReading:
    """What was read of the length, and the text without it."""

    duration_s: float | None
    confidence: float
    decisions: tuple[Decision, ...]
    rest: str


def read_duration(text: str, bpm: float | None) -> DurationReading:
    """Read the length in any spelling; a length in bars needs the tempo.

    Parameters
    ----------
    text : str
        Without the keys (``A minor`` is no minute) and without the lengths of sections.
    bpm : float, optional
        Tempo by which bars are counted.
    """
    found: list[Found[float]] = []
    rest = text
    for reader in (_hours, _minutes, _seconds, _clocks):
        new = reader(rest)
        found += new
        rest = blank_all(rest, new)
    found = [one for one in found if not text[: one.start].lower().endswith("after ")]
    if found:
        return _settled(sorted(found, key=lambda one: one.start), text, rest)
    bars = [_span(match, float(match[1])) for match in _BARS.finditer(rest)]
    if not bars:
        return DurationReading(None, 0.0, (), rest)
    tempo_bpm = bpm or _BARS_WITHOUT_TEMPO_BPM
    length_s = round(bars[0].value * _BEATS_PER_BAR * _MINUTE_S / tempo_bpm, 3)
    why = f"{bars[0].value:.0f} bars at {tempo_bpm:g} BPM last that long."
    decision = Decision("duration", f"{length_s:.1f} s", why)
    confidence = 0.9 if bpm else 0.5
    return DurationReading(length_s, confidence, (decision,), blank_all(rest, bars))


def _settled(found: list[Found[float]], text: str, rest: str) -> DurationReading:
    settled = settle(found, text)
    if settled is None:
        return DurationReading(None, 0.0, (), rest)
    decisions: tuple[Decision, ...] = ()
    if settled.rejected:
        why = "The prompt names several lengths; the " + (
            "later one corrects the first." if settled.corrected else "first counts."
        )
        chosen = f"{settled.chosen.value:g} s"
        decisions = (Decision("duration", chosen, why, settled.rejected),)
    return DurationReading(settled.chosen.value, 0.95, decisions, rest)


def _hours(text: str) -> list[Found[float]]:
    return [
        _span(match, _number(match[1]) * _HOUR_S)
        for match in _HOURS.finditer(text)
        if not _IDLE.match(text, match.end()) and not re.search(r"\bhalf $", text[: match.start()])
    ]


def _minutes(text: str) -> list[Found[float]]:
    """Read everything that has minutes in it, the longest spellings first."""
    found = [
        _span(m, (_number(m[1]) + _number(m[2])) / 2 * (_MINUTE_S if m["min"] else 1.0))
        for m in _RANGE.finditer(text)
    ]
    rest = blank_all(text, found)
    halves = [_span(m, (_number(m[1] or m[2]) + 0.5) * _MINUTE_S) for m in _AND_HALF.finditer(rest)]
    rest = blank_all(rest, halves)
    both = [_span(m, _number(m[1]) * _MINUTE_S + float(m[2])) for m in _MIN_SEC.finditer(rest)]
    rest = blank_all(rest, both)
    half = [
        _span(m, _MINUTE_S / 2 if "hour" not in m[0].lower() else _HOUR_S / 2)
        for m in _HALF.finditer(rest)
    ]
    rest = blank_all(rest, half)
    vague = [
        _span(m, _MINUTE_S * (_A_COUPLE if m["how"].lower().startswith("c") else _A_FEW))
        for m in _VAGUE.finditer(rest)
    ]
    rest = blank_all(rest, vague)
    plain = [_span(m, _number(m[1]) * _MINUTE_S) for m in _MINUTES.finditer(rest)]
    every = found + halves + both + half + vague + plain
    return [one for one in every if not _IDLE.match(text, one.end)]


def _seconds(text: str) -> list[Found[float]]:
    found = [_span(match, _number(match[1])) for match in _SECONDS.finditer(text)]
    for match in _SECONDS_SHORT.finditer(text):
        is_cued = bool(match["noun"] or match[2] or _SECONDS_CUE.search(text[: match.start()]))
        if int(match[1]) in _MACHINES:
            continue
        if int(match[1]) not in _DECADES or is_cued:  # "80s synths" are a decade
            found.append(_span(match, float(match[1])))
    return found


def _clocks(text: str) -> list[Found[float]]:
    """Read ``2:30`` and ``2'30"``, but not the time of day."""
    found = [
        _span(m, int(m[1] or 0) * _HOUR_S + int(m[2]) * _MINUTE_S + int(m[3]))
        for m in _CLOCK.finditer(text)
        if not _TIME_OF_DAY.search(text[: m.start()])
    ]
    return found + [_span(m, int(m[1]) * _MINUTE_S + int(m[2])) for m in _TICKS.finditer(text)]


def _number(said: str | None) -> float:
    """Return a number; the article counts as one."""
    return float(said.replace(",", ".")) if said else 1.0


def _span(match: re.Match[str], value: float) -> Found[float]:
    return Found(value, match[0].strip(), match.start(), match.end())

"""Read the tempo: numbers, ranges, comparisons, Italian and plain words."""

import re
from dataclasses import dataclass

from menura.studio.model import Decision
from menura.studio.prompt.settling import settle
from menura.studio.prompt.wording import Found, Vocabulary, blank_all, find_phrases, grouped

SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
_SLOWER, _FASTER = 0.9, 1.1  # "slower than 120 BPM" is heard as slower from about a tenth on
_A_BIT_SLOWER, _A_BIT_FASTER = 0.95, 1.05
_SLOW_END, _FAST_END = 0.96, 1.04  # "slow" is a little below what is usual anyway
_BARE_BPM = (60.0, 200.0)  # a number without unit is taken for a tempo only in this range
_WITHOUT_GENRE_BPM = (60.0, 160.0)
_CLEARLY_SLOW_BPM, _CLEARLY_FAST_BPM = 85.0, 130.0

_BPM = (
    r"(?:bpms?|b\.p\.m\.?|beats?[\s-]*(?:per|a|/)[\s-]*min(?:ute)?|schlage(?:n)? pro minute"
    r"|battements par minute)(?!\w)"
)
_NUM = r"(\d{1,4}(?:[.,]\d{1,3})?)"
_ABOUT = (
    r"(?:\s*(?:of|is|at|=|:|@|around|about|approx\.?|approximately|circa|ca\.?|roughly|near"
    r"|exactly|to|between|from)\b|\s*[=:@])*\s*"
)
_RANGE = re.compile(
    rf"(?<![\w.#]){_NUM}\s*(?:bpm)?\s*(?:-|to|and|bis|a|or|/)\s*{_NUM}\s*-?\s*{_BPM}"
    rf"|\b(?:bpm|tempo){_ABOUT}{_NUM}\s*(?:-|to|and)\s*{_NUM}(?![\w.])",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"(?<![\w.#]){_NUM}\s*-?\s*{_BPM}", re.IGNORECASE)
_LABEL = re.compile(
    rf"\b(?:bpm|tempo|speed|pace|temp)\b{_ABOUT}{_NUM}(?!\s*(?:%|hz|k?hz|bars?|min|sec"
    rf"|:))(?![\w.]*\w)",
    re.IGNORECASE,
)
_AT = re.compile(
    rf"(?:\b(?P<cue>at|around|about|a|um die|bei)|@)\s*{_NUM}(?!\s*(?:%|hz|khz|db|am\b|pm\b"
    rf"|sec|s\b|min|bars?|bit|:|degrees?|years?|people|o'clock|euros?|dollars?|\$|km|mph"
    rf"|miles?))(?![.,]?\w)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w.#:'$-])(\d{2,3})(?=\s*(?:$|[,.;!?~)\]]|\s(?:in|with|no|and|without|key"
    r"|[A-G][#b]?m?)\b))(?![.,:]\d)"
)
_BELOW = re.compile(
    r"(?:slower than|below|under|less than|(?:not|no) faster than|a bit under|langsamer als"
    r"|plus lent que|mas lento que)\s*(?:about |around )?$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:faster than|above|over|more than|(?:not|no) slower than|a bit over|schneller als"
    r"|plus rapide que|mas rapido que)\s*(?:about |around )?$",
    re.IGNORECASE,
)
_A_BIT = re.compile(
    r"(?:a (?:little|bit|touch|tad)|slightly|somewhat|just|etwas|un peu|un poco)\s*$", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?P<bit>(?:a (?:little|bit|touch|tad)|slightly|somewhat)\s+)?(?P<much>(?:much|way"
    r"|a lot|far)\s+)?"
    r"(?P<way>slower|faster|quicker)(?:\s+than(?:\s+(?:usual|normal|typical|standard"
    r"|average|most|regular|the usual|a normal|a typical))*)?",
    re.IGNORECASE,
)
_FEEL = re.compile(
    r"\b(?:in )?(?P<way>half|double)[\s-]*(?:time|tempo)(?:[\s-]+(?:feel|groove|beat|drums))?\b",
    re.IGNORECASE,
)

_ITALIAN_BPM = Vocabulary.of(
    grouped(
        {
            42.0: "grave, larghissimo", 50.0: "largo", 56.0: "lento, lentement", 62.0: "larghetto",
            68.0: "adagio, langsam und getragen", 74.0: "adagietto", 88.0: "andante",
            94.0: "andantino", 110.0: "moderato, allegro moderato", 116.0: "allegretto",
            132.0: "allegro", 160.0: "vivace, allegro vivace", 168.0: "vivacissimo",
            184.0: "presto", 200.0: "prestissimo",
        }
    )
)  # fmt: skip
# place in the genre's usual range: 0 its slow end, 1 its fast end; beyond them what is stronger
_WORDS = Vocabulary.of(
    grouped(
        {
            -0.4: """
                very slow, super slow, really slow, extremely slow, glacial, as slow as
                possible, sehr langsam, tres lent, muy lento, muy lenta""",
            0.0: """
                slow, slow tempo, slowly, sluggish, downtempo, down tempo, low tempo, slow
                paced, slow burning, langsam, langsame, langsamer, langsames, langsamen, lent,
                lente, lenta, lentes""",
            0.5: """
                mid tempo, midtempo, medium tempo, moderate tempo, medium paced, walking pace,
                medium speed, moderate, mittleres tempo""",
            0.8: "uptempo, up tempo, high tempo, fast paced, brisk, quick",
            1.0: """
                fast, fast tempo, rapid, speedy, racing, schnell, schnelle, schneller,
                schnelles, schnellen, rapide, rapido, rapida, veloce""",
            1.4: """
                very fast, super fast, really fast, extremely fast, frantic, breakneck, blazing,
                hyperspeed, sehr schnell, as fast as possible, tres rapide, muy rapido,
                lightning fast, ultra fast""",
        }
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TempoReading:
    """Tempo as numbers or words say it; words wait for the genre (see `tempo_from_words`)."""

    bpm: float | None
    confidence: float
    decisions: tuple[Decision, ...]
    rest: str
    place: float | None = None
    factor: float = 1.0
    words: str = ""
    feel: float = 1.0


def read_tempo(text: str) -> TempoReading:
    """Read the tempo of a text; numbers win over words."""
    found = _numbers(text)
    rest = blank_all(text, found)
    relative = _RELATIVE.search(rest)
    factor, said = 1.0, ""
    if relative:
        factor, said = _factor(relative), relative[0].strip()
        rest = blank_all(rest, [Found(0, said, relative.start(), relative.end())])
    feel_match = _FEEL.search(rest)
    feel = 1.0
    if feel_match:
        feel = 0.5 if feel_match["way"].lower() == "half" else 2.0
        rest = blank_all(rest, [Found(0, "", feel_match.start(), feel_match.end())])
    italian = find_phrases(rest, _ITALIAN_BPM)
    rest = blank_all(rest, italian)
    words = [one for one in find_phrases(rest, _WORDS) if not _is_negated(rest, one.start)]
    rest = blank_all(rest, words)
    place = words[0].value if words else None
    said = said or (words[0].said if words else "")
    if found:
        return _from_numbers(found, text, rest, italian, words)
    if italian:
        return _from_italian(italian, rest)
    return TempoReading(None, 0.0, (), rest, place=place, factor=factor, words=said, feel=feel)


def tempo_from_words(
    reading: TempoReading, usual_bpm: tuple[float, float] | None, genre_title: str
) -> TempoReading:
    """Turn *slow*, *a bit faster*, *half time* into a tempo, by the usual range of the genre."""
    if reading.bpm is not None or not (
        reading.place is not None or reading.factor != 1.0 or (reading.feel != 1.0 and usual_bpm)
    ):
        return reading
    low_bpm, high_bpm = usual_bpm or _WITHOUT_GENRE_BPM
    slow_bpm, fast_bpm = low_bpm * _SLOW_END, high_bpm * _FAST_END
    place = 0.5 if reading.place is None else reading.place
    bpm = (slow_bpm + (fast_bpm - slow_bpm) * place) * reading.factor * reading.feel
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        bpm = min(max(bpm, SLOWEST_BPM), FASTEST_BPM)
    words = reading.words or ("half time" if reading.feel < 1 else "double time")
    of_what = (
        f"the usual {low_bpm:g}-{high_bpm:g} BPM of {genre_title}"
        if usual_bpm
        else "the tempi of music"
    )
    decision = Decision("bpm", f"{round(bpm):g}", f"{words!r} was read against {of_what}.")
    confidence = 0.6 if usual_bpm else 0.5
    return TempoReading(float(round(bpm)), confidence, (*reading.decisions, decision), reading.rest)


def _numbers(text: str) -> list[Found[tuple[float, float]]]:
    """Find tempi as numbers: value and confidence."""
    found: list[Found[tuple[float, float]]] = []
    rest = text
    for match in _RANGE.finditer(rest):
        ends = [float(one.replace(",", ".")) for one in match.groups() if one]
        found.append(Found((sum(ends) / 2, 0.9), match[0], match.start(), match.end()))
    rest = blank_all(rest, found)
    for pattern, confidence in ((_UNIT, 1.0), (_LABEL, 0.95), (_AT, 0.85), (_BARE, 0.6)):
        new = []
        for match in pattern.finditer(rest):
            bpm = float(match[match.lastindex or 1].replace(",", "."))
            if pattern in (_AT, _BARE) and (found or not _BARE_BPM[0] <= bpm <= _BARE_BPM[1]):
                continue
            bpm, sure = _compared(rest, match.start(), bpm, confidence)
            new.append(Found((bpm, sure), match[0].strip(), match.start(), match.end()))
        found += new
        rest = blank_all(rest, new)
    return sorted(found, key=lambda one: one.start)


def _compared(text: str, start: int, bpm: float, confidence: float) -> tuple[float, float]:
    """Move a tempo below or above the number where the words before it say so."""
    before = text[max(0, start - 40) : start]
    for pattern, much, bit in (
        (_BELOW, _SLOWER, _A_BIT_SLOWER),
        (_ABOVE, _FASTER, _A_BIT_FASTER),
    ):
        compared = pattern.search(before)
        if compared:
            is_bit = _A_BIT.search(before[: compared.start()]) or "a bit" in compared[0].lower()
            return round(bpm * (bit if is_bit else much), 1), 0.8
    return bpm, confidence


def _from_numbers(
    found: list[Found[tuple[float, float]]],
    text: str,
    rest: str,
    italian: list[Found[float]],
    words: list[Found[float]],
) -> TempoReading:
    settled = settle([Found(one.value[0], one.said, one.start, one.end) for one in found], text)
    if settled is None:
        return TempoReading(None, 0.0, (), rest)
    bpm = settled.chosen.value
    confidence = next(one.value[1] for one in found if one.start == settled.chosen.start)
    decisions = []
    if settled.rejected:
        why = (
            "The prompt takes the first tempo back."
            if settled.corrected
            else "The prompt names several tempi; one track has one, so the first counts."
        )
        decisions.append(Decision("bpm", f"{bpm:g}", why, settled.rejected))
    against = [one.said for one in italian if not 0.75 < one.value / max(bpm, 1.0) < 1.33]
    against += [
        one.said
        for one in words
        if (one.value <= 0 and bpm >= _CLEARLY_FAST_BPM)
        or (one.value >= 1 and bpm <= _CLEARLY_SLOW_BPM)
    ]
    if against:
        why = "The number wins over the words for the tempo, which say something else."
        decisions.append(Decision("bpm", f"{bpm:g}", why, tuple(against)))
    if not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        nearest = min(max(bpm, SLOWEST_BPM), FASTEST_BPM)
        why = f"Tempi go from {SLOWEST_BPM:g} to {FASTEST_BPM:g} BPM; the nearest was taken."
        decisions.append(Decision("bpm", f"{nearest:g}", why, (f"{bpm:g} BPM",)))
        bpm, confidence = nearest, 0.5
    return TempoReading(bpm, confidence, tuple(decisions), rest)


def _from_italian(italian: list[Found[float]], rest: str) -> TempoReading:
    chosen = italian[0]
    others = tuple(one.said for one in italian if one.value != chosen.value)
    decision = Decision("bpm", f"{chosen.value:g}", f"{chosen.said!r} is a tempo mark.", others)
    return TempoReading(chosen.value, 0.75, (decision,), rest)


def _factor(relative: re.Match[str]) -> float:
    is_slower = relative["way"].lower() == "slower"
    if relative["bit"]:
        return _A_BIT_SLOWER if is_slower else _A_BIT_FASTER
    factor = _SLOWER if is_slower else _FASTER
    return factor**2 if relative["much"] else factor


def _is_negated(text: str, start: int) -> bool:
    return (
        re.search(
            r"\b(?:not|never|isn't|nicht)\s+(?:too\s+|very\s+|so\s+)?$", text[:start], re.IGNORECASE
        )
        is not None
    )

"""Read the form a prompt names: parts in order, with bars or seconds where it says so."""

import re
from dataclasses import dataclass, replace

from menura.studio.model import AskedSection, SectionName
from menura.studio.prompt.wording import Found, Vocabulary, blank_all, find_phrases, grouped

S = SectionName
_MOST_REPEATS = 8

_NAMES = Vocabulary.of(
    grouped(
        {
            S.INTRO: "intro, introduction, opening section, einleitung, intros",
            S.VERSE: "verse, verses, strophe, strophen, couplet, couplets, verso, versos, estrofa",
            S.PRE_CHORUS: "pre chorus, prechorus, pre choruses, bridge to chorus",
            S.CHORUS: """
                chorus, choruses, refrain, refrains, estribillo, coro final, final chorus, last
                chorus""",
            S.HOOK: "hook, hooks",
            S.BRIDGE: "bridge, middle eight, middle 8, pont, puente, brucke",
            S.BREAK: "break, breakdown, break down, breakdowns",
            S.BUILD: """
                build, build up, buildup, builds, buildups, builds up, build ups, riser section""",
            S.DROP: """
                drop, drops, dropping, beat drop, bass drop, first drop, second drop, main drop,
                big drop""",
            S.SOLO: """
                solo, solos, guitar solo, sax solo, piano solo, synth solo, drum solo, saxophone
                solo, trumpet solo, organ solo, solo section""",
            S.CLIMAX: "climax, peak, finale, climaxes",
            S.INTERLUDE: "interlude, interludes, instrumental break",
            S.OUTRO: "outro, coda, ending, outros, fade out, fadeout, fades out, schluss",
        }
    )
)
_UNIT = r"(?P<unit>bars?|measures?|takte?|seconds?|secs?|sec|s|minutes?|mins?|min)(?!\w)"
_LENGTH_BEHIND = re.compile(
    rf"\s*(?:[:=(\[-]|of|for|lasting|is|about|over)?\s*(?:about "
    rf"|around )?(?P<n>\d{{1,3}}(?:\.\d)?)[\s-]*(?:{_UNIT}|(?=\s*(?:$|[,;)\]/.|>]|->|and\b"
    rf"|then\b)))\s*[)\]]?",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(
    rf"(?P<n>\d{{1,3}}(?:\.\d)?)[\s-]*{_UNIT}(?:\s+of)?(?:[\s-]+(?!of\b|then\b"
    rf"|and\b)[a-z]+)?\s*-?\s*$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\s*(?:\(|\[)?\s*(?:x\s?(?P<n>[2-8])|(?P<m>[2-8])\s?x)\b\s*[)\]]?", re.IGNORECASE
)
_COUNT_BEFORE = re.compile(r"\b(?P<n>[2-8]|two|three|four)\s*(?:x\s*)?$", re.IGNORECASE)
_COUNTS = {"two": 2, "three": 3, "four": 4}
_NOT_A_PART = re.compile(
    r"\b(?:without(?: any| an?)?|no|to|can't|don't|not|off the|take a|catchy|air|rain|off|my"
    r"|key|for)\s*(?:\w+\s+)?$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\b(A[ABC]{2,7})(?:\s+(?:form|structure|song|pattern))?\b(?-i:)")
_LETTER_PARTS = {"A": S.VERSE, "B": S.CHORUS, "C": S.BRIDGE}
_STARTS = re.compile(
    r"\b(?:starts?|starting|begins?|beginning|opens?|opening|kicks off|ends?|ending|finish(?:es"
    r"|ing)?)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:then|before|into|followed by|leads? to|structure|form|sections?|arrangement|after)\b"
    r"|->|>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SectionReading:
    """What was read of the form, and the text without it."""

    structure: tuple[AskedSection, ...]
    rest: str
    mentioned: tuple[Found[SectionName], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part, the words that say it, and how often it is played."""

    section: AskedSection
    span: Found[int]
    times: int


def read_sections(text: str) -> SectionReading:
    """Read the form if the text gives one: at least two parts, or one with a length or a place.

    A single *big drop* or *catchy hook* is a wish for the arrangement, not a form.
    """
    found = [one for one in find_phrases(text, _NAMES) if _is_part(text, one)]
    letters = _LETTERS.search(text)
    if letters and len(found) < 2:
        parts = tuple(AskedSection(_LETTER_PARTS[one]) for one in letters[1])
        if letters[1] == "AABA":
            parts = (*parts[:2], AskedSection(S.BRIDGE), AskedSection(S.VERSE))
        span = Found(0, "", letters.start(), letters.end())
        return SectionReading(parts, blank_all(text, [span]), tuple(found))
    parts_list: list[AskedSection] = []
    spans: list[Found[int]] = []
    for place, one in enumerate(found):
        before = found[place - 1].end if place else 0
        after = found[place + 1].start if place + 1 < len(found) else len(text)
        part = _with_length(text, one, (before, after))
        parts_list += [part.section] * part.times
        spans.append(part.span)
    if not _is_form(text, parts_list, found):
        return SectionReading((), text, tuple(found))
    parts_list = _bars_for_all(text, parts_list)
    return SectionReading(tuple(parts_list), blank_all(text, spans), tuple(found))


def _is_part(text: str, one: Found[SectionName]) -> bool:
    """Tell whether a word for a part is meant as one."""
    before, behind = text[: one.start], text[one.end :]
    if one.value is S.SOLO and re.match(
        r"\s+(?:piano|guitar|cello|violin|flute|sax\w*|trumpet|instrument|harp|organ"
        r"|\w+ guitar)\b",
        behind,
        re.IGNORECASE,
    ):
        return False
    if one.value is S.BREAK and re.match(r"s?\s*beats?\b", behind, re.IGNORECASE):
        return False
    if one.said.lower() == "build" and re.match(
        r"\s+(?:me|a|an|up to|to|the|from|it|some)\b", behind, re.IGNORECASE
    ):
        return False
    if one.said.lower() == "drop" and re.match(
        r"\s+(?:me|the|it|table|a|an|d|c|b)\b", behind, re.IGNORECASE
    ):
        return False
    if one.said.lower() == "peak" and re.match(r"[\s-]*(?:time|hour)", behind, re.IGNORECASE):
        return False
    if one.said.lower() == "hook" and re.match(r"\s+up\b", behind, re.IGNORECASE):
        return False
    return _NOT_A_PART.search(before[-24:]) is None


def _is_form(text: str, parts: list[AskedSection], found: list[Found[SectionName]]) -> bool:
    if not parts:
        return False
    if any(one.bars or one.duration_s for one in parts):
        return True
    if len(parts) >= 3:
        return True
    if len(parts) == 2:
        between = text[found[0].end : found[-1].start]
        is_near = len(re.findall(r"\w+", between)) <= 4
        return is_near or _THEN.search(text) is not None or _STARTS.search(text) is not None
    return _STARTS.search(text[: found[0].start]) is not None and parts[0].name in (
        S.INTRO,
        S.OUTRO,
    )


def _with_length(text: str, one: Found[SectionName], room: tuple[int, int]) -> _Part:
    """Return a part with its length and the words between its neighbours that say it."""
    start, end, times = one.start, one.end, 1
    repeated = _TIMES.match(text, end, room[1])
    if repeated:
        times, end = int(repeated["n"] or repeated["m"]), repeated.end()
    count = _COUNT_BEFORE.search(text, room[0], start)
    if count:
        word = count["n"].lower()
        times, start = _COUNTS.get(word) or int(word), count.start()
    behind = _LENGTH_BEHIND.match(text, end, room[1])
    before = _LENGTH_BEFORE.search(text, room[0], start)
    section = AskedSection(one.value)
    if before and before["unit"].lower().endswith(("minutes", "mins")):
        before = None  # "6 minutes build drop": the whole lasts six minutes
    length = behind or before
    if length:
        section = _measured(section, float(length["n"]), (length["unit"] or "bars").lower())
        start, end = (start, length.end()) if behind else (length.start(), end)
    return _Part(section, Found(0, text[start:end], start, end), min(times, _MOST_REPEATS))


def _measured(section: AskedSection, number: float, unit: str) -> AskedSection:
    if unit.startswith(("bar", "measure", "takt")):
        return replace(section, bars=max(1, round(number)))
    return replace(section, duration_s=number * (60.0 if unit.startswith("m") else 1.0))


def _bars_for_all(text: str, parts: list[AskedSection]) -> list[AskedSection]:
    """Give every part the bars of ``8 bars each``."""
    each = re.search(
        r"(\d{1,2})[\s-]*bars? (?:each|per section)|each (\d{1,2}) bars?", text, re.IGNORECASE
    )
    if each is None:
        return parts
    bars = int(each[1] or each[2])
    return [replace(one, bars=bars, duration_s=None) for one in parts]

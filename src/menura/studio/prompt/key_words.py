"""Read the key and the mode of a prompt in the spellings musicians, DJs and other languages use."""

import re
from dataclasses import dataclass

from menura.audio.key_notation import parse_key
from menura.studio.model import Decision, Mode
from menura.studio.prompt.settling import Settled, settle
from menura.studio.prompt.wording import Found, blank_all

_PITCH = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_SOLFEGE = {"do": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11}
_GERMAN = {
    "cis": 1, "des": 1, "dis": 3, "es": 3, "fis": 6, "ges": 6, "gis": 8, "as": 8, "ais": 10,
    "b": 10, "h": 11, "c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9,
}  # fmt: skip
_MODES = {
    "major": Mode.MAJOR, "maj": Mode.MAJOR, "ionian": Mode.MAJOR, "dur": Mode.MAJOR,
    "majeur": Mode.MAJOR, "mayor": Mode.MAJOR, "maggiore": Mode.MAJOR,
    "minor": Mode.MINOR, "min": Mode.MINOR, "aeolian": Mode.MINOR, "moll": Mode.MINOR,
    "mineur": Mode.MINOR, "menor": Mode.MINOR, "minore": Mode.MINOR,
    "dorian": Mode.DORIAN, "phrygian": Mode.PHRYGIAN, "lydian": Mode.LYDIAN,
    "mixolydian": Mode.MIXOLYDIAN, "dorisch": Mode.DORIAN, "phrygisch": Mode.PHRYGIAN,
    "lydisch": Mode.LYDIAN, "mixolydisch": Mode.MIXOLYDIAN,
}  # fmt: skip

_SIGN = r"(?P<sign>#|b(?![a-z])|b(?=maj|min|dor|phr|lyd|mix)|[\s-]?sharp|[\s-]?flat)?"
_SCALE = r"(?:(?:harmonic|natural|melodic|pentatonic)[\s-]+)?"
_KEY_WORD = r"(?:in(?: the)? key(?: of)?|key(?: of|:| is| =|=)?|tonic|scale of|tonart|in)\s*:?\s*"
# "a minor" is a key where something musical stands before it or nothing of a noun behind it
_AFTER_KEY = (
    r"(?=\s*(?:$|[,.;:!?~)\]/|&\"'-]|\d|at\b|with\b|for\b|and\b|or\b|but\b|in\b|no\b"
    r"|without\b|to\b|"
    r"around\b|about\b|then\b|please\b|instead\b|as\b|make\b|that\b|bpm\b|tempo\b|by\b"
    r"|from\b|using\b))"
)
_NOT_A_KEY = (
    r"(?!\s+(?:key|keys|scale|mode|mood|feel|feeling|chords?|tonality|vibe|tone|tonal|change|drop|"
    r"hit|third|seventh|release|issue|part|role|detail|problem|in\s))"
)

_NAMED = re.compile(
    rf"(?<![\w#~'])(?P<note>[a-g]){_SIGN}[\s_-]*{_SCALE}"
    r"(?P<mode>major|minor|maj|min|dorian|phrygian|lydian|mixolydian|aeolian|ionian)(?![\w])",
    re.IGNORECASE,
)
_GERMAN_KEY = re.compile(
    r"(?<![\w#~])(?P<note>cis|des|dis|es|fis|ges|gis|ais|as|[a-h])(?P<sign>#|b)?[\s-]?"
    r"(?P<mode>dur|moll|dorisch|phrygisch|lydisch|mixolydisch)\b",
    re.IGNORECASE,
)
_SOLFEGE_KEY = re.compile(
    r"\b(?P<note>do|re|mi|fa|sol|la|si)[\s-]*(?P<sign>#|diese|sostenido|diesis|b|bemol|bemolle)?"
    r"[\s-]*(?P<mode>majeur|mineur|mayor|menor|maggiore|minore|major|minor)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![\w#~'])(?<!\d\s)(?P<note>[A-G])(?P<sign>#|b)?m(?!\w|')(?!\s+I\b)")
_SHORT_SMALL = re.compile(
    rf"(?<![\w#'])(?:(?P<cue>{_KEY_WORD}|~\s*,?\s*)(?P<note>[a-g])(?P<sign>#|b)?"
    r"|(?P<note2>[a-g])(?P<sign2>#|b))(?P<mode>m)(?!\w|')",
    re.IGNORECASE,
)
_SHORT_MAJOR = re.compile(rf"\b{_KEY_WORD}(?P<note>[A-G])(?P<sign>#|b)?M(?!\w)")
_CAMELOT = re.compile(
    r"(?<![\w#.:])(?:(?P<cue>camelot|key|in)\s*:?\s*)?(?P<code>(?:0?[1-9]|1[0-2])[AB])(?![\w#])"
)
_CAMELOT_SMALL = re.compile(
    r"\b(?:camelot(?: key| code)?|key)(?: of)?\s*:?\s*(?P<code>(?:0?[1-9]|1[0-2])\s?[ab])(?!\w)",
    re.IGNORECASE,
)
_OPEN_KEY = re.compile(
    r"\b(?:open\s?-?key|key(?: of)?)\s*:?\s*(?P<code>(?:0?[1-9]|1[0-2])\s?[md])(?!\w)",
    re.IGNORECASE,
)
_TONIC = re.compile(
    rf"\b(?P<cue>{_KEY_WORD})(?P<note>[a-g]){_SIGN}(?![\w#'])(?!-\w)", re.IGNORECASE
)
_MODE_ALONE = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\bmy )\b(?:in )?(?:(?:harmonic|natural|melodic) )?"
    r"(?P<mode>major|minor|moll|dorian|phrygian|lydian|mixolydian|aeolian|ionian|"
    r"mineur|majeur|menor|minore|maggiore)"
    r"(?:[\s-]+(?:key|scale|mode|tonality|chords?|feel|mood|pentatonic))?(?!\w)"
    r"|\b(?:in )?(?:an?|the) (?P<named>major|minor|dorian|phrygian|lydian|mixolydian)"
    r"[\s-]+(?:key|scale|mode|tonality|chords?|feel|mood|pentatonic)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A tonic, a mode, or both."""

    key: int | None
    mode: Mode | None

    @property
    def name(self) -> str:
        """Tonic and mode in words."""
        tonic = "" if self.key is None else _NAMES[self.key]
        return " ".join(part for part in (tonic, self.mode or "") if part)


@dataclass(frozen=True, slots=True)
class KeyReading:
    """What was read of the key, and the text without it."""

    asked: AskedKey
    key_confidence: float
    mode_confidence: float
    is_spelled: bool
    decisions: tuple[Decision, ...]
    rest: str


def read_key(text: str) -> KeyReading:
    """Read tonic and mode; the text must still have its capital letters."""
    found = _named(text)
    rest = blank_all(text, found)
    found += _codes_and_tonics(rest)
    rest = blank_all(text, found)
    settled = settle(sorted(found, key=lambda one: one.start), text)
    asked = settled.chosen.value if settled else AskedKey(None, None)
    decisions = _decisions(settled)
    key_confidence = 0.0 if asked.key is None else 1.0 if asked.mode else 0.85
    mode_confidence = 1.0 if asked.mode else 0.0
    is_spelled = settled is not None and len(settled.chosen.said) > 4
    if asked.mode is None and (alone := _MODE_ALONE.search(rest)):
        asked = AskedKey(asked.key, _MODES[(alone["mode"] or alone["named"]).lower()])
        mode_confidence = 0.8
        rest = rest[: alone.start()] + "~" * len(alone[0]) + rest[alone.end() :]
    return KeyReading(asked, key_confidence, mode_confidence, is_spelled, decisions, rest)


def _named(text: str) -> list[Found[AskedKey]]:
    """Find tonics with their modes."""
    found = []
    for match in _NAMED.finditer(text):
        if _is_article(text, match):
            continue
        pitch = (_PITCH[match["note"].lower()] + _shift(match["sign"])) % 12
        found.append(_found(match, AskedKey(pitch, _MODES[match["mode"].lower()])))
    for match in _GERMAN_KEY.finditer(text):
        pitch = (_GERMAN[match["note"].lower()] + _shift(match["sign"])) % 12
        if match["sign"] and match["note"].lower() == "b":
            pitch = 10
        found.append(_found(match, AskedKey(pitch, _MODES[match["mode"].lower()])))
    for match in _SOLFEGE_KEY.finditer(text):
        pitch = (_SOLFEGE[match["note"].lower()] + _shift(match["sign"])) % 12
        found.append(_found(match, AskedKey(pitch, _MODES[match["mode"].lower()])))
    return _apart(found)


def _codes_and_tonics(text: str) -> list[Found[AskedKey]]:
    """Find what is short: ``F#m``, Camelot and Open Key codes, ``in E``."""
    found = [
        _found(m, AskedKey((_PITCH[m["note"].lower()] + _shift(m["sign"])) % 12, Mode.MINOR))
        for m in _SHORT.finditer(text)
    ]
    for match in _SHORT_SMALL.finditer(text):
        if match["note2"] and match["mode"] == "M":
            continue
        note, sign = match["note"] or match["note2"], match["sign"] or match["sign2"]
        mode = Mode.MAJOR if match["mode"] == "M" and not text.isupper() else Mode.MINOR
        found.append(_found(match, AskedKey((_PITCH[note.lower()] + _shift(sign)) % 12, mode)))
    for match in _SHORT_MAJOR.finditer(text if not text.isupper() else ""):
        pitch = (_PITCH[match["note"].lower()] + _shift(match["sign"])) % 12
        found.append(_found(match, AskedKey(pitch, Mode.MAJOR)))
    for pattern in (_CAMELOT, _CAMELOT_SMALL, _OPEN_KEY):
        for match in pattern.finditer(text):
            known = parse_key(match["code"])
            if known is not None:
                found.append(_found(match, AskedKey(known.pitch_class, Mode(known.mode))))
    found = _apart(found)
    rest = blank_all(text, found)
    for match in _TONIC.finditer(rest):
        if _is_tonic(rest, match):
            pitch = (_PITCH[match["note"].lower()] + _shift(match["sign"])) % 12
            found.append(_found(match, AskedKey(pitch, None)))
    return found


def _is_article(text: str, match: re.Match[str]) -> bool:
    """Tell whether the ``a`` of ``a minor`` (or ``a min``, ``a major``) is no note."""
    if match["note"].lower() != "a" or match["sign"]:
        return False
    behind = text[match.end() :]
    if "-" in match[0] or not re.search(r"\s", match[0]):
        return False
    if match["note"] == "A" and match["mode"][0].isupper() and not text.isupper():
        return False
    if re.match(_NOT_A_KEY, behind) is None:
        return True
    if match["mode"].lower() == "min" and re.match(r"\s*(?:long|or|and a half|and \d|\d)", behind):
        return True
    if match["mode"].lower() == "min" and re.search(
        r"\b(?:for|about|half|lasting|under|over|is|of)\s*$", text[: match.start()]
    ):
        return True
    return re.match(_AFTER_KEY, behind) is None and match["note"] == "a"


def _is_tonic(text: str, match: re.Match[str]) -> bool:
    """Tell whether a lone letter after *in* or *key* is a note."""
    cue, letter = match["cue"].lower().split(), match["note"]
    if "in" not in cue[:1] or len(cue) > 1 or match["sign"]:
        return letter.lower() != "a" or re.match(_AFTER_KEY, text[match.end() :]) is not None
    if re.match(_AFTER_KEY, text[match.end() :]) is None:
        return False
    return letter.isupper() or letter != "a"


def _shift(sign: str | None) -> int:
    """Return the semitones that a sharp or flat adds."""
    plain = (sign or "").strip(" -").lower()
    if plain in ("#", "sharp", "diese", "sostenido", "diesis"):
        return 1
    return -1 if plain in ("b", "flat", "bemol", "bemolle") else 0


def _found(match: re.Match[str], asked: AskedKey) -> Found[AskedKey]:
    return Found(asked, match[0].strip(" ~,"), match.start(), match.end())


def _apart(found: list[Found[AskedKey]]) -> list[Found[AskedKey]]:
    """Drop what overlaps something found before it."""
    apart: list[Found[AskedKey]] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in apart):
            apart.append(one)
    return apart


def _decisions(settled: Settled[AskedKey] | None) -> tuple[Decision, ...]:
    """Say what was rejected if several keys were named."""
    if settled is None or not settled.rejected:
        return ()
    why = (
        "The prompt takes the first key back."
        if settled.corrected
        else "The prompt names several keys; one track has one, so the first counts."
    )
    return (Decision("key", settled.chosen.value.name, why, settled.rejected),)

"""Read and write keys in the spellings musicians, files, DJ tools and DAWs use.

One value, `PitchKey`, stands for all of them: a pitch class and one of two modes. Signals cannot
tell C# from Db, so spelling is a matter of writing, not of the key.
"""

import re
from dataclasses import dataclass
from typing import Literal

from menura.kernel.errors import InvalidInputError

Mode = Literal["major", "minor"]

SEMITONES = 12
_FIFTH = 7
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# The spelling with fewer accidentals in its signature; F# and Ebm (six either way) by habit.
_MAJOR_SPELLING = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_SPELLING = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_MINOR_TO_RELATIVE = 3  # semitones from a minor tonic up to that of its relative major
_CAMELOT_OF_C = 8  # C major is 8B, A minor 8A

ID3_NO_KEY = "o"  # ID3v2.4, TKEY: off key
_NO_KEY_WORDS = frozenset(
    {"", "o", "-", "?", "off", "off key", "off-key", "none", "no key", "null", "n/a", "unknown"}
    | {"atonal", "unpitched"}
)
_MODE_OF_SCALE: dict[str, Mode | None] = {
    # by the third above the tonic, as listeners group them
    "major": "major",
    "maj": "major",
    "dur": "major",
    "ionian": "major",
    "lydian": "major",
    "mixolydian": "major",
    "major pentatonic": "major",
    "harmonic major": "major",
    "minor": "minor",
    "min": "minor",
    "moll": "minor",
    "aeolian": "minor",
    "natural minor": "minor",
    "dorian": "minor",
    "phrygian": "minor",
    "harmonic minor": "minor",
    "melodic minor": "minor",
    "minor pentatonic": "minor",
    "minor blues": "minor",
    # no stable fifth or no tonic at all: nothing to match against
    "locrian": None,
    "super locrian": None,
    "chromatic": None,
    "whole tone": None,
}
_GERMAN = ("dur", "moll")

_CODE = re.compile(r"0?([1-9]|1[0-2])\s*([abdm])", re.IGNORECASE)
_SPELLED = re.compile(r"([A-Ga-g])(##|bb|#|b|)[\s_-]*(.*)", re.DOTALL)
_ACCIDENTAL_WORD = re.compile(r"(?<![a-zA-Z])([A-Ga-g])[\s_-]*(sharp|flat)\b", re.IGNORECASE)
_ENHARMONIC_PAIR = re.compile(r"([A-G][#b]?)\s*/\s*([A-G][#b]?)(?![#b])(.*)", re.DOTALL)
_SEPARATOR = re.compile(r"[/|,;()\[\]]|\s[-–]\s")
_ACCIDENTALS = {"": 0, "#": 1, "##": 2, "b": -1, "bb": -2}
_TYPOGRAPHIC = str.maketrans({"♯": "#", "♭": "b", "♮": "", "\u00a0": " "})


class UnreadableKeyError(InvalidInputError):
    """Say that a text names no key that is known here."""

    code = "key_unreadable"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text[:40]!r} is not a key: write it like 'Ab', 'G#m', 'A minor', '8A' or '1m'. "
            "German B and H are refused because B means two notes: write 'Bb' or 'B'.",
            field="key",
        )


@dataclass(frozen=True, slots=True, order=True)
class PitchKey:
    """Stand for a key, however it is spelled.

    Parameters
    ----------
    pitch_class : int
        Of the tonic, 0 (C) to 11 (B).
    mode : {'major', 'minor'}
        Mode, by the third above the tonic.
    """

    pitch_class: int
    mode: Mode

    def __post_init__(self) -> None:
        if not 0 <= self.pitch_class < SEMITONES or self.mode not in ("major", "minor"):
            raise UnreadableKeyError(f"{self.pitch_class} {self.mode}")

    @property
    def tonic(self) -> str:
        """Name of the tonic in the usual spelling of this key: ``Ab`` major, but ``G#`` minor."""
        spelling = _MAJOR_SPELLING if self.mode == "major" else _MINOR_SPELLING
        return spelling[self.pitch_class]

    @property
    def name(self) -> str:
        """Tonic and mode in words: ``Ab major``."""
        return f"{self.tonic} {self.mode}"

    @property
    def symbol(self) -> str:
        """Short form, at most three characters, which is also what ID3 ``TKEY`` takes: ``G#m``."""
        return self.tonic + ("m" if self.mode == "minor" else "")

    @property
    def camelot(self) -> str:
        """Camelot code: ``8A`` for A minor, ``8B`` for C major."""
        number = (self._fifths + _CAMELOT_OF_C - 1) % SEMITONES + 1
        return f"{number}{'B' if self.mode == 'major' else 'A'}"

    @property
    def open_key(self) -> str:
        """Open Key code: ``1m`` for A minor, ``1d`` for C major."""
        return f"{self._fifths + 1}{'d' if self.mode == 'major' else 'm'}"

    @property
    def relative(self) -> "PitchKey":
        """The key of the other mode that has the same notes."""
        if self.mode == "minor":
            return PitchKey((self.pitch_class + _MINOR_TO_RELATIVE) % SEMITONES, "major")
        return PitchKey((self.pitch_class - _MINOR_TO_RELATIVE) % SEMITONES, "minor")

    @property
    def parallel(self) -> "PitchKey":
        """The key of the other mode that has the same tonic."""
        return PitchKey(self.pitch_class, "minor" if self.mode == "major" else "major")

    @property
    def _fifths(self) -> int:
        """Place on the circle of fifths, 0 for C major and A minor."""
        major = self if self.mode == "major" else self.relative
        return major.pitch_class * _FIFTH % SEMITONES

    def transposed(self, semitones: int) -> "PitchKey":
        """Return the key this many semitones higher."""
        return PitchKey((self.pitch_class + semitones) % SEMITONES, self.mode)


def parse_key(text: str) -> PitchKey | None:
    """Read a key as people and files write it.

    Read are names (``Ab``, ``G#m``, ``A minor``, ``F♯ maj``, ``C-Dur``), modes of DAWs
    (``D dorian``; see `scale_mode`), Camelot (``8A``, ``08A``) and Open Key (``1m``, ``1d``).
    A lone tonic is major in capitals and minor in small letters (``A``, ``a``), as in scores;
    ``M`` is major and ``m`` minor. Where a tag names several keys (``Am/C``, ``8A - Am``), the
    first counts. German ``H``, and ``B`` with ``Dur`` or ``Moll``, are refused: B is B flat for
    one reader and B natural for the other.

    Returns
    -------
    PitchKey or None
        None where the text says that there is no key: empty, ID3's ``o``, ``none``, ``off-key``,
        or a scale without a key (chromatic, Locrian).

    Raises
    ------
    UnreadableKeyError
        If the text is neither a key nor says that there is none.
    """
    plain = " ".join(text.translate(_TYPOGRAPHIC).replace("\0", " ").split())
    if plain.lower() in _NO_KEY_WORDS or plain.lower() in _scales_without_key():
        return None
    plain = _ACCIDENTAL_WORD.sub(lambda m: m[1] + ("#" if m[2].lower() == "sharp" else "b"), plain)
    pair = _ENHARMONIC_PAIR.fullmatch(plain)  # 'G#/Ab minor' is one key
    if pair and _pitch_class(pair[1]) == _pitch_class(pair[2]):
        plain = pair[1] + pair[3]
    first = next((part.strip() for part in _SEPARATOR.split(plain) if part.strip()), "")
    code = _CODE.fullmatch(first)
    return _read_code(code) if code else _read_name(first, text)


def key_of_scale(root_pitch_class: int, scale_name: str) -> PitchKey | None:
    """Return the key of a scale as DAWs report it (root number and scale name), None without one.

    Scales that are not known have no key either: a DAW's user may have made them.
    """
    mode = scale_mode(scale_name)
    return PitchKey(root_pitch_class % SEMITONES, mode) if mode else None


def scale_mode(scale_name: str) -> Mode | None:
    """Return the mode a scale is nearest to, None where keys make no sense for it.

    Ionian, Lydian and Mixolydian count as major; Aeolian, Dorian, Phrygian, harmonic and melodic
    minor as minor; Locrian, chromatic and unknown scales have no key.
    """
    return _MODE_OF_SCALE.get(" ".join(scale_name.lower().replace("-", " ").split()))


def write_id3_key(key: PitchKey | None) -> str:
    """Return the value of ID3 ``TKEY`` and Vorbis ``INITIALKEY``; ``o`` (off key) for None."""
    return key.symbol if key else ID3_NO_KEY


def _scales_without_key() -> frozenset[str]:
    return frozenset(name for name, mode in _MODE_OF_SCALE.items() if mode is None)


def _pitch_class(name: str) -> int:
    return (_LETTERS[name[0].upper()] + _ACCIDENTALS[name[1:]]) % SEMITONES


def _read_code(code: re.Match[str]) -> PitchKey:
    """Read a Camelot or Open Key code, which differ by seven steps on the circle."""
    number, letter = int(code[1]), code[2].lower()
    first = _CAMELOT_OF_C if letter in "ab" else 1
    key = PitchKey((number - first) * _FIFTH % SEMITONES, "major")
    return key if letter in "bd" else key.relative


def _read_name(name: str, text: str) -> PitchKey | None:
    spelled = _SPELLED.fullmatch(name)
    if spelled is None:
        raise UnreadableKeyError(text)
    letter, accidental, scale = spelled[1], spelled[2], spelled[3].strip()
    pitch_class = _pitch_class(letter + accidental)
    if scale in ("", "m", "M"):
        lone = "major" if letter.isupper() else "minor"
        return PitchKey(pitch_class, {"": lone, "m": "minor", "M": "major"}[scale])  # type: ignore[arg-type]
    known = " ".join(scale.lower().replace("-", " ").split())
    is_german_b = known in _GERMAN and letter in "Bb" and not accidental
    if known not in _MODE_OF_SCALE or is_german_b:
        raise UnreadableKeyError(text)
    mode = _MODE_OF_SCALE[known]
    return PitchKey(pitch_class, mode) if mode else None

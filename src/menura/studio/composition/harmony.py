"""Write the harmony: progressions of a genre as chords in their places, with cadences."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from menura.kernel.errors import InvalidInputError
from menura.studio.composition.passage import PEAKS
from menura.studio.composition.scales import DEGREES, MAJOR_STEPS, MODE_STEPS
from menura.studio.composition.tint import NO_TINT, Tint, tinted_extensions
from menura.studio.genres.model import Genre, Progression
from menura.studio.model import Mode, SectionName
from menura.studio.score import BEATS_PER_BAR, Chord, Section

TOKEN = re.compile(
    r"(?P<accidental>[b#]?)(?P<degree>[1-7])(?P<quality>[!m]?)(?:/(?P<bars>[\d.]+))?"
)
B_SECTIONS = PEAKS | {SectionName.BRIDGE, SectionName.BREAK, SectionName.SOLO}
CADENCE_SECTIONS = frozenset({SectionName.BUILD, SectionName.PRE_CHORUS})
# What is always clear, for when a genre has nothing in a mode or what it has hides the tonic.
PLAIN_MAJOR = ("1 4 5 1", "1 5 6 4", "1 4 1 5", "1 6 4 5")
PLAIN_MINOR = ("1 6 4 5!", "1/2 3 1", "1 3 6 5!", "1/2 6 5!")
PLAIN_MODES: dict[Mode, tuple[str, ...]] = {
    Mode.DORIAN: ("1/2 3 1", "1/2 7 1", "1/3 7"),
    Mode.PHRYGIAN: ("1 2 1 1", "1 1 2 1", "1 2 1 5"),
    Mode.LYDIAN: ("1/2 2 1", "1/3 2"),
    Mode.MIXOLYDIAN: ("1 1 7 1", "1/3 7", "1/3 5m"),
}
PLAIN_FULL_FROM, PLAIN_BOTH_FROM = 7, 9  # attempts
TRIAD = 3
FLAT_KEYS = frozenset({1, 3, 5, 8, 10})
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
SHARP_KEYS = frozenset({4, 6, 9, 11})
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MIXED_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_MIXED_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")


class ProgressionError(InvalidInputError):
    """Say that a progression is written in a way nobody can read."""

    code = "invalid_progression"


@dataclass(frozen=True, slots=True)
class Degree:
    """A chord of a progression: which degree, altered how, for how many bars."""

    degree: int
    accidental: str = ""
    quality: str = ""
    bars: float = 1.0


@dataclass(frozen=True, slots=True)
class Harmony:
    """The two progressions of a piece, for the calm and the full parts, and notes per chord."""

    calm: tuple[Degree, ...]
    full: tuple[Degree, ...]
    extensions: int


@cache
def read_progression(text: str) -> tuple[Degree, ...]:
    """Return the chords of a progression (``menura.studio.genres.model.Progression``).

    Raises
    ------
    ProgressionError
        For a word that is no degree.
    """
    degrees = []
    for word in text.split():
        match = TOKEN.fullmatch(word)
        if match is None:
            raise ProgressionError(
                f"{word!r} in {text!r} is no chord; write degrees such as 1, b7, 5! or 4m/2."
            )
        degrees.append(
            Degree(
                int(match["degree"]) - 1,
                match["accidental"],
                match["quality"],
                float(match["bars"] or 1.0),
            )
        )
    return tuple(degrees)


def _plain(mode: Mode) -> tuple[str, ...]:
    return PLAIN_MODES.get(mode, PLAIN_MAJOR if mode.is_major else PLAIN_MINOR)


def _pool(progressions: tuple[Progression, ...], mode: Mode) -> list[str]:
    fitting = [p.degrees for p in progressions if mode in p.modes]
    if fitting:
        return fitting
    third = [p.degrees for p in progressions if any(m.is_major == mode.is_major for m in p.modes)]
    return third or list(_plain(mode))


def draw_harmony(
    genre: Genre, mode: Mode, rng: np.random.Generator, attempt: int, *, tint: Tint = NO_TINT
) -> Harmony:
    """Draw the progressions of a piece.

    Parameters
    ----------
    genre : Genre
        Whose harmony it is.
    mode : Mode
    rng : Generator
    attempt : int
        Which draw: the first seven take what the genre has; then the full parts, at last both
        (and in triads) come from progressions that leave no doubt about the tonic.
    tint : Tint
        Moods may make chords richer or plainer.

    Returns
    -------
    Harmony
    """
    calm, full = _pool(genre.progressions, mode), _pool(genre.progressions_b, mode)
    if not genre.progressions_b:
        full = calm
    if attempt >= PLAIN_FULL_FROM:
        full = list(_plain(mode))
    if attempt >= PLAIN_BOTH_FROM:
        calm = list(_plain(mode))
    first, second = rng.integers(1 << 30, size=2).tolist()
    chosen = calm[first % len(calm)]
    others = [text for text in full if text != chosen] or full
    own = tinted_extensions(genre.extensions, tint)
    extensions = own if attempt < PLAIN_BOTH_FROM else TRIAD
    return Harmony(
        read_progression(chosen), read_progression(others[second % len(others)]), extensions
    )


def chord_classes(degree: Degree, key: int, mode: Mode, extensions: int) -> tuple[int, ...]:
    """Return the pitch classes of a chord, root first.

    Thirds are stacked within the scale; ``!`` makes the third major (and a seventh small: a
    dominant), ``m`` makes it minor, an accidental counts from the major scale and gives a major
    chord. A ninth that would be a semitone above the root is left out.
    """
    scale = MODE_STEPS[mode]
    if degree.accidental:
        shift = -1 if degree.accidental == "b" else 1
        root = MAJOR_STEPS[degree.degree] + shift
        third = 3 if degree.quality == "m" else 4
        seventh = 11 if (root + 11) % 12 in scale and third == 4 else 10
        intervals = [0, third, 7, seventh, 14]
    else:
        root = scale[degree.degree]
        intervals = [(scale[(degree.degree + 2 * k) % DEGREES] - root) % 12 for k in range(5)]
        if degree.quality == "!":
            intervals[1:4] = [4, 7, 10]
        elif degree.quality == "m":
            intervals[1:4] = [3, 7, 10]
    if extensions == 2:
        intervals = [0, intervals[2]]
    intervals = intervals[: max(2, extensions)]
    if len(intervals) == 5 and intervals[4] % 12 in (1, 3, 4):
        intervals.pop()
    return tuple((key + root + interval) % 12 for interval in intervals)


def chord_symbol(pitch_classes: tuple[int, ...], key: int, *, minor: bool) -> str:
    """Return a chord's name as musicians write it: ``Am7``, ``Fmaj9``, ``E5``."""
    signature = (key + 3) % 12 if minor else key
    names = SHARP_NAMES if signature in SHARP_KEYS else FLAT_NAMES
    if signature not in SHARP_KEYS | FLAT_KEYS:  # few accidentals: both kinds are met
        names = MINOR_MIXED_NAMES if minor else MIXED_NAMES
    intervals = [(pitch - pitch_classes[0]) % 12 for pitch in pitch_classes]
    name = names[pitch_classes[0]]
    if len(intervals) == 2:
        return name + ("5" if intervals[1] == 7 else "(b5)")
    small_third, fifth = 3 in intervals, intervals[2]
    seventh = intervals[3] if len(intervals) > 3 else None
    number = {None: "", 3: "7"}.get(seventh, "9" if len(intervals) > 4 else "7")
    if small_third and fifth == 6:
        return name + ("dim" if seventh is None else f"m{number}b5" if seventh == 10 else "dim7")
    altered = {6: "b5", 8: "#5"}.get(fifth, "")
    if seventh == 11:
        return (
            name
            + ("m(maj" if small_third else "maj")
            + number
            + (")" if small_third else "")
            + altered
        )
    return name + ("m" if small_third else "") + number + altered


def write_chords(
    harmony: Harmony, sections: tuple[Section, ...], *, key: int, mode: Mode
) -> tuple[Chord, ...]:
    """Return the chords of the whole piece, section after section.

    Each section begins its progression anew. A section that leads to a peak ends on the dominant
    (with a raised leading tone in minor), the piece on the tonic.
    """
    chords: list[Chord] = []
    for index, section in enumerate(sections):
        degrees = harmony.full if section.name in B_SECTIONS else harmony.calm
        following = sections[index + 1] if index + 1 < len(sections) else None
        ending = _ending(section, following, mode)
        for start, length, degree in _laid_out(degrees, section, ending):
            classes = chord_classes(degree, key, mode, harmony.extensions)
            symbol = chord_symbol(classes, key, minor=not mode.is_major)
            chords.append(Chord(start, length, classes[0], classes, symbol))
    return tuple(chords)


def _ending(section: Section, following: Section | None, mode: Mode) -> Degree | None:
    """Return the chord of a section's last bar where it does not simply go on."""
    if following is None:
        return Degree(0)
    if section.name in CADENCE_SECTIONS and following.name in PEAKS and section.bars >= 2:
        if mode is Mode.PHRYGIAN:  # its cadence comes from above: no dominant in that scale
            return Degree(1)
        return Degree(4, quality="" if mode in (Mode.MAJOR, Mode.LYDIAN) else "!")
    return None


def _laid_out(
    degrees: tuple[Degree, ...], section: Section, ending: Degree | None
) -> list[tuple[float, float, Degree]]:
    end = section.end_beat
    body_end = end - BEATS_PER_BAR if ending and section.bars > 1 else end
    if ending and section.bars == 1:
        return [(section.start_beat, float(BEATS_PER_BAR), ending)]
    laid: list[tuple[float, float, Degree]] = []
    beat, turn = section.start_beat, 0
    while beat < body_end - 1e-6:
        degree = degrees[turn % len(degrees)]
        length = min(degree.bars * BEATS_PER_BAR, body_end - beat)
        laid.append((beat, length, degree))
        beat, turn = beat + length, turn + 1
    if ending:
        laid.append((body_end, end - body_end, ending))
    return laid

"""Know the scales: which notes a mode has, and which of them fit a chord."""

from functools import lru_cache

from menura.studio.model import Mode
from menura.studio.score import Chord

MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)
MODE_STEPS: dict[Mode, tuple[int, ...]] = {
    Mode.MAJOR: MAJOR_STEPS,
    Mode.MINOR: (0, 2, 3, 5, 7, 8, 10),
    Mode.DORIAN: (0, 2, 3, 5, 7, 9, 10),
    Mode.PHRYGIAN: (0, 1, 3, 5, 7, 8, 10),
    Mode.LYDIAN: (0, 2, 4, 6, 7, 9, 11),
    Mode.MIXOLYDIAN: (0, 2, 4, 5, 7, 9, 10),
}
DEGREES = 7


def degree_pitch(degree: int, key: int, mode: Mode) -> int:
    """Return the note of a scale degree (0 is the tonic); degrees go on over the octaves."""
    octave, step = divmod(degree, DEGREES)
    return key + 12 * octave + MODE_STEPS[mode][step]


@lru_cache(maxsize=4096)
def fitting_classes(key: int, mode: Mode, pitch_classes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the scale as it sounds over a chord.

    Where a chord has a note outside the scale (a raised leading tone), that note takes the place
    of its neighbour in the scale: a natural seventh over it would be a false relation.
    """
    scale = {(key + step) % 12 for step in MODE_STEPS[mode]}
    for strange in set(pitch_classes) - scale:
        scale -= {(strange + 1) % 12, (strange - 1) % 12} - set(pitch_classes)
        scale.add(strange)
    return tuple(sorted(scale))


@lru_cache(maxsize=65536)
def nearest(pitch: int, pitch_classes: tuple[int, ...]) -> int:
    """Return the note of these pitch classes that lies nearest, the lower one of two."""
    for distance in range(12):
        for candidate in (pitch - distance, pitch + distance):
            if candidate % 12 in pitch_classes:
                return candidate
    return pitch


def lowest_above(floor: int, pitch_class: int) -> int:
    """Return the lowest note of a pitch class that is not below `floor`."""
    return floor + (pitch_class - floor) % 12


def neighbour(pitch: int, steps: int, scale: tuple[int, ...]) -> int:
    """Return the note so many scale steps away."""
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        pitch += direction
        while pitch % 12 not in scale:
            pitch += direction
    return pitch


def chord_scale(chord: Chord, key: int, mode: Mode) -> tuple[int, ...]:
    """Return the scale that fits a chord of a piece."""
    return fitting_classes(key, mode, chord.pitch_classes)

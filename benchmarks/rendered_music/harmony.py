"""Scales, chords and progressions."""

import numpy as np

MAJOR, MINOR = "major", "minor"
SCALES = {MAJOR: (0, 2, 4, 5, 7, 9, 11), MINOR: (0, 2, 3, 5, 7, 8, 10)}
_DOMINANT = 4  # degree, counted from 0
_HARMONIC_MINOR_SHARE = 0.8  # of dominants in minor that have the leading note

# Degrees counted from 0, one chord a bar
PROGRESSIONS: dict[str, dict[str, tuple[tuple[int, ...], ...]]] = {
    "pop": {
        MAJOR: ((0, 4, 5, 3), (0, 3, 0, 4), (0, 5, 1, 4), (0, 2, 3, 4)),
        MINOR: ((0, 5, 2, 6), (0, 3, 6, 4), (0, 6, 5, 4), (0, 2, 6, 3)),
    },
    "jazz": {
        MAJOR: ((1, 4, 0, 0), (0, 5, 1, 4), (2, 5, 1, 4, 0, 0, 1, 4)),
        MINOR: ((1, 4, 0, 0), (0, 3, 1, 4), (0, 5, 1, 4)),
    },
    "folk": {
        MAJOR: ((0, 3, 0, 4), (0, 0, 4, 0), (0, 3, 4, 0)),
        MINOR: ((0, 6, 0, 4), (0, 3, 0, 6), (0, 0, 6, 0)),
    },
    "classical": {
        MAJOR: ((0, 3, 4, 0), (0, 4, 4, 0), (0, 5, 1, 4, 0, 3, 4, 0)),
        MINOR: ((0, 3, 4, 0), (0, 4, 4, 0), (0, 5, 1, 4, 0, 3, 4, 0)),
    },
    "blues": {
        MAJOR: ((0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4), (0, 3, 0, 0, 3, 3, 0, 0, 4, 3, 0, 0)),
        MINOR: ((0, 0, 0, 0, 3, 3, 0, 0, 5, 4, 0, 4), (0, 3, 0, 0, 3, 3, 0, 0, 4, 3, 0, 0)),
    },
    "vamp": {
        MAJOR: ((0, 3), (0, 1), (0, 0, 3, 4)),
        MINOR: ((0, 3), (0, 6), (0, 0, 5, 6)),
    },
    "metal": {
        MAJOR: ((0, 3, 5, 4), (0, 0, 3, 4)),
        MINOR: ((0, 5, 6, 0), (0, 0, 1, 0), (0, 2, 5, 4)),
    },
}


def pitch_of(degree: int, *, tonic: int, mode: str, octave_midi: int) -> int:
    """Return the MIDI pitch of a scale degree; 7 is the tonic an octave up."""
    octave, step = divmod(degree, 7)
    return octave_midi + tonic + 12 * octave + SCALES[mode][step]


def is_dominant(degree: int, mode: str) -> bool:
    """Tell whether a chord is one that may borrow the leading note from harmonic minor."""
    return mode == MINOR and degree % 7 == _DOMINANT


def chord_of(
    degree: int,
    *,
    tonic: int,
    mode: str,
    octave_midi: int,
    sevenths: bool,
    blues: bool,
    generator: np.random.Generator,
) -> list[int]:
    """Return the pitches of a chord in root position."""
    root = pitch_of(degree, tonic=tonic, mode=mode, octave_midi=octave_midi)
    if blues:  # dominant sevenths everywhere, with a minor third on the minor degrees
        third = 3 if mode == MINOR and degree % 7 != _DOMINANT else 4
        return [root, root + third, root + 7, root + 10]
    steps = (0, 2, 4, 6) if sevenths else (0, 2, 4)
    pitches = [
        pitch_of(degree + step, tonic=tonic, mode=mode, octave_midi=octave_midi) for step in steps
    ]
    if is_dominant(degree, mode) and generator.random() < _HARMONIC_MINOR_SHARE:
        pitches[1] += 1
    return pitches

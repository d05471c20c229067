"""Say how a mix is balanced from bass to treble, and how much two mixes are alike in that.

The long-term average spectrum is taken in thirds of an octave from 31 Hz to 16 kHz.
"""

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.genres.model import Genre
from menura.studio.rate import SAMPLE_RATE_HZ

BAND_CENTRES_HZ: Float64Array = 1000.0 * 2.0 ** (np.arange(-15, 13) / 3.0)
FRAME = 8192  # 171 ms
_GATE_DB = -40.0  # frames below the loudest one by more say nothing about the music
_FLOOR_DB = -70.0  # bands below the loudest one by more are as good as empty
_BATCH = 64  # frames whose spectra are held at once
# thirds at the ends hold little music and differ by chance
BAND_WEIGHTS: Float64Array = np.where(
    BAND_CENTRES_HZ < 45.0, 0.5, np.where(BAND_CENTRES_HZ > 12_500.0, 0.6, 1.0)
)
BAND_WEIGHTS /= BAND_WEIGHTS.sum()
_NOTHING_ALIKE_DB = 12.0


def long_term_spectrum_db(samples: Float32Array) -> Float64Array:
    """Measure the average spectrum in thirds of an octave.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
        At 48 kHz. Mid and side count by their energy, so that wide sounds are not lost.

    Returns
    -------
    ndarray, shape (28,), float64
        dB relative to the total, one per `BAND_CENTRES_HZ`.
    """
    return bands_db(mean_power(samples))


def spectral_similarity(a_db: Float64Array, b_db: Float64Array) -> float:
    """Return how much two spectra are alike, whatever their levels: 0 to 1.

    1 less the weighted mean of the differences over 12 dB, after the difference in level is taken
    out. Of pairs measured, those of one genre had .92 (median), those of two genres .70; .85 is
    a mean difference of 1.8 dB. Correlations and cosines were tried too: they tell genres apart
    less well.
    """
    difference_db = np.asarray(a_db, np.float64) - np.asarray(b_db, np.float64)
    difference_db = difference_db - np.sum(BAND_WEIGHTS * difference_db)
    deviation_db = float(np.sum(BAND_WEIGHTS * np.abs(difference_db)))
    return max(0.0, 1.0 - deviation_db / _NOTHING_ALIKE_DB)


def target_spectrum_db(genre: Genre) -> Float64Array:
    """Return the spectrum that a mix of a genre should have, in thirds of an octave.

    The genre's tilt is one of power density, as an analyser draws it: pink noise has -3 dB per
    octave there and is level in thirds of an octave.
    """
    octaves = np.log2(np.clip(BAND_CENTRES_HZ, 100.0, 10_000.0) / 1000.0)
    levels_db = (genre.spectrum_tilt_db_per_octave + 3.0) * octaves
    levels_db += genre.low_shelf_db / (1.0 + (BAND_CENTRES_HZ / 80.0) ** 4)
    levels_db += genre.high_shelf_db / (1.0 + (10_000.0 / BAND_CENTRES_HZ) ** 4)
    # finished music falls off at both ends
    levels_db -= 9.0 * np.maximum(0.0, np.log2(45.0 / BAND_CENTRES_HZ))
    levels_db -= 5.0 * np.maximum(0.0, np.log2(BAND_CENTRES_HZ / 10_000.0))
    return _relative_to_total(levels_db)


def mean_power(samples: Float32Array) -> Float64Array:
    """Return the mean power of the frames that sound, per FFT bin, shape ``(4097,)``."""
    count = max(1, samples.shape[1] // FRAME)
    window = np.hanning(FRAME).astype(np.float32)
    powers, sums = np.zeros((count, FRAME // 2 + 1), np.float32), np.zeros(count)
    for first in range(0, count, _BATCH):
        last = min(count, first + _BATCH)
        block = samples[:, first * FRAME : last * FRAME]
        if block.shape[1] < (last - first) * FRAME:
            block = np.pad(block, ((0, 0), (0, (last - first) * FRAME - block.shape[1])))
        frames = block.reshape(2, last - first, FRAME) * window
        # |M|^2 + |S|^2 is half of |L|^2 + |R|^2
        spectra = fft.rfft(frames, axis=2)
        power = spectra.real**2 + spectra.imag**2
        powers[first:last] = 0.5 * (power[0] + power[1])
        sums[first:last] = powers[first:last].sum(axis=1)
    sounding = sums > sums.max() * 10 ** (_GATE_DB / 10)
    if not sounding.any():
        return np.zeros(FRAME // 2 + 1)
    return np.asarray(powers[sounding].mean(axis=0, dtype=np.float64))


def bands_db(power: Float64Array) -> Float64Array:
    """Sum power per FFT bin to thirds of an octave, in dB relative to the total."""
    levels_db = 10 * np.log10(_BANDS @ power + 1e-20)
    return _relative_to_total(np.maximum(levels_db, levels_db.max() + _FLOOR_DB))


def _relative_to_total(levels_db: Float64Array) -> Float64Array:
    return np.asarray(levels_db - 10 * np.log10(np.sum(10 ** (levels_db / 10))))


def _band_matrix() -> Float64Array:
    """Return how much of each FFT bin (5.9 Hz) lies in each third.

    Whole bins would make the lowest thirds, of one to three bins, up to 1 dB too loud or soft.
    """
    bin_hz = SAMPLE_RATE_HZ / FRAME
    bins_hz = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE_HZ)
    low_hz = np.maximum(BAND_CENTRES_HZ[:, None] * 2.0 ** (-1 / 6), bins_hz - bin_hz / 2)
    high_hz = np.minimum(BAND_CENTRES_HZ[:, None] * 2.0 ** (1 / 6), bins_hz + bin_hz / 2)
    return np.asarray(np.clip((high_hz - low_hz) / bin_hz, 0.0, 1.0))


_BANDS = _band_matrix()

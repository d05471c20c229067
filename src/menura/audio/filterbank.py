"""Weigh the bins of a spectrum: mel bands, third octaves, K-weighting."""

import math

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import THIRD_OCTAVE_BANDS

_LINEAR_HZ_PER_MEL = 200 / 3  # Slaney (1998): linear below 1 kHz, logarithmic above
_BREAK_HZ = 1000.0
_BREAK_MEL = _BREAK_HZ / _LINEAR_HZ_PER_MEL
_LOG_STEP = math.log(6.4) / 27

THIRD_OCTAVE_CENTRES_HZ: Float64Array = 1000 * 2 ** ((np.arange(THIRD_OCTAVE_BANDS) - 17) / 3)


def hz_to_mel(frequency_hz: Float64Array) -> Float64Array:
    """Convert frequencies to Slaney's mel scale."""
    log_part = _BREAK_MEL + np.log(np.maximum(frequency_hz, 1.0) / _BREAK_HZ) / _LOG_STEP
    return np.where(frequency_hz < _BREAK_HZ, frequency_hz / _LINEAR_HZ_PER_MEL, log_part)


def mel_to_hz(mel: Float64Array) -> Float64Array:
    """Convert positions on Slaney's mel scale to frequencies."""
    log_part = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ_PER_MEL, log_part)


def mel_matrix(
    frequencies_hz: Float64Array, *, bands: int, lowest_hz: float, highest_hz: float
) -> Float32Array:
    """Return triangular mel filters of equal area.

    Parameters
    ----------
    frequencies_hz : ndarray, shape (bins,)
        Frequency of each bin of the power spectrum.
    bands : int
        Number of filters.
    lowest_hz, highest_hz : float
        Where the first filter begins and the last one ends.

    Returns
    -------
    ndarray, shape (bins, bands)
        To be multiplied from the right: ``power @ matrix``.
    """
    limits_mel = hz_to_mel(np.array([lowest_hz, highest_hz]))
    corners_hz = mel_to_hz(np.linspace(limits_mel[0], limits_mel[1], bands + 2))
    left, centre, right = corners_hz[:-2], corners_hz[1:-1], corners_hz[2:]
    rising = (frequencies_hz[:, None] - left) / (centre - left)
    falling = (right - frequencies_hz[:, None]) / (right - centre)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * (2 / (right - left))).astype(np.float32)


def third_octave_matrix(frequencies_hz: Float64Array) -> Float32Array:
    """Return which third octave (20 Hz to 20 kHz) each bin belongs to, shape ``(bins, 31)``.

    The lowest bands are narrower than the bins are apart; one that holds no bin takes its share
    of the bins it overlaps, or it would read as silence in every music.
    """
    half_band = 2 ** (1 / 6)
    edges_hz = np.append(
        THIRD_OCTAVE_CENTRES_HZ / half_band, THIRD_OCTAVE_CENTRES_HZ[-1] * half_band
    )
    band = np.searchsorted(edges_hz, np.abs(frequencies_hz)) - 1
    matrix = np.asarray(band[:, None] == np.arange(THIRD_OCTAVE_BANDS), np.float32)
    empty = ~matrix.any(axis=0)
    spacing_hz = abs(frequencies_hz[1] - frequencies_hz[0])
    lowest_hz = np.abs(frequencies_hz)[:, None] - spacing_hz / 2
    shared_hz = np.minimum(lowest_hz + spacing_hz, edges_hz[1:]) - np.maximum(
        lowest_hz, edges_hz[:-1]
    )
    matrix[:, empty] = (np.maximum(shared_hz, 0) / spacing_hz)[:, empty]
    return matrix


def k_weighting(frequencies_hz: Float64Array, sample_rate_hz: int) -> Float64Array:
    """Return the power gain of the K-weighting filter at each frequency.

    ITU-R BS.1770-4 gives its two biquads for 48 kHz only. The analogue prototypes behind them
    (as recovered by B. De Man, 2014) give the same curve at every sample rate.
    """
    unit_delay = np.exp(-2j * np.pi * frequencies_hz / sample_rate_hz)

    def biquad_power(
        numerator: tuple[float, float, float], denominator: tuple[float, float, float]
    ) -> Float64Array:
        above = numerator[0] + numerator[1] * unit_delay + numerator[2] * unit_delay**2
        below = denominator[0] + denominator[1] * unit_delay + denominator[2] * unit_delay**2
        return np.asarray(np.abs(above / below) ** 2)

    shelf_hz, shelf_gain_db, shelf_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    w = math.tan(math.pi * shelf_hz / sample_rate_hz)
    high = 10 ** (shelf_gain_db / 20)
    band = high**0.4996667741545416
    shelf = biquad_power(
        (high + band * w / shelf_q + w * w, 2 * (w * w - high), high - band * w / shelf_q + w * w),
        (1 + w / shelf_q + w * w, 2 * (w * w - 1), 1 - w / shelf_q + w * w),
    )
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    w = math.tan(math.pi * pass_hz / sample_rate_hz)
    a0 = 1 + w / pass_q + w * w
    # The standard's numerator (1, -2, 1) is not divided by a0: kept, it is part of the curve.
    high_pass = biquad_power(
        (1.0, -2.0, 1.0), (1.0, 2 * (w * w - 1) / a0, (1 - w / pass_q + w * w) / a0)
    )
    return np.asarray(shelf * high_pass)

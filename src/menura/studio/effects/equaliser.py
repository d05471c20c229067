"""Filter with second-order sections: cuts, shelves and bells.

Coefficients after R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter
coefficients". All bands run in one pass over the samples.
"""

import cmath
import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

BUTTERWORTH_Q = math.sqrt(0.5)
_HIGHEST_HZ = 0.45 * SAMPLE_RATE_HZ


class Shape(StrEnum):
    """Name what a band does."""

    HIGH_PASS = "high_pass"
    LOW_PASS = "low_pass"
    BELL = "bell"
    LOW_SHELF = "low_shelf"
    HIGH_SHELF = "high_shelf"


@dataclass(frozen=True, slots=True)
class Band:
    """One second-order section: 12 dB per octave for the passes, `gain_db` for the others."""

    shape: Shape
    frequency_hz: float
    gain_db: float = 0.0
    q: float = BUTTERWORTH_Q


def equalise(samples: Float32Array, bands: tuple[Band, ...]) -> Float32Array:
    """Return the samples after every band, in order.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    bands : tuple of Band
        Frequencies above .45 of the sample rate are taken as that.

    Returns
    -------
    ndarray, shape (2, n), float32
    """
    if not bands:
        return samples.copy()
    result = np.empty_like(samples)
    run_sections(np.ascontiguousarray(samples), section_coefficients(bands), result)
    return result


def response_db(bands: tuple[Band, ...], frequencies_hz: Float64Array) -> Float64Array:
    """Return the gain of the bands together at some frequencies, in dB."""
    gains_db = np.zeros(len(frequencies_hz))
    for b0, b1, b2, a1, a2 in section_coefficients(bands):
        for place, frequency_hz in enumerate(frequencies_hz):
            back = cmath.exp(-2j * math.pi * frequency_hz / SAMPLE_RATE_HZ)
            value = (b0 + b1 * back + b2 * back**2) / (1 + a1 * back + a2 * back**2)
            gains_db[place] += 20 * math.log10(abs(value) + 1e-12)
    return gains_db


def section_coefficients(bands: tuple[Band, ...]) -> Float64Array:
    """Return b0, b1, b2, a1, a2 of every band, normalised so that a0 is 1."""
    return np.array([_section(band) for band in bands], np.float64).reshape(-1, 5)


def _section(band: Band) -> Float64Array:
    angle = 2 * math.pi * min(band.frequency_hz, _HIGHEST_HZ) / SAMPLE_RATE_HZ
    cosine = math.cos(angle)
    alpha = math.sin(angle) / (2 * band.q)
    amplitude = 10 ** (band.gain_db / 40)
    if band.shape is Shape.HIGH_PASS:
        b = [(1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2]
        a = [1 + alpha, -2 * cosine, 1 - alpha]
    elif band.shape is Shape.LOW_PASS:
        b = [(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2]
        a = [1 + alpha, -2 * cosine, 1 - alpha]
    elif band.shape is Shape.BELL:
        b = [1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude]
        a = [1 + alpha / amplitude, -2 * cosine, 1 - alpha / amplitude]
    else:
        b, a = _shelf(amplitude, cosine, alpha, low=band.shape is Shape.LOW_SHELF)
    return np.array([*b, a[1], a[2]]) / a[0]


def _shelf(
    amplitude: float, cosine: float, alpha: float, *, low: bool
) -> tuple[list[float], list[float]]:
    sign = 1.0 if low else -1.0
    above, below = amplitude + 1, amplitude - 1
    root = 2 * math.sqrt(amplitude) * alpha
    b = [
        amplitude * (above - sign * below * cosine + root),
        sign * 2 * amplitude * (below - sign * above * cosine),
        amplitude * (above - sign * below * cosine - root),
    ]
    a = [
        above + sign * below * cosine + root,
        -sign * 2 * (below + sign * above * cosine),
        above + sign * below * cosine - root,
    ]
    return b, a


@compiled
def run_sections(samples: Float32Array, sections: Float64Array, result: Float32Array) -> None:
    """Filter every channel by all sections, transposed direct form II, states in 64 bits."""
    channels, count = samples.shape
    states = np.zeros((channels, len(sections), 2))
    for start in range(0, count, 4096):
        for i in range(start, min(count, start + 4096)):
            for c in range(channels):
                value = np.float64(samples[c, i])
                for k in range(len(sections)):
                    out = sections[k, 0] * value + states[c, k, 0]
                    states[c, k, 0] = (
                        sections[k, 1] * value - sections[k, 3] * out + states[c, k, 1]
                    )
                    states[c, k, 1] = sections[k, 2] * value - sections[k, 4] * out
                    value = out
                result[c, i] = value
        for c in range(channels):
            for k in range(len(sections)):
                if abs(states[c, k, 0]) + abs(states[c, k, 1]) < 1e-20:  # denormals are slow
                    states[c, k, 0] = states[c, k, 1] = 0.0

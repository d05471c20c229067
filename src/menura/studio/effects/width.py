"""Widen or narrow the image, with bass in the middle."""

import math

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

_SPREAD_DELAYS = np.array([467, 709, 1051])  # samples, 10..22 ms: below what is heard as an echo
_SPREAD_GAIN = 0.55


def widen(
    samples: Float32Array, side_gain: float, *, mono_below_hz: float = 120.0, spread: float = 0.0
) -> Float32Array:
    """Scale the side signal and cut its bass.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    side_gain : float
        0 mono, 1 as it is.
    mono_below_hz : float
        The side signal is cut below this, 12 dB per octave.
    spread : float
        Amplitude of a side signal made from the middle by all-passes (M. Schroeder, "An
        artificial stereophonic effect obtained from a single audio signal", 1958). The mono sum
        stays exactly as it was, whatever the number.

    Returns
    -------
    ndarray, shape (2, n), float32
    """
    result = np.empty_like(samples)
    # two first-order sections: 6 dB down at the corner, no overshoot
    cut = 1.0 - math.exp(-2 * math.pi * mono_below_hz / SAMPLE_RATE_HZ)
    settings = np.array([side_gain, cut, spread, _SPREAD_GAIN])
    _run_width(np.ascontiguousarray(samples), settings, _SPREAD_DELAYS, result)
    return result


@compiled
def _run_width(
    samples: Float32Array, settings: Float64Array, delays: np.ndarray, result: Float32Array
) -> None:
    side_gain, cut, spread, diffusion = settings
    held = np.zeros((3, delays.max()))
    places = np.zeros(3, np.int64)
    low = lower = 0.0
    keep = 1.0 - cut
    for i in range(samples.shape[1]):
        middle = 0.5 * (np.float64(samples[0, i]) + samples[1, i])
        side = 0.5 * (np.float64(samples[0, i]) - samples[1, i]) * side_gain
        if spread > 0.0:
            value = middle
            for k in range(3):
                old = held[k, places[k]]
                fed = value - diffusion * old
                held[k, places[k]] = fed + 1e-24
                value = old + diffusion * fed
                places[k] += 1
                if places[k] >= delays[k]:
                    places[k] = 0
            side += spread * value
        # so written, a sample waits for one product and one sum of the last one
        low = keep * low + (cut * side + 1e-24)
        side -= low
        lower = keep * lower + cut * side
        side -= lower
        result[0, i] = middle + side
        result[1, i] = middle - side

"""Bend a waveform: warmth, grit, distortion.

At twice the sample rate, so that harmonics above the band fold back 20 dB and more weaker than
they would: a half-band filter of 32 taps up and down, centred, so that nothing is late.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.effects.equaliser import Band, Shape, equalise

_TAPS = 32


class Curve(StrEnum):
    """Name the ways to bend."""

    SOFT = "soft"
    """Symmetric, like a hyperbolic tangent."""
    TAPE = "tape"
    """Gentler at first, and high frequencies bend earlier."""
    TUBE = "tube"
    """Asymmetric: even harmonics."""


_WITHOUT_OFFSET = (Band(Shape.HIGH_PASS, 12.0),)
_NUMBERS = {Curve.SOFT: 0, Curve.TAPE: 1, Curve.TUBE: 2}


@dataclass(frozen=True, slots=True)
class Saturation:
    """Describe the bending.

    Attributes
    ----------
    drive_db : float
        Gain before the curve, taken off again after it: quiet sounds keep their level.
    wet : float
        0 to 1.
    """

    curve: Curve
    drive_db: float
    wet: float = 1.0


def saturate(samples: Float32Array, saturation: Saturation) -> Float32Array:
    """Return the samples bent."""
    result = np.empty_like(samples)
    settings = np.array([10 ** (saturation.drive_db / 20), saturation.wet])
    _run_saturation(
        np.ascontiguousarray(samples), _HALF_BAND, settings, _NUMBERS[saturation.curve], result
    )
    # an asymmetric curve shifts the middle line
    return equalise(result, _WITHOUT_OFFSET) if saturation.curve is Curve.TUBE else result


def _half_band() -> Float32Array:
    """Return the filter that reads a signal half-way between its samples."""
    distance = np.arange(_TAPS) - _TAPS // 2 + 0.5
    window = np.i0(7.0 * np.sqrt(1 - (distance / (_TAPS / 2)) ** 2)) / np.i0(7.0)
    taps = np.sinc(distance) * window
    return np.asarray(taps / taps.sum(), np.float32)


_HALF_BAND = _half_band()


@compiled
def _bend(values: Float32Array, drive: float, curve: int) -> None:
    """Bend in place; x (27 + x^2) / (27 + 9 x^2) is a tangens hyperbolicus without exponentials."""
    gain = np.float32(drive)
    back = np.float32(1.0 / drive)
    bias = np.float32(0.35) if curve == 2 else np.float32(0.0)
    knee = np.float32(1.6) if curve == 1 else np.float32(1.0)
    nine, seven, three = np.float32(9.0), np.float32(27.0), np.float32(3.0)
    offset = bias * (seven + bias * bias) / (seven + nine * bias * bias)
    steep = np.float32(1.0)
    if curve == 2:
        below = bias - np.float32(1e-2)
        above = bias + np.float32(1e-2)
        steep = (
            above * (seven + above * above) / (seven + nine * above * above)
            - below * (seven + below * below) / (seven + nine * below * below)
        ) / np.float32(2e-2)
    for i in range(len(values)):
        x = values[i] * gain / knee + bias
        x = min(three, max(-three, x))
        y = x * (seven + x * x) / (seven + nine * x * x)
        values[i] = (y - offset) * back * knee / steep


@compiled
def _run_saturation(
    samples: Float32Array,
    taps: Float32Array,
    settings: Float64Array,
    curve: int,
    result: Float32Array,
) -> None:
    drive = settings[0]
    wet = np.float32(settings[1])
    dry = np.float32(1.0) - wet
    half = np.float32(0.5)
    channels, count = samples.shape
    reach = len(taps) // 2
    size = 1024
    held = np.zeros(size + 4 * reach, np.float32)
    between = np.zeros(size + 2 * reach, np.float32)
    at = np.zeros(size, np.float32)
    for c in range(channels):
        for start in range(0, count, size):
            held[:] = np.float32(0.0)
            first = max(0, start - 2 * reach)
            last = min(count, start + size + 2 * reach)
            offset = first - (start - 2 * reach)
            for j in range(last - first):
                held[offset + j] = samples[c, first + j]
            between[:] = np.float32(0.0)
            # between[j] lies half a sample after place start - reach + j
            for t in range(len(taps)):
                weight = taps[t]
                moved = held[t + 1 : t + 1 + size + 2 * reach - 1]
                for j in range(size + 2 * reach - 1):
                    between[j] += weight * moved[j]
            middle = held[2 * reach : 2 * reach + size]
            at[:] = middle
            _bend(at, drive, curve)
            _bend(between, drive, curve)
            inside = min(size, count - start)
            out = result[c, start : start + inside]
            for j in range(inside):
                out[j] = half * at[j]
            for t in range(len(taps)):
                weight = half * taps[t]
                moved = between[t : t + inside]
                for j in range(inside):
                    out[j] += weight * moved[j]
            for j in range(inside):
                out[j] = dry * middle[j] + wet * out[j]

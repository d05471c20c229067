"""Measure how wide a sound is."""

import math

from menura.audio.arrays import Float32Array

PIECE = 1 << 18  # samples at once: the rest need not be in the processor's cache


def image_powers(samples: Float32Array) -> tuple[float, float]:
    """Return the energies of left plus right and of left minus right."""
    middle = side = 0.0
    for start in range(0, samples.shape[1], PIECE):
        left, right = samples[:, start : start + PIECE]
        both, apart = left + right, left - right
        middle += float(both @ both)
        side += float(apart @ apart)
    return middle, side


def side_to_mid_db(samples: Float32Array) -> float:
    """Return the power of the side signal relative to the middle, dB; -200 for mono."""
    middle, side = image_powers(samples)
    if middle <= 0.0 and side <= 0.0:
        return -200.0
    return 10 * math.log10(max(side, 1e-20 * middle) / max(middle, 1e-20 * side))

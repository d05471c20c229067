"""Sharpen or soften the beginnings of sounds.

A fast follower of the level, and a slow one that follows the fast one: while the fast one is above
the slow one, a sound begins.
"""

import math

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

_FAST_S, _SLOW_S, _FALL_S = 0.001, 0.02, 0.08


def shape_transients(samples: Float32Array, attack_db: float) -> Float32Array:
    """Return the samples with beginnings raised (or lowered) by up to `attack_db`."""
    gain = np.empty(samples.shape[1], np.float32)
    speeds = np.array(
        [1 - math.exp(-1 / (s * SAMPLE_RATE_HZ)) for s in (_FAST_S, _SLOW_S, _FALL_S)]
    )
    _run_transients(np.ascontiguousarray(samples), speeds, float(attack_db), gain)
    return samples * gain


@compiled
def _run_transients(
    samples: Float32Array, speeds: np.ndarray, attack_db: float, gain: Float32Array
) -> None:
    fast = slow = 0.0
    ratio = attack_db * math.log(10.0) / 20.0
    for i in range(len(gain)):
        level = max(abs(samples[0, i]), abs(samples[1, i])) + 1e-9
        fast += (level - fast) * (speeds[0] if level > fast else speeds[2])
        slow += (fast - slow) * (speeds[1] if fast > slow else speeds[2])
        gain[i] = math.exp(ratio * max(0.0, 1.0 - slow / fast))

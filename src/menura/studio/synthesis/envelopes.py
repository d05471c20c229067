"""Shape notes: attack, decay, sustain and a release that ends in exactly nothing."""

import math

import numpy as np

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.block import BLOCK

RELEASE_FLOOR = 0.001  # the release aims this far below zero, so it arrives
RELEASE_SPAN = 6.9088  # ln((1 + RELEASE_FLOOR) / RELEASE_FLOOR): time constants until it does
# Every voice comes in under half a cosine of .7 ms: an oscillator or a string whose first sample
# is not zero would click.
ONSET = (0.5 - 0.5 * np.cos(np.pi * np.arange(BLOCK) / BLOCK)).astype(np.float32)
SLUR = 1.0 / (0.006 * SAMPLE_RATE_HZ)  # a tied note takes over the level of the last one in 6 ms


@compiled
def held_level(time_s: float, attack_s: float, decay_s: float, sustain: float) -> float:
    """Return the level of a held note: a rounded attack, then an exponential decay."""
    if time_s < attack_s:
        x = time_s / attack_s
        return x * (2.0 - x)
    return sustain + (1.0 - sustain) * math.exp(-(time_s - attack_s) / max(decay_s, 1e-4))


@compiled
def slurred(target: float, before: float, at: int) -> float:
    """Return a setting `at` samples after a tie: on its way from the last note's to its own."""
    if before == target or at > 2400:
        return target
    return target + (before - target) * math.exp(-SLUR * at)


@compiled
def release_factor(time_s: float, release_s: float) -> float:
    """Return what is left `time_s` after letting go: 1 at once, exactly 0 from `release_s` on."""
    if time_s <= 0.0:
        return 1.0
    if time_s >= release_s:
        return 0.0
    left = (1.0 + RELEASE_FLOOR) * math.exp(-RELEASE_SPAN * time_s / release_s) - RELEASE_FLOOR
    return max(0.0, left)

"""Shape notes: attack, decay, sustain and a release that ends in exactly nothing."""

import math

from menura.studio.compiled import compiled

RELEASE_FLOOR = 0.001  # the release aims this far below zero, so it arrives
RELEASE_SPAN = 6.9088  # ln((1 + RELEASE_FLOOR) / RELEASE_FLOOR): time constants until it does


@compiled
def held_level(time_s: float, attack_s: float, decay_s: float, sustain: float) -> float:
    """Return the level of a held note: a rounded attack, then an exponential decay."""
    if time_s < attack_s:
        x = time_s / attack_s
        return x * (2.0 - x)
    return sustain + (1.0 - sustain) * math.exp(-(time_s - attack_s) / max(decay_s, 1e-4))


@compiled
def release_factor(time_s: float, release_s: float) -> float:
    """Return what is left `time_s` after letting go: 1 at once, exactly 0 from `release_s` on."""
    if time_s <= 0.0:
        return 1.0
    if time_s >= release_s:
        return 0.0
    left = (1.0 + RELEASE_FLOOR) * math.exp(-RELEASE_SPAN * time_s / release_s) - RELEASE_FLOOR
    return max(0.0, left)

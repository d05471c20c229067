"""Draw numbers inside compiled loops, where numpy's generators cannot follow."""

import numpy as np

from menura.studio.compiled import compiled

GOLDEN = 0x9E3779B97F4A7C15  # the odd number that splitmix64 steps by
LOW_63 = 0x7FFFFFFFFFFFFFFF


def mix_seed(*numbers: int) -> int:
    """Return one non-negative number below 2**53 that depends on all of `numbers`."""
    state = 0
    for number in numbers:
        state = (state ^ (number & 0xFFFFFFFFFFFFFFFF)) + GOLDEN & 0xFFFFFFFFFFFFFFFF
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state >> 11


@compiled
def next_state(state: np.uint64) -> np.uint64:
    """Return the next state of a linear congruential generator (constants of Knuth's MMIX)."""
    return state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)


@compiled
def unit(state: np.uint64) -> float:
    """Return the number in [0, 1) that a state stands for: its upper 31 bits."""
    return float(state >> np.uint64(33)) / 2147483648.0

"""Read waveforms, noise and slow movements: the smallest parts of an oscillator."""

import math

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.synthesis.randomness import next_state, unit
from menura.studio.synthesis.wavetables import (
    FRACTION_BITS,
    FRACTION_MASK,
    FRACTION_SCALE,
    LOWEST_HZ,
    MIP_COUNT,
    MIPS_PER_OCTAVE,
    TABLE_SIZE,
)


@compiled
def read_wave(
    into: NDArray[np.float32],
    table: NDArray[np.float32],
    phase: int,
    step: int,
    left: np.float32,
    right: np.float32,
    count: int,
) -> None:
    """Add `count` samples of a waveform to both channels; a period is ``TURN`` phase units.

    Whole numbers and single precision: twice as fast as the same with doubles.
    """
    into_left, into_right = into[0], into[1]
    for i in range(count):
        place = phase + i * step
        index = (place >> FRACTION_BITS) & (TABLE_SIZE - 1)
        fraction = np.float32(place & FRACTION_MASK) * FRACTION_SCALE
        low = table[index]
        sample = low + fraction * (table[index + 1] - low)
        into_left[i] += left * sample
        into_right[i] += right * sample


@compiled
def mip_of(frequency_hz: float) -> int:
    """Return which table serves a frequency."""
    place = int(MIPS_PER_OCTAVE * math.log2(max(frequency_hz, LOWEST_HZ) / LOWEST_HZ))
    return min(MIP_COUNT - 1, place)


@compiled
def noise_block(into: NDArray[np.float32], state: np.uint64, level: float, count: int) -> np.uint64:
    """Add white noise, a little different on both sides, and return the generator's state."""
    for i in range(count):
        state = next_state(state)
        left = unit(state) * 2.0 - 1.0
        state = next_state(state)
        right = unit(state) * 2.0 - 1.0
        into[0, i] += np.float32(level * (0.8 * left + 0.2 * right))
        into[1, i] += np.float32(level * (0.2 * left + 0.8 * right))
    return state


@compiled
def sway(sine: NDArray[np.float32], turns: float) -> float:
    """Return the sine of so many turns, from the table: for movements, five times faster."""
    place = (turns - math.floor(turns)) * TABLE_SIZE
    index = int(place)
    low = float(sine[index])
    return (low + (place - index) * (float(sine[index + 1]) - low)) * math.sqrt(2.0)


@compiled
def ratio_of(cents: float) -> float:
    """Return the ratio of an interval below a semitone, right to a thousandth of a cent."""
    x = cents * (math.log(2.0) / 1200.0)
    return 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x / 24.0)))

"""Filter blocks of stereo samples: a state-variable filter, vowels, and chains of resonances."""

import math

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

RATE = float(SAMPLE_RATE_HZ)
QUIET = 1e-9  # -180 dB: below it a filter's memory is emptied, before numbers become denormal

LOW_PASS, BAND_PASS, HIGH_PASS = 0, 1, 2

# Vowels oo, oh, ah, eh, ee: centre (Hz), bandwidth (Hz) and level of five formants, after the
# tables for a tenor and an alto that circulate with singing synthesisers, rounded.
VOWELS = np.array(
    [
        [[340, 60, 1.0], [720, 80, 0.30], [2600, 120, 0.06], [3300, 150, 0.05], [4600, 200, 0.01]],
        [[430, 60, 1.0], [820, 80, 0.35], [2650, 120, 0.08], [3300, 150, 0.06], [4700, 200, 0.02]],
        [[720, 80, 1.0], [1120, 95, 0.55], [2700, 130, 0.20], [3300, 150, 0.16], [4700, 200, 0.04]],
        [[520, 70, 1.0], [1750, 95, 0.35], [2550, 130, 0.22], [3300, 150, 0.14], [4700, 200, 0.04]],
        [
            [300, 60, 1.0],
            [2100, 100, 0.28],
            [2900, 130, 0.24],
            [3500, 150, 0.14],
            [4700, 200, 0.03],
        ],
    ],
    dtype=np.float64,
)


@compiled
def filter_block(
    buffer: NDArray[np.float32],
    memory: NDArray[np.float64],
    cutoff_hz: float,
    resonance: float,
    mode: int,
    poles: float,
    count: int,
) -> None:
    """Filter both channels in place (zero-delay state-variable filter, A. Simper's form)."""
    g = math.tan(math.pi * min(cutoff_hz, 0.45 * RATE) / RATE)
    for stage in range(2 if poles > 2.0 else 1):
        # In the second stage only a flat response: the first one carries the resonance.
        k = 2.0 - 1.92 * resonance if stage == 0 else 1.3
        # Both integrators written out, so that a sample waits for one product and two sums of
        # the last one; both channels side by side, because each waits for its own.
        turn = 1.0 / (1.0 + g * (g + k))
        stay, cross, into = 2.0 * turn - 1.0, 2.0 * g * turn, 2.0 * g * g * turn
        keep = 1.0 - into
        # What is taken of input, band and low-pass.
        take_x, take_1, take_2 = 0.0, 0.0, 1.0
        if mode == BAND_PASS:
            take_1, take_2 = k, 0.0
        elif mode == HIGH_PASS:
            take_x, take_1, take_2 = 1.0, -k, -1.0
        l1, l2 = memory[stage, 0, 0], memory[stage, 0, 1]
        r1, r2 = memory[stage, 1, 0], memory[stage, 1, 1]
        for i in range(count):
            x, y = float(buffer[0, i]), float(buffer[1, i])
            l3 = stay * l1 + (cross * x - cross * l2)
            l4 = keep * l2 + (into * x + cross * l1)
            r3 = stay * r1 + (cross * y - cross * r2)
            r4 = keep * r2 + (into * y + cross * r1)
            left = take_x * x + 0.5 * (take_1 * (l1 + l3) + take_2 * (l2 + l4))
            right = take_x * y + 0.5 * (take_1 * (r1 + r3) + take_2 * (r2 + r4))
            buffer[0, i], buffer[1, i] = np.float32(left), np.float32(right)
            l1, l2, r1, r2 = l3, l4, r3, r4
        memory[stage, 0, 0], memory[stage, 0, 1] = l1, l2
        memory[stage, 1, 0], memory[stage, 1, 1] = r1, r2


@compiled
def formants_block(
    buffer: NDArray[np.float32], memory: NDArray[np.float64], vowel: float, count: int
) -> None:
    """Hear a block through the mouth of a vowel (1 oo to 5 ee), in place."""
    place = min(3.999, max(0.0, vowel - 1.0))
    low = int(place)
    part = place - low
    heard = buffer[:, :count].astype(np.float64)
    buffer[:, :count] = np.float32(0.0)
    for f in range(5):
        centre = VOWELS[low, f, 0] + part * (VOWELS[low + 1, f, 0] - VOWELS[low, f, 0])
        width = VOWELS[low, f, 1] + part * (VOWELS[low + 1, f, 1] - VOWELS[low, f, 1])
        level = VOWELS[low, f, 2] + part * (VOWELS[low + 1, f, 2] - VOWELS[low, f, 2])
        g = math.tan(math.pi * centre / RATE)
        k = 1.4 * width / centre
        turn = 1.0 / (1.0 + g * (g + k))
        stay, cross, into = 2.0 * turn - 1.0, 2.0 * g * turn, 2.0 * g * g * turn
        keep = 1.0 - into
        gain = 0.5 * k * level * 1.6
        l1, l2, r1, r2 = memory[f, 0], memory[f, 1], memory[f, 2], memory[f, 3]
        for i in range(count):
            x, y = heard[0, i], heard[1, i]
            l3 = stay * l1 + (cross * x - cross * l2)
            l4 = keep * l2 + (into * x + cross * l1)
            r3 = stay * r1 + (cross * y - cross * r2)
            r4 = keep * r2 + (into * y + cross * r1)
            buffer[0, i] += np.float32(gain * (l1 + l3))
            buffer[1, i] += np.float32(gain * (r1 + r3))
            l1, l2, r1, r2 = l3, l4, r3, r4
        memory[f, 0], memory[f, 1], memory[f, 2], memory[f, 3] = l1, l2, r1, r2


@compiled
def drive_block(into: NDArray[np.float32], drive: float, count: int) -> None:
    """Bend samples as an overdriven stage does (a rational approximation of tanh)."""
    gain = 1.0 + 5.0 * drive
    back = 1.0 / (1.0 + 1.6 * drive)
    for channel in range(2):
        for i in range(count):
            x = min(3.0, max(-3.0, into[channel, i] * gain))
            into[channel, i] = np.float32(x * (27.0 + x * x) / (27.0 + 9.0 * x * x) * back)


@compiled
def resonate(samples: NDArray[np.float32], sections: NDArray[np.float64]) -> None:
    """Filter a whole part in place by second-order sections, skipping silence exactly.

    Parameters
    ----------
    samples : ndarray of float32, shape (2, n)
    sections : ndarray of float64, shape (sections, 5)
        b0, b1, b2, a1, a2 of each.
    """
    block = 256
    memory = np.zeros((sections.shape[0], 4))
    for begin in range(0, samples.shape[1], block):
        end = min(begin + block, samples.shape[1])
        loudest = 0.0
        for i in range(begin, end):
            loudest = max(loudest, abs(samples[0, i]), abs(samples[1, i]))
        if loudest == 0.0 and np.max(np.abs(memory)) < QUIET:
            memory[:] = 0.0
            continue
        for s in range(sections.shape[0]):
            b0, b1, b2, a1, a2 = sections[s]
            l1, l2, r1, r2 = memory[s]
            for i in range(begin, end):
                x = float(samples[0, i])
                y = b0 * x + l1
                l1 = b1 * x - a1 * y + l2
                l2 = b2 * x - a2 * y
                samples[0, i] = np.float32(y)
                x = float(samples[1, i])
                y = b0 * x + r1
                r1 = b1 * x - a1 * y + r2
                r2 = b2 * x - a2 * y
                samples[1, i] = np.float32(y)
            memory[s, 0], memory[s, 1], memory[s, 2], memory[s, 3] = l1, l2, r1, r2

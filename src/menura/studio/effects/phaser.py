"""Sweep notches through a sound: all-passes whose corner moves."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Phaser:
    """Describe the sweep: its speed, the corners it moves between, feedback and strength."""

    rate_hz: float = 0.3
    lowest_hz: float = 350.0
    highest_hz: float = 1800.0
    feedback: float = 0.25
    wet: float = 0.45


def sweep_notches(samples: Float32Array, phaser: Phaser) -> Float32Array:
    """Return the samples with moving notches (four all-passes), a quarter turn between sides."""
    result = np.empty_like(samples)
    settings = np.array(
        [
            2 * math.pi * phaser.rate_hz / SAMPLE_RATE_HZ,
            phaser.lowest_hz,
            math.log(phaser.highest_hz / phaser.lowest_hz),
            min(phaser.feedback, 0.9),
            phaser.wet,
        ]
    )
    _run_phaser(np.ascontiguousarray(samples), settings, result)
    return result


@compiled
def _run_phaser(samples: Float32Array, settings: Float64Array, result: Float32Array) -> None:
    turn, lowest_hz, span, feedback, wet = settings
    count = samples.shape[1]
    states = np.zeros((2, 4))
    last = np.zeros(2)
    for start in range(0, count, 32):
        for c in range(2):
            sweep = 0.5 + 0.5 * math.sin(turn * start + 0.5 * math.pi * c)
            slope = math.tan(math.pi * lowest_hz * math.exp(span * sweep) / 48_000.0)
            a = (slope - 1.0) / (slope + 1.0)
            for i in range(start, min(count, start + 32)):
                value = samples[c, i] + feedback * last[c] + 1e-24
                for k in range(4):
                    out = a * value + states[c, k]
                    states[c, k] = value - a * out
                    value = out
                last[c] = value
                result[c, i] = (1.0 - 0.5 * wet) * samples[c, i] + 0.5 * wet * value

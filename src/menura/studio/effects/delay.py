"""Repeat a sound in time with the music, from side to side."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class PingPong:
    """Describe the echoes.

    Attributes
    ----------
    beats : float
        From one echo to the next: .75 is a dotted eighth.
    feedback : float
        Amplitude of an echo relative to the one before, below 1.
    wet : float
        Amplitude of the first echo.
    low_cut_hz, high_cut_hz : float
        First-order filters in the loop: every echo is thinner and duller than the last.
    """

    beats: float
    feedback: float
    wet: float
    low_cut_hz: float = 250.0
    high_cut_hz: float = 5500.0


def echo(samples: Float32Array, ping_pong: PingPong, *, bpm: float) -> Float32Array:
    """Return the samples with echoes that alternate between left and right."""
    result = np.empty_like(samples)
    length = max(1, round(ping_pong.beats * 60.0 / bpm * SAMPLE_RATE_HZ))
    settings = np.array(
        [
            min(ping_pong.feedback, 0.95),
            ping_pong.wet,
            1.0 - math.exp(-2 * math.pi * ping_pong.low_cut_hz / SAMPLE_RATE_HZ),
            1.0 - math.exp(-2 * math.pi * ping_pong.high_cut_hz / SAMPLE_RATE_HZ),
        ]
    )
    _run_echo(np.ascontiguousarray(samples), settings, length, result)
    return result


@compiled
def _run_echo(
    samples: Float32Array, settings: Float64Array, length: int, result: Float32Array
) -> None:
    feedback, wet, low_cut, high_cut = settings
    left, right = np.zeros(length), np.zeros(length)
    low = high = 0.0
    place = 0
    for i in range(samples.shape[1]):
        first, second = left[place], right[place]
        entering = 0.5 * (np.float64(samples[0, i]) + samples[1, i]) + feedback * second
        low += low_cut * (entering - low) + 1e-24
        high += high_cut * (entering - low - high)
        left[place] = high
        right[place] = feedback * first
        place += 1
        if place >= length:
            place = 0
        result[0, i] = samples[0, i] + wet * first
        result[1, i] = samples[1, i] + wet * second

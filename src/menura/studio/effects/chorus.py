"""Thicken a sound with slightly late copies of itself whose pitch drifts."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

_BASE_S = 0.009


@dataclass(frozen=True, slots=True)
class Chorus:
    """Describe the copies: how fast and how far (seconds) they drift, and how loud they are."""

    rate_hz: float = 0.5
    depth_s: float = 0.003
    wet: float = 0.35


def thicken(samples: Float32Array, chorus: Chorus) -> Float32Array:
    """Return the samples with two drifting copies, one per side, a quarter turn apart."""
    result = np.empty_like(samples)
    settings = np.array(
        [
            2 * math.pi * chorus.rate_hz / SAMPLE_RATE_HZ,
            _BASE_S * SAMPLE_RATE_HZ,
            min(chorus.depth_s, 0.02) * SAMPLE_RATE_HZ,
            chorus.wet,
        ]
    )
    _run_chorus(np.ascontiguousarray(samples), settings, result)
    return result


@compiled
def _run_chorus(samples: Float32Array, settings: Float64Array, result: Float32Array) -> None:
    turn, base, depth, wet = settings
    dry = 1.0 - 0.5 * wet
    count = samples.shape[1]
    for c in range(2):
        ring = np.zeros(4096)
        phase = 0.5 * math.pi * c
        late = base + depth * (1.0 + math.sin(phase))
        for start in range(0, count, 32):
            end = min(count, start + 32)
            phase += turn * 32
            aim = base + depth * (1.0 + math.sin(phase))
            step = (aim - late) / 32.0
            for i in range(start, end):
                ring[i & 4095] = samples[c, i]
                late += step
                whole = int(late)
                part = late - whole
                first = ring[(i - whole) & 4095]
                second = ring[(i - whole - 1) & 4095]
                result[c, i] = dry * samples[c, i] + wet * (first + part * (second - first))
            late = aim

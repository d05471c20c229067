"""Move a control along a line through points, in time with the music."""

import math

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Automation

CLOSED_HZ, OPEN_HZ = 200.0, 20_000.0
_STEP = 32  # samples between two points of a curve


def control_curve(automation: Automation, *, bpm: float, count: int) -> Float32Array:
    """Return the value of a control for every sample, shape ``(count,)``."""
    points = sorted(automation.points)
    if not points:
        return np.zeros(count, np.float32)
    steps = np.arange(0, count + 2 * _STEP, _STEP)
    beats = steps * (bpm / 60.0 / SAMPLE_RATE_HZ)
    places = np.array([beat for beat, _ in points], np.float64)
    values = np.array([value for _, value in points], np.float64)
    coarse = np.interp(beats, places, values).astype(np.float32)
    ramp = np.arange(_STEP, dtype=np.float32) / np.float32(_STEP)
    curve = coarse[:-1, None] + np.diff(coarse)[:, None] * ramp
    return np.ascontiguousarray(curve.reshape(-1)[:count])


def sweep_cutoff(samples: Float32Array, openness: Float32Array) -> Float32Array:
    """Low-pass with a cutoff that moves: 0 is 200 Hz, 1 is 20 kHz, logarithmic.

    A state-variable filter with trapezoidal integration (A. Simper, "Solving the continuous SVF
    equations", 2013), which stays stable while its cutoff moves; 12 dB per octave. Where the
    control is fully open the samples pass unchanged.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    openness : ndarray, shape (n,), float32
    """
    result = np.empty_like(samples)
    _run_sweep(np.ascontiguousarray(samples), openness, result)
    return result


@compiled
def _run_sweep(samples: Float32Array, openness: Float32Array, result: Float32Array) -> None:
    count = samples.shape[1]
    states = np.zeros((2, 2))
    damping = math.sqrt(2.0)
    for start in range(0, count, 32):
        end = min(count, start + 32)
        position = min(1.0, max(0.0, np.float64(openness[start])))
        cutoff_hz = min(21_000.0, 200.0 * 100.0**position)
        g = math.tan(math.pi * cutoff_hz / 48_000.0)
        turn = 1.0 / (1.0 + g * (g + damping))
        # both integrators written out: a sample waits for a product and two sums of the last one
        stay, cross, into = 2.0 * turn - 1.0, 2.0 * g * turn, 2.0 * g * g * turn
        keep = 1.0 - into
        dry = min(1.0, max(0.0, (position - 0.97) / 0.03))
        for c in range(2):
            first, second = states[c, 0], states[c, 1]
            for i in range(start, end):
                value = np.float64(samples[c, i])
                band = stay * first + (cross * value - cross * second)
                low = keep * second + (into * value + cross * first)
                passed = 0.5 * (second + low)
                result[c, i] = passed + dry * (value - passed)
                first, second = band, low
            if abs(first) + abs(second) < 1e-20:  # denormals are slow
                first = second = 0.0
            states[c, 0], states[c, 1] = first, second

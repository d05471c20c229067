"""Measure loudness fast: ITU-R BS.1770-4 at 48 kHz, in compiled code.

``menura.audio.loudness`` measures files of any rate while they stream by; mastering asks a dozen
times for the loudness of the same minutes under another gain, and only at one rate.
"""

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.loudness import (
    ABSOLUTE_GATE_LUFS,
    CALIBRATION_LU,
    MOMENTARY_FRAMES,
    RANGE_GATE_LU,
    RANGE_PERCENTILES,
    SHORT_TERM_FRAMES,
    energy_to_lufs,
    gated_loudness,
    sliding_mean,
)
from menura.studio.compiled import compiled

STEP = 4800  # 100 ms: windows of 400 ms overlap by 75 %
_NO_GAIN = np.zeros(0, np.float32)


def integrated_lufs(samples: Float32Array, gain: Float32Array = _NO_GAIN) -> float | None:
    """Return the gated loudness; None for what is silent or shorter than 400 ms.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    gain : ndarray, shape (n,), float32, optional
        Applied while measuring, so that no copy is made.
    """
    return gated_loudness(sliding_mean(weighted_energies(samples, gain), MOMENTARY_FRAMES))


def loudness_range_lu(samples: Float32Array) -> float | None:
    """Return the loudness range of EBU Tech 3342; None below three seconds."""
    levels_lufs = energy_to_lufs(sliding_mean(weighted_energies(samples), SHORT_TERM_FRAMES))
    loud = levels_lufs[levels_lufs > ABSOLUTE_GATE_LUFS]
    if loud.size == 0:
        return None
    mean_lufs = float(
        energy_to_lufs(np.mean(10 ** ((loud - CALIBRATION_LU) / 10), keepdims=True))[0]
    )
    low, high = np.percentile(loud[loud > mean_lufs + RANGE_GATE_LU], RANGE_PERCENTILES)
    return float(high - low)


def weighted_energies(samples: Float32Array, gain: Float32Array = _NO_GAIN) -> Float64Array:
    """Return the K-weighted mean square of every tenth of a second, both channels summed."""
    energies = np.zeros(samples.shape[1] // STEP)
    _run_meter(np.ascontiguousarray(samples), gain, energies)
    return energies


@compiled
def _run_meter(samples: Float32Array, gain: Float32Array, energies: Float64Array) -> None:
    s = np.zeros((2, 4))
    has_gain = len(gain) > 0
    for k in range(len(energies)):
        total = 0.0
        for i in range(k * 4800, (k + 1) * 4800):
            for c in range(2):
                x = np.float64(samples[c, i])
                if has_gain:
                    x *= gain[i]
                # BS.1770-4, tables 1 and 2: shelf, then high-pass
                y = 1.53512485958697 * x + s[c, 0]
                s[c, 0] = -2.69169618940638 * x + 1.69065929318241 * y + s[c, 1] + 1e-24
                s[c, 1] = 1.19839281085285 * x - 0.73248077421585 * y
                z = y + s[c, 2]
                s[c, 2] = -2.0 * y + 1.99004745483398 * z + s[c, 3] + 1e-24
                s[c, 3] = y - 0.99007225036621 * z
                total += z * z
        energies[k] = total / 4800.0

"""Even out levels: a feed-forward compressor with a soft knee.

The detector is the louder channel's mean square over 10 ms, so that both channels move together
and the image stays. After D. Giannoulis et al., "Digital Dynamic Range Compressor Design" (2012),
with the detector in decibels smoothed by attack and release.
"""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

_DETECTOR_S = 0.01
_STEP = 8  # samples between two looks at the level: logarithms are dear


@dataclass(frozen=True, slots=True)
class Compression:
    """Say how much, how fast and from where.

    Attributes
    ----------
    threshold_db : float
        Root mean square of the louder channel, dBFS.
    ratio : float
        Decibels in per decibel out above the threshold.
    knee_db : float
        Width over which the ratio sets in.
    """

    threshold_db: float
    ratio: float
    attack_s: float = 0.01
    release_s: float = 0.12
    knee_db: float = 6.0


def compress(samples: Float32Array, compression: Compression) -> Float32Array:
    """Return compressed samples, without make-up gain."""
    return samples * compression_gain(samples, compression)


def compression_gain(
    samples: Float32Array, compression: Compression, *, level_db: float = 0.0
) -> Float32Array:
    """Return the gain for every sample.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    level_db : float
        Added to the samples' level before it is compared with the threshold.

    Returns
    -------
    ndarray, shape (n,), float32
        0 to 1.
    """
    gain = np.empty(samples.shape[1], np.float32)
    _run_compressor(
        np.ascontiguousarray(samples),
        np.array(
            [
                compression.threshold_db - level_db,
                1.0 / compression.ratio - 1.0,
                compression.knee_db,
                _smoothing(_DETECTOR_S),
                _smoothing(compression.attack_s),
                _smoothing(compression.release_s),
            ]
        ),
        gain,
    )
    return gain


def _smoothing(time_s: float) -> float:
    """Return how much of a value is left after `_STEP` samples."""
    return math.exp(-_STEP / (SAMPLE_RATE_HZ * max(time_s, 1e-4)))


@compiled
def _run_compressor(samples: Float32Array, settings: np.ndarray, gain: Float32Array) -> None:
    threshold_db, slope, knee_db, detector, attack, release = settings
    count = samples.shape[1]
    mean_square = 0.0
    reduction_db = 0.0
    last = 1.0
    for start in range(0, count, 8):
        end = min(count, start + 8)
        left = right = 0.0
        for i in range(start, end):
            left += np.float64(samples[0, i]) * samples[0, i]
            right += np.float64(samples[1, i]) * samples[1, i]
        power = max(left, right) / (end - start)
        mean_square = power + (mean_square - power) * detector
        over_db = 10.0 * math.log10(mean_square + 1e-12) - threshold_db
        if 2.0 * over_db <= -knee_db:
            wanted_db = 0.0
        elif 2.0 * over_db < knee_db:
            wanted_db = slope * (over_db + 0.5 * knee_db) ** 2 / (2.0 * knee_db)
        else:
            wanted_db = slope * over_db
        speed = attack if wanted_db < reduction_db else release
        reduction_db = wanted_db + (reduction_db - wanted_db) * speed
        following = 1.0 if reduction_db > -1e-4 else 10.0 ** (reduction_db / 20.0)
        step = (following - last) / (end - start)
        for i in range(start, end):
            last += step
            gain[i] = last
        last = following

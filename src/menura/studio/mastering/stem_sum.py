"""Add stems up, and say how far a mix is from their sum."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.model import Role

_PIECE = 1 << 18  # samples: the rest of the stems need not be in the processor's cache


def sum_stems(stems: Mapping[Role, Float32Array]) -> Float32Array:
    """Return the sum of some stems, ``(2, n)``.

    Raises
    ------
    ValueError
        If there is no stem, or their lengths differ.
    """
    if not stems:
        raise ValueError("there is no stem to add up; give at least one")
    shapes = {samples.shape for samples in stems.values()}
    if len(shapes) > 1:
        raise ValueError(f"the stems have different shapes {sorted(shapes)}; align them first")
    arrays = list(stems.values())
    total = arrays[0].astype(np.float32, copy=True)
    for samples in arrays[1:]:
        total += samples
    return total


def residual_dbfs(mix: Float32Array, stems: Sequence[Float32Array]) -> float:
    """Return the peak of a mix less the sum of its stems, dBFS; -inf where they are equal."""
    highest = 0.0
    for start in range(0, mix.shape[1], _PIECE):
        rest = mix[:, start : start + _PIECE].astype(np.float64)
        for samples in stems:
            rest -= samples[:, start : start + _PIECE]
        highest = max(highest, float(np.abs(rest).max(initial=0.0)))
    return 20 * math.log10(highest) if highest > 0 else -math.inf

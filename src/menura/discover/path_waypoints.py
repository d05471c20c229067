"""Divide the way between two directions."""

import numpy as np
from numpy.typing import NDArray

from menura.vectors import Vector, Vectors

SMALLEST_ANGLE = 1e-6
"""In radians; below it both ends are one direction, and the sine of it would divide by nothing."""
SMALLEST_LENGTH = 1e-4
"""A sum of two unit vectors this short has a direction made of rounding."""


def divide(
    start: Vector, end: Vector, shares: NDArray[np.float64], *, spherical: bool = True
) -> Vectors:
    """Return the unit vectors that lie at some shares of the way from `start` to `end`.

    Parameters
    ----------
    start, end : float32 array, shape (d,)
        Unit vectors.
    shares : float64 array, shape (k,)
        0 is the start, 1 the end.
    spherical : bool
        Along the great circle, in equal angles (slerp: Shoemake, SIGGRAPH 1985). Otherwise along
        the chord, as in a Euclidean space, where the angles are larger in the middle.

    Returns
    -------
    float32 array, shape (k, d)

    Notes
    -----
    Between opposite ends there are many great circles and no chord that has directions; the way
    then leads over the axis on which the start lies least, so that it is always the same one.
    """
    one, other = start.astype(np.float64), end.astype(np.float64)
    share = np.asarray(shares, np.float64)[:, np.newaxis]
    if float(np.linalg.norm(one + other)) < SMALLEST_LENGTH:
        turn = np.pi * share
        return _unit(np.cos(turn) * one + np.sin(turn) * perpendicular(one))
    angle = float(np.arccos(np.clip(one @ other, -1.0, 1.0)))
    if not spherical or angle < SMALLEST_ANGLE:
        return _unit((1.0 - share) * one + share * other)
    return _unit(np.sin((1.0 - share) * angle) * one + np.sin(share * angle) * other)


def perpendicular(unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a unit vector at a right angle to another, always the same; in one dimension itself.

    Gram-Schmidt on the first axis on which the vector lies least.
    """
    if len(unit) == 1:
        return unit  # a line has no right angles
    axis = np.zeros(len(unit))
    axis[int(np.argmin(np.abs(unit)))] = 1.0
    rest = axis - (axis @ unit) * unit
    right: NDArray[np.float64] = rest / np.linalg.norm(rest)
    return right


def _unit(rows: NDArray[np.float64]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, np.finfo(np.float64).tiny)).astype(np.float32)
    return unit

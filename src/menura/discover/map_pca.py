"""Find the directions in which vectors differ most (principal components)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.vectors import Vectors

BLOCK_ROWS = 65_536  # 52 MB of float32 at 200 dimensions


@dataclass(frozen=True, slots=True, eq=False)
class PrincipalAxes:
    """The directions of greatest variance, greatest first.

    Attributes
    ----------
    mean : float32 array, shape (d,)
    axes : float32 array, shape (d, k)
        Of length one, at right angles; the largest component of each is positive.
    """

    mean: NDArray[np.float32]
    axes: NDArray[np.float32]

    def project(self, vectors: Vectors) -> NDArray[np.float32]:
        """Return coordinates along the axes, shape (n, k)."""
        # (x - mean) A = x A - mean A: the second form makes no copy of all vectors.
        coordinates: NDArray[np.float32] = vectors @ self.axes - self.mean @ self.axes
        return coordinates


def principal_axes(vectors: Vectors, count: int) -> PrincipalAxes:
    """Return the first `count` principal axes, or as many as there are dimensions.

    By the eigenvectors of the covariance: for many more rows than dimensions this is one matrix
    product, and it draws nothing at random. The covariance is summed block by block in float64,
    so that a million rows cost no second copy and no precision.

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        At least one row.
    """
    rows, dimension = vectors.shape
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    covariance = np.zeros((dimension, dimension))
    for start in range(0, rows, BLOCK_ROWS):
        centred = vectors[start : start + BLOCK_ROWS] - mean
        covariance += centred.T @ centred
    _, directions = np.linalg.eigh(covariance / rows)
    axes = directions[:, ::-1][:, :count]
    # An eigenvector's sign is free; fixed here, so that no picture is mirrored by a new library.
    largest = np.abs(axes).argmax(axis=0)
    axes = axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0.0, -1.0, 1.0)
    return PrincipalAxes(mean, np.ascontiguousarray(axes, np.float32))

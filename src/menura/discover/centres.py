"""Find the few directions that many vectors point in."""

import numpy as np
from numpy.typing import NDArray

from menura.vectors import Vectors

ROUNDS = 12  # of k-means; centres of a few hundred vectors move no more after about ten
_TINY = 1e-6


def find_centres(vectors: Vectors, count: int, *, seed: int = 0) -> Vectors:
    """Return at most `count` centres of unit vectors, the one with most vectors first.

    Spherical k-means (Dhillon and Modha 2001) from a k-means++ start (Arthur and Vassilvitskii
    2007). As many vectors as centres, or fewer, are their own centres, in their order.

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        Unit vectors, n at least 1.
    count : int
        At least 1; there are fewer where vectors equal each other.
    """
    if len(vectors) <= count:
        alike = (vectors[:, np.newaxis] == vectors).all(axis=2)
        own: Vectors = vectors[~np.tril(alike, -1).any(axis=1)]
        return own
    centres = _spread_start(vectors, count, np.random.default_rng(seed))
    nearest = np.full(len(vectors), -1)
    for _ in range(ROUNDS):
        before, nearest = nearest, np.argmax(vectors @ centres.T, axis=1)
        if np.array_equal(before, nearest):
            break
        centres = _means(vectors, nearest, centres)
    sizes = np.bincount(nearest, minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")
    kept: Vectors = centres[order[sizes[order] > 0]]
    return kept


def _spread_start(vectors: Vectors, count: int, rng: np.random.Generator) -> Vectors:
    """Draw first centres far from each other, beginning with the vector nearest to the mean."""
    chosen = [int(np.argmax(vectors @ vectors.mean(axis=0)))]
    gaps = np.full(len(vectors), np.inf)
    while len(chosen) < count:
        gaps = np.minimum(gaps, np.maximum(0.0, 1.0 - vectors @ vectors[chosen[-1]]))
        gaps[gaps < _TINY] = 0.0
        if not gaps.any():
            break
        chosen.append(int(rng.choice(len(vectors), p=gaps / gaps.sum())))
    start: Vectors = vectors[chosen]
    return start


def _means(vectors: Vectors, nearest: NDArray[np.int64], centres: Vectors) -> Vectors:
    """Return the direction of the mean of each group, the former centre where it has none."""
    members = (nearest[:, np.newaxis] == np.arange(len(centres))).astype(np.float32)
    sums = members.T @ vectors
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    means: Vectors = np.where(lengths > _TINY, sums / np.maximum(lengths, _TINY), centres)
    return means

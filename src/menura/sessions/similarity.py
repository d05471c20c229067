"""Compare clips by the direction of their vectors: with each other, a centroid, or two centroids.

All sums are done in float64, so that no float32 vector overflows and equal vectors tie exactly;
ties go to the smaller index, which makes every order reproducible.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from menura.sessions.ports import Vector
from menura.vectors import InvalidVectorsError

SPREAD = 0.2
"""Weight of being unlike the clips chosen already, against being unlike the centroid.

With a fifth, variety outweighs at most a quarter of its own size in distance from the centroid:
it decides among clips about equally far away and never pulls in one that is plainly near.
"""


def stack_embeddings(embeddings: Sequence[Vector]) -> NDArray[np.float64]:
    """Return vectors as the rows of one matrix.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)

    Returns
    -------
    ndarray, shape (n, d), float64

    Raises
    ------
    InvalidVectorsError
        If there is none, one is not a vector, lengths differ, or a number is not finite.
    """
    if len(embeddings) == 0:
        raise InvalidVectorsError("There is no embedding; give one for each clip.")
    rows = [np.asarray(embedding, dtype=np.float64) for embedding in embeddings]
    expected = rows[0].shape
    for index, row in enumerate(rows):
        if row.ndim != 1 or row.size == 0 or row.shape != expected:
            raise InvalidVectorsError(
                f"Embedding {index} has shape {row.shape}, the first {expected}; "
                "all must be vectors of one length, from one embedder."
            )
        if not np.isfinite(row).all():
            raise InvalidVectorsError(
                f"Embedding {index} holds a number that is not finite; leave this clip out."
            )
    return np.stack(rows)


def cosine_similarity(a: Vector, b: Vector) -> float:
    """Return the cosine of the angle between two vectors, -1 to 1; 0 if one has no length.

    Raises
    ------
    InvalidVectorsError
        If the lengths differ or a number is not finite.
    """
    first, second = stack_embeddings([a, b])
    return _cosine(first, second)


def centroid_of(embeddings: Sequence[Vector], indices: Sequence[int]) -> Vector:
    """Return the mean of some of the vectors, shape ``(d,)``, float32.

    Not brought to unit length: the contract's centroid is the plain mean, and cosine does not
    care.

    Raises
    ------
    InvalidVectorsError
        If `indices` is empty or the vectors cannot be used.
    """
    rows = stack_embeddings([embeddings[i] for i in indices])
    return np.asarray(rows.mean(axis=0), dtype=np.float32)


def filter_by_similarity(
    embeddings: Sequence[Vector], centroid: Vector, min_similarity: float, max_results: int
) -> list[int]:
    """Choose the clips that are like a cluster.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
    centroid : ndarray, shape (d,)
    min_similarity : float
        Least cosine. If nobody reaches it, the most similar are chosen all the same: somebody
        asked for more and should hear the best there is.
    max_results : int

    Returns
    -------
    list of int
        Indices, the most similar first, equals by index.

    Raises
    ------
    InvalidVectorsError
        If a vector cannot be used.
    """
    similarities = _similarities(embeddings, centroid)
    order = sorted(range(len(similarities)), key=lambda i: (-similarities[i], i))
    accepted = [i for i in order if similarities[i] >= min_similarity]
    return (accepted or order)[: max(max_results, 0)]


def rank_away(
    embeddings: Sequence[Vector], centroid: Vector, max_results: int, *, spread: float = SPREAD
) -> list[int]:
    """Choose the clips that are least like a cluster, and not all in the same way.

    Away from something is no single place, so the farthest clips alone may be one idea several
    times. Maximal marginal relevance (Carbonell and Goldstein 1998) with distance from the
    centroid as relevance: the farthest comes first, then always the clip with the largest
    ``(1 - spread) * distance from the centroid + spread * distance from the nearest chosen``
    (distances are 1 - cosine).

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
    centroid : ndarray, shape (d,)
        Of the cluster to get away from.
    max_results : int
    spread : float
        0 (by distance from the centroid alone) to 1 (by variety alone, after the first).

    Returns
    -------
    list of int
        Indices in the order chosen, equals by index.

    Raises
    ------
    InvalidVectorsError
        If a vector cannot be used.
    """
    similarities = _similarities(embeddings, centroid)
    if not similarities:
        return []
    rows = stack_embeddings(embeddings)
    away = 1.0 - np.array(similarities)
    apart = np.zeros(len(rows))
    remaining = np.ones(len(rows), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < min(max_results, len(rows)):
        worth = (1.0 - spread) * away + spread * apart if chosen else away
        best = int(np.argmax(np.where(remaining, worth, -np.inf)))
        distances = 1.0 - np.array([_cosine(row, rows[best]) for row in rows])
        apart = np.minimum(apart, distances) if chosen else distances
        remaining[best] = False
        chosen.append(best)
    return chosen


def rank_between(
    embeddings: Sequence[Vector], first: Vector, second: Vector, max_results: int
) -> list[int]:
    """Choose the clips that are like both of two clusters.

    Ranked by the smaller of both cosines, not by their mean: a clip at the heart of one cluster
    (1.0 and 0.2) has a better mean than one that shares something with each (0.55 and 0.55), yet
    only the second is between them. What counts is the cluster a clip is less like.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
    first, second : ndarray, shape (d,)
        Centroids of the two clusters; their order does not matter.
    max_results : int

    Returns
    -------
    list of int
        Indices, the best first, equals by index.

    Raises
    ------
    InvalidVectorsError
        If a vector cannot be used.
    """
    to_first = _similarities(embeddings, first)
    to_second = _similarities(embeddings, second)
    weaker = [min(pair) for pair in zip(to_first, to_second, strict=True)]
    return sorted(range(len(weaker)), key=lambda i: (-weaker[i], i))[: max(max_results, 0)]


def _similarities(embeddings: Sequence[Vector], centroid: Vector) -> list[float]:
    """Return each vector's cosine with a centroid; nothing for nothing."""
    if len(embeddings) == 0:
        return []
    *rows, centre = stack_embeddings([*embeddings, centroid])
    return [_cosine(row, centre) for row in rows]


def _cosine(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the cosine of two checked vectors."""
    lengths = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    if lengths == 0.0:
        return 0.0
    return float(np.clip(np.dot(a, b) / lengths, -1.0, 1.0))

"""Score nearest neighbours: how many are of the same kind, and whether some are everywhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def rank_neighbours(
    queries: Vectors, vectors: Vectors, excluded: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each query the others by falling cosine; excluded ones come last, as -1.

    Parameters
    ----------
    excluded : ndarray, shape (queries, vectors)
        Which are not to be compared.
    """
    cosines = _normalised(queries) @ _normalised(vectors).T
    cosines = np.where(excluded, -np.inf, cosines)
    order = np.argsort(-cosines, axis=1, kind="stable")
    return np.where(np.take_along_axis(excluded, order, axis=1), -1, order)


def precision_at(
    neighbours: NDArray[np.int64], labels: Sequence[str], query_labels: Sequence[str], k: int
) -> float:
    """Return the mean share of the first `k` neighbours that have the query's label."""
    names = np.array([*labels, ""])  # -1 is the empty name: an excluded one is never right
    hits = names[neighbours[:, :k]] == np.array(query_labels)[:, None]
    return float(hits.mean())


def best_precision_at(
    excluded: NDArray[np.bool_], labels: Sequence[str], query_labels: Sequence[str], k: int
) -> float:
    """Return the precision of a perfect ranking: there may be fewer than `k` right answers."""
    is_right = np.array(query_labels)[:, None] == np.array(labels)[None, :]
    return float(np.minimum((is_right & ~excluded).sum(axis=1), k).mean() / k)


def most_occurrences(neighbours: NDArray[np.int64], k: int) -> int:
    """Return how often the most frequent neighbour is among the first `k` (hubness)."""
    first = neighbours[:, :k]
    return int(np.bincount(first[first >= 0]).max(initial=0))


def recall_at(neighbours: NDArray[np.int64], wanted: Sequence[int], k: int) -> float:
    """Return the share of queries whose one right answer is among the first `k`."""
    return float((neighbours[:, :k] == np.array(wanted)[:, None]).any(axis=1).mean())


def _normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)

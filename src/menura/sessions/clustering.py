"""Group the clips of a batch by what they sound like."""

import warnings
from collections.abc import Sequence
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from menura.sessions.ports import Vector
from menura.sessions.similarity import stack_embeddings
from menura.vectors import InvalidVectorsError

MAX_CLUSTERS = 3
# The contract's settings of k-means: with them the same vectors give the same clusters.
KMEANS_SEED = 42
KMEANS_STARTS = 10
KMEANS_ITERATIONS = 300


def warm_up() -> None:
    """Load what k-means needs, which takes a second the first time."""
    import_module("sklearn.cluster")


def cluster_embeddings(embeddings: Sequence[Vector], max_k: int = MAX_CLUSTERS) -> list[list[int]]:
    """Group vectors by k-means, and let no clip stand alone beside a group.

    A clip alone is no direction to steer in, so it joins the nearest cluster of at least two, by
    Euclidean distance to that cluster's mean as it was before anybody joined. If every clip is
    alone, all stay so.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
        At least one.
    max_k : int
        Most clusters; there are fewer where clips join others or equal each other.

    Returns
    -------
    list of list of int
        Every index exactly once. The largest cluster comes first, equals by their smallest index;
        indices inside a cluster ascend.

    Raises
    ------
    InvalidVectorsError
        If there is no vector, lengths differ, a number is not finite, or `max_k` is below 1.
    """
    rows = stack_embeddings(embeddings)
    if max_k < 1:
        raise InvalidVectorsError(f"There cannot be {max_k} clusters; ask for at least 1.")
    count = min(max_k, len(rows))
    if count == 1:
        return [list(range(len(rows)))]
    labels = _kmeans_labels(rows, count)
    groups = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]
    return sorted(_merge_singletons(rows, groups), key=lambda group: (-len(group), group[0]))


def silhouette(embeddings: Sequence[Vector], clusters: Sequence[Sequence[int]]) -> float | None:
    """Return how clearly clusters stand apart (Rousseeuw 1987), -1 to 1.

    The mean over all clips of ``(b - a) / max(a, b)``: `a` is the mean Euclidean distance to the
    other clips of the own cluster, `b` to those of the nearest other cluster. A clip alone counts
    0, as in the source. Written out because it is ten lines, and scikit-learn's module for it
    takes longer to load than all the rest of this to run.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
    clusters : sequence of sequence of int
        As `cluster_embeddings` returns them; indices in no cluster are left out.

    Returns
    -------
    float, optional
        None with fewer than two clusters, or if every clip is alone.

    Raises
    ------
    InvalidVectorsError
        If a vector cannot be used.
    """
    if len(clusters) < 2 or all(len(cluster) < 2 for cluster in clusters):
        return None
    rows = stack_embeddings(embeddings)
    values = [
        _clip_silhouette(rows, index, own, clusters)
        for own, cluster in enumerate(clusters)
        for index in cluster
    ]
    return float(np.mean(values))


def _clip_silhouette(
    rows: NDArray[np.float64], index: int, own: int, clusters: Sequence[Sequence[int]]
) -> float:
    """Return the silhouette of one clip."""
    size = len(clusters[own])
    if size < 2:
        return 0.0
    distances = np.linalg.norm(rows - rows[index], axis=1)
    inside = float(distances[list(clusters[own])].sum()) / (size - 1)
    outside = min(
        float(distances[list(cluster)].mean()) for i, cluster in enumerate(clusters) if i != own
    )
    widest = max(inside, outside)
    return (outside - inside) / widest if widest > 0.0 else 0.0


def _kmeans_labels(rows: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return which of `count` clusters each row is in; some may be empty."""
    unconverged = import_module("sklearn.exceptions").ConvergenceWarning
    kmeans = import_module("sklearn.cluster").KMeans(
        n_clusters=count,
        random_state=KMEANS_SEED,
        n_init=KMEANS_STARTS,
        max_iter=KMEANS_ITERATIONS,
    )
    # Fewer different vectors than clusters is an answer here, not a fault. The filters belong to
    # the whole process: two threads leaving in the wrong order keep this one, which does no harm.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", unconverged)
        return np.asarray(kmeans.fit_predict(rows), dtype=np.int64)


def _merge_singletons(rows: NDArray[np.float64], groups: list[list[int]]) -> list[list[int]]:
    """Return the groups of two and more, each single clip in the nearest of them."""
    large = sorted((g for g in groups if len(g) > 1), key=lambda group: (-len(group), group[0]))
    if not large:
        return groups
    centroids = np.stack([rows[group].mean(axis=0) for group in large])
    merged = [list(group) for group in large]
    for group in groups:
        if len(group) == 1:
            nearest = int(np.argmin(np.linalg.norm(centroids - rows[group[0]], axis=1)))
            merged[nearest].append(group[0])
    return [sorted(group) for group in merged]

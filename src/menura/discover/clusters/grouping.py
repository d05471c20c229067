"""Put tracks into groups: k-means, Gaussian mixtures, spectral clustering, DBSCAN.

All are held to one thread; a search runs many of them side by side instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.genomes import Genome
from menura.discover.clusters.model import Algorithm
from menura.discover.clusters.score_vectors import Matrix

NOISE = -1
# Tracks of a sample at most, where time grows faster than their number: about a second each
MOST_SAMPLED = {Algorithm.GMM: 5_000, Algorithm.SPECTRAL: 2_000, Algorithm.DBSCAN: 5_000}
OVERSIZED_SHARE = 0.1  # of all tracks: no playlist, but what DBSCAN often makes of most of them
GMM_ITERATIONS = 30
GMM_REGULARISATION = 1e-4  # as the seed's implementation
SPECTRAL_NEIGHBOURS = 20  # likewise

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try.

    Attributes
    ----------
    iterations, warm_iterations : int
        Of k-means; with a parent's clusters to begin with, fewer will do.
    rows_per_cluster : int
        Tracks that k-means learns from.
    """

    iterations: int
    warm_iterations: int
    rows_per_cluster: int


# Inertia within 2 % of what scikit-learn reaches in a hundred times the time
SEARCHING = Effort(iterations=10, warm_iterations=6, rows_per_cluster=40)
FINAL = Effort(iterations=25, warm_iterations=25, rows_per_cluster=1_000)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Groups of tracks, and how others would join them.

    Attributes
    ----------
    labels : int64 array, shape (n,)
        Group of each row; `NOISE` for those that are left out.
    assign : callable
        Gives the labels of other rows.
    """

    labels: Labels
    assign: Callable[[Matrix], Labels]


def fit_groups(rows: Matrix, genome: Genome, *, warm: Matrix, effort: Effort) -> Fitted:
    """Put rows into groups.

    Parameters
    ----------
    rows : float32 array, shape (n, d)
        At least one, and not more than `MOST_SAMPLED` says.
    warm : float32 array, shape (w, d)
        Centroids to begin with; w may be 0, and less than there are clusters.
    """
    if len(rows) == 1:
        return Fitted(np.zeros(1, np.int64), lambda others: np.zeros(len(others), np.int64))
    match genome.algorithm:
        case Algorithm.KMEANS:
            return _by_kmeans(rows, genome, warm, effort)
        case Algorithm.GMM:
            return _by_mixture(rows, genome, warm, effort)
        case Algorithm.SPECTRAL:
            return _by_spectrum(rows, genome, warm, effort)
        case Algorithm.DBSCAN:
            return _by_density(rows, genome)


def nearest(rows: Matrix, centres: Matrix) -> Labels:
    """Return which of the centres is nearest to each row."""
    faiss = import_module("faiss")
    index = faiss.IndexFlatL2(centres.shape[1])
    index.add(np.ascontiguousarray(centres, np.float32))
    return np.asarray(index.search(rows, 1)[1][:, 0], np.int64)


def train_kmeans(rows: Matrix, count: int, *, seed: int, warm: Matrix, effort: Effort) -> Matrix:
    """Return the centroids of k-means (Lloyd), shape (count, d).

    faiss in float32, few iterations, on some rows for each cluster: which of two solutions is
    better shows long before either has converged.
    """
    faiss = import_module("faiss")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(rows))
    learnt = rows[np.sort(order[: max(count, effort.rows_per_cluster * count)])]
    missing = count - len(warm)
    # Begins with tracks: faiss would draw the same ones again, but counts its own threads' way
    starts = np.vstack([warm[:count], rows[order[: max(missing, 0)]]]).astype(np.float32)
    kmeans = faiss.Kmeans(
        rows.shape[1],
        count,
        niter=effort.warm_iterations if missing < len(warm) else effort.iterations,
        seed=seed,
        min_points_per_centroid=1,  # otherwise it complains below 39
        max_points_per_centroid=len(learnt),  # otherwise it draws 256 of its own
    )
    kmeans.train(learnt, init_centroids=np.ascontiguousarray(starts))
    return np.asarray(kmeans.centroids, np.float32)


def _by_kmeans(rows: Matrix, genome: Genome, warm: Matrix, effort: Effort) -> Fitted:
    count = min(genome.clusters, len(rows))
    centres = train_kmeans(rows, count, seed=genome.seed, warm=warm, effort=effort)
    return Fitted(nearest(rows, centres), lambda others: nearest(others, centres))


def _by_mixture(rows: Matrix, genome: Genome, warm: Matrix, effort: Effort) -> Fitted:
    """Fit a diagonal Gaussian mixture that begins with the centroids of k-means."""
    count = min(genome.clusters, len(rows))
    means = train_kmeans(rows, count, seed=genome.seed, warm=warm, effort=effort)
    spread = rows.var(axis=0, dtype=np.float64) + GMM_REGULARISATION
    mixture = import_module("sklearn.mixture").GaussianMixture(
        count,
        covariance_type="diag",
        reg_covar=GMM_REGULARISATION,
        max_iter=GMM_ITERATIONS,
        init_params="random_from_data",  # the others run a k-means of their own
        means_init=means,
        weights_init=np.full(count, 1.0 / count),
        precisions_init=np.tile(1.0 / spread, (count, 1)),
        random_state=genome.seed,
    )
    mixture.fit(rows.astype(np.float64))

    def assign(others: Matrix) -> Labels:
        return np.asarray(mixture.predict(others.astype(np.float64)), np.int64)

    return Fitted(assign(rows), assign)


def _by_spectrum(rows: Matrix, genome: Genome, warm: Matrix, effort: Effort) -> Fitted:
    """Cut the graph of nearest neighbours; others join the nearest centroid."""
    if len(rows) < 2 * genome.clusters + 2:  # more eigenvectors than the solver can find
        return _by_kmeans(rows, genome, warm, effort)
    spectral = import_module("sklearn.cluster").SpectralClustering(
        genome.clusters,
        affinity="nearest_neighbors",
        n_neighbors=min(SPECTRAL_NEIGHBOURS, len(rows) - 1),
        assign_labels="cluster_qr",  # nothing random, and faster than another k-means
        random_state=genome.seed,
    )
    labels = np.asarray(spectral.fit_predict(rows), np.int64)
    kept, labels = np.unique(labels, return_inverse=True)
    centres = group_means(rows, labels, len(kept))
    return Fitted(labels, lambda others: nearest(others, centres))


def _by_density(rows: Matrix, genome: Genome) -> Fitted:
    """Join what is dense; others belong where a core track is near enough, or nowhere."""
    neighbours = min(genome.min_samples, len(rows) - 1)
    eps = genome.eps * _usual_distance(rows, neighbours)
    if eps <= 0.0:  # half of the tracks lie on top of each other
        eps = float(np.finfo(np.float32).eps)
    density = import_module("sklearn.cluster").DBSCAN(eps=eps, min_samples=genome.min_samples)
    labels = np.asarray(density.fit_predict(rows), np.int64)
    labels = _split_oversized(rows, labels, genome)
    cores = np.asarray(density.core_sample_indices_, np.int64)
    reach, core_rows, core_labels = eps**2, rows[cores], labels[cores]

    def assign(others: Matrix) -> Labels:
        if not len(cores):
            return np.full(len(others), NOISE)
        faiss = import_module("faiss")
        index = faiss.IndexFlatL2(core_rows.shape[1])
        index.add(np.ascontiguousarray(core_rows))
        squares, at = index.search(others, 1)
        return np.where(squares[:, 0] <= reach, core_labels[at[:, 0]], NOISE).astype(np.int64)

    return Fitted(labels, assign)


def _usual_distance(rows: Matrix, neighbours: int) -> float:
    """Return the median distance to the nearest but so many."""
    faiss = import_module("faiss")
    index = faiss.IndexFlatL2(rows.shape[1])
    index.add(rows)
    squares = index.search(rows, neighbours + 1)[0][:, -1]
    return float(np.sqrt(max(float(np.median(squares)), 0.0)))


def _split_oversized(rows: Matrix, labels: Labels, genome: Genome) -> Labels:
    """Cut groups that are no playlist by k-means, into pieces of half the largest size allowed."""
    limit = max(int(OVERSIZED_SHARE * len(rows)), 2 * genome.min_samples)
    split, following = labels.copy(), int(labels.max(initial=NOISE)) + 1
    for label in range(following):
        inside = np.flatnonzero(labels == label)
        if len(inside) <= limit:
            continue
        pieces = -(-2 * len(inside) // limit)
        part = np.ascontiguousarray(rows[inside])
        none = np.zeros((0, rows.shape[1]), np.float32)
        centres = train_kmeans(part, pieces, seed=genome.seed, warm=none, effort=SEARCHING)
        split[inside] = following + nearest(part, centres)
        following += pieces
    return split


def group_means(rows: NDArray[Any], labels: Labels, count: int) -> Matrix:
    """Return the mean of each group, shape (count, d); zeros for those without a row."""
    sparse = import_module("scipy.sparse")
    inside = labels >= 0
    members = np.flatnonzero(inside)
    table = sparse.csr_matrix(
        (np.ones(len(members), np.float32), (labels[members], members)), (count, len(rows))
    )
    sizes = np.maximum(np.bincount(labels[members], minlength=count), 1)
    return np.asarray((table @ rows) / sizes[:, None], np.float32)

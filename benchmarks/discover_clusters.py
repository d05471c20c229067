"""Search a library for playlists, and do the same naively beside it."""

import time
from dataclasses import dataclass
from importlib import import_module
from statistics import fmean

import numpy as np

from benchmarks.discover_library import NAMES, synthetic_library
from benchmarks.discover_report import print_head, print_seconds, print_value
from menura.discover.clusters.dataset import Dataset, build_dataset
from menura.discover.clusters.grouping import SEARCHING, nearest, train_kmeans
from menura.discover.clusters.model import ClusterOptions
from menura.discover.clusters.score_vectors import Matrix
from menura.discover.clusters.search import search_playlists

TRACKS, DIMENSION = 50_000, 200
THREADS = 2
GOAL_S, GOAL_ITERATIONS = 600.0, 1_000
GOAL_RATIO = 8.0


def measure_clusters(iterations: int, naive_iterations: int) -> None:
    """Print one table; fewer iterations than 1,000 are scaled up for the goal."""
    library = synthetic_library(TRACKS)
    options = ClusterOptions(space=NAMES[DIMENSION], iterations=iterations)
    vectors = library.vectors(DIMENSION)
    print_head(
        f"clusters: {options.sample_size:,} of {TRACKS:,} x {DIMENSION}, "
        f"{options.clusters_from} to {options.clusters_to}"
    )
    began_s = time.perf_counter()
    dataset = build_dataset(library.shelf, lambda numbers: vectors[numbers - 1], options)
    print_seconds("putting the numbers together", time.perf_counter() - began_s)
    each_s = _measure_search(dataset, options)
    for label, columns in (
        (f"all {DIMENSION} dimensions", _standardised(vectors)),
        (f"the same {dataset.basis.shape[1]} components", dataset.basis),
    ):
        naive = _run_naively(columns, options, naive_iterations)
        print_seconds(f"scikit-learn's defaults, {label}", naive.cpu_s, more=" CPU an iteration")
        ratio = naive.cpu_s / each_s
        print_value(
            "  as many times as long",
            f"{ratio:.0f}",
            f">= {GOAL_RATIO:g}",
            is_met=ratio >= GOAL_RATIO,
        )
        print_value("  sum of squares of ours, beside it", f"{naive.looser:+.1%}")


def _measure_search(dataset: Dataset, options: ClusterOptions) -> float:
    """Search for playlists and return how many seconds of a processor an iteration took."""
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    last_s, last_cpu_s = began_s, began_cpu_s

    def note(_done: int, _best: float) -> None:
        nonlocal last_s, last_cpu_s
        last_s, last_cpu_s = time.perf_counter(), time.process_time()

    outcome = search_playlists(dataset, options, note, threads=THREADS)
    took_s = time.perf_counter() - began_s
    searched_s = last_s - began_s  # then the best are fitted to the whole library
    whole_s = searched_s / options.iterations * GOAL_ITERATIONS + took_s - searched_s
    cpu = f", CPU {time.process_time() - began_cpu_s:.1f} s"
    print_seconds(f"{options.iterations} iterations, {THREADS} threads", took_s, more=cpu)
    print_seconds(f"  as {GOAL_ITERATIONS:,} iterations", whole_s, GOAL_S)
    print_value(
        "  best score",
        f"{outcome.score:.3f}",
        f"{outcome.measures['search_score']:.3f} over a sample; "
        f"{outcome.measures['viable']:.0f} playlists large enough",
    )
    return (last_cpu_s - began_cpu_s) / options.iterations


@dataclass(frozen=True, slots=True)
class Naive:
    """What an iteration costs without any care.

    Attributes
    ----------
    looser : float
        How much larger our sum of squares is, as a share, on the same tracks.
    """

    cpu_s: float
    looser: float


def _run_naively(columns: Matrix, options: ClusterOptions, iterations: int) -> Naive:
    """Run k-means as scikit-learn does it unless told otherwise.

    Ten starts of up to 300 rounds each. In its favour it is held to one thread, since its threads
    wait for each other, and processor time is compared, since others may be using the machine;
    scoring what came out is left out, though ours has it.
    """
    kmeans, limits = import_module("sklearn.cluster").KMeans, import_module("threadpoolctl")
    rng = np.random.default_rng(options.seed)
    low, high = options.clusters_from, options.clusters_to
    times_s, looser = [], []
    for count in np.linspace(low, high, iterations + 2)[1:-1].astype(int).tolist():
        chosen = np.sort(rng.choice(len(columns), options.sample_size, replace=False))
        rows = np.ascontiguousarray(columns[chosen])
        with limits.threadpool_limits(limits=1):
            began_s = time.process_time()
            found = kmeans(count, n_init=10, random_state=0).fit(rows)
            times_s.append(time.process_time() - began_s)
            none = np.empty((0, rows.shape[1]), np.float32)
            ours = train_kmeans(rows, count, seed=0, warm=none, effort=SEARCHING)
        gaps = rows - ours[nearest(rows, ours)]
        looser.append(float(np.square(gaps).sum() / found.inertia_) - 1.0)
    return Naive(fmean(times_s), fmean(looser))


def _standardised(vectors: Matrix) -> Matrix:
    columns: Matrix = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    return columns

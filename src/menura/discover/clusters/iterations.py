"""Try genomes: sample, group, score. Many at once, in threads."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

import numpy as np

from menura.discover.clusters.dataset import Dataset
from menura.discover.clusters.evolution import Scored
from menura.discover.clusters.genomes import Genome
from menura.discover.clusters.grouping import (
    FINAL,
    MOST_SAMPLED,
    NOISE,
    SEARCHING,
    Labels,
    fit_groups,
)
from menura.discover.clusters.members import find_members
from menura.discover.clusters.model import Algorithm, ClusterOptions
from menura.discover.clusters.sampling import Sampler
from menura.discover.clusters.score_vectors import Matrix, Rows
from menura.discover.clusters.scoring import score_groups

_LOOK_S = 0.2  # how long a cancel may go unseen

Report = Callable[[int, Scored], None]
"""Told after each iteration: how many of these are done, and what became of the latest."""
Check = Callable[[], None]
"""Raises if the work should stop now."""


def run_iterations(
    dataset: Dataset,
    genomes: Sequence[Genome],
    options: ClusterOptions,
    *,
    report: Report = lambda _done, _scored: None,
    check: Check = lambda: None,
    threads: int = 1,
) -> list[Scored]:
    """Try genomes and return what became of them, in their order.

    What comes out depends on nothing but the arguments: neither on threads nor on which others
    run beside or before.

    Raises
    ------
    Exception
        Whatever `check` raises, as soon as the iterations that are running have ended.
    """
    sampler = _sampler(dataset, options)
    scored: list[Scored] = []
    with _one_thread_each(), ThreadPoolExecutor(threads, initializer=_hold_faiss) as pool:
        futures = [
            pool.submit(_run_iteration, dataset, sampler, genome, options) for genome in genomes
        ]
        try:
            for future in futures:
                scored.append(_wait_for(future, check))
                report(len(scored), scored[-1])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return scored


def group_library(dataset: Dataset, genome: Genome, options: ClusterOptions) -> Labels:
    """Return the group of every track of the dataset, by a genome that ran.

    k-means learns from the whole library; the others learn from the sample they were found with,
    and all other tracks join the groups of that.
    """
    everything = np.arange(len(dataset))
    learnt = everything
    if genome.algorithm is not Algorithm.KMEANS:
        learnt = _sampler(dataset, options).rows(genome.iteration)
    with _one_thread_each():
        faiss = import_module("faiss")
        before = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(1)
        try:
            points = _points(dataset, learnt, genome)
            fitted = fit_groups(points, genome, warm=_warm(dataset, genome), effort=FINAL)
            if len(learnt) == len(dataset):
                return fitted.labels
            return fitted.assign(_points(dataset, everything, genome))
        finally:
            faiss.omp_set_num_threads(before)


def _run_iteration(
    dataset: Dataset, sampler: Sampler, genome: Genome, options: ClusterOptions
) -> Scored:
    rows = sampler.rows(genome.iteration)
    width = dataset.basis.shape[1]
    genome = replace(
        genome,
        components=min(genome.components or width, width),
        clusters=min(genome.clusters, len(rows)),
        starts=genome.starts[: len(rows)],
    )
    labels = _labels(dataset, rows, genome)
    groups = find_members(
        dataset, rows, labels, components=genome.components, per_artist=options.per_artist
    )
    # A sample of a fifth of the library shows a fifth of each playlist
    least = max(1, round(options.min_songs * len(rows) / len(dataset)))
    score = score_groups(dataset, groups, options.weights, least=least, seed=genome.seed)
    return Scored(
        genome=replace(genome, starts=groups.middles),
        viable=score.viable,
        fitness=score.fitness,
        measures=score.measures,
    )


def _labels(dataset: Dataset, rows: Rows, genome: Genome) -> Labels:
    """Group a sample; where the arithmetic fails, nothing is grouped."""
    broken = (np.linalg.LinAlgError, import_module("scipy.sparse.linalg").ArpackError)
    try:
        points = _points(dataset, rows, genome)
        return fit_groups(points, genome, warm=_warm(dataset, genome), effort=SEARCHING).labels
    except broken:
        return np.full(len(rows), NOISE)


def _points(dataset: Dataset, rows: Rows, genome: Genome) -> Matrix:
    return np.ascontiguousarray(dataset.basis[rows, : genome.components])


def _warm(dataset: Dataset, genome: Genome) -> Matrix:
    """Return the centroids to begin with: the tracks in the middle of the parent's clusters."""
    return _points(dataset, np.array(genome.starts, np.int64), genome)


def _sampler(dataset: Dataset, options: ClusterOptions) -> Sampler:
    size = min(options.sample_size, MOST_SAMPLED.get(options.algorithm, options.sample_size))
    return Sampler.create(dataset.stratum, size, change=options.sample_change, seed=options.seed)


def _wait_for(future: Future[Scored], check: Check) -> Scored:
    check()
    while not wait([future], timeout=_LOOK_S).done:
        check()
    return future.result()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Hold arithmetic to one thread: iterations side by side use a machine better."""
    limits = import_module("threadpoolctl").threadpool_limits(limits=1)
    with limits, warnings.catch_warnings():
        # Too few iterations to converge, a graph in several parts: both are meant to be
        warnings.simplefilter("ignore")
        yield


def _hold_faiss() -> None:
    """Pin faiss in a new thread: OpenMP counts for each thread that calls it."""
    import_module("faiss").omp_set_num_threads(1)

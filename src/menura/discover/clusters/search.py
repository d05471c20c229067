"""Search a library for playlists, from the first draw to names.

In one process `search_playlists` does everything. A job with children does the same in parts: it
plans a generation (`plan_generation`), gives each of its `batches` to a child, which answers with
what `run_batch` returns, keeps the elites (`keep_elites`), and in the end calls `finish_search`.
Both find the same playlists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from menura.discover.clusters.dataset import Dataset
from menura.discover.clusters.evolution import (
    Scored,
    generation_rng,
    generations,
    keep_elites,
    plan_generation,
)
from menura.discover.clusters.genomes import Genome
from menura.discover.clusters.iterations import Check, Report, group_library, run_iterations
from menura.discover.clusters.members import Groups, find_members
from menura.discover.clusters.model import Algorithm, ClusterOptions, ClusterPlaylist
from menura.discover.clusters.naming import name_playlists
from menura.discover.clusters.options import check_options
from menura.discover.clusters.playlists import form_playlists
from menura.discover.clusters.scoring import Score, score_groups
from menura.discover.errors import SearchInputError

FINALISTS = 5  # elites that are fitted to the whole library: luck with a sample does not win

SearchReport = Callable[[int, float], None]
"""Told how many iterations are done, and the best fitness so far."""


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What a search found; together with an id, a name and a time it is a `ClusterRun`.

    Attributes
    ----------
    score : float
        Fitness of the winner over the whole library.
    measures : mapping
        Its parts; ``search_score`` is the best fitness over a sample, ``viable`` how many
        playlists were large enough.
    genome, scaling : mapping
        JSON-able.
    playlists : sequence of ClusterPlaylist
        Named by mood and tempo, the largest first.
    notes : sequence of str
        What to know about them.
    """

    score: float
    measures: Mapping[str, float]
    genome: Mapping[str, Any]
    scaling: Mapping[str, Any]
    iterations: int
    track_count: int
    playlists: Sequence[ClusterPlaylist]
    notes: Sequence[str] = ()


def search_playlists(
    dataset: Dataset,
    options: ClusterOptions,
    report: SearchReport = lambda _done, _best: None,
    *,
    check: Check = lambda: None,
    threads: int = 1,
) -> SearchOutcome:
    """Search for the best grouping and make playlists of it, in this process.

    Raises
    ------
    EmptyLibraryError, SearchInputError
        As `check_options` and `finish_search`.
    """
    check_options(options, len(dataset))
    elites: list[Scored] = []
    best = -np.inf
    for span in generations(options):
        genomes = plan_generation(elites, generation_rng(options, span.start), options, span.start)

        def tell(done: int, scored: Scored, start: int = span.start) -> None:
            nonlocal best
            best = max(best, scored.fitness)
            report(start + done, best)

        scored = run_iterations(
            dataset, genomes, options, report=tell, check=check, threads=threads
        )
        elites = keep_elites([*elites, *scored], options)
    return finish_search(dataset, elites, options, check=check)


def run_batch(
    dataset: Dataset,
    genomes: Sequence[Mapping[str, Any]],
    options: ClusterOptions,
    report: Report = lambda _done, _scored: None,
    *,
    check: Check = lambda: None,
    threads: int = 1,
) -> list[dict[str, Any]]:
    """Run one batch of a generation: genomes in, the best of them out, JSON-able and small.

    No more are returned than can be elites, so nothing is lost by leaving out the others.
    """
    scored = run_iterations(
        dataset,
        [Genome.from_payload(one) for one in genomes],
        options,
        report=report,
        check=check,
        threads=threads,
    )
    return [one.to_payload() for one in keep_elites(scored, options)]


def finish_search(
    dataset: Dataset,
    elites: Sequence[Scored],
    options: ClusterOptions,
    *,
    check: Check = lambda: None,
) -> SearchOutcome:
    """Fit the best few to the whole library, and make named playlists of the winner.

    Parameters
    ----------
    elites : sequence of Scored
        The best first, as `keep_elites` returns them.

    Raises
    ------
    SearchInputError
        No solution has a playlist: every track was left out as noise.
    """
    settled: list[_Settled] = []
    for elite in elites[:FINALISTS]:
        check()
        settled.append(_settle(dataset, elite, options))
    winner = max(settled, key=lambda one: one.rank(options.playlists), default=None)
    if winner is None or not len(winner.groups):
        raise SearchInputError(_nothing(options), field="algorithm")
    formed = form_playlists(dataset, winner.groups, options)
    named = name_playlists(formed.playlists, [()] * len(formed.playlists))
    measures = {
        **winner.score.measures,
        "viable": float(winner.score.viable),
        "search_score": max(one.fitness for one in elites),
    }
    return SearchOutcome(
        score=winner.score.fitness,
        measures=measures,
        genome=winner.genome.to_payload(),
        scaling=dataset.scaling.to_payload(),
        iterations=options.iterations,
        track_count=len(dataset),
        playlists=[
            replace(one, name=name) for one, name in zip(formed.playlists, named, strict=True)
        ],
        notes=formed.notes,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Settled:
    """An elite, fitted to the whole library."""

    genome: Genome
    groups: Groups
    score: Score

    def rank(self, playlists: int) -> tuple[int, float]:
        scored = Scored(self.genome, self.score.viable, self.score.fitness, {})
        return scored.rank(playlists)


def _settle(dataset: Dataset, elite: Scored, options: ClusterOptions) -> _Settled:
    labels = group_library(dataset, elite.genome, options)
    groups = find_members(
        dataset,
        np.arange(len(dataset)),
        labels,
        components=elite.genome.components,
        per_artist=options.per_artist,
    )
    score = score_groups(
        dataset, groups, options.weights, least=options.min_songs, seed=elite.genome.seed
    )
    return _Settled(elite.genome, groups, score)


def _nothing(options: ClusterOptions) -> str:
    if options.algorithm is Algorithm.DBSCAN:
        return (
            "No two tracks were near enough to each other to be a group; take a larger eps_to "
            f"(it was {options.eps_to:g}) or a smaller min_samples_from "
            f"(it was {options.min_samples_from}), or another algorithm."
        )
    return "No grouping came of any iteration; take another algorithm, such as kmeans."

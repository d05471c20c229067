"""Decide what is tried next, and keep what did best.

Iterations come in generations. A generation is planned as a whole from the elites before it, so
its iterations may run anywhere and in any order: in threads, in other processes, again after a
crash. The same seed leads to the same playlists.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from menura.discover.clusters.genomes import Genome, draw, mutate
from menura.discover.clusters.model import ClusterOptions

GENERATIONS = 10
_GENERATION_SIZES = (10, 100)
BATCH_SIZE = 50  # iterations of one child job: a second or two


@dataclass(frozen=True, slots=True)
class Scored:
    """What became of a genome.

    Attributes
    ----------
    genome : Genome
        As it really ran (a library may have fewer tracks than clusters were drawn), with its own
        starts.
    viable : int
        Playlists that are large enough.
    fitness : float
        Weighted sum of the measures.
    """

    genome: Genome
    viable: int
    fitness: float
    measures: Mapping[str, float]

    def rank(self, playlists: int) -> tuple[int, float]:
        """Return what solutions are compared by, where so many playlists are wanted.

        Enough playlists first (where all are wanted, any), then fitness.
        """
        return (min(self.viable, playlists or 1), self.fitness)

    def to_payload(self) -> dict[str, Any]:
        """Return it as JSON-able values."""
        return {
            "genome": self.genome.to_payload(),
            "viable": self.viable,
            "fitness": self.fitness,
            "measures": dict(self.measures),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Return what was written down."""
        return cls(
            genome=Genome.from_payload(payload["genome"]),
            viable=payload["viable"],
            fitness=payload["fitness"],
            measures=payload["measures"],
        )


def generations(options: ClusterOptions) -> Sequence[range]:
    """Return the iterations of each generation: ten of them, none larger than 100."""
    least, most = _GENERATION_SIZES
    size = min(max(math.ceil(options.iterations / GENERATIONS), least), most)
    starts = range(0, options.iterations, size)
    return [range(start, min(start + size, options.iterations)) for start in starts]


def generation_rng(options: ClusterOptions, done: int) -> np.random.Generator:
    """Return what the generation after so many iterations is drawn with."""
    return np.random.default_rng([options.seed, done])


def plan_generation(
    elites: Sequence[Scored], rng: np.random.Generator, options: ClusterOptions, done: int
) -> list[Genome]:
    """Return what to try next.

    Iterations draw freely at first; later ones mutate an elite with probability
    `mutation_share`, and go on drawing otherwise.

    Parameters
    ----------
    elites : sequence of Scored
        The best before this generation.
    done : int
        Iterations before this generation: the start of one of `generations`.
    """
    span = next((span for span in generations(options) if span.start == done), range(0))
    free = options.explore_share * options.iterations
    planned = []
    for iteration in span:
        if elites and iteration >= free and rng.random() < options.mutation_share:
            parent = elites[int(rng.integers(len(elites)))].genome
            planned.append(mutate(parent, options, iteration=iteration, rng=rng))
        else:
            planned.append(draw(options, iteration, rng))
    return planned


def batches(genomes: Sequence[Genome], size: int = BATCH_SIZE) -> list[Sequence[Genome]]:
    """Cut a generation into batches, one for each child job."""
    return [genomes[start : start + size] for start in range(0, len(genomes), size)]


def keep_elites(scored: Iterable[Scored], options: ClusterOptions) -> list[Scored]:
    """Return the best solutions, the best first; call it with the former elites among them.

    A solution that was found again (same parameters, same score) is kept once, or copies of the
    best would push all others out. Of equals the earlier iteration is better.
    """
    ranked = sorted(scored, key=lambda one: one.genome.iteration)
    ranked.sort(key=lambda one: one.rank(options.playlists), reverse=True)
    kept: list[Scored] = []
    seen: set[tuple[float, int, int, float]] = set()
    for one in ranked:
        genome = one.genome
        found = (one.fitness, genome.clusters, genome.components, genome.eps)
        if found not in seen:
            seen.add(found)
            kept.append(one)
    return kept[: options.elites]

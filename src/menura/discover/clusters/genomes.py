"""Say what one iteration tries, draw it freely, or change one that did well a little."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from menura.discover.clusters.model import Algorithm, ClusterOptions

FEWEST_COMPONENTS = 8  # fewer tell genres apart badly
# As far as the seed's implementation goes
_STEP_CLUSTERS = 3
_STEP_MIN_SAMPLES = 3
_STEP_COMPONENTS = 5
_STEP_EPS = 0.05
_MOST_SEED = 2**31 - 1  # what faiss takes


@dataclass(frozen=True, slots=True)
class Genome:
    """What one iteration tries.

    Attributes
    ----------
    iteration : int
        Its number, which also decides the sample it looks at.
    components : int
        Leading columns of the basis that are looked at; 0: all.
    seed : int
        Of everything random in it.
    clusters : int
        0 for DBSCAN, which has `eps` and `min_samples` instead.
    starts : tuple of int
        Rows of the dataset that lie in the middle of clusters: of the parent, before an iteration
        ran; its own, afterwards. A row says as much as a centroid, is shorter, and holds for any
        number of components.
    parent : int, optional
        The iteration it was changed from.
    """

    iteration: int
    algorithm: Algorithm
    components: int
    seed: int
    clusters: int = 0
    eps: float = 0.0
    min_samples: int = 0
    starts: tuple[int, ...] = ()
    parent: int | None = None

    def to_payload(self) -> dict[str, Any]:
        """Return it as JSON-able values."""
        return {
            "iteration": self.iteration,
            "algorithm": self.algorithm.value,
            "components": self.components,
            "seed": self.seed,
            "clusters": self.clusters,
            "eps": self.eps,
            "min_samples": self.min_samples,
            "starts": list(self.starts),
            "parent": self.parent,
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Return the genome that was written down."""
        values = dict(payload)
        values["algorithm"] = Algorithm(values["algorithm"])
        values["starts"] = tuple(values["starts"])
        return cls(**values)


def draw(options: ClusterOptions, iteration: int, rng: np.random.Generator) -> Genome:
    """Return parameters drawn freely from the ranges of the options."""
    most = options.pca_to
    components = int(rng.integers(min(FEWEST_COMPONENTS, most), most + 1)) if most else 0
    drawn = Genome(
        iteration=iteration,
        algorithm=options.algorithm,
        components=components,
        seed=int(rng.integers(_MOST_SEED)),
    )
    if options.algorithm is Algorithm.DBSCAN:
        return replace(
            drawn,
            eps=round(float(rng.uniform(options.eps_from, options.eps_to)), 4),
            min_samples=int(rng.integers(options.min_samples_from, options.min_samples_to + 1)),
        )
    return replace(
        drawn, clusters=int(rng.integers(options.clusters_from, options.clusters_to + 1))
    )


def mutate(
    parent: Genome, options: ClusterOptions, *, iteration: int, rng: np.random.Generator
) -> Genome:
    """Return a parent's parameters, each moved a little within the ranges of the options."""
    moved = replace(
        parent, iteration=iteration, parent=parent.iteration, seed=int(rng.integers(_MOST_SEED))
    )
    if options.pca_to:
        least = min(FEWEST_COMPONENTS, options.pca_to)
        components = _moved(parent.components, _STEP_COMPONENTS, rng)
        moved = replace(moved, components=min(max(components, least), options.pca_to))
    if parent.algorithm is Algorithm.DBSCAN:
        eps = parent.eps + float(rng.uniform(-_STEP_EPS, _STEP_EPS))
        wanted = _moved(parent.min_samples, _STEP_MIN_SAMPLES, rng)
        return replace(
            moved,
            eps=round(min(max(eps, options.eps_from), options.eps_to), 4),
            min_samples=min(max(wanted, options.min_samples_from), options.min_samples_to),
        )
    wanted = _moved(parent.clusters, _STEP_CLUSTERS, rng)
    clusters = min(max(wanted, options.clusters_from), options.clusters_to)
    return replace(moved, clusters=clusters, starts=_resized(parent.starts, clusters, rng))


def _moved(value: int, step: int, rng: np.random.Generator) -> int:
    return value + int(rng.integers(-step, step + 1))


def _resized(starts: tuple[int, ...], count: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Leave out some at random where there are too many; what lacks is drawn from the sample."""
    if len(starts) <= count:
        return starts
    kept = np.sort(rng.choice(len(starts), count, replace=False))
    return tuple(starts[at] for at in kept.tolist())

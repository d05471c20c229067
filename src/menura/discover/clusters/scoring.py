"""Tell how good a grouping is: the measures of the seed, and three of geometry.

Purity asks how strongly the songs of a playlist show what the playlist is; diversity asks how
different the playlists are from each other. Both are sums, brought to one scale by log1p and the
mean and deviation they usually have.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.dataset import Dataset
from menura.discover.clusters.grouping import Labels, group_means
from menura.discover.clusters.members import Groups
from menura.discover.clusters.model import Basis, ScoreWeights
from menura.discover.clusters.score_vectors import Matrix

TOP_MOODS = 3
OTHER_THRESHOLD = 0.3  # what a playlist has less of is no feature of it
CALINSKI_HARABASZ_SCALE = 500.0
MOST_COMPARED = 2_000  # tracks that silhouette and its kin look at: its time grows with the square
LOWEST = -1_000.0  # of what has no group at all


@dataclass(frozen=True, slots=True)
class Usual:
    """What the logarithm of a sum usually is."""

    mean: float
    deviation: float

    def scaled(self, raw: float) -> float:
        """Return how far a sum is from usual, in deviations."""
        return (math.log1p(max(raw, 0.0)) - self.mean) / self.deviation


# LN_MOOD_DIVERSITY_STATS, LN_MOOD_PURITY_STATS and their variants for embeddings
USUAL_DIVERSITY = {Basis.FEATURES: Usual(0.9995, 0.3541), Basis.EMBEDDINGS: Usual(-0.101, 0.245)}
USUAL_PURITY = {Basis.FEATURES: Usual(5.8679, 1.1557), Basis.EMBEDDINGS: Usual(0.673, 1.063)}
# LN_OTHER_FEATURES_*_STATS
USUAL_OTHER_DIVERSITY = Usual(1.5, 0.46)
USUAL_OTHER_PURITY = Usual(8.84, 0.07)


@dataclass(frozen=True, slots=True)
class Score:
    """How good a grouping is.

    Attributes
    ----------
    viable : int
        Playlists that are large enough.
    measures : mapping
        Each measure as it is weighted, and the sums of purity and diversity as ``raw_...``.
    """

    viable: int
    fitness: float
    measures: Mapping[str, float]


def raw_purity(
    scores: Matrix,
    labels: Labels,
    profiles: Matrix,
    *,
    active: NDArray[np.bool_] | None = None,
    top: int = TOP_MOODS,
) -> float:
    """Return how strongly songs show what their playlists are, as a sum over songs.

    For each song the highest of its scores in its playlist's top moods.

    Parameters
    ----------
    scores : float32 array, shape (n, m)
        Of songs.
    labels : int64 array, shape (n,)
        The playlist of each.
    profiles : float32 array, shape (k, m)
        Of playlists.
    active : bool array, shape (m,), optional
        Moods that are encoded in songs at all; others are passed over even where they are among
        a playlist's top moods.
    """
    if not len(scores) or not scores.shape[1]:
        return 0.0
    best = np.argsort(-profiles, axis=1, kind="stable")[:, :top]
    usable = scores if active is None else np.where(active, scores, 0.0)
    shown = np.take_along_axis(usable, best[labels], axis=1)
    return float(shown.max(axis=1).sum(dtype=np.float64))


def raw_diversity(profiles: Matrix, *, threshold: float = 0.0) -> float:
    """Return how many different dominant moods playlists have, each counted by its highest score.

    Parameters
    ----------
    profiles : float32 array, shape (k, m)
        Of playlists.
    threshold : float
        A dominant mood below it is not counted.
    """
    if not profiles.size:
        return 0.0
    dominant = profiles.argmax(axis=1)
    strength = profiles[np.arange(len(profiles)), dominant]
    highest = np.zeros(profiles.shape[1])
    np.maximum.at(highest, dominant, np.where(strength >= threshold, strength, 0.0))
    return float(highest.sum())


def score_groups(
    dataset: Dataset, groups: Groups, weights: ScoreWeights, *, least: int, seed: int = 0
) -> Score:
    """Return how good groups are, as the playlists they would become.

    Parameters
    ----------
    least : int
        Songs of a playlist that is large enough; others do not count, unless there are no others.
    seed : int
        Of the sample that silhouette and its kin look at.
    """
    if not len(groups):
        return Score(0, LOWEST, {})
    large = groups.sizes >= least
    viable = int(large.sum())
    counted = groups.kept & large[groups.labels] if viable else groups.kept
    _, labels = np.unique(groups.labels[counted], return_inverse=True)
    scores = dataset.scores[groups.rows[counted]]
    profiles = group_means(scores, labels, int(labels.max()) + 1)
    measures = _sums(dataset, scores, labels, profiles)
    if weights.silhouette or weights.davies_bouldin or weights.calinski_harabasz:
        measures |= _geometry(dataset, groups, weights, seed)
    fitness = sum(
        weight * measures.get(name, 0.0) for name, weight in asdict(weights).items() if weight
    )
    return Score(viable, float(fitness), measures)


def _sums(dataset: Dataset, scores: Matrix, labels: Labels, profiles: Matrix) -> dict[str, float]:
    """Return purity and diversity of genres, and of the six moods."""
    columns, basis = dataset.scaling.columns, dataset.scaling.basis
    genres, moods = columns.genre_part, columns.mood_part
    purity = raw_purity(scores[:, genres], labels, profiles[:, genres])
    diversity = raw_diversity(profiles[:, genres])
    strong = np.where(profiles[:, moods] >= OTHER_THRESHOLD, 1.0, 0.0).astype(np.float32)
    shown = scores[:, moods] * strong[labels]
    other_purity = raw_purity(shown, labels, profiles[:, moods], top=1)
    other_diversity = raw_diversity(profiles[:, moods], threshold=OTHER_THRESHOLD)
    return {
        "purity": USUAL_PURITY[basis].scaled(purity),
        "diversity": USUAL_DIVERSITY[basis].scaled(diversity),
        "other_purity": USUAL_OTHER_PURITY.scaled(other_purity),
        "other_diversity": USUAL_OTHER_DIVERSITY.scaled(other_diversity),
        "raw_purity": purity,
        "raw_diversity": diversity,
        "raw_other_purity": other_purity,
        "raw_other_diversity": other_diversity,
    }


def _geometry(
    dataset: Dataset, groups: Groups, weights: ScoreWeights, seed: int
) -> dict[str, float]:
    """Return silhouette, Davies-Bouldin and Calinski-Harabasz, each 0 to 1, as far as weighted.

    All 0 where there is no telling: a single group, or as many groups as tracks.
    """
    rows, labels = groups.rows, groups.labels
    if len(rows) > MOST_COMPARED:
        picked = np.random.default_rng(seed).choice(len(rows), MOST_COMPARED, replace=False)
        rows, labels = rows[np.sort(picked)], labels[np.sort(picked)]
    if not 2 <= len(np.unique(labels)) < len(rows):
        return {"silhouette": 0.0, "davies_bouldin": 0.0, "calinski_harabasz": 0.0}
    points = dataset.basis[rows, : groups.centres.shape[1]]
    metrics = import_module("sklearn.metrics")
    found = {}
    if weights.silhouette:
        found["silhouette"] = (float(metrics.silhouette_score(points, labels)) + 1.0) / 2.0
    if weights.davies_bouldin:
        index = float(metrics.davies_bouldin_score(points, labels))
        found["davies_bouldin"] = 1.0 / (1.0 + index)
    if weights.calinski_harabasz:
        index = float(metrics.calinski_harabasz_score(points, labels))
        found["calinski_harabasz"] = 1.0 - math.exp(-index / CALINSKI_HARABASZ_SCALE)
    return found

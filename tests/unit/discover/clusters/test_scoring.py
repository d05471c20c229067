"""Purity and diversity as the seed defines them, and the rest of a score."""

import math
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.discover.clusters.dataset import Dataset, build_dataset
from menura.discover.clusters.members import Groups, find_members
from menura.discover.clusters.model import Basis, ClusterOptions, ScoreWeights
from menura.discover.clusters.scoring import (
    LOWEST,
    USUAL_DIVERSITY,
    USUAL_PURITY,
    raw_diversity,
    raw_purity,
    score_groups,
)
from tests.unit.discover.shelves import clustered_library

metrics = import_module("sklearn.metrics")
LIBRARY = clustered_library(120, seed=4)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, ClusterOptions(pca_to=8))


def groups_of(dataset: Dataset, labels: np.ndarray, per_artist: int = 0) -> Groups:
    return find_members(
        dataset, np.arange(len(dataset)), labels, components=8, per_artist=per_artist
    )


def test_the_seeds_worked_example_of_purity() -> None:
    #                 indie, rock, vocal, pop: pop is among the playlist's top moods, not encoded
    profile = np.array([[0.4, 0.0, 0.35, 0.6]], np.float32)
    songs = np.array([[0.3, 0.7, 0.6, 0.9], [0.4, 0.45, 0.3, 0.9]], np.float32)
    active = np.array([True, True, True, False])
    assert raw_purity(songs, np.zeros(2, np.int64), profile, active=active) == pytest.approx(1.0)


def test_the_seeds_worked_example_of_diversity() -> None:
    #                     indie, rock, vocal, pop
    profiles = np.array(
        [[0.6, 0.3, 0.2, 0.0], [0.3, 0.0, 0.1, 0.5], [0.4, 0.2, 0.55, 0.0]], np.float32
    )
    assert raw_diversity(profiles) == pytest.approx(1.65)


def test_a_dominant_mood_counts_once_by_its_highest_score() -> None:
    profiles = np.array([[0.6, 0.1], [0.9, 0.2], [0.1, 0.2]], np.float32)
    assert raw_diversity(profiles) == pytest.approx(0.9 + 0.2)
    assert raw_diversity(profiles, threshold=0.3) == pytest.approx(0.9)


def test_the_scale_of_sums_is_the_contracts() -> None:
    assert USUAL_PURITY[Basis.FEATURES].scaled(math.e**5.8679 - 1) == pytest.approx(0.0)
    assert USUAL_DIVERSITY[Basis.EMBEDDINGS].scaled(1.65) == pytest.approx(
        (math.log(2.65) + 0.101) / 0.245
    )


@given(st.integers(0, 200))
def test_sums_are_what_a_naive_loop_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.random((12, 6)).astype(np.float32)
    labels = np.concatenate([[0, 1, 2], rng.integers(0, 3, 9)])
    profiles = np.array([scores[labels == k].mean(axis=0) for k in range(3)])
    active = rng.random(6) < 0.7
    purity = 0.0
    highest: dict[int, float] = {}
    for song, label in zip(scores, labels, strict=True):
        top = np.argsort(-profiles[label], kind="stable")[:3]
        purity += max((float(song[mood]) for mood in top if active[mood]), default=0.0)
    for profile in profiles:
        mood = int(np.argmax(profile))
        highest[mood] = max(highest.get(mood, 0.0), float(profile[mood]))
    assert raw_purity(scores, labels, profiles, active=active) == pytest.approx(purity, rel=1e-5)
    assert raw_diversity(profiles) == pytest.approx(sum(highest.values()), rel=1e-5)


def test_measures_of_geometry_are_scikit_learns(dataset: Dataset) -> None:
    labels = LIBRARY.cluster.astype(np.int64)
    weights = ScoreWeights(0.0, 0.0, silhouette=1.0, davies_bouldin=1.0, calinski_harabasz=1.0)
    found = score_groups(dataset, groups_of(dataset, labels), weights, least=1)
    points = dataset.basis[:, :8]
    expected = {
        "silhouette": (metrics.silhouette_score(points, labels) + 1) / 2,
        "davies_bouldin": 1 / (1 + metrics.davies_bouldin_score(points, labels)),
        "calinski_harabasz": 1 - math.exp(-metrics.calinski_harabasz_score(points, labels) / 500),
    }
    for name, value in expected.items():
        assert found.measures[name] == pytest.approx(value, rel=1e-4), name
    assert found.fitness == pytest.approx(sum(expected.values()), rel=1e-4)


def test_only_what_playlists_would_hold_counts(dataset: Dataset) -> None:
    labels = LIBRARY.cluster.astype(np.int64)
    weights = ScoreWeights()
    all_songs = score_groups(dataset, groups_of(dataset, labels), weights, least=5)
    capped = score_groups(dataset, groups_of(dataset, labels, per_artist=1), weights, least=1)
    assert capped.measures["raw_purity"] < all_songs.measures["raw_purity"]
    fewer = score_groups(dataset, groups_of(dataset, labels), weights, least=25)
    assert fewer.viable < all_songs.viable == LIBRARY.cluster.max() + 1


def test_a_single_group_and_no_group_have_a_score(dataset: Dataset) -> None:
    weights = ScoreWeights(silhouette=1.0)
    single = groups_of(dataset, np.zeros(len(dataset), np.int64))
    assert score_groups(dataset, single, weights, least=5).measures["silhouette"] == 0.0
    nothing = score_groups(dataset, groups_of(dataset, np.full(len(dataset), -1)), weights, least=5)
    assert (nothing.viable, nothing.fitness) == (0, LOWEST)

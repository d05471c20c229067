"""Every clip is in exactly one cluster, and none is alone beside a group."""

import subprocess
import sys
import warnings
from importlib import import_module

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from menura.kernel.errors import InvalidInputError
from menura.sessions.clustering import cluster_embeddings, silhouette

KMeans = import_module("sklearn.cluster").KMeans
silhouette_score = import_module("sklearn.metrics").silhouette_score

COARSE = st.integers(-3, 3).map(float)  # few values, so that equal and symmetric rows do occur
FINE = st.floats(-1, 1, width=32)


@st.composite
def batches(draw, most=12):
    shape = (draw(st.integers(1, most)), draw(st.integers(1, 5)))
    rows = draw(arrays.arrays(np.float32, shape, elements=draw(st.sampled_from([COARSE, FINE]))))
    return list(rows)


def scattered(count: int, seed: int, dimension: int = 8) -> list[np.ndarray]:
    return list(np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32))


def heaps(sizes: list[int], seed: int) -> tuple[list[np.ndarray], list[int]]:
    """Tight heaps far apart, shuffled; with each vector the number of its heap."""
    random = np.random.default_rng(seed)
    owners = random.permutation(np.repeat(np.arange(len(sizes)), sizes)).tolist()
    centres = 10.0 * np.eye(8)[: len(sizes)]
    rows = [(centres[o] + 0.1 * random.standard_normal(8)).astype(np.float32) for o in owners]
    return rows, owners


def partition(clusters: list[list[int]]) -> set[frozenset[int]]:
    return {frozenset(cluster) for cluster in clusters}


# ------------------------------------------------------------------------------------------ laws


@settings(deadline=None, max_examples=80)
@given(batches(), st.integers(1, 5))
@example([np.ones(4, np.float32)] * 6, 3)
@example([np.full(2, 3.4e38, np.float32), np.full(2, -3.4e38, np.float32), np.zeros(2)], 2)
def test_clusters_obey_the_laws_of_the_contract(rows, max_k):
    clusters = cluster_embeddings(rows, max_k)
    assert sorted(index for cluster in clusters for index in cluster) == list(range(len(rows)))
    assert all(cluster == sorted(cluster) and cluster for cluster in clusters)
    order = [(-len(cluster), cluster[0]) for cluster in clusters]
    assert order == sorted(order)
    sizes = [len(cluster) for cluster in clusters]
    assert set(sizes) == {1} or min(sizes) > 1
    assert len(clusters) <= min(max_k, len(rows))
    assert cluster_embeddings(rows, max_k) == clusters


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 14), st.integers(2, 5), st.integers(0, 10**6))
def test_clusters_are_those_of_the_contract_written_down_plainly(count, max_k, seed):
    rows = scattered(count, seed)
    stacked = np.stack(rows).astype(float)
    k = min(max_k, count)
    labels = KMeans(n_clusters=k, random_state=42, n_init=10, max_iter=300).fit_predict(stacked)
    large = [label for label in set(labels) if (labels == label).sum() > 1]
    means = {label: stacked[labels == label].mean(axis=0) for label in large}
    for index, label in enumerate(list(labels)):
        if large and label not in large:
            labels[index] = min(large, key=lambda m: np.linalg.norm(means[m] - stacked[index]))
    expected = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels)}
    assert partition(cluster_embeddings(rows, max_k)) == expected


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(2, 5), min_size=3, max_size=3),
    st.integers(0, 10**6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_clips_does_not_change_who_is_together(sizes, seed, random):
    rows, owners = heaps(sizes, seed)
    together = partition(cluster_embeddings(rows))
    assert together == {
        frozenset(i for i, o in enumerate(owners) if o == owner) for owner in range(3)
    }
    order = list(range(len(rows)))
    random.shuffle(order)
    moved = cluster_embeddings([rows[i] for i in order])
    assert {frozenset(order[i] for i in cluster) for cluster in moved} == together


# -------------------------------------------------------------------------------------- examples


def test_one_clip_or_one_cluster_needs_no_clustering():
    assert cluster_embeddings([np.zeros(3, np.float32)]) == [[0]]
    assert cluster_embeddings(scattered(5, 1), max_k=1) == [[0, 1, 2, 3, 4]]


def test_a_clip_alone_joins_the_nearest_group():
    points = [[0, 0], [10, 0], [3.9, 0], [0, 1], [10, 1], [0.5, 0.5], [10.5, 0.5]]
    rows = [np.array(point, np.float32) for point in points]
    labels = KMeans(3, random_state=42, n_init=10, max_iter=300).fit_predict(np.stack(rows))
    assert (labels == labels[2]).sum() == 1, "the example must have a clip alone"
    assert cluster_embeddings(rows) == [[0, 2, 3, 5], [1, 4, 6]]


def test_clips_that_are_all_alone_stay_so():
    assert cluster_embeddings([*np.eye(3, dtype=np.float32)]) == [[0], [1], [2]]
    assert cluster_embeddings([*np.eye(2, dtype=np.float32)]) == [[0], [1]]


def test_the_largest_cluster_comes_first_and_equals_by_their_smallest_index():
    ends = [[9, 9], [0, 0], [0, 0.1], [9, 9.1], [0, 9], [0, 9.1], [0, 0.2]]
    assert cluster_embeddings([np.array(e, np.float32) for e in ends]) == [
        [1, 2, 6],
        [0, 3],
        [4, 5],
    ]


def test_equal_clips_are_one_cluster_without_a_warning():
    twins = [np.array([0.3, 0.7], np.float32)] * 5
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert cluster_embeddings(twins) == [[0, 1, 2, 3, 4]]
        assert cluster_embeddings([*twins, -twins[0], -twins[0]]) == [[0, 1, 2, 3, 4], [5, 6]]
        assert cluster_embeddings([*twins, -twins[0]]) == [[0, 1, 2, 3, 4, 5]]
    assert told == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no embedding"),
        ([np.zeros(2), np.zeros(3)], "Embedding 1 has shape"),
        ([np.zeros((2, 2))], "Embedding 0 has shape"),
        ([np.zeros(0)], "Embedding 0 has shape"),
        ([np.zeros(2), np.array([0, np.nan])], "Embedding 1 holds"),
        ([np.array([np.inf, 0])], "Embedding 0 holds"),
    ],
)
def test_vectors_that_cannot_be_used_are_named(rows, told):
    with pytest.raises(InvalidInputError, match=told):
        cluster_embeddings(rows)


def test_less_than_one_cluster_is_refused():
    with pytest.raises(InvalidInputError, match="0 clusters"):
        cluster_embeddings(scattered(3, 1), max_k=0)


def test_importing_the_module_does_not_load_scikit_learn():
    code = "import sys, menura.sessions.clustering; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ------------------------------------------------------------------------------------ silhouette


@settings(deadline=None, max_examples=40)
@given(batches(), st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_the_silhouette_is_that_of_scikit_learn(rows, owners):
    labels = np.array(owners[: len(rows)])
    clusters = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]
    value = silhouette(rows, clusters)
    if 2 <= len(clusters) < len(rows):
        assert value == pytest.approx(
            silhouette_score(np.stack(rows).astype(float), labels), abs=1e-6
        )
        assert value is not None
        assert -1 <= value <= 1
    else:
        assert value is None


def test_heaps_far_apart_have_a_high_silhouette():
    rows, _ = heaps([3, 3, 4], seed=5)
    value = silhouette(rows, cluster_embeddings(rows))
    assert value is not None
    assert value > 0.9

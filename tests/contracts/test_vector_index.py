"""Laws every VectorIndex keeps, run over each implementation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.vectors import (
    DISTANCE_TOLERANCE,
    BuildOptions,
    Changes,
    ExactIndex,
    FileIndex,
    InvalidVectorsError,
    LiveIndex,
    SearchOptions,
    VectorIndex,
    build_index_file,
)

DIMENSION = 12
ROWS = 1_500  # enough that filters are masks as well as short lists
EVERY_LIST = SearchOptions(probes=10_000)
IVF = BuildOptions(exact_until_rows=100)
Maker = Callable[[Path, Any, Any], VectorIndex]


def exact(folder: Path, keys: Any, vectors: Any) -> VectorIndex:
    return ExactIndex(keys, vectors)


def exact_file(folder: Path, keys: Any, vectors: Any) -> VectorIndex:
    build_index_file(folder, [(keys, vectors)], dimension=vectors.shape[1], revision=1)
    return FileIndex.open(folder)


def ivf_file(folder: Path, keys: Any, vectors: Any) -> VectorIndex:
    chunks = [(keys[::2], vectors[::2]), (keys[1::2], vectors[1::2])]
    build_index_file(folder, chunks, dimension=vectors.shape[1], revision=1, options=IVF)
    return FileIndex.open(folder, EVERY_LIST)


def live(folder: Path, keys: Any, vectors: Any) -> VectorIndex:
    """Half the rows in a file, among them outdated ones, the rest in the buffer."""
    half = len(keys) // 2
    outdated = np.roll(vectors[:half], 1, axis=0)
    dimension = vectors.shape[1]
    build_index_file(folder, [(keys[:half], outdated)], dimension=dimension, revision=1)
    index = LiveIndex(folder, dimension)
    index.reload()
    index.refresh(Changes(revision=2, keys=keys[: half // 2], vectors=vectors[: half // 2]))
    index.refresh(
        Changes(revision=3, keys=keys[half // 2 :], vectors=vectors[half // 2 :], deleted=[-1])  # type: ignore[arg-type]
    )
    return index


@pytest.fixture(params=[exact, exact_file, ivf_file, live], ids=lambda maker: maker.__name__)
def make(request) -> Maker:
    maker: Maker = request.param
    return maker


@pytest.fixture
def rows() -> dict[int, Any]:
    random = np.random.default_rng(7)
    keys = random.choice(10**12, ROWS, replace=False) - 10**11
    return dict(zip(keys.tolist(), random.standard_normal((ROWS, DIMENSION)), strict=True))


@pytest.fixture
def index(make: Maker, rows, tmp_path: Path) -> VectorIndex:
    return make(tmp_path / "index", np.array(list(rows)), np.array(list(rows.values())))


def true_distance(a, b) -> float:
    return 1.0 - float(a @ b) / float(np.linalg.norm(a) * np.linalg.norm(b))


def check_against_brute_force(rows, query, count, found) -> None:
    """Assert that `found` is what comparing `query` with all `rows` gives."""
    expected = sorted(true_distance(query, vector) for vector in rows.values())[:count]
    np.testing.assert_allclose(found.distances, expected, atol=DISTANCE_TOLERANCE)
    for neighbour in found:
        truth = true_distance(query, rows[neighbour.key])
        assert neighbour.distance == pytest.approx(truth, abs=DISTANCE_TOLERANCE)
    assert len(set(found.keys.tolist())) == len(found)
    pairs = list(zip(found.distances.tolist(), found.keys.tolist(), strict=True))
    assert pairs == sorted(pairs)
    assert found.keys.dtype == np.int64
    assert found.distances.dtype == np.float32


def queries(count: int):
    return np.random.default_rng(3).standard_normal((count, DIMENSION)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 10, 333, ROWS, ROWS + 50])
def test_nearest_rows_are_those_of_brute_force(index, rows, count) -> None:
    for query in queries(5):
        check_against_brute_force(rows, query, count, index.search(query, count))


def test_a_row_is_its_own_nearest_neighbour_whatever_its_length(index, rows) -> None:
    for key in list(rows)[::101]:
        found = index.search((rows[key] * 1e-3).astype(np.float32), 1)
        assert found.keys.tolist() == [key]
        assert found.distances[0] == pytest.approx(0.0, abs=DISTANCE_TOLERANCE)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9])
def test_only_allowed_rows_come_back_and_as_many_as_wanted(index, rows, share) -> None:
    random = np.random.default_rng(1)
    allowed = [key for key in rows if random.random() < share]
    left = {key: rows[key] for key in allowed}
    for query in queries(3):
        unknown = [5, 5, -7]
        found = index.search(query, 20, allowed=np.array([*allowed, *unknown], np.int64))
        check_against_brute_force(left, query, 20, found)


@pytest.mark.parametrize("excluded_count", [0, 3, 600, ROWS])
def test_excluded_rows_never_come_back_and_are_made_up_for(index, rows, excluded_count) -> None:
    excluded = list(rows)[:excluded_count]
    left = {key: vector for key, vector in rows.items() if key not in set(excluded)}
    for query in queries(3):
        found = index.search(query, 20, excluded=np.array([*excluded, 5], np.int64))
        check_against_brute_force(left, query, 20, found)


def test_a_row_both_allowed_and_excluded_is_excluded(index, rows) -> None:
    keys = np.array(list(rows))
    query = queries(1)[0]
    for last in (80, 1_200):
        left = {key: rows[key] for key in keys[50:last].tolist()}
        found = index.search(query, 100, allowed=keys[:last], excluded=keys[:50])
        check_against_brute_force(left, query, 100, found)


def test_many_queries_answer_like_single_ones(index) -> None:
    several = queries(70)
    for query, found in zip(several, index.search_many(several, 7), strict=True):
        alone = index.search(query, 7)
        np.testing.assert_allclose(found.distances, alone.distances, atol=1e-5)


def test_vectors_come_back_in_the_order_asked_for_and_zeros_for_strangers(index, rows) -> None:
    keys = list(rows)
    asked = [*keys[::-1][:900], 10**13, *keys[:3], keys[0]]

    found = index.vectors(np.array(asked))

    unknown = np.zeros(DIMENSION)
    units = [rows[k] / np.linalg.norm(rows[k]) if k in rows else unknown for k in asked]
    np.testing.assert_allclose(found, units, atol=1e-3)
    assert index.vectors(np.empty(0, np.int64)).shape == (0, DIMENSION)


def test_equal_rows_come_in_order_of_key(make: Maker, tmp_path: Path) -> None:
    keys = np.random.default_rng(5).permutation(200)
    vectors = np.tile(np.linspace(1, 2, DIMENSION), (200, 1))
    index = make(tmp_path, keys, vectors)
    found = index.search(queries(1)[0], 200)
    assert found.keys.tolist() == list(range(200))


def test_length_and_dimension_are_those_of_the_rows(index) -> None:
    assert len(index) == ROWS
    assert index.dimension == DIMENSION


@pytest.mark.parametrize(
    "query",
    [
        np.zeros(DIMENSION),
        np.full(DIMENSION, np.nan),
        np.full(DIMENSION, np.inf),
        np.ones(DIMENSION + 1),
        np.ones((1, DIMENSION)),
        np.array(["a"] * DIMENSION),
    ],
    ids=["zeros", "nan", "infinite", "wrong dimension", "two-dimensional", "words"],
)
def test_a_query_without_direction_is_refused(index, query) -> None:
    with pytest.raises(InvalidVectorsError):
        index.search(query, 1)


@pytest.mark.parametrize("count", [0, -1])
def test_asking_for_no_rows_is_refused(index, count) -> None:
    with pytest.raises(InvalidVectorsError, match="at least one"):
        index.search(np.ones(DIMENSION), count)
    with pytest.raises(InvalidVectorsError, match="at least one"):
        index.search_many(np.ones((2, DIMENSION)), count)


def test_filters_of_another_kind_are_refused(index) -> None:
    with pytest.raises(InvalidVectorsError, match="whole numbers"):
        index.search(np.ones(DIMENSION), 1, allowed=np.array([0.5]))
    with pytest.raises(InvalidVectorsError, match="whole numbers"):
        index.search(np.ones(DIMENSION), 1, excluded=np.ones((2, 2), np.int64))


@pytest.mark.parametrize("maker", [exact, exact_file, ivf_file], ids=lambda maker: maker.__name__)
def test_an_empty_index_answers_with_nothing(maker: Maker, tmp_path: Path) -> None:
    index = maker(tmp_path, np.empty(0, np.int64), np.empty((0, DIMENSION)))
    assert len(index) == 0
    assert len(index.search(queries(1)[0], 3)) == 0
    assert len(index.search(queries(1)[0], 3, allowed=np.array([1]), excluded=np.array([1]))) == 0

"""A whole search: what it promises whatever the library and however it is run."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from menura.discover.clusters.dataset import Dataset, build_dataset
from menura.discover.clusters.evolution import (
    Scored,
    batches,
    generation_rng,
    generations,
    keep_elites,
    plan_generation,
)
from menura.discover.clusters.grouping import Effort, nearest, train_kmeans
from menura.discover.clusters.model import Algorithm, Basis, ClusterOptions
from menura.discover.clusters.score_vectors import Matrix
from menura.discover.clusters.search import (
    SearchOutcome,
    finish_search,
    run_batch,
    search_playlists,
)
from menura.discover.errors import EmptyLibraryError, SearchInputError
from menura.kernel.errors import CancelledError
from tests.unit.discover.shelves import clustered_library, make_shelf, make_space

LIBRARY = clustered_library(400, d=24, seed=2)
OPTIONS = ClusterOptions(
    iterations=24, clusters_from=8, clusters_to=20, sample_size=250, pca_to=12, seed=5
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, OPTIONS)


@pytest.fixture(scope="module")
def outcome(dataset: Dataset) -> SearchOutcome:
    return search_playlists(dataset, OPTIONS)


def obeys(outcome: SearchOutcome, options: ClusterOptions) -> None:
    """Assert what holds for playlists of any search in `LIBRARY`."""
    shelf = LIBRARY.shelf
    rows = [[shelf.row_of_id(one) for one in found.track_ids] for found in outcome.playlists]
    everything = [row for some in rows for row in some]
    assert len(everything) == len(set(everything)), "a track is in two playlists"
    assert not options.playlists or len(rows) <= options.playlists
    for some, found in zip(rows, outcome.playlists, strict=True):
        assert found.track_count == len(some) >= options.min_songs
        assert not options.max_songs or len(some) <= options.max_songs
        artists = Counter(shelf.artist[some].tolist())
        assert not options.per_artist or max(artists.values()) <= options.per_artist
    names = [found.name for found in outcome.playlists]
    assert len(set(names)) == len(names)
    assert all(names)


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_every_way_of_grouping_obeys_the_rules(algorithm: Algorithm, basis: Basis) -> None:
    options = replace(
        OPTIONS, algorithm=algorithm, basis=basis, iterations=6, max_songs=12, per_artist=2
    )
    dataset = build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, options)
    outcome = search_playlists(dataset, options)
    assert outcome.playlists
    obeys(outcome, options)
    json.dumps([outcome.genome, outcome.scaling, outcome.measures], allow_nan=False)


def test_playlists_follow_the_sound(dataset: Dataset) -> None:
    options = replace(OPTIONS, clusters_from=20, clusters_to=28)
    outcome = search_playlists(dataset, options)
    obeys(outcome, options)
    for found in outcome.playlists:
        clusters = Counter(LIBRARY.cluster[LIBRARY.shelf.row_of_id(one)] for one in found.track_ids)
        # Two of the twenty clusters may share a playlist
        assert sum(count for _, count in clusters.most_common(2)) >= 0.8 * found.track_count


def test_threads_and_another_time_change_nothing(dataset: Dataset, outcome: SearchOutcome) -> None:
    assert search_playlists(dataset, OPTIONS, threads=3) == outcome
    assert search_playlists(dataset, replace(OPTIONS, seed=6)) != outcome


@pytest.mark.parametrize("size", [3, 7])
def test_child_jobs_find_what_one_process_finds(
    dataset: Dataset, outcome: SearchOutcome, size: int, tmp_path: Path
) -> None:
    dataset.save(tmp_path / "dataset.npz")
    elites: list[Scored] = []
    for span in generations(OPTIONS):
        rng = generation_rng(OPTIONS, span.start)
        answers: list[Scored] = []
        for batch in reversed(batches(plan_generation(elites, rng, OPTIONS, span.start), size)):
            told = json.loads(json.dumps([one.to_payload() for one in batch]))
            answer = run_batch(Dataset.load(tmp_path / "dataset.npz"), told, OPTIONS)
            answers += [Scored.from_payload(one) for one in json.loads(json.dumps(answer))]
        elites = keep_elites([*elites, *answers], OPTIONS)
    assert finish_search(dataset, elites, OPTIONS) == outcome


def test_the_best_so_far_is_reported_and_never_falls(dataset: Dataset) -> None:
    told: list[tuple[int, float]] = []
    search_playlists(dataset, OPTIONS, lambda done, best: told.append((done, best)))
    assert [done for done, _ in told] == list(range(1, OPTIONS.iterations + 1))
    assert all(a <= b for (_, a), (_, b) in pairwise(told))


def test_a_cancel_ends_the_search_at_once(dataset: Dataset) -> None:
    told: list[int] = []

    def check() -> None:
        if len(told) >= 3:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        search_playlists(dataset, OPTIONS, lambda done, _: told.append(done), check=check)
    assert told == [1, 2, 3]


def test_a_warm_start_goes_on_where_the_parent_ended(dataset: Dataset) -> None:
    rows, nothing = dataset.basis, np.zeros((0, 12), np.float32)

    def inertia(warm: Matrix, iterations: int) -> tuple[float, Matrix]:
        effort = Effort(iterations, iterations, rows_per_cluster=1_000)
        centres = train_kmeans(rows, 20, seed=1, warm=warm, effort=effort)
        gaps = rows - centres[nearest(rows, centres)]
        return float((gaps**2).sum()), centres

    done, centres = inertia(nothing, 25)
    assert inertia(centres, 1)[0] <= done * 1.001
    assert inertia(centres[:15], 1)[0] < inertia(nothing, 1)[0]


@pytest.mark.parametrize("count", [1, 2, 5, 20])
@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_tiny_library_gives_playlists(algorithm: Algorithm, count: int) -> None:
    shelf = make_shelf(count)
    space = make_space(shelf, np.random.default_rng(1).normal(size=(count, 8)))
    options = replace(
        OPTIONS, algorithm=algorithm, clusters_from=1, clusters_to=3, min_samples_from=1
    )
    options = replace(options, iterations=4, min_samples_to=2)
    dataset = build_dataset(shelf, space.vectors, options)
    outcome = search_playlists(dataset, options)
    assert outcome.playlists
    if count < options.min_songs:
        assert "No group of tracks has 5 songs" in outcome.notes[0]


def test_without_genres_moods_stand_in_for_them_and_without_both_there_are_playlists() -> None:
    features = replace(OPTIONS, basis=Basis.FEATURES, iterations=3)
    for moods, expected in (({"happy": 0.8}, 40 * 0.8), ({}, 0.0)):
        dataset = build_dataset(make_shelf([{"moods": moods}] * 40), None, features)
        found = search_playlists(dataset, features)
        assert found.playlists
        assert found.measures["raw_purity"] == pytest.approx(expected)


def test_equal_tracks_do_not_break_anything() -> None:
    shelf = make_shelf(30)
    space = make_space(shelf, np.ones((30, 8)))
    for algorithm in Algorithm:
        options = replace(OPTIONS, algorithm=algorithm, iterations=3)
        found = search_playlists(build_dataset(shelf, space.vectors, options), options)
        assert sum(one.track_count for one in found.playlists) <= 30


def test_nothing_but_noise_is_told_with_what_to_change() -> None:
    shelf = make_shelf(40)
    space = make_space(shelf, np.random.default_rng(1).normal(size=(40, 16)))
    options = replace(OPTIONS, algorithm=Algorithm.DBSCAN, eps_from=0.01, eps_to=0.02, iterations=5)
    with pytest.raises(SearchInputError, match="larger eps_to"):
        search_playlists(build_dataset(shelf, space.vectors, options), options)


def test_tracks_that_were_not_heard_in_the_space_are_left_out() -> None:
    vectors = LIBRARY.vectors.copy()
    vectors[:100] = 0.0
    space = make_space(LIBRARY.shelf, vectors)
    assert len(build_dataset(LIBRARY.shelf, space.vectors, OPTIONS)) == 300
    unheard = np.arange(100)
    with pytest.raises(SearchInputError, match="None of the 100 tracks has a vector"):
        build_dataset(LIBRARY.shelf, space.vectors, OPTIONS, rows=unheard)
    features = replace(OPTIONS, basis=Basis.FEATURES)
    assert len(build_dataset(LIBRARY.shelf, None, features, rows=unheard)) == 100


def test_an_empty_choice_is_refused() -> None:
    with pytest.raises(EmptyLibraryError):
        build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, OPTIONS, rows=np.zeros(0, np.int64))


def test_a_dataset_survives_its_file(dataset: Dataset, tmp_path: Path) -> None:
    dataset.save(tmp_path / "dataset.npz")
    again = Dataset.load(tmp_path / "dataset.npz")
    for name in ("numbers", "ids", "basis", "scores", "stratum", "artist", "work"):
        assert np.array_equal(getattr(again, name), getattr(dataset, name)), name
    assert again.scaling.to_payload() == dataset.scaling.to_payload()
    assert [one.name for one in tmp_path.iterdir()] == ["dataset.npz"]


def test_the_basis_is_standardised_and_ordered_by_variance(dataset: Dataset) -> None:
    assert dataset.basis.shape == (400, 12)
    assert np.allclose(dataset.basis.mean(axis=0), 0.0, atol=1e-4)
    spread = dataset.basis.var(axis=0)
    assert np.all(np.diff(spread) <= 1e-4)
    whole = build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, replace(OPTIONS, pca_to=0))
    assert np.allclose(whole.basis.std(axis=0), 1.0, atol=1e-3)

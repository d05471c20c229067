"""New music joins old playlists; two versions are compared."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import numpy as np
import pytest

from menura.discover.clusters.comparison import compare_runs
from menura.discover.clusters.dataset import build_dataset, raw_vectors
from menura.discover.clusters.model import Basis, ClusterOptions, ClusterPlaylist, ClusterRun
from menura.discover.clusters.options import options_to_payload
from menura.discover.clusters.packing import pack_numbers, unpack_numbers
from menura.discover.clusters.refresh import new_rows, refresh_run
from menura.discover.clusters.scaling import Scaling
from menura.discover.clusters.search import search_playlists
from menura.discover.errors import SearchInputError
from tests.unit.discover.shelves import clustered_library, make_space

LIBRARY = clustered_library(300, d=16, seed=3)
adjusted_rand_score = import_module("sklearn.metrics").adjusted_rand_score
OLD = np.arange(0, 300, 2)
OPTIONS = ClusterOptions(
    iterations=10, clusters_from=6, clusters_to=12, pca_to=8, per_artist=4, seed=1
)


def run_of(options: ClusterOptions = OPTIONS) -> ClusterRun:
    """Return a run that knows every other track of the library."""
    dataset = build_dataset(LIBRARY.shelf, LIBRARY.space.vectors, options, rows=OLD)
    found = search_playlists(dataset, options)
    return make_run(found.playlists, options, found.scaling)


def make_run(playlists, options=OPTIONS, scaling=None) -> ClusterRun:
    return ClusterRun(
        id="run",
        name=None,
        pinned=False,
        options=options_to_payload(options),
        score=0.0,
        measures={},
        genome={},
        scaling=scaling or {},
        iterations=1,
        track_count=0,
        playlists=playlists,
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("basis", list(Basis))
def test_only_new_tracks_within_reach_join_and_the_old_ones_stay(basis: Basis) -> None:
    run = run_of(replace(OPTIONS, basis=basis))
    assert set(new_rows(run, LIBRARY.shelf).tolist()) == set(range(300)) - set(OLD.tolist())
    fresh = refresh_run(run, LIBRARY.shelf, LIBRARY.space.vectors)
    assert (fresh.considered, fresh.added > 0) == (150, True)
    scaling = Scaling.from_payload(run.scaling)
    placed = scaling.apply(
        raw_vectors(LIBRARY.shelf, LIBRARY.space.vectors, scaling, np.arange(300))[1]
    )
    joined = 0
    for before, after in zip(run.playlists, fresh.playlists, strict=True):
        count = len(before.track_ids)
        assert list(after.track_ids[:count]) == list(before.track_ids)
        rows = [LIBRARY.shelf.row_of_id(one) for one in after.track_ids]
        assert not set(rows[count:]) & set(OLD.tolist())
        assert np.bincount(LIBRARY.shelf.artist[rows]).max() <= OPTIONS.per_artist
        assert after.track_count == len(after.track_ids)
        assert (after.name, after.centroid) == (before.name, before.centroid)
        joined += len(rows) - count
        middle = np.array(before.centroid)
        gaps = np.linalg.norm(placed[rows, : len(middle)] - middle, axis=1)
        assert gaps.max() <= before.reach * 1.001
    assert joined == fresh.added


def test_a_refresh_of_a_refresh_adds_nothing() -> None:
    run = run_of()
    fresh = refresh_run(run, LIBRARY.shelf, LIBRARY.space.vectors)
    again = refresh_run(
        replace(run, playlists=fresh.playlists, scaling=fresh.scaling),
        LIBRARY.shelf,
        LIBRARY.space.vectors,
    )
    assert (again.considered, again.added) == (0, 0)
    assert list(again.playlists) == list(fresh.playlists)


def test_full_playlists_and_a_filter_keep_tracks_out() -> None:
    run = run_of()
    largest = max(len(one.track_ids) for one in run.playlists)
    full = replace(run, options={**run.options, "max_songs": largest})
    fresh = refresh_run(full, LIBRARY.shelf, LIBRARY.space.vectors)
    assert max(len(one.track_ids) for one in fresh.playlists) <= largest
    some = refresh_run(run, LIBRARY.shelf, LIBRARY.space.vectors, rows=np.arange(20))
    assert some.considered == 10


def test_what_cannot_be_refreshed_is_told() -> None:
    with pytest.raises(SearchInputError, match="start a new run"):
        refresh_run(make_run([]), LIBRARY.shelf, LIBRARY.space.vectors)
    other = make_space(LIBRARY.shelf, np.ones((300, 5)))
    with pytest.raises(SearchInputError, match="16 numbers, now there are 5"):
        refresh_run(run_of(), LIBRARY.shelf, other.vectors)


def test_numbers_survive_packing() -> None:
    for numbers in ([], [7], [1, 2, 3, 900], list(range(5, 5_000, 3))):
        packed = pack_numbers(np.array(numbers, np.int64))
        assert unpack_numbers(packed).tolist() == numbers


def playlists(*groups: str) -> list[ClusterPlaylist]:
    return [ClusterPlaylist(group.upper(), tuple(group), {}, None, None) for group in groups]


def test_a_comparison_says_what_became_of_each_playlist() -> None:
    found = compare_runs(
        make_run(playlists("abcd", "efg", "xy")), make_run(playlists("efgd", "abch", "pq"))
    )
    first, second, third = found.playlists
    assert (first.match, first.match_name, first.overlap) == (1, "ABCH", 3 / 5)
    assert (first.gained, first.lost, first.moved) == (["h"], ["d"], ["d"])
    assert (second.match, second.overlap, list(second.gained)) == (0, 3 / 4, ["d"])
    assert (third.match, third.overlap, list(third.lost), list(third.moved)) == (
        None,
        0.0,
        ["x", "y"],
        [],
    )
    assert found.unmatched == [2]
    assert found.similarity == pytest.approx((4 * 0.6 + 3 * 0.75) / 9)
    assert found.agreement == pytest.approx(
        adjusted_rand_score([0, 0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0, 0])
    )


def test_the_same_run_is_the_same() -> None:
    run = make_run(playlists("abcd", "efg"))
    found = compare_runs(run, run)
    assert (found.similarity, found.agreement, found.unmatched) == (1.0, 1.0, [])
    empty = compare_runs(make_run([]), run)
    assert (empty.similarity, empty.agreement, empty.unmatched) == (0.0, 0.0, [0, 1])

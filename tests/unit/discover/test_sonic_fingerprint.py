"""A fingerprint is what was played lately and often, and what sounds like it."""

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import Listening
from menura.discover.errors import NothingToGoByError, SearchInputError
from menura.discover.filters import TrackFilter
from menura.discover.sonic_fingerprint import FingerprintOptions, take_fingerprint
from tests.unit.discover.shelves import clustered_library, make_shelf, make_space, track_id

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIBRARY = clustered_library(600, 24, seed=5, clusters=8)


def played(number: int, count: int = 1, days: float | None = 0.0) -> Listening:
    at = None if days is None else NOW - timedelta(days=days)
    return Listening(track_id(number), count, at)


def plays_in(cluster: int, how_many: int, **when) -> list[Listening]:
    rows = np.flatnonzero(LIBRARY.cluster == cluster)[:how_many]
    return [played(int(row) + 1, **when) for row in rows]


LISTENED = st.lists(
    st.builds(
        played,
        st.integers(1, 600),
        st.integers(1, 5_000),
        st.none() | st.floats(-10, 20_000),
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=40)
@given(
    listened=LISTENED,
    count=st.integers(1, 60),
    seeds=st.integers(1, 30),
    per_artist=st.none() | st.integers(1, 3),
    per_album=st.none() | st.integers(1, 3),
)
def test_weights_sum_to_one_and_no_track_album_or_artist_dominates(
    listened, count, seeds, per_artist, per_album
):
    options = FingerprintOptions(count, seeds=seeds, per_artist=per_artist, per_album=per_album)
    result = take_fingerprint(LIBRARY.space, listened, NOW, options)
    found = [item.number for item in result.items]
    rows = np.array(found) - 1
    assert sum(result.weights.values()) == pytest.approx(1.0)
    assert list(result.weights.values()) == sorted(result.weights.values(), reverse=True)
    assert len(result.weights) <= seeds
    assert len(set(found)) == len(found) == count
    assert result.seed_count == min(count, len(result.weights))
    assert [item.track_id for item in result.items[: result.seed_count]] == list(result.weights)[
        : result.seed_count
    ]
    if per_artist is not None:
        assert max(Counter(LIBRARY.shelf.artist[rows].tolist()).values()) <= per_artist
    if per_album is not None:
        albums = LIBRARY.shelf.album[rows[: result.seed_count]].tolist()
        assert max(Counter(albums).values()) <= per_album


@given(st.integers(1, 10_000), st.floats(0.1, 30_000), st.floats(0.1, 1_000))
def test_a_play_today_outweighs_as_many_plays_long_ago(count, days, half_life):
    listened = [played(1, count, days), played(2, count, 0.0)]
    options = FingerprintOptions(2, half_life_days=half_life, per_album=None, per_artist=None)
    weights = take_fingerprint(LIBRARY.space, listened, NOW, options).weights
    assert next(iter(weights)) == track_id(2)
    assert weights.get(track_id(1), 0.0) < weights[track_id(2)]


def test_after_a_half_life_a_play_counts_half_and_plays_count_by_their_logarithm():
    space = make_space(make_shelf(4), np.eye(4) + 0.5)
    listened = [played(1, 3, 30), played(2, 3, 0), played(3, 15, 0), played(4, 3, None)]
    weights = take_fingerprint(space, listened, NOW).weights
    of_one = weights[track_id(2)]
    assert weights[track_id(1)] == pytest.approx(of_one / 2)
    assert weights[track_id(3)] == pytest.approx(of_one * math.log(16) / math.log(4))
    assert weights[track_id(4)] == pytest.approx(of_one / 4)


def test_plays_of_a_lifetime_ago_still_differ():
    listened = [played(1, 5, 50_000), played(2, 5, 50_030)]
    weights = take_fingerprint(LIBRARY.space, listened, NOW).weights
    assert weights[track_id(1)] == pytest.approx(2 / 3)


def test_a_play_in_the_future_counts_as_one_now():
    weights = take_fingerprint(LIBRARY.space, [played(1, 1, -400), played(2, 1, 0)], NOW).weights
    assert weights[track_id(1)] == pytest.approx(0.5)


def test_a_track_named_twice_is_one_seed():
    result = take_fingerprint(LIBRARY.space, [played(1, 5), played(1, 2, 9), played(2)], NOW)
    assert result.seed_count == 2


def test_one_album_on_repeat_is_not_the_whole_taste():
    rows = [{"album": "The Album", "artist": "One"} for _ in range(20)] + [{} for _ in range(30)]
    vectors = np.random.default_rng(0).normal(size=(50, 8))
    space = make_space(make_shelf(rows), vectors)
    listened = [*(played(n, 900) for n in range(1, 21)), *(played(n, 1, 60) for n in range(21, 30))]
    result = take_fingerprint(space, listened, NOW, FingerprintOptions(per_artist=None))
    album = [one for one in result.weights if int(one[-12:]) <= 20]
    assert len(album) == 3
    assert len(result.weights) == 12


def test_neighbours_come_from_each_sound_by_its_weight():
    listened = plays_in(2, 6, days=0) + plays_in(5, 6, days=30)
    options = FingerprintOptions(42, seeds=12, per_album=None, per_artist=None)
    result = take_fingerprint(LIBRARY.space, listened, NOW, options)
    neighbours = Counter(int(LIBRARY.cluster[item.number - 1]) for item in result.items[12:])
    assert result.sound_count == 2
    assert neighbours == {2: 20, 5: 10}


def test_taste_names_moods_and_genres_strongest_first():
    result = take_fingerprint(LIBRARY.space, plays_in(2, 10), NOW)
    values = list(result.taste.values())
    assert values == sorted(values, reverse=True)
    assert all(0 < value <= 1 for value in values)
    genre = next(iter(LIBRARY.shelf.genres.of(int(np.flatnonzero(LIBRARY.cluster == 2)[0]))))
    assert genre in result.taste
    own = LIBRARY.shelf.tempo_bpm[LIBRARY.cluster == 2]
    assert result.tempo_bpm is not None
    assert np.nanmin(own) < result.tempo_bpm < np.nanmax(own)
    assert result.energy is not None
    assert 0 <= result.energy <= 1


def test_what_nobody_knows_of_the_seeds_is_left_open():
    space = make_space(make_shelf(3), np.eye(3))
    result = take_fingerprint(space, [played(1)], NOW)
    assert result.tempo_bpm is None
    assert result.energy is None
    assert result.taste == {}
    assert "3 tracks instead of 100" in (result.note or "")


def test_the_filter_holds_for_seeds_and_neighbours():
    listened = plays_in(2, 8) + plays_in(5, 8)
    genre = next(iter(LIBRARY.shelf.genres.of(int(np.flatnonzero(LIBRARY.cluster == 2)[0]))))
    options = FingerprintOptions(30, per_artist=None, filter=TrackFilter(genres=(genre,)))
    result = take_fingerprint(LIBRARY.space, listened, NOW, options)
    assert all(genre in LIBRARY.shelf.genres.of(item.number - 1) for item in result.items)


# ---------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize("listened", [[], [played(1, 0)], [Listening("nobody", 4, NOW)]])
def test_nothing_to_go_by_is_refused(listened):
    with pytest.raises(NothingToGoByError):
        take_fingerprint(LIBRARY.space, listened, NOW)


def test_undated_plays_that_weigh_nothing_are_nothing_to_go_by():
    options = FingerprintOptions(undated_weight=0.0)
    with pytest.raises(NothingToGoByError):
        take_fingerprint(LIBRARY.space, [played(1, 5, None)], NOW, options)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": 0}, "count"),
        ({"seeds": 501}, "seeds"),
        ({"half_life_days": 0.0}, "half_life_days"),
        ({"half_life_days": float("nan")}, "half_life_days"),
        ({"undated_weight": 1.5}, "undated_weight"),
        ({"per_album": 0}, "per_album"),
        ({"per_artist": 0}, "per_artist"),
    ],
)
def test_numbers_out_of_range_are_refused(changes, field):
    options = replace(FingerprintOptions(), **changes)
    with pytest.raises(SearchInputError) as refused:
        take_fingerprint(LIBRARY.space, [played(1)], NOW, options)
    assert refused.value.field == field

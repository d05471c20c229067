"""A mixture is near to what is added, far from what is subtracted, and says why."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover.alchemy import AlchemyOptions, mix
from menura.discover.alchemy_sampling import sampling_order
from menura.discover.anchor_ingredient import AnchorIngredient
from menura.discover.errors import EmptyLibraryError, NotOnShelfError, SearchInputError
from menura.discover.filters import TrackFilter
from menura.discover.model import Ingredient, IngredientKind, MusicMap
from tests.unit.discover.shelves import (
    ClusteredLibrary,
    clustered_library,
    make_shelf,
    make_space,
    track_id,
)

K = IngredientKind
NEAREST = AlchemyOptions(count=10, temperature=0, per_artist=None)
DIMENSION = 8


@cache
def library() -> ClusteredLibrary:
    return clustered_library(600, 16, seed=3)


def track(row: int) -> Ingredient:
    return Ingredient(K.TRACK, f"Title {row + 1}", (track_id(row + 1),))


def distances(rows, points) -> np.ndarray:
    """Return the distance of each row to the nearest of points, in double precision."""
    vectors = library().vectors.astype(np.float64)
    apart: np.ndarray = (1.0 - vectors[rows] @ np.asarray(points, np.float64).T).min(axis=1)
    return apart


def rows_of(found) -> list[int]:
    return [item.number - 1 for item in found]


def gaps_of(found) -> list[float]:
    return [item.distance for item in found]


def world(rows, vectors):
    shelf = make_shelf(rows)
    return make_space(shelf, vectors)


# ------------------------------------------------------------------------------------- towards


def test_without_chance_the_nearest_to_any_point_come_first():
    add = [track(0), track(1), track(2)]
    result = mix(library().space, add, (), replace(NEAREST, count=20))
    others = np.arange(3, 600)
    apart = distances(others, library().vectors[:3])
    # Copies aside, which are left out, these are the nearest of all.
    found = rows_of(result.items)
    assert len(found) == 20
    assert np.isin(found, others[np.argsort(apart)[:40]]).all()
    assert found[0] == others[np.argmin(apart)]
    assert np.allclose(gaps_of(result.items), distances(found, library().vectors[:3]), atol=1e-5)


def test_a_mixture_of_two_unlike_things_holds_both():
    add = [track(0), track(int(np.argmin(library().vectors @ library().vectors[0])))]
    result = mix(library().space, add, (), replace(NEAREST, count=40))
    told = {item.reasons[1].text for item in result.items}
    assert told == {f"nearest to '{one.name}' (track)" for one in add}
    assert all(item.reasons[0].text.endswith("alike in sound") for item in result.items)
    assert {reason.code for item in result.items for reason in item.reasons} >= {"tempo", "key"}


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 599), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(0, 599), max_size=3, unique=True),
    st.floats(0, 1.2),
    st.sampled_from([0.0, 0.5, 1.0, 50.0]),
    st.integers(1, 40),
    st.integers(0, 3),
)
def test_a_mixture_keeps_its_promises(added, subtracted, apart, temperature, count, seed):
    subtracted = [row for row in subtracted if row not in added]
    options = AlchemyOptions(count, temperature, apart, per_artist=2, seed=seed)
    add, subtract = [track(row) for row in added], [track(row) for row in subtracted]
    result = mix(library().space, add, subtract, options)
    found, left_out = rows_of(result.items), rows_of(result.filtered_out)
    assert len(found) <= count
    assert len(set(found)) == len(found)
    assert not set(found + left_out) & set(added + subtracted)
    assert not set(found) & set(left_out)
    artists = library().shelf.artist[found]
    assert np.bincount(artists, minlength=1).max() <= 2
    assert (np.diff(gaps_of(result.items)) >= 0).all()
    if subtracted:
        points = library().vectors[subtracted]
        assert (distances(found, points) >= apart - 1e-6).all()
        assert (distances(left_out, points) < apart + 1e-6).all()
    else:
        assert not left_out
    if found:  # what is left out would have been among them, not behind
        far = gaps_of(result.items)[-1]
        assert (distances(left_out, library().vectors[added]) <= far + 1e-5).all()
    assert (result.note is None) == (len(found) == count)
    assert len(result.marks) == len(found) + len(left_out) + len(added) + len(subtracted) + (
        2 if subtracted else 1
    )
    assert np.isfinite([[mark.x, mark.y] for mark in result.marks]).all()
    again = mix(library().space, add, subtract, options)
    assert [again.items, again.filtered_out, again.marks] == [
        result.items,
        result.filtered_out,
        result.marks,
    ]


def test_what_is_filtered_out_is_named_with_what_it_is_too_near_to():
    given_vectors = np.array([[1, 0, 0], [1, 0.5, 0], [1, 0.6, 0], [1, -0.9, 0], [1, -1, 0.1]])
    rows = [{"title": t, "artist": t, "duration_s": 100 + 20 * n} for n, t in enumerate("ABCDE")]
    space = world(rows, given_vectors)
    result = mix(space, [track(0)], [Ingredient(K.ARTIST, "C")], NEAREST)
    assert rows_of(result.items) == [3, 4]
    assert rows_of(result.filtered_out) == [1]
    reason = result.filtered_out[0].reasons[0]
    assert (reason.code, reason.text) == ("too_near", "too near to 'C' (artist)")
    assert gaps_of(result.filtered_out)[0] < 0.2
    roles = [mark.role for mark in result.marks]
    assert roles == [
        *["result"] * 2,
        "filtered_out",
        *["add", "add_centroid", "subtract", "subtract_centroid"],
    ]
    assert result.marks[3].track_id == track_id(1)
    assert result.marks[5].track_id is None
    assert [result.points.shape, result.avoided.shape] == [(1, 3), (1, 3)]


def test_an_added_anchor_brings_along_what_it_avoids():
    points = np.array([[1, 0, 0]], np.float32)
    bad = np.array([[1, 0.5, 0]], np.float32) / np.float32(np.sqrt(1.25))
    space = world(3, np.array([[1, 0.1, 0], [1, 0.4, 0], [0, 1, 0]]))
    anchor = AnchorIngredient(K.ANCHOR, "X", vectors=points, avoided=bad, avoided_distance=0.05)
    result = mix(space, [anchor], (), replace(NEAREST, subtract_distance=0.0))
    assert rows_of(result.items) == [0, 2]
    assert result.filtered_out[0].reasons[0].text == "too near to 'X: avoided' (anchor)"
    assert np.allclose(result.avoided, bad)
    towards = mix(space, [Ingredient(K.ANCHOR, "X", vectors=points)], (), NEAREST)
    assert rows_of(towards.items) == [0, 1, 2]


# -------------------------------------------------------------------------------------- chance


def mean_rank(temperature: float) -> float:
    order = {n: rank for rank, n in enumerate(rows_of(ranked().items))}
    options = replace(NEAREST, count=20, temperature=temperature)
    ranks = [
        order.get(row, 200)
        for seed in range(10)
        for row in rows_of(mix(library().space, [track(0)], (), replace(options, seed=seed)).items)
    ]
    return float(np.mean(ranks))


@cache
def ranked():
    return mix(library().space, [track(0)], (), replace(NEAREST, count=400))


def test_temperature_leads_from_the_nearest_to_chance():
    cold, warm, hot = mean_rank(0.0), mean_rank(1.0), mean_rank(1e6)
    assert cold == pytest.approx(9.5)
    assert 1.5 * cold < warm < 0.75 * hot
    assert 80 < hot < 120  # an even draw from the nearest 200


def test_the_scale_of_distances_does_not_matter():
    """A library whose tracks are all nearly alike is not played by chance."""
    apart = np.sort(np.random.default_rng(0).gamma(4.0, size=200))
    drawn = [
        sampling_order(apart * scale, 1.0, np.random.default_rng(4)).tolist()
        for scale in (1.0, 0.001)
    ]
    assert drawn[0] == drawn[1]


@given(st.lists(st.floats(0, 2), max_size=30), st.floats(0, 1e300), st.integers(0, 2**32))
def test_drawing_is_a_permutation(apart, temperature, seed):
    order = sampling_order(np.sort(np.array(apart)), temperature, np.random.default_rng(seed))
    assert sorted(order.tolist()) == list(range(len(apart)))


def test_another_seed_gives_another_mixture():
    options = replace(NEAREST, temperature=1.0)
    first, other = (
        rows_of(mix(library().space, [track(0)], (), replace(options, seed=seed)).items)
        for seed in (1, 2)
    )
    assert set(first) != set(other)


# ------------------------------------------------------------------------------------- filters


def test_as_many_as_asked_for_are_found_where_few_pass_the_filter():
    wanted = TrackFilter(favourites_only=True)
    result = mix(library().space, [track(0)], (), replace(NEAREST, count=30, filter=wanted))
    assert len(result.items) == 30
    assert library().shelf.is_favourite[rows_of(result.items)].all()


def test_more_is_looked_at_where_what_is_near_may_not_stand_in_the_list():
    rng = np.random.default_rng(0)
    near = np.eye(DIMENSION)[0] + 0.01 * rng.normal(size=(400, DIMENSION))
    far = np.eye(DIMENSION)[1] + 0.5 * rng.normal(size=(20, DIMENSION))
    space = world([{"artist": "One"}] * 400 + [{}] * 20, np.concatenate([near, far]))
    found = mix(space, [track(0)], (), replace(NEAREST, per_artist=3)).items
    assert len(found) == 10
    assert sum(row < 400 for row in rows_of(found)) == 3


def test_stems_are_found_for_stems_only():
    rows = [{"kind": TrackKind.STEM}, {"kind": TrackKind.STEM}, {}, {}]
    space = world(rows, np.random.default_rng(0).normal(size=(4, DIMENSION)))
    assert rows_of(mix(space, [track(2)], (), NEAREST).items) == [3]
    assert sorted(rows_of(mix(space, [track(0)], (), NEAREST).items)) == [1, 2, 3]


# ------------------------------------------------------------------------------------ pictures


def map_of(numbers, space="dsp") -> MusicMap:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    positions = np.column_stack([numbers, np.zeros(len(numbers))]).astype(np.float32)
    keys = np.array(numbers, np.int64)
    return MusicMap(space, "L", "pca", keys, positions, len(keys), at, at)


def test_the_map_is_the_picture_where_there_is_one_of_this_space():
    numbers = list(range(600, 0, -1))
    result = mix(library().space, [track(0)], [track(9)], NEAREST, map_of(numbers))
    assert result.projection == "map"
    for mark in result.marks:
        if mark.track_id is not None:
            assert mark.x == int(mark.track_id[-12:])
    other = mix(library().space, [track(0)], [track(9)], NEAREST, map_of(numbers, "clap"))
    assert other.projection == "aligned"


def test_without_anything_subtracted_neighbourhoods_are_shown():
    assert mix(library().space, [track(0)], (), NEAREST).projection == "local"


# --------------------------------------------------------------------------------- bad requests


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": float("inf")}, "temperature"),
        ({"subtract_distance": 2.1}, "subtract_distance"),
        ({"subtract_distance": float("nan")}, "subtract_distance"),
        ({"per_artist": 0}, "per_artist"),
        ({"seed": -1}, "seed"),
        ({"filter": TrackFilter(year_from=2000, year_to=1990)}, "year_from"),
    ],
)
def test_numbers_out_of_range_are_refused(changes, field):
    with pytest.raises(SearchInputError) as caught:
        mix(library().space, [track(0)], (), replace(NEAREST, **changes))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("add", "subtract", "says"),
    [
        ([], [track(0)], "Nothing is added"),
        ([track(0)], [track(0)], "both added and subtracted"),
        ([Ingredient(K.ARTIST, "Artist 1")], [Ingredient(K.ARTIST, " ARTIST 1")], "both"),
        ([Ingredient(K.MOOD, "happy")], [Ingredient(K.MOOD, "Cheerful")], "both"),
        ([track(n) for n in range(101)], [], "too many"),
    ],
)
def test_requests_without_sense_are_refused(add, subtract, says):
    with pytest.raises(SearchInputError, match=says):
        mix(library().space, add, subtract)


def test_a_thing_added_twice_counts_once():
    once = mix(library().space, [track(0), track(5)], (), NEAREST)
    twice = mix(library().space, [track(0), track(5), track(0)], (), NEAREST)
    assert once.items == twice.items
    assert len(twice.points) == 2


def test_nothing_to_search_and_unknown_tracks_are_errors():
    empty = world(0, np.empty((0, 3)))
    with pytest.raises(EmptyLibraryError, match="No track has been analysed"):
        mix(empty, [Ingredient(K.VECTOR, "v", vectors=np.ones((1, 3), np.float32))])
    with pytest.raises(EmptyLibraryError, match="passes the filter"):
        mix(library().space, [track(0)], (), AlchemyOptions(filter=TrackFilter(year_from=3000)))
    with pytest.raises(NotOnShelfError):
        mix(library().space, [track(5000)])


def test_an_empty_mixture_says_what_to_change():
    result = mix(library().space, [track(0)], [track(1)], replace(NEAREST, subtract_distance=2.0))
    assert result.items == []
    assert len(result.filtered_out) == 10
    assert "lower the distance kept to it (it is 2)" in (result.note or "")
    alone = mix(world(1, np.ones((1, 3))), [track(0)])
    assert alone.items == []
    assert "all there is" in (alone.note or "")
    assert alone.projection == "pca"

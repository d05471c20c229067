"""A path keeps its ends, has the length asked for, and goes in short even steps."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover.errors import NoPathError, NotHeardInSpaceError, SearchInputError
from menura.discover.filters import TrackFilter
from menura.discover.model import Ingredient, IngredientKind
from menura.discover.path import Interpolation, PathOptions, PathResult, find_path
from menura.discover.search_space import SearchSpace
from tests.unit.discover.shelves import clustered_library, make_shelf, make_space, track_id

LIBRARY = clustered_library(900, 24, seed=3)
SMALL = clustered_library(60, 8, seed=4)


def track(number: int) -> Ingredient:
    return Ingredient(IngredientKind.TRACK, f"Title {number}", (track_id(number),))


def numbers(path: PathResult) -> list[int]:
    return [item.number for item in path.items]


def artists(space: SearchSpace, found: list[int]) -> Counter[int]:
    return Counter(space.shelf.artist[space.shelf.rows_of(np.array(found))].tolist())


def plainly_nearest(library, start: int, end: int, steps: int) -> list[float]:
    """Return the steps of a path of the nearest unused track to each equal part of the way."""
    vectors = library.vectors
    angle = np.arccos(vectors[start] @ vectors[end])
    rows = [start]
    for share in np.linspace(0, 1, steps)[1:-1]:
        point = np.sin((1 - share) * angle) * vectors[start] + np.sin(share * angle) * vectors[end]
        order = np.argsort(-(vectors @ point), kind="stable").tolist()
        rows.append(next(row for row in order if row not in {*rows, end}))
    along = vectors[[*rows, end]]
    gaps: list[float] = (1 - np.einsum("nd,nd->n", along[:-1], along[1:])).tolist()
    return gaps


@settings(deadline=None, max_examples=40)
@given(
    ends=st.lists(st.integers(1, 60), min_size=2, max_size=2, unique=True),
    steps=st.integers(2, 30),
    per_artist=st.none() | st.integers(1, 4),
    interpolation=st.sampled_from(Interpolation),
    variance=st.floats(0, 1),
    seed=st.integers(0, 2**31),
)
def test_a_path_keeps_both_ends_repeats_nothing_and_is_as_long_as_the_library_allows(
    ends, steps, per_artist, interpolation, variance, seed
):
    options = PathOptions(
        steps,
        per_artist=per_artist,
        interpolation=interpolation,
        variance=variance,
        seed=seed,
    )
    path = find_path(SMALL.space, track(ends[0]), track(ends[1]), options)
    found = numbers(path)

    assert [found[0], found[-1]] == ends
    assert len(set(found)) == len(found)
    at_ends = artists(SMALL.space, ends)
    if per_artist is not None:
        for artist, count in artists(SMALL.space, found).items():
            assert count <= max(per_artist, at_ends[artist])
    per_track = artists(SMALL.space, [n for n in range(1, 61) if n not in ends])
    most = 60 if per_artist is None else per_artist
    room = sum(min(n, max(0, most - at_ends[one])) for one, n in per_track.items())
    assert len(found) == min(steps, room + 2)
    assert (path.note is None) == (len(found) == steps)
    gaps = [item.distance for item in path.items[1:] if item.distance is not None]
    assert len(gaps) == len(path.items) - 1
    assert path.items[0].distance is None
    assert path.largest_step == pytest.approx(max(gaps), abs=1e-6)
    assert path.mean_step == pytest.approx(np.mean(gaps), abs=1e-6)
    assert find_path(SMALL.space, track(ends[0]), track(ends[1]), options) == path


def test_the_steps_are_shorter_and_more_even_than_those_to_the_nearest_track_of_each_part():
    ours, plain = [], []
    for start, end in [(1, 500), (40, 300), (77, 810), (5, 899), (123, 456), (600, 12)]:
        path = find_path(LIBRARY.space, track(start), track(end), PathOptions(per_artist=None))
        gaps = plainly_nearest(LIBRARY, start - 1, end - 1, 25)
        ours.append((path.largest_step, path.largest_step / path.mean_step))
        plain.append((max(gaps), max(gaps) / float(np.mean(gaps))))
    assert np.mean(ours, axis=0)[0] < 0.85 * np.mean(plain, axis=0)[0]
    assert np.mean(ours, axis=0)[1] < 0.9 * np.mean(plain, axis=0)[1]


def test_each_step_tells_its_distance_and_why():
    path = find_path(LIBRARY.space, track(1), track(500))
    vectors = LIBRARY.vectors[np.array(numbers(path)) - 1]
    gaps = 1 - np.einsum("nd,nd->n", vectors[:-1], vectors[1:])
    assert [item.distance for item in path.items[1:]] == pytest.approx(gaps.tolist(), abs=1e-5)
    assert {"distance"} <= {reason.code for reason in path.items[5].reasons}
    assert path.direct_distance == pytest.approx(1 - vectors[0] @ vectors[-1], abs=1e-5)


def test_a_seed_gives_other_tracks_only_with_variance_and_the_same_ones_again():
    def found(variance: float, seed: int) -> list[int]:
        options = PathOptions(variance=variance, seed=seed)
        return numbers(find_path(LIBRARY.space, track(1), track(500), options))

    assert found(0.0, 1) == found(0.0, 2)
    assert found(0.7, 1) == found(0.7, 1)
    assert len(set(found(0.7, 1)) & set(found(0.7, 2))) < 20


def test_a_long_path_through_a_dense_library_has_its_full_length():
    library = clustered_library(700, 12, seed=6)
    path = find_path(library.space, track(1), track(2), PathOptions(500, per_artist=None))
    assert len(set(numbers(path))) == 500
    assert path.note is None
    assert path.largest_step < 1.0


def test_a_library_of_two_tracks_has_a_path_and_says_that_it_is_short():
    space = make_space(make_shelf(2), np.eye(2))
    path = find_path(space, track(1), track(2))
    assert numbers(path) == [1, 2]
    assert path.largest_step == path.mean_step == path.direct_distance == pytest.approx(1.0)
    assert "2 tracks instead of 25" in (path.note or "")


def test_a_library_of_one_track_has_no_path():
    space = make_space(make_shelf(1), np.eye(1, 2))
    with pytest.raises(NoPathError, match="hear more music"):
        find_path(space, track(1), track(2))


@pytest.mark.parametrize("interpolation", Interpolation)
def test_opposite_ends_are_joined_in_a_way_that_is_always_the_same(interpolation):
    turns = np.linspace(0, np.pi, 9)
    around = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    space = make_space(make_shelf(9), around)
    options = PathOptions(9, interpolation=interpolation)
    path = find_path(space, track(1), track(9), options)
    assert numbers(path) == list(range(1, 10))
    assert path.largest_step == pytest.approx(path.mean_step, abs=1e-3)


def test_ends_that_sound_the_same_are_joined_too():
    shelf = make_shelf([{"duration_s": 100.0 + 50 * n} for n in range(5)])
    space = make_space(shelf, np.vstack([np.eye(1, 4), np.eye(1, 4), np.eye(4)[1:]]))
    path = find_path(space, track(1), track(2), PathOptions(4))
    assert len(set(numbers(path))) == 4


def test_copies_and_other_versions_are_not_taken_twice():
    rng = np.random.default_rng(0)
    single = rng.normal(size=(30, 6))
    rows = [{"title": f"Song {n % 30}", "artist": f"Artist {n % 30}"} for n in range(60)]
    space = make_space(make_shelf(rows), np.vstack([single, single + 0.2]))
    path = find_path(space, track(1), track(2), PathOptions(40))
    assert len(path.items) == 30
    assert len({(number - 1) % 30 for number in numbers(path)}) == 30


def test_the_filter_holds_between_the_ends_but_the_ends_stay():
    genre_of = LIBRARY.shelf.genres
    jazz = find_path(
        LIBRARY.space,
        track(1),
        track(500),
        PathOptions(10, filter=TrackFilter(genres=("Jazz",))),
    )
    rows = LIBRARY.shelf.rows_of(np.array(numbers(jazz)))
    assert numbers(jazz)[0] == 1
    assert numbers(jazz)[-1] == 500
    assert len(rows) == 10
    assert all("Jazz" in genre_of.of(int(row)) for row in rows[1:-1])


def test_nothing_between_the_ends_is_left_by_a_filter_gives_both_ends_and_a_note():
    options = PathOptions(10, filter=TrackFilter(genres=("Polka",)))
    path = find_path(LIBRARY.space, track(1), track(500), options)
    assert numbers(path) == [1, 500]
    assert path.note


def test_the_way_between_samples_leads_over_samples():
    kinds = [TrackKind.ONE_SHOT] * 6
    space = make_space(make_shelf([{"kind": kind} for kind in kinds]), np.eye(6) + 0.3)
    assert len(find_path(space, track(1), track(2), PathOptions(5)).items) == 5


# ---------------------------------------------------------------------------------------- ends


def test_a_mood_as_an_end_becomes_a_track_and_its_share_tells_how_near():
    happy = Ingredient(IngredientKind.MOOD, "happy")
    whole = find_path(LIBRARY.space, track(1), happy, PathOptions(8))
    part = find_path(LIBRARY.space, track(1), happy, PathOptions(8, mood_share=0.3))
    assert numbers(whole)[0] == 1
    assert "'happy'" in (whole.note or "")
    assert part.direct_distance < whole.direct_distance


def test_an_artist_as_an_end_is_stood_for_by_a_track_of_theirs():
    path = find_path(LIBRARY.space, Ingredient(IngredientKind.ARTIST, "Artist 7"), track(500))
    row = int(LIBRARY.shelf.rows_of(np.array([numbers(path)[0]]))[0])
    assert LIBRARY.shelf.artists[LIBRARY.shelf.artist[row]] == "Artist 7"
    assert "begins" in (path.note or "")


def test_a_vector_as_an_end_becomes_the_nearest_track_that_is_not_the_other_end():
    vector = LIBRARY.vectors[499:500]
    path = find_path(
        LIBRARY.space, track(500), Ingredient(IngredientKind.VECTOR, "here", (), vector)
    )
    nearest = int(np.argsort(-(LIBRARY.vectors @ vector[0]), kind="stable")[1]) + 1
    assert numbers(path)[-1] == nearest


def test_two_moods_are_ends_of_one_path():
    moods = [Ingredient(IngredientKind.MOOD, name) for name in ("sad", "party")]
    path = find_path(LIBRARY.space, moods[0], moods[1], PathOptions(12))
    assert len(set(numbers(path))) == 12


def test_an_end_that_nothing_can_stand_for_is_refused():
    vector = Ingredient(IngredientKind.VECTOR, "here", (), LIBRARY.vectors[:1])
    options = PathOptions(filter=TrackFilter(genres=("Polka",)))
    with pytest.raises(NoPathError, match="filter"):
        find_path(LIBRARY.space, track(1), vector, options)


def test_an_end_without_a_vector_is_refused():
    space = make_space(make_shelf(3), np.vstack([np.eye(2, 3), np.zeros((1, 3))]))
    with pytest.raises(NotHeardInSpaceError):
        find_path(space, track(1), track(3))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"steps": 1}, "steps"),
        ({"steps": 501}, "steps"),
        ({"variance": 1.5}, "variance"),
        ({"variance": float("nan")}, "variance"),
        ({"mood_share": -0.1}, "mood_share"),
        ({"per_artist": 0}, "per_artist"),
        ({"seed": -1}, "seed"),
    ],
)
def test_numbers_out_of_range_are_refused(changes, field):
    with pytest.raises(SearchInputError) as refused:
        find_path(SMALL.space, track(1), track(2), replace(PathOptions(), **changes))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "end", [track(1), Ingredient(IngredientKind.TRACK, "the same", (track_id(1).upper(),))]
)
def test_a_path_to_itself_is_refused(end):
    with pytest.raises(SearchInputError, match="two different ends"):
        find_path(SMALL.space, track(1), end)

"""The nearest tracks come first, never the seed, and as many as there are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover import (
    EmptyLibraryError,
    Ingredient,
    IngredientKind,
    NotHeardInSpaceError,
    NothingToGoByError,
    NotOnShelfError,
    SearchInputError,
    SimilarOptions,
    TrackFilter,
    find_similar,
)
from menura.discover.points import Points, find_points
from menura.discover.similar import middle_of
from tests.unit.discover.shelves import (
    clustered_library,
    make_shelf,
    make_space,
    scattered_vectors,
    track_id,
)

LIBRARY = clustered_library(400, 16, seed=3)
PLAIN = SimilarOptions(without_copies=False)


def track(row: int, shelf=LIBRARY.shelf) -> Ingredient:
    return Ingredient(IngredientKind.TRACK, f"track {row}", (shelf.track_id(row),))


def vector(*numbers: float) -> Ingredient:
    return Ingredient(IngredientKind.VECTOR, "a vector", vectors=np.array([numbers], np.float32))


def space_of(rows, dimension=6, **more):
    shelf = make_shelf(rows)
    return make_space(shelf, scattered_vectors(len(shelf), dimension), **more)


def numbers(result) -> list[int]:
    return [item.number for item in result.items]


# --------------------------------------------------------------------------------------- order


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 399), min_size=1, max_size=4, unique=True), st.integers(1, 450))
def test_the_order_is_that_of_the_exact_cosine_and_no_seed_is_in_it(seeds, count):
    options = replace(PLAIN, count=count)
    result = find_similar(LIBRARY.space, [track(row) for row in seeds], options)
    middle = LIBRARY.vectors[seeds].astype(float).mean(axis=0)
    exact = 1 - LIBRARY.vectors.astype(float) @ middle / np.linalg.norm(middle)
    others = sorted((gap, row) for row, gap in enumerate(exact.tolist()) if row not in seeds)
    assert len(result.items) == min(count, 400 - len(seeds))
    assert not {item.number - 1 for item in result.items} & {*seeds}
    assert len({*numbers(result)}) == len(result.items)
    for item, (gap, _) in zip(result.items, others, strict=False):
        assert item.distance == pytest.approx(gap, abs=3e-6)
        assert item.track_id == track_id(item.number)
    assert (result.note is None) == (len(result.items) == count)


@settings(deadline=None, max_examples=50)
@given(
    st.integers(0, 399),
    st.integers(1, 60),
    st.none() | st.integers(1, 3),
    st.sampled_from(
        [
            TrackFilter(),
            TrackFilter(genres=("rock",)),
            TrackFilter(not_genres=("rock",)),
            TrackFilter(favourites_only=True),
            TrackFilter(year_from=2000, keys=(0, 1, 2, 3, 4, 5)),
        ]
    ),
)
def test_filters_and_caps_hold_and_as_many_come_as_there_are(seed, count, per_artist, chosen):
    from menura.discover.filters import mask

    options = SimilarOptions(count, per_artist, without_copies=False, filter=chosen)
    result = find_similar(LIBRARY.space, [track(seed)], options)
    passed = mask(LIBRARY.shelf, chosen)
    passed[seed] = False
    rows = [number - 1 for number in numbers(result)]
    assert passed[rows].all()
    artists = LIBRARY.shelf.artist[passed].tolist()
    found = LIBRARY.shelf.artist[rows].tolist()
    cap = per_artist or len(artists)
    assert max((found.count(artist) for artist in found), default=0) <= cap
    exist = sum(min(cap, artists.count(artist)) for artist in {*artists})
    assert len(rows) == min(count, exist)
    gaps = [item.distance or 0.0 for item in result.items]
    assert gaps == sorted(gaps)


def test_as_many_as_asked_for_are_found_however_many_copies_are_nearer():
    vectors = scattered_vectors(900, 6)
    vectors[1:800] = vectors[0]
    shelf = make_shelf([{"duration_s": 200.0 + 9 * max(0, place - 799)} for place in range(900)])
    result = find_similar(make_space(shelf, vectors), [track(0, shelf)], SimilarOptions(15))
    assert len(result.items) == 15
    assert min(numbers(result)) > 800
    assert result.note is None


def test_tracks_that_only_the_index_knows_are_passed_over():
    search = space_of(60)
    known = make_shelf([{"number": number} for number in (1, 30, 59, 60)])
    result = find_similar(replace(search, shelf=known), [track(0, known)])
    assert sorted(numbers(result)) == [30, 59, 60]


def test_other_versions_of_the_seed_and_copies_are_left_out_unless_asked_for():
    titles = ["Song", "Song (Live)", "Other", "Other - Remix"]
    search = space_of([{"artist": "A", "title": title} for title in titles])
    result = find_similar(search, [track(0, search.shelf)])
    assert len(result.items) == 1
    assert numbers(result)[0] in (3, 4)
    assert result.note == (
        "1 of 20 tracks: 3 other tracks have been analysed so far, the rest are copies."
    )
    assert len(find_similar(search, [track(0, search.shelf)], PLAIN).items) == 3


def test_a_smooth_order_has_the_same_tracks_and_begins_with_the_nearest():
    plain = find_similar(LIBRARY.space, [track(7)])
    smooth = find_similar(LIBRARY.space, [track(7)], SimilarOptions(smooth=True))
    assert numbers(smooth) != numbers(plain)
    assert {(i.number, i.distance) for i in smooth.items} == {
        (i.number, i.distance) for i in plain.items
    }
    assert smooth.items[0] == plain.items[0]


def test_each_ingredient_counts_the_same_however_many_vectors_it_has():
    one = Points(vector(1, 0), np.array([[1, 0]], np.float32), [])
    many = Points(vector(0, 1), np.array([[0, 1]] * 5, np.float32), [])
    assert middle_of([one, many]) == pytest.approx([0.5**0.5] * 2)


def test_a_result_is_compared_with_the_one_seed():
    codes = {reason.code for reason in find_similar(LIBRARY.space, [track(3)]).items[0].reasons}
    assert {"distance", "tempo"} <= codes


def test_of_several_seeds_a_result_is_compared_with_the_nearest_which_is_named():
    seeds = [track(3), track(4), Ingredient(IngredientKind.ARTIST, LIBRARY.shelf.artists[0])]
    space = LIBRARY.space
    for item in find_similar(space, seeds).items:
        reasons = {reason.code: reason.text for reason in item.reasons}
        row = int(space.shelf.rows_of(np.array([item.number]))[0])
        rows = [row for seed in seeds for row in find_points(space, seed).rows]
        nearest = max(rows, key=lambda one: float(space.vector_of(one) @ space.vector_of(row)))
        called = {3: repr(seeds[0].name), 4: repr(seeds[1].name)}
        assert reasons["nearest"].endswith(called.get(nearest, repr(seeds[2].name)))
        assert "tempo" in reasons or np.isnan(space.shelf.tempo_bpm[[row, nearest]]).any()


def test_a_stem_is_no_neighbour_of_a_whole_track_but_of_other_stems():
    kinds = [TrackKind.SONG] * 8
    kinds[2] = kinds[5] = TrackKind.STEM
    search = space_of([{"kind": kind} for kind in kinds])
    assert not {3, 6} & {*numbers(find_similar(search, [track(0, search.shelf)]))}
    assert 6 in numbers(find_similar(search, [track(2, search.shelf)]))


def test_a_library_that_is_mostly_parts_still_yields_its_songs():
    search = space_of(
        [{"kind": TrackKind.SONG if n % 50 == 0 else TrackKind.LOOP} for n in range(999)]
    )
    assert len(find_similar(search, [track(0, search.shelf)], SimilarOptions(15)).items) == 15


# --------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("seeds", "options", "words"),
    [
        ([], SimilarOptions(), "at least one"),
        ([track(0)], SimilarOptions(0), "1 to 500"),
        ([track(0)], SimilarOptions(501), "501"),
        ([track(0)], SimilarOptions(per_artist=0), "each artist"),
        ([track(0)], SimilarOptions(filter=TrackFilter(keys=(99,))), "99"),
        ([vector(1, 2, 3)], SimilarOptions(), "shape"),
    ],
)
def test_what_makes_no_sense_is_refused(seeds, options, words):
    with pytest.raises(SearchInputError, match=words):
        find_similar(LIBRARY.space, seeds, options)


def test_numbers_that_are_not_finite_are_refused():
    bad = Points(vector(1, 0), np.array([[np.nan, 0]], np.float32), [])
    none = Points(vector(1, 0), np.empty((0, 2), np.float32), [])
    for points in (bad, none):
        with pytest.raises(SearchInputError, match="finite"):
            middle_of([points])


def test_opposites_leave_nothing_to_go_by():
    search = make_space(make_shelf(2), [[1, 0], [0, 1]])
    with pytest.raises(NothingToGoByError, match="opposite"):
        find_similar(search, [vector(1, 0), vector(-1, 0)])


def test_unknown_and_unheard_tracks_are_named():
    search = make_space(make_shelf(2), [[1, 0], [0, 0]])
    with pytest.raises(NotOnShelfError):
        find_similar(search, [Ingredient(IngredientKind.TRACK, "", (track_id(99),))])
    with pytest.raises(NotHeardInSpaceError):
        find_similar(search, [track(1, search.shelf)])


def test_an_empty_library_says_so_and_so_does_a_filter_that_leaves_nothing():
    empty = make_space(make_shelf(0), np.zeros((0, 16)))
    with pytest.raises(EmptyLibraryError, match="analysed yet"):
        find_similar(empty, [track(0)])
    strict = SimilarOptions(filter=TrackFilter(genres=("polka",)))
    with pytest.raises(EmptyLibraryError, match="filter"):
        find_similar(LIBRARY.space, [track(0)], strict)


def test_a_short_list_says_why():
    search = space_of(3)
    assert find_similar(search, [track(0, search.shelf)]).note == (
        "Only 2 other tracks have been analysed so far."
    )
    alone = space_of(1)
    result = find_similar(alone, [track(0, alone.shelf)])
    assert (result.items, "scan more music" in (result.note or "")) == ((), True)
    favourites = SimilarOptions(500, filter=TrackFilter(favourites_only=True), without_copies=False)
    note = find_similar(LIBRARY.space, [track(1)], favourites).note
    assert note == "Only 24 other tracks pass the filter."

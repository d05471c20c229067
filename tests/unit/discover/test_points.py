"""Whatever a search begins with becomes unit vectors, or a sentence that says why not."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from menura.catalogue import TrackKind
from menura.discover.centres import find_centres
from menura.discover.errors import (
    ArtistNotFoundError,
    EmptyLibraryError,
    NotHeardInSpaceError,
    NothingToGoByError,
    NotOnShelfError,
    SearchInputError,
)
from menura.discover.model import Ingredient, IngredientKind
from menura.discover.points import find_points, mood_names
from tests.unit.discover.shelves import make_shelf, make_space, track_id

K = IngredientKind
DIMENSION = 8


def vectors(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)


def space_of(rows, given=None):
    shelf = make_shelf(rows)
    return make_space(shelf, vectors(len(shelf)) if given is None else given)


def around(direction: int, count: int, seed: int = 0) -> np.ndarray:
    near: np.ndarray = np.eye(DIMENSION)[direction] + 0.02 * vectors(count, seed)
    return near


def is_unit(rows: np.ndarray) -> bool:
    return bool(np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5))


def test_a_track_is_its_vector_and_is_not_to_be_found():
    space = space_of(3)
    points = find_points(space, Ingredient(K.TRACK, "B", (track_id(2),)))
    assert points.rows == [1]
    assert np.allclose(points.vectors, space.vector_of(1))


def test_tracks_that_are_not_there_or_were_not_heard_are_refused():
    given = vectors(2)
    given[1] = 0
    space = space_of(2, given)
    with pytest.raises(NotOnShelfError):
        find_points(space, Ingredient(K.TRACK, "?", ("nothing",)))
    with pytest.raises(NotHeardInSpaceError):
        find_points(space, Ingredient(K.TRACK, "B", (track_id(2),)))
    with pytest.raises(SearchInputError, match="one id, not by 2"):
        find_points(space, Ingredient(K.TRACK, "?", (track_id(1), track_id(2))))


@pytest.mark.parametrize(
    ("credit", "name", "is_meant"),
    [
        ("Sigur Rós", "sigur ros", True),
        ("Metallica feat. Marianne Faithfull", "Metallica", True),
        ("Metallica (feat. Marianne Faithfull)", "marianne faithfull", True),
        ("Miles Davis, John Coltrane", "John Coltrane", True),
        ("Tyler, The Creator", "Tyler, the creator", True),
        ("Earth, Wind & Fire", "Earth Wind and Fire", True),
        ("Earth, Wind & Fire", "Earth, Wind and Fire", True),
        ("Simon & Garfunkel", "Simon", True),
        ("!!!", "!!!", True),
        ("Metallica", "Metal", False),
        ("The Feather", "The", False),
    ],
)
def test_artists_are_known_however_they_are_written(credit, name, is_meant):
    space = space_of([{"artist": "Someone"}, {"artist": credit}])
    if is_meant:
        assert find_points(space, Ingredient(K.ARTIST, name)).rows == [1]
    else:
        with pytest.raises(ArtistNotFoundError):
            find_points(space, Ingredient(K.ARTIST, name))


def test_a_name_joined_by_and_is_taken_apart_only_where_nothing_else_is_found():
    space = space_of([{"artist": "Simon & Garfunkel"}, {"artist": "Simon"}])
    assert find_points(space, Ingredient(K.ARTIST, "Simon")).rows == [1]


def test_an_artist_of_two_sounds_has_centres_in_both():
    given = np.concatenate([around(0, 20), around(1, 20, 1), around(2, 5, 2)])
    space = space_of([{"artist": "A"}] * 40 + [{"artist": "B"}] * 5, given)
    points = find_points(space, Ingredient(K.ARTIST, "A"))
    assert 2 <= len(points.vectors) <= 8
    assert is_unit(points.vectors)
    assert set(points.vectors.argmax(axis=1).tolist()) == {0, 1}
    assert list(points.rows) == list(range(40))


def test_a_stem_says_nothing_of_an_artist_who_has_whole_tracks():
    given = np.concatenate([around(0, 6), around(1, 6)])
    rows = [{"artist": "A"}] * 6 + [{"artist": "A", "kind": TrackKind.STEM}] * 6
    points = find_points(space_of(rows, given), Ingredient(K.ARTIST, "A"))
    assert set(points.vectors.argmax(axis=1).tolist()) == {0}
    assert len(points.rows) == 12


def test_an_artist_of_whom_nothing_was_heard_in_a_space_gives_nothing_to_go_by():
    space = space_of([{"artist": "A"}, {"artist": "B"}], np.eye(DIMENSION)[:2] * [[0], [1]])
    with pytest.raises(NothingToGoByError, match="'dsp'"):
        find_points(space, Ingredient(K.ARTIST, "A"))


def test_what_is_unknown_or_unheard_in_a_playlist_is_skipped():
    given = vectors(5)
    given[2] = 0
    ids = (track_id(5), "nothing", track_id(3), track_id(5), track_id(1))
    points = find_points(space_of(5, given), Ingredient(K.PLAYLIST, "P", ids))
    assert list(points.rows) == [4, 2, 0]
    assert len(points.vectors) == 2


def test_a_large_playlist_has_ten_centres():
    ids = tuple(track_id(n) for n in range(1, 301))
    points = find_points(space_of(300), Ingredient(K.PLAYLIST, "P", ids))
    assert len(points.vectors) == 10
    assert is_unit(points.vectors)


@pytest.mark.parametrize(("ids", "says"), [((), "is empty"), (("x",), "has been heard")])
def test_a_playlist_without_sound_says_why(ids, says):
    with pytest.raises(NothingToGoByError, match=says):
        find_points(space_of(2), Ingredient(K.PLAYLIST, "P", ids))


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        ("happy", 0),
        ("Cheerful", 0),
        ("energetic", 1),
        ("Calm", 2),
        ("techno", 3),
        ("hip-hop", 4),
        ("dark", 5),
    ],
)
def test_a_mood_lies_where_the_tracks_are_that_it_fits_best(word, direction):
    plain: dict[str, Any] = {"energy": 0.5, "brightness": 0.5, "moods": {"happy": 0.1}}
    told: list[dict[str, Any]] = [
        {"moods": {"happy": 0.9}},
        {"energy": 0.99},
        {"energy": 0.01},
        {"genre": "Techno"},
        {"tags": {"Hip Hop": 0.8}},
        {"brightness": 0.01},
    ]
    rows = [{**plain, **one} for one in told for _ in range(12)]
    given = np.concatenate([around(n, 12, n) for n in range(6)])
    points = find_points(space_of(rows, given), Ingredient(K.MOOD, word))
    assert set(points.vectors.argmax(axis=1).tolist()) == {direction}
    assert 1 <= len(points.vectors) <= 4
    assert list(points.rows) == []


def test_moods_that_are_unknown_fit_nothing_or_meet_nothing_are_refused():
    rows = [{"moods": {"happy": 0.9}, "genre": "Rock"}]
    with pytest.raises(SearchInputError, match="take one of: danceable"):
        find_points(space_of(rows), Ingredient(K.MOOD, "purple"))
    with pytest.raises(NothingToGoByError, match="'calm'"):
        find_points(space_of(rows), Ingredient(K.MOOD, "calm"))
    with pytest.raises(EmptyLibraryError):
        find_points(space_of(0, np.empty((0, DIMENSION))), Ingredient(K.MOOD, "happy"))


def test_what_can_be_named_is_told_with_frequent_genres_first():
    shelf = make_shelf([{"genre": "Jazz"}, {"genre": "Rock"}, {"genre": "Rock"}])
    names = mood_names(shelf)
    assert names[:2] == ["danceable", "aggressive"]
    assert names[-2:] == ["rock", "jazz"]
    assert {"calm", "energetic", "bright", "dark"} < set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", [K.VECTOR, K.TEXT, K.ANCHOR])
@pytest.mark.parametrize("size", [1e-30, 1.0, 1e30])
def test_given_vectors_of_any_length_are_taken(kind, size):
    given = (vectors(2) * size).astype(np.float64)
    points = find_points(space_of(2), Ingredient(kind, "v", vectors=given))
    assert is_unit(points.vectors)
    expected = given / np.linalg.norm(given, axis=1, keepdims=True)
    assert np.allclose(points.vectors, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (None, NothingToGoByError),
        (np.empty((0, DIMENSION)), NothingToGoByError),
        (np.zeros((1, DIMENSION)), NothingToGoByError),
        (np.full((1, DIMENSION), np.nan), NothingToGoByError),
        (np.full((1, DIMENSION), np.inf), NothingToGoByError),
        (np.ones((1, DIMENSION + 1)), SearchInputError),
        (np.ones((1, 1, DIMENSION)), SearchInputError),
        (np.array([["a"] * DIMENSION]), SearchInputError),
    ],
)
def test_vectors_that_point_nowhere_are_refused(given, error):
    with pytest.raises(error):
        find_points(space_of(2), Ingredient(K.VECTOR, "v", vectors=given))


@settings(deadline=None, max_examples=60)
@given(
    hnp.arrays(np.float32, st.tuples(st.integers(1, 30), st.just(4)), elements=st.integers(-3, 3)),
    st.integers(1, 8),
)
def test_centres_are_unit_vectors_and_never_more_than_asked_for(rows, count):
    rows = rows[np.any(rows, axis=1)]
    if not len(rows):
        return
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    centres = find_centres(unit, count)
    assert 1 <= len(centres) <= count
    assert is_unit(centres)
    assert np.array_equal(centres, find_centres(unit, count))
    different = len(np.unique(np.round(unit, 5), axis=0))
    assert len(centres) <= different
    if different <= count:  # every vector is near its own centre
        assert ((unit @ centres.T).max(axis=1) > 0.999).all()

"""From groups to playlists: size, order, choice."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.discover.clusters.dataset import Dataset, build_dataset
from menura.discover.clusters.diversity import Candidate, choose_diverse
from menura.discover.clusters.members import find_members
from menura.discover.clusters.model import ClusterOptions
from menura.discover.clusters.playlists import Formed, form_playlists
from tests.unit.discover.shelves import clustered_library, make_shelf, make_space, track_id

OPTIONS = ClusterOptions(pca_to=0, playlists=0, min_songs=1, per_artist=0)


def formed_of(dataset: Dataset, labels: np.ndarray, options: ClusterOptions) -> Formed:
    groups = find_members(
        dataset,
        np.arange(len(dataset)),
        labels,
        components=dataset.basis.shape[1],
        per_artist=options.per_artist,
    )
    return form_playlists(dataset, groups, options)


def test_the_nearest_to_the_middle_comes_first_and_the_last_is_the_reach() -> None:
    library = clustered_library(80, d=8, seed=1)
    dataset = build_dataset(library.shelf, library.space.vectors, OPTIONS)
    for found in formed_of(dataset, library.cluster, OPTIONS).playlists:
        rows = [library.shelf.row_of_id(one) for one in found.track_ids]
        gaps = np.linalg.norm(dataset.basis[rows] - np.array(found.centroid), axis=1)
        assert np.all(np.diff(gaps) >= -1e-4)
        assert found.reach == pytest.approx(gaps[-1], rel=1e-4)


def test_a_song_is_there_once_and_an_artist_as_often_as_allowed() -> None:
    shelf = make_shelf(
        [{"artist": "A", "title": "Same"}, {"artist": "A", "title": "Same (Live)"}]
        + [{"artist": "A", "title": f"Song {i}"} for i in range(4)]
        + [{"artist": None, "title": f"Nobody {i}"} for i in range(4)]
    )
    space = make_space(shelf, np.random.default_rng(0).normal(size=(10, 4)) + 3)
    dataset = build_dataset(shelf, space.vectors, OPTIONS)
    together = np.zeros(10, np.int64)
    everything = formed_of(dataset, together, OPTIONS).playlists[0]
    assert len({track_id(1), track_id(2)} & set(everything.track_ids)) == 1
    assert everything.track_count == 9
    few = formed_of(dataset, together, replace(OPTIONS, per_artist=2)).playlists[0]
    assert sum(shelf.artist[shelf.row_of_id(one)] >= 0 for one in few.track_ids) == 2
    assert few.track_count == 6  # nobody is not an artist


@given(st.integers(1, 60), st.integers(1, 25))
def test_a_group_that_is_too_large_is_cut_into_even_parts(count: int, most: int) -> None:
    shelf = make_shelf(count)
    space = make_space(shelf, np.random.default_rng(count).normal(size=(count, 4)))
    options = replace(OPTIONS, max_songs=most)
    dataset = build_dataset(shelf, space.vectors, options)
    sizes = [one.track_count for one in formed_of(dataset, np.zeros(count, int), options).playlists]
    assert sum(sizes) == count
    assert max(sizes) <= most
    assert max(sizes) - min(sizes) <= 1


def test_what_is_too_small_is_dropped_and_in_a_small_library_said() -> None:
    shelf = make_shelf(10)
    space = make_space(shelf, np.random.default_rng(0).normal(size=(10, 4)))
    dataset = build_dataset(shelf, space.vectors, OPTIONS)
    labels = np.array([0] * 6 + [1] * 3 + [2])
    large = formed_of(dataset, labels, replace(OPTIONS, min_songs=5))
    assert ([one.track_count for one in large.playlists], large.notes) == ([6], ())
    small = formed_of(dataset, labels, replace(OPTIONS, min_songs=7))
    assert [one.track_count for one in small.playlists] == [6, 3]
    assert "playlists of 3 or more were kept" in small.notes[0]


def test_a_profile_names_what_is_strongest_first() -> None:
    shelf = make_shelf(
        [{"genre": "Rock", "moods": {"happy": 0.9}, "tempo_bpm": 150.0, "energy": 0.5}] * 3
        + [{"genre": "Jazz", "tempo_bpm": None, "energy": None}]
    )
    space = make_space(shelf, np.random.default_rng(0).normal(size=(4, 4)))
    dataset = build_dataset(shelf, space.vectors, OPTIONS)
    found = formed_of(dataset, np.zeros(4, int), OPTIONS).playlists[0]
    assert list(found.profile) == ["Rock", "happy", "Jazz"]
    assert found.profile["Rock"] == pytest.approx(0.75)
    assert (found.tempo_bpm, found.energy) == (150.0, 0.5)


def candidate(place: float, genre: int, songs: int, first: int, clear: float = 1) -> Candidate:
    return Candidate(np.array([place, float(genre)], np.float32), genre, clear, songs, first)


def test_common_genres_have_a_place_and_the_rest_is_as_far_apart_as_can_be() -> None:
    rock = [candidate(i / 10, genre=0, songs=50, first=i) for i in range(5)]
    jazz = [candidate(0.5, genre=1, songs=30, first=10)]
    odd = [candidate(9.0, genre=0, songs=5, first=20), candidate(0.1, genre=5, songs=5, first=21)]
    chosen = choose_diverse([*rock, *jazz, *odd], 4)
    assert chosen == [0, 5, 6, 7]  # the largest of rock, jazz, then the farthest two


def test_the_clearest_playlist_stands_for_the_commonest_genre() -> None:
    rest = candidate(0.5, genre=0, songs=400, first=0, clear=0.4)
    clear = candidate(0.5, genre=0, songs=50, first=1, clear=0.9)
    assert choose_diverse([rest, clear], 1) == [1]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4)), max_size=20), st.integers(0, 12))
def test_a_choice_has_no_playlist_twice(places: list[tuple[float, int]], count: int) -> None:
    some = [
        candidate(place, genre, songs=at % 3, first=at) for at, (place, genre) in enumerate(places)
    ]
    chosen = choose_diverse(some, count)
    assert len(set(chosen)) == len(chosen) == (min(count, len(some)) if count else len(some))

"""A list holds no song twice, and no more of one artist than was allowed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.discover.picking import BLOCK, PickLimits, pick
from menura.discover.shelf import UNKNOWN
from tests.unit.discover.shelves import (
    clustered_library,
    make_shelf,
    make_space,
    scattered_vectors,
)

LIBRARY = clustered_library(300, 8, seed=5)


def space_of(rows, vectors=None, **more):
    shelf = make_shelf(rows)
    if vectors is None:
        vectors = scattered_vectors(len(shelf), 12)
    return make_space(shelf, vectors, **more)


def pick_all(search, count=100, rows=None, **limits):
    rows = range(len(search.shelf)) if rows is None else rows
    near = np.linspace(0.1, 0.11, len(rows), dtype=np.float32)
    return pick(search, rows, near, PickLimits(count, **limits))


@settings(deadline=None, max_examples=40)
@given(
    st.permutations(range(len(LIBRARY.shelf))),
    st.integers(1, 60),
    st.none() | st.integers(1, 4),
    st.lists(st.integers(0, len(LIBRARY.shelf) - 1), max_size=5),
    st.lists(st.integers(0, len(LIBRARY.shelf) - 1), max_size=5),
)
def test_picks_keep_their_order_and_every_limit(rows, count, per_artist, present, excluded):
    shelf = LIBRARY.shelf
    near = np.linspace(0, 2, len(rows), dtype=np.float32)
    limits = PickLimits(count, per_artist, without_copies=False, present=present, excluded=excluded)
    places = pick(LIBRARY.space, rows, near, limits)
    picked = [rows[place] for place in places]
    assert places == sorted(set(places))
    assert len(picked) <= count
    assert not {*picked} & {*present, *excluded}
    cap = per_artist or len(rows)
    # Nothing that could have stood in the list was passed over
    counted = shelf.artist[present].tolist()
    expected = []
    for row in rows:
        artist = int(shelf.artist[row])
        if row in present or row in excluded or counted.count(artist) >= cap:
            continue
        expected.append(row)
        counted.append(artist)
    assert picked == expected[:count]


def test_versions_of_one_song_stand_once_and_those_of_the_seed_not_at_all():
    titles = ["Song", "Other", "Other (Live)", "SONG - Remix", "Third"]
    search = space_of([{"artist": "A", "title": title} for title in titles])
    assert pick_all(search) == [0, 1, 4]
    assert pick_all(search, excluded=[0]) == [1, 4]
    assert pick_all(search, present=[1]) == [0, 4]
    assert pick_all(search, without_copies=False) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("space", "apart", "seconds", "are_copies"),
    [
        ("musicnn", 0.005, 1.5, True),
        ("musicnn", 0.005, 2.5, False),
        ("musicnn", 0.005, None, True),
        ("musicnn", 0.02, 0.0, False),
        ("dsp", 0.005, 0.0, False),
        ("dsp", 0.0005, 0.0, True),
    ],
)
def test_the_same_recording_is_told_by_sound_and_length(space, apart, seconds, are_copies):
    angle = np.arccos(1 - apart)
    lengths = [200.0, None if seconds is None else 200.0 + seconds]
    search = space_of(
        [{"duration_s": length} for length in lengths],
        [[1, 0], [np.cos(angle), np.sin(angle)]],
        name=space,
    )
    left = [0] if are_copies else [0, 1]
    assert pick_all(search) == left
    assert pick_all(search, excluded=[0]) == left[1:]


def test_fingerprints_decide_where_vectors_do_not():
    asked = []

    def is_same(one, other):
        asked.append((one, other))
        return True

    vectors = [[1, 0, 0], [1, 0.2, 0], [0, 0, 1]]
    rows = [{"duration_s": 200.0} for _ in vectors]
    assert pick_all(space_of(rows, vectors)) == [0, 1, 2]
    assert pick_all(space_of(rows, vectors, is_same_recording=is_same)) == [0, 2]
    assert asked == [(1, 2)]  # by number; never of what sounds different


def test_a_track_that_was_left_out_hides_no_other():
    """B is a copy of A and C one of B, but C is none of A."""
    angles = np.array([0.0, 0.1, 0.2])
    search = space_of(
        [{"duration_s": 200.0}] * 3,
        np.stack([np.cos(angles), np.sin(angles)], axis=1),
        name="musicnn",
    )
    assert pick_all(search) == [0, 2]


def test_unknown_rows_and_rows_named_twice_are_passed_over():
    search = space_of(4)
    assert pick_all(search, rows=[2, UNKNOWN, 2, 0]) == [0, 3]
    assert pick_all(search, rows=[]) == []
    assert pick(space_of(0, np.zeros((0, 2))), [], [], PickLimits(3)) == []


def test_tracks_by_nobody_known_are_not_counted_as_one_artist():
    search = space_of([{"artist": None}] * 3 + [{"artist": "A"}] * 3)
    assert pick_all(search, per_artist=1) == [0, 1, 2, 3]


def test_copies_are_seen_across_blocks_of_candidates():
    count = BLOCK + 40
    vectors = scattered_vectors(count, 12)
    vectors[count - 1] = vectors[0]
    search = space_of([{"duration_s": 100.0 + 9 * place} for place in range(count)], vectors)
    rows = list(range(count))
    search.shelf.duration_s[count - 1] = search.shelf.duration_s[0]
    near = np.full(count, 0.3, np.float32)
    places = pick(search, rows, near, PickLimits(count))
    assert places == rows[:-1]

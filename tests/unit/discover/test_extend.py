"""A playlist is extended by what it sounds like, and by nothing that was excluded."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.discover.errors import NothingToGoByError, SearchInputError
from menura.discover.extend import (
    EXCLUDED_DISTANCE,
    ExtendOptions,
    ExtendResult,
    extend_playlist,
)
from menura.discover.filters import TrackFilter
from tests.unit.discover.shelves import clustered_library, make_shelf, make_space, track_id

LIBRARY = clustered_library(600, 24, seed=5, clusters=8)


def in_cluster(which: int, count: int) -> list[str]:
    return [track_id(int(row) + 1) for row in np.flatnonzero(LIBRARY.cluster == which)[:count]]


def clusters_of(result: ExtendResult) -> Counter[int]:
    return Counter(int(LIBRARY.cluster[item.number - 1]) for item in result.items)


@settings(deadline=None, max_examples=40)
@given(
    playlist=st.lists(st.integers(1, 600), min_size=1, max_size=12),
    excluded=st.lists(st.integers(1, 600), max_size=6),
    count=st.integers(1, 60),
    threshold=st.floats(0, 2),
    per_artist=st.none() | st.integers(1, 3),
)
def test_own_and_excluded_tracks_never_come_and_limits_hold(
    playlist, excluded, count, threshold, per_artist
):
    options = ExtendOptions(count, threshold=threshold, per_artist=per_artist)
    ids = [track_id(number) for number in playlist]
    result = extend_playlist(LIBRARY.space, ids, [track_id(number) for number in excluded], options)
    found = [item.number for item in result.items]
    assert len(set(found)) == len(found) <= count
    assert not set(found) & {*playlist, *excluded}
    distances = [item.distance for item in result.items if item.distance is not None]
    assert len(distances) == len(found)
    assert distances == sorted(distances)
    assert all(distance <= threshold + 1e-5 for distance in distances)
    if per_artist is not None:
        rows = np.array(found, np.int64) - 1
        assert max(Counter(LIBRARY.shelf.artist[rows].tolist()).values(), default=0) <= per_artist
    assert (result.note is None) == (len(found) == count and len(set(playlist)) == len(playlist))


def test_the_order_of_the_playlist_does_not_matter():
    ids = in_cluster(1, 8)
    forth, back = (extend_playlist(LIBRARY.space, one) for one in (ids, ids[::-1]))
    assert [item.number for item in forth.items] == [item.number for item in back.items]


def test_a_playlist_of_two_sounds_is_extended_by_both_and_not_by_what_lies_between():
    result = extend_playlist(
        LIBRARY.space, in_cluster(2, 8) + in_cluster(5, 8), (), ExtendOptions(20)
    )
    assert result.sound_count == 2
    assert clusters_of(result) == {2: 10, 5: 10}


def test_a_playlist_of_one_sound_stays_one():
    for which in range(8):
        assert extend_playlist(LIBRARY.space, in_cluster(which, 12)).sound_count == 1


def test_one_stray_track_is_no_sound_of_its_own():
    result = extend_playlist(LIBRARY.space, in_cluster(2, 12) + in_cluster(5, 1))
    assert result.sound_count == 1


def test_nothing_lies_near_to_the_middle_of_what_is_excluded():
    near_row = int(np.flatnonzero(LIBRARY.cluster == 5)[0])
    excluded = [track_id(near_row + 1)]
    cosines = LIBRARY.vectors @ LIBRARY.vectors[near_row]
    assert (1 - np.sort(cosines)[-2]) < EXCLUDED_DISTANCE  # there is something to leave out
    options = ExtendOptions(500, threshold=2.0, exclude_weight=0.0, per_artist=None)
    result = extend_playlist(LIBRARY.space, in_cluster(2, 6), excluded, options)
    rows = [item.number - 1 for item in result.items]
    beyond = np.flatnonzero(1 - cosines >= EXCLUDED_DISTANCE)
    assert (1 - cosines[rows]).min() >= EXCLUDED_DISTANCE - 1e-5
    assert np.isin(np.flatnonzero(LIBRARY.cluster == 5), rows).any()
    assert len(beyond) > 500
    assert result.excluded_count == 1


def test_what_is_excluded_may_sound_like_the_playlist_itself():
    playlist, excluded = in_cluster(5, 12)[6:], in_cluster(5, 6)
    assert extend_playlist(LIBRARY.space, playlist, excluded).items


def test_excluding_pushes_away():
    def share_of_cluster(weight: float) -> float:
        playlist = in_cluster(2, 4) + in_cluster(5, 1)
        options = ExtendOptions(60, threshold=2.0, exclude_weight=weight, per_artist=None)
        rows = [
            item.number - 1
            for item in extend_playlist(LIBRARY.space, playlist, in_cluster(5, 3), options).items
        ]
        middle = LIBRARY.vectors[LIBRARY.cluster == 5].mean(axis=0)
        return float((LIBRARY.vectors[rows] @ middle).mean())

    assert share_of_cluster(0.9) < share_of_cluster(0.0)


def test_reasons_name_the_nearest_track_of_the_playlist():
    playlist = [*in_cluster(1, 3), *in_cluster(6, 3)]
    result = extend_playlist(LIBRARY.space, playlist, (), ExtendOptions(5, per_artist=None))
    vectors = LIBRARY.vectors[[int(one[-12:]) - 1 for one in playlist]]
    for item in result.items:
        nearest = int(np.argmax(vectors @ LIBRARY.vectors[item.number - 1])) + 1
        assert item.reasons[0].code == "nearest"
        assert item.reasons[0].text == f"nearest to track {nearest} of the playlist"


# ------------------------------------------------------------------------------------- smart


def a_library_of_alike_sounds():
    rows = [
        {
            "genre": "Jazz" if n % 2 == 0 else "Metal",
            "tempo_bpm": 100.0 + n % 4 if n % 4 < 2 else 160.0,
            "year": 1970 + n % 10 if n % 3 else 2020,
        }
        for n in range(240)
    ]
    vectors = np.ones(6) + 0.1 * np.random.default_rng(0).normal(size=(240, 6))
    return make_space(make_shelf(rows), vectors)


def test_smart_keeps_to_what_the_playlist_has_in_common():
    space = a_library_of_alike_sounds()
    alike = [n for n in range(240) if n % 2 == 0 and n % 4 < 2 and n % 3]
    result = extend_playlist(
        space, [track_id(n + 1) for n in alike[:8]], (), ExtendOptions(20, smart=True)
    )
    rows = space.shelf.rows_of(np.array([item.number for item in result.items]))
    assert len(rows) == 20
    assert all("Jazz" in space.shelf.genres.of(int(row)) for row in rows)
    assert (space.shelf.tempo_bpm[rows] < 110).all()
    assert (space.shelf.year[rows] < 1980).all()
    assert [words.split(" ")[0] for words in result.learnt] == ["tempo", "from", "Jazz"]


def test_what_the_filter_says_is_not_learnt():
    space = a_library_of_alike_sounds()
    jazz = [track_id(n + 1) for n in range(0, 40, 4)]
    options = ExtendOptions(20, smart=True, filter=TrackFilter(genres=("Metal",), tempo_to_bpm=200))
    result = extend_playlist(space, jazz, (), options)
    rows = space.shelf.rows_of(np.array([item.number for item in result.items]))
    assert all("Metal" in space.shelf.genres.of(int(row)) for row in rows)
    assert result.learnt == ()


def test_a_playlist_of_everything_teaches_nothing():
    space = a_library_of_alike_sounds()
    result = extend_playlist(
        space, [track_id(n) for n in range(1, 25)], (), ExtendOptions(20, smart=True)
    )
    assert result.learnt == ()


# ---------------------------------------------------------------------------------- bad input


def test_an_empty_playlist_is_refused():
    with pytest.raises(NothingToGoByError, match="empty"):
        extend_playlist(LIBRARY.space, [])


def test_a_playlist_of_which_nothing_was_heard_is_refused():
    with pytest.raises(NothingToGoByError, match="None of the 1"):
        extend_playlist(LIBRARY.space, ["nobody-knows-this"])


def test_unheard_tracks_are_passed_over_with_a_note():
    result = extend_playlist(LIBRARY.space, [*in_cluster(1, 4), "unknown"], (), ExtendOptions(5))
    assert result.playlist_count == 4
    assert (result.note or "").startswith("1 of the playlist's tracks")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"threshold": float("nan")}, "threshold"),
        ({"threshold": 2.5}, "threshold"),
        ({"exclude_weight": -1.0}, "exclude_weight"),
        ({"per_artist": 0}, "per_artist"),
    ],
)
def test_numbers_out_of_range_are_refused(changes, field):
    with pytest.raises(SearchInputError) as refused:
        extend_playlist(LIBRARY.space, in_cluster(1, 3), (), replace(ExtendOptions(), **changes))
    assert refused.value.field == field

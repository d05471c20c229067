"""A filter lets through what it says, and nothing that is not known."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.moods import MOODS
from menura.catalogue import TrackKind
from menura.discover import SearchInputError, TrackFilter
from menura.discover.filters import allowed_numbers, check_filter, from_payload, mask, to_payload
from menura.discover.marks import Mark
from tests.unit.discover.shelves import make_shelf


def passing(rows, **parts) -> list[int]:
    return (np.flatnonzero(mask(make_shelf(rows), TrackFilter(**parts))) + 1).tolist()


@pytest.mark.parametrize("name", ["year", "duration", "tempo", "energy"])
def test_bounds_are_included_and_what_is_unknown_is_left_out(name):
    unit = {"duration": "_s", "tempo": "_bpm"}.get(name, "")
    values = [None, 0.25, 0.5, 0.75] if name == "energy" else [None, 1980, 1990, 2000]
    rows = [{name + unit: value} for value in values]
    assert passing(rows, **{f"{name}_from{unit}": values[2]}) == [3, 4]
    assert passing(rows, **{f"{name}_to{unit}": values[2]}) == [2, 3]
    assert passing(rows, **{f"{name}_from{unit}": values[2], f"{name}_to{unit}": values[2]}) == [3]
    assert passing(rows) == [1, 2, 3, 4]


def test_a_folder_is_matched_by_whole_names():
    rows = [{"folder": name} for name in ("Jazz", "Jazz/Live", "Jazzy", "More/Jazz", "")]
    assert passing(rows, folder="Jazz") == [1, 2]
    assert passing(rows, folder="/Jazz/Live/") == [2]
    assert passing(rows, folder="") == [1, 2, 3, 4, 5]
    assert passing(rows, folder="source-1") == []


def test_genres_match_as_whole_words_however_they_are_written():
    rows = [{"genre": name} for name in ("Punk-Rock", "rock", "Rockabilly", "Trap")] + [{}]
    assert passing(rows, genres=("ROCK",)) == [1, 2]
    assert passing(rows, genres=("rap",)) == []
    assert passing(rows, not_genres=("rock", "trap")) == [3, 5]


def test_artists_match_with_and_without_guests():
    rows = [{"artist": name} for name in ("Drake", "Drake feat. Somebody", "Drake Bell", None)]
    assert passing(rows, artists=("DRAKE",)) == [1, 2]
    assert passing(rows, not_artists=("Drake",)) == [3, 4]
    assert passing(rows, artists=("Nobody",)) == []


def test_moods_hold_when_they_are_more_likely_than_not():
    rows = [{"moods": {"happy": 0.5}}, {"moods": {"happy": 0.75, "sad": 0.75}}, {}]
    assert passing(rows, moods=("happy",)) == [2]
    assert passing(rows, moods=("happy", "sad")) == [2]
    assert passing(rows, moods=("happy",), not_moods=("sad",)) == []
    assert passing(rows, not_moods=("happy",)) == [1, 3]


def test_keys_marks_sources_and_favourites():
    rows = [
        {"key": 0},
        {"key": 23, "title": "Song (Live)"},
        {"source_id": "other", "is_favourite": True},
    ]
    assert passing(rows, keys=(0, 1)) == [1]
    assert passing(rows, not_marks=Mark.LIVE | Mark.DEMO) == [1, 3]
    assert passing(rows, source_ids=("other",)) == [3]
    assert passing(rows, favourites_only=True) == [3]


def test_only_whole_music_passes_unless_other_kinds_are_named_or_sought_with():
    shelf = make_shelf([{"kind": kind} for kind in TrackKind])
    whole = mask(shelf, TrackFilter())
    assert [kind for kind, passed in zip(TrackKind, whole, strict=True) if passed] == [
        TrackKind.SONG,
        TrackKind.CLIP,
        TrackKind.MIX,
    ]
    with_loops = mask(shelf, TrackFilter(), frozenset({TrackKind.LOOP}))
    assert with_loops.sum() == 4
    stems = TrackFilter(kinds=frozenset({TrackKind.STEM}))
    assert mask(shelf, stems, frozenset({TrackKind.LOOP})).sum() == 1


def test_numbers_are_told_only_where_something_is_left_out():
    shelf = make_shelf([{"number": 7}, {"number": 9, "is_favourite": True}])
    assert allowed_numbers(shelf, TrackFilter()) is None
    numbers = allowed_numbers(shelf, TrackFilter(favourites_only=True))
    assert numbers is not None
    assert numbers.tolist() == [9]
    assert len(mask(make_shelf(0), TrackFilter(genres=("a",), folder="b"))) == 0


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"tempo_from_bpm": 130.0, "tempo_to_bpm": 120.0}, "130 to 120"),
        ({"year_from": 2000, "year_to": 1999}, "swap"),
        ({"energy_from": math.nan}, "finite"),
        ({"duration_to_s": math.inf}, "finite"),
        ({"moods": ("gloomy",)}, "choose from danceable"),
        ({"not_moods": ("gloomy",)}, "gloomy"),
        ({"keys": (24,)}, "24"),
        ({"kinds": frozenset()}, "kind"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(parts, words):
    with pytest.raises(SearchInputError, match=words):
        check_filter(TrackFilter(**parts))


filters = st.builds(
    TrackFilter,
    source_ids=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    folder=st.none() | st.text(max_size=5),
    genres=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    year_from=st.none() | st.integers(1900, 1950),
    year_to=st.none() | st.integers(1960, 2020),
    tempo_from_bpm=st.none() | st.floats(1, 300),
    keys=st.lists(st.integers(0, 23), max_size=3).map(tuple),
    moods=st.lists(st.sampled_from(MOODS), max_size=2).map(tuple),
    kinds=st.none() | st.frozensets(st.sampled_from(TrackKind), min_size=1),
    favourites_only=st.booleans(),
    not_marks=st.integers(0, 1023).map(Mark),
)


@given(filters)
def test_a_filter_survives_being_written_as_json(given_filter):
    assert from_payload(json.loads(json.dumps(to_payload(given_filter)))) == given_filter


def test_an_empty_filter_is_written_as_nothing():
    assert to_payload(TrackFilter()) == {}


@pytest.mark.parametrize(
    "payload",
    [
        {"colour": "blue"},
        {"genres": "rock"},
        {"genres": 3},
        {"not_marks": ["loud"]},
        {"kinds": ["whale"]},
        {"year_from": "long ago"},
        {"energy_from": []},
        {"keys": [99]},
    ],
)
def test_a_payload_that_is_no_filter_is_refused(payload):
    with pytest.raises(SearchInputError):
        from_payload(payload)

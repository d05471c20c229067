"""The bytes of a map say what the shelf says."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover.map_file import (
    BYTES_PER_TRACK,
    COLUMNS,
    NONE,
    pack_map,
    percent_rows,
)
from menura.discover.model import MusicMap
from tests.unit.discover.shelves import make_shelf

AT = datetime(2024, 1, 1, tzinfo=UTC)


def a_map(numbers, positions=None, layout_id="first"):
    count = len(numbers)
    spread = np.random.default_rng(count).uniform(-1, 1, (count, 2))
    places = np.asarray(spread if positions is None else positions, np.float32).reshape(count, 2)
    return MusicMap("dsp", layout_id, "pacmap", np.asarray(numbers), places, count, AT, AT)


def read(packed):
    """Read the bytes as a page does: by the manifest alone."""
    count = packed.manifest["count"]
    found = {}
    for column in packed.manifest["columns"]:
        kind = np.dtype(column["dtype"]).newbyteorder("<")
        found[column["name"]] = np.frombuffer(
            packed.data, kind, count * column["per_track"], column["offset"]
        )
    return found


@settings(max_examples=50, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(-1.125, 1.125, width=32), st.floats(-1.125, 1.125, width=32)),
        max_size=30,
    )
)
def test_places_come_back_within_half_a_step(places):
    count = len(places)
    music_map = a_map(range(1, count + 1), places)
    packed = pack_map(music_map, make_shelf(count), {})
    assert len(packed.data) == packed.manifest["bytes"] == BYTES_PER_TRACK * count
    steps = read(packed)["position"].reshape(count, 2)
    x0, y0, x1, y1 = packed.manifest["bounds"]
    back = np.array([x0, y0]) + steps / 65_535 * np.array([x1 - x0, y1 - y0])
    size = max(x1 - x0, y1 - y0)
    assert np.abs(back - music_map.positions).max(initial=0.0) <= 0.51 * size / 65_535 + 1e-6
    assert np.allclose(packed.places(), back, atol=1e-6)


def test_every_column_says_what_the_shelf_says():
    shelf = make_shelf(
        [
            {"genres": ("Rock", "Pop"), "tempo_bpm": 119.6, "key": 21, "moods": {"happy": 0.9}},
            {"genres": ("Jazz",), "tempo_bpm": 400.0, "key": 0, "moods": {"sad": 0.4}},
            {"genres": ("Rock",), "source_id": "source-2", "moods": {"sad": 0.7, "happy": 0.6}},
        ]
    )
    packed = pack_map(a_map([2, 3, 1]), shelf, {1: 1, 3: 300, 99: 0}, cluster_names=["A", "B"])
    columns, manifest = read(packed), packed.manifest
    assert packed.numbers.tolist() == [2, 3, 1]
    assert manifest["genres"] == ["Rock", "Jazz"]
    assert columns["genre"].tolist() == [1, 0, 0]
    moods = [manifest["moods"][c] if c != NONE else None for c in columns["mood"].tolist()]
    assert moods == [None, "sad", "happy"]
    assert columns["cluster"].tolist() == [NONE, NONE, 1]
    assert manifest["clusters"] == ["A", "B"]
    assert columns["tempo"].tolist() == [255, 0, 120]
    assert columns["key"].tolist() == [0, NONE, 21]
    sources = [manifest["sources"][code] for code in columns["source"].tolist()]
    assert sources == ["source-1", "source-2", "source-1"]
    assert [column["name"] for column in manifest["columns"]] == list(COLUMNS)
    json.dumps(manifest)


def test_what_left_the_shelf_or_is_no_whole_music_is_not_shown():
    shelf = make_shelf([{}, {"kind": TrackKind.STEM}, {"kind": TrackKind.MIX}, {}])
    packed = pack_map(a_map([77, 4, 2, 3, 1]), shelf, {})
    assert packed.numbers.tolist() == [4, 3, 1]
    assert len(packed) == 3


def test_only_the_most_frequent_genres_have_a_code():
    rows = [{"genre": f"G{i:03d}"} for i in range(210)] + [{"genre": "G205"}, {}]
    packed = pack_map(a_map(range(1, 213)), make_shelf(rows), {})
    assert len(packed.manifest["genres"]) == 200
    assert packed.manifest["genres"][0] == "G205"
    codes = read(packed)["genre"]
    assert codes[205] == codes[210] == 0
    assert codes[204] == codes[211] == NONE


def test_an_empty_map_is_packed_too():
    packed = pack_map(a_map([]), make_shelf(0), {})
    assert packed.data == b""
    assert packed.manifest["count"] == 0
    assert len(percent_rows(packed, 25)) == 0


def test_the_version_changes_with_everything_that_is_shown_and_with_nothing_else():
    music_map, shelf = a_map([1, 2]), make_shelf(2)
    first = pack_map(music_map, shelf, {})
    others = [
        pack_map(a_map([1, 2], layout_id="second"), shelf, {}),
        pack_map(a_map([2, 1]), shelf, {}),
        pack_map(music_map, shelf, {1: 0}, cluster_names=["Calm"]),
        pack_map(music_map, shelf, {1: 0}, cluster_names=["Wild"]),
        pack_map(music_map, make_shelf([{"genre": "Jazz"}, {}]), {}),
    ]
    assert first.version == first.manifest["version"]
    assert len({one.version for one in (first, *others)}) == 1 + len(others)
    renewed = replace(shelf, revision=shelf.revision + 1, is_favourite=~shelf.is_favourite)
    assert pack_map(music_map, renewed, {}).version == first.version


def test_buckets_are_even_parts_of_the_map():
    packed = pack_map(a_map(range(1, 101)), make_shelf(100), {})
    assert [len(percent_rows(packed, p)) for p in (25, 50, 75, 100)] == [25, 50, 75, 100]

"""Measure lists of tracks: searched, narrowed, sorted, near and far, beside their goals.

    python -m benchmarks listing [--quick]

A first page, narrowed or not, is to take less than 0.3 s of 100,000 tracks, 1 s of a million. What
a process pays once is told apart: reading the shelf, and an order after a track has changed.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from benchmarks.discover_library import synthetic_library
from benchmarks.discover_report import (
    print_head,
    print_seconds,
    print_times,
    print_value,
    take_times,
)
from benchmarks.discover_store import fill_tracks
from menura.api.routes.catalogue import shape_tracks
from menura.api.schemas.track_lists import TrackListIn
from menura.bootstrap import Menura, build
from menura.config import load_settings

SIZES, QUICK_SIZES = (100_000, 1_000_000), (20_000,)
ROUNDS = 12
GOAL_MS_PER_TRACK = 0.003
LEAST_GOAL_MS, MOST_GOAL_MS = 300.0, 1_000.0
MANY: Mapping[str, Any] = {
    "genre": ["Genre 3"],
    "mood": ["happy"],
    "key": ["Am", "C"],
    "tempo_min_bpm": 80,
    "tempo_max_bpm": 160,
    "favourite": True,
}
PLAIN: Mapping[str, Mapping[str, Any]] = {
    "all": {},
    "words": {"q": "artist 77"},
    "words that most tracks have": {"q": "title 1"},
    "favourites": {"favourite": True},
    "one kind": {"kind": ["song"]},
}
HEARD: Mapping[str, Mapping[str, Any]] = {
    "genre": {"genre": ["Genre 3"]},
    "tempo": {"tempo_min_bpm": 100, "tempo_max_bpm": 130},
    "mood, by title": {"mood": ["happy"], "order": "title"},
    "genre and words": {"genre": ["Genre 3"], "q": "title 1"},
    "five filters": MANY,
    "all, by tempo": {"order": "tempo"},
}


def main() -> None:
    """Fill libraries and list them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks listing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small library")
    for count in QUICK_SIZES if parser.parse_args().quick else SIZES:
        measure_listing(count)


def measure_listing(count: int) -> None:
    """List a library of so many tracks."""
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        application = build(load_settings(data_dir=Path(folder) / "data"))
        fill_tracks(application, synthetic_library(count), folder)
        print_head(f"first pages of {count:,} tracks, SQLite")
        goal_ms = min(MOST_GOAL_MS, max(LEAST_GOAL_MS, GOAL_MS_PER_TRACK * count))
        for name, wish in PLAIN.items():
            _measure(application, name, wish, goal_ms)
        _measure_shelf(application)
        for name, wish in HEARD.items():
            _measure(application, name, wish, goal_ms)
        print_head(f"far pages of {count:,} tracks")
        for order in ("artist", "title", "tempo"):
            wish = {"order": order, "offset": count * 9 // 10}
            began_s = time.perf_counter()
            _list(application, wish)
            print_seconds(f"by {order}, first", time.perf_counter() - began_s)
            _measure(application, f"by {order}, then", wish, goal_ms)
        application.stop()


def _measure(menura: Menura, name: str, wish: Mapping[str, Any], goal_ms: float) -> None:
    print_times(name, take_times(lambda _: _list(menura, wish), range(ROUNDS)), goal_ms)


def _list(menura: Menura, wish: Mapping[str, Any]) -> None:
    with menura.rooms(read_only=True) as rooms:
        query = TrackListIn(**wish).to_query(lambda: rooms.shelf)
        shape_tracks(rooms, rooms.library.tracks(query), query)


def _measure_shelf(menura: Menura) -> None:
    before = psutil.Process().memory_info().rss
    began_s = time.perf_counter()
    with menura.rooms(read_only=True) as rooms:
        assert len(rooms.shelf)
    print_seconds("reading the shelf, once", time.perf_counter() - began_s)
    grown = psutil.Process().memory_info().rss - before
    print_value("  the process grew by", f"{grown / 2**20:.0f} MB")


if __name__ == "__main__":
    main()

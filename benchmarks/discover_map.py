"""Lay out a music map, place new tracks on it, and pack it."""

import time
from datetime import UTC, datetime

import numpy as np

from benchmarks.discover_library import NAMES, synthetic_library
from benchmarks.discover_report import print_head, print_seconds, print_value
from menura.discover import MapMethod, MusicMap, lay_out, place_new
from menura.discover.map_file import pack_map

DIMENSION, NEW = 200, 1_000
LAY_OUT_GOAL_S, PLACE_GOAL_S, BYTES_GOAL = 300.0, 5.0, 10.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
NEAR, QUERIES = 10, 500


def measure_map(count: int) -> None:
    """Print one table."""
    library = synthetic_library(count)
    vectors, numbers = library.vectors(DIMENSION), library.shelf.numbers
    old = count - NEW
    print_head(f"map of {old:,} x {DIMENSION}")
    for method, goal_s in ((MapMethod.PCA, None), (MapMethod.PACMAP, LAY_OUT_GOAL_S)):
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        positions = lay_out(vectors[:old], method)
        took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        print_seconds(f"laid out by {method}", took_s, goal_s, more=f", CPU {cpu_s:.1f} s")
        kept = _kept_neighbours(vectors[:old], positions)
        print_value(f"  of the {NEAR} nearest, kept among the {5 * NEAR} nearest", f"{kept:.3f}")
    name = NAMES[DIMENSION]
    music_map = MusicMap(name, "layout", "pacmap", numbers[:old], positions, old, NOW, NOW)
    began_s = time.perf_counter()
    placed = place_new(music_map, vectors[:old], numbers[old:], vectors[old:], at=NOW)
    print_seconds(f"placing {NEW:,} new tracks", time.perf_counter() - began_s, PLACE_GOAL_S)
    assert np.array_equal(placed.positions[:old], positions)
    began_s = time.perf_counter()
    packed = pack_map(placed, library.shelf, {})
    print_seconds("packing", time.perf_counter() - began_s)
    each = len(packed.data) / len(packed)
    print_value(
        "payload of a track", f"{each:.1f} bytes", f"<= {BYTES_GOAL:g}", is_met=each <= BYTES_GOAL
    )


def _kept_neighbours(vectors: np.ndarray, positions: np.ndarray) -> float:
    """Return the share of the nearest tracks by sound that are near on the map."""
    rows = np.random.default_rng(1).choice(len(vectors), QUERIES, replace=False)
    kept = 0
    for row in rows.tolist():
        sound = np.argpartition(-(vectors @ vectors[row]), NEAR + 1)[: NEAR + 1]
        apart = np.square(positions - positions[row]).sum(axis=1)
        shown = np.argpartition(apart, 5 * NEAR + 1)[: 5 * NEAR + 1]
        kept += int(np.isin(sound, shown).sum()) - 1  # itself
    return kept / (NEAR * QUERIES)

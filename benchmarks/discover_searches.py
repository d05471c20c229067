"""Similar, path, alchemy, fingerprint, text: in the service, over a file and a shelf."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.discover_library import Library, synthetic_library
from benchmarks.discover_report import (
    Times,
    print_head,
    print_seconds,
    print_times,
    print_value,
    take_times,
)
from menura.catalogue import Listening
from menura.discover import (
    AlchemyOptions,
    Found,
    Ingredient,
    IngredientKind,
    MusicMap,
    PathOptions,
    SearchSpace,
    SimilarOptions,
    find_path,
    find_similar,
    mix,
    take_fingerprint,
)
from menura.discover.path import distances_between
from menura.discover.path_waypoints import divide
from menura.vectors import BuildOptions, Vectors

COUNT = 100
STEPS = 25
ADDED, SUBTRACTED = 7, 3
LISTENED = 500  # the most that a fingerprint is taken of
FAVOURITE_CLUSTERS = 6
CANDIDATES = 3 * STEPS  # the nearest to a waypoint may all be used up already
NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOALS_MS = {"path": 100.0, "alchemy": 60.0, "fingerprint": 60.0, "text": 60.0}
SIMILAR_GOALS_MS = {100_000: 4.0, 1_000_000: 3.0}
RECALL_GOAL = 0.985
TIE = 1e-4  # float16 moves a cosine by about 2e-5

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """A library, a space of it, and rows to ask about."""

    library: Library
    search: SearchSpace
    dimension: int
    rng: np.random.Generator

    @property
    def name(self) -> str:
        """Return the size of it."""
        return f"{len(self.library):,} x {self.dimension}"

    def rows(self, *shape: int) -> Rows:
        """Return random rows."""
        return self.rng.integers(0, len(self.library), shape)


def measure_searches(sizes: Sequence[int], dimensions: Sequence[int], parts: Sequence[str]) -> None:
    """Measure the parts at each size: all at the first, "similar" alone at larger ones.

    The larger ones only in the first number of dimensions.
    """
    for dimension in dimensions:
        for size in sizes:
            wanted = [part for part in parts if size == sizes[0] or part == "similar"]
            if wanted and (size == sizes[0] or dimension == dimensions[0]):
                _measure(size, dimension, wanted)


def _measure(size: int, dimension: int, parts: Sequence[str]) -> None:
    library = synthetic_library(size)
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        began_s = time.perf_counter()
        search = library.space(dimension, Path(folder))
        built_s = time.perf_counter() - began_s
        bench = Bench(library, search, dimension, np.random.default_rng(1))
        print_head(f"{bench.name}, in the service")
        print_seconds("making vectors and index file", built_s)
        for part in parts:
            MEASURES[part](bench)


def measure_similar(bench: Bench) -> None:
    """Ask for the neighbours of tracks, and compare with every row read."""
    seeds = [bench.library.track(row) for row in bench.rows(200).tolist()]
    times = take_times(
        lambda seed: find_similar(bench.search, [seed], SimilarOptions(COUNT)), seeds
    )
    goal = SIMILAR_GOALS_MS.get(len(bench.library)) if bench.dimension == 200 else None
    print_times(f"similar, n = {COUNT}", times, goal)
    assert all(len(result.items) == COUNT for result in times.results)
    smooth = SimilarOptions(COUNT, per_artist=3, smooth=True)
    print_times(
        "  - three of an artist, in smooth order",
        take_times(lambda seed: find_similar(bench.search, [seed], smooth), seeds[:100]),
    )
    recall = _recall(bench)
    is_exact = len(bench.library) <= BuildOptions().exact_until_rows
    name = f"  recall at {COUNT} against every row in float32"
    if is_exact:
        shown = f"{recall.strict:.4f}, {recall.with_ties:.4f} with ties"
        print_value(name, shown, "1.0 with float16 ties", is_met=recall.with_ties == 1.0)
    else:
        is_met = recall.strict >= RECALL_GOAL
        print_value(name, f"{recall.strict:.4f}", f">= {RECALL_GOAL:g}", is_met=is_met)


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of the true neighbours that were found; ties are within what float16 rounds."""

    strict: float
    with_ties: float


def _recall(bench: Bench) -> Recall:
    queries = bench.search.vectors(bench.library.shelf.numbers[bench.rows(200)])
    found = [bench.search.index.search(query, COUNT) for query in queries]
    best = np.full((len(queries), COUNT), -np.inf, np.float32)
    cosines = np.full((len(queries), COUNT), -np.inf, np.float32)
    for numbers, vectors in bench.library.chunks(bench.dimension):
        products = queries @ vectors.T
        for row, one in enumerate(found):
            here = (one.keys >= numbers[0]) & (one.keys <= numbers[-1])
            cosines[row, here] = products[row, one.keys[here] - numbers[0]]
        both = np.concatenate([best, products], axis=1)
        best = np.partition(both, -COUNT, axis=1)[:, -COUNT:]
    last = best.min(axis=1, keepdims=True)
    return Recall(float((cosines >= last).mean()), float((cosines >= last - TIE).mean()))


def measure_path(bench: Bench) -> None:
    """Lead between random tracks, and print how even the steps are."""
    ends = [[bench.library.track(row) for row in pair] for pair in bench.rows(30, 2).tolist()]
    options = PathOptions(STEPS)
    times = take_times(lambda pair: find_path(bench.search, pair[0], pair[1], options), ends)
    print_times(f"path of {STEPS} steps", times, GOALS_MS["path"])
    _print_steps("  steps", times.results, _steps)
    nearest = take_times(lambda pair: _nearest_to_waypoints(bench, pair), ends)
    print_times("  - the nearest track to each waypoint instead", nearest)
    _print_steps("  steps", nearest.results, lambda steps: steps)


def _steps(result: Any) -> Vectors:
    items: Sequence[Found] = result.items
    assert len(items) == STEPS
    return np.array([item.distance for item in items[1:]], np.float32)


def _print_steps(name: str, results: Sequence[Any], steps_of: Callable[[Any], Vectors]) -> None:
    steps = np.stack([steps_of(result) for result in results])
    largest, mean = float(np.median(steps.max(axis=1))), float(np.median(steps.mean(axis=1)))
    uneven = float(np.median(steps.max(axis=1) / steps.mean(axis=1)))
    print_value(name, f"largest {largest:.3f}, mean {mean:.3f}", f"largest / mean {uneven:.2f}")


def _nearest_to_waypoints(bench: Bench, pair: Sequence[Ingredient]) -> Vectors:
    """Return the steps of a path as the incumbent makes it: greedily, point by point."""
    shelf = bench.search.shelf
    rows = [shelf.row_of_id(one.track_ids[0]) for one in pair]
    start, end = bench.search.vectors(shelf.numbers[rows])
    numbers, last = [int(shelf.numbers[rows[0]])], int(shelf.numbers[rows[1]])
    for point in divide(start, end, np.linspace(0.0, 1.0, STEPS)[1:-1]):
        near = bench.search.index.search(point, CANDIDATES).keys.tolist()
        numbers.append(next(one for one in near if one not in numbers and one != last))
    vectors = bench.search.vectors(np.array([*numbers, last], np.int64))
    return distances_between(vectors[:-1], vectors[1:])


def measure_alchemy(bench: Bench) -> None:
    """Mix random tracks, with the picture: by methods of its own, then by a map."""
    seeds = bench.rows(40, ADDED + SUBTRACTED).tolist()
    options = AlchemyOptions(COUNT)

    def taken(music_map: MusicMap | None) -> Times:
        def call(rows: list[int]) -> Any:
            tracks = [bench.library.track(row) for row in rows]
            return mix(bench.search, tracks[:ADDED], tracks[ADDED:], options, music_map)

        return take_times(call, seeds)

    for name, music_map in (("no map", None), ("a map", _map(bench))):
        times = taken(music_map)
        kinds = "/".join(sorted({result.projection for result in times.results}))
        label = f"alchemy of {ADDED} + {SUBTRACTED} tracks, {name} ({kinds})"
        print_times(label, times, GOALS_MS["alchemy"])


def _map(bench: Bench) -> MusicMap:
    numbers = bench.library.shelf.numbers
    positions = bench.rng.uniform(-1, 1, (len(numbers), 2)).astype(np.float32)
    return MusicMap(bench.search.name, "layout", "pca", numbers, positions, len(numbers), NOW, NOW)


def measure_fingerprint(bench: Bench) -> None:
    """Take the fingerprints of listeners who play tracks by some artists."""
    listeners = [_listened(bench) for _ in range(30)]
    times = take_times(lambda listened: take_fingerprint(bench.search, listened, NOW), listeners)
    print_times(f"fingerprint of {LISTENED} played tracks", times, GOALS_MS["fingerprint"])


def _listened(bench: Bench) -> Sequence[Listening]:
    shelf, near = bench.library.shelf, []
    for row in bench.rows(FAVOURITE_CLUSTERS).tolist():
        found = bench.search.index.search(bench.search.vector_of(row), LISTENED)
        near.append(found.keys[bench.rng.permutation(LISTENED)[: LISTENED // FAVOURITE_CLUSTERS]])
    rows = np.unique(shelf.rows_of(np.concatenate(near))).tolist()
    plays = bench.rng.geometric(0.1, len(rows)).tolist()
    days = bench.rng.exponential(60.0, len(rows)).tolist()
    return [
        Listening(shelf.track_id(row), count, NOW - timedelta(days=ago))
        for row, count, ago in zip(rows, plays, days, strict=True)
    ]


def measure_text(bench: Bench) -> None:
    """Search by the vector of a text: all that is left to do once its model has answered."""
    directions = bench.search.vectors(bench.library.shelf.numbers[bench.rows(100)])
    noise = bench.rng.standard_normal(directions.shape, np.float32)
    queries = directions + noise / np.sqrt(np.float32(bench.dimension))
    times = take_times(
        lambda query: find_similar(
            bench.search,
            [Ingredient(IngredientKind.TEXT, "a text", vectors=query[np.newaxis])],
            SimilarOptions(COUNT),
        ),
        list(queries),
    )
    print_times(f"text, n = {COUNT}, its vector given", times, GOALS_MS["text"])


MEASURES: dict[str, Callable[[Bench], None]] = {
    "similar": measure_similar,
    "path": measure_path,
    "alchemy": measure_alchemy,
    "fingerprint": measure_fingerprint,
    "text": measure_text,
}

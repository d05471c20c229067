"""Read a shelf from SQLite, and ask a running server, over a library of 100,000 tracks."""

import http.client
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.discover_library import NAMES, synthetic_library
from benchmarks.discover_report import (
    print_head,
    print_seconds,
    print_times,
    print_value,
    take_times,
)
from benchmarks.discover_store import fill_store
from benchmarks.program import MemoryWatch, free_port, start, tree_cpu_s, wait_until_ready
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.discover import Labels, Shelf, ShelfKeeper

DIMENSION = 200
COUNT, REQUESTS = 100, 200
CHANGED, REFRESHES = 100, 10
GOAL_MS = 15.0


def measure_server(track_count: int, parts: Sequence[str]) -> None:
    """Fill a data folder, then measure the parts: shelf, http."""
    library = synthetic_library(track_count)
    ids = [one.decode() for one in library.shelf.ids.tolist()]
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        home = Path(folder) / "data"
        application = build(load_settings(data_dir=home))
        print_head(f"a data folder of {track_count:,} x {DIMENSION}, SQLite")
        began_s = time.perf_counter()
        fill_store(application, library, folder, DIMENSION)
        print_seconds("filling it", time.perf_counter() - began_s)
        if "shelf" in parts:
            _measure_shelf(application, ids)
        application.stop()
        if "http" in parts:
            _measure_http(home, np.random.default_rng(1).choice(ids, REQUESTS).tolist())


def _measure_shelf(application: Menura, ids: Sequence[str]) -> None:
    keeper = ShelfKeeper()

    def read(_: object = None) -> Shelf:
        with application.store.unit(read_only=True) as unit:
            return keeper.fresh(unit.shelf, force=True)

    before = psutil.Process().memory_info().rss
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    shelf = read()
    cpu = f", CPU {time.process_time() - began_cpu_s:.1f} s"
    print_seconds("reading the shelf, first", time.perf_counter() - began_s, more=cpu)
    grown = psutil.Process().memory_info().rss - before
    assert len(shelf) == len(ids)
    held = _held_bytes(shelf) / len(shelf)
    shown = f"{held:.0f} bytes a track"
    print_value("  memory", shown, f"the process grew by {grown / 2**20:.0f} MB while reading")
    times_ms = []
    for turn in range(REFRESHES):
        with application.store.unit() as unit:
            for track_id in ids[turn * CHANGED : (turn + 1) * CHANGED]:
                unit.tracks.set_favourite(track_id, turn % 2 == 0)
        began_s = time.perf_counter()
        assert read().revision > shelf.revision
        times_ms.append((time.perf_counter() - began_s) * 1e3)
    print_value(f"  taking in {CHANGED} changes, p50", f"{np.median(times_ms):.1f} ms")


def _held_bytes(shelf: Shelf) -> int:
    """Return the memory of a shelf: columns, labels, names."""
    values = [getattr(shelf, part.name) for part in fields(shelf)]
    return sum(_bytes(value) for value in values)


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, Labels):
        return sum(_bytes(getattr(value, part.name)) for part in fields(value))
    if isinstance(value, dict):
        return sys.getsizeof(value) + sum(sys.getsizeof(key) for key in value)
    if isinstance(value, tuple):
        return sys.getsizeof(value) + sum(sys.getsizeof(one) for one in value)
    return sys.getsizeof(value)


def _measure_http(home: Path, ids: Sequence[str]) -> None:
    """Start a server and ask it over one connection, one request after the other."""
    port = free_port()
    process = start("serve", "--port", str(port), home=home)
    try:
        wait_until_ready(port)
        watch = MemoryWatch(process.pid)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        began_s = time.perf_counter()
        _ask(connection, ids[0])
        print_seconds("first request over HTTP, reads the shelf", time.perf_counter() - began_s)
        server = psutil.Process(process.pid)
        before_s = tree_cpu_s(server)
        times = take_times(lambda track_id: _ask(connection, track_id), ids)
        cpu_ms = (tree_cpu_s(server) - before_s) * 1e3 / len(ids)
        print_times(f"similar, n = {COUNT}, over HTTP", times, GOAL_MS)
        size = int(np.median(times.results))
        print_value("  processor time of the server", f"{cpu_ms:.1f} ms", f"{size:,} bytes each")
        print_value("  memory of the server at most", f"{watch.stop() / 2**20:.0f} MB (PSS)")
    finally:
        process.terminate()
        process.wait()


def _ask(connection: http.client.HTTPConnection, track_id: str) -> int:
    """Ask for the neighbours of a track; return how many bytes the answer has."""
    connection.request(
        "GET", f"/api/v1/tracks/{track_id}/similar?n={COUNT}&space={NAMES[DIMENSION]}"
    )
    body = connection.getresponse().read()
    answer = json.loads(body)
    assert len(answer["items"]) == COUNT, answer
    return len(body)

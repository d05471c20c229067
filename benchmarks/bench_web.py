"""Measure the page in headless Chromium: first paint, and a map of 1,000,000 points.

    python -m benchmarks web [--tracks N] [--points N]

The page must be built (``make web``) and Node be there. The library beside it is synthetic; the
points of the map are made up by ``web/perf/measure.mjs`` in the format of the map's API, because
filling a database with so many tracks takes longer than everything that is measured here.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.discover_library import synthetic_library
from benchmarks.discover_report import print_value
from benchmarks.discover_store import fill_store
from benchmarks.program import free_port, start, wait_until_ready
from menura.bootstrap import build
from menura.config import load_settings

WEB = Path(__file__).resolve().parent.parent / "web"
DIMENSION = 256  # of the space that every library has
GOALS = {
    "fcp_ms": ("first contentful paint", "ms", 1500.0),
    "lcp_ms": ("largest contentful paint", "ms", 2000.0),
    "shift": ("layout shift", "", 0.05),
    "drawn_ms": ("from data to drawn", "ms", 6000.0),
    "from_address_ms": ("from the address to drawn", "ms", None),
    "zoom_frame_ms": ("a frame while zooming, median", "ms", None),
    "zoom_frame_p95_ms": ("  95th percentile", "ms", None),
    "zoom_pictures": ("  pictures drawn in three seconds", "", None),
    "lasso_ms": ("from the lasso to the list", "ms", 2000.0),
    "lassoed": ("  points in it", "", None),
}


def main() -> None:
    """Fill a data folder, serve it, and measure in a browser."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks web", description=__doc__)
    parser.add_argument("--tracks", type=int, default=20_000, help="in the library")
    parser.add_argument("--points", type=int, default=1_000_000, help="on the map")
    options, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        home = Path(folder) / "data"
        application = build(load_settings(data_dir=home))
        fill_store(application, synthetic_library(options.tracks), folder, DIMENSION)
        application.stop()
        port = free_port()
        process = start("serve", "--port", str(port), home=home)
        try:
            wait_until_ready(port)
            found = _measure(f"http://127.0.0.1:{port}", options.points)
        finally:
            process.terminate()
            process.wait()
    load = os.getloadavg()[0]
    print(f"\nthe page, median of three, load {load:.1f}; {options.tracks:,} tracks")
    for part, figures in found.items():
        print(f"\n{part if part != 'map' else f'/map with {options.points:,} points'}")
        for name, value in figures.items():
            _print_figure(name, value)


def _measure(address: str, points: int) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        ["node", "perf/measure.mjs", address, str(points)],
        cwd=WEB,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the browser stopped: {done.stderr[-2000:]}")
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def _print_figure(name: str, value: float) -> None:
    words, unit, goal = GOALS[name]
    shown = f"{value:,.3f}" if name == "shift" else f"{value:,.0f} {unit}"
    told = "" if goal is None else f"<= {goal:g} {unit}"
    print_value(words, shown, told, is_met=None if goal is None else value <= goal)


if __name__ == "__main__":
    main()

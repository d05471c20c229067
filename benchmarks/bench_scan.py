"""How fast a folder is taken in: 200 generated tracks of 30 s, through the whole program."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.program import MemoryWatch, environment
from tests.audio_synthesis import render_library

TRACKS = 200
LENGTH_S = 30.0


def main() -> None:
    """Scan twice, and print one table."""
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        music, home = Path(folder) / "music", Path(folder) / "data"
        render_library(music, TRACKS, LENGTH_S, seed=1)
        print(f"{TRACKS} tracks of {LENGTH_S:.0f} s (FLAC)")
        print(f"{'scan':<22}{'wall s':>8}{'tracks/min':>12}{'peak MB':>9}")
        for name in ("first", "second, all known"):
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "menura", "scan", str(music), "--json"],
                env=environment(home),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            watch = MemoryWatch(process.pid)
            out, _ = process.communicate()
            wall_s = time.perf_counter() - began
            heard = json.loads(out)["results"]["heard"]
            pace = f"{heard * 60 / wall_s:.0f}" if heard else "-"
            print(f"{name:<22}{wall_s:>8.1f}{pace:>12}{watch.stop() / 1e6:>9.0f}")


if __name__ == "__main__":
    main()

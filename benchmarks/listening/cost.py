"""What one file costs: processor time stage by stage, and memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.listening.report import Table, at_most
from benchmarks.listening.workbench import Workbench

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)
_ROUNDS = 5
_FEWER_ROUNDS = 3


def run(bench: Workbench) -> list[Table]:
    """Measure the cost of a song of four minutes, and the memory two hours take."""
    song = bench.library.tracks(1)[0].path
    rounds = _ROUNDS if bench.share == 1 else _FEWER_ROUNDS
    return [_stages(song, rounds), _memory(song, bench)]


def _stages(song: Path, rounds: int) -> Table:
    spent: list[dict[str, float]] = run_child("benchmarks.listening.stages", song, rounds)["rounds"]
    # The cheapest round is the one least disturbed: processor time is never too low.
    best = min(spent, key=lambda stages: sum(stages.values()))
    totals = [sum(stages.values()) for stages in spent]
    table = Table(f"Processor time of a 4-minute mp3, 44.1 kHz stereo ({rounds} rounds, warm)")
    table.add("total, best round", min(totals), "s", at_most(0.9))
    table.add("total, median round", median(totals), "s")
    rows = [(stage, round(1000 * seconds, 1)) for stage, seconds in best.items()]
    table.detail(("stage", "ms"), rows)
    return table


def _memory(song: Path, bench: Workbench) -> Table:
    table = Table("Memory of a fresh process that hears one file (peak resident)")
    heard = run_child("benchmarks.listening.menura_pipeline", song, 1)
    table.add("4-minute mp3", heard["peak_rss_mb"], "MB", at_most(200))
    if bench.share == 1:
        heard = run_child("benchmarks.listening.menura_pipeline", bench.library.two_hours(), 1)
        table.add("2-hour mp3", heard["peak_rss_mb"], "MB", at_most(400))
        table.add("2-hour mp3, processor time", heard["cpu_s"][0], "s")
    return table


def run_child(
    module: str, path: Path, rounds: int, *, python: Path = Path(sys.executable)
) -> dict[str, Any]:
    """Run a module of this package in a process of its own and return what it printed, as JSON.

    Raises
    ------
    RuntimeError
        When it fails; says what it said.
    """
    command = [str(python), "-m", module, str(path), str(rounds)]
    done = subprocess.run(
        command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer

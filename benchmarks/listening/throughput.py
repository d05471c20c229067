"""How many tracks a core hears in a minute, and what a second process adds."""

import os
import resource
import time
from pathlib import Path
from statistics import median

from benchmarks.listening.report import Table, at_least
from benchmarks.listening.workbench import Workbench
from benchmarks.rendered_music.sound_sets import TRACK_COUNT
from menura.analysis.hearing import HearingTask
from menura.analysis.steps import BUILT_IN
from menura.jobs.process_pool import PoolOptions, ProcessPool

_FILES = 200
_ROUNDS = 3
_FUNCTION = "menura.analysis.hearing:hear"
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run(bench: Workbench) -> list[Table]:
    """Hear files with one and with two processes, taking turns."""
    tracks = [file.path for file in bench.library.tracks(bench.count(TRACK_COUNT))]
    files = bench.count(_FILES) // _ROUNDS * _ROUNDS
    per_round = max(2, files // _ROUNDS)
    load_before = os.getloadavg()[0]
    cpu_before_s = _children_cpu_s()
    rates: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(_ROUNDS):
        chosen = [tracks[(turn * per_round + n) % len(tracks)] for n in range(per_round)]
        for size, of in rates.items():
            of.append(_tracks_per_minute(chosen, size))
            print(f"{size} process(es): {of[-1]:.0f} tracks/min", flush=True)
    table = Table(f"Throughput ({_ROUNDS} rounds of {per_round} mp3 of 4 min each way, medians)")
    one, two = median(rates[1]), median(rates[2])
    ratio = median(b / a for a, b in zip(rates[1], rates[2], strict=True))
    table.add("one process, tracks/min", one, "", at_least(80))
    table.add("two processes, tracks/min", two)
    table.add("two processes, tracks/min/core", two / 2)
    table.add("two processes over one, median of rounds", ratio, "x", at_least(1.8))
    heard = _ROUNDS * (2 * per_round + 3)  # with those that were heard to warm up
    cpu_s = (_children_cpu_s() - cpu_before_s) / heard
    table.add("processor time of a track, with the start of processes", cpu_s, "s")
    table.add("load average before (should be below .5)", load_before)
    return [table]


def _children_cpu_s() -> float:
    """Return the processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tracks_per_minute(paths: list[Path], size: int) -> float:
    options = PoolOptions(niceness=0, environment=_ONE_THREAD)
    with ProcessPool[HearingTask, object](_FUNCTION, size=size, options=options) as pool:
        _hear(pool, paths[:1] * size)  # imports are paid once for many thousands of files
        began_s = time.perf_counter()
        _hear(pool, paths)
        return 60 * len(paths) / (time.perf_counter() - began_s)


def _hear(pool: ProcessPool[HearingTask, object], paths: list[Path]) -> None:
    tasks = [HearingTask(str(path), BUILT_IN, frozenset()) for path in paths]
    for outcome in pool.run(tasks):
        if outcome.status != "done":
            raise RuntimeError(f"{outcome.item.path}: {outcome.status}: {outcome.error_message}")

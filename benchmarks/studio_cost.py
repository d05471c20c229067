"""Measure what one track of two minutes costs, in a fresh process."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.listening.process_memory import peak_rss_mb
from benchmarks.listening.report import Table, at_least, at_most

PROMPT = "uplifting house with piano, strings and vocal chops, A minor, 124 BPM, 2 minutes"
_SEED = 7
_WARM_RUNS = 3
_WALL_GOAL_S, _MEMORY_GOAL_MB, _STEMS_GOAL = 15.0, 1536.0, 6


@dataclass(frozen=True, slots=True)
class Cost:
    """What a production took.

    Attributes
    ----------
    wall_s, cpu_s : float
        From the start of the process to its end, imports included.
    stages_s : dict
        Wall time by stage; ``"start"`` is the imports.
    """

    wall_s: float
    cpu_s: float
    memory_mb: float
    stems: int
    attempts: int
    has_passed: bool
    stages_s: dict[str, float]


def measure_cost() -> Table:
    """Make the track with compiled loops in the cache, and once without."""
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as name:
        folder = Path(name)
        cold = _run(folder / "cold", {"NUMBA_CACHE_DIR": str(folder / "compiled")})
        warm = [
            _run(folder / f"warm-{number}", {"NUMBA_CACHE_DIR": str(folder / "compiled")})
            for number in range(_WARM_RUNS)
        ]
    best = sorted(warm, key=lambda cost: cost.wall_s)[len(warm) // 2]
    table = Table(f"one track of two minutes, median of {_WARM_RUNS}: {PROMPT}")
    table.add("wall, all included", best.wall_s, "s", at_most(_WALL_GOAL_S))
    table.add("CPU", best.cpu_s, "s")
    table.add("highest memory", max(one.memory_mb for one in warm), "MB", at_most(_MEMORY_GOAL_MB))
    table.add("stems", best.stems, "", at_least(_STEMS_GOAL))
    table.add("attempts", best.attempts)
    table.add("passes every check", float(best.has_passed), "", at_least(1.0))
    table.add("wall, first time on a machine", cold.wall_s, "s")
    table.add("CPU, first time on a machine", cold.cpu_s, "s")
    table.add("load of the machine now", os.getloadavg()[0])
    rows = [(stage, best.stages_s[stage], cold.stages_s[stage]) for stage in best.stages_s]
    table.detail(("stage", "wall s", "first time"), rows)
    return table


def _run(folder: Path, variables: dict[str, str]) -> Cost:
    """Make the track in a process of its own."""
    folder.mkdir()
    result = folder / "cost.json"
    words = [sys.executable, "-m", "benchmarks.studio_cost", str(folder), str(result)]
    began_s = time.perf_counter()
    subprocess.run(words, env=os.environ | variables, check=True)
    wall_s = time.perf_counter() - began_s
    inside = Cost(**json.loads(result.read_text("utf-8")))
    stages_s = {"start": wall_s - inside.wall_s} | inside.stages_s
    return Cost(**asdict(inside) | {"wall_s": wall_s, "stages_s": stages_s})


def _make_here(folder: Path) -> Cost:
    # the time this takes is measured
    from benchmarks.studio_cases import Case
    from benchmarks.studio_making import produce

    began_s = time.perf_counter()
    stages_s: dict[str, float] = {}
    name, since_s = "understand", began_s

    def report(stage: str, share: float) -> None:
        """Note when a stage begins; `share` is told more often than that."""
        nonlocal name, since_s
        now_s = time.perf_counter()
        stages_s[name] = stages_s.get(name, 0.0) + now_s - since_s
        name, since_s = str(stage), now_s

    case = Case(number=0, prompt=PROMPT, seed=_SEED, genre="house")
    produced = produce(case, folder / "production", threads=2, report=report)
    report("end", 1.0)
    return Cost(
        wall_s=time.perf_counter() - began_s,
        cpu_s=time.process_time(),
        memory_mb=peak_rss_mb(),
        stems=len(produced.score.parts),
        attempts=produced.attempts,
        has_passed=produced.report.passed,
        stages_s=stages_s,
    )


def main() -> None:
    """Make the track here and write what it took; run by `measure_cost` in a process of its own."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("result", type=Path)
    options = parser.parse_args()
    cost = _make_here(options.folder)
    options.result.write_text(json.dumps(asdict(cost)), "utf-8")


if __name__ == "__main__":
    main()

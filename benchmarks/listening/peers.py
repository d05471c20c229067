"""Menura and a straightforward librosa pipeline, side by side on the same file."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.listening.cost import run_child
from benchmarks.listening.report import Table, at_least
from benchmarks.listening.workbench import Workbench

_REPEATS = 3
_WARM_ROUNDS = 3
_INSTALL_PATIENCE_S = 400
_PIPELINES = {"Menura": "menura_pipeline", "librosa": "librosa_pipeline"}


def run(bench: Workbench) -> list[Table]:
    """Measure both, taking turns, the first file of a process and later ones."""
    table = Table(f"Beside librosa: one 4-minute mp3, medians of {_REPEATS} taking turns")
    peer = _peer_python(bench.folder / "librosa-venv")
    if peer is None:
        table.remark("Skipped: librosa could not be installed into an environment of its own.")
        return [table]
    song = bench.library.tracks(1)[0].path
    pythons = {"Menura": Path(sys.executable), "librosa": peer}
    _hear_once("librosa", peer, song)  # fills numba's and the system's caches, which is only fair
    first: dict[str, list[dict[str, Any]]] = {name: [] for name in pythons}
    warm: dict[str, list[dict[str, Any]]] = {name: [] for name in pythons}
    for _ in range(_REPEATS):
        for name, python in pythons.items():
            first[name].append(_hear_once(name, python, song))
        for name, python in pythons.items():
            warm[name].append(_hear_warm(name, python, song))
    for title, runs, goal in (("first file, fresh process", first, 5), ("warm", warm, 2)):
        for kind in ("wall_s", "cpu_s"):
            medians = {name: median(run[kind] for run in of) for name, of in runs.items()}
            label = "wall" if kind == "wall_s" else "processor"
            for name, value in medians.items():
                table.add(f"{title}: {name}, {label}", value, "s")
            ratio = medians["librosa"] / medians["Menura"]
            table.add(f"{title}: ratio, {label}", ratio, "x", at_least(goal))
    for name, of in warm.items():
        table.add(f"peak memory, {name}", median(run["peak_rss_mb"] for run in of), "MB")
    table.remark(
        "Menura: everything a worker does. librosa: load, beat_track, chroma_cqt with Krumhansl's",
        "profiles, melspectrogram, rms. Both with one thread.",
    )
    return [table]


def _hear_once(name: str, python: Path, song: Path) -> dict[str, Any]:
    """Time a whole process, from its start to its end, that hears one file."""
    began_s = time.perf_counter()
    answer = run_child(_module(name), song, 1, python=python)
    wall_s = time.perf_counter() - began_s
    return {"wall_s": wall_s, "cpu_s": answer["process_cpu_s"]}


def _hear_warm(name: str, python: Path, song: Path) -> dict[str, Any]:
    answer = run_child(_module(name), song, 1 + _WARM_ROUNDS, python=python)
    return answer | {kind: median(answer[kind][1:]) for kind in ("wall_s", "cpu_s")}


def _module(name: str) -> str:
    return f"benchmarks.listening.{_PIPELINES[name]}"


def _peer_python(folder: Path) -> Path | None:
    """Return the Python of an environment that has librosa, making it if need be."""
    python = folder / "bin" / "python"
    if not python.exists():
        print("Installing librosa into an environment of its own ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
    if not _has_librosa(python):
        command = [str(python), "-m", "pip", "install", "--quiet", "librosa"]
        try:
            subprocess.run(command, check=False, timeout=_INSTALL_PATIENCE_S, capture_output=True)
        except (subprocess.TimeoutExpired, OSError):
            return None
    return python if _has_librosa(python) else None


def _has_librosa(python: Path) -> bool:
    command = [str(python), "-c", "import importlib.util as u; assert u.find_spec('librosa')"]
    return (
        python.exists()
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )

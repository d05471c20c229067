"""Measure how much the memory of a server grows over many requests."""

import psutil

from benchmarks.suggestions_figures import print_amount
from benchmarks.suggestions_server import CLIENTS, Running, Tempi, tempo_plan

WARM_UP, REQUESTS, PARTS = 1_000, 10_000, 5
GOAL_MB = 50.0


def measure_memory(server: Running) -> None:
    """Print how much resident memory there is more, after each fifth of the requests."""
    tempi = Tempi()
    _ask(server, WARM_UP, tempi)
    before_mb = resident_mb(server.process)
    grown_mb = []
    for _ in range(PARTS):
        _ask(server, REQUESTS // PARTS, tempi)
        grown_mb.append(resident_mb(server.process) - before_mb)
    steps = " ".join(f"{one:+.1f}" for one in grown_mb)
    name = f"memory grown over {REQUESTS:,} requests"
    print_amount(name, grown_mb[-1], "MB", GOAL_MB, more=f" of {before_mb:.0f} ({steps})")


def resident_mb(process: psutil.Process) -> float:
    """Return the resident memory of a process and its children, in MB."""
    members = (process, *process.children(recursive=True))
    return float(sum(member.memory_info().rss for member in members)) / 2**20


def _ask(server: Running, requests: int, tempi: Tempi) -> None:
    each = requests // CLIENTS
    plans = [tempo_plan(server.library, client, each, tempi) for client in range(CLIENTS)]
    server.take(plans)

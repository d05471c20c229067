"""Start a server over a filled library, and ask it for suggestions over HTTP."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.program import free_port, start, tree_cpu_s, wait_until_ready
from benchmarks.suggestions_figures import Figure, Round, figure_of
from benchmarks.suggestions_library import GENRES, TEMPI_BPM, SampleLibrary
from benchmarks.suggestions_load import Ask, Taken, write_plans

BASE = "/api/v1/recommendations"
CLIENTS = 8
COUNT = 10
ACCEPTED = 8
ROUNDS = 3
START_PATIENCE_S = 180.0  # beside other work
TOP, CONTEXT = "top", "context"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs, and what it serves."""

    port: int
    process: psutil.Process
    library: SampleLibrary

    def take(self, plans: Sequence[Sequence[Ask]]) -> tuple[Taken, float]:
        """Ask from a process of its own; return what it took, and the server's processor time."""
        before_s = tree_cpu_s(self.process)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.suggestions_load"],
            input=write_plans(self.port, plans),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the load stopped: {done.stderr[-2000:]}")
        return Taken.read(done.stdout), tree_cpu_s(self.process) - before_s


@contextmanager
def running_server(
    home: Path, library: SampleLibrary, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run ``menura serve`` over a data folder."""
    port = free_port()
    process = start("serve", "--port", str(port), home=home, **(environment or {}))
    try:
        wait_until_ready(port, START_PATIENCE_S)
        yield Running(port, psutil.Process(process.pid), library)
    finally:
        process.terminate()
        process.wait()


# ------------------------------------------------------------------ what is asked


def top(session: str, bpm: float | None = None, label: str = TOP) -> Ask:
    """Ask for ten suggestions."""
    tempo = "" if bpm is None else f"&bpm={bpm:.3f}"
    return Ask(label, "GET", f"{BASE}/top?n={COUNT}&session={session}{tempo}")


def say(session: str, label: str = CONTEXT, **context: object) -> Ask:
    """Set something of a context."""
    return Ask(label, "POST", f"{BASE}/context?session={session}", dict(context))


def session_name(client: int) -> str:
    """Return the session of a client."""
    return f"client-{client}"


def opening(library: SampleLibrary, client: int) -> list[Ask]:
    """Say all there is to say in a session, and ask once; not counted."""
    genre = client % len(GENRES)
    context = say(
        session_name(client),
        "",
        bpm=TEMPI_BPM[genre],
        key=("Am", "Eb", "8B", "F#m")[client % 4],
        mood_tags=["happy", "dark"],
        genre_intent=GENRES[genre],
        accepted_track_ids=library.picked_ids(client, ACCEPTED),
    )
    return [context, top(session_name(client), label="")]


@dataclass(slots=True)
class Tempi:
    """Tempi of three decimals, never the same twice."""

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(3))
    used: set[float] = field(default_factory=set)

    def next(self) -> float:
        """Return another tempo, 70 to 180 BPM."""
        while True:
            bpm = round(float(self.rng.uniform(70.0, 180.0)), 3)
            if bpm not in self.used:
                self.used.add(bpm)
                return bpm


Plan = Callable[[SampleLibrary, int, int, Tempi], list[Ask]]


def tempo_plan(_library: SampleLibrary, client: int, each: int, tempi: Tempi) -> list[Ask]:
    """Ask with another tempo each time."""
    return [top(session_name(client), tempi.next()) for _ in range(each)]


def shared_plan(_library: SampleLibrary, _client: int, each: int, tempi: Tempi) -> list[Ask]:
    """Ask with another tempo each time, all in one session."""
    return [top(session_name(0), tempi.next()) for _ in range(each)]


def context_plan(_library: SampleLibrary, client: int, each: int, tempi: Tempi) -> list[Ask]:
    """Set another tempo each time, then ask."""
    name = session_name(client)
    return [ask for _ in range(each) for ask in (say(name, bpm=tempi.next()), top(name))]


def target_plan(library: SampleLibrary, client: int, each: int, tempi: Tempi) -> list[Ask]:
    """Accept other tracks each time, set another tempo, then ask: nothing kept is of use."""
    name, asks = session_name(client), []
    for _ in range(each):
        bpm = tempi.next()
        accepted = library.picked_ids(int(bpm * 1e3), ACCEPTED)
        asks += [say(name, bpm=bpm, accepted_track_ids=accepted), top(name)]
    return asks


# ------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: how to ask.

    Attributes
    ----------
    share : float
        Of the requests of the first line.
    has_goal : bool
        The issue names a figure for this way to ask.
    """

    name: str
    plan: Plan
    clients: int = CLIENTS
    share: float = 1.0
    has_goal: bool = True


ROWS = (
    Row(f"{CLIENTS} clients, a session each, bpm= in each", tempo_plan),
    Row(f"{CLIENTS} clients, one session, bpm= in each", shared_plan),
    Row(f"{CLIENTS} clients, context set before each", context_plan, share=0.5),
    Row(f"{CLIENTS} clients, another target before each", target_plan, share=0.5),
    Row("1 client, bpm= in each", tempo_plan, clients=1, share=2.0),
    Row("1 client, another target before each", target_plan, clients=1),
)


def measure_row(server: Running, row: Row, requests: int, tempi: Tempi) -> dict[str, Figure]:
    """Return the figures of a line by label; `requests` are asked in each round."""
    each = max(4, int(requests * row.share / CLIENTS))
    rounds: dict[str, list[Round]] = {}
    for _ in range(ROUNDS):
        plans = [row.plan(server.library, one, each, tempi) for one in range(row.clients)]
        taken, cpu_s = server.take(plans)
        for label, times_ms in taken.times_ms.items():
            rounds.setdefault(label, []).append(Round(times_ms, taken.seconds, cpu_s))
    return {label: figure_of(taken) for label, taken in rounds.items()}


def open_sessions(server: Running) -> float:
    """Let each client say its context; return the seconds until all had an answer."""
    taken, _ = server.take([opening(server.library, client) for client in range(CLIENTS)])
    return taken.seconds

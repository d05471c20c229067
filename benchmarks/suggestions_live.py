"""Measure how soon those who follow a session are told of a change."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.discover_library import track_id
from benchmarks.suggestions_figures import Round, figure_of, print_figure
from benchmarks.suggestions_server import BASE, COUNT, Running, Tempi, session_name
from menura.bootstrap import Menura

CHANGES = 40
GOAL_CONTEXT_MS, GOAL_LIBRARY_MS = 300.0, 1_000.0
PATIENCE_S = 10.0
REST_S = (0.1, 1.3)  # between changes: right after a ranking, and long after one


@dataclass(slots=True)
class Follower:
    """Read the stream of a session in a thread of its own."""

    port: int
    session: str
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for(self, fits: Callable[[dict[str, Any]], bool], since_s: float) -> float:
        """Return when an event came that fits, in the seconds of the performance counter."""
        deadline_s = time.perf_counter() + PATIENCE_S
        with self.news:
            while True:
                for at_s, event in reversed(self.events):
                    if at_s >= since_s and fits(event):
                        return float(at_s)
                if not self.news.wait(max(0.0, deadline_s - time.perf_counter())):
                    raise TimeoutError(f"no event came within {PATIENCE_S:g} s")

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", f"{BASE}/stream?n={COUNT}&session={self.session}")
        answer = connection.getresponse()
        while line := answer.readline():
            if not line.startswith(b"data:"):
                continue
            at_s = time.perf_counter()
            event = json.loads(line.removeprefix(b"data:"))
            with self.news:
                self.events.append((at_s, event))
                self.news.notify_all()


def measure_live(server: Running, application: Menura) -> None:
    """Print two lines: after a change of the context, after one of the library."""
    session = session_name(0)
    follower = Follower(server.port, session)
    follower.wait_for(lambda _: True, 0.0)
    rng, tempi = np.random.default_rng(5), Tempi()
    times_ms = []
    for _ in range(CHANGES):
        time.sleep(float(rng.uniform(*REST_S)))
        times_ms.append(_after_context(server, follower, tempi.next()))
    label = "context set -> event"
    print_figure(label, figure_of([Round(times_ms)]), GOAL_CONTEXT_MS, of_p95=True)
    times_ms = []
    for turn in range(CHANGES):
        time.sleep(float(rng.uniform(*REST_S)))
        times_ms.append(_after_library(application, follower, turn))
    label = "library changed by another process -> event"
    print_figure(label, figure_of([Round(times_ms)]), GOAL_LIBRARY_MS, of_p95=True)


def _after_context(server: Running, follower: Follower, bpm: float) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    began_s = time.perf_counter()
    connection.request(
        "POST",
        f"{BASE}/context?session={follower.session}",
        json.dumps({"bpm": bpm}),
        {"Content-Type": "application/json"},
    )
    version = json.loads(connection.getresponse().read())["version"]
    connection.close()

    def is_told(event: dict[str, Any]) -> bool:
        return bool(event["recommendations"]["context"]["version"] >= version)

    return (follower.wait_for(is_told, began_s) - began_s) * 1e3


def _after_library(application: Menura, follower: Follower, turn: int) -> float:
    with application.store.unit() as unit:
        unit.tracks.set_favourite(track_id(turn + 1), turn % 2 == 0)
    began_s = time.perf_counter()

    def is_told(event: dict[str, Any]) -> bool:
        return bool(event["cause"].startswith("library"))

    return (follower.wait_for(is_told, began_s) - began_s) * 1e3

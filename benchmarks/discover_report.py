"""Take times and print them beside their goals, one line each."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

WARM_UP = 3  # calls before the clock runs: libraries are loaded, files are read


@dataclass(frozen=True, slots=True)
class Times:
    """How long calls took; processor time is the mean, over all threads."""

    p50_ms: float
    p95_ms: float
    cpu_ms: float
    results: list[Any]


def take_times(call: Callable[[Any], Any], inputs: Iterable[Any]) -> Times:
    """Return how long a call takes with each of some inputs, and what came of it."""
    given = list(inputs)
    for one in given[:WARM_UP]:
        call(one)
    results, walls_ms = [], []
    cpu_s = time.process_time()
    for one in given:
        began_s = time.perf_counter()
        results.append(call(one))
        walls_ms.append((time.perf_counter() - began_s) * 1e3)
    cpu_s = time.process_time() - cpu_s
    p50, p95 = np.percentile(walls_ms, [50, 95])
    return Times(float(p50), float(p95), cpu_s * 1e3 / len(given), results)


def print_head(title: str) -> None:
    """Begin a table."""
    print(f"\n{title}")
    print(f"  {'':<46}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}  goal", flush=True)


def print_times(name: str, times: Times, goal_ms: float | None = None) -> None:
    """Print one line of a table."""
    print(
        f"  {name:<46}{times.p50_ms:>9.2f}{times.p95_ms:>9.2f}{times.cpu_ms:>9.2f}"
        f"{'' if goal_ms is None else _verdict(times.p50_ms, goal_ms, 'ms')}",
        flush=True,
    )


def print_value(name: str, shown: str, goal: str = "", *, is_met: bool | None = None) -> None:
    """Print a figure that is no time of many calls."""
    verdict = "" if is_met is None else ("  met" if is_met else "  MISSED")
    print(f"  {name:<46}{shown:>27}{f'  {goal}' if goal else ''}{verdict}", flush=True)


def print_seconds(name: str, took_s: float, goal_s: float | None = None, more: str = "") -> None:
    """Print how many seconds something took that is done once."""
    goal = "" if goal_s is None else f"< {goal_s:g} s"
    is_met = None if goal_s is None else took_s < goal_s
    print_value(name, f"{took_s:.2f} s{more}", goal, is_met=is_met)


def _verdict(value: float, goal: float, unit: str) -> str:
    return f"  < {goal:g} {unit}  {'met' if value < goal else 'MISSED'}"

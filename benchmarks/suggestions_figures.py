"""Put times of several rounds together and print them beside their goals."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

WIDTH = 50


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took.

    Attributes
    ----------
    cpu_s : float
        Processor time of the server, all its processes.
    """

    times_ms: Sequence[float]
    seconds: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians over rounds; `per_s` and `cpu_ms` are 0 where they were not taken.

    Attributes
    ----------
    best_ms : float
        The median of the quickest round: nearest to what a quiet machine would show.
    """

    p50_ms: float
    p95_ms: float
    per_s: float
    cpu_ms: float
    best_ms: float


def figure_of(rounds: Sequence[Round]) -> Figure:
    """Return the medians of what rounds took, so that one disturbed round does not count."""
    p50s = [float(np.percentile(one.times_ms, 50)) for one in rounds]
    p95s = [float(np.percentile(one.times_ms, 95)) for one in rounds]
    per_s = [len(one.times_ms) / one.seconds if one.seconds else 0.0 for one in rounds]
    cpu_ms = [1e3 * one.cpu_s / len(one.times_ms) for one in rounds]
    return Figure(median(p50s), median(p95s), median(per_s), median(cpu_ms), min(p50s))


def verdict(value: float, goal: float | None, unit: str) -> str:
    """Return a goal and whether it was met; nothing without one."""
    if goal is None:
        return ""
    return f"< {goal:g} {unit}  {'met' if value < goal else 'MISSED'}"


def load_average() -> float:
    """Return how many processes wanted to run in the last minute."""
    return os.getloadavg()[0]


def print_title(title: str) -> None:
    """Begin a table."""
    columns = ("p50 ms", "best", "p95 ms", "per s", "CPU ms", "load")
    print(f"\n{title}\n  {'':<{WIDTH}}{''.join(f'{one:>8}' for one in columns)}  goal", flush=True)


def print_figure(
    name: str, figure: Figure, goal_ms: float | None = None, *, of_p95: bool = False
) -> None:
    """Print one line of a table; the goal is one of the median, or of the 95th percentile."""
    per_s = f"{figure.per_s:.0f}" if figure.per_s else ""
    cpu_ms = f"{figure.cpu_ms:.2f}" if figure.cpu_ms else ""
    kept = verdict(figure.p95_ms if of_p95 else figure.p50_ms, goal_ms, "ms")
    print(
        f"  {name:<{WIDTH}}{figure.p50_ms:>8.2f}{figure.best_ms:>8.2f}{figure.p95_ms:>8.2f}"
        f"{per_s:>8}{cpu_ms:>8}{load_average():>8.1f}  {kept}{' (p95)' if of_p95 else ''}".rstrip(),
        flush=True,
    )


def print_amount(
    name: str, value: float, unit: str, goal: float | None = None, *, more: str = ""
) -> None:
    """Print a figure that was taken once."""
    shown = f"{value:.1f} {unit}{more}"
    kept = verdict(value, goal, unit)
    print(f"  {name:<{WIDTH}}{shown:>48}  {kept}".rstrip(), flush=True)

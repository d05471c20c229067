"""Measure suggestions over HTTP, on synthetic samples, beside their goals.

    python -m benchmarks suggestions [--large] [--only PART,...] [--keep FOLDER]

Parts: 10k, 100k, 1m (with --large), postgres, live, memory. Without --large a run takes about six
minutes on two quiet cores, with it twenty more and 8 GB of disk. The server is ``menura serve``;
those who ask are a process of their own with raw connections that stay open. Each line shows
medians over three rounds; CPU is the processor time of the server for each answer (with that of
the context set before it, where there is one), best the median of the quickest round, load what
else the machine does: with 2 cores, figures taken at a load above 3 are too high.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import menura  # noqa: F401  first of all: it holds the arithmetic to one thread, as in the service
from benchmarks.suggestions_figures import (
    load_average,
    print_amount,
    print_figure,
    print_title,
)
from benchmarks.suggestions_library import DIMENSIONS, SampleLibrary, sample_library
from benchmarks.suggestions_live import measure_live
from benchmarks.suggestions_memory import measure_memory
from benchmarks.suggestions_server import (
    ROWS,
    TOP,
    Running,
    Tempi,
    measure_row,
    open_sessions,
    running_server,
)
from benchmarks.suggestions_store import fill_store
from menura.bootstrap import build
from menura.config import load_settings

FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Part:
    """A library to measure.

    Attributes
    ----------
    requests : int
        Asked in each round of the first line.
    goal_ms : float
        What the issue wants of the median.
    """

    tracks: int
    space: str
    requests: int
    goal_ms: float
    on_postgres: bool = False
    is_large: bool = False
    is_live: bool = True

    @property
    def title(self) -> str:
        """Return what is measured."""
        database = "PostgreSQL with pgvector" if self.on_postgres else "SQLite"
        return f"{self.tracks:,} x {DIMENSIONS[self.space]} ({self.space}), {database}"


PARTS = {
    "10k": Part(10_000, "dsp", 800, 20.0),
    "100k": Part(100_000, "dsp", 400, 60.0),
    "1m": Part(1_000_000, "clap", 160, 250.0, is_large=True, is_live=False),
    "postgres": Part(10_000, "dsp", 800, 50.0, on_postgres=True),
}
EXTRAS = ("live", "memory")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks suggestions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = (*PARTS, *EXTRAS)
    parser.add_argument("--only", metavar="PART", help=f"these, with commas: {', '.join(names)}")
    parser.add_argument("--large", action="store_true", help="with a million samples")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep filled libraries there and use them again"
    )
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else names
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"there is no part {unknown[0]!r}; take some of {', '.join(names)}")
    extras = [one for one in EXTRAS if one in wanted]
    if extras and not any(name in wanted for name in PARTS):
        _measure(PARTS["10k"], extras, options.keep, with_rows=False)
    for name in (name for name in PARTS if name in wanted):
        part = PARTS[name]
        if part.is_large and not (options.large or options.only):
            print(f"\n{part.title}: left out, takes twenty minutes; add --large")
            continue
        at_this = [one for one in extras if (one == "live" and part.is_live) or name == "10k"]
        _measure(part, at_this, options.keep)


def _measure(
    part: Part, extras: Sequence[str], keep: Path | None, *, with_rows: bool = True
) -> None:
    """Fill a library, start a server, and print one table."""
    library = sample_library(part.tracks, time.time())
    with ExitStack() as stack:
        environment = stack.enter_context(_database(part))
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory("", "menura-bench-")))
        name = f"{part.tracks}-{part.space}{'-postgres' if part.on_postgres else ''}"
        home = folder / name
        print_title(part.title)
        _fill(part, library, home, environment)
        server = stack.enter_context(running_server(home, library, environment))
        print_amount("first answers: eight sessions, shelf read", open_sessions(server), "s")
        if with_rows:
            _print_rows(server, part)
        if "live" in extras:
            application = build(load_settings(data_dir=home, **_as_settings(environment)))
            stack.callback(application.stop)
            measure_live(server, application)
        if "memory" in extras:
            measure_memory(server)
        print_amount("load average now", load_average(), "")


def _print_rows(server: Running, part: Part) -> None:
    tempi = Tempi()
    for row in ROWS:
        for label, figure in measure_row(server, row, part.requests, tempi).items():
            is_top = label == TOP
            name = row.name if is_top else "  - setting the context before it"
            print_figure(name, figure, part.goal_ms if is_top and row.has_goal else None)


def _fill(part: Part, library: SampleLibrary, home: Path, environment: Mapping[str, str]) -> None:
    if (home / FILLED).exists() and not part.on_postgres:
        return
    application = build(load_settings(data_dir=home, **_as_settings(environment)))
    began_s = time.perf_counter()
    try:
        music = home.parent / "music"
        music.mkdir(parents=True, exist_ok=True)
        fill_store(application, library, str(music), part.space)
    finally:
        application.stop()
    (home / FILLED).touch()
    print_amount("filling it", time.perf_counter() - began_s, "s")


def _as_settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("MENURA_").lower(): value for name, value in environment.items()}


@contextmanager
def _database(part: Part) -> Iterator[dict[str, str]]:
    """Yield what the environment says of a database: nothing for SQLite."""
    if not part.on_postgres:
        yield {}
        return
    from tests.postgres import running_postgres  # of the extra `dev`, and needed here alone

    with running_postgres() as postgres:
        yield {"MENURA_DATABASE_URL": postgres.url(postgres.make_database())}


if __name__ == "__main__":
    main()

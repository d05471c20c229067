"""Kinds of work for tests of job engines, and a worker process that does them.

DBOS keeps its state in globals of a process, and only a process can be killed: so workers run
this file (``python -m tests.engine_scenarios``), while the test looks at the database.
"""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from menura.jobs import (
    JobContext,
    JobFailedError,
    JobKind,
    JobQueue,
    NewJob,
    Progress,
)
from menura.jobs import lease as lease_module
from menura.jobs.dbos_engine import DbosEngine, EngineOptions
from menura.kernel.clock import SystemClock
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import derive_id
from menura.kernel.registry import Registry
from menura.store import open_store

LEASE_TTL_S = 3.0  # shorter than in life, so that tests need not wait as long
POLL_S = 0.1
STEP_S = 0.02


def engine_options() -> EngineOptions:
    """Return the slots in life, with queues looked at more often."""
    return EngineOptions(poll_s=POLL_S)


def scenario_kinds() -> Registry[JobKind]:
    """Return every kind of work that tests ask for."""
    kinds: Registry[JobKind] = Registry("job kind")
    for name, handler in HANDLERS.items():
        queue = JobQueue.PARENTS if name == "family" else JobQueue.WORK
        kinds.add(name, JobKind(name, handler, queue, max_attempts=3, retry_delay_s=0.05))
    return kinds


def echo(context: JobContext) -> Mapping[str, Any]:
    """Give back what was given."""
    return context.job.payload


def nothing(context: JobContext) -> None:
    """Do nothing."""


def hold(context: JobContext) -> None:
    """Last some seconds, looking whether to stop as often as a good handler does."""
    until = time.monotonic() + context.job.payload["seconds"]
    context.report(Progress(0.5, stage="holding"))
    while time.monotonic() < until:
        context.check()
        time.sleep(STEP_S)


def count(context: JobContext) -> Mapping[str, Any]:
    """Make one file for each number; a file that is there already was made by a run before."""
    folder = Path(context.job.payload["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    total = context.job.payload["total"]
    made = 0
    for number in range(total):
        context.check()
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        made += 1
        context.report(Progress((number + 1) / total, counts={"made": made}))
        time.sleep(context.job.payload.get("step_s", STEP_S))
    return {"made_by_last_run": made, "total": total}


def fail(context: JobContext) -> None:
    """Fail for good, after having reported something."""
    context.report(Progress(0.1))
    context.report(Progress(0.7, stage="nearly", counts={"done": 7}))
    raise JobFailedError("The fish is not fresh; buy another.")


def break_down(context: JobContext) -> None:
    """Fail in a way nobody thought of."""
    raise ValueError("a fault")


def give_no_json(context: JobContext) -> Mapping[str, Any]:
    """Return what cannot be kept."""
    return {"thing": object()}


def flaky(context: JobContext) -> Mapping[str, Any]:
    """Be short of something the first times."""
    if context.job.attempts <= context.job.payload["times"]:
        raise UnavailableError("The ferry does not run today; wait.")
    return {"attempts": context.job.attempts}


def die(context: JobContext) -> None:
    """Take the worker's process down, every time or (with a marker) once."""
    marker = context.job.payload.get("marker")
    if marker is not None and Path(marker).exists():
        return
    if marker is not None:
        Path(marker).touch()
    os._exit(9)


def chatter(context: JobContext) -> None:
    """Report much more often than anybody wants to know, and speak."""
    for number in range(1, 501):
        context.report(Progress(number / 1_000, stage=f"step {number}", counts={"steps": number}))
    context.log("half way is far enough", "warning")


def family(context: JobContext) -> Mapping[str, Any]:
    """Have children do the work."""
    for number, payload in enumerate(context.job.payload["children"]):
        context.submit(
            NewJob(
                id=derive_id(context.job.id, str(number)),
                kind=context.job.payload["kind"],
                title=f"Child {number}",
                payload=payload,
                parent_id=context.job.id,
            )
        )
    children = context.wait_for_children(
        lambda all_of_them: context.report(
            Progress(counts={"finished": sum(child.finished for child in all_of_them)})
        )
    )
    return {"statuses": [child.status.value for child in children]}


HANDLERS: dict[str, Callable[[JobContext], Mapping[str, Any] | None]] = {
    "echo": echo,
    "nothing": nothing,
    "hold": hold,
    "count": count,
    "fail": fail,
    "break_down": break_down,
    "give_no_json": give_no_json,
    "flaky": flaky,
    "die": die,
    "chatter": chatter,
    "family": family,
}


def work(home: Path, database_url: str | None, engine_url: str) -> None:
    """Be a worker until SIGTERM."""
    lease_module.LEASE_TTL_S = LEASE_TTL_S
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    store = open_store(home, database_url)
    engine = DbosEngine(engine_url, store, scenario_kinds(), SystemClock(), engine_options())
    engine.start()
    print(f"ready {engine.lease.executor_id}", flush=True)
    stop.wait()
    engine.stop()
    store.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--database-url")
    parser.add_argument("--engine-url", required=True)
    given = parser.parse_args()
    work(given.home, given.database_url, given.engine_url)


if __name__ == "__main__":
    main()
    sys.exit(0)

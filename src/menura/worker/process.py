"""Be a worker: take jobs until told to stop, or until there are none."""

import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from menura.analysis.hearing import HearingTask, hear
from menura.analysis.model_pools import ProcessModelPools
from menura.bootstrap import Menura
from menura.jobs.dbos_engine import DbosEngine
from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.kernel.errors import UnavailableError
from menura.worker.handlers import job_kinds

CHECK_INTERVAL_S = 0.5
# A file may take this long: generous, since a busy machine must not make a good file fail, but
# an endless loop in a decoder must end.
DEADLINE_S = 120.0
BYTES_PER_SECOND = 100_000  # four hours of speech at 11 kbit/s are 20 MB
MEMORY_BYTES = 3 << 30

log = structlog.get_logger("menura.worker")


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker goes about its work.

    Attributes
    ----------
    linger_s : float, optional
        Seconds without work after which it goes home; None: it stays.
    """

    linger_s: float | None = None


def run_worker(menura: Menura, options: WorkerOptions | None = None) -> None:
    """Take jobs until SIGTERM or SIGINT, or until there was no work for a while.

    A worker that is asked to stop suspends what it does; the jobs go on in another one.

    Raises
    ------
    UnavailableError
        Nothing can be written, as on a full disk; the jobs go on when there is a worker that can.
    """
    options = options or WorkerOptions()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    pool = ProcessPool(
        hear,
        size=menura.settings.listeners,
        options=PoolOptions(deadline_s=deadline_of, memory_bytes=MEMORY_BYTES),
    )
    models = ProcessModelPools(menura.models)
    kinds = job_kinds(menura, pool, models)
    engine = DbosEngine(menura.engine_url, menura.store, kinds, menura.clock)
    menura.servers.spool.sweep()  # of workers that were killed
    try:
        engine.start()
        log.info("worker is ready", worker=engine.lease.executor_id)
        _wait(menura, engine, stop, options.linger_s)
    finally:
        engine.stop()
        pool.close()
        models.close()
        log.info("worker goes home", worker=engine.lease.executor_id)


def deadline_of(task: HearingTask) -> float:
    """Return how many seconds hearing a file may take, by its size."""
    try:
        size = Path(task.path).stat().st_size
    except OSError:
        size = 0
    return DEADLINE_S + size / BYTES_PER_SECOND


def _wait(
    menura: Menura, engine: DbosEngine, stop: threading.Event, linger_s: float | None
) -> None:
    """Return when it is time to go home."""
    last_work = time.monotonic()
    while not stop.wait(CHECK_INTERVAL_S):
        if engine.trouble is not None:
            raise engine.trouble
        if linger_s is None:
            continue
        try:
            with menura.store.unit(read_only=True) as unit:
                unfinished = unit.jobs.count_unfinished()
        except UnavailableError as error:  # a worker must outlive a busy database
            log.warning("cannot look for work", reason=error.message)
            continue
        if engine.busy or unfinished:
            last_work = time.monotonic()
        elif time.monotonic() - last_work >= linger_s:
            return

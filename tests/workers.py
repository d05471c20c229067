"""Start, stop and kill worker processes, and wait for what they do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import menura
from menura.jobs import Job
from menura.store import Store
from tests.conftest import Database

PATIENCE_S = 60.0  # a deadline for what should take a second or two, on a machine that is busy
ROOT = Path(__file__).parents[1]


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Return when something has happened; fail the test if it does not."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, f"Waited {PATIENCE_S:.0f} s in vain for {what}."
        time.sleep(0.02)


def get_job(store: Store, job_id: str) -> Job:
    """Return a job as it is now."""
    with store.unit(read_only=True) as unit:
        return unit.jobs.get(job_id)


def span(job: Job) -> tuple[datetime, datetime]:
    """Return when a finished job began and ended."""
    assert job.started_at is not None
    assert job.finished_at is not None
    return job.started_at, job.finished_at


def wait_for(store: Store, job_id: str) -> Job:
    """Return a job when it is finished."""
    wait_until(lambda: get_job(store, job_id).finished, f"job {get_job(store, job_id)}")
    return get_job(store, job_id)


@dataclass
class Workers:
    """Worker processes over one database; each in a session of its own, all ended at the end."""

    database: Database
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> "subprocess.Popen[bytes]":
        """Start a worker and return when it takes jobs."""
        process = self.start_unready()
        self.await_ready(process)
        return process

    def await_ready(self, process: "subprocess.Popen[bytes]") -> None:
        """Return when a worker takes jobs; what it logs before is passed over."""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(b"ready"):
                return
        raise AssertionError(f"The worker ended: {self.log}")

    def start_unready(self) -> "subprocess.Popen[bytes]":
        """Start a worker without waiting for it."""
        command = [sys.executable, "-m", "tests.engine_scenarios"]
        command += ["--home", str(self.database.home), "--engine-url", self.database.engine_url]
        if self.database.url:
            command += ["--database-url", self.database.url]
        source = Path(menura.__file__).parents[1]
        environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{source}"}
        with (self.database.home / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    @property
    def log(self) -> str:
        """Return the last of what the workers wrote."""
        return (self.database.home / "worker.log").read_text(errors="replace")[-3_000:]

    def end(self, process: "subprocess.Popen[bytes]") -> int:
        """Ask a worker to go home and return its exit code."""
        process.terminate()
        return process.wait(PATIENCE_S)

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """End a worker as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)


@contextmanager
def worker_processes(database: Database) -> Iterator[Workers]:
    """Provide workers, and end those that are left."""
    workers = Workers(database)
    try:
        yield workers
    finally:
        for process in workers.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

"""Run one job once: the part that every engine shares."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from menura.jobs.engine import JobKind, JobStore
from menura.jobs.errors import JobSuspendedError
from menura.jobs.model import Job, JobStatus, LogLine, NewJob, Progress
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError, MenuraError, UnavailableError
from menura.kernel.ids import new_id
from menura.kernel.registry import Registry

PASSING_DELAY_S = 15.0  # a full disk or a busy database is looked at again after so long
REPORT_INTERVAL_S = 0.25  # a listener sees no more than four steps a second
STANDING_INTERVAL_S = 0.2  # so a cancel reaches a handler that asks well within a second


class JobRun:
    """One run of one job; the ``JobContext`` its handler sees."""

    def __init__(
        self,
        job: Job,
        owner: str,
        *,
        store: JobStore,
        clock: Clock,
        stopping: threading.Event,
        wait: Callable[[], object],
    ) -> None:
        self._job = job
        self._owner = owner
        self._store = store
        self._clock = clock
        self._stopping = stopping
        self._wait = wait
        self._pending: Progress | None = None
        self._reporting = threading.Lock()
        self._reported_at = 0.0
        self._standing_at = 0.0
        self._cancelled = False
        self._lost = False

    @property
    def job(self) -> Job:
        """Return the job as it was when this run began."""
        return self._job

    def report(self, progress: Progress) -> None:
        """Keep `progress`, at most four times a second; the last one is always kept."""
        with self._reporting:
            self._pending = _merge(self._pending, progress)
            is_due = time.monotonic() - self._reported_at >= REPORT_INTERVAL_S
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Write what was reported and not yet written; handlers may report from many threads."""
        with self._reporting:
            if self._pending is None:
                return
            with self._store.jobs() as jobs:
                jobs.report(self._job.id, self._owner, self._pending)
            self._pending = None
            self._reported_at = time.monotonic()

    def log(self, message: str, level: str = "info") -> None:
        """Write a line into the job's log."""
        with self._store.jobs() as jobs:
            jobs.append_log(self._job.id, LogLine(self._clock.now(), level, message))

    def should_stop(self) -> bool:
        """Tell whether to stop now; asks the store at most five times a second."""
        if self._cancelled or self._lost or self._stopping.is_set():
            return True
        if time.monotonic() - self._standing_at >= STANDING_INTERVAL_S:
            with self._store.jobs(read_only=True) as jobs:
                standing = jobs.standing(self._job.id)
            self._standing_at = time.monotonic()
            self._cancelled = standing.cancel_requested
            self._lost = standing.owner != self._owner
        return self._cancelled or self._lost

    def check(self) -> None:
        """Raise CancelledError or JobSuspendedError if the work should stop now."""
        if self.should_stop():
            if self._cancelled:
                raise CancelledError("The job was cancelled.")
            raise JobSuspendedError("The worker is going away; the job will go on later.")

    def submit(self, job: NewJob) -> Job:
        """Queue a job, below this one if it names it as its parent."""
        with self._store.jobs() as jobs:
            return jobs.add(job, self._clock.now())

    def children(self) -> Sequence[Job]:
        """Return the jobs below this one, oldest first."""
        with self._store.jobs(read_only=True) as jobs:
            return jobs.children(self._job.id)

    def wait_for_children(self, watch: Callable[[Sequence[Job]], None]) -> Sequence[Job]:
        """Wait until every child has finished; stops early when the job is to stop."""
        while True:
            children = self.children()
            watch(children)
            self.flush()
            if all(child.finished for child in children):
                self._standing_at = 0.0  # ask anew: they may have ended because all is cancelled
                self.check()
                return children
            self.check()
            self._wait()


class JobRunner:
    """Run jobs by id, once each call, and write down how they ended.

    Parameters
    ----------
    wait : callable
        What a parent does while its children work: sleep, or (inline) run one of them.
    """

    def __init__(
        self,
        store: JobStore,
        kinds: Registry[JobKind],
        clock: Clock,
        *,
        stopping: threading.Event,
        wait: Callable[[], object],
    ) -> None:
        self._store = store
        self._kinds = kinds
        self._clock = clock
        self._stopping = stopping
        self._wait = wait

    def run(self, job_id: str) -> None:
        """Run the job if it is still to be run, and keep its outcome."""
        owner = new_id()
        with self._store.jobs() as jobs:
            job = jobs.start(job_id, owner, self._clock.now())
        if job is None:
            return
        run = JobRun(
            job,
            owner,
            store=self._store,
            clock=self._clock,
            stopping=self._stopping,
            wait=self._wait,
        )
        try:
            kind = self._kinds[job.kind]
            if job.attempts > kind.max_attempts:
                self._fail(run, owner, "job_crashed", _crashed(kind.max_attempts))
                return
            run.check()
            try:
                result = kind.handler(run)
            finally:
                run.flush()  # also of a run that failed: how far it came is worth knowing
            self._succeed(job, owner, result)
        except JobSuspendedError:
            with self._store.jobs() as jobs:
                jobs.release(job.id, owner, self._clock.now(), refund=True)
        except CancelledError:
            self._finish(job, owner, JobStatus.CANCELLED)
        except UnavailableError as error:
            self._retry_or_fail(run, owner, error)
        except MenuraError as error:
            self._fail(run, owner, error.code, error.message)
        except Exception as error:  # noqa: BLE001 - the worker loop: one job must not end it
            if self._is_cancelled(job):  # what it worked on may have been removed with it
                self._finish(job, owner, JobStatus.CANCELLED)
            else:
                self._fail(run, owner, "internal_error", _unexpected(error))

    def _succeed(self, job: Job, owner: str, result: Mapping[str, Any] | None) -> None:
        """Keep the result; one that is no JSON fails the job, so it happens where that is seen."""
        with self._store.jobs() as jobs:
            jobs.finish(job.id, owner, JobStatus.SUCCEEDED, self._clock.now(), result=result or {})

    def _is_cancelled(self, job: Job) -> bool:
        with self._store.jobs(read_only=True) as jobs:
            return jobs.standing(job.id).cancel_requested

    def _retry_or_fail(self, run: JobRun, owner: str, error: UnavailableError) -> None:
        """Queue the job again after a pause that doubles each time, unless it had its tries."""
        kind = self._kinds[run.job.kind]
        if error.passing:
            with self._store.jobs() as jobs:
                due = self._clock.now() + timedelta(seconds=PASSING_DELAY_S)
                jobs.release(run.job.id, owner, due, refund=True)
            return
        if run.job.attempts >= kind.max_attempts:
            self._fail(run, owner, error.code, error.message)
            return
        delay_s = kind.retry_delay_s * 2 ** (run.job.attempts - 1)
        run.log(f"{error.message} Trying again in {delay_s:.0f} s.", "warning")
        with self._store.jobs() as jobs:
            due = self._clock.now() + timedelta(seconds=delay_s)
            jobs.release(run.job.id, owner, due, refund=False)

    def _fail(self, run: JobRun, owner: str, code: str, message: str) -> None:
        run.log(message, "error")
        self._finish(run.job, owner, JobStatus.FAILED, code, message)

    def _finish(
        self,
        job: Job,
        owner: str,
        status: JobStatus,
        code: str | None = None,
        message: str | None = None,
    ) -> None:
        with self._store.jobs() as jobs:
            jobs.finish(
                job.id, owner, status, self._clock.now(), error_code=code, error_message=message
            )


def _merge(old: Progress | None, new: Progress) -> Progress:
    """Return `new` with what it leaves open taken from `old`."""
    if old is None:
        return new
    return Progress(
        new.progress if new.progress is not None else old.progress,
        new.stage if new.stage is not None else old.stage,
        new.counts if new.counts is not None else old.counts,
        new.rate_per_minute if new.rate_per_minute is not None else old.rate_per_minute,
        new.time_left_s if new.time_left_s is not None else old.time_left_s,
    )


def _crashed(attempts: int) -> str:
    return (
        f"The worker process died {attempts} times while doing this job; it is not tried again. "
        "The log of the worker says more."
    )


def _unexpected(error: Exception) -> str:
    return (
        f"Something unexpected happened ({type(error).__name__}: {error}). "
        "This is a fault in Menura; please report it with the log."
    )

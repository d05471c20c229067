"""State what an engine of durable work needs, and what it gives.

Three parties share a job. The *repository* keeps its row, which is the truth that people and
programs see. The *engine* decides when and in which process it runs, and brings it back after a
crash. The *handler* does the work and reports through a ``JobContext``.

A handler may be run again from its beginning after a crash, so what it writes must be idempotent:
an upsert by a key it can compute again, children with derived ids.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from menura.jobs.model import (
    Job,
    JobPage,
    JobQueue,
    JobStatus,
    JobTally,
    LogLine,
    NewJob,
    Progress,
    Schedule,
)


class JobContext(Protocol):
    """What a handler is given: its job, and the means to report, to stop and to delegate."""

    @property
    def job(self) -> Job:
        """Return the job as it was when this run began."""
        ...

    def report(self, progress: Progress) -> None:
        """Say how far the work is; frequent reports are thinned out."""
        ...

    def log(self, message: str, level: str = "info") -> None:
        """Write a line into the job's log."""
        ...

    def should_stop(self) -> bool:
        """Tell whether to stop now: cancelled, shutting down, or taken over by another worker."""
        ...

    def check(self) -> None:
        """Raise if the work should stop now; call it between steps.

        Raises
        ------
        CancelledError
            The job was cancelled.
        JobSuspendedError
            The worker is going away; another run will go on later.
        """
        ...

    def submit(self, job: NewJob) -> Job:
        """Queue a job, below this one if it names it; the same id again changes nothing."""
        ...

    def children(self) -> Sequence[Job]:
        """Return the jobs below this one, oldest first."""
        ...

    def wait_for_children(self, watch: Callable[[Sequence[Job]], None]) -> Sequence[Job]:
        """Wait until every child has finished, calling `watch` now and then, and return them."""
        ...


JobHandler = Callable[[JobContext], Mapping[str, Any] | None]
"""Do the work; what is returned becomes the job's result (JSON-able)."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work.

    Attributes
    ----------
    max_attempts : int
        How often a run may end in a crash or a retryable error before the job fails for good.
    retry_delay_s : float
        Wait before the second attempt; doubles with each further one.
    """

    name: str
    handler: JobHandler
    queue: JobQueue = JobQueue.WORK
    max_attempts: int = 3
    retry_delay_s: float = 2.0


class JobRepository(Protocol):
    """Keep the rows of jobs, leases and schedules; every method is part of one transaction."""

    def add(self, job: NewJob, now: datetime) -> Job:
        """Keep a new job and return it, or the one that has its id or singleton key already."""
        ...

    def get(self, job_id: str) -> Job:
        """Return a job; raise JobNotFoundError."""
        ...

    def page(
        self, *, status: JobStatus | None, kind: str | None, limit: int, offset: int
    ) -> JobPage:
        """Return jobs without a parent, newest first."""
        ...

    def tally(self) -> Sequence[JobTally]:
        """Count jobs without a parent by kind and status, in that order."""
        ...

    def children(self, parent_id: str) -> Sequence[Job]:
        """Return the children of a job, oldest first."""
        ...

    def log_tail(self, job_id: str, limit: int) -> Sequence[LogLine]:
        """Return the last lines of a job's log, oldest first."""
        ...

    def changed_since(self, revision: int, limit: int) -> Sequence[Job]:
        """Return jobs changed after `revision`, in the order of change."""
        ...

    def newest_revision(self) -> int:
        """Return the revision of the latest change."""
        ...

    def count_unfinished(self) -> int:
        """Return how many jobs wait or run."""
        ...

    def find_unfinished(self, kind: str, singleton_key: str) -> Job | None:
        """Return the unfinished job that holds a singleton key."""
        ...

    def request_cancel(self, job_id: str, now: datetime) -> Job:
        """Ask a job and everything below it to stop; what only waits is cancelled at once."""
        ...

    def undispatched(self, now: datetime, limit: int) -> Sequence["Ticket"]:
        """Return tickets of queued jobs that are due and that no engine has, urgent ones first."""
        ...

    def mark_dispatched(self, tickets: Sequence["Ticket"]) -> None:
        """Note that an engine has these jobs."""
        ...

    def dispatched(self) -> Sequence["Ticket"]:
        """Return tickets of unfinished jobs that an engine is believed to have."""
        ...

    def return_ticket(self, ticket: "Ticket") -> None:
        """Take a job back from an engine that has lost it."""
        ...

    def start(self, job_id: str, owner: str, now: datetime) -> Job | None:
        """Begin a run for `owner` and count the attempt; None if there is nothing to run."""
        ...

    def standing(self, job_id: str) -> "JobStanding":
        """Return who runs a job and whether it is to stop."""
        ...

    def report(self, job_id: str, owner: str, progress: Progress) -> None:
        """Keep what a run reports, if it still owns the job."""
        ...

    def append_log(self, job_id: str, line: LogLine) -> None:
        """Add a line to a job's log."""
        ...

    def finish(
        self,
        job_id: str,
        owner: str,
        status: JobStatus,
        now: datetime,
        *,
        result: Mapping[str, Any] | None = None,
        error_code: str | None = None,
        error_message: str | None = None,
    ) -> bool:
        """End a run, if it still owns the job; tell whether it did."""
        ...

    def release(self, job_id: str, owner: str, not_before: datetime, *, refund: bool) -> None:
        """Put a running job back in its queue; with `refund` the attempt does not count."""
        ...

    def beat(self, executor_id: str, now: datetime) -> None:
        """Renew a worker's lease."""
        ...

    def end_lease(self, executor_id: str) -> bool:
        """Remove a worker's lease; tell whether it was this call that removed it."""
        ...

    def now(self, otherwise: datetime) -> datetime:
        """Return the time of the database where it has a clock that all workers share."""
        ...

    def leases(self) -> Mapping[str, datetime]:
        """Return when each worker was last heard of."""
        ...

    def schedules(self) -> Sequence[Schedule]:
        """Return all schedules by name."""
        ...

    def put_schedule(self, schedule: Schedule) -> None:
        """Keep a schedule, replacing the one of that name."""
        ...

    def remove_schedule(self, name: str) -> None:
        """Forget the schedule of that name, if there is one."""
        ...

    def delete_finished(self, before: datetime, limit: int) -> Sequence[str]:
        """Forget jobs that finished before a moment; return their ids."""
        ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to run a job once. A job that goes back to its queue gets a new number."""

    job_id: str
    number: int
    queue: JobQueue
    priority: int

    @property
    def name(self) -> str:
        """Return the ticket's name, unique for ever."""
        return f"{self.job_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class JobStanding:
    """Who runs a job now, and whether it is to stop."""

    status: JobStatus
    owner: str | None
    cancel_requested: bool


class JobStore(Protocol):
    """Open transactions on the rows of jobs."""

    def jobs(self, *, read_only: bool = False) -> AbstractContextManager[JobRepository]:
        """Open a transaction that is kept if the block ends well and undone if it does not."""
        ...


class JobEngine(Protocol):
    """Take queued jobs and run them to their end, whatever happens to processes meanwhile."""

    def start(self) -> None:
        """Begin to take jobs."""
        ...

    def stop(self, grace_s: float = 5.0) -> None:
        """Stop taking jobs; running ones are suspended and go on in the next engine."""
        ...

"""Submit, watch and cancel jobs."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from menura.jobs.engine import JobRepository
from menura.jobs.errors import JobNotFoundError, JobNotRetryableError
from menura.jobs.model import (
    Job,
    JobPage,
    JobPriority,
    JobQueue,
    JobStatus,
    JobTally,
    LogLine,
    NewJob,
)
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id

LOG_TAIL_LINES = 200


class Jobs:
    """What doors may do with jobs, inside the transaction they have open.

    A submitted job is a row like any other: it becomes visible to engines together with whatever
    else the transaction writes, or not at all.
    """

    def __init__(self, repository: JobRepository, clock: Clock) -> None:
        self._jobs = repository
        self._clock = clock

    def submit(
        self,
        kind: str,
        title: str,
        payload: Mapping[str, Any],
        *,
        queue: JobQueue = JobQueue.WORK,
        priority: int = JobPriority.NORMAL,
        singleton_key: str | None = None,
        job_id: str | None = None,
    ) -> Job:
        """Queue a job of this kind; an unfinished one with the same singleton key instead."""
        job = NewJob(
            id=job_id or new_id(self._clock),
            kind=kind,
            title=title,
            payload=payload,
            queue=queue,
            priority=priority,
            singleton_key=singleton_key,
        )
        return self.add(job)

    def add(self, job: NewJob) -> Job:
        """Queue a job and return it, or the one that has its id or singleton key already."""
        return self._jobs.add(job, self._clock.now())

    def get(self, job_id: str) -> Job:
        """Return a job; raise JobNotFoundError."""
        return self._jobs.get(job_id)

    def page(
        self,
        *,
        status: JobStatus | None = None,
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> JobPage:
        """Return jobs that have no parent, newest first."""
        return self._jobs.page(status=status, kind=kind, limit=limit, offset=offset)

    def tally(self) -> Sequence[JobTally]:
        """Count jobs without a parent by kind and status."""
        return self._jobs.tally()

    def children(self, job_id: str) -> Sequence[Job]:
        """Return the children of a job, oldest first."""
        return self._jobs.children(job_id)

    def log_tail(self, job_id: str) -> Sequence[LogLine]:
        """Return the last lines of a job's log, oldest first."""
        return self._jobs.log_tail(job_id, LOG_TAIL_LINES)

    def cancel(self, job_id: str) -> Job:
        """Ask a job and its children to stop; a finished job stays as it is."""
        return self._jobs.request_cancel(job_id, self._clock.now())

    def check_retryable(self, job_id: str) -> Job:
        """Return a job that failed or was cancelled and stands alone.

        Raises
        ------
        JobNotFoundError, JobNotRetryableError
        """
        job = self.get(job_id)
        if job.parent_id is not None:
            raise JobNotRetryableError(
                job.title, f"it is a part of job {job.parent_id}; try that one again."
            )
        if not job.finished:
            raise JobNotRetryableError(
                job.title, "it has not ended; wait for its end, or cancel it first."
            )
        if job.status is JobStatus.SUCCEEDED:
            raise JobNotRetryableError(job.title, "it has done its work; ask for it anew.")
        return job

    def retry(self, job_id: str) -> Job:
        """Queue the work of a failed or cancelled job once more, as a new job.

        Where the same work waits or runs already, that job is returned.

        Raises
        ------
        JobNotFoundError, JobNotRetryableError
        """
        job = self.check_retryable(job_id)
        if job.singleton_key is not None:
            other = self.find_unfinished(job.kind, job.singleton_key)
            if other is not None and dict(other.payload) != dict(job.payload):
                raise JobNotRetryableError(
                    job.title, f"job {other.id} does such work now; wait for its end."
                )
        return self.submit(
            job.kind,
            job.title,
            job.payload,
            queue=job.queue,
            priority=job.priority,
            singleton_key=job.singleton_key,
        )

    def find_unfinished(self, kind: str, singleton_key: str) -> Job | None:
        """Return the unfinished job that holds a singleton key."""
        return self._jobs.find_unfinished(kind, singleton_key)

    def is_unfinished(self, job_id: str) -> bool:
        """Tell whether a job waits or runs; one that does not exist does not."""
        try:
            return not self.get(job_id).finished
        except JobNotFoundError:
            return False

    def changed_since(self, revision: int, limit: int = 500) -> Sequence[Job]:
        """Return jobs changed after `revision`, in the order of change."""
        return self._jobs.changed_since(revision, limit)

    def newest_revision(self) -> int:
        """Return the revision of the latest change."""
        return self._jobs.newest_revision()

    def count_unfinished(self) -> int:
        """Return how many jobs wait or run."""
        return self._jobs.count_unfinished()

    def live_workers(self, within_s: float) -> int:
        """Return how many workers were heard of in the last `within_s` seconds."""
        since = self._jobs.now(self._clock.now()) - timedelta(seconds=within_s)
        return sum(seen >= since for seen in self._jobs.leases().values())

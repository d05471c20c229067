"""Name what can go wrong with jobs.

::

    NotFoundError
    ├── JobNotFoundError
    └── ScheduleNotFoundError
    ConflictError
    └── JobNotRetryableError   it has not ended, did its work, or what it needs is gone
    MenuraError
    ├── JobFailedError         the work could not be done; trying again would not help
    └── JobSuspendedError      the worker is going away; the job goes on in another run
"""

from menura.kernel.errors import ConflictError, MenuraError, NotFoundError


class JobNotFoundError(NotFoundError):
    """Say that no job has this id."""

    code = "job_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no job {job_id!r}; list them with `menura jobs`.", field="job_id"
        )


class ScheduleNotFoundError(NotFoundError):
    """Say that no schedule has this name."""

    code = "schedule_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no schedule {name[:80]!r}; list them first.", field="name")


class JobNotRetryableError(ConflictError):
    """Say that a job cannot be tried again, and why."""

    code = "job_not_retryable"

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(f"{title[:80]!r} cannot be tried again: {reason}", field="job_id")


class JobFailedError(MenuraError):
    """Say that work could not be done and that trying again would not help."""

    code = "job_failed"


class JobSuspendedError(MenuraError):
    """Say that a run ends because its worker goes away, not because the work is over."""

    code = "job_suspended"

"""Shape jobs and the events that tell of them.

The words are those of the music production blueprint (`job_id`, `status`, `progress` in percent,
`results`), the same for every kind of job: decision 0008.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import CountsOut
from menura.jobs import Job, JobStatus, JobTally, LogLine

CANCELLED_CODE = "cancelled"
CANCELLED_MESSAGE = "Stopped on request; what was done until then is kept."


class ApiJobStatus(StrEnum):
    """Name where a job is on its way; the last two are final."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


API_STATUS = {
    JobStatus.QUEUED: ApiJobStatus.QUEUED,
    JobStatus.RUNNING: ApiJobStatus.PROCESSING,
    JobStatus.SUCCEEDED: ApiJobStatus.COMPLETED,
    JobStatus.FAILED: ApiJobStatus.FAILED,
    JobStatus.CANCELLED: ApiJobStatus.FAILED,
}


class JobErrorOut(BaseModel):
    """Why a job failed; `cancelled` if somebody asked it to stop."""

    code: str
    message: str


class JobOut(BaseModel):
    """A unit of durable work and how far it is."""

    job_id: str
    kind: str
    title: str
    status: ApiJobStatus
    cancelled: bool = Field(description="Failed because somebody asked it to stop.")
    progress: int = Field(ge=0, le=100, description="Percent; 100 only when it is completed.")
    stage: str
    counts: dict[str, int] = Field(description="Named numbers, as `found`, `done`, `failed`.")
    rate_per_minute: float | None
    time_left_s: float | None
    parent_id: str | None
    cancel_requested: bool
    attempts: int
    error: JobErrorOut | None
    results: dict[str, Any] = Field(description="By the kind of job; empty until it is completed.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """Shape `job`."""
        return cls(**_job_fields(job))


class LogLineOut(BaseModel):
    """One line a job wrote about itself."""

    at: datetime
    level: str
    message: str

    @classmethod
    def of(cls, line: LogLine) -> Self:
        """Shape `line`."""
        return cls(at=line.at, level=line.level, message=line.message)


class JobDetailOut(JobOut):
    """A job with the tail of its log and its children."""

    log: list[LogLineOut]
    children: list[JobOut]

    @classmethod
    def of_all(cls, job: Job, log: list[LogLine], children: list[Job]) -> Self:
        """Shape `job` with what belongs to it."""
        return cls(
            **_job_fields(job),
            log=[LogLineOut.of(line) for line in log],
            children=[JobOut.of(child) for child in children],
        )


class JobsOut(BaseModel):
    """A part of the list of jobs, newest first."""

    items: list[JobOut]
    total: int


class JobTallyOut(BaseModel):
    """How many jobs of a kind there are with each status; a status without any is left out."""

    kind: str
    counts: dict[ApiJobStatus, int]


class JobTalliesOut(BaseModel):
    """The kinds of jobs there are, by name."""

    items: list[JobTallyOut]

    @classmethod
    def of(cls, tallies: Iterable[JobTally]) -> Self:
        """Shape `tallies`; those that were cancelled count as failed."""
        kinds: dict[str, Counter[ApiJobStatus]] = {}
        for tally in tallies:
            kinds.setdefault(tally.kind, Counter())[API_STATUS[tally.status]] += tally.count
        items = [JobTallyOut(kind=kind, counts=dict(counts)) for kind, counts in kinds.items()]
        return cls(items=items)


class JobEvent(BaseModel):
    """A job that is new or has changed."""

    type: Literal["job"] = "job"
    job: JobOut


class LibraryEvent(BaseModel):
    """The numbers of tracks have changed."""

    type: Literal["library"] = "library"
    counts: CountsOut


def _job_fields(job: Job) -> dict[str, Any]:
    """Return what both shapes of a job share."""
    renamed = {"job_id", "status", "cancelled", "progress", "counts", "results", "error"}
    return {name: getattr(job, name) for name in JobOut.model_fields.keys() - renamed} | {
        "job_id": job.id,
        "status": API_STATUS[job.status],
        "cancelled": job.status is JobStatus.CANCELLED,
        "progress": _percent(job),
        "counts": dict(job.counts),
        "results": dict(job.result or {}),
        "error": _error(job),
    }


def _percent(job: Job) -> int:
    """Return how far a job is in whole percent, rounded down; 100 only when it has succeeded."""
    if job.status is JobStatus.SUCCEEDED:
        return 100
    return min(99, math.floor(round(job.progress * 100, 6)))  # 0.29 * 100 is less than 29


def _error(job: Job) -> JobErrorOut | None:
    """Return why a job did not end well."""
    if job.status is JobStatus.CANCELLED:
        return JobErrorOut(code=CANCELLED_CODE, message=CANCELLED_MESSAGE)
    if job.error_code:
        return JobErrorOut(code=job.error_code, message=job.error_message or "")
    return None

"""Shape jobs and the events that tell of them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import CountsOut
from menura.jobs import Job, JobStatus, LogLine


class JobErrorOut(BaseModel):
    """Why a job failed."""

    code: str
    message: str


class JobOut(BaseModel):
    """A unit of durable work and how far it is."""

    id: str
    kind: str
    title: str
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    stage: str
    counts: dict[str, int] = Field(description="Named numbers, as `found`, `done`, `failed`.")
    rate_per_minute: float | None
    time_left_s: float | None
    parent_id: str | None
    cancel_requested: bool
    attempts: int
    error: JobErrorOut | None
    result: dict[str, Any] | None
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


class JobEvent(BaseModel):
    """A job that is new or has changed."""

    type: Literal["job"] = "job"
    job: JobOut


class LibraryEvent(BaseModel):
    """The numbers of tracks have changed."""

    type: Literal["library"] = "library"
    counts: CountsOut


Event = Annotated[JobEvent | LibraryEvent, Field(discriminator="type")]


def _job_fields(job: Job) -> dict[str, Any]:
    """Return what both shapes of a job share."""
    shared = JobOut.model_fields.keys() - {"error", "result", "counts"}
    return {name: getattr(job, name) for name in shared} | {
        "counts": dict(job.counts),
        "result": dict(job.result) if job.result is not None else None,
        "error": (
            JobErrorOut(code=job.error_code, message=job.error_message or "")
            if job.error_code
            else None
        ),
    }

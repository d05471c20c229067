"""Say what a job is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class JobStatus(StrEnum):
    """Name where a job is on its way; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED})


class JobPriority(IntEnum):
    """Say who goes first; a smaller number is more urgent."""

    INTERACTIVE = 1
    NORMAL = 10
    BATCH = 100


class JobQueue(StrEnum):
    """Name the lines in which jobs wait.

    Parents have a line of their own: a parent that holds the only slot its children need waits
    for ever.
    """

    PARENTS = "parents"
    """Jobs that only wait for their children."""
    INTERACTIVE = "interactive"
    """Short work somebody is waiting for."""
    WORK = "work"
    """Long work that fills the processors."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done.

    Attributes
    ----------
    id : str
        Chosen by the caller; submitting the same id again changes nothing.
    payload : mapping
        JSON-able arguments of the handler.
    singleton_key : str, optional
        While an unfinished job has this key, submitting another with it gives that job back:
        two scans of one folder at once are one scan.
    """

    id: str
    kind: str
    title: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    parent_id: str | None = None
    queue: JobQueue = JobQueue.WORK
    priority: int = JobPriority.NORMAL
    singleton_key: str | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line a job wrote about itself."""

    at: datetime
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Job:
    """A unit of durable work and how far it is.

    Attributes
    ----------
    progress : float
        0 to 1; never goes back while the job runs.
    counts : mapping
        Named numbers for people: ``{"found": 120, "analysed": 80, "failed": 1}``.
    rate_per_minute, time_left_s : float, optional
        How fast it goes and how long it will still take, when that can be told.
    attempts : int
        How often it was started; more than one after a crash.
    revision : int
        Grows with every change to any job; watchers ask for what is newer than they have seen.
    """

    id: str
    kind: str
    title: str
    payload: Mapping[str, Any]
    parent_id: str | None
    queue: JobQueue
    priority: int
    status: JobStatus
    progress: float
    stage: str
    counts: Mapping[str, int]
    rate_per_minute: float | None
    time_left_s: float | None
    cancel_requested: bool
    attempts: int
    error_code: str | None
    error_message: str | None
    result: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    revision: int
    singleton_key: str | None = None

    @property
    def finished(self) -> bool:
        """Tell whether the job has come to an end, good or bad."""
        return self.status in FINISHED


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work to be done again and again.

    ``cron`` has the five usual fields, read in UTC.
    """

    name: str
    kind: str
    title: str
    cron: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    enabled: bool = True
    next_at: datetime | None = None
    last_job_id: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a running job reports; a part that is None stays as it was."""

    progress: float | None = None
    stage: str | None = None
    counts: Mapping[str, int] | None = None
    rate_per_minute: float | None = None
    time_left_s: float | None = None


@dataclass(frozen=True, slots=True)
class JobTally:
    """How many jobs without a parent there are of a kind with a status."""

    kind: str
    status: JobStatus
    count: int


@dataclass(frozen=True, slots=True)
class JobPage:
    """A part of the list of jobs, newest first, and how long the whole list is."""

    items: Sequence[Job]
    total: int

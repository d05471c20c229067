"""Know work: what is to be done, how far it is, and that it survives a power cut.

A *job* is a unit of durable work with a kind, a payload, a status, progress, a log, a parent and
children. This room does not know what any kind of work is about: handlers are registered by
``menura.worker``, rows are kept by ``menura.store``, and the engine that hands jobs to processes
stands behind the ``JobEngine`` Protocol.
"""

from menura.jobs.engine import (
    JobContext,
    JobEngine,
    JobHandler,
    JobKind,
    JobRepository,
    JobStanding,
    JobStore,
    Ticket,
)
from menura.jobs.errors import (
    JobFailedError,
    JobNotFoundError,
    JobNotRetryableError,
    JobSuspendedError,
    ScheduleNotFoundError,
)
from menura.jobs.model import (
    FINISHED,
    Job,
    JobPage,
    JobPriority,
    JobQueue,
    JobStatus,
    JobTally,
    LogLine,
    NewJob,
    Progress,
    Schedule,
)
from menura.jobs.schedules import OWN_SCHEDULES, Schedules, Work
from menura.jobs.service import Jobs

__all__ = [
    "FINISHED",
    "OWN_SCHEDULES",
    "Job",
    "JobContext",
    "JobEngine",
    "JobFailedError",
    "JobHandler",
    "JobKind",
    "JobNotFoundError",
    "JobNotRetryableError",
    "JobPage",
    "JobPriority",
    "JobQueue",
    "JobRepository",
    "JobStanding",
    "JobStatus",
    "JobStore",
    "JobSuspendedError",
    "JobTally",
    "Jobs",
    "LogLine",
    "NewJob",
    "Progress",
    "Schedule",
    "ScheduleNotFoundError",
    "Schedules",
    "Ticket",
    "Work",
]

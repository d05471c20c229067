"""Queue work when its time has come."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from croniter import CroniterBadCronError, croniter

from menura.jobs.engine import JobRepository
from menura.jobs.model import Job, JobPriority, JobQueue, NewJob, Schedule
from menura.kernel.errors import InvalidInputError
from menura.kernel.ids import derive_id

_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat"
_PLAIN = re.compile(rf"(?:[0-9*/,-]|{'|'.join(_NAMES.split())})+", re.IGNORECASE)
FIELDS = 5  # minute, hour, day, month, weekday: croniter would take seconds, too

# The parent of the ids of all scheduled jobs: a schedule and a moment give one id everywhere, so
# two workers that look at the clock together queue the work once.
SCHEDULES_ID = "8e4c1a52-33c5-5d0e-9a43-5f7a0d9f2b10"


def next_moment(cron: str, after: datetime) -> datetime:
    """Return when `cron` (five fields, UTC) is due next.

    Raises
    ------
    InvalidInputError
        The expression cannot be understood.
    """
    if len(cron.split()) != FIELDS:
        raise _unreadable(cron, f"It has {len(cron.split())} fields")
    strange = [part for part in cron.split() if not _PLAIN.fullmatch(part)]
    if strange:  # croniter would take random and hashed moments, too
        raise _unreadable(cron, f"{strange[0]!r} is no plain field")
    try:
        moment: datetime = croniter(cron, after).get_next(datetime)
    except (CroniterBadCronError, ValueError) as error:
        raise _unreadable(cron, str(error)) from error
    return moment.astimezone(UTC)


def _unreadable(cron: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The schedule {cron!r} cannot be understood; write five fields like `30 3 * * *` "
        f"(minute, hour, day, month, weekday; UTC). {why.rstrip('.')}.",
        field="cron",
    )


def put_schedule(jobs: JobRepository, schedule: Schedule, now: datetime) -> Schedule:
    """Keep a schedule; one that stays the same keeps its next moment.

    A moment that passed while it rested is not made up for.
    """
    for known in jobs.schedules():
        if known.name != schedule.name:
            continue
        schedule = replace(schedule, last_job_id=schedule.last_job_id or known.last_job_id)
        if known.cron == schedule.cron and known.next_at and (known.enabled or known.next_at > now):
            schedule = replace(schedule, next_at=known.next_at)
    if schedule.next_at is None:
        schedule = replace(schedule, next_at=next_moment(schedule.cron, now))
    jobs.put_schedule(schedule)
    return schedule


def queue_due(jobs: JobRepository, now: datetime) -> Sequence[Job]:
    """Queue the job of every schedule that is due, once; moments slept through count as one."""
    queued: list[Job] = []
    for schedule in jobs.schedules():
        if not schedule.enabled or schedule.next_at is None or schedule.next_at > now:
            continue
        job = NewJob(
            id=derive_id(SCHEDULES_ID, f"{schedule.name} {schedule.next_at.isoformat()}"),
            kind=schedule.kind,
            title=schedule.title,
            payload=schedule.payload,
            queue=JobQueue.PARENTS,
            priority=JobPriority.BATCH,
            singleton_key=schedule.name,
        )
        queued.append(jobs.add(job, now))
        jobs.put_schedule(
            replace(schedule, next_at=next_moment(schedule.cron, now), last_job_id=queued[-1].id)
        )
    return queued

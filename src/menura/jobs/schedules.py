"""Keep work that is done again and again, as people ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from menura.jobs.engine import JobRepository
from menura.jobs.errors import ScheduleNotFoundError
from menura.jobs.model import Job, JobPriority, JobQueue, NewJob, Schedule
from menura.jobs.schedule import put_schedule
from menura.kernel.clock import Clock
from menura.kernel.errors import InvalidInputError
from menura.kernel.ids import new_id

OWN_SCHEDULES = frozenset({"maintenance", "rescan"})
"""Kept by Menura itself: the first always, the second by MENURA_RESCAN_CRON."""
NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Work:
    """What a schedule does: a kind of job, its title for people, and its payload."""

    kind: str
    title: str
    payload: Mapping[str, Any] = field(default_factory=dict)


class Schedules:
    """Schedules, as doors use them."""

    def __init__(self, jobs: JobRepository, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock

    def all(self) -> Sequence[Schedule]:
        """Return all schedules by name."""
        return self._jobs.schedules()

    def get(self, name: str) -> Schedule:
        """Return a schedule; raise ScheduleNotFoundError."""
        for schedule in self._jobs.schedules():
            if schedule.name == name:
                return schedule
        raise ScheduleNotFoundError(name)

    def put(self, name: str, work: Work, cron: str, *, enabled: bool = True) -> Schedule:
        """Keep a schedule, replacing the one of that name.

        Raises
        ------
        InvalidInputError
            The name is one of Menura's own, empty or too long, or `cron` cannot be understood.
        """
        plain = name.strip()
        if not 0 < len(plain) <= NAME_CHARACTERS or not plain.isprintable() or "/" in plain:
            raise InvalidInputError(
                f"A schedule's name has 1 to {NAME_CHARACTERS} printable characters and no slash.",
                field="name",
            )
        if plain in OWN_SCHEDULES:
            raise InvalidInputError(
                f"The schedule {plain!r} is kept by Menura itself; choose another name.",
                field="name",
            )
        schedule = Schedule(plain, work.kind, work.title, cron, work.payload, enabled)
        return put_schedule(self._jobs, schedule, self._clock.now())

    def enable(self, name: str, enabled: bool) -> Schedule:
        """Let a schedule run, or rest; raise ScheduleNotFoundError.

        Raises
        ------
        InvalidInputError
            It is one of Menura's own.
        """
        known = self.get(name)
        return self.put(
            name, Work(known.kind, known.title, known.payload), known.cron, enabled=enabled
        )

    def remove(self, name: str) -> None:
        """Forget a schedule; what it has made stays. Raise ScheduleNotFoundError."""
        if name in OWN_SCHEDULES:
            raise InvalidInputError(
                f"The schedule {name!r} is kept by Menura itself; it cannot be removed.",
                field="name",
            )
        self.get(name)
        self._jobs.remove_schedule(name)

    def remove_if_there(self, name: str) -> None:
        """Forget a schedule, if there is one of that name."""
        self._jobs.remove_schedule(name)

    def run(self, name: str) -> Job:
        """Queue a schedule's work now; its next moment stays. Raise ScheduleNotFoundError."""
        schedule = self.get(name)
        job = NewJob(
            id=new_id(self._clock),
            kind=schedule.kind,
            title=schedule.title,
            payload=schedule.payload,
            queue=JobQueue.PARENTS,
            priority=JobPriority.NORMAL,
            singleton_key=schedule.name,
        )
        queued = self._jobs.add(job, self._clock.now())
        self._jobs.put_schedule(replace(schedule, last_job_id=queued.id))
        return queued

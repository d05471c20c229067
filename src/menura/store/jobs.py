"""Keep jobs, leases and schedules in SQL."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    func,
    insert,
    select,
    update,
)

from menura.jobs import (
    FINISHED,
    Job,
    JobNotFoundError,
    JobPage,
    JobQueue,
    JobStanding,
    JobStatus,
    JobTally,
    LogLine,
    NewJob,
    Progress,
    Schedule,
    Ticket,
)
from menura.kernel.ids import is_id
from menura.store.counters import newest_number, take_numbers
from menura.store.job_tables import job, job_log, schedule, worker_lease

COUNTER = "job"
UNFINISHED = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)


class SqlJobs:
    """Jobs, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewJob, now: datetime) -> Job:
        """Keep a new job and return it, or the one that has its id or singleton key already."""
        revision = self._next()  # first: its lock lets only one writer look for the key at a time
        known = self._rows(select(job).where(job.c.id == new.id))
        if known:
            return known[0]
        if new.singleton_key is not None:
            holder = self.find_unfinished(new.kind, new.singleton_key)
            if holder is not None:
                return holder
        row = _new_row(new, now)
        if new.parent_id is not None and self.standing(new.parent_id).cancel_requested:
            # The parent has not looked yet; what it still delegates must not run on without it.
            ended = {"status": JobStatus.CANCELLED.value, "finished_at": now}
            row |= {"cancel_requested": True, **ended}
        self._connection.execute(insert(job).values(**row, revision=revision))
        return self.get(new.id)

    def get(self, job_id: str) -> Job:
        """Return a job; raise JobNotFoundError."""
        found = self._rows(select(job).where(job.c.id == job_id)) if is_id(job_id) else []
        if not found:
            raise JobNotFoundError(job_id)
        return found[0]

    def page(
        self,
        *,
        status: JobStatus | None = None,
        kind: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> JobPage:
        """Return jobs without a parent, newest first."""
        conditions: list[ColumnElement[bool]] = [job.c.parent_id.is_(None)]
        if status is not None:
            conditions.append(job.c.status == status.value)
        if kind is not None:
            conditions.append(job.c.kind == kind)
        total = self._connection.execute(
            select(func.count()).select_from(job).where(*conditions)
        ).scalar_one()
        newest_first = (job.c.created_at.desc(), job.c.id.desc())
        query = select(job).where(*conditions).order_by(*newest_first)
        return JobPage(self._rows(query.limit(limit).offset(offset)), total)

    def tally(self) -> Sequence[JobTally]:
        """Count jobs without a parent by kind and status, in that order."""
        query = (
            select(job.c.kind, job.c.status, func.count().label("count"))
            .where(job.c.parent_id.is_(None))
            .group_by(job.c.kind, job.c.status)
            .order_by(job.c.kind, job.c.status)
        )
        rows = self._connection.execute(query).mappings()
        return [JobTally(row["kind"], JobStatus(row["status"]), row["count"]) for row in rows]

    def children(self, parent_id: str) -> Sequence[Job]:
        """Return the children of a job, oldest first."""
        mine = select(job).where(job.c.parent_id == parent_id)
        return self._rows(mine.order_by(job.c.created_at, job.c.id))

    def log_tail(self, job_id: str, limit: int) -> Sequence[LogLine]:
        """Return the last lines of a job's log, oldest first."""
        query = (
            select(job_log)
            .where(job_log.c.job_id == job_id)
            .order_by(job_log.c.number.desc())
            .limit(limit)
        )
        rows = self._connection.execute(query).mappings()
        return [LogLine(row["at"], row["level"], row["message"]) for row in rows][::-1]

    def changed_since(self, revision: int, limit: int) -> Sequence[Job]:
        """Return about `limit` jobs changed after `revision`, in the order of change."""
        if self.newest_revision() <= revision:
            return []
        newer = select(job).where(job.c.revision > revision).order_by(job.c.revision, job.c.id)
        found = self._rows(newer.limit(limit))
        if len(found) == limit:  # a family cancelled at once shares a revision: never split one
            last = found[-1].revision
            found = [changed for changed in found if changed.revision < last]
            found += self._rows(newer.where(job.c.revision == last))
        return found

    def newest_revision(self) -> int:
        """Return the revision of the latest change."""
        return newest_number(self._connection, COUNTER)

    def count_unfinished(self) -> int:
        """Return how many jobs wait or run."""
        query = select(func.count()).select_from(job).where(job.c.status.in_(UNFINISHED))
        return self._connection.execute(query).scalar_one()

    def find_unfinished(self, kind: str, singleton_key: str) -> Job | None:
        """Return the unfinished job that holds a singleton key; one told to stop has let go."""
        query = select(job).where(
            job.c.kind == kind,
            job.c.singleton_key == singleton_key,
            job.c.status.in_(UNFINISHED),
            job.c.cancel_requested.is_(False),
        )
        found = self._rows(query)
        return found[0] if found else None

    def request_cancel(self, job_id: str, now: datetime) -> Job:
        """Ask a job and everything below it to stop; what only waits is cancelled at once."""
        self.get(job_id)
        self._next()  # its lock keeps children from being added while the family is looked up
        family = [job_id]
        generation = [job_id]
        while generation:
            query = select(job.c.id).where(job.c.parent_id.in_(generation))
            generation = list(self._connection.execute(query).scalars())
            family += generation
        mine = job.c.id.in_(family)
        self._change(mine & job.c.status.in_(UNFINISHED), cancel_requested=True)
        waiting = mine & (job.c.status == JobStatus.QUEUED.value)
        self._change(waiting, status=JobStatus.CANCELLED.value, finished_at=now)
        return self.get(job_id)

    def undispatched(self, now: datetime, limit: int) -> Sequence[Ticket]:
        """Return tickets of queued jobs that are due and that no engine has, urgent ones first."""
        query = (
            select(job.c.id, job.c.ticket, job.c.queue, job.c.priority)
            .where(
                job.c.status == JobStatus.QUEUED.value,
                job.c.dispatched.is_(False),
                job.c.not_before <= now,
            )
            .order_by(job.c.priority, job.c.created_at, job.c.id)
            .limit(limit)
        )
        return [_ticket(row) for row in self._connection.execute(query).mappings()]

    def mark_dispatched(self, tickets: Sequence[Ticket]) -> None:
        """Note that an engine has these jobs."""
        for ticket in tickets:
            self._connection.execute(
                update(job)
                .where(job.c.id == ticket.job_id, job.c.ticket == ticket.number)
                .values(dispatched=True)
            )

    def dispatched(self) -> Sequence[Ticket]:
        """Return tickets of unfinished jobs that an engine is believed to have."""
        query = select(job.c.id, job.c.ticket, job.c.queue, job.c.priority).where(
            job.c.status.in_(UNFINISHED), job.c.dispatched.is_(True)
        )
        return [_ticket(row) for row in self._connection.execute(query).mappings()]

    def return_ticket(self, ticket: Ticket) -> None:
        """Take a job back from an engine that has lost it."""
        self._change(
            (job.c.id == ticket.job_id)
            & (job.c.ticket == ticket.number)
            & job.c.status.in_(UNFINISHED),
            status=JobStatus.QUEUED.value,
            ticket=ticket.number + 1,
            dispatched=False,
            owner=None,
        )

    def start(self, job_id: str, owner: str, now: datetime) -> Job | None:
        """Begin a run for `owner` and count the attempt; None if there is nothing to run."""
        unfinished = (job.c.id == job_id) & job.c.status.in_(UNFINISHED)
        self._change(
            unfinished & job.c.cancel_requested.is_(True),
            status=JobStatus.CANCELLED.value,
            finished_at=now,
        )
        started = self._change(
            unfinished,
            status=JobStatus.RUNNING.value,
            owner=owner,
            attempts=job.c.attempts + 1,
            started_at=func.coalesce(job.c.started_at, now),
        )
        return self.get(job_id) if started else None

    def standing(self, job_id: str) -> JobStanding:
        """Return who runs a job and whether it is to stop."""
        query = select(job.c.status, job.c.owner, job.c.cancel_requested).where(job.c.id == job_id)
        row = self._connection.execute(query).one_or_none() if is_id(job_id) else None
        if row is None:
            raise JobNotFoundError(job_id)
        return JobStanding(JobStatus(row.status), row.owner, row.cancel_requested)

    def report(self, job_id: str, owner: str, progress: Progress) -> None:
        """Keep what a run reports, if it still owns the job."""
        told: dict[str, Any] = {
            "progress": progress.progress,
            "stage": progress.stage,
            "counts": dict(progress.counts) if progress.counts is not None else None,
            "rate_per_minute": progress.rate_per_minute,
            "time_left_s": progress.time_left_s,
        }
        values = {name: value for name, value in told.items() if value is not None}
        self._change(_owned(job_id, owner), **values)

    def append_log(self, job_id: str, line: LogLine) -> None:
        """Add a line to a job's log."""
        self._connection.execute(
            insert(job_log).values(
                job_id=job_id, at=line.at, level=line.level, message=line.message
            )
        )

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
        values: dict[str, Any] = {"progress": 1.0} if status is JobStatus.SUCCEEDED else {}
        ended = self._change(
            _owned(job_id, owner),
            status=status.value,
            finished_at=now,
            owner=None,
            time_left_s=None,
            result=dict(result) if result is not None else None,
            error_code=error_code,
            error_message=error_message,
            **values,
        )
        return ended == 1

    def release(self, job_id: str, owner: str, not_before: datetime, *, refund: bool) -> None:
        """Put a running job back in its queue; with `refund` the attempt does not count."""
        self._change(
            _owned(job_id, owner),
            status=JobStatus.QUEUED.value,
            owner=None,
            ticket=job.c.ticket + 1,
            dispatched=False,
            not_before=not_before,
            attempts=job.c.attempts - (1 if refund else 0),
        )

    def beat(self, executor_id: str, now: datetime) -> None:
        """Renew a worker's lease."""
        mine = worker_lease.c.executor_id == executor_id
        renewed = self._connection.execute(update(worker_lease).where(mine).values(seen_at=now))
        if renewed.rowcount == 0:
            self._connection.execute(
                insert(worker_lease).values(executor_id=executor_id, seen_at=now)
            )

    def end_lease(self, executor_id: str) -> bool:
        """Remove a worker's lease; tell whether it was this call that removed it."""
        mine = worker_lease.c.executor_id == executor_id
        return self._connection.execute(delete(worker_lease).where(mine)).rowcount == 1

    def now(self, otherwise: datetime) -> datetime:
        """Return the time of the database where it has a clock that all workers share."""
        if self._connection.dialect.name != "postgresql":
            return otherwise
        moment: datetime = self._connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)

    def leases(self) -> Mapping[str, datetime]:
        """Return when each worker was last heard of."""
        rows = self._connection.execute(select(worker_lease))
        return {row.executor_id: row.seen_at for row in rows}

    def schedules(self) -> Sequence[Schedule]:
        """Return all schedules by name."""
        rows = self._connection.execute(select(schedule).order_by(schedule.c.name)).mappings()
        return [Schedule(**row) for row in rows]

    def put_schedule(self, new: Schedule) -> None:
        """Keep a schedule, replacing the one of that name."""
        self._connection.execute(delete(schedule).where(schedule.c.name == new.name))
        names = Schedule.__dataclass_fields__
        values = {name: getattr(new, name) for name in names} | {"payload": dict(new.payload)}
        self._connection.execute(insert(schedule).values(**values))

    def remove_schedule(self, name: str) -> None:
        """Forget the schedule of that name, if there is one."""
        self._connection.execute(delete(schedule).where(schedule.c.name == name))

    def delete_finished(self, before: datetime, limit: int) -> Sequence[str]:
        """Forget jobs that finished before a moment; return their ids."""
        old = (
            select(job.c.id)
            .where(
                job.c.status.in_([status.value for status in FINISHED]),
                job.c.finished_at < before,
                job.c.parent_id.is_(None),
            )
            .limit(limit)
        )
        ids = list(self._connection.execute(old).scalars())
        if ids:
            self._connection.execute(delete(job).where(job.c.id.in_(ids)))
        return ids

    def _change(self, which: ColumnElement[bool], **values: Any) -> int:
        """Change jobs and give them a new revision; return how many there were."""
        statement = update(job).where(which).values(**values, revision=self._next())
        return self._connection.execute(statement).rowcount

    def _next(self) -> int:
        return take_numbers(self._connection, COUNTER)

    def _rows(self, query: Select[Any]) -> list[Job]:
        return [_job(row) for row in self._connection.execute(query).mappings()]


def _owned(job_id: str, owner: str) -> ColumnElement[bool]:
    running = job.c.status == JobStatus.RUNNING.value
    return (job.c.id == job_id) & (job.c.owner == owner) & running


def _ticket(row: RowMapping) -> Ticket:
    return Ticket(row["id"], row["ticket"], JobQueue(row["queue"]), row["priority"])


def _new_row(new: NewJob, now: datetime) -> dict[str, Any]:
    return {
        "id": new.id,
        "kind": new.kind,
        "title": new.title,
        "payload": dict(new.payload),
        "parent_id": new.parent_id,
        "queue": new.queue.value,
        "priority": int(new.priority),
        "singleton_key": new.singleton_key,
        "status": JobStatus.QUEUED.value,
        "progress": 0.0,
        "stage": "waiting",
        "counts": {},
        "cancel_requested": False,
        "attempts": 0,
        "ticket": 0,
        "dispatched": False,
        "not_before": now,
        "created_at": now,
    }


def _job(row: RowMapping) -> Job:
    values = {name: row[name] for name in Job.__dataclass_fields__}
    values["queue"] = JobQueue(row["queue"])
    values["status"] = JobStatus(row["status"])
    return Job(**values)

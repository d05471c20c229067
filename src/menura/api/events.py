"""Follow what changes, for the one stream of events a page keeps open.

Every event carries an id that says: everything up to here was told. It is the revision of the
latest job that was told whole; a client keeps it as text and gives it back as it is.

* A client that is new is told the counts and every unfinished job.
* One that comes back with the last id it saw (the header ``Last-Event-ID``, or ``?after=`` where
  it opens the stream by itself; the header wins) is told the counts and every job that changed
  meanwhile, also those that ended.
* Where that can no longer be said (the id is not one of this database, jobs of that time were
  forgotten, or more changed than is worth telling one by one) it is told ``{"type": "reset"}``
  first, then all that a new client is told. It then asks for everything anew.

An event without an id is followed by others that belong to it: who is cut off in between is told
them again. While nothing happens, a comment every 15 s keeps the connection alive.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from fastapi import Request
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from menura.api.schemas.catalogue import CountsOut
from menura.api.schemas.events import ResetEvent
from menura.api.schemas.jobs import JobEvent, JobOut, LibraryEvent
from menura.bootstrap import Menura, Rooms
from menura.catalogue import LibraryCounts
from menura.jobs import Job, JobStatus

POLL_INTERVAL_S = 0.5  # one indexed query; jobs report at most four times a second
COUNTS_INTERVAL_S = 2.0  # counting reads an entry of an index for every track
MAINTENANCE = "maintenance"  # the one kind of job that forgets others
MOST_MISSED = 500  # changed jobs; asking for everything anew is cheaper than more of them


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and the revision up to which everything was told with it, if it was."""

    event: JobEvent | LibraryEvent | ResetEvent
    revision: int | None = None

    def as_server_sent(self) -> ServerSentEvent:
        """Return it as it is sent."""
        id_ = None if self.revision is None else str(self.revision)
        return ServerSentEvent(data=self.event, id=id_)


@dataclass(slots=True)
class _Seen:
    """What a client has been told."""

    revision: int = 0
    counts: LibraryCounts | None = None
    counts_due: bool = False
    counted_at_s: float = 0.0
    family: set[str] = field(default_factory=set)


async def follow(
    menura: Menura, request: Request, *, job_id: str | None = None, after: str | None = None
) -> AsyncIterator[Told]:
    """Yield events until the client goes away or the server stops.

    Parameters
    ----------
    job_id : str, optional
        Only this job and its children.
    after : str, optional
        The last id the client saw.
    """
    seen = _Seen(family={job_id} if job_id else set())
    for told in await run_in_threadpool(_begin, menura, seen, after):
        yield told
    while not menura.stopping.is_set() and not await request.is_disconnected():
        for told in await run_in_threadpool(_changes, menura, seen):
            yield told
        await asyncio.sleep(POLL_INTERVAL_S)


def _begin(menura: Menura, seen: _Seen, after: str | None) -> list[Told]:
    """Return what a client is told first: the state of things, or what it missed."""
    with menura.rooms(read_only=True) as rooms:
        seen.counts = rooms.library.counts()
        seen.counted_at_s = time.monotonic()
        counts = Told(LibraryEvent(counts=CountsOut.of(seen.counts)))
        missed = None if after is None else _missed(rooms, after)
        if missed is not None:
            seen.revision = missed[-1].revision if missed else int(after or 0)
            return _closed([counts, *_shape(missed, seen)], seen.revision)
        seen.revision = rooms.jobs.newest_revision()
        reset = [] if after is None else [Told(ResetEvent())]
        present = [Told(JobEvent(job=JobOut.of(job))) for job in _present(rooms, seen)]
        return _closed([*reset, counts, *present], seen.revision)


def _present(rooms: Rooms, seen: _Seen) -> Sequence[Job]:
    """Return the jobs as they are: the one asked for, or all that are unfinished."""
    if seen.family:
        return [rooms.jobs.get(job_id) for job_id in seen.family]
    jobs: list[Job] = []
    for status in (JobStatus.RUNNING, JobStatus.QUEUED):
        jobs += rooms.jobs.page(status=status, limit=100).items
    return jobs


def _missed(rooms: Rooms, after: str) -> Sequence[Job] | None:
    """Return the jobs that changed after an id; None where that cannot be said."""
    if not (after.isascii() and after.isdigit()):
        return None
    revision, newest = int(after), rooms.jobs.newest_revision()
    if revision > newest:  # of another database, or of this one before it was brought back
        return None
    if revision == newest:
        return []
    missed = rooms.jobs.changed_since(revision, MOST_MISSED)
    return None if len(missed) >= MOST_MISSED or _may_have_forgotten(rooms, revision) else missed


def _may_have_forgotten(rooms: Rooms, revision: int) -> bool:
    """Tell whether a job that changed after `revision` may not be kept any more."""
    tidied = rooms.jobs.page(kind=MAINTENANCE, limit=1).items
    if not tidied or tidied[0].revision <= revision:
        return False
    # Jobs are forgotten in the order in which they ended: while one is kept that did not change
    # since, none that did was forgotten.
    oldest = rooms.jobs.changed_since(0, 1)
    return not oldest or oldest[0].revision > revision


def _changes(menura: Menura, seen: _Seen) -> list[Told]:
    """Return what happened since the last look; counts only after a job moved, and not often."""
    told: list[Told] = []
    with menura.rooms(read_only=True) as rooms:
        jobs = rooms.jobs.changed_since(seen.revision)
        if jobs:
            seen.revision = jobs[-1].revision
            seen.counts_due = True
            told += _shape(jobs, seen)
        if not seen.counts_due or time.monotonic() - seen.counted_at_s < COUNTS_INTERVAL_S:
            return told
        seen.counts_due, seen.counted_at_s = False, time.monotonic()
        counts = rooms.library.counts()
        if counts != seen.counts:
            seen.counts = counts
            told.append(Told(LibraryEvent(counts=CountsOut.of(counts)), seen.revision))
    return told


def _shape(jobs: Sequence[Job], seen: _Seen) -> list[Told]:
    """Shape jobs, in the order of change; with a family, only its members and their children.

    A family that is cancelled at once shares a revision: only its last one closes it.
    """
    return [
        Told(JobEvent(job=JobOut.of(job)), None if _belong(job, later) else job.revision)
        for job, later in zip_longest(jobs, jobs[1:])
        if not seen.family or job.id in seen.family or job.parent_id in seen.family
    ]


def _belong(job: Job, later: Job | None) -> bool:
    """Tell whether two jobs were changed by one act."""
    return later is not None and later.revision == job.revision


def _closed(told: Sequence[Told], revision: int) -> list[Told]:
    """Return events of which the last says that everything up to `revision` was told."""
    return [*told[:-1], Told(told[-1].event, revision)]

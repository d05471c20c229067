"""Follow what changes, for the one stream of events a page keeps open."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from menura.api.schemas.catalogue import CountsOut
from menura.api.schemas.jobs import JobEvent, JobOut, LibraryEvent
from menura.bootstrap import Menura
from menura.catalogue import LibraryCounts
from menura.jobs import Job, JobStatus

POLL_INTERVAL_S = 0.5  # one indexed query; jobs report at most four times a second
COUNTS_INTERVAL_S = 2.0  # counting reads an entry of an index for every track


@dataclass(slots=True)
class _Seen:
    """What a client has been told."""

    revision: int = 0
    counts: LibraryCounts | None = None
    counts_due: bool = False
    counted_at_s: float = 0.0
    family: set[str] = field(default_factory=set)


async def follow(
    menura: Menura, request: Request, *, job_id: str | None = None
) -> AsyncIterator[JobEvent | LibraryEvent]:
    """Yield events until the client goes away or the server stops."""
    seen = _Seen(family={job_id} if job_id else set())
    for event in await run_in_threadpool(_present, menura, seen):
        yield event
    while not menura.stopping.is_set() and not await request.is_disconnected():
        for event in await run_in_threadpool(_changes, menura, seen):
            yield event
        await asyncio.sleep(POLL_INTERVAL_S)


def _present(menura: Menura, seen: _Seen) -> list[JobEvent | LibraryEvent]:
    """Return the state of things: unfinished jobs (or the one asked for) and the counts."""
    with menura.rooms(read_only=True) as rooms:
        seen.revision = rooms.jobs.newest_revision()
        seen.counts = rooms.library.counts()
        seen.counted_at_s = time.monotonic()
        jobs: list[Job] = []
        if seen.family:
            jobs = [rooms.jobs.get(job_id) for job_id in seen.family]
        else:
            for status in (JobStatus.RUNNING, JobStatus.QUEUED):
                jobs += rooms.jobs.page(status=status, limit=100).items
    return [LibraryEvent(counts=CountsOut.of(seen.counts)), *_shape(jobs, seen)]


def _changes(menura: Menura, seen: _Seen) -> list[JobEvent | LibraryEvent]:
    """Return what happened since the last look; counts only after a job moved, and not often."""
    events: list[JobEvent | LibraryEvent] = []
    with menura.rooms(read_only=True) as rooms:
        jobs = rooms.jobs.changed_since(seen.revision)
        if jobs:
            seen.revision = jobs[-1].revision
            seen.counts_due = True
            events += _shape(jobs, seen)
        if not seen.counts_due or time.monotonic() - seen.counted_at_s < COUNTS_INTERVAL_S:
            return events
        seen.counts_due, seen.counted_at_s = False, time.monotonic()
        counts = rooms.library.counts()
        if counts != seen.counts:
            seen.counts = counts
            events.append(LibraryEvent(counts=CountsOut.of(counts)))
    return events


def _shape(jobs: Sequence[Job], seen: _Seen) -> list[JobEvent | LibraryEvent]:
    """Shape jobs as events; with a family, only its members and their children."""
    if seen.family:
        jobs = [job for job in jobs if job.id in seen.family or job.parent_id in seen.family]
    return [JobEvent(job=JobOut.of(job)) for job in jobs]

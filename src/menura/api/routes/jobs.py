"""Serve jobs, and the one stream of events."""

from collections.abc import AsyncIterable
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.events import follow
from menura.api.job_lists import page_of_jobs
from menura.api.job_retry import try_again
from menura.api.schemas.events import Event
from menura.api.schemas.jobs import (
    ApiJobStatus,
    JobDetailOut,
    JobOut,
    JobsOut,
    JobTalliesOut,
)

router = APIRouter(tags=["jobs"])


@router.get("/jobs")
def list_jobs(
    rooms: RoomsDep,
    status: Annotated[
        ApiJobStatus | None, Query(description="`failed` are also those that were cancelled.")
    ] = None,
    cancelled: Annotated[
        bool | None, Query(description="Only those that were cancelled, or only the others.")
    ] = None,
    kind: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> JobsOut:
    """List jobs, newest first; children are shown with their parent."""
    page = page_of_jobs(
        rooms.jobs, status=status, cancelled=cancelled, kind=kind, limit=limit, offset=offset
    )
    return JobsOut(items=[JobOut.of(job) for job in page.items], total=page.total)


@router.get("/jobs/tally")
def tally_jobs(rooms: RoomsDep) -> JobTalliesOut:
    """Count jobs without a parent by kind and status."""
    return JobTalliesOut.of(rooms.jobs.tally())


@router.get("/jobs/{job_id}")
def get_job(job_id: str, request: Request, rooms: RoomsDep) -> JobDetailOut:
    """Return a job with the tail of its log and its children; addresses in results are whole."""
    job = rooms.jobs.get(job_id)
    detail = JobDetailOut.of_all(
        job, list(rooms.jobs.log_tail(job_id)), list(rooms.jobs.children(job_id))
    )
    detail.results = _with_whole_addresses(detail.results, str(request.base_url).rstrip("/"))
    return detail


def _with_whole_addresses(value: Any, base: str) -> Any:
    """Return results whose paths of this server, kept without its name, begin with its name."""
    if isinstance(value, dict):
        return {name: _with_whole_addresses(inner, base) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_whole_addresses(inner, base) for inner in value]
    is_path = isinstance(value, str) and value.startswith("/api/v1/")
    return base + value if is_path else value


@router.post("/jobs/{job_id}/cancel")
def cancel_job(job_id: str, rooms: RoomsDep) -> JobOut:
    """Ask a job and everything below it to stop; a finished job stays as it is."""
    return JobOut.of(rooms.jobs.cancel(job_id))


@router.post("/jobs/{job_id}/retry", status_code=HTTPStatus.ACCEPTED)
def retry_job(job_id: str, menura: MenuraDep) -> JobOut:
    """Queue the work of a failed or cancelled job once more, as a new job; the old one stays."""
    return JobOut.of(try_again(menura, job_id))


def known_job(
    rooms: RoomsDep,
    job_id: Annotated[str | None, Query(description="Only this job and its children.")] = None,
) -> str | None:
    """Return the job to follow; an unknown one is said before the stream begins."""
    return rooms.jobs.get(job_id).id if job_id is not None else None


@router.get("/events", response_class=EventSourceResponse)
async def stream_events(
    request: Request,
    menura: MenuraDep,
    job_id: Annotated[str | None, Depends(known_job)],
    after: Annotated[
        str | None,
        Query(max_length=100, description="The last id seen, for who cannot send `Last-Event-ID`."),
    ] = None,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> AsyncIterable[Event]:
    """Stream changes as server-sent events: jobs that move, tracks that arrive.

    Begins with every unfinished job and the counts of the library. A client that comes back with
    the last id it saw is told what changed meanwhile in their place; where that is no longer
    known, an event of the type `reset` comes first: it then has to ask for everything anew.
    """
    async for told in follow(menura, request, job_id=job_id, after=last_event_id or after or None):
        # The annotation describes the data; what is sent carries an id besides
        yield cast("Event", told.as_server_sent())

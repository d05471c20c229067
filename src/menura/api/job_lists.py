"""List jobs by the words of the API, of which one may stand for several of ours."""

from datetime import datetime
from heapq import merge
from itertools import islice

from menura.api.schemas.jobs import API_STATUS, ApiJobStatus
from menura.jobs import Job, JobPage, Jobs, JobStatus


def page_of_jobs(
    jobs: Jobs,
    *,
    status: ApiJobStatus | None = None,
    cancelled: bool | None = None,
    kind: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> JobPage:
    """Return jobs without a parent, newest first.

    Parameters
    ----------
    status : ApiJobStatus, optional
        ``failed`` are those that went wrong and those that were cancelled.
    cancelled : bool, optional
        Only those that were cancelled, or only the others.
    """
    wanted = _wanted(status, cancelled)
    if len(wanted) in (1, len(JobStatus)):
        alone = wanted[0] if len(wanted) == 1 else None
        return jobs.page(status=alone, kind=kind, limit=limit, offset=offset)
    pages = [jobs.page(status=each, kind=kind, limit=offset + limit) for each in wanted]
    newest_first = merge(*(page.items for page in pages), key=_age, reverse=True)
    total = sum(page.total for page in pages)
    return JobPage(list(islice(newest_first, offset, offset + limit)), total)


def _wanted(status: ApiJobStatus | None, cancelled: bool | None) -> list[JobStatus]:
    """Return which of our own statuses are meant; none where the two exclude each other."""
    return [
        ours
        for ours, theirs in API_STATUS.items()
        if status in (None, theirs) and cancelled in (None, ours is JobStatus.CANCELLED)
    ]


def _age(job: Job) -> tuple[datetime, str]:
    return job.created_at, job.id

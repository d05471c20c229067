"""Look at jobs from the command line."""

from typing import Annotated

import typer
from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table

from menura.api.job_lists import page_of_jobs
from menura.api.job_retry import try_again
from menura.api.schemas.jobs import ApiJobStatus, JobDetailOut, JobOut, JobsOut
from menura.cli.open import opened
from menura.cli.output import Json, out, show

ID_CHARACTERS = 36


def jobs(
    job_id: Annotated[str | None, typer.Argument(help="Show this job with its log.")] = None,
    cancel: Annotated[bool, typer.Option(help="Ask the job to stop.")] = False,
    retry: Annotated[
        bool, typer.Option(help="Queue a failed or cancelled job once more, as a new one.")
    ] = False,
    status: Annotated[
        ApiJobStatus | None,
        typer.Option(help="Only jobs with this status; failed are also those that were cancelled."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    json: Json = False,
) -> None:
    """List jobs, newest first; with JOB_ID show one, stop it, or queue it once more."""
    if (cancel or retry) and job_id is None:
        option = "--cancel" if cancel else "--retry"
        raise typer.BadParameter(f"say which job: menura jobs JOB_ID {option}")
    if cancel and retry:
        raise typer.BadParameter("--cancel and --retry exclude each other")
    if retry and job_id is not None:
        with opened("error") as menura:
            again = JobOut.of(try_again(menura, job_id))
            show(again, json, lambda: _render_again(again))
        return
    with opened("error") as menura, menura.rooms() as rooms:
        shaped: BaseModel
        if job_id is None:
            page = page_of_jobs(rooms.jobs, status=status, limit=limit)
            shaped = listing = JobsOut(items=[JobOut.of(j) for j in page.items], total=page.total)
            show(shaped, json, lambda: _render_all(listing))
            return
        job = rooms.jobs.cancel(job_id) if cancel else rooms.jobs.get(job_id)
        detail = JobDetailOut.of_all(
            job, list(rooms.jobs.log_tail(job.id)), list(rooms.jobs.children(job.id))
        )
        show(detail, json, lambda: _render(detail))


def _render_all(jobs: JobsOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Job", "Status", "Progress", "Stage", "Begun"):
        table.add_column(heading)
    table.add_column("Id", no_wrap=True, min_width=ID_CHARACTERS)  # to be copied, never cut
    for job in jobs.items:
        begun = f"{job.started_at.astimezone():%Y-%m-%d %H:%M}" if job.started_at else "-"
        cells = (escape(job.title), _status(job), f"{job.progress}%", escape(job.stage))
        table.add_row(*cells, begun, job.job_id)
    out.print(table if jobs.items else "No job yet.")


def _render(job: JobDetailOut) -> None:
    out.print(f"[bold]{escape(job.title)}[/bold]  {_status(job)}, {job.progress}%")
    for name, count in job.counts.items():
        out.print(f"  {name}: {count}")
    if job.error:
        out.print(f"  {escape(job.error.message)}")
    for child in job.children:
        out.print(f"  {escape(child.title)}: {_status(child)}, {child.progress}%")
    for line in job.log:
        out.print(f"  {line.at.astimezone():%H:%M:%S} {line.level}: {escape(line.message)}")


def _render_again(job: JobOut) -> None:
    out.print(f"Queued again as {job.job_id}: {escape(job.title)}")


def _status(job: JobOut) -> str:
    """Return the word for people, to whom stopping is no failure."""
    return "cancelled" if job.cancelled else job.status.value

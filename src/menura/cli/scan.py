"""Scan a folder and show how it goes."""

import os
import signal
import time
from collections.abc import Callable
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from menura.analysis import SCAN, WRITE_TAGS
from menura.api.schemas.jobs import JobOut
from menura.bootstrap import Menura, Rooms
from menura.catalogue import MUSIC_SERVERS, Source
from menura.cli.open import opened
from menura.cli.output import Json, err, format_length, out, show
from menura.jobs import Job, JobFailedError, JobStatus
from menura.kernel.errors import CancelledError, InvalidInputError, UnavailableError
from menura.worker import LocalWorkers

POLL_S = 0.2
CANCEL_WAIT_S = 5.0
WORKER_WAIT_S = 3.0


class NothingPlayableError(InvalidInputError):
    """Say that a folder holds no audio files."""

    code = "nothing_playable"

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"The folder {folder!r} holds nothing playable; give a folder with audio files in it.",
            field="folder",
        )


class WorkStuckError(UnavailableError):
    """Say that workers cannot do their work now; what was done is kept."""

    code = "work_stuck"


def scan(
    folder: Annotated[str, typer.Argument(help="Folder of music, or the name of a source.")],
    retry_failed: Annotated[
        bool, typer.Option(help="Also try files again that could not be heard before.")
    ] = False,
    recent_albums: Annotated[
        int | None,
        typer.Option(min=1, help="Of a music server: only so many albums, newest first."),
    ] = None,
    json: Json = False,
) -> None:
    """Find the tracks of FOLDER, or of a source, and listen to what is new.

    Ctrl-C stops cleanly: what was heard is kept, and the next scan goes on from there.
    """
    with opened("error") as menura:
        with menura.rooms() as rooms:
            source = _source_of(rooms, folder)
            job = rooms.scans.start(source, retry_failed=retry_failed, recent_albums=recent_albums)
        job = _do_here(menura, job, quiet=json)
        _conclude(menura, job, source.location, json)


def follow_job(
    menura: Menura, job: Job, *, quiet: bool, then: Callable[[], Job] | None = None
) -> Job:
    """Do a queued job here, showing its progress; Ctrl-C asks it to stop.

    Parameters
    ----------
    then : callable, optional
        Gives another job to be done by the same workers once this one succeeded; should that one
        fail, it is noted.

    Raises
    ------
    CancelledError, JobFailedError
    """
    job = _do_here(menura, job, quiet=quiet, then=then)
    if job.cancel_requested:
        raise CancelledError("Stopped; what was done is kept.")
    if job.status is JobStatus.FAILED:
        raise JobFailedError(job.error_message or f"{job.title} failed.")
    return job


def _do_here(
    menura: Menura, job: Job, *, quiet: bool, then: Callable[[], Job] | None = None
) -> Job:
    """Have workers of this process do a job, and another one then; return how the first ended."""
    workers = LocalWorkers(menura, menura.settings.workers, quiet=True)
    _end_as_by_ctrl_c()
    try:
        workers.start()
        job = _follow(menura, job, workers, quiet=quiet)
        if then is not None and job.status is JobStatus.SUCCEEDED:
            after = _follow(menura, then(), workers, quiet=quiet)
            if after.status is JobStatus.FAILED:
                err.print(f"[yellow]note:[/yellow] {escape(after.error_message or '')}")
        return job
    except KeyboardInterrupt:
        return _cancel(menura, job)
    finally:
        workers.stop()


def _end_as_by_ctrl_c() -> None:
    """Take a request to end, or a closed terminal, for Ctrl-C, so that no worker stays behind."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(name, signal.default_int_handler)


def _source_of(rooms: Rooms, words: str) -> Source:
    """Return the source that is meant: the folder of this path, or one by its name or address."""
    if not os.path.isdir(os.path.expanduser(words)):  # pathlib raises for a long name
        known = rooms.library.sources()
        if any(words in (one.name, one.id) or _is_server_at(one, words) for one in known):
            return rooms.library.source(words)
    return rooms.library.add_folder(words)


def _is_server_at(source: Source, words: str) -> bool:
    return source.kind in MUSIC_SERVERS and source.location == words


def _follow(menura: Menura, job: Job, workers: LocalWorkers, *, quiet: bool) -> Job:
    """Show a job's progress until it has finished."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=err, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("Waiting", total=None, told="")
        began, told = time.monotonic(), False
        while True:
            with menura.rooms(read_only=True) as rooms:
                job = rooms.jobs.get(job.id)
            _show(bar, task, job)
            if job.finished:
                return job
            if menura.trouble is not None:
                raise WorkStuckError(menura.trouble)
            if not told and workers.count == 0 and time.monotonic() - began > WORKER_WAIT_S:
                told = True
                _tell_if_nobody_works(menura)
            time.sleep(POLL_S)


def _tell_if_nobody_works(menura: Menura) -> None:
    """Say that the job waits for a worker, if none was heard of."""
    with menura.rooms(read_only=True) as rooms:
        workers = menura.live_workers(rooms)
    if workers == 0:
        err.print(
            "[yellow]note:[/yellow] MENURA_WORKERS is 0 and no worker is running; the work waits "
            "until you start one with: menura worker"
        )


def _show(bar: Progress, task: TaskID, job: Job) -> None:
    """Bring the progress bar up to date."""
    counts = job.counts
    total = counts.get("total")
    if job.kind not in (SCAN, WRITE_TAGS):
        stage = job.stage.capitalize() or "Waiting"
        bar.update(task, description=stage, completed=job.progress, total=1.0, told="")
        return
    if total is None:
        bar.update(task, description="Looking for files", told=f"{counts.get('found', 0)} found")
        return
    done = sum(counts.get(name, 0) for name in ("heard", "written", "unchanged", "failed"))
    told = [f"{done}/{total}"]
    if job.rate_per_minute:
        told.append(f"{job.rate_per_minute:.0f} tracks/min")
    if job.time_left_s is not None:
        told.append(f"{format_length(job.time_left_s)} left")
    if counts.get("failed"):
        told.append(f"{counts['failed']} failed")
    bar.update(
        task, description=job.stage.capitalize(), completed=done, total=total, told=", ".join(told)
    )


def _cancel(menura: Menura, job: Job) -> Job:
    """Ask the job to stop and wait until it has."""
    with menura.rooms() as rooms:
        job = rooms.jobs.cancel(job.id)
    deadline = time.monotonic() + CANCEL_WAIT_S
    while not job.finished and time.monotonic() < deadline:
        time.sleep(POLL_S)
        with menura.rooms(read_only=True) as rooms:
            job = rooms.jobs.get(job.id)
    return job


def _conclude(menura: Menura, job: Job, folder: str, as_json: bool) -> None:
    """Say how it ended; raise for what did not end well."""
    with menura.rooms(read_only=True) as rooms:
        counts = rooms.library.counts(str(job.payload["source_id"]))
        warnings = [line.message for line in rooms.jobs.log_tail(job.id) if line.level != "info"]
    show(JobOut.of(job), as_json, lambda: _summarise(job, warnings))
    if job.cancel_requested:
        raise CancelledError(
            f"Stopped. {counts.analysed} of {counts.total} tracks are analysed and kept; "
            "scan again to go on."
        )
    if job.status is JobStatus.FAILED:
        raise JobFailedError(job.error_message or "The scan failed.")
    if not (job.result or {}).get("found"):
        raise NothingPlayableError(folder)


def _summarise(job: Job, warnings: list[str]) -> None:
    for warning in warnings:
        err.print(f"[yellow]note:[/yellow] {escape(warning)}", soft_wrap=True)
    if job.status is not JobStatus.SUCCEEDED or job.result is None:
        return
    result = job.result
    parts = [f"{result['found']} files", f"{result['new']} new", f"{result['heard']} analysed"]
    parts += [f"{result[name]} {name}" for name in ("changed", "missing", "failed") if result[name]]
    out.print("Scanned: " + ", ".join(parts) + ".")
    if result["failed"]:
        out.print("See why with: menura track list --state failed")

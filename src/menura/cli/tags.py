"""Write what was heard into tags, from the command line."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from menura.api.routes.analysis import queue_tag_writing
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.tags import TagsWrittenOut
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True)


class TagTargetError(InvalidInputError):
    """Say that it is not clear whose tags are to be written."""

    code = "tag_target"

    def __init__(self) -> None:
        super().__init__(
            "Say whose tags are to be written: a track, or --source with a source's name.",
            field="track",
        )


@app.command("write")
def write(
    track: Annotated[
        str | None, typer.Argument(help="A track's id, or words of its title and artist.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="All analysed tracks of this source instead.")
    ] = None,
    what: Annotated[
        str, typer.Option(help="Some of bpm, key, moods, energy_level, with commas.")
    ] = "bpm,key",
    to: Annotated[str | None, typer.Option(help="Folder for changed copies.")] = None,
    in_place: Annotated[bool, typer.Option(help="Exchange the files themselves.")] = False,
    overwrite: Annotated[bool, typer.Option(help="Also replace values that are there.")] = False,
    key_notation: Annotated[str, typer.Option(help="standard, camelot or open_key.")] = "standard",
    json: Json = False,
) -> None:
    """Write tempo, key, moods or energy into tags: into copies, or in place.

    What is more likely wrong than right is not written, and what is there is kept.
    """
    from menura.analysis.tagging import read_request

    request = read_request(
        quantities=tuple(word.strip() for word in what.split(",") if word.strip()),
        destination=None if to is None else str(Path(to).expanduser().absolute()),
        in_place=in_place,
        overwrite=overwrite,
        key_notation=key_notation,
    )
    if (track is None) == (source is None):
        raise TagTargetError
    with opened("error") as menura:
        if track is not None:
            with menura.rooms(read_only=True) as rooms:
                track_id = rooms.library.find_track(track).id
            shaped = TagsWrittenOut.of(menura.write_tags(track_id, request))
            show(shaped, json, lambda: _render(shaped))
            return
        with menura.rooms() as rooms:
            found = rooms.library.source(source or "")
            job = queue_tag_writing(rooms, request, source_id=found.id, track_ids=[])
        done = JobOut.of(follow_job(menura, job, quiet=json))
        show(done, json, lambda: out.print(_summary(done)))


def _render(written: TagsWrittenOut) -> None:
    out.print(f"[bold]{escape(written.path)}[/bold]  {written.dialect}")
    for outcome in written.outcomes:
        out.print(f"  {outcome.quantity}: {outcome.action} ({escape(outcome.reason)})")


def _summary(job: JobOut) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in job.counts.items())
    why = f" `menura jobs {job.job_id}` says why." if job.counts.get("failed") else ""
    return f"{job.title}: {job.status.value}. {counts}.{why}"

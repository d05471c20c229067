"""Make batches of clips from the command line, steer them, and look after them."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.sessions import shape_sessions
from menura.bootstrap import Menura
from menura.cli import session_care
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.session_words import (
    ID_CHARACTERS,
    ClusterWords,
    SessionWords,
    cluster_id_of,
    find_session,
    render_session,
    shaped_session,
    write_clips,
)
from menura.cli.studio_words import check_text, check_writable
from menura.jobs import Job, JobFailedError
from menura.kernel.errors import CancelledError
from menura.sessions import (
    LONGEST_S,
    MOST_CLIPS,
    BatchKind,
    BatchRequest,
    BriefParams,
    Steering,
)

app = typer.Typer(no_args_is_help=True)
SHORTEST_S = 0.1

Clips = Annotated[int, typer.Option(min=1, max=MOST_CLIPS, help="How many clips.")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=2**31 - 1, help="The same seed makes the same clips.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder to write the clips to; made if missing.")
]


def new(
    brief: Annotated[str, typer.Argument(help="What the clips are to be, in words.")],
    clips: Clips = MOST_CLIPS,
    energy: Annotated[float, typer.Option(min=0, max=1, help="0 calm to 1 driving.")] = 0.5,
    density: Annotated[float, typer.Option(min=0, max=1, help="0 sparse to 1 busy.")] = 0.5,
    duration: Annotated[
        float, typer.Option(min=SHORTEST_S, max=LONGEST_S, help="Seconds for each clip.")
    ] = 12.0,
    seed: Seed = None,
    to: Out = None,
    json: Json = False,
) -> None:
    """Make a batch of clips from a brief, grouped and named. Ctrl-C stops cleanly."""
    check_text(brief, "brief")
    params = BriefParams(energy=energy, density=density, duration_sec=duration)
    with opened("error") as menura:
        check_writable(to)
        _check_providers(menura)
        with menura.rooms() as rooms:
            job = rooms.sessions.open(brief, params, clips, seed=seed)
        _finish(menura, job, to, json)


def more(
    session: SessionWords,
    cluster: ClusterWords,
    clips: Clips = MOST_CLIPS,
    seed: Seed = None,
    to: Out = None,
    json: Json = False,
) -> None:
    """Make clips like those of a cluster."""
    _steer(BatchKind.MORE, session, [cluster], clips=clips, seed=seed, to=to, as_json=json)


def less(
    session: SessionWords,
    cluster: ClusterWords,
    clips: Clips = MOST_CLIPS,
    seed: Seed = None,
    to: Out = None,
    json: Json = False,
) -> None:
    """Make clips unlike those of a cluster."""
    _steer(BatchKind.LESS, session, [cluster], clips=clips, seed=seed, to=to, as_json=json)


def between(
    session: SessionWords,
    first: ClusterWords,
    second: ClusterWords,
    clips: Clips = MOST_CLIPS,
    seed: Seed = None,
    to: Out = None,
    json: Json = False,
) -> None:
    """Make clips between two clusters."""
    wanted = [first, second]
    _steer(BatchKind.BETWEEN, session, wanted, clips=clips, seed=seed, to=to, as_json=json)


def again(
    session: SessionWords,
    clips: Clips = MOST_CLIPS,
    seed: Seed = None,
    to: Out = None,
    json: Json = False,
) -> None:
    """Make another batch of the same brief."""
    _steer(BatchKind.AGAIN, session, [], clips=clips, seed=seed, to=to, as_json=json)


def list_sessions(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    json: Json = False,
) -> None:
    """List sessions, pinned ones first, then the newest first."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_sessions(rooms, limit=limit)

    def render() -> None:
        table = Table(box=None, pad_edge=False)
        table.add_column("Id", no_wrap=True, min_width=ID_CHARACTERS)  # to be copied, never cut
        for heading in ("Name or brief", "Batches", "Clips", "Clusters"):
            table.add_column(heading)
        for one in shaped.items:
            title = (one.name or " ".join(one.brief.split()))[:48]
            mark = "* " if one.pinned else ""
            groups = ", ".join(one.labels[:4])
            numbers = (str(one.batch_count), str(one.clip_count))
            table.add_row(str(one.id), mark + escape(title), *numbers, escape(groups))
        out.print(table if shaped.items else "There is no session yet: menura session new 'house'")

    show(shaped, json, render)


def show_session(session: SessionWords, json: Json = False) -> None:
    """Show a session: its batches, groups and clips."""
    with opened("error") as menura:
        shaped = shaped_session(menura, find_session(menura, session))
    show(shaped, json, lambda: render_session(shaped))


app.command("new")(new)
app.command("list")(list_sessions)
app.command("show")(show_session)
app.command("more")(more)
app.command("less")(less)
app.command("between")(between)
app.command("again")(again)
app.command("map")(session_care.distribution)
app.command("manifest")(session_care.manifest)
app.command("render-again")(session_care.render_again)
app.command("rename")(session_care.rename)
app.command("pin")(session_care.pin)
app.command("favourite")(session_care.favourite)
app.command("keep")(session_care.keep)
app.command("export")(session_care.export)
app.command("remove")(session_care.remove)


def _steer(
    kind: BatchKind,
    session: str,
    clusters: list[str],
    *,
    clips: int,
    seed: int | None,
    to: Path | None,
    as_json: bool,
) -> None:
    """Have a batch made that goes somewhere."""
    with opened("error") as menura:
        check_writable(to)
        _check_providers(menura)
        found = find_session(menura, session)
        shaped = shaped_session(menura, found)
        cluster_ids = tuple(cluster_id_of(shaped, one) for one in clusters)
        request = BatchRequest(found, clips, Steering(kind, cluster_ids), seed)
        with menura.rooms() as rooms:
            job = rooms.sessions.ask(request)
        _finish(menura, job, to, as_json)


def _check_providers(menura: Menura) -> None:
    """Raise before anything is begun for a provider that could not do its work here."""
    if menura.settings.workers > 0:
        from menura.sessions.providers.registry import check_providers

        check_providers(menura.provider_options)


def _finish(menura: Menura, job: Job, to: Path | None, as_json: bool) -> None:
    """Have a batch made here, write its clips, and tell what came out."""
    session_id = UUID(job.payload["session_id"])
    try:
        # Clips are heard like every other track, so that they are found from now on.
        follow_job(menura, job, quiet=as_json, then=menura.hear_clips)
    except (CancelledError, JobFailedError) as error:
        with menura.rooms() as rooms:
            rooms.sessions.forget_if_empty(session_id)
        if isinstance(error, CancelledError):
            raise CancelledError("Stopped; nothing of this batch was kept.") from None
        raise
    shaped = shaped_session(menura, session_id)
    made = [batch for batch in shaped.batches if str(batch.id) == job.id]
    if to is not None:
        for batch in made:
            write_clips(menura, shaped.id, batch, to)
    only_new = shaped.model_copy(update={"batches": made})
    show(only_new, as_json, lambda: render_session(only_new, to))

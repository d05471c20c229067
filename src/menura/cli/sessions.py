"""Make batches of clips from the command line, steer them, and look after them."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.sessions import shape_distribution, shape_session
from menura.api.schemas.sessions import (
    ClipOut,
    ManifestOut,
    MostDifferentOut,
    SessionLineOut,
    SessionsOut,
)
from menura.bootstrap import Menura
from menura.cli.open import opened
from menura.cli.output import Json, err, out, show
from menura.cli.scan import follow_job
from menura.cli.session_words import (
    clip_id_of,
    cluster_id_of,
    find_clip,
    find_session,
    render_session,
    shaped_session,
    write_clips,
)
from menura.cli.studio_words import check_output, check_text
from menura.jobs import Job, JobFailedError
from menura.sessions import (
    LONGEST_S,
    MOST_CLIPS,
    BatchKind,
    BatchRequest,
    BriefParams,
    NotReproducibleError,
    SessionInputError,
    Steering,
    is_reproducible,
)

app = typer.Typer(no_args_is_help=True)
SHORTEST_S = 0.1

SessionWords = Annotated[str, typer.Argument(help="Its id, words of its brief, or `last`.")]
ClusterWords = Annotated[str, typer.Argument(help="Its id, or its label.")]
ClipWords = Annotated[str, typer.Argument(help="Its id, or its name.")]
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
        check_output(to)
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
        page = rooms.sessions.page(limit=limit)
        busy = {job.payload["session_id"] for job in rooms.sessions.unfinished_jobs()}
    shaped = SessionsOut(
        items=[SessionLineOut.of(one, making=str(one.id) in busy) for one in page.items],
        total=page.total,
    )

    def render() -> None:
        table = Table(box=None, pad_edge=False)
        table.add_column("Id", no_wrap=True, min_width=36)  # to be copied, never cut
        for heading in ("Name or brief", "Batches", "Clips", "Groups"):
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


def distribution(session: SessionWords, json: Json = False) -> None:
    """Show where the clips of a session lie on its map."""
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms(read_only=True) as rooms:
            shaped = shape_distribution(rooms, found)

    def render() -> None:
        table = Table(box=None, pad_edge=False)
        for heading in ("Clip", "Group", "x", "y", "From its group's middle"):
            table.add_column(heading)
        for one in shaped.points:
            place = (f"{one.x:+.3f}", f"{one.y:+.3f}", f"{one.distance:.3f}")
            table.add_row(str(one.clip_id), escape(one.label), *place)
        out.print(table)

    show(shaped, json, render)


def manifest(session: SessionWords, clip: ClipWords, json: Json = False) -> None:
    """Show everything a clip was made from, as JSON."""
    with opened("error") as menura:
        found = find_session(menura, session)
        clip_id = find_clip(menura, found, clip)
        with menura.rooms(read_only=True) as rooms:
            kept = rooms.sessions.clip(found, clip_id)
    shaped = ManifestOut.of(found, kept, reproducible=is_reproducible(kept.manifest))
    show(shaped, json, lambda: out.print_json(data=shaped.model_dump(mode="json")))


def render_again(session: SessionWords, clip: ClipWords, json: Json = False) -> None:
    """Render a clip again from its manifest; a file that is gone is restored."""
    with opened("error") as menura:
        found = find_session(menura, session)
        clip_id = find_clip(menura, found, clip)
        with menura.rooms() as rooms:
            job = rooms.sessions.render_again(found, clip_id)
        done = dict(follow_job(menura, job, quiet=json).result or {})
    restored = " Its file was gone and is restored." if done.get("restored") else ""
    show(done, json, lambda: out.print(f"Identical, to the bit.{restored}"))
    if not done.get("identical"):
        raise NotReproducibleError("The clip came out otherwise than it was kept.")


def rename(
    session: SessionWords,
    name: Annotated[str, typer.Argument(help="The new name; '' takes a name away.")],
    cluster: Annotated[str | None, typer.Option(help="Rename this cluster instead.")] = None,
    clip: Annotated[str | None, typer.Option(help="Rename this clip instead.")] = None,
    json: Json = False,
) -> None:
    """Rename a session, one of its clusters or one of its clips."""
    check_text(name, "name")
    if cluster is not None and clip is not None:
        raise SessionInputError("Name a cluster or a clip, not both.", field="cluster")
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms() as rooms:
            lab = rooms.sessions
            if cluster is not None:
                lab.rename_cluster(found, cluster_id_of(shape_session(rooms, found), cluster), name)
            elif clip is not None:
                lab.update_clip(found, clip_id_of(shape_session(rooms, found), clip), name=name)
            else:
                lab.update(found, name=name)
        shaped = shaped_session(menura, found)
    show(shaped, json, lambda: out.print(f"It is called {escape(name)!r} now."))


def pin(
    session: SessionWords,
    clip: Annotated[str | None, typer.Option(help="Pin this clip instead.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Take the pin away.")] = False,
    json: Json = False,
) -> None:
    """Pin a session so that it is listed first, or a clip so that it is never cleared away."""
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms() as rooms:
            if clip is None:
                rooms.sessions.update(found, pinned=not off)
            else:
                clip_id = clip_id_of(shape_session(rooms, found), clip)
                rooms.sessions.update_clip(found, clip_id, pinned=not off)
        shaped = shaped_session(menura, found)
    show(shaped, json, lambda: out.print("Unpinned." if off else "Pinned."))


def favourite(
    session: SessionWords,
    clip: ClipWords,
    off: Annotated[bool, typer.Option("--off", help="It is none any more.")] = False,
    json: Json = False,
) -> None:
    """Make a clip a favourite."""
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms() as rooms:
            clip_id = clip_id_of(shape_session(rooms, found), clip)
            rooms.sessions.update_clip(found, clip_id, favourite=not off)
            shaped = ClipOut.of(rooms.sessions.clip(found, clip_id))
    show(shaped, json, lambda: out.print("No favourite any more." if off else "A favourite."))


def keep(
    session: SessionWords,
    count: Annotated[int, typer.Argument(min=1, max=1000, help="How many clips to choose.")],
    delete_others: Annotated[
        bool, typer.Option("--delete-others", help="Delete all but pinned ones and favourites.")
    ] = False,
    json: Json = False,
) -> None:
    """Choose the clips that differ most."""
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms() as rooms:
            kept = rooms.sessions.keep_most_different(found, count, remove=delete_others)
        if kept.removed_ids:
            menura.remove_clip_files(found, kept.removed_ids)
    shaped = MostDifferentOut(clip_ids=list(kept.clip_ids), removed_ids=list(kept.removed_ids))
    told = [str(one) for one in kept.clip_ids]
    told += [f"Deleted {len(kept.removed_ids)} others."] if kept.removed_ids else []
    show(shaped, json, lambda: out.print("\n".join(told)))


def export(
    session: SessionWords,
    to: Annotated[Path, typer.Argument(help="Folder to write the clips to.")],
    json: Json = False,
) -> None:
    """Write all clips of a session into a folder, one for each group, with their manifests."""
    with opened("error") as menura:
        check_output(to)
        shaped = shaped_session(menura, find_session(menura, session))
        files = [
            name for batch in shaped.batches for name in write_clips(menura, shaped.id, batch, to)
        ]
    told = {"folder": str(to), "files": files}
    show(told, json, lambda: out.print(f"Wrote {len(files)} files to {escape(str(to))}."))


def remove(
    session: SessionWords,
    clip: Annotated[str | None, typer.Option(help="Delete this clip alone.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete a session with all its clips, or one of its clips."""
    with opened("error") as menura:
        found = find_session(menura, session)
        clip_id = find_clip(menura, found, clip) if clip is not None else None
        if not yes and not json:
            what = "this clip" if clip_id else "this session and all its clips"
            typer.confirm(f"Delete {what}?", abort=True)
        if clip_id is None:
            menura.remove_session(found)
        else:
            with menura.rooms() as rooms:
                rooms.sessions.remove_clip(found, clip_id)
            menura.remove_clip_files(found, [clip_id])
    show({"removed": str(clip_id or found)}, json, lambda: out.print("Deleted."))


app.command("new")(new)
app.command("list")(list_sessions)
app.command("show")(show_session)
app.command("more")(more)
app.command("less")(less)
app.command("between")(between)
app.command("again")(again)
app.command("map")(distribution)
app.command("manifest")(manifest)
app.command("render-again")(render_again)
app.command("rename")(rename)
app.command("pin")(pin)
app.command("favourite")(favourite)
app.command("keep")(keep)
app.command("export")(export)
app.command("remove")(remove)


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
        check_output(to)
        found = find_session(menura, session)
        shaped = shaped_session(menura, found)
        cluster_ids = tuple(cluster_id_of(shaped, one) for one in clusters)
        request = BatchRequest(found, clips, Steering(kind, cluster_ids), seed)
        with menura.rooms() as rooms:
            job = rooms.sessions.ask(request)
        _finish(menura, job, to, as_json)


def _finish(menura: Menura, job: Job, to: Path | None, as_json: bool) -> None:
    """Have a batch made here, write its clips, and tell what came out."""
    follow_job(menura, job, quiet=as_json)
    shaped = shaped_session(menura, UUID(job.payload["session_id"]))
    made = [batch for batch in shaped.batches if str(batch.id) == job.id]
    if to is not None:
        for batch in made:
            write_clips(menura, shaped.id, batch, to)
    only_new = shaped.model_copy(update={"batches": made})
    show(only_new, as_json, lambda: render_session(only_new, to))
    try:
        follow_job(menura, menura.hear_clips(), quiet=as_json)
    except JobFailedError as error:  # the clips are there; the next scan tries again
        err.print(f"[yellow]note:[/yellow] {escape(error.message)}", soft_wrap=True)

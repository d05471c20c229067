"""Look after sessions from the command line: look at them, name, pin, keep and remove."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.sessions import shape_distribution, shape_session
from menura.api.schemas.sessions import (
    ClipOut,
    ManifestOut,
    MostDifferentOut,
)
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.session_words import (
    ID_CHARACTERS,
    ClipWords,
    SessionWords,
    clip_id_of,
    cluster_id_of,
    find_clip,
    find_session,
    shaped_session,
    write_clips,
)
from menura.cli.studio_words import check_text, check_writable
from menura.sessions import (
    NotReproducibleError,
    SessionInputError,
)


def distribution(session: SessionWords, json: Json = False) -> None:
    """Show where the clips of a session lie on its map."""
    with opened("error") as menura:
        found = find_session(menura, session)
        with menura.rooms(read_only=True) as rooms:
            shaped = shape_distribution(rooms, found)

    def render() -> None:
        table = Table(box=None, pad_edge=False)
        table.add_column("Clip", no_wrap=True, min_width=ID_CHARACTERS)
        for heading in ("Cluster", "x", "y", "From its centroid"):
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
    shaped = ManifestOut.of(found, kept)
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
    kept = " ".join(name.split())
    told = f"It is called {escape(repr(kept))} now." if kept else "It has no name now."
    show(shaped, json, lambda: out.print(told))


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
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Choose the clips that differ most."""
    with opened("error") as menura:
        found = find_session(menura, session)
        if delete_others and not yes and not json:
            typer.confirm("Delete all other clips, but for pinned ones and favourites?", abort=True)
        kept = menura.keep_most_different(found, count, remove=delete_others)
    shaped = MostDifferentOut(clip_ids=list(kept.clip_ids), removed_ids=list(kept.other_ids))
    told = [str(one) for one in kept.clip_ids]
    if gone := len(kept.other_ids):
        told.append(f"Deleted {gone} other{'s' * (gone != 1)}.")
    show(shaped, json, lambda: out.print("\n".join(told)))


def export(
    session: SessionWords,
    to: Annotated[Path, typer.Argument(help="Folder to write the clips to.")],
    json: Json = False,
) -> None:
    """Write all clips of a session into a folder, one for each group, with their manifests."""
    with opened("error") as menura:
        check_writable(to)
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
            menura.remove_clips(found, [clip_id])
    show({"removed": str(clip_id or found)}, json, lambda: out.print("Deleted."))

"""Keep playlists from the command line."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from menura.api.routes.playlists import order_items, send_to_source, shape_playlist
from menura.api.schemas.catalogue import PlaylistDetailOut, PlaylistOut, PlaylistsOut
from menura.api.sources import shape_remote_playlists, start_deleting
from menura.catalogue import NewPlaylistItem, PlaylistForm
from menura.cli.open import opened
from menura.cli.output import Json, format_length, out, show
from menura.cli.scan import follow_job
from menura.cli.source_words import render_remote
from menura.cli.spaces import SpaceName
from menura.discover import Order
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import is_id

app = typer.Typer(no_args_is_help=True)
Which = Annotated[str, typer.Argument(help="A playlist's name or id.")]


class CannotWriteFileError(UnavailableError):
    """Say that a file cannot be written."""

    code = "cannot_write_file"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The file {str(path)!r} cannot be written ({reason}); choose another place with "
            "--output.",
            field="output",
        )


@app.command("save")
def save(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    tracks: Annotated[list[str], typer.Argument(help="Tracks by id or by words, in order.")],
    json: Json = False,
) -> None:
    """Save tracks as a new playlist."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = [rooms.library.find_track(words) for words in tracks]
        playlist = rooms.playlists.save(name, [NewPlaylistItem(track.id) for track in found])
        shaped = shape_playlist(rooms, playlist)
        show(shaped, json, lambda: _render(shaped))


@app.command("list")
def list_playlists(json: Json = False) -> None:
    """List all playlists, latest change first."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = PlaylistsOut(items=[PlaylistOut.of(p) for p in rooms.playlists.all()])
        show(shaped, json, lambda: _render_all(shaped))


@app.command("show")
def show_playlist(playlist: Which, json: Json = False) -> None:
    """Show a playlist with its tracks."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_playlist(rooms, rooms.playlists.get(playlist))
        show(shaped, json, lambda: _render(shaped))


@app.command("export")
def export(
    playlist: Which,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; - prints it.")
    ] = None,
    form: Annotated[
        PlaylistForm, typer.Option("--format", help="M3U8 for players, else for other libraries.")
    ] = PlaylistForm.M3U8,
    json: Json = False,
) -> None:
    """Write a playlist as a file that other programs read."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.playlists.get(playlist)
        text = rooms.playlists.export(found.id, form)
        if output == Path("-"):
            typer.echo(text, nl=False)
            return
        path = output or Path(found.name.replace("/", "-") + f".{form.value}")
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CannotWriteFileError(path, error.strerror or str(error)) from error
        told = {"path": str(path), "tracks": found.track_count}
        show(told, json, lambda: out.print(escape(f"Wrote {found.track_count} tracks to {path}.")))


@app.command("order")
def order(
    playlist: Which,
    by: Annotated[Order, typer.Option(help="What to order by.")] = Order.SMOOTH,
    descending: Annotated[bool, typer.Option(help="Highest first.")] = False,
    space: Annotated[SpaceName, typer.Option(help="Compare by this ear.")] = SpaceName.DSP,
    json: Json = False,
) -> None:
    """Put a playlist into an order that listens well, and keep it so."""
    with opened("error") as menura:
        with menura.rooms(read_only=True) as rooms:
            known = rooms.playlists.get(playlist)
            items = order_items(rooms, known, by, descending=descending, space=space.value)
        with menura.rooms() as rooms:
            changed = rooms.playlists.reorder(known.id, items, version=known.version)
            shaped = shape_playlist(rooms, changed)
        show(shaped, json, lambda: _render(shaped))


@app.command("send")
def send(
    playlist: Which,
    source: Annotated[str, typer.Argument(help="A source's name, id or folder.")],
    json: Json = False,
) -> None:
    """Give a playlist to a source: a folder gets an M3U8 file in a folder of Menura's own.

    On a music server it is made, or replaced if Menura made it there before.
    """
    with opened("error") as menura:
        with menura.rooms() as rooms:
            sent = send_to_source(rooms, playlist, source)
            job = rooms.jobs.get(sent.job_id) if sent.job_id else None
        if job is not None:
            follow_job(menura, job, quiet=json)
        left_out = f"; {sent.left_out} are not from there" if sent.left_out else ""
        told = {"path": sent.path, "tracks": sent.track_count, "left_out": sent.left_out}
        where = sent.path or source
        show(
            told,
            json,
            lambda: out.print(escape(f"Wrote {sent.track_count} tracks to {where}{left_out}.")),
        )


@app.command("sent")
def list_sent(playlist: Which, json: Json = False) -> None:
    """List the servers that were given a playlist."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.playlists.get(playlist)
        shaped = shape_remote_playlists(rooms, rooms.remote_playlists.of_playlist(found.id))
        show(shaped, json, lambda: render_remote(shaped))


@app.command("unsend")
def unsend(
    playlist: Annotated[str, typer.Argument(help="A playlist's name or id; gone ones by id.")],
    source: Annotated[str, typer.Argument(help="A source's name or id.")],
    json: Json = False,
) -> None:
    """Delete what Menura keeps of a playlist on a server; the playlist here stays."""
    with opened("error") as menura:
        with menura.rooms() as rooms:
            playlist_id = playlist if is_id(playlist) else rooms.playlists.get(playlist).id
            job = start_deleting(rooms, playlist_id, source)
        job = follow_job(menura, job, quiet=json)
        was_there = bool((job.result or {}).get("deleted"))
        word = "Deleted it there." if was_there else "There was nothing of it there."
        show({"deleted": was_there}, json, lambda: out.print(word))


@app.command("remove")
def remove(playlist: Which, json: Json = False) -> None:
    """Forget a playlist; its tracks stay."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.playlists.get(playlist)
        rooms.playlists.remove(found.id)
        show({"removed": found.id}, json, lambda: out.print(escape(f"Forgot {found.name!r}.")))


def _render(playlist: PlaylistDetailOut) -> None:
    length = format_length(playlist.duration_s)
    out.print(f"[bold]{escape(playlist.name)}[/bold]  {playlist.track_count} tracks, {length}")
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Title", "Artist", "Length", "Why"):
        table.add_column(heading)
    for item in playlist.items:
        track = item.track
        table.add_row(
            str(item.position + 1),
            escape(track.title),
            escape(track.artist),
            format_length(track.duration_s),
            escape(item.reason or ""),
        )
    out.print(table)


def _render_all(playlists: PlaylistsOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Tracks", "Length", "Changed"):
        table.add_column(heading)
    for p in playlists.items:
        changed = f"{p.updated_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(escape(p.name), str(p.track_count), format_length(p.duration_s), changed)
    out.print(table if playlists.items else "No playlist yet.")

"""Look after plays and favourites from the command line."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from menura.api.routes.listening import shape_plays
from menura.api.schemas.schedules import ListenerOut, ListenersOut, ListeningIn, TakenOverOut
from menura.api.schemas.sources import PlayedTracksOut
from menura.catalogue import Listening, check_listener
from menura.catalogue.history import HistoryAccess, HistoryFileError, HistoryService
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.scan import follow_job
from menura.cli.secrets import ask_secret
from menura.jobs import Job
from menura.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True)
Who = Annotated[str, typer.Argument(help="A listener's name.")]


class UnreadablePlaysError(InvalidInputError):
    """Say that a file of plays cannot be read."""

    code = "unreadable_plays"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The plays in {str(path)!r} cannot be read ({reason}); it must be JSON like "
            '{"items": [{"track_id": "...", "play_count": 3, "last_played_at": null}]}.',
            field="file",
        )


@app.command("list")
def list_listeners(json: Json = False) -> None:
    """List everybody whose plays are known."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = ListenersOut(items=[ListenerOut.of(one) for one in rooms.listening.listeners()])
        show(shaped, json, lambda: _render(shaped))


@app.command("play")
def add_play(
    track: Annotated[str, typer.Argument(help="A track by id or words.")],
    listener: Annotated[str, typer.Option(help="Who has played it.")] = "me",
    json: Json = False,
) -> None:
    """Count a play of a track, as of now."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        rooms.reactions.play(found, check_listener(listener), menura.clock.now())
        told = {"track_id": found.id, "listener": listener}
        show(told, json, lambda: out.print(f"Counted a play of {escape(found.title)}."))


@app.command("import")
def import_plays(
    listener: Who,
    file: Annotated[Path, typer.Argument(help="JSON, as PUT /listeners/{name} takes it.")],
    json: Json = False,
) -> None:
    """Take in what another program has counted; the larger count and the later time hold."""
    try:
        body = ListeningIn.model_validate(json_text.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise UnreadablePlaysError(file, str(error).splitlines()[0]) from error
    items = [
        Listening(one.track_id.lower(), one.play_count, one.last_played_at) for one in body.items
    ]
    with opened("error") as menura, menura.rooms() as rooms:
        taken = rooms.listening.take_over(check_listener(listener), items)
        shaped = TakenOverOut(taken=taken, unknown=len(items) - taken)
        show(shaped, json, lambda: out.print(f"Took in the plays of {_tracks(taken)}."))


@app.command("top")
def list_top(
    listener: Who,
    latest: Annotated[bool, typer.Option("--latest", help="Latest first, not most.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    json: Json = False,
) -> None:
    """List what a listener played most, or last."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_plays(rooms, listener, "latest" if latest else "top", limit)
        show(shaped, json, lambda: _render_plays(shaped))


@app.command("read")
def read_history(
    file: Annotated[Path, typer.Argument(help="Export of ListenBrainz or Last.fm.")],
    listener: Annotated[str, typer.Option(help="Under which name.")] = "me",
    json: Json = False,
) -> None:
    """Take in what an export of ListenBrainz or Last.fm says that somebody listened to."""
    with opened("error") as menura:
        try:
            with file.open("rb") as opened_file:
                job = menura.histories.read_file(opened_file, file.name, listener)
        except OSError as error:
            reason = error.strerror or str(error)
            raise HistoryFileError(str(file), reason) from error
        _conclude(follow_job(menura, job, quiet=json), json)


@app.command("fetch")
def fetch_history(
    service: Annotated[HistoryService, typer.Argument(help="Who knows it.")],
    username: Annotated[str, typer.Argument(help="Name of the user there.")],
    listener: Annotated[str | None, typer.Option(help="Under which name; the user's.")] = None,
    url: Annotated[str | None, typer.Option(help="Of a service of your own.")] = None,
    token: Annotated[
        bool,
        typer.Option("--token/--no-token", help="Ask for a token; Last.fm always needs its key."),
    ] = False,
    json: Json = False,
) -> None:
    """Fetch what somebody listened to from ListenBrainz or Last.fm.

    The token or key is asked for, or read from MENURA_SERVER_SECRET or standard input.
    """
    is_needed = token or service is HistoryService.LASTFM
    access = HistoryAccess(username, url, ask_secret("token") if is_needed else None)
    with opened("error") as menura:
        job = menura.histories.fetch(service, access, listener or username)
        _conclude(follow_job(menura, job, quiet=json), json)


@app.command("forget")
def forget(listener: Who, json: Json = False) -> None:
    """Forget all that a listener has played."""
    with opened("error") as menura, menura.rooms() as rooms:
        count = rooms.listening.forget(check_listener(listener))
        show(
            {"forgotten": count}, json, lambda: out.print(f"Forgot the plays of {_tracks(count)}.")
        )


def favourite(
    track: Annotated[str, typer.Argument(help="A track by id or words.")],
    off: Annotated[bool, typer.Option("--off", help="No longer one.")] = False,
    json: Json = False,
) -> None:
    """Make a track a favourite, or no longer one."""
    with opened("error") as menura, menura.rooms() as rooms:
        found = rooms.library.find_track(track)
        rooms.reactions.favour(found, not off, menura.clock.now())
        word = "no favourite any more" if off else "a favourite now"
        told = {"track_id": found.id, "favourite": not off}
        show(told, json, lambda: out.print(f"{escape(found.title)} is {word}."))


def _conclude(job: Job, as_json: bool) -> None:
    result = dict(job.result or {})

    def told() -> None:
        out.print(
            f"{result['listens']} listens: {result['matched']} of {_tracks(result['tracks'])} "
            f"here, {result['unmatched']} of songs that are not."
        )
        for one in result["missed"]:
            out.print(escape(f"  {one['count']:5d}  {one['artist']} - {one['title']}"))

    show(result, as_json, told)


def _render_plays(shaped: PlayedTracksOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Plays", "Title", "Artist", "Latest"):
        table.add_column(heading)
    for one in shaped.items:
        latest = "-" if one.last_played_at is None else f"{one.last_played_at:%Y-%m-%d %H:%M}"
        named = map(escape, (one.track.title, one.track.artist))
        table.add_row(str(one.play_count), *named, latest)
    out.print(table if shaped.items else "No play is known.")


def _tracks(count: int) -> str:
    return "1 track" if count == 1 else f"{count} tracks"


def _render(shaped: ListenersOut) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Listener", "Tracks", "Plays", "Latest"):
        table.add_column(heading)
    for one in shaped.items:
        latest = "-" if one.last_played_at is None else f"{one.last_played_at:%Y-%m-%d %H:%M}"
        table.add_row(escape(one.name), str(one.track_count), str(one.play_count), latest)
    out.print(table if shaped.items else "No play is known yet.")

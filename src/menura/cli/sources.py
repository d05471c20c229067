"""Look after sources: folders and music servers."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.markup import escape

from menura.api.routes.catalogue import shape_source
from menura.api.routes.playlists import shape_playlist
from menura.api.schemas.catalogue import SourcesOut
from menura.api.schemas.sources import (
    ServerOut,
    SourceEdit,
    SweptOut,
)
from menura.api.sources import (
    change_source,
    shape_missing,
    shape_remote_playlists,
    shape_server_playlists,
    shape_source_detail,
    take_in,
)
from menura.catalogue import (
    MUSIC_SERVERS,
    ServerAccess,
    SourceKind,
    SourceOptions,
)
from menura.cli.open import opened
from menura.cli.output import Json, out, show
from menura.cli.secrets import VARIABLE, ask_secret
from menura.cli.source_words import (
    render_added,
    render_detail,
    render_missing,
    render_remote,
    render_server,
    render_server_playlists,
    render_sources,
)
from menura.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True)
SHOWN_MISSING = 50
Which = Annotated[str, typer.Argument(help="A source's name, address, folder or id.")]
Kind = Annotated[
    SourceKind | None,
    typer.Option(help="Of a music server: subsonic, jellyfin, emby, lyrion, plex or mpd."),
]
User = Annotated[str, typer.Option(help="Name of the account on the server.")]
IsToken = Annotated[
    bool, typer.Option("--token", help="What is asked for is a token or key, not a password.")
]
NoLogin = Annotated[bool, typer.Option("--no-login", help="The server asks for none.")]
CaFile = Annotated[Path | None, typer.Option(help="File of certificates to trust for this server.")]
Trust = Annotated[
    str | None, typer.Option(help="SHA-256 of the one certificate to trust, as the error told it.")
]
MusicRoot = Annotated[Path | None, typer.Option(help="MPD: folder of its music on this machine.")]
Libraries = Annotated[
    list[str] | None, typer.Option("--library", help="Id of a library to walk; all by default.")
]
Favourites = Annotated[
    bool | None, typer.Option("--write-favourites/--keep-favourites", help="Tell the server.")
]
Ratings = Annotated[
    bool | None, typer.Option("--write-ratings/--keep-ratings", help="Tell the server.")
]
Plays = Annotated[
    bool | None, typer.Option("--write-plays/--keep-plays", help="Tell the server of plays here.")
]
ReadPlays = Annotated[
    bool | None,
    typer.Option("--read-plays/--ignore-plays", help="Take over what its account has played."),
]


class KindWantedError(InvalidInputError):
    """Say that an address was given without the kind of its server."""

    code = "kind_wanted"

    def __init__(self, place: str) -> None:
        names = ", ".join(sorted(kind.value for kind in MUSIC_SERVERS))
        super().__init__(
            f"{place!r} is an address; say which kind of server answers there with --kind: "
            f"{names}.",
            field="kind",
        )


@app.command("list")
def list_sources(json: Json = False) -> None:
    """List the sources and how many tracks each has."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = SourcesOut(items=[shape_source(rooms, s) for s in rooms.library.sources()])
        show(shaped, json, lambda: render_sources(shaped))


@app.command("add")
def add_source(
    place: Annotated[str, typer.Argument(help="A folder of music, or a server's address.")],
    name: Annotated[str | None, typer.Option(help="A name of your own for it.")] = None,
    kind: Kind = None,
    user: User = "",
    token: IsToken = False,
    no_login: NoLogin = False,
    ca_file: CaFile = None,
    trust_certificate: Trust = None,
    music_root: MusicRoot = None,
    library: Libraries = None,
    write_favourites: Favourites = None,
    write_ratings: Ratings = None,
    write_plays: Plays = None,
    read_plays: ReadPlays = None,
    json: Json = False,
) -> None:
    """Take in a folder or a music server, without scanning it yet.

    The password or token is asked for, or read from MENURA_SERVER_SECRET or standard input: it
    stands in no command line.
    """
    if kind is None and "://" not in place:
        with opened("error") as menura, menura.rooms() as rooms:
            shaped = shape_source(rooms, rooms.library.add_folder(place, name))
            show(shaped, json, lambda: out.print(escape(f"{shaped.name}: {shaped.location}")))
        return
    if kind is None or kind not in MUSIC_SERVERS:
        raise KindWantedError(place)
    access = _access(place, kind, user=user, is_token=token, no_login=no_login)
    access = _with_paths(access, ca_file, music_root)
    options = SourceOptions(
        libraries=tuple(library or ()),
        write_favourites=bool(write_favourites),
        write_ratings=bool(write_ratings),
        write_plays=bool(write_plays),
        read_plays=read_plays is not False,
    )
    with opened("error") as menura:
        tried = menura.servers.try_access(kind, access, trust_certificate)
        source = menura.servers.add(kind, tried, options=options, name=name)
        server = ServerOut.of(tried.info, tried.libraries)
        with menura.rooms(read_only=True) as rooms:
            shaped_source = shape_source_detail(rooms, source)
        show(shaped_source, json, lambda: render_added(shaped_source, server))


@app.command("test")
def try_source(source: Which, json: Json = False) -> None:
    """Connect to a source's server for real, and say what the account may do there."""
    with opened("error") as menura:
        with menura.rooms(read_only=True) as rooms:
            found = rooms.library.source(source)
        tried = menura.servers.try_access(found.kind, menura.servers.access(found))
        shaped = ServerOut.of(tried.info, tried.libraries)
        show(shaped, json, lambda: render_server(shaped))


@app.command("show")
def show_source(source: Which, json: Json = False) -> None:
    """Show what was settled about a source; secrets are never shown."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_source_detail(rooms, rooms.library.source(source))
        show(shaped, json, lambda: render_detail(shaped))


@app.command("edit")
def edit_source(
    source: Which,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    user: Annotated[str | None, typer.Option(help="Another account.")] = None,
    new_secret: Annotated[
        bool, typer.Option("--new-password", help="Ask for another password or token.")
    ] = False,
    token: IsToken = False,
    ca_file: CaFile = None,
    trust_certificate: Trust = None,
    music_root: MusicRoot = None,
    library: Libraries = None,
    all_libraries: Annotated[bool, typer.Option(help="Walk all libraries again.")] = False,
    write_favourites: Favourites = None,
    write_ratings: Ratings = None,
    write_plays: Plays = None,
    read_plays: ReadPlays = None,
    json: Json = False,
) -> None:
    """Change a source; what is left out stays. A new login is tried before it is kept."""
    given: dict[str, object] = {
        "name": name,
        "url": url,
        "username": user,
        "ca_file": str(ca_file) if ca_file else None,
        "certificate_sha256": trust_certificate,
        "music_root": str(music_root) if music_root else None,
        "libraries": [] if all_libraries else library or None,
        "write_favourites": write_favourites,
        "write_ratings": write_ratings,
        "write_plays": write_plays,
        "read_plays": read_plays,
    }
    if new_secret or token:
        given["token" if token else "password"] = SecretStr(
            ask_secret("token" if token else "password")
        )
    body = SourceEdit.model_validate({k: value for k, value in given.items() if value is not None})
    with opened("error") as menura:
        changed = change_source(menura, source, body)
        with menura.rooms(read_only=True) as rooms:
            shaped = shape_source_detail(rooms, changed)
        show(shaped, json, lambda: render_detail(shaped))


@app.command("remove")
def remove_source(
    source: Which,
    force: Annotated[bool, typer.Option(help="Even if playlists hold its tracks.")] = False,
    json: Json = False,
) -> None:
    """Forget a source and its tracks; the files stay where they are."""
    with opened("error") as menura:
        found = menura.remove_source(source, force=force)
        show({"removed": found.id}, json, lambda: out.print(escape(f"Forgot {found.name!r}.")))


@app.command("playlists")
def list_playlists(source: Which, json: Json = False) -> None:
    """List the playlists that the account can see on its server."""
    with opened("error") as menura:
        shaped = shape_server_playlists(menura, source)
        show(shaped, json, lambda: render_server_playlists(shaped))


@app.command("take-in")
def take_in_playlist(
    source: Which,
    playlist: Annotated[str, typer.Argument(help="Its id on the server, or its name there.")],
    json: Json = False,
) -> None:
    """Make a playlist of Menura's out of one on a server."""
    with opened("error") as menura:
        there = shape_server_playlists(menura, source).items
        named = [one.id for one in there if one.name == playlist]
        with menura.rooms(read_only=True) as rooms:
            found = rooms.library.source(source)
        made = take_in(menura, found, named[0] if len(named) == 1 else playlist)
        with menura.rooms(read_only=True) as rooms:
            shaped = shape_playlist(rooms, made)
        show(shaped, json, lambda: out.print(escape(f"Took in {made.name!r}: {made.description}")))


@app.command("sent")
def list_sent(source: Which, json: Json = False) -> None:
    """List the playlists that Menura keeps on a server."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        found = rooms.library.source(source)
        shaped = shape_remote_playlists(rooms, rooms.remote_playlists.of_source(found.id))
        show(shaped, json, lambda: render_remote(shaped))


@app.command("missing")
def list_missing(json: Json = False) -> None:
    """List tracks that have been gone from their sources for long."""
    with opened("error") as menura, menura.rooms(read_only=True) as rooms:
        shaped = shape_missing(rooms, SHOWN_MISSING)
        show(shaped, json, lambda: render_missing(shaped))


@app.command("sweep")
def sweep(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    with_held: Annotated[
        bool, typer.Option(help="Also those in playlists, favourites or rated.")
    ] = False,
    json: Json = False,
) -> None:
    """Forget tracks that have been gone from their sources for long."""
    with opened("error") as menura:
        with menura.rooms(read_only=True) as rooms:
            counts = rooms.missing.counts()
        count = counts.ready if with_held else counts.ready - counts.held
        if count and not yes:
            typer.confirm(f"Forget {count} tracks for good?", abort=True, err=True)
        shaped = SweptOut(swept=menura.sweep_missing(count, with_held=with_held))
        show(shaped, json, lambda: out.print(f"Forgot {shaped.swept} tracks."))


def _access(
    url: str, kind: SourceKind, *, user: str, is_token: bool, no_login: bool
) -> ServerAccess:
    """Return how a server is to be reached, asking for the password where there may be one."""
    is_token = is_token or kind is SourceKind.PLEX
    if no_login or (kind in (SourceKind.LYRION, SourceKind.MPD) and not user and not is_token):
        return ServerAccess(url, user, password=os.environ.get(VARIABLE))
    secret = ask_secret("token" if is_token else f"password of {user} on {url}")
    if is_token:
        return ServerAccess(url, user, token=secret)
    return ServerAccess(url, user, password=secret)


def _with_paths(
    access: ServerAccess, ca_file: Path | None, music_root: Path | None
) -> ServerAccess:
    return replace(
        access,
        ca_file=str(ca_file.expanduser().absolute()) if ca_file else None,
        music_root=str(music_root.expanduser().absolute()) if music_root else None,
    )

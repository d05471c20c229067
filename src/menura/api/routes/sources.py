"""Serve music servers as sources: try, add, change, and what Menura keeps there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, status
from pydantic import SecretStr

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.routes.catalogue import shape_source, shape_track
from menura.api.routes.playlists import shape_playlist
from menura.api.schemas.catalogue import PlaylistDetailOut, TrackOut
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.sources import (
    MissingOut,
    NewServerIn,
    RemotePlaylistOut,
    RemotePlaylistsOut,
    ServerIn,
    ServerOut,
    ServerPlaylistIn,
    ServerPlaylistOut,
    ServerPlaylistsOut,
    SourceDetailOut,
    SourceEdit,
    SourceTroubleOut,
    SweepIn,
    SweptOut,
    TrackPlaceOut,
    TrackPlacesOut,
)
from menura.bootstrap import Menura, Rooms
from menura.catalogue import (
    MUSIC_SERVERS,
    NewPlaylistItem,
    NotAServerError,
    Playlist,
    RemotePlaylist,
    ServerAccess,
    Source,
    SourceKind,
    SourceOptions,
    Track,
    listener_of,
    start_sending,
    tidy_url,
)
from menura.jobs import Job
from menura.kernel.errors import InvalidInputError, NotFoundError

router = APIRouter()
NAME_CHARACTERS = 200


class NotSentError(NotFoundError):
    """Say that a server was never given a playlist."""

    code = "not_sent"

    def __init__(self, playlist_id: str, source: str) -> None:
        super().__init__(
            f"The source {source!r} was not given the playlist {playlist_id!r}; send it there "
            "first.",
            field="source_id",
        )


class SecretWantedError(InvalidInputError):
    """Say that the password that is kept is for another address."""

    code = "secret_wanted"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The password or token that is kept was given for another address than {url!r}; give "
            "it again, so that it is sent nowhere it was not meant for.",
            field="password",
        )


class NothingHereError(InvalidInputError):
    """Say that a server's playlist has no track that Menura knows."""

    code = "nothing_here"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"None of the tracks of {name!r} is known here; scan the source first.",
            field="server_playlist_id",
        )


@router.post("/sources/test", tags=["sources"])
def test_server(body: ServerIn, menura: MenuraDep) -> ServerOut:
    """Connect to a music server for real: sign in and ask what the account may do.

    Nothing is kept, unless the account is a source already: its login is the new one then. Each
    thing that can be wrong has a code and a sentence of its own.
    """
    tried = menura.servers.try_access(SourceKind(body.kind), _access(body), body.certificate_sha256)
    with menura.rooms() as rooms:
        rooms.server_sources.renew(tried.access, tried.info)
    return ServerOut.of(tried.info, tried.libraries)


@router.post("/sources/servers", tags=["sources"], status_code=status.HTTP_201_CREATED)
def add_server(body: NewServerIn, menura: MenuraDep) -> SourceDetailOut:
    """Take in a music server: it is tried first, and kept if it answers.

    A password is exchanged for a token where the server gives one; what is kept is encrypted.
    """
    kind = SourceKind(body.kind)
    tried = menura.servers.try_access(kind, _access(body), body.certificate_sha256)
    options = SourceOptions(
        libraries=tuple(body.libraries),
        write_favourites=body.write_favourites,
        write_ratings=body.write_ratings,
        write_plays=body.write_plays,
        read_plays=body.read_plays,
    )
    source = menura.servers.add(kind, tried, options=options, name=body.name)
    with menura.rooms() as rooms:
        if body.scan:
            rooms.scans.start(source)
        return shape_source_detail(rooms, source)


@router.get("/sources/{source_id}", tags=["sources"])
def get_source(source_id: str, rooms: RoomsDep) -> SourceDetailOut:
    """Return a source with what was settled about it; secrets are never shown."""
    return shape_source_detail(rooms, rooms.library.source(source_id))


@router.patch("/sources/{source_id}", tags=["sources"])
def edit_source(source_id: str, body: SourceEdit, menura: MenuraDep) -> SourceDetailOut:
    """Change a source; what is left out stays.

    Where the address or the login is another one, the server is tried before it is kept.
    """
    source = change_source(menura, source_id, body)
    with menura.rooms(read_only=True) as rooms:
        return shape_source_detail(rooms, source)


@router.post("/sources/{source_id}/test", tags=["sources"])
def test_source(source_id: str, menura: MenuraDep) -> ServerOut:
    """Connect to a source's server with the account that is kept."""
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(source_id)
    tried = menura.servers.try_access(source.kind, menura.servers.access(source))
    return ServerOut.of(tried.info, tried.libraries)


@router.get("/sources/{source_id}/playlists", tags=["sources"])
def list_server_playlists(source_id: str, menura: MenuraDep) -> ServerPlaylistsOut:
    """List the playlists that the account can see on its server."""
    return shape_server_playlists(menura, source_id)


@router.post(
    "/sources/{source_id}/playlists", tags=["sources"], status_code=status.HTTP_201_CREATED
)
def take_in_playlist(
    source_id: str, body: ServerPlaylistIn, menura: MenuraDep
) -> PlaylistDetailOut:
    """Make a playlist of Menura's out of one on the server; tracks not known here are left out."""
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(source_id)
    playlist = take_in(menura, source, body.server_playlist_id)
    with menura.rooms(read_only=True) as rooms:
        return shape_playlist(rooms, playlist)


@router.get("/sources/{source_id}/sent", tags=["sources"])
def list_sent_to_source(source_id: str, rooms: RoomsDep) -> RemotePlaylistsOut:
    """List the playlists that Menura keeps on a server."""
    source = rooms.library.source(source_id)
    return shape_remote_playlists(rooms, rooms.remote_playlists.of_source(source.id))


@router.get("/playlists/{playlist_id}/sent", tags=["playlists"])
def list_sent(playlist_id: str, rooms: RoomsDep) -> RemotePlaylistsOut:
    """List the servers that were given a playlist, and whether they have its newest version."""
    return shape_remote_playlists(rooms, rooms.remote_playlists.of_playlist(playlist_id))


@router.delete(
    "/playlists/{playlist_id}/sent/{source_id}",
    tags=["playlists"],
    status_code=status.HTTP_202_ACCEPTED,
)
def delete_sent(playlist_id: str, source_id: str, rooms: RoomsDep) -> JobOut:
    """Delete what Menura keeps of a playlist on a server; answers with the job that does it."""
    return JobOut.of(start_deleting(rooms, playlist_id, source_id))


@router.get("/tracks/{track_id}/places", tags=["tracks"])
def list_places(track_id: str, rooms: RoomsDep) -> TrackPlacesOut:
    """List every source that has a track: its own place first, then its copies."""
    return shape_places(rooms, rooms.library.track(track_id))


@router.post("/tracks/{track_id}/separate", tags=["tracks"])
def separate_track(track_id: str, rooms: RoomsDep) -> TrackOut:
    """Make a copy a track of its own again; it is heard with the next scan of its source."""
    return shape_track(rooms, rooms.library.separate(track_id))


@router.get("/missing", tags=["tracks"])
def list_missing(rooms: RoomsDep, limit: Annotated[int, Query(ge=0, le=500)] = 100) -> MissingOut:
    """List tracks that have been gone from their sources for long enough to be forgotten."""
    return shape_missing(rooms, limit)


@router.post("/missing/sweep", tags=["tracks"])
def sweep_missing(body: SweepIn, menura: MenuraDep) -> SweptOut:
    """Forget tracks that have been gone for long; only as many as a person was shown."""
    return SweptOut(swept=menura.sweep_missing(body.expected, with_held=body.with_held))


def change_source(menura: Menura, source_id: str, body: SourceEdit) -> Source:
    """Change a source as asked, after trying the server where that matters."""
    with menura.rooms() as rooms:
        source = rooms.library.source(source_id)
        if source.kind not in MUSIC_SERVERS:
            if body.model_fields_set - {"name"}:
                raise NotAServerError(source.name, "change more than its name")
            return rooms.server_sources.rename(source, body.name) if body.name else source
    options = source.options
    changes = {
        name: getattr(body, name)
        for name in ("read_plays", "write_favourites", "write_ratings", "write_plays")
        if getattr(body, name) is not None
    }
    if body.libraries is not None:
        changes["libraries"] = tuple(body.libraries)
    changed = replace(source, name=body.name or source.name, options=replace(options, **changes))
    has_new_secret = bool(_plain(body.password) or _plain(body.token))
    access = menura.servers.access(source, with_secret=not has_new_secret)
    wanted = _changed_access(access, body)
    wanted = replace(wanted, url=tidy_url(source.kind, wanted.url))
    has_secret = access.password is not None or access.token is not None
    if has_secret and not has_new_secret and _is_elsewhere(access.url, wanted.url):
        raise SecretWantedError(wanted.url)
    info = None
    if wanted != access or body.certificate_sha256 is not None:
        tried = menura.servers.try_access(source.kind, wanted, body.certificate_sha256)
        wanted, info = tried.access, tried.info
    with menura.rooms() as rooms:
        changed = rooms.server_sources.change(changed, wanted, info)
        rooms.reactions.tell_waiting(changed.id)
        return changed


def _is_elsewhere(known: str, wanted: str) -> bool:
    """Tell whether what was given for one address would be sent to another server."""
    one, other = urlsplit(known), urlsplit(wanted)
    return (one.scheme, one.netloc) != (other.scheme, other.netloc)


def _access(body: ServerIn) -> ServerAccess:
    return ServerAccess(
        url=body.url,
        username=body.username,
        password=_plain(body.password),
        token=_plain(body.token),
        ca_file=body.ca_file,
        music_root=body.music_root,
    )


def _changed_access(access: ServerAccess, body: SourceEdit) -> ServerAccess:
    """Return the access with what was given; a new login takes the place of the old one."""
    changed = access
    if body.url is not None:
        changed = replace(changed, url=body.url)
    if body.username is not None and body.username != access.username:
        changed = replace(changed, username=body.username, user_id=None)
    if body.password is not None:
        changed = replace(changed, password=_plain(body.password), token=None, user_id=None)
    if body.token is not None:
        changed = replace(changed, token=_plain(body.token), password=None, user_id=None)
    if body.ca_file is not None:
        changed = replace(changed, ca_file=body.ca_file or None, certificate=None)
    if body.music_root is not None:
        changed = replace(changed, music_root=body.music_root or None)
    return changed


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() or None if secret else None


def shape_source_detail(rooms: Rooms, source: Source) -> SourceDetailOut:
    """Shape a source with what was settled about it."""
    options = source.options
    is_server = source.kind in MUSIC_SERVERS
    trouble = source.trouble
    return SourceDetailOut(
        **shape_source(rooms, source).model_dump(),
        has_secret=is_server and rooms.server_sources.has_secret(source),
        libraries=list(options.libraries),
        ca_file=options.ca_file,
        has_certificate=options.certificate is not None,
        music_root=options.music_root,
        read_plays=options.read_plays,
        write_favourites=options.write_favourites,
        write_ratings=options.write_ratings,
        write_plays=options.write_plays,
        trouble=SourceTroubleOut(code=trouble.code, message=trouble.message, at=trouble.at)
        if trouble
        else None,
        waiting_writes=rooms.write_backs.count(source.id),
        listener=listener_of(source) if is_server else None,
    )


def shape_remote_playlists(rooms: Rooms, sent: Sequence[RemotePlaylist]) -> RemotePlaylistsOut:
    """Shape what servers were given."""
    names = {source.id: source.name for source in rooms.library.sources()}
    versions = rooms.playlists.versions([one.playlist_id for one in sent])
    return RemotePlaylistsOut(
        items=[
            RemotePlaylistOut.of(one, names.get(one.source_id, ""), versions.get(one.playlist_id))
            for one in sent
        ]
    )


def shape_places(rooms: Rooms, track: Track) -> TrackPlacesOut:
    """Shape every source that has a track."""
    sources = {source.id: source for source in rooms.library.sources()}
    places = [track, *rooms.library.copies(track)]
    return TrackPlacesOut(
        items=[
            TrackPlaceOut.of(place, sources[place.source_id], is_first=place.id == track.id)
            for place in places
        ]
    )


def shape_missing(rooms: Rooms, limit: int) -> MissingOut:
    """Shape tracks that have been gone from their sources for long."""
    tracks = rooms.missing.ready(limit)
    features = rooms.analyses.listed_features([track.id for track in tracks])
    items = [TrackOut.of(track, features.get(track.id)) for track in tracks]
    return MissingOut.of(rooms.missing.counts(), rooms.missing.keep_days, items)


def take_in(menura: Menura, source: Source, server_playlist_id: str) -> Playlist:
    """Make a playlist of Menura's out of one on a server.

    Raises
    ------
    NothingHereError
    Those of `MusicServer.playlist_tracks`
    """
    with menura.servers.open_server(source) as server:
        ids = list(server.playlist_tracks(server_playlist_id))
        names = {one.id: one.name for one in server.playlists()}
    name = names.get(server_playlist_id, source.name)
    with menura.rooms() as rooms:
        known = rooms.tracks.by_locations(source.id, ids)
        items = [NewPlaylistItem(known[one].id) for one in ids if one in known]
        if not items:
            raise NothingHereError(name)
        note = f"From {source.name}."
        if len(items) < len(ids):
            note += f" {len(ids) - len(items)} of its {len(ids)} tracks are not known here."
        plain = "".join(c for c in name if c.isprintable()).strip()[:NAME_CHARACTERS]
        return rooms.playlists.save(plain or source.name, items, note)


def shape_server_playlists(menura: Menura, source_id: str) -> ServerPlaylistsOut:
    """Shape the playlists that the account of a source can see on its server."""
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(source_id)
        ours = {sent.remote_id for sent in rooms.remote_playlists.of_source(source.id)}
    with menura.servers.open_server(source) as server:
        found = server.playlists()
    return ServerPlaylistsOut(
        items=[ServerPlaylistOut.of(one, is_ours=one.id in ours) for one in found]
    )


def start_deleting(rooms: Rooms, playlist_id: str, source_id: str) -> Job:
    """Queue the deletion of what Menura keeps of a playlist on a server.

    Raises
    ------
    NotAServerError, NotSentError
    """
    source = rooms.library.source(source_id)
    if source.kind not in MUSIC_SERVERS:
        raise NotAServerError(source.name, "delete a playlist there")
    sent = rooms.remote_playlists.get(playlist_id, source.id)
    if sent is None:
        raise NotSentError(playlist_id, source.name)
    return start_sending(rooms.jobs, playlist_id, sent.name, source=source, delete=True)

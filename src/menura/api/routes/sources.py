"""Serve music servers as sources: try, add, change, and what Menura keeps there."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.routes.catalogue import shape_track
from menura.api.routes.playlists import shape_playlist
from menura.api.schemas.catalogue import PlaylistDetailOut, TrackOut
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.sources import (
    MissingOut,
    NewServerIn,
    PlayedTracksOut,
    RemotePlaylistsOut,
    ServerIn,
    ServerOut,
    ServerPlaylistIn,
    ServerPlaylistsOut,
    SourceDetailOut,
    SourceEdit,
    SweepIn,
    SweptOut,
    TrackPlacesOut,
)
from menura.api.sources import (
    change_source,
    server_access,
    shape_missing,
    shape_places,
    shape_remote_playlists,
    shape_server_playlists,
    shape_server_plays,
    shape_source_detail,
    start_deleting,
    take_in,
)
from menura.catalogue import (
    SourceKind,
    SourceOptions,
)

router = APIRouter()


@router.post("/sources/test", tags=["sources"])
def test_server(body: ServerIn, menura: MenuraDep) -> ServerOut:
    """Connect to a music server for real: sign in and ask what the account may do.

    Nothing is kept, unless the account is a source already: its login is the new one then. Each
    thing that can be wrong has a code and a sentence of its own.
    """
    tried = menura.servers.try_access(
        SourceKind(body.kind), server_access(body), body.certificate_sha256
    )
    with menura.rooms() as rooms:
        rooms.server_sources.renew(tried.access, tried.info)
    return ServerOut.of(tried.info, tried.libraries)


@router.post("/sources/servers", tags=["sources"], status_code=status.HTTP_201_CREATED)
def add_server(body: NewServerIn, menura: MenuraDep) -> SourceDetailOut:
    """Take in a music server: it is tried first, and kept if it answers.

    A password is exchanged for a token where the server gives one; what is kept is encrypted.
    """
    kind = SourceKind(body.kind)
    tried = menura.servers.try_access(kind, server_access(body), body.certificate_sha256)
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


@router.get("/sources/{source_id}/plays", tags=["sources"])
def list_server_plays(
    source_id: str,
    menura: MenuraDep,
    order: Literal["top", "latest"] = "top",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> PlayedTracksOut:
    """List what the account has played on its server, as the server says now."""
    return shape_server_plays(menura, source_id, order, limit)


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

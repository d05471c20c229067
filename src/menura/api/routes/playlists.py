"""Serve playlists."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.schemas.catalogue import (
    PlaylistDetailOut,
    PlaylistEdit,
    PlaylistIn,
    PlaylistItemIn,
    PlaylistItemOut,
    PlaylistOrder,
    PlaylistOut,
    PlaylistSend,
    PlaylistSentOut,
    PlaylistSort,
    PlaylistsOut,
)
from menura.bootstrap import Rooms
from menura.catalogue import (
    MUSIC_SERVERS,
    CannotKeepPlaylistError,
    NewPlaylistItem,
    Playlist,
    PlaylistForm,
    start_sending,
)
from menura.discover import Order, SearchInputError, order_tracks

router = APIRouter(prefix="/playlists", tags=["playlists"])
MOST_ORDERED = 5000
MEDIA_TYPES = {
    PlaylistForm.M3U8: "audio/x-mpegurl",
    PlaylistForm.XSPF: "application/xspf+xml",
    PlaylistForm.JSPF: "application/json",
}


@router.get("")
def list_playlists(rooms: RoomsDep) -> PlaylistsOut:
    """List all playlists, latest change first."""
    return PlaylistsOut(items=[PlaylistOut.of(p) for p in rooms.playlists.all()])


@router.post("", status_code=status.HTTP_201_CREATED)
def create_playlist(body: PlaylistIn, rooms: RoomsDep) -> PlaylistDetailOut:
    """Save a playlist; either all of its tracks exist or nothing is saved."""
    playlist = rooms.playlists.save(body.name, _items(body.items), body.description)
    return shape_playlist(rooms, playlist)


@router.get("/{playlist_id}")
def get_playlist(playlist_id: str, rooms: RoomsDep) -> PlaylistDetailOut:
    """Return a playlist with its tracks."""
    return shape_playlist(rooms, rooms.playlists.get(playlist_id))


@router.patch("/{playlist_id}")
def edit_playlist(playlist_id: str, body: PlaylistEdit, rooms: RoomsDep) -> PlaylistDetailOut:
    """Give a playlist another name or description."""
    playlist = rooms.playlists.rename(
        playlist_id, version=body.version, name=body.name, description=body.description
    )
    return shape_playlist(rooms, playlist)


@router.put("/{playlist_id}/items")
def reorder_playlist(playlist_id: str, body: PlaylistOrder, rooms: RoomsDep) -> PlaylistDetailOut:
    """Put the tracks of a playlist in another order; tracks may come and go.

    Refused with `playlist_changed` if somebody saved a newer version meanwhile.
    """
    playlist = rooms.playlists.reorder(playlist_id, _items(body.items), version=body.version)
    return shape_playlist(rooms, playlist)


@router.delete("/{playlist_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_playlist(playlist_id: str, rooms: RoomsDep) -> Response:
    """Forget a playlist; its tracks stay."""
    rooms.playlists.remove(playlist_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/{playlist_id}/order")
def order_playlist(playlist_id: str, body: PlaylistSort, menura: MenuraDep) -> PlaylistDetailOut:
    """Put a playlist into an order that listens well, and keep it so.

    Refused with `playlist_changed` if somebody saved a newer version meanwhile.
    """
    with menura.rooms(read_only=True) as rooms:
        known = rooms.playlists.get(playlist_id)
        items = order_items(rooms, known, body.by, descending=body.descending, space=body.space)
    with menura.rooms() as rooms:
        playlist = rooms.playlists.reorder(known.id, items, version=body.version)
        return shape_playlist(rooms, playlist)


@router.post("/{playlist_id}/send")
def send_playlist(playlist_id: str, body: PlaylistSend, rooms: RoomsDep) -> PlaylistSentOut:
    """Give a playlist to a source: a folder gets an M3U8 file in a folder of Menura's own.

    A music server is given it by a job; sent again, it replaces what Menura made there before.
    """
    return send_to_source(rooms, playlist_id, body.source_id)


def send_to_source(rooms: Rooms, playlist_id: str, source_id: str) -> PlaylistSentOut:
    """Give a playlist to a folder at once, or queue the job that gives it to a server."""
    source = rooms.library.source(source_id)
    if source.kind not in MUSIC_SERVERS:
        sent = rooms.playlists.send(playlist_id, source.id)
        return PlaylistSentOut(path=sent.path, track_count=sent.track_count, left_out=sent.left_out)
    playlist = rooms.playlists.get(playlist_id)
    wanted = [item.track.id for item in playlist.items]
    there = rooms.tracks.locations_on(source.id, wanted)
    if not there:
        raise CannotKeepPlaylistError(source.name, "it has none of the tracks")
    count = sum(track_id in there for track_id in wanted)
    job = start_sending(rooms.jobs, playlist.id, playlist.name, source=source)
    return PlaylistSentOut(
        path=None, track_count=count, left_out=len(wanted) - count, job_id=job.id
    )


@router.get(
    "/{playlist_id}/export",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}},
)
def export_playlist(
    playlist_id: str,
    rooms: RoomsDep,
    format: Annotated[PlaylistForm, Query()] = PlaylistForm.M3U8,
) -> Response:
    """Download a playlist as a file: M3U8 for players, XSPF or JSPF for other libraries."""
    playlist = rooms.playlists.get(playlist_id)
    file_name = quote(playlist.name.replace("/", "-") + f".{format.value}")
    return Response(
        rooms.playlists.export(playlist_id, format),
        media_type=f"{MEDIA_TYPES[format]}; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{file_name}"},
    )


def order_items(
    rooms: Rooms, playlist: Playlist, by: Order, *, descending: bool, space: str
) -> list[NewPlaylistItem]:
    """Return the items of a playlist in another order, each with its own reason."""
    if len(playlist.items) > MOST_ORDERED:
        raise SearchInputError(
            f"A playlist of more than {MOST_ORDERED} tracks cannot be put in order; split it.",
            field="playlist_id",
        )
    reasons: dict[str, list[str | None]] = {}
    for item in playlist.items:
        reasons.setdefault(item.track.id, []).append(item.reason)
    ids = [item.track.id for item in playlist.items]
    ordered = order_tracks(rooms.search(space), ids, by, descending=descending)
    return [NewPlaylistItem(one, reasons[one].pop(0)) for one in ordered]


def _items(items: Sequence[PlaylistItemIn]) -> list[NewPlaylistItem]:
    return [NewPlaylistItem(item.track_id, item.reason) for item in items]


def shape_playlist(rooms: Rooms, playlist: Playlist) -> PlaylistDetailOut:
    """Shape a playlist with its tracks."""
    features = rooms.analyses.listed_features([item.track.id for item in playlist.items])
    items = [PlaylistItemOut.of(item, features.get(item.track.id)) for item in playlist.items]
    return PlaylistDetailOut(**PlaylistOut.of(playlist).model_dump(), items=items)

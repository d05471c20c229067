"""Serve playlists."""

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response, status

from menura.api.deps import RoomsDep
from menura.api.schemas.catalogue import (
    PlaylistDetailOut,
    PlaylistEdit,
    PlaylistIn,
    PlaylistItemIn,
    PlaylistItemOut,
    PlaylistOrder,
    PlaylistOut,
    PlaylistsOut,
)
from menura.bootstrap import Rooms
from menura.catalogue import NewPlaylistItem, Playlist

router = APIRouter(prefix="/playlists", tags=["playlists"])


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


@router.get(
    "/{playlist_id}/export",
    response_class=Response,
    responses={200: {"content": {"audio/x-mpegurl": {}}}},
)
def export_playlist(
    playlist_id: str, rooms: RoomsDep, format: Annotated[Literal["m3u8"], Query()] = "m3u8"
) -> Response:
    """Download a playlist as a file that other players read."""
    playlist = rooms.playlists.get(playlist_id)
    file_name = quote(playlist.name.replace("/", "-") + f".{format}")
    return Response(
        rooms.playlists.export_m3u8(playlist_id),
        media_type="audio/x-mpegurl; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{file_name}"},
    )


def _items(items: Sequence[PlaylistItemIn]) -> list[NewPlaylistItem]:
    return [NewPlaylistItem(item.track_id, item.reason) for item in items]


def shape_playlist(rooms: Rooms, playlist: Playlist) -> PlaylistDetailOut:
    """Shape a playlist with its tracks."""
    features = rooms.analyses.features([item.track.id for item in playlist.items])
    items = [PlaylistItemOut.of(item, features.get(item.track.id)) for item in playlist.items]
    return PlaylistDetailOut(**PlaylistOut.of(playlist).model_dump(), items=items)

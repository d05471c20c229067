"""Serve the music map."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Path, Query, Request, Response, status

from menura.api.deps import MenuraDep, ReadRoomsDep, RoomsDep
from menura.api.routes.discover import Space, shape_tracks
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.music_map import (
    MapBuildIn,
    MapColumnOut,
    MapIdsOut,
    MapManifestOut,
    MapPointOut,
    MapPointsOut,
    MapRowsIn,
    MapRowsOut,
    MapSourceOut,
    MapTrackRowsIn,
    MapTracksIn,
    MapTracksOut,
)
from menura.bootstrap import Rooms
from menura.discover import (
    MAP_BYTES_PER_TRACK,
    MapMethod,
    MapNotReadyError,
    NotOnShelfError,
    PackedMap,
    percent_rows,
)

router = APIRouter(prefix="/map", tags=["map"])
Version = Annotated[str, Path(max_length=64)]
BINARY: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
DTYPES: dict[str, Literal["u1", "u2"]] = {"uint8": "u1", "uint16": "u2"}
FOREVER = "private, max-age=31536000, immutable"


@router.get("")
def get_map(
    rooms: RoomsDep, request: Request, response: Response, space: Space = "dsp"
) -> MapManifestOut:
    """Tell what the map of a space holds, and how to read it."""
    manifest = shape_manifest(rooms, space)
    if manifest.version is not None:
        response.headers["ETag"] = f'"{manifest.version}"'
    return manifest


@router.get("/points")
def list_points(
    rooms: RoomsDep,
    space: Space = "dsp",
    percent: Annotated[int, Query(ge=1, le=100, description="How much of the map.")] = 25,
) -> MapPointsOut:
    """List tracks with their places, evenly spread over the map, as JSON."""
    packed = _packed(rooms, space)
    rows = percent_rows(packed, percent)
    found = rooms.tracks.by_numbers(packed.numbers[rows].tolist())
    places, columns, names = packed.places(), packed.columns, packed.manifest
    items = []
    for row in rows.tolist():
        track = found.get(int(packed.numbers[row]))
        if track is not None:
            items.append(
                MapPointOut(
                    track_id=track.id,
                    title=track.title,
                    artist=track.artist,
                    x=float(places[row, 0]),
                    y=float(places[row, 1]),
                    genre=_name(names["genres"], int(columns.genre[row])),
                    mood=_name(names["moods"], int(columns.mood[row])),
                )
            )
    return MapPointsOut(
        space=space,
        version=packed.version,
        method=MapMethod(names["method"]),
        percent=percent,
        count=len(items),
        items=items,
    )


@router.post("/build", status_code=status.HTTP_202_ACCEPTED)
def build_map(body: MapBuildIn, menura: MenuraDep) -> JobOut:
    """Lay tracks out, or place new ones; a job."""
    menura.search(body.space)  # read before the database is kept from others
    with menura.rooms() as rooms:
        job = rooms.maps.build(body.space, body.method, anew=body.anew, seed=body.seed)
    return JobOut.of(job)


@router.get("/{version}/points", response_class=Response, responses=BINARY)
def get_points(
    version: Version, rooms: RoomsDep, request: Request, space: Space = "dsp"
) -> Response:
    """Return all columns in one binary, 10 bytes for each track; see the manifest."""
    packed = rooms.maps.version(space, version)
    etag = f'"{version}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER}
    if is_known(request, version):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(packed.data, media_type="application/octet-stream", headers=headers)


@router.post("/{version}/tracks")
def list_map_tracks(
    version: Version, body: MapTrackRowsIn, rooms: ReadRoomsDep, space: Space = "dsp"
) -> MapTracksOut:
    """Return the tracks in at most 1,000 rows."""
    packed = rooms.maps.version(space, version)
    ids = [one for one in _ids(rooms, packed, body.rows) if one is not None]
    tracks = shape_tracks(rooms, ids)
    return MapTracksOut(items=[tracks[one] for one in ids if one in tracks])


@router.post("/{version}/ids")
def list_map_ids(
    version: Version, body: MapRowsIn, rooms: ReadRoomsDep, space: Space = "dsp"
) -> MapIdsOut:
    """Return the ids of the tracks in rows."""
    return MapIdsOut(track_ids=_ids(rooms, rooms.maps.version(space, version), body.rows))


@router.post("/{version}/rows")
def list_map_rows(
    version: Version, body: MapTracksIn, rooms: ReadRoomsDep, space: Space = "dsp"
) -> MapRowsOut:
    """Return where tracks stand in the binary."""
    packed = rooms.maps.version(space, version)
    order = np.argsort(packed.numbers, kind="stable")
    ordered = packed.numbers[order]
    rows: list[int | None] = []
    for track_id in body.track_ids:
        try:
            number = rooms.shelf.numbers[rooms.shelf.row_of_id(track_id)]
        except NotOnShelfError:
            rows.append(None)
            continue
        at = int(np.searchsorted(ordered, number))
        is_there = at < len(ordered) and ordered[at] == number
        rows.append(int(order[at]) if is_there else None)
    return MapRowsOut(rows=rows)


def is_known(request: Request, version: str) -> bool:
    """Tell whether a client has this version already: `If-None-Match`, RFC 9110."""
    told = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/").strip('"') for tag in told.split(",")}
    return version in tags or "*" in tags


def shape_manifest(rooms: Rooms, space: str) -> MapManifestOut:
    """Shape what the map of a space holds."""
    packed, music_map = rooms.maps.packed(space), rooms.maps.music_map(space)
    job = rooms.maps.unfinished(space)
    names = {source.id: source.name for source in rooms.library.sources()}
    told = packed.manifest if packed is not None else {}
    return MapManifestOut(
        space=space,
        state="none" if packed is None else "ready",
        version=None if packed is None else packed.version,
        layout_id=told.get("layout_id"),
        method=told.get("method"),
        count=told.get("count", 0),
        laid_out=0 if music_map is None else music_map.laid_out,
        created_at=None if music_map is None else music_map.created_at,
        updated_at=None if music_map is None else music_map.updated_at,
        bounds=told.get("bounds", [-1.0, -1.0, 1.0, 1.0]),
        bytes_per_track=MAP_BYTES_PER_TRACK,
        columns=[
            MapColumnOut(
                name=column["name"],
                dtype=DTYPES[column["dtype"]],
                components=column["per_track"],
                offset=column["offset"],
            )
            for column in told.get("columns", [])
        ],
        genres=told.get("genres", []),
        moods=told.get("moods", []),
        clusters=told.get("clusters", []),
        sources=[MapSourceOut(id=i, name=names.get(i, i)) for i in told.get("sources", [])],
        waiting=rooms.maps.waiting(space),
        job_id=None if job is None else job.id,
    )


def _packed(rooms: Rooms, space: str) -> PackedMap:
    packed = rooms.maps.packed(space)
    if packed is None:
        raise MapNotReadyError
    return packed


def _ids(rooms: Rooms, packed: PackedMap, rows: Sequence[int]) -> list[str | None]:
    shelf = rooms.shelf
    ids: list[str | None] = []
    for row in rows:
        if not 0 <= row < len(packed):
            ids.append(None)
            continue
        at = int(shelf.rows_of(packed.numbers[row : row + 1])[0])
        ids.append(shelf.track_id(at) if at >= 0 else None)
    return ids


def _name(names: Sequence[str], code: int) -> str | None:
    return names[code] if code < len(names) else None

"""Serve sources, folders and tracks."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import FileResponse

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.passing_on import stream_from_server
from menura.api.schemas.catalogue import (
    FolderListingOut,
    SourceIn,
    SourceOut,
    SourcesOut,
    TrackOut,
    TracksOut,
    WaveformOut,
)
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.track_lists import TrackListIn
from menura.audio.peaks import resample_peaks
from menura.bootstrap import Rooms
from menura.catalogue import (
    Source,
    Track,
    TrackPage,
    TrackQuery,
    list_folder,
)

router = APIRouter()

AUDIO_TYPES = {
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp4": "audio/mp4",
    "aac": "audio/aac",
    "wav": "audio/wav",
    "wave": "audio/wav",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "wma": "audio/x-ms-wma",
}


@router.get("/sources", tags=["sources"])
def list_sources(rooms: RoomsDep) -> SourcesOut:
    """List all sources with their counts."""
    return SourcesOut(items=[shape_source(rooms, s) for s in rooms.library.sources()])


@router.post("/sources", tags=["sources"], status_code=status.HTTP_201_CREATED)
def add_source(body: SourceIn, rooms: RoomsDep) -> SourceOut:
    """Take in a folder of music, and start to scan it unless told otherwise.

    A folder that is a source already is given back as it is.
    """
    source = rooms.library.add_folder(body.path, body.name)
    if body.scan:
        rooms.scans.start(source)
    return shape_source(rooms, source)


@router.delete("/sources/{source_id}", tags=["sources"], status_code=status.HTTP_204_NO_CONTENT)
def remove_source(source_id: str, menura: MenuraDep, force: bool = False) -> Response:
    """Forget a source and its tracks; the files stay where they are.

    Refused while playlists hold its tracks, unless `force` is set.
    """
    menura.remove_source(source_id, force=force)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/sources/{source_id}/scan", tags=["sources"], status_code=status.HTTP_202_ACCEPTED)
def scan_source(
    source_id: str,
    rooms: RoomsDep,
    retry_failed: bool = False,
    recent_albums: Annotated[
        int | None,
        Query(ge=1, le=100_000, description="Of a music server: only so many, newest first."),
    ] = None,
) -> JobOut:
    """Look for new, changed and vanished tracks, and listen to what is new.

    Answers with the job. A source that is being scanned already gives that job back.
    """
    source = rooms.library.source(source_id)
    job = rooms.scans.start(source, retry_failed=retry_failed, recent_albums=recent_albums)
    return JobOut.of(job)


@router.get("/folders", tags=["sources"])
def browse_folders(
    path: Annotated[
        str | None, Query(description="Absolute path; the home folder if left out.")
    ] = None,
) -> FolderListingOut:
    """List the folders below a folder of the server, to choose one."""
    return FolderListingOut.of(list_folder(path))


@router.get("/tracks", tags=["tracks"])
def list_tracks(wanted: Annotated[TrackListIn, Query()], rooms: RoomsDep) -> TracksOut:
    """Search, narrow, sort and page through the tracks.

    Every part that is given must hold. Genre, mood, tempo and key are known of tracks that were
    heard and are there; what people corrected counts. `total` says how many match in all.
    """
    query = wanted.to_query(lambda: rooms.shelf)
    return shape_tracks(rooms, rooms.library.tracks(query), query)


@router.get("/tracks/{track_id}", tags=["tracks"])
def get_track(track_id: str, rooms: RoomsDep) -> TrackOut:
    """Return one track with all that was measured."""
    return shape_track(rooms, rooms.library.track(track_id))


@router.head("/tracks/{track_id}/audio", include_in_schema=False)
@router.get(
    "/tracks/{track_id}/audio",
    tags=["tracks"],
    response_class=FileResponse,
    responses={200: {"content": {"audio/*": {}}}, 206: {"description": "The range asked for."}},
)
def get_audio(track_id: str, menura: MenuraDep, request: Request) -> Response:
    """Send the audio file as it is; ranges are honoured, so players can seek.

    Of a track on a music server it is passed on from there as it comes in.
    """
    with menura.rooms(read_only=True) as rooms:
        track = rooms.library.track(track_id)
    place = menura.servers.played_from(track)
    if place.file is None:
        return stream_from_server(menura, place, request)
    suffix = place.file.suffix.lower().lstrip(".")
    media_type = AUDIO_TYPES.get(suffix, "application/octet-stream")
    return FileResponse(place.file, media_type=media_type)


@router.get("/tracks/{track_id}/waveform", tags=["tracks"])
def get_waveform(
    track_id: str, rooms: RoomsDep, points: Annotated[int, Query(ge=10, le=4000)] = 800
) -> WaveformOut:
    """Return the outline of a track's sound in so many points."""
    track = rooms.library.track(track_id)
    waveform = rooms.analyses.waveform(track.id)
    peaks = resample_peaks(waveform.peaks, points)
    return WaveformOut(
        duration_s=waveform.duration_s,
        points=len(peaks),
        low=peaks[:, 0].tolist(),
        high=peaks[:, 1].tolist(),
    )


def shape_tracks(rooms: Rooms, page: TrackPage, query: TrackQuery) -> TracksOut:
    """Shape a part of a list of tracks with what was measured of each."""
    features = rooms.analyses.listed_features([track.id for track in page.items])
    items = [TrackOut.of(track, features.get(track.id)) for track in page.items]
    return TracksOut(items=items, total=page.total, offset=query.offset, limit=query.limit)


def shape_track(rooms: Rooms, track: Track) -> TrackOut:
    """Shape a track with what was measured of it."""
    return TrackOut.of(track, rooms.analyses.features([track.id]).get(track.id))


def shape_source(rooms: Rooms, source: Source) -> SourceOut:
    """Shape a source with its counts and the scan it is in."""
    job = rooms.scans.find(source)
    return SourceOut.of(source, rooms.library.counts(source.id), job.id if job else None)

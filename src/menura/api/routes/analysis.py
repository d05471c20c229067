"""Serve what was heard of tracks, and take in what people know better."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, status

from menura.analysis import WRITE_TAGS, TagRequestError
from menura.api.deps import MenuraDep, RoomsDep
from menura.api.routes.catalogue import shape_track
from menura.api.schemas.analysis import (
    AnalysisOut,
    CorrectionsIn,
    DuplicateOut,
    DuplicatesOut,
    RecordingOut,
    RecordingsOut,
)
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.tags import TagsWrittenOut, WriteManyTagsIn, WriteTagsIn
from menura.bootstrap import Rooms
from menura.catalogue import Track
from menura.jobs import Job

if TYPE_CHECKING:
    from menura.analysis.tagging import TagRequest

router = APIRouter(tags=["analysis"])


@router.get("/tracks/{track_id}/analysis")
def get_analysis(track_id: str, rooms: RoomsDep) -> AnalysisOut:
    """Return all that is known of how a track sounds: beats, sections, moods, levels, steps."""
    return shape_analysis(rooms, rooms.library.track(track_id))


@router.patch("/tracks/{track_id}/corrections")
def correct_track(track_id: str, body: CorrectionsIn, rooms: RoomsDep) -> AnalysisOut:
    """Correct what was measured. Corrections win over every measurement, also later ones."""
    track = rooms.library.track(track_id)
    rooms.track_analyses.correct(track, body.changes())
    return shape_analysis(rooms, track)


@router.delete("/tracks/{track_id}/corrections/{name}")
def withdraw_correction(track_id: str, name: str, rooms: RoomsDep) -> AnalysisOut:
    """Take a correction back, so that the measurement is shown again."""
    track = rooms.library.track(track_id)
    rooms.track_analyses.withdraw(track, name)
    return shape_analysis(rooms, track)


@router.get("/tracks/{track_id}/recordings")
def find_recordings(track_id: str, rooms: RoomsDep) -> RecordingsOut:
    """Find tracks that hold the same recording: other formats, bit rates, editions."""
    return shape_recordings(rooms, rooms.library.track(track_id))


@router.get("/duplicates")
def list_duplicates(
    rooms: RoomsDep,
    after: Annotated[
        int, Query(ge=0, le=2**31 - 1, description="`next_after` of the part before.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=5000, description="Tracks to look at.")] = 2000,
) -> DuplicatesOut:
    """List recordings that are in the library more than once, a part at a time."""
    return shape_duplicates(rooms, after, limit)


@router.post("/tracks/{track_id}/tags")
def write_track_tags(track_id: str, body: WriteTagsIn, menura: MenuraDep) -> TagsWrittenOut:
    """Write tempo, key, moods and energy into the file's tags: into a copy, or in place.

    Nothing is written unless it is asked for, and a tag that is there is kept unless `overwrite`
    is set. In place the file is replaced only after the new one was checked.
    """
    return TagsWrittenOut.of(menura.write_tags(track_id, body.request()))


@router.post("/tags", status_code=status.HTTP_202_ACCEPTED)
def write_many_tags(body: WriteManyTagsIn, rooms: RoomsDep) -> JobOut:
    """Write the tags of many tracks, or of a source's, as a job."""
    source_id = rooms.library.source(body.source_id).id if body.source_id else None
    if (source_id is None) == (not body.track_ids):
        raise TagRequestError("Say whose tags are to be written: source_id, or track_ids.")
    rooms.library.check_tracks(body.track_ids)
    return JobOut.of(
        queue_tag_writing(rooms, body.request(), source_id=source_id, track_ids=body.track_ids)
    )


def queue_tag_writing(
    rooms: Rooms, request: "TagRequest", *, source_id: str | None, track_ids: list[str]
) -> Job:
    """Queue the writing of tags."""
    payload = {"source_id": source_id, "track_ids": track_ids, "request": request.payload()}
    return rooms.jobs.submit(WRITE_TAGS, "Write tags", payload)


def shape_analysis(rooms: Rooms, track: Track) -> AnalysisOut:
    """Shape all that is known of a track."""
    known = rooms.track_analyses.of(track)
    return AnalysisOut.of(known, track.metadata, track.content_hash, track.id)


def shape_recordings(rooms: Rooms, track: Track) -> RecordingsOut:
    """Shape the tracks that hold the same recording."""
    matches = rooms.recordings.same_as(track)
    features = rooms.analyses.listed_features([match.track.id for match in matches])
    return RecordingsOut(
        items=[RecordingOut.of(match, features.get(match.track.id)) for match in matches]
    )


def shape_duplicates(rooms: Rooms, after: int, limit: int) -> DuplicatesOut:
    """Shape a part of all duplicates."""
    page = rooms.recordings.duplicates(after, limit)
    return DuplicatesOut(
        items=[
            DuplicateOut(
                tracks=[shape_track(rooms, track) for track in group.tracks],
                bit_error_rate=group.bit_error_rate,
            )
            for group in page.items
        ],
        next_after=page.next_after,
    )

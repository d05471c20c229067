"""Serve what is found."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from menura.api.deps import RoomsDep
from menura.api.routes.catalogue import shape_track
from menura.api.schemas.catalogue import TrackOut
from menura.api.schemas.discover import ReasonOut, SimilarOut, SimilarTrackOut
from menura.bootstrap import Rooms
from menura.discover import SimilarOptions, SimilarResult

router = APIRouter(tags=["discover"])

SpaceName = Annotated[
    Literal["dsp", "musicnn", "clap"],
    Query(description="What to compare by: the built-in ear, or a model that was added."),
]
Count = Annotated[int, Query(ge=1, le=500, description="How many tracks to find.")]


@router.get("/tracks/{track_id}/similar")
def find_similar(
    track_id: str, rooms: RoomsDep, n: Count = 20, space: SpaceName = "dsp"
) -> SimilarOut:
    """Find the tracks that sound most like one track, nearest first, and say why."""
    seed = rooms.library.track(track_id)
    return shape_similar(rooms, rooms.similar(space).to_track(seed, SimilarOptions(n, space)))


@router.get("/similar")
def find_similar_to_words(
    rooms: RoomsDep,
    q: Annotated[str, Query(min_length=1, max_length=500, description="Words or a track's id.")],
    n: Count = 20,
    space: SpaceName = "dsp",
) -> SimilarOut:
    """Find tracks that sound like the track these words name best."""
    seed = rooms.library.find_track(q)
    return shape_similar(rooms, rooms.similar(space).to_track(seed, SimilarOptions(n, space)))


def shape_similar(rooms: Rooms, result: SimilarResult) -> SimilarOut:
    """Shape the tracks that were found with what was measured of each."""
    features = rooms.analyses.features([item.track.id for item in result.items])
    items = [
        SimilarTrackOut(
            track=TrackOut.of(item.track, features.get(item.track.id)),
            distance=item.distance,
            similarity=item.similarity,
            reasons=[ReasonOut.of(reason) for reason in item.reasons],
        )
        for item in result.items
    ]
    seed = shape_track(rooms, result.seed)
    return SimilarOut(seed=seed, space=result.space, items=items, note=result.note)

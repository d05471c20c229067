"""Serve what was listened to, and favourites."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.routes.catalogue import shape_track
from menura.api.schemas.catalogue import TrackOut
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.schedules import (
    FavouriteIn,
    ListenerOut,
    ListenersOut,
    ListeningIn,
    PlayIn,
    TakenOverOut,
)
from menura.api.schemas.sources import HistoryIn, PlayedTrackOut, PlayedTracksOut, RatingIn
from menura.bootstrap import Rooms
from menura.catalogue import Listening, check_listener
from menura.catalogue.history import HistoryAccess, HistoryService

router = APIRouter(tags=["listening"])
Name = Annotated[str, Path(min_length=1, max_length=200)]


@router.post("/plays", status_code=status.HTTP_204_NO_CONTENT)
def add_play(body: PlayIn, rooms: RoomsDep) -> Response:
    """Count a play of a track: what the sonic fingerprint is taken of."""
    track = rooms.library.track(body.track_id)
    at = min(body.at, rooms.clock.now()) if body.at else rooms.clock.now()
    rooms.reactions.play(track, check_listener(body.listener), at)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/listeners")
def list_listeners(rooms: RoomsDep) -> ListenersOut:
    """List everybody whose plays are known."""
    return ListenersOut(items=[ListenerOut.of(one) for one in rooms.listening.listeners()])


@router.put("/listeners/{name}")
def take_over_listening(name: Name, body: ListeningIn, rooms: RoomsDep) -> TakenOverOut:
    """Take in what another program has counted; the larger count and the later time hold."""
    items = [
        Listening(item.track_id.lower(), item.play_count, item.last_played_at)
        for item in body.items
    ]
    taken = rooms.listening.take_over(check_listener(name), items)
    return TakenOverOut(taken=taken, unknown=len(items) - taken)


@router.delete("/listeners/{name}", status_code=status.HTTP_204_NO_CONTENT)
def forget_listener(name: Name, rooms: RoomsDep) -> Response:
    """Forget all that a listener has played."""
    rooms.listening.forget(check_listener(name))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.put("/tracks/{track_id}/favourite")
def set_favourite(track_id: str, body: FavouriteIn, rooms: RoomsDep) -> TrackOut:
    """Make a track a favourite, or no longer one."""
    track = rooms.library.track(track_id)
    rooms.reactions.favour(track, body.favourite, rooms.clock.now())
    return shape_track(rooms, rooms.library.track(track_id))


@router.put("/tracks/{track_id}/rating")
def rate_track(track_id: str, body: RatingIn, rooms: RoomsDep) -> TrackOut:
    """Rate a track from 0 to 100, or take its rating away."""
    track = rooms.library.track(track_id)
    rooms.reactions.rate(track, body.rating, rooms.clock.now())
    return shape_track(rooms, rooms.library.track(track_id))


@router.get("/listeners/{name}/plays")
def list_plays(
    name: Name,
    rooms: RoomsDep,
    order: Literal["top", "latest"] = "top",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> PlayedTracksOut:
    """List what a listener played: most played first, or latest first."""
    return shape_plays(rooms, name, order, limit)


def shape_plays(
    rooms: Rooms, name: str, order: Literal["top", "latest"], limit: int
) -> PlayedTracksOut:
    """Shape what a listener played."""
    listener = check_listener(name)
    ask = rooms.listening.top if order == "top" else rooms.listening.latest
    played = ask(listener, limit)
    tracks = rooms.tracks.get_many([one.track_id for one in played])
    features = rooms.analyses.listed_features(list(tracks))
    return PlayedTracksOut(
        items=[
            PlayedTrackOut(
                track=TrackOut.of(tracks[one.track_id], features.get(one.track_id)),
                play_count=one.play_count,
                last_played_at=one.last_played_at,
            )
            for one in played
        ]
    )


@router.post("/listening/imports", status_code=status.HTTP_202_ACCEPTED)
def fetch_history(body: HistoryIn, menura: MenuraDep) -> JobOut:
    """Fetch what somebody listened to from ListenBrainz or Last.fm; answers with the job.

    Asked again, it counts nothing twice: the larger count and the later time hold.
    """
    token = body.token.get_secret_value() if body.token else None
    access = HistoryAccess(body.username, body.url, token)
    service = HistoryService(body.service)
    return JobOut.of(menura.histories.fetch(service, access, body.listener or body.username))


@router.post("/listening/imports/file", status_code=status.HTTP_202_ACCEPTED)
def read_history(
    menura: MenuraDep,
    file: Annotated[UploadFile, File(description="Export of ListenBrainz or Last.fm.")],
    listener: Annotated[str, Form(min_length=1, max_length=200)],
) -> JobOut:
    """Read what somebody listened to from an exported file; answers with the job."""
    name = (file.filename or "file")[:200]
    return JobOut.of(menura.histories.read_file(file.file, name, listener))

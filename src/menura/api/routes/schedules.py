"""Serve what is done again and again."""

from typing import Any, TypeVar

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ValidationError

from menura.api.deps import RoomsDep
from menura.api.schemas.clusters import ClusteringIn
from menura.api.schemas.discover import FingerprintIn
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.music_map import MapBuildIn
from menura.api.schemas.schedules import ScheduleIn, ScheduleOut, SchedulePatchIn, SchedulesOut
from menura.catalogue import check_listener
from menura.discover import (
    ARTISTS,
    CLUSTER,
    FINGERPRINT,
    MUSIC_MAP,
    SearchInputError,
    cluster_payload,
    filter_to_payload,
)
from menura.jobs import OWN_SCHEDULES, Schedule, Work

router = APIRouter(prefix="/schedules", tags=["schedules"])
RESCAN = "rescan"
Options = TypeVar("Options", bound=BaseModel)


@router.get("")
def list_schedules(rooms: RoomsDep) -> SchedulesOut:
    """List all schedules by name, also those that Menura and radios keep."""
    return SchedulesOut(items=[shape_schedule(one) for one in rooms.schedules.all()])


@router.put("/{name}")
def put_schedule(name: str, body: ScheduleIn, rooms: RoomsDep) -> ScheduleOut:
    """Keep a schedule, replacing the one of that name."""
    work = scheduled_work(body)
    return shape_schedule(rooms.schedules.put(name, work, body.cron, enabled=body.enabled))


@router.patch("/{name}")
def enable_schedule(name: str, body: SchedulePatchIn, rooms: RoomsDep) -> ScheduleOut:
    """Let a schedule run, or rest."""
    return shape_schedule(rooms.schedules.enable(name, body.enabled))


@router.delete("/{name}", status_code=status.HTTP_204_NO_CONTENT)
def remove_schedule(name: str, rooms: RoomsDep) -> Response:
    """Forget a schedule; what it has made stays."""
    rooms.schedules.remove(name)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.post("/{name}/run", status_code=status.HTTP_202_ACCEPTED)
def run_schedule(name: str, rooms: RoomsDep) -> JobOut:
    """Do a schedule's work now; its next time stays."""
    return JobOut.of(rooms.schedules.run(name))


def shape_schedule(schedule: Schedule) -> ScheduleOut:
    """Shape a schedule."""
    return ScheduleOut.of(schedule, own=schedule.name in OWN_SCHEDULES)


def scheduled_work(body: ScheduleIn) -> Work:
    """Return what a schedule does, its options checked.

    Raises
    ------
    SearchInputError
        The options are none that the work takes.
    """
    given = body.options
    if body.work == "clustering":
        asked = _read(ClusteringIn, given)
        payload = cluster_payload(asked.options(), asked.filter.to_filter(), asked.name)
        return Work(CLUSTER, "Find playlists", payload)
    if body.work == "fingerprint":
        wanted = _read(FingerprintIn, given)
        wanted.listener = check_listener(wanted.listener)
        payload = wanted.model_dump(exclude={"filter"})
        payload["filter"] = filter_to_payload(wanted.filter.to_filter())
        return Work(FINGERPRINT, f"Sonic fingerprint of {wanted.listener}", payload)
    if body.work == "map":
        build = _read(MapBuildIn, given)
        return Work(MUSIC_MAP, "Keep the music map", build.model_dump(mode="json"))
    if body.work == "artists":
        space = _read(MapBuildIn, given).space
        return Work(ARTISTS, "Compare artists", {"space": space})
    if given:
        raise SearchInputError("Analysis takes no options.", field="options")
    return Work(RESCAN, "Rescan every source")


def _read(schema: type[Options], given: dict[str, Any]) -> Options:
    try:
        return schema.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in ("options", *first["loc"]))
        raise SearchInputError(f"{place}: {first['msg']}.", field=place) from error

"""Serve anchors and radios."""

from typing import Any

from fastapi import APIRouter, Response, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.schemas.jobs import JobOut
from menura.api.schemas.radios import (
    AnchorIn,
    AnchorOut,
    AnchorPatchIn,
    AnchorsOut,
    RadioIn,
    RadioOut,
    RadioPatchIn,
    RadiosOut,
)
from menura.bootstrap import Rooms
from menura.discover import Radio, filter_to_payload

router = APIRouter(tags=["radios"])
CREATED = status.HTTP_201_CREATED
NO_CONTENT = status.HTTP_204_NO_CONTENT


@router.get("/anchors")
def list_anchors(rooms: RoomsDep) -> AnchorsOut:
    """List all anchors by name."""
    return AnchorsOut(items=[AnchorOut.of(anchor) for anchor in rooms.radios.anchors()])


@router.post("/anchors", status_code=CREATED)
def save_anchor(body: AnchorIn, menura: MenuraDep) -> AnchorOut:
    """Save where a mixture lies, under a name."""
    add, subtract = ([one.to_named() for one in part] for part in (body.add, body.subtract))
    with menura.rooms(read_only=True) as rooms:
        anchor = rooms.radios.draft_anchor(
            body.name, add, subtract, space=body.space, options=body.options()
        )
    with menura.rooms() as rooms:
        rooms.radios.keep_anchor(anchor)
    return AnchorOut.of(anchor)


@router.get("/anchors/{anchor_id}")
def get_anchor(anchor_id: str, rooms: RoomsDep) -> AnchorOut:
    """Return an anchor by id or name."""
    return AnchorOut.of(rooms.radios.anchor(anchor_id))


@router.patch("/anchors/{anchor_id}")
def rename_anchor(anchor_id: str, body: AnchorPatchIn, rooms: RoomsDep) -> AnchorOut:
    """Give an anchor another name."""
    return AnchorOut.of(rooms.radios.rename_anchor(anchor_id, body.name))


@router.delete("/anchors/{anchor_id}", status_code=NO_CONTENT)
def remove_anchor(anchor_id: str, rooms: RoomsDep) -> Response:
    """Forget an anchor and its radios; their playlists stay."""
    rooms.radios.remove_anchor(anchor_id)
    return Response(status_code=NO_CONTENT)


@router.get("/radios")
def list_radios(rooms: RoomsDep) -> RadiosOut:
    """List all radios by name."""
    return RadiosOut(items=[shape_radio(rooms, radio) for radio in rooms.radios.radios()])


@router.post("/radios", status_code=CREATED)
def add_radio(body: RadioIn, rooms: RoomsDep) -> RadioOut:
    """Make a radio of an anchor."""
    values = body.model_dump(exclude={"anchor", "name", "filter"})
    values["filter"] = filter_to_payload(body.filter.to_filter())
    return shape_radio(rooms, rooms.radios.add_radio(body.anchor, body.name, **values))


@router.get("/radios/{radio_id}")
def get_radio(radio_id: str, rooms: RoomsDep) -> RadioOut:
    """Return a radio by id or name."""
    return shape_radio(rooms, rooms.radios.radio(radio_id))


@router.patch("/radios/{radio_id}")
def change_radio(radio_id: str, body: RadioPatchIn, rooms: RoomsDep) -> RadioOut:
    """Change a radio; what is not given stays."""
    values: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"filter"})
    if body.filter is not None:
        values["filter"] = filter_to_payload(body.filter.to_filter())
    if "cron" in values:
        values["cron"] = values["cron"] or None
    for name in ("name", "temperature", "count", "enabled"):
        if values.get(name, 0) is None:
            del values[name]
    return shape_radio(rooms, rooms.radios.change_radio(radio_id, **values))


@router.delete("/radios/{radio_id}", status_code=NO_CONTENT)
def remove_radio(radio_id: str, rooms: RoomsDep) -> Response:
    """Forget a radio; its playlist stays."""
    rooms.radios.remove_radio(radio_id)
    return Response(status_code=NO_CONTENT)


@router.post("/radios/{radio_id}/run", status_code=status.HTTP_202_ACCEPTED)
def run_radio(radio_id: str, rooms: RoomsDep) -> JobOut:
    """Play a radio now: its playlist is replaced by other tracks near the anchor; a job."""
    return JobOut.of(rooms.radios.start(radio_id))


def shape_radio(rooms: Rooms, radio: Radio) -> RadioOut:
    """Shape a radio with its anchor's name and when it runs next."""
    anchor = rooms.radios.anchor(radio.anchor_id)
    return RadioOut.of(radio, anchor.name, rooms.radios.next_run(radio))

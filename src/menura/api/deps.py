"""Give routes what they need: the rooms, inside one transaction per request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request, WebSocket

from menura.bootstrap import Menura, Rooms


async def get_menura(request: Request) -> Menura:
    """Return the wired application."""
    menura: Menura = request.app.state.menura
    return menura


def menura_of_websocket(websocket: WebSocket) -> Menura:
    """Return the wired application, for a connection that stays."""
    menura: Menura = websocket.app.state.menura
    return menura


def open_rooms(request: Request, menura: Annotated[Menura, Depends(get_menura)]) -> Iterator[Rooms]:
    """Open the rooms for one request; kept if the route ends well, undone if it raises."""
    with menura.rooms(read_only=request.method in ("GET", "HEAD")) as rooms:
        yield rooms


def open_rooms_to_read(menura: Annotated[Menura, Depends(get_menura)]) -> Iterator[Rooms]:
    """Open the rooms for a request that asks with a body and changes nothing."""
    with menura.rooms(read_only=True) as rooms:
        yield rooms


MenuraDep = Annotated[Menura, Depends(get_menura)]
# scope="function": the transaction ends before the answer is sent, so an answer is never a lie.
RoomsDep = Annotated[Rooms, Depends(open_rooms, scope="function")]
ReadRoomsDep = Annotated[Rooms, Depends(open_rooms_to_read, scope="function")]

"""Send a session's suggestions whenever they change: as server-sent events, or over a WebSocket.

Each list is ranked and shaped once, in its feed's thread, for everybody who follows the session;
here it is only passed on. Waiting takes neither a thread nor a turn of the event loop.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import lru_cache, partial
from typing import Literal

import structlog
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.sse import ServerSentEvent
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from menura.api.recommendations import set_context, shape_top
from menura.api.schemas.catalogue import In
from menura.api.schemas.recommendations import (
    ContextIn,
    ContextOut,
    RecommendationsOut,
    UpdateOut,
)
from menura.bootstrap import Menura
from menura.kernel.errors import MenuraError
from menura.suggest import LiveFeeds, LiveUpdate, TopOptions

EVENT = "recommendations"
RETRY_MS = 1_000  # a feed goes on for longer than that, so nothing is missed
HEARTBEAT_S = 15.0  # of a WebSocket; FastAPI sends as many comments into a stream of events
LOOK_S = 2.0  # how often to see whether the reader is still there
LONGEST_MESSAGE = 1 << 20  # ten thousand bans are 400 kB
GOING_AWAY = 1001  # RFC 6455, 7.4.1

Update = LiveUpdate[RecommendationsOut]
log = structlog.get_logger("menura.api")


class ContextMessageIn(In):
    """What a WebSocket takes: a context, as ``POST /recommendations/context`` does."""

    type: Literal["context"]
    context: ContextIn


class ContextMessageOut(BaseModel):
    """The context after a message, normalised."""

    type: Literal["context"] = "context"
    context: ContextOut


class SocketUpdateOut(UpdateOut):
    """A list that was ranked anew, as a WebSocket sends it."""

    type: Literal["recommendations"] = "recommendations"


class SocketErrorOut(BaseModel):
    """What is wrong with a message; the connection stays."""

    type: Literal["error"] = "error"
    code: str
    detail: str
    field: str | None = None


HEARTBEAT = '{"type":"heartbeat"}'


async def stream_updates(
    menura: Menura,
    request: Request,
    *,
    session: str,
    options: TopOptions,
    last_event_id: str | None,
) -> AsyncGenerator[ServerSentEvent, None]:
    """Yield the list of now, or all since `last_event_id`, then each new one, until the end."""
    yield ServerSentEvent(comment="suggestions", retry=RETRY_MS)
    feeds = feeds_of(request.app)
    async with aclosing(_updates(menura, feeds, session, options, last_event_id)) as updates:
        async for update in updates:
            if update is not None:
                yield ServerSentEvent(raw_data=_as_event(update), event=EVENT, id=update.id)
            elif await request.is_disconnected():
                return


async def serve_websocket(
    menura: Menura,
    websocket: WebSocket,
    *,
    session: str,
    options: TopOptions,
    last_event_id: str | None,
) -> None:
    """Send what `stream_updates` sends, and take contexts, until either side has enough.

    Raises
    ------
    MenuraError
        What is wished makes no sense, or too much is followed: refused before the connection is
        accepted.
    """
    await run_in_threadpool(menura.suggester.top, session, options)
    feeds_of(websocket.app).open(session, options)
    await websocket.accept()
    tasks = [
        asyncio.create_task(one)
        for one in (
            _send_updates(menura, websocket, session, options, last_event_id),
            _take_messages(menura, websocket, session),
        )
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception) and not isinstance(end, WebSocketDisconnect):
            raise end
    with suppress(RuntimeError, WebSocketDisconnect):  # it is closed already
        await websocket.close(GOING_AWAY)


def feeds_of(app: FastAPI) -> LiveFeeds[RecommendationsOut]:
    """Return the feeds of an application; called in its event loop only."""
    feeds: LiveFeeds[RecommendationsOut] | None = getattr(app.state, "suggestion_feeds", None)
    if feeds is None:
        menura: Menura = app.state.menura

        feeds = LiveFeeds(menura.suggester, partial(shape_top, menura), menura.stopping)
        app.state.suggestion_feeds = feeds
    return feeds


async def _updates(
    menura: Menura,
    feeds: LiveFeeds[RecommendationsOut],
    session: str,
    options: TopOptions,
    last_id: str | None,
) -> AsyncGenerator[Update | None, None]:
    """Yield updates as they come, and None now and then while there are none."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop was closed before its listener left
            loop.call_soon_threadsafe(woken.set)

    with feeds.listen(session, options, wake) as feed:
        while not menura.stopping.is_set():
            woken.clear()
            for update in feed.updates_after(last_id):
                yield update
                last_id = update.id
            try:
                await asyncio.wait_for(woken.wait(), LOOK_S)
            except TimeoutError:
                yield None


@lru_cache(maxsize=8)  # everybody who follows a session is sent the same
def _as_event(update: Update) -> str:
    return UpdateOut.of(update).model_dump_json()


@lru_cache(maxsize=8)
def _as_message(update: Update) -> str:
    return SocketUpdateOut.of(update).model_dump_json()


async def _send_updates(
    menura: Menura,
    websocket: WebSocket,
    session: str,
    options: TopOptions,
    last_event_id: str | None,
) -> None:
    feeds, loop = feeds_of(websocket.app), asyncio.get_running_loop()
    said_at_s = loop.time()
    async with aclosing(_updates(menura, feeds, session, options, last_event_id)) as updates:
        async for update in updates:
            if update is not None:
                await websocket.send_text(_as_message(update))
            elif loop.time() - said_at_s >= HEARTBEAT_S:
                await websocket.send_text(HEARTBEAT)
            else:
                continue
            said_at_s = loop.time()


async def _take_messages(menura: Menura, websocket: WebSocket, session: str) -> None:
    """Answer messages one after the other, until the other side leaves."""
    while (message := await websocket.receive())["type"] != "websocket.disconnect":
        raw: str | bytes = message.get("text") or message.get("bytes") or ""
        answer = await run_in_threadpool(_answer, menura, session, raw)
        await websocket.send_text(answer.model_dump_json())


def _answer(menura: Menura, session: str, raw: str | bytes) -> ContextMessageOut | SocketErrorOut:
    """Do what a message asks for, or say what is wrong with it."""
    if len(raw) > LONGEST_MESSAGE:
        detail = f"A message has at most {LONGEST_MESSAGE} characters, not {len(raw)}."
        return SocketErrorOut(code="message_too_long", detail=detail)
    try:
        said = ContextMessageIn.model_validate_json(raw).context
        return ContextMessageOut(context=set_context(menura, session, said))
    except ValidationError as error:
        return _refused(error)
    except MenuraError as error:
        return SocketErrorOut(code=error.code, detail=error.message, field=error.field)
    except Exception as error:
        log.exception("unexpected error", session=session, exc_info=error)
        detail = "Something unexpected happened; this is a fault in Menura. The log has it."
        return SocketErrorOut(code="internal_error", detail=detail)


def _refused(error: ValidationError) -> SocketErrorOut:
    """Name the first thing that is wrong, as the routes do."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = [str(part) for part in first["loc"]]
    if len(place) > 1 and place[0] == "context":  # named as POST .../context names it
        place = place[1:]
    field = ".".join(place) or None
    text = first["msg"].removeprefix("Value error, ").rstrip(".")
    code = "not_json" if first["type"] == "json_invalid" else "invalid_input"
    return SocketErrorOut(code=code, detail=f"{field or 'The message'}: {text}.", field=field)

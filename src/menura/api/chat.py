"""Answer in a conversation, and tell what is done meanwhile."""

import queue
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from menura.api.routes.discover import shape_items
from menura.api.schemas.chat import (
    ChatDoneEvent,
    ChatErrorEvent,
    ChatIn,
    ChatLineOut,
    ChatLogEvent,
    ChatStreamEvent,
    ChatTurnOut,
)
from menura.assistant import ChatEvent, ChatRequest, Conversation, Say, Turn
from menura.bootstrap import Menura, Rooms
from menura.discover import Found
from menura.kernel.errors import CancelledError, MenuraError

POLL_S = 0.25


def answer(menura: Menura, body: ChatIn, say: Say | None = None) -> ChatTurnOut:
    """Answer, keep the exchange, and shape it."""
    before: Conversation | None = None
    if body.conversation_id is not None:
        with menura.rooms(read_only=True) as rooms:
            before = rooms.conversations.get(body.conversation_id)
    seed = len(before.turns) if before is not None else 0  # "shuffle", said again, is another order
    request = ChatRequest(body.text, body.mode, body.space, body.count, seed=seed)
    found = menura.assistant.answer(request, before, say)
    with menura.rooms() as rooms:
        kept = rooms.conversations.record(before, request, found)
        return shape_turn(rooms, kept, kept.turns[-1], list(found.items))


async def stream_answer(
    menura: Menura, body: ChatIn, request: Request
) -> AsyncIterator[ChatStreamEvent]:
    """Yield what is done as it happens, then the answer or why there is none.

    The work is stopped at its next step when the client goes away.
    """
    told: queue.Queue[ChatStreamEvent] = queue.Queue()
    gone = threading.Event()

    def say(event: ChatEvent) -> None:
        if gone.is_set() or menura.stopping.is_set():
            raise CancelledError("Nobody waits for the answer any more.")
        told.put(ChatLogEvent(line=ChatLineOut.of(event)))

    def work() -> None:
        try:
            told.put(ChatDoneEvent(turn=answer(menura, body, say)))
        except MenuraError as error:
            told.put(ChatErrorEvent(code=error.code, detail=error.message, field=error.field))
        except Exception:  # the stream must end with a sentence, and the log must know
            told.put(
                ChatErrorEvent(
                    code="internal_error",
                    detail="Something unexpected happened; this is a fault in Menura.",
                    field=None,
                )
            )
            raise

    worker = threading.Thread(target=work, name="chat", daemon=True)
    worker.start()
    try:
        while True:
            with suppress(queue.Empty):
                event = await run_in_threadpool(told.get, timeout=POLL_S)
                yield event
                if event.type != "log":
                    return
            if await request.is_disconnected():
                return
    finally:
        gone.set()


def shape_turn(
    rooms: Rooms, conversation: Conversation, turn: Turn, items: list[Found] | None = None
) -> ChatTurnOut:
    """Shape an exchange; one that was kept earlier knows the tracks, but not why they are there."""
    if items is None:
        items = [Found(0, track_id, None) for track_id in turn.track_ids]
    return ChatTurnOut(
        conversation_id=conversation.id,
        asked=turn.asked,
        said=turn.said,
        mode=turn.mode,
        model=turn.model,
        understood=dict(turn.understood),
        query=turn.query,
        suggested_name=turn.suggested_name,
        log=[ChatLineOut.of(event) for event in turn.log],
        items=shape_items(rooms, items),
        at=turn.at,
    )

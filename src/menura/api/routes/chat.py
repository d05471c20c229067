"""Serve conversations that end in playlists."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response, status
from fastapi.sse import EventSourceResponse

from menura.api.chat import answer, shape_turn, stream_answer
from menura.api.deps import MenuraDep, RoomsDep
from menura.api.schemas.chat import (
    ChatIn,
    ChatOptionsOut,
    ChatStreamEvent,
    ChatTurnOut,
    ConversationLineOut,
    ConversationOut,
    ConversationsOut,
)
from menura.assistant import EXAMPLES, ChatMode

router = APIRouter(prefix="/chat", tags=["chat"])


@router.post("")
def say(body: ChatIn, menura: MenuraDep) -> ChatTurnOut:
    """Ask for music in words, and wait for the answer; the exchange is kept."""
    return answer(menura, body)


@router.post("/stream", response_class=EventSourceResponse)
async def say_streamed(
    body: ChatIn, menura: MenuraDep, request: Request
) -> AsyncIterator[ChatStreamEvent]:
    """Ask for music in words; what is understood and done is told as it happens."""
    async for event in stream_answer(menura, body, request):
        yield event


@router.get("/options")
def list_chat_options(menura: MenuraDep) -> ChatOptionsOut:
    """Tell who turns words into a search here."""
    model = menura.language_model
    modes = [ChatMode.AUTO, ChatMode.WORDS]
    if model is not None:
        modes += [ChatMode.PLAN, ChatMode.SQL]
    return ChatOptionsOut(
        modes=modes, model=None if model is None else model.name, examples=list(EXAMPLES)
    )


@router.get("/conversations")
def list_conversations(rooms: RoomsDep) -> ConversationsOut:
    """List the latest conversations, latest first."""
    return ConversationsOut(items=[ConversationLineOut.of(c) for c in rooms.conversations.all()])


@router.get("/conversations/{conversation_id}")
def get_conversation(conversation_id: str, rooms: RoomsDep) -> ConversationOut:
    """Return a conversation, oldest exchange first."""
    found = rooms.conversations.get(conversation_id)
    return ConversationOut(
        **ConversationLineOut.of(found).model_dump(),
        turns=[shape_turn(rooms, found, turn) for turn in found.turns],
    )


@router.delete("/conversations/{conversation_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove_conversation(conversation_id: str, rooms: RoomsDep) -> Response:
    """Forget a conversation; playlists saved of it stay."""
    rooms.conversations.remove(conversation_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)

"""Begin conversations and carry them on."""

from dataclasses import replace
from datetime import datetime

from menura.assistant.model import ChatAnswer, ChatRequest, Conversation, Turn

LONGEST_TITLE = 60


def begin(title: str, *, conversation_id: str, at: datetime) -> Conversation:
    """Return a conversation in which nothing was said yet, named by its first words."""
    return Conversation(conversation_id, shorten(title), (), at, at)


def with_turn(
    conversation: Conversation, request: ChatRequest, answer: ChatAnswer, at: datetime
) -> Conversation:
    """Return the conversation with one more exchange."""
    turn = Turn(
        asked=request.text,
        mode=answer.mode,
        said=answer.text,
        understood=answer.understood,
        track_ids=tuple(item.track_id for item in answer.items),
        suggested_name=answer.suggested_name,
        log=tuple(answer.log),
        at=at,
        query=answer.query,
        model=answer.model,
    )
    title = conversation.title or shorten(request.text)
    return replace(conversation, title=title, turns=(*conversation.turns, turn), updated_at=at)


def shorten(text: str) -> str:
    """Return the first words of a text."""
    words = " ".join(text.split())
    if len(words) <= LONGEST_TITLE:
        return words
    cut = words[: LONGEST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,.;:") + "…"

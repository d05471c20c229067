"""Shape conversations."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In
from menura.api.schemas.discover import FoundOut, SpaceName
from menura.assistant import MOST_TRACKS, ChatEvent, ChatMode, Conversation


class ChatIn(In):
    """What somebody says."""

    text: str = Field(min_length=1, max_length=2000)
    mode: ChatMode = ChatMode.AUTO
    space: SpaceName = "dsp"
    count: int | None = Field(None, ge=1, le=MOST_TRACKS)
    conversation_id: str | None = Field(None, description="Goes on with what was said before.")


class ChatLineOut(BaseModel):
    """Something that was told while an answer was made."""

    type: str = Field(description="`understood`, `step` or `warning`.")
    text: str
    details: dict[str, Any]

    @classmethod
    def of(cls, event: ChatEvent) -> Self:
        """Shape `event`."""
        return cls(type=event.type, text=event.text, details=dict(event.details))


class ChatTurnOut(BaseModel):
    """One exchange."""

    conversation_id: str
    asked: str
    said: str
    mode: ChatMode
    model: str | None
    understood: dict[str, Any]
    query: str | None = Field(description="The SQL that was run.")
    suggested_name: str
    log: list[ChatLineOut]
    items: list[FoundOut]
    at: datetime


class ConversationLineOut(BaseModel):
    """A conversation without what was said."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """Shape `conversation`."""
        return cls(
            id=conversation.id,
            title=conversation.title,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
        )


class ConversationsOut(BaseModel):
    """The latest conversations, latest first."""

    items: list[ConversationLineOut]


class ConversationOut(ConversationLineOut):
    """A conversation, oldest turn first."""

    turns: list[ChatTurnOut]


class ChatOptionsOut(BaseModel):
    """Who can turn words into a search here."""

    modes: list[ChatMode]
    model: str | None
    examples: list[str]


class ChatLogEvent(BaseModel):
    """A line, as soon as it is known."""

    type: Literal["log"] = "log"
    line: ChatLineOut


class ChatDoneEvent(BaseModel):
    """The answer; the stream ends."""

    type: Literal["done"] = "done"
    turn: ChatTurnOut


class ChatErrorEvent(BaseModel):
    """Why there is no answer; the stream ends."""

    type: Literal["error"] = "error"
    code: str
    detail: str
    field: str | None


ChatStreamEvent = Annotated[
    ChatLogEvent | ChatDoneEvent | ChatErrorEvent, Field(discriminator="type")
]

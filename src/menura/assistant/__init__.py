"""Turn what people say into playlists: by a language model where there is one, by rules if not.

Knows words, plans and conversations; what is found, and why, is up to ``menura.discover``. It
must never run what a model wrote but for one checked SELECT on a read-only view.

Who answers is loaded on first use: it takes a tenth of a second that most commands do not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from menura.assistant.conversations import begin, with_turn
from menura.assistant.errors import (
    ChatInputError,
    ConversationNotFoundError,
    NoLanguageModelError,
    QueryRefusedError,
)
from menura.assistant.history import EXAMPLES, Conversations
from menura.assistant.model import (
    MOST_TRACKS,
    ChatAnswer,
    ChatEvent,
    ChatMode,
    ChatRequest,
    Conversation,
    Say,
    Turn,
)
from menura.assistant.ports import (
    ConversationRepository,
    PlaylistNames,
    QueryRows,
    TextEmbedder,
    TrackQueries,
)

if TYPE_CHECKING:
    from menura.assistant.service import Assistant

__all__ = [
    "EXAMPLES",
    "MOST_TRACKS",
    "Assistant",
    "ChatAnswer",
    "ChatEvent",
    "ChatInputError",
    "ChatMode",
    "ChatRequest",
    "Conversation",
    "ConversationNotFoundError",
    "ConversationRepository",
    "Conversations",
    "NoLanguageModelError",
    "PlaylistNames",
    "QueryRefusedError",
    "QueryRows",
    "Say",
    "TextEmbedder",
    "TrackQueries",
    "Turn",
    "begin",
    "with_turn",
]


def __getattr__(name: str) -> object:
    """Load who answers when they are first asked for (PEP 562)."""
    if name != "Assistant":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    assistant: object = import_module("menura.assistant.service").Assistant
    return assistant

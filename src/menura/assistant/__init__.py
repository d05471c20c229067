"""Turn what people say into playlists: by a language model where there is one, by rules if not.

Knows words, plans and conversations; what is found, and why, is up to ``menura.discover``. It
must never run what a model wrote but for one checked SELECT on a read-only view.
"""

from menura.assistant.conversations import begin, with_turn
from menura.assistant.errors import (
    ChatInputError,
    ConversationNotFoundError,
    NoLanguageModelError,
    QueryRefusedError,
)
from menura.assistant.history import EXAMPLES, Conversations
from menura.assistant.model import (
    ChatAnswer,
    ChatEvent,
    ChatMode,
    ChatRequest,
    Conversation,
    Say,
    Turn,
)
from menura.assistant.plan import MOST_TRACKS
from menura.assistant.ports import (
    ConversationRepository,
    PlaylistNames,
    QueryRows,
    TextEmbedder,
    TrackQueries,
)
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

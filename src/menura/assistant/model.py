"""Say what is asked in a conversation and what is answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from menura.discover import Found

MOST_TRACKS = 200  # in one answer


class ChatMode(StrEnum):
    """Name who turns words into a search."""

    AUTO = "auto"
    """A language model where one is set up, else the built-in parser."""
    WORDS = "words"
    """The built-in parser."""
    PLAN = "plan"
    """A language model writes a plan over a few tools."""
    SQL = "sql"
    """A language model writes one SELECT over a read-only view."""


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """Something that is told while an answer is made.

    Attributes
    ----------
    type : str
        ``understood`` (what was understood, for people), ``step`` (what is being done),
        ``warning``.
    """

    type: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)


Say = Callable[[ChatEvent], None]
"""Tell an event; may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What somebody says.

    Attributes
    ----------
    count : int, optional
        Tracks wanted, where the words do not say.
    seed : int
        For what is asked for in random order.
    """

    text: str
    mode: ChatMode = ChatMode.AUTO
    space: str = "dsp"
    count: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What was found.

    Attributes
    ----------
    mode : ChatMode
        Who understood the words in the end: never `AUTO`.
    understood : mapping
        The plan in JSON-able form: what later words refer to ("more energetic").
    query : str, optional
        The SQL that was run.
    suggested_name : str
        For the playlist.
    log : sequence of ChatEvent
        Everything that was told, in order.
    """

    text: str
    items: Sequence[Found]
    mode: ChatMode
    understood: Mapping[str, Any]
    suggested_name: str
    log: Sequence[ChatEvent]
    query: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation, as it is kept.

    Attributes
    ----------
    track_ids : sequence of str
        What was found.
    """

    asked: str
    mode: ChatMode
    said: str
    understood: Mapping[str, Any]
    track_ids: Sequence[str]
    suggested_name: str
    log: Sequence[ChatEvent]
    at: datetime
    query: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far, oldest first."""

    id: str
    title: str
    turns: Sequence[Turn]
    created_at: datetime
    updated_at: datetime

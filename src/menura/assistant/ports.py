"""State what the assistant needs of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from menura.assistant.model import Conversation


class ConversationRepository(Protocol):
    """Keep conversations."""

    def put(self, conversation: Conversation) -> None:
        """Keep a conversation, replacing the one with its id."""
        ...

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation; raise ConversationNotFoundError."""
        ...

    def all(self, limit: int) -> Sequence[Conversation]:
        """Return the latest conversations without turns, latest first."""
        ...

    def remove(self, conversation_id: str) -> None:
        """Forget a conversation; raise ConversationNotFoundError."""
        ...


@dataclass(frozen=True, slots=True)
class QueryRows:
    """What a SELECT gave: at most as many rows as it was allowed."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


class TrackQueries(Protocol):
    """Run a checked SELECT over the view ``chat_track``, and nothing else.

    The connection is read-only and the time is limited, whatever the statement says.
    """

    @property
    def dialect(self) -> str:
        """Return what the database speaks: ``sqlite`` or ``postgres``, as sqlglot names them."""
        ...

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the columns of the view and what each holds, for a prompt."""
        ...

    def run(self, sql: str, *, limit: int, timeout_s: float) -> QueryRows:
        """Return what a SELECT gives.

        Raises
        ------
        QueryRefusedError
            The database does not run it, or it takes too long; says why.
        """
        ...


class TextEmbedder(Protocol):
    """Put words into a space."""

    @property
    def space(self) -> str:
        """Return the name of the space."""
        ...

    def embed(self, text: str) -> NDArray[np.float32]:
        """Return a unit vector, shape (d,)."""
        ...


class PlaylistNames(Protocol):
    """Look playlists up by name."""

    def track_ids(self, name: str) -> Sequence[str]:
        """Return the tracks of a playlist, none if there is no such playlist."""
        ...

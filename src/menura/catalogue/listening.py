"""Say what was listened to, how often and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from menura.catalogue.errors import ListenerNameError

NAME_CHARACTERS = 200
OWN_LISTENER = "me"
"""Who listens in Menura's own player, unless it is told another name."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How often a listener has played a track, and when last; None: nobody knows when."""

    track_id: str
    play_count: int
    last_played_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody whose plays are known."""

    name: str
    track_count: int
    play_count: int
    last_played_at: datetime | None


class ListeningRepository(Protocol):
    """Keep what was listened to."""

    def add_play(self, listener: str, track_id: str, at: datetime) -> None:
        """Count one play; raise TrackNotFoundError."""
        ...

    def take_over(self, listener: str, listened: Sequence[Listening]) -> int:
        """Take in what another program counted; the larger count and the later time hold.

        Tracks that do not exist are passed over; return how many were taken in.
        """
        ...

    def top(self, listener: str, limit: int) -> Sequence[Listening]:
        """Return the most played tracks, most played first, then the latest."""
        ...

    def latest(self, listener: str, limit: int) -> Sequence[Listening]:
        """Return the tracks that were played last, latest first; those without a time are none."""
        ...

    def listeners(self) -> Sequence[Listener]:
        """Return all listeners by name."""
        ...

    def forget(self, listener: str) -> int:
        """Forget all that a listener has played; return how many tracks that were."""
        ...


def check_listener(name: str) -> str:
    """Return a listener's name as it is kept; raise ListenerNameError for one nobody could read."""
    plain = " ".join(name.split())
    if not 0 < len(plain) <= NAME_CHARACTERS or not plain.isprintable():
        raise ListenerNameError(name)
    return plain

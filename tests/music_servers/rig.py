"""Say what a test may do with a music server behind Menura's back.

Every server Menura speaks with has a rig of its own (``subsonic_rig.py`` ...): the fake or the real
server, an adapter that is connected to it, and means to look at the server's state without the
adapter, and to let requests fail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from menura.catalogue.servers import Capability, MusicServer


class Fault(StrEnum):
    """Name what may go wrong with one request."""

    UNAUTHORISED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    BUSY = "429 with Retry-After: 0"
    BROKEN = "500"
    STARTING = "503 with a page in HTML"
    REDIRECT = "307 to another host"
    TRUNCATED = "half of the answer, then the connection is closed"
    WRONG_LENGTH = "a Content-Length that is too large"
    NOT_AUDIO = "JSON where audio was expected"
    GZIP_BOMB = "a small answer that swells to gigabytes"
    SLOW = "a byte now and then"
    CLOSED = "the connection is closed without an answer"
    LOST_ANSWER = "the request is done, its answer is lost"
    HTML = "200 with a page in HTML"
    SHRINKING_TOTAL = "a total that shrinks from page to page"
    DOUBLES = "a page that repeats tracks of the page before"
    MISSING_FIELDS = "null and missing fields in every item"


@dataclass
class WorldTrack:
    """A track as the server has it; `audio` are the bytes of its file."""

    id: str
    title: str
    artist: str
    album: str
    album_id: str
    duration_s: float = 2.0
    path: str = ""
    suffix: str = "flac"
    audio: bytes = b""
    play_count: int = 0
    last_played: float | None = None
    """Unix time."""
    favourite: bool = False
    rating: int | None = None
    """0 .. 100."""
    added: float = 1_700_000_000.0
    recording_id: str | None = None
    library: str = "1"


@dataclass
class WorldPlaylist:
    """A playlist as the server has it."""

    id: str
    name: str
    track_ids: list[str] = field(default_factory=list)
    is_writable: bool = True


class ServerRig(Protocol):
    """A server, an adapter connected to it, and a back entrance.

    Attributes
    ----------
    host : str
        What error messages call the server.
    secrets : sequence of str
        What must never stand in a log or a message.
    holds_doubles : bool
        Whether a playlist may hold a track twice.
    unique_names : bool
        Whether no two playlists may have one name.
    """

    host: str
    secrets: Sequence[str]
    holds_doubles: bool
    unique_names: bool
    capabilities: frozenset[Capability]

    def connect(self) -> MusicServer:
        """Return a new adapter with an account that works; the rig closes it at the end."""
        ...

    def tracks(self) -> Mapping[str, WorldTrack]:
        """Return the server's tracks by id; of a fake, to be changed in place."""
        ...

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        """Return the server's playlists by id, temporary ones and those of others included."""
        ...

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        """Make a playlist behind Menura's back; return its id."""
        ...

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        """Let requests fail: the next ones after so many good ones; False: it cannot fail so."""
        ...

    def request_count(self) -> int:
        """Return how many requests the server has seen."""
        ...

"""Keep a playlist's journal in memory, and what was noted there in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from menura.catalogue.servers import MusicServer


@dataclass
class NotedJournal:
    mark: str = "mk7q2z"
    remote_id: str | None = None
    before: Sequence[str] | None = None
    notes: list[str | None] = field(default_factory=list)
    name: str | None = None

    def note(self, remote_id: str | None) -> None:
        self.remote_id = remote_id
        self.notes.append(remote_id)

    def note_before(self, ids: Sequence[str]) -> None:
        self.before = list(ids)


def send(server: MusicServer, journal: NotedJournal, name: str, track_ids: Sequence[str]) -> None:
    """Put a playlist as one attempt of Menura's does, whose end may not come.

    The name it was to have is all that the next attempt knows of its name.
    """
    try:
        server.put_playlist(journal, name, track_ids)
    finally:
        journal.name = name if journal.remote_id is not None else None
    journal.before = None

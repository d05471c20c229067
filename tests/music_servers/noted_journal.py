"""Keep a playlist's journal in memory, and what was noted there in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class NotedJournal:
    mark: str = "mk7q2z"
    remote_id: str | None = None
    before: Sequence[str] | None = None
    notes: list[str | None] = field(default_factory=list)

    def note(self, remote_id: str | None) -> None:
        self.remote_id = remote_id
        self.notes.append(remote_id)

    def note_before(self, ids: Sequence[str]) -> None:
        self.before = list(ids)

"""State what suggestions need of a store."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from menura.discover import SearchSpace, Shelf
from menura.suggest.model import Context, Event, Mark, MarkKind, SuggestionSession


class SuggestionRepository(Protocol):
    """Keep contexts, marks and what became of suggestions."""

    def newest_version(self) -> int:
        """Return the last number that was given to a change of any session; 0 without one."""
        ...

    def lock(self) -> None:
        """Let no one else change a session until this transaction ends.

        Who changes what a session was calls it before reading it.
        """
        ...

    def session(self, name: str) -> SuggestionSession:
        """Return a session; an empty one of version 0 where nothing was kept under the name.

        Marks come oldest first; those on tracks that are gone are gone, too.
        """
        ...

    def sessions(self) -> Sequence[SuggestionSession]:
        """Return all sessions by name, without their marks."""
        ...

    def put_context(self, name: str, context: Context) -> int:
        """Keep a context, but its version and accepted tracks; return the new version."""
        ...

    def put_mark(self, name: str, mark: Mark) -> int:
        """Keep a mark, replacing the same kind of mark of the same track; return the new version.

        A mark that is made again goes to the end of the order.
        """
        ...

    def set_accepted(self, name: str, track_ids: Sequence[str], at: datetime) -> int:
        """Let these be the accepted tracks, in this order, and no others; return the version."""
        ...

    def remove_mark(self, name: str, track_id: str, kind: MarkKind) -> int | None:
        """Take a mark back and return the new version; None if there was none."""
        ...

    def remove_session(self, name: str) -> bool:
        """Forget a session with its marks, not its events; tell whether there was one."""
        ...

    def add_events(self, events: Sequence[Event]) -> int:
        """Keep events, each under the next number; return how many were new.

        Those whose id is known are passed over.
        """
        ...

    def events(
        self,
        *,
        session: str | None = None,
        since: datetime | None = None,
        after: int | None = None,
        limit: int = 10_000,
    ) -> Sequence[Event]:
        """Return events in the order in which they were kept, after a number.

        Who goes on after the last number misses none, however late events come about early
        requests; numbers have gaps.
        """
        ...

    def remove_events(self, *, session: str | None = None) -> int:
        """Forget events, of one session or all; return how many."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What suggestions are made from, at one moment.

    Attributes
    ----------
    spaces : sequence of SearchSpace
        Those that hold any vectors, the best ears first.
    vectors_revision : int
        Grows with every change of any vector.
    is_current : bool
        False where the shelf is known to be of another moment: a backup was put in its place.
    source_names : mapping of str to str
        Of the folders that are sources, by id.
    """

    session: SuggestionSession
    shelf: Shelf
    spaces: Sequence[SearchSpace]
    vectors_revision: int
    is_current: bool = True
    source_names: Mapping[str, str] = field(default_factory=dict)


class World(Protocol):
    """Show the library and the sessions as they are now."""

    def stamp(self) -> Hashable:
        """Return something that is equal as long as nothing has changed; very cheap."""
        ...

    def known_stamp(self) -> Hashable | None:
        """Return the stamp if that takes no time at all, else None."""
        ...

    def view(self, session: str) -> View:
        """Return what suggestions are made from."""
        ...

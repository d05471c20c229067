"""Show suggestions the library and the sessions as they are, without asking the database often."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from menura.bootstrap.rooms import Shared
from menura.catalogue import SourceKind
from menura.discover import SearchSpace
from menura.embedding import CLAP, DSP, MUSICNN
from menura.kernel.errors import ConflictError, UnavailableError
from menura.store import Store
from menura.suggest import View
from menura.vectors import Vector

# What other processes change is asked for so often; what this one changes is known at once.
ASKED_EVERY_S = 0.2
EARS = (CLAP.name, MUSICNN.name, DSP.name)  # the best first


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the counters were, after how many writes of this process, and when."""

    stamp: Hashable
    write_count: int
    asked_at: float


class StoreWorld:
    """The library and the sessions, as the store has them."""

    def __init__(
        self,
        store: Store,
        shared: Callable[[], Shared],
        *,
        use_clap: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._shared = shared
        self._ears = EARS if use_clap else EARS[1:]
        self._clock = clock
        self._seen = _Seen(None, -1, -float("inf"))

    def stamp(self) -> Hashable:
        """Return the counters of changes; at most .2 s behind other processes."""
        seen, writes, now = self._seen, self._store.write_count, self._clock()
        if writes != seen.write_count or now - seen.asked_at >= ASKED_EVERY_S:
            with self._store.unit(read_only=True) as unit:
                seen = _Seen(unit.change_numbers(), writes, now)
            self._seen = seen  # in one step: other threads do the same
        return seen.stamp

    def known_stamp(self) -> Hashable | None:
        """Return the stamp without asking the database; None where it must be asked."""
        seen = self._seen
        is_new = self._clock() - seen.asked_at < ASKED_EVERY_S
        return seen.stamp if is_new and self._store.write_count == seen.write_count else None

    def view(self, session: str) -> View:
        """Return what suggestions are made from, read in one transaction."""
        shared = self._shared()
        with self._store.unit(read_only=True) as unit:
            numbers = dict(unit.change_numbers())
            shelf = shared.shelves.fresh(unit.shelf, force=True)
            spaces = []
            for name in self._ears:
                index = shared.indexes[name].fresh(unit.analyses)
                if len(index):
                    spaces.append(SearchSpace(name, shelf, index, index.vectors))
            return View(
                unit.suggestions.session(session),
                shelf,
                tuple(spaces),
                numbers["embedding"],
                is_current=shelf.revision == numbers["track"],
                source_names={
                    one.id: one.name for one in unit.sources.all() if one.kind is SourceKind.FOLDER
                },
            )

    def text_vector(self, space: str, text: str) -> Vector | None:
        """Return the vector of a prompt; None where nothing understands words."""
        shared = self._shared()
        if space != shared.text.space or not shared.text.is_there():
            return None
        try:
            return shared.text.embed(text)
        except (ConflictError, UnavailableError):
            return None

"""A producer's world in memory: samples in columns, spaces, sessions, and a clock in the hand."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np

from menura.catalogue import Track, TrackKind, TrackRepository
from menura.discover import SearchSpace, Shelf
from menura.kernel.clock import FixedClock
from menura.suggest.model import Suggestion, SuggestionList, TopOptions
from menura.suggest.packs import pack_of
from menura.suggest.ports import View
from menura.suggest.samples import Samples, gather_samples
from menura.suggest.service import Suggestions
from menura.suggest.suggester import Suggester, SuggestOptions
from menura.suggest.targets import TextVectors
from tests.factories import a_track
from tests.fakes import FakeSuggestions
from tests.unit.discover.shelves import make_shelf, make_space, track_id

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
ME = "me"
Row = Mapping[str, Any]


def sample(**given: Any) -> dict[str, Any]:
    """Return a loop in short words; each lies in a pack of its own and is old."""
    return {"kind": TrackKind.LOOP, "duration_s": 4.0, "added_at": LONG_AGO} | given


def shelf_of(rows: Sequence[Row]) -> Shelf:
    """Return a shelf of samples; `pack` names the folder they lie in."""
    named = []
    for number, row in enumerate(rows, start=1):
        plain = dict(row)
        pack = plain.pop("pack", f"Maker {number} Wonders")
        named.append({"folder": pack, **plain})
    return make_shelf(named)


def samples_of(*rows: Row) -> Samples:
    """Return samples in columns."""
    return gather_samples(shelf_of([sample(**row) for row in rows]), pack_of=pack_of)


@dataclass
class FakeWorld:
    """A library and sessions that change when a test says so."""

    shelf: Shelf
    spaces: tuple[SearchSpace, ...] = ()
    repository: FakeSuggestions = field(default_factory=FakeSuggestions)
    revision: int = 0
    is_current: bool = True
    source_names: Mapping[str, str] = field(default_factory=dict)

    def stamp(self) -> Hashable:
        """Return something that is equal as long as nothing has changed."""
        return self.repository.newest_version(), self.revision

    def known_stamp(self) -> Hashable:
        """Return the same, for it takes no time."""
        return self.stamp()

    def view(self, session: str) -> View:
        """Return what suggestions are made from."""
        return View(
            self.repository.session(session),
            self.shelf,
            self.spaces,
            self.revision,
            is_current=self.is_current,
            source_names=self.source_names,
        )


@dataclass
class LibraryTracks:
    """The part of a ``TrackRepository`` that taking in contexts asks."""

    shelf: Shelf

    def get_many(self, track_ids: Sequence[str]) -> Mapping[str, Track]:
        """Return those of the tracks that exist, by id."""
        there = {one.decode() for one in self.shelf.ids.tolist()}
        return {one: a_track(1, id=one) for one in track_ids if one in there}


@dataclass
class Desk:
    """A producer who asks for suggestions and says what they think of them."""

    world: FakeWorld
    clock: FixedClock
    suggester: Suggester
    service: Suggestions

    def top(self, count: int = 10, **options: Any) -> SuggestionList:
        """Ask for suggestions."""
        return self.suggester.top(ME, TopOptions(count, **options))

    def items(self, count: int = 10, **options: Any) -> Sequence[Suggestion]:
        """Return what is suggested."""
        return self.top(count, **options).items

    def numbers(self, count: int = 10, **options: Any) -> list[int]:
        """Return the numbers of what is suggested."""
        return [item.number for item in self.items(count, **options)]

    def one(self, number: int, **options: Any) -> Suggestion:
        """Return a suggestion by its number."""
        return next(item for item in self.items(100, **options) if item.number == number)

    def set(self, **said: Any) -> None:
        """Say something of the context."""
        self.service.set_context(ME, said)

    def mark(self, number: int, kind: Any, **more: Any) -> None:
        """Say something of a track."""
        self.service.mark(ME, track_id(number), kind, **more)


def desk_of(
    rows: Sequence[Row],
    vectors: Mapping[str, Any] | None = None,
    *,
    options: SuggestOptions | None = None,
    text: TextVectors | None = None,
) -> Desk:
    """Return a desk over samples, with their vectors by the name of the space, best ears first."""
    shelf = shelf_of([sample(**row) for row in rows])
    spaces = tuple(make_space(shelf, given, name=name) for name, given in (vectors or {}).items())
    world = FakeWorld(shelf, spaces)
    return new_desk(world, options=options, text=text)


def new_desk(
    world: FakeWorld, *, options: SuggestOptions | None = None, text: TextVectors | None = None
) -> Desk:
    """Return a desk over a world that is there already, with nothing remembered."""
    clock = FixedClock(NOW)
    suggester = Suggester(world, options or SuggestOptions(), clock, text)
    tracks = cast("TrackRepository", LibraryTracks(world.shelf))
    return Desk(world, clock, suggester, Suggestions(world.repository, tracks, clock))


def around(*centres: Sequence[float], count: int, spread: float = 0.3, seed: int = 0) -> Any:
    """Return vectors around each centre in turn, `count` for each, in 16 dimensions."""
    rng = np.random.default_rng(seed)
    rows = []
    for centre in centres:
        base = np.zeros(16)
        base[: len(centre)] = centre
        rows.append(base + rng.normal(size=(count, 16)) * spread)
    return np.concatenate(rows)


def words_to(vectors: Mapping[str, Sequence[float]], known: str = "clap") -> TextVectors:
    """Return ears that know some words in one space."""

    def embed(space: str, text: str) -> Any:
        found = vectors.get(text) if space == known else None
        return None if found is None else np.asarray(found, np.float32)

    return embed

"""Hold what is there at one moment, ready to be ranked."""

from dataclasses import dataclass, replace

from menura.discover import UNKNOWN, SearchSpace
from menura.kernel.ids import is_id
from menura.suggest.model import MarkKind, SuggestionSession
from menura.suggest.packs import pack_of
from menura.suggest.ports import View
from menura.suggest.samples import Samples
from menura.suggest.scoring import Scored
from menura.vectors import Keys, Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is there at one moment, ready to be ranked."""

    view: View
    samples: Samples

    @property
    def session(self) -> SuggestionSession:
        """Return the session."""
        return self.view.session

    @property
    def library_revision(self) -> int:
        """Return a number that grows with every change of tracks and vectors."""
        return self.view.shelf.revision + self.view.vectors_revision


def pinned_places(scene: Scene, scored: Scored, count: int) -> list[int]:
    """Return the rows that are kept in sight, the latest first; banned ones are not."""
    ids = [mark.track_id for mark in reversed(scene.session.marked(MarkKind.PIN))]
    rows = scene.samples.shelf.rows_of_ids(ids)
    numbers = scene.samples.shelf.numbers[rows[rows != UNKNOWN]]
    places = scene.samples.places_of(numbers)
    return [int(place) for place in places if place != UNKNOWN and not scored.banned[place]][:count]


def taken_numbers(scene: Scene) -> tuple[int, ...]:
    """Return the tracks whose near copies are not wanted: accepted and pinned ones."""
    shelf = scene.samples.shelf
    marks = scene.session.marked(MarkKind.ACCEPT, MarkKind.PIN)[-50:]
    rows = shelf.rows_of_ids([mark.track_id for mark in marks])
    return tuple(shelf.numbers[rows[rows != UNKNOWN]].tolist())


def at_hand(samples: Samples, space: SearchSpace, revision: int) -> SearchSpace:
    """Return a space whose vectors of samples lie in memory: 20,000 of CLAP's take 40 MB."""

    def look_up(numbers: Keys) -> Vectors:
        key = ("vectors", space.name, revision)
        rows = samples.columns.get(key, lambda: space.vectors(samples.numbers))
        places = samples.places_of(numbers)
        return space.vectors(numbers) if (places == UNKNOWN).any() else rows[places]

    return replace(space, vectors=look_up)


def pack_name(folder: str) -> str:
    """Return the pack of a folder of the shelf; empty where no folder has a name of its own.

    What Menura made lies in folders named by ids: those are no packs.
    """
    name = pack_of(folder)
    return "" if name == folder.partition("/")[0] or is_id(name) else name

"""Hold what is there at one moment, ready to be ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from menura.discover import KINDS, UNKNOWN, SearchSpace
from menura.kernel.ids import is_id
from menura.suggest.model import MarkKind, SuggestionSession
from menura.suggest.packs import pack_of
from menura.suggest.ports import View
from menura.suggest.samples import Samples
from menura.suggest.scoring import Scored, is_over
from menura.vectors import Keys, Vectors

MOST_TAKEN = 50  # of each kind, the latest


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


def taken_numbers(scene: Scene, now: datetime) -> tuple[int, ...]:
    """Return the tracks whose near copies are not wanted, the latest.

    What is dismissed brings no copies of itself up, and what stands in the session or is pinned is
    there already. A ban is of one track, and says nothing of others.
    """
    shelf = scene.samples.shelf
    there = scene.session.marked(MarkKind.ACCEPT, MarkKind.PIN)[-MOST_TAKEN:]
    away = [one for one in scene.session.marked(MarkKind.DISMISS) if not is_over(one, now)]
    rows = shelf.rows_of_ids([mark.track_id for mark in (*there, *away[-MOST_TAKEN:])])
    return tuple(shelf.numbers[rows[rows != UNKNOWN]].tolist())


def at_hand(samples: Samples, space: SearchSpace, revision: int) -> SearchSpace:
    """Return a space whose vectors of samples lie in memory: 20,000 of CLAP's take 40 MB."""

    def look_up(numbers: Keys) -> Vectors:
        places = samples.places_of(numbers)
        if (places == UNKNOWN).any():
            return space.vectors(numbers)
        key = ("vectors", space.name)  # one for each space: the former ones go
        kept = samples.columns.peek(key)
        if kept is None or kept[0] != revision:
            kept = (revision, space.vectors(samples.numbers))
            samples.columns.put(key, kept)
        rows: Vectors = kept[1][places]
        return rows

    return replace(space, vectors=look_up)


def sample_sources(view: View, kinds: Sequence[str]) -> Mapping[str, str]:
    """Return the names of the folders that hold samples, by id; none where it is one alone."""
    shelf = view.shelf
    codes = [code for code, kind in enumerate(KINDS) if kind.value in kinds]
    held = np.unique(shelf.source[np.isin(shelf.kind, codes)]).tolist()
    ids = [shelf.sources[code] for code in held if code != UNKNOWN]
    names = {one: view.source_names[one] for one in ids if one in view.source_names}
    return names if len(names) > 1 else {}


def pack_name(folder: str, source_names: Mapping[str, str]) -> str:
    """Return the pack of a folder of the shelf; empty where nothing has a name of its own.

    Where several sources hold samples, each may be a pack. What Menura made lies in folders named
    by ids: those are no packs.
    """
    source_id = folder.partition("/")[0]
    name = pack_of(folder)
    if is_id(name) and name != source_id:
        return ""
    return source_names.get(source_id, "") if name == source_id else name

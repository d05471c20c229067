"""Count what filters and searches can name in a library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from menura.catalogue import normalise_search
from menura.discover.shelf import KINDS, UNKNOWN, Labels, Shelf

LIKELY = 0.5
MOST_GENRES = 200


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be named, and how many tracks it fits; the most frequent first.

    Attributes
    ----------
    years : tuple of int
        The first and the last; empty where none is known.
    """

    genres: Mapping[str, int]
    moods: Mapping[str, int]
    kinds: Mapping[str, int]
    years: tuple[int, ...]
    track_count: int


def count_facets(shelf: Shelf) -> Facets:
    """Return what filters can name on a shelf."""
    kinds = np.bincount(shelf.kind, minlength=len(KINDS))
    known = shelf.year[shelf.year > 0]
    with np.errstate(invalid="ignore"):
        likely = (shelf.moods > LIKELY).sum(axis=0)
    return Facets(
        genres=_counted(shelf.genres),
        moods={name: int(n) for name, n in zip(shelf.mood_names, likely, strict=True)},
        kinds={kind.value: int(n) for kind, n in zip(KINDS, kinds, strict=True) if n},
        years=(int(known.min()), int(known.max())) if len(known) else (),
        track_count=len(shelf),
    )


def _counted(labels: Labels) -> dict[str, int]:
    counts = np.bincount(labels.codes, minlength=len(labels.names))
    order = np.argsort(-counts, kind="stable")[:MOST_GENRES]
    return {labels.names[i]: int(counts[i]) for i in order.tolist() if counts[i]}


@dataclass(frozen=True, slots=True)
class ArtistLine:
    """An artist and how many tracks of theirs were heard."""

    name: str
    track_count: int


def list_artists(shelf: Shelf, text: str = "") -> Sequence[ArtistLine]:
    """Return the artists whose name holds every word of a text, most tracks first."""
    known = shelf.artist[shelf.artist != UNKNOWN]
    counts = np.bincount(known, minlength=len(shelf.artists))
    words = normalise_search(text).split()
    found = [
        ArtistLine(shelf.artists[code], int(counts[code]))
        for code in np.flatnonzero(counts).tolist()
        if not words or _holds(shelf.artists[code], words)
    ]
    return sorted(found, key=lambda line: (-line.track_count, line.name))


def _holds(name: str, words: Sequence[str]) -> bool:
    plain = normalise_search(name)
    return all(word in plain for word in words)

"""Gather the tracks that may stand between the ends of a path."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from menura.discover.occurrences import count_before
from menura.discover.path_choice import Pool
from menura.discover.picking import PickLimits, pick
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN, Shelf
from menura.vectors import Keys, Neighbours, Vectors

MOST_SEARCHES = 5
"""Points of the way around which is searched; measured: steps are no shorter with 8 or 16."""
FIRST_FOUND = 300
"""Tracks per search. Measured: with 96 the largest steps are 7 % longer."""
ENOUGH_PER_SLOT = 4
"""As many tracks are wanted for each place, or all there are."""
GROWTH = 4
MANY_FOUND = 4_000
"""Tracks per search from which any that suffice are enough; more lie far from the way."""
SPARE_PER_ARTIST = 4
"""Times as many tracks of an artist are looked at as may be chosen."""
MOST_PASSED_OVER = 0.75
"""Share of the tracks that full variance passes over."""
UNLIMITED = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Tracks for a path: their rows, and what is to be known to choose among them.

    Attributes
    ----------
    rows : int64 array, shape (m,)
        Row of the shelf of each track in the pool; ascending.
    """

    rows: NDArray[np.int64]
    pool: Pool

    @property
    def usable(self) -> int:
        """Return how many tracks can be chosen at all, with so many of each artist."""
        counts = np.bincount(self.pool.artist, minlength=len(self.pool.room))
        return int(np.minimum(counts, np.maximum(self.pool.room, 0)).sum())

    def only(self, places: NDArray[np.int64]) -> "Gathered":
        """Return some of the tracks, places ascending."""
        pool = replace(
            self.pool,
            vectors=self.pool.vectors[places],
            off_way=self.pool.off_way[:, places],
            artist=self.pool.artist[places],
        )
        return Gathered(self.rows[places], pool)

    def along(self, way: Vectors) -> "Gathered":
        """Return the same tracks for another division of the way."""
        off_way = np.maximum(np.float32(1.0) - way @ self.pool.vectors.T, np.float32(0.0))
        return Gathered(self.rows, replace(self.pool, off_way=off_way))

    def thinned(self, variance: float, seed: int) -> "Gathered":
        """Return some of the tracks, drawn by a seed: the fewer, the greater the variance."""
        least = min(len(self.rows), 2 * self.pool.slots)
        kept = max(least, round(len(self.rows) * (1.0 - MOST_PASSED_OVER * variance)))
        order = np.random.default_rng(seed).permutation(len(self.rows))
        return self.only(np.sort(order[:kept]))

    def capped(self) -> "Gathered":
        """Return of each artist only as many tracks as may be chosen, those nearest to the way."""
        left = self.pool.room.copy()
        kept = []
        for place in np.argsort(self.pool.off_way.min(axis=0), kind="stable").tolist():
            artist = self.pool.artist[place]
            if left[artist] > 0:
                left[artist] -= 1
                kept.append(place)
        return self.only(np.sort(np.array(kept, np.int64)))


def gather(
    search: SearchSpace,
    way: Vectors,
    ends: Sequence[int],
    *,
    allowed: Keys | None,
    per_artist: int | None,
) -> Gathered:
    """Return the tracks around a way, more of them until every place has enough to choose from.

    Parameters
    ----------
    way : float32 array, shape (slots, d)
        The points between the ends that are to be filled.
    ends : sequence of int
        Rows that are on the path already; copies of them are left out, their artists counted.
    """
    count = FIRST_FOUND
    while True:
        found, is_all = _found(search, way, count, ends=ends, allowed=allowed)
        gathered = _prepared(search, way, found, ends=ends, per_artist=per_artist)
        enough = len(way) * (ENOUGH_PER_SLOT if count < MANY_FOUND else 1)
        if is_all or gathered.usable >= enough:
            return gathered
        count *= GROWTH


def _found(
    search: SearchSpace, way: Vectors, count: int, *, ends: Sequence[int], allowed: Keys | None
) -> tuple[Neighbours, bool]:
    """Return the tracks nearest to some points, nearest first, and whether these are all."""
    excluded = search.shelf.numbers[np.asarray(ends, np.int64)]
    found: list[Neighbours] = []
    for place in np.unique(np.linspace(0, len(way) - 1, MOST_SEARCHES).round().astype(int)):
        found.append(search.index.search(way[place], count, allowed=allowed, excluded=excluded))
        if len(found[0]) < count:
            break  # this search has seen everything
    keys = np.concatenate([one.keys for one in found])
    distances = np.concatenate([one.distances for one in found])
    order = np.lexsort((keys, distances))
    order = order[np.sort(np.unique(keys[order], return_index=True)[1])]  # each once
    return Neighbours(keys[order], distances[order]), len(found[0]) < count


def _prepared(
    search: SearchSpace,
    way: Vectors,
    found: Neighbours,
    *,
    ends: Sequence[int],
    per_artist: int | None,
) -> Gathered:
    """Return tracks without copies of each other and of the ends."""
    shelf = search.shelf
    rows = shelf.rows_of(found.keys)
    rows = rows[rows != UNKNOWN]
    works = shelf.work[rows]  # of one song only the nearest version: the others would take its room
    rows = rows[(count_before(works) == 0) | (works == 0)]
    if per_artist is not None:
        few = count_before(shelf.artist[rows]) < SPARE_PER_ARTIST * per_artist
        rows = rows[few | (shelf.artist[rows] == UNKNOWN)]
    vectors = search.vectors(shelf.numbers[rows])
    heard = np.any(vectors != 0.0, axis=1)
    rows, vectors = rows[heard], vectors[heard]
    off_way = np.maximum(np.float32(1.0) - way @ vectors.T, np.float32(0.0))
    order = np.argsort(off_way.min(axis=0), kind="stable")
    # copies are told by nearly equal distances to any one thing: here to the first point
    limits = PickLimits(max(len(rows), 1), present=ends)
    picked = pick(search, rows[order], off_way[0, order], limits)
    kept = order[np.asarray(picked, np.int64)]
    kept = kept[np.argsort(rows[kept])]
    artist, room = _artists(shelf, rows[kept], ends, per_artist)
    return Gathered(rows[kept], Pool(vectors[kept], off_way[:, kept], artist, room))


def _artists(
    shelf: Shelf, rows: NDArray[np.int64], ends: Sequence[int], per_artist: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each track's artist as a code from 0, and how many more of each are allowed."""
    own = shelf.artist[rows].astype(np.int64)
    nobody = own == UNKNOWN
    own[nobody] = -2 - np.arange(int(nobody.sum()))  # nobody knows that two of them are by one
    codes, artist = np.unique(own, return_inverse=True)
    at_ends = shelf.artist[np.asarray(ends, np.int64)]
    most = UNLIMITED if per_artist is None else per_artist
    room = most - (codes[:, np.newaxis] == at_ends).sum(axis=1).astype(np.int64)
    return artist.astype(np.int64), room

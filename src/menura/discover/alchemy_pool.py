"""Gather the tracks nearest to any of several points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.alchemy_sides import Side
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN
from menura.vectors import Neighbours, Vectors

# Share of allowed tracks above which asking for more and leaving some out is cheaper than telling
# the index what is allowed
MOSTLY_ALLOWED = 0.3
SPARE = 1.2  # asked for beyond what is expected to be allowed
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Tracks near to what is added, nearest first; equals by number.

    Attributes
    ----------
    rows : int64 array, shape (m,)
    vectors : float32 array, shape (m, d)
    distances : float array, shape (m,)
        To the nearest point added, whose owner is `nearest`.
    is_all : bool
        There are no others.
    """

    rows: Rows
    vectors: Vectors
    distances: NDArray[np.float64]
    nearest: NDArray[np.int64]
    is_all: bool


def gather(search: SearchSpace, added: Side, allowed: NDArray[np.bool_], size: int) -> Pool:
    """Return the `size` tracks nearest to any point added.

    Parameters
    ----------
    allowed : bool array, shape (len(shelf),)
        Which rows may be among them.
    """
    rows, found = _flat(search, _near_each(search, added.vectors, allowed, size))
    kept = (rows != UNKNOWN) & allowed[rows]
    rows, found = rows[kept], found[kept]
    order = np.lexsort((rows, found))
    firsts = np.sort(np.unique(rows[order], return_index=True)[1])
    rows = rows[order][firsts]
    vectors = search.vectors(search.shelf.numbers[rows[:size]])
    heard = np.any(vectors, axis=1)
    return _sorted_pool(rows[:size][heard], vectors[heard], added, is_all=len(rows) < size)


def _sorted_pool(rows: Rows, vectors: Vectors, added: Side, *, is_all: bool) -> Pool:
    apart = added.distances_to(vectors)
    point = apart.argmin(axis=1)
    nearest = np.take_along_axis(apart, point[:, np.newaxis], axis=1)[:, 0]
    order = np.lexsort((rows, nearest))
    owners = added.owners[point][order]
    return Pool(rows[order], vectors[order], nearest[order], owners, is_all)


def _near_each(
    search: SearchSpace, points: Vectors, allowed: NDArray[np.bool_], size: int
) -> Sequence[Neighbours]:
    """Return, for each point, at least the `size` nearest that are allowed."""
    share = float(allowed.mean())
    if share > MOSTLY_ALLOWED:
        asked = int(SPARE * size / share) + int(np.sqrt(size))
        lists = search.index.search_many(points, asked)
        if all(len(one) < asked or _allowed_in(search, one, allowed) >= size for one in lists):
            return lists
    numbers = search.shelf.numbers[allowed]
    return [search.index.search(point, size, allowed=numbers) for point in points]


def _allowed_in(search: SearchSpace, near: Neighbours, allowed: NDArray[np.bool_]) -> int:
    rows = search.shelf.rows_of(near.keys)
    return int(allowed[rows[rows != UNKNOWN]].sum())


def _flat(search: SearchSpace, lists: Sequence[Neighbours]) -> tuple[Rows, NDArray[np.float32]]:
    keys = np.concatenate([one.keys for one in lists])
    return search.shelf.rows_of(keys), np.concatenate([one.distances for one in lists])

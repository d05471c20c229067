"""Search around several sounds at once, each with its share of the result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.model import Found, Reason
from menura.discover.picking import PickLimits, pick
from menura.discover.reasons import explain
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN
from menura.discover.tastes import share_out
from menura.vectors import Keys, Vectors

FARTHEST = 2.0
SPARE = 64
"""Candidates beyond three for each place; copies and much of one artist use them up."""
GROWTH = 4


@dataclass(frozen=True, slots=True)
class NearLimits:
    """What may be found near sounds.

    Attributes
    ----------
    farthest : float
        Cosine distance to the nearest sound.
    allowed : int64 array, optional
        Numbers; None: all.
    barred : int64 array, optional
        Numbers that are never found.
    present : sequence of int
        Rows already in the list: never found, nor copies of them; counted for their artists.
    excluded : sequence of int
        Rows that are never found, nor copies of them.
    """

    count: int
    per_artist: int | None
    farthest: float = FARTHEST
    allowed: Keys | None = None
    barred: Keys | None = None
    present: Sequence[int] = ()
    excluded: Sequence[int] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Tracks near sounds, nearest first.

    Attributes
    ----------
    distances : float32 array, shape (k,)
        Cosine distance to the nearest of the sounds.
    """

    rows: NDArray[np.int64]
    distances: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Tracks found near sounds, nearest first, each once.

    Attributes
    ----------
    sound : int64 array, shape (k,)
        Which of the sounds each was found near.
    is_all : bool
        There are no more that could be found.
    """

    near: Near
    sound: NDArray[np.int64]
    is_all: bool


def find_near(
    search: SearchSpace, sounds: Vectors, shares: Sequence[float], limits: NearLimits
) -> Near:
    """Return the tracks nearest to sounds, so many of each as its share; gaps go to the others.

    Parameters
    ----------
    sounds : float32 array, shape (k, d)
        Unit vectors.
    shares : sequence of float, length k
        Above 0.
    """
    asked = 3 * limits.count + SPARE
    while True:
        found = _candidates(search, sounds, asked, limits)
        chosen = _chosen(search, found, share_out(shares, limits.count), limits)
        if found.is_all or len(chosen) >= limits.count:
            return _measured(search, sounds, found.near.rows[chosen])
        asked *= GROWTH


def _candidates(search: SearchSpace, sounds: Vectors, asked: int, limits: NearLimits) -> Candidates:
    shelf = search.shelf
    never = shelf.numbers[np.array([*limits.present, *limits.excluded], np.int64)]
    if limits.barred is not None:
        never = np.union1d(never, limits.barred)
    numbers, distances, sound, is_all = [], [], [], True
    for which, one in enumerate(sounds):
        found = search.index.search(one, asked, allowed=limits.allowed, excluded=never)
        is_all &= len(found) < asked or float(found.distances[-1]) > limits.farthest
        numbers.append(found.keys)
        distances.append(found.distances)
        sound.append(np.full(len(found), which))
    rows = shelf.rows_of(np.concatenate(numbers))
    near, of = np.concatenate(distances), np.concatenate(sound)
    order = np.lexsort((rows, near))
    order = order[(rows[order] != UNKNOWN) & (near[order] <= limits.farthest)]
    order = order[np.sort(np.unique(rows[order], return_index=True)[1])]  # each at its nearest
    return Candidates(Near(rows[order], near[order]), of[order], is_all)


def _chosen(
    search: SearchSpace, found: Candidates, places: Sequence[int], limits: NearLimits
) -> NDArray[np.int64]:
    """Return positions of candidates: first for each sound its share, then the nearest others."""
    chosen: list[int] = []
    of_each = [(np.flatnonzero(found.sound == which), n) for which, n in enumerate(places)]
    for mine, most in [*of_each, (np.arange(len(found.sound)), limits.count)]:
        wanted = min(most, limits.count - len(chosen))
        if wanted < 1:
            continue
        rows = found.near.rows[mine]
        present = [*limits.present, *found.near.rows[chosen].tolist()]
        picking = PickLimits(wanted, limits.per_artist, present=present, excluded=limits.excluded)
        chosen += mine[pick(search, rows, found.near.distances[mine], picking)].tolist()
    return np.array(chosen, np.int64)


def _measured(search: SearchSpace, sounds: Vectors, rows: NDArray[np.int64]) -> Near:
    """Return tracks in the order of their distances to the nearest of the sounds."""
    vectors = search.vectors(search.shelf.numbers[rows])
    distances = np.clip(1.0 - vectors @ sounds.T, 0.0, 2.0).min(axis=1).astype(np.float32)
    order = np.lexsort((rows, distances))
    return Near(rows[order], distances[order])


def found_near(
    search: SearchSpace,
    near: Near,
    seed_rows: NDArray[np.int64],
    seed_vectors: Vectors,
    called: Sequence[str],
) -> list[Found]:
    """Return what was found, each compared with the seed that it is nearest to.

    Parameters
    ----------
    seed_rows : int64 array, shape (n,)
    seed_vectors : float32 array, shape (n, d)
        Of unit length.
    called : sequence of n str
        What the reason "nearest to ..." calls each seed.
    """
    shelf = search.shelf
    numbers = shelf.numbers[near.rows]
    closest = np.argmax(search.vectors(numbers) @ seed_vectors.T, axis=1)
    return [
        Found(
            number,
            shelf.track_id(row),
            distance,
            (
                Reason("nearest", f"nearest to {called[own]}"),
                *explain(shelf, int(seed_rows[own]), row, distance),
            ),
        )
        for number, row, distance, own in zip(
            numbers.tolist(),
            near.rows.tolist(),
            near.distances.tolist(),
            closest.tolist(),
            strict=True,
        )
    ]

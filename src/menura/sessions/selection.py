"""Choose the clips that differ most."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from menura.sessions.errors import SessionInputError
from menura.sessions.ports import Vector
from menura.sessions.similarity import stack_embeddings

EXACT_DISTANCES = 300_000
"""Distances up to which every choice is tried: any `count` of 15 clips, 6 of 18."""
DECIMALS = 9  # of a distance: what lies below is rounding and must not decide a tie


def most_different(embeddings: Sequence[Vector], count: int, kept: Sequence[int] = ()) -> list[int]:
    """Choose the clips that are as unlike each other as can be.

    Maximises the distance (1 - cosine) of the two chosen clips that are most alike; where that
    ties, of the next two, and so on. Up to `EXACT_DISTANCES` every choice is tried, beyond that
    the clip farthest from all chosen ones is added again and again (Gonzalez 1985), starting with
    the one farthest from the mean. That is at least half as good as the best choice in the chord
    between the unit vectors, ``sqrt(2 * distance)``, and so a quarter in the distance itself.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
    count : int
        How many to choose, `kept` included.
    kept : sequence of int
        Indices chosen beforehand. All of them stay, even if they are more than `count`.

    Returns
    -------
    list of int
        Indices in the order chosen: `kept` as given, then always the one farthest from those
        before it, equals by index. All of them if `count` is at least their number.

    Raises
    ------
    SessionInputError
        If `count` is negative or `kept` names a clip that is not there.
    InvalidVectorsError
        If a vector cannot be used.
    """
    size = len(embeddings)
    first = list(dict.fromkeys(kept))
    if count < 0:
        raise SessionInputError(f"Cannot choose {count} clips; ask for 0 or more.", field="count")
    if any(not 0 <= index < size for index in first):
        raise SessionInputError(f"Not all of {first} are among the {size} clips.", field="kept")
    missing = min(count, size) - len(first)
    if missing <= 0:
        return first
    rows = stack_embeddings(embeddings)
    distances = _distances(rows)
    from_mean = _distances(np.vstack([rows, rows.mean(axis=0)]))[-1, :-1]
    rest = [index for index in range(size) if index not in first]
    whole = len(first) + missing
    if missing < len(rest) and whole > 1:
        pairs = whole * (whole - 1) // 2
        if comb(len(rest), missing) * pairs <= EXACT_DISTANCES:
            rest = _best_subset(distances, first, combinations(rest, missing))
    return _farthest_first(distances, from_mean, first, rest)[:whole]


def _distances(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 - cosine of all pairs; two vectors without length are the same, so 0 apart."""
    lengths = np.linalg.norm(rows, axis=1)
    silent = lengths == 0.0
    unit = rows / np.where(silent, 1.0, lengths)[:, None]
    distances = np.round(1.0 - np.clip(unit @ unit.T, -1.0, 1.0), DECIMALS)
    distances[np.ix_(silent, silent)] = 0.0
    return distances


def _best_subset(
    distances: NDArray[np.float64], first: list[int], candidates: Iterable[tuple[int, ...]]
) -> list[int]:
    """Return the addition whose sorted distances are the largest, compared one by one."""
    additions = np.array(list(candidates))
    subsets = np.hstack([np.tile(np.array(first, dtype=int), (len(additions), 1)), additions])
    one, other = np.triu_indices(subsets.shape[1], 1)
    profiles = np.sort(distances[subsets[:, one], subsets[:, other]], axis=1)
    alive = np.arange(len(profiles))
    for column in profiles.T:
        alive = alive[column[alive] == column[alive].max()]
    return [int(index) for index in additions[alive[0]]]


def _farthest_first(
    distances: NDArray[np.float64],
    from_mean: NDArray[np.float64],
    first: list[int],
    rest: list[int],
) -> list[int]:
    """Return `first`, then `rest` in the order in which each is farthest from those before it."""
    chosen, remaining = list(first), list(rest)
    nearest = distances[chosen].min(axis=0) if chosen else from_mean
    while remaining:
        best = max(remaining, key=lambda index: (nearest[index], -index))
        nearest = np.minimum(nearest, distances[best]) if chosen else distances[best]
        remaining.remove(best)
        chosen.append(best)
    return chosen

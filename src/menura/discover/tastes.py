"""Find the few sounds that a listener's tracks gather around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.centres import find_centres
from menura.vectors import Vector, Vectors

MOST_TASTES = 4
SMALLEST_SHARE = 0.1
"""A sound that counts for less is a stray one; it stays with the nearest other."""
APART = 2.0
"""Sounds are different if they lie this many times as far apart as their own tracks from them."""
APART_AT_LEAST = 0.2
"""Cosine distance; nearer sounds are one, however narrow they are."""
SINGLES_APART = 0.5
"""The same where there is not even a pair of tracks for each sound to tell how wide it is."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """One of the sounds that tracks gather around.

    Attributes
    ----------
    centre : float32 array, shape (d,)
        Unit vector: the direction of the weighted mean of the tracks.
    share : float
        Of the weight of all tracks.
    members : int64 array, shape (m,)
        Positions of the tracks.
    """

    centre: Vector
    share: float
    members: NDArray[np.int64]


def find_tastes(vectors: Vectors, weights: NDArray[np.float64] | None = None) -> Sequence[Taste]:
    """Return the sounds that tracks gather around, the weightiest first; one where it is one.

    The mean of jazz and metal sounds like neither, so what lies near it pleases nobody. Tracks
    are therefore parted in up to four groups, as many as lie clearly apart: twice as far from
    each other as their own tracks lie from their middles.

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        Unit vectors, n at least 1.
    weights : float64 array, shape (n,), optional
        Not negative, one of them above 0; all alike by default.
    """
    weight = np.ones(len(vectors)) if weights is None else weights
    for count in range(min(MOST_TASTES, len(vectors)), 1, -1):
        middles = find_centres(vectors, count)
        group = np.argmax(vectors @ middles.T, axis=1)
        tastes = [
            _taste(vectors, weight, np.flatnonzero(group == which)) for which in np.unique(group)
        ]
        if _lie_apart(tastes, vectors, weight):
            return sorted(tastes, key=lambda taste: (-taste.share, int(taste.members[0])))
    return [_taste(vectors, weight, np.arange(len(vectors)))]


def _taste(vectors: Vectors, weight: NDArray[np.float64], members: NDArray[np.int64]) -> Taste:
    own = weight[members]
    total = own @ vectors[members].astype(np.float64)
    length = float(np.linalg.norm(total))
    # opposite tracks have no middle: the weightiest stands for them
    centre = total / length if length > _TINY * own.sum() else vectors[members[np.argmax(own)]]
    return Taste(centre.astype(np.float32), float(own.sum() / weight.sum()), members)


def _lie_apart(tastes: Sequence[Taste], vectors: Vectors, weight: NDArray[np.float64]) -> bool:
    """Tell whether groups are different sounds, rather than parts of one that was cut up."""
    if len(tastes) < 2 or min(taste.share for taste in tastes) < SMALLEST_SHARE:
        return False
    count, groups = len(vectors), len(tastes)
    if count >= 2 * groups and min(len(taste.members) for taste in tastes) < 2:
        return False
    least = APART_AT_LEAST if count >= 2 * groups else SINGLES_APART
    centres = np.stack([taste.centre for taste in tastes])
    between = float((1.0 - centres @ centres.T)[np.triu_indices(groups, 1)].min())
    width = sum(
        float(weight[taste.members] @ (1.0 - vectors[taste.members] @ taste.centre))
        for taste in tastes
    ) / float(weight.sum())
    width *= count / max(1, count - groups)  # as small groups lie nearer to their own mean
    return between >= max(APART * width, least)


def share_out(shares: Sequence[float], count: int) -> list[int]:
    """Return how many of `count` places each share gets (largest remainder; earlier ones first)."""
    exact = np.asarray(shares, np.float64) / sum(shares) * count
    places = np.floor(exact).astype(int)
    left = count - int(places.sum())
    places[np.argsort(places - exact, kind="stable")[:left]] += 1
    return [int(place) for place in places]

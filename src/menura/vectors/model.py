"""Hold what a search is asked with and what it answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
"""Row keys chosen by the caller, shape (n,)."""
Vectors = NDArray[np.float32]
"""Rows of vectors, shape (n, d)."""
Vector = NDArray[np.float32]
"""One vector, shape (d,)."""

DISTANCE_TOLERANCE = 1e-3
"""How far a distance may lie from the one computed without rounding.

Rows are kept as float16: each component of a unit vector moves by at most 2**-11 of itself, so
by Cauchy-Schwarz a cosine moves by at most 4.9e-4; the rest is room for components that are
subnormal in float16. Two distances closer than twice this may swap places.
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Pair a key with its distance (1 - cosine, 0 to 2)."""

    key: int
    distance: float


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Hold the nearest rows in columns, nearest first.

    Columns, because callers join keys to their own tables and compute on distances; iterate to
    get `Neighbour` rows.

    Attributes
    ----------
    keys : ndarray of int64, shape (k,)
        Ordered by distance, then by key.
    distances : ndarray of float32, shape (k,)
        1 - cosine, 0 (same direction) to 2 (opposite).
    """

    keys: Keys
    distances: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Neighbour]:
        for key, distance in zip(self.keys.tolist(), self.distances.tolist(), strict=True):
            yield Neighbour(key, distance)


class IndexKind(StrEnum):
    """Name how the rows of an index file are laid out."""

    EXACT = "exact"
    """Every row is compared with the query."""
    IVF = "ivf"
    """Rows stand in lists around centroids; only the lists near the query are read."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Say how an index file is built.

    Attributes
    ----------
    exact_until_rows : int
        Up to this many rows every search is exact. Measured on one core: 100k x 200 exact takes
        2.4 ms, a million 44 ms against 0.33 ms with lists, so lists pay from about here.
    lists_per_sqrt_row : float
        Number of lists is this times the square root of the rows: 4,000 lists for a million.
    training_rows_per_list : int
        Rows sampled for each centroid; 39 is the least the method is content with.
    training_iterations : int
        Rounds of k-means; more than ten changed recall by less than 0.001.
    kept_versions : int
        Published versions left on disk, the newest included. Two, so that a reader that read the
        pointer a moment ago still finds its files.
    threads : int
        Threads while training and adding.
    seed : int
        Makes the same index from the same rows again.
    """

    exact_until_rows: int = 250_000
    lists_per_sqrt_row: float = 4.0
    training_rows_per_list: int = 64
    training_iterations: int = 10
    kept_versions: int = 2
    threads: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Say how hard an index file is searched.

    Attributes
    ----------
    probes : int
        Lists read per query, where rows stand in lists. Measured: 16 of 4,096 lists of a million
        rows give recall@10 of 0.995. At least the number of lists makes every search exact.
    thorough_share : float
        When at most this share of the rows is allowed, every list is read, which is exact; the
        disallowed rows cost next to nothing (measured: 1 ms for 5 % of 100k x 256). The nearest
        lists alone find small sets badly (recall 0.79 at 2 %).
    """

    probes: int = 16
    thorough_share: float = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Say what became of some rows since an index file was built.

    Attributes
    ----------
    revision : int
        Highest revision these changes contain: a number the owner of the rows counts up with
        every change, so that a file built later can be known to contain them.
    keys : ndarray of int64, shape (n,)
        Rows that are new or have a new vector. Named twice, the later one counts.
    vectors : ndarray of float32, shape (n, d)
        Their vectors; any length, they are normalised on arrival.
    deleted : ndarray of int64, shape (m,)
        Rows that are gone; unknown keys are fine.
    """

    revision: int
    keys: Keys = field(default_factory=lambda: np.empty(0, np.int64))
    vectors: Vectors | None = None
    deleted: Keys = field(default_factory=lambda: np.empty(0, np.int64))

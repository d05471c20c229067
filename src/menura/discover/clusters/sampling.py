"""Choose which tracks an iteration looks at: a share of each genre, some of it new each time."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.score_vectors import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Sampler:
    """Give the sample of any iteration, without those before it.

    Each genre's tracks stand in a circle, shuffled once. A sample is a window of each circle, and
    from one iteration to the next it moves on by the share that changes. So any process can look
    up any iteration, exactly that share is exchanged, and every track has its turn.

    Attributes
    ----------
    circles : tuple of int64 arrays
        Rows of each genre.
    sizes : tuple of int
        How many of each are in a sample.
    change : float
        Share that is exchanged from one iteration to the next.
    """

    circles: tuple[Rows, ...]
    sizes: tuple[int, ...]
    change: float

    @classmethod
    def create(cls, stratum: NDArray[np.int32], size: int, *, change: float, seed: int) -> Self:
        """Shuffle the circles of a library whose tracks belong to these genres."""
        circles = []
        for code in np.unique(stratum).tolist():
            rng = np.random.default_rng([seed, code])
            circles.append(rng.permutation(np.flatnonzero(stratum == code)))
        counts = [len(circle) for circle in circles]
        return cls(tuple(circles), tuple(share_evenly(counts, size)), change)

    def rows(self, iteration: int) -> Rows:
        """Return the rows of an iteration's sample, ascending."""
        parts = []
        for circle, size in zip(self.circles, self.sizes, strict=True):
            start = int(iteration * self.change * size) % len(circle)
            parts.append(circle.take(np.arange(start, start + size), mode="wrap"))
        return np.sort(np.concatenate(parts))


def share_evenly(counts: list[int], size: int) -> list[int]:
    """Return how many of each group to take so that `size` are taken as evenly as possible.

    Small groups are taken whole, and what they leave over goes to the larger ones: no style is
    drowned by the library's favourite, and no place stays empty.
    """
    shares = [0] * len(counts)
    left = min(size, sum(counts))
    order = sorted(range(len(counts)), key=lambda group: (counts[group], group))
    for position, group in enumerate(order):
        shares[group] = min(counts[group], left // (len(order) - position))
        left -= shares[group]
    return shares

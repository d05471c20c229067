"""Choose from candidates, nearest first, what may stand in one list together.

Every search that shows a list comes through here: neighbours of a track lie on several albums,
in several formats and versions, and half of them may be by one artist.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN

SAME_DURATION_S = 2.0  # formats and silence at the end differ by less
# Copies of one recording lie this near to each other. Of measured features .001 is nearer than
# any two different recordings seen; models hear a little of the encoding, too.
COPY_DISTANCE = {"dsp": 0.001}
COPY_DISTANCE_OF_MODELS = 0.01
# Farther apart than this no fingerprint is asked for: half of what a change of bass and treble
# by 6 dB makes out, and each answer may cost a look into the database
DOUBTFUL_DISTANCE = 0.05
MAX_FINGERPRINTS = 64  # asked for at most for one list, the nearest candidates first
# Distances of copies to anything else are nearly equal. For vectors .01 apart they differ by less
# than this in 99.7 of 100 directions (200 dimensions; it is 3 standard deviations).
SAME_DISTANCE = 0.03
MOST_OTHERS = 500  # present or excluded tracks whose sound is compared; titles of all are
# So few pairs are compared one by one: 0.1 ms for 300, where a product of matrices wakes threads
FEW_PAIRS = 5_000
BLOCK = 512  # candidates compared with each other at once


@dataclass(frozen=True, slots=True)
class Twin:
    """A track that another may be a copy of.

    Attributes
    ----------
    position : int
        Of an earlier candidate; `UNKNOWN` for a track that is present or excluded.
    is_certain : bool
        Their vectors tell; otherwise fingerprints have to.
    """

    position: int
    row: int
    is_certain: bool


Twins = dict[int, list[Twin]]
"""What each candidate, by its position, may be a copy of."""


@dataclass(frozen=True, slots=True)
class PickLimits:
    """What may stand in a list.

    Attributes
    ----------
    count : int
        Picks wanted.
    per_artist : int, optional
        Tracks of one artist at most, `present` included. Unknown artists are not counted.
    without_copies : bool
        Leave out what is the same recording or the same work as something picked, present or
        excluded.
    present : sequence of int
        Rows that stand in the list already: never picked, counted for their artists.
    excluded : sequence of int
        Rows that must not come back, nor copies of them: the seeds of a search.
    """

    count: int
    per_artist: int | None = None
    without_copies: bool = True
    present: Sequence[int] = ()
    excluded: Sequence[int] = ()


def pick(
    search: SearchSpace,
    rows: Sequence[int] | NDArray[np.int64],
    distances: Sequence[float] | NDArray[np.float32],
    limits: PickLimits,
) -> list[int]:
    """Return positions in `rows` of what may stand in a list, in their order.

    Parameters
    ----------
    rows : sequence of int, shape (k,)
        Candidates as rows of the shelf, best first; `UNKNOWN` ones are passed over.
    distances : sequence of float, shape (k,)
        Of the candidates, all to the same thing: copies are looked for where they are nearly
        equal.

    Returns
    -------
    list of int
        At most `limits.count`, ascending. Fewer mean that the candidates are used up.

    Notes
    -----
    Two tracks are the same work if their normalised titles and artists are equal, whatever
    version they are. They are the same recording if they are equally long (2 s) and either their
    vectors are as near as copies lie or their fingerprints say so. Vectors are looked up once for
    512 candidates, and only of those that are equally long as another.

    Examples
    --------
    >>> positions = pick(search, rows, distances, PickLimits(20, per_artist=3))  # doctest: +SKIP
    """
    candidates = np.asarray(rows, np.int64)
    near = np.asarray(distances, np.float32)
    walk = _Walk(search, candidates, limits)
    size = min(BLOCK, max(64, 2 * limits.count))
    left = np.arange(len(candidates))
    while len(left) and len(walk.picked) < limits.count:
        block, left = left[:size], left[size:]
        walk.take(block, find_twins(search, candidates, near, walk, block))
        left = walk.possible(left)
    return walk.picked


class _Walk:
    """Go along the candidates and keep what is allowed."""

    def __init__(
        self, search: SearchSpace, candidates: NDArray[np.int64], limits: PickLimits
    ) -> None:
        shelf = search.shelf
        self.picked: list[int] = []
        present = [row for row in limits.present if row != UNKNOWN]
        excluded = [row for row in limits.excluded if row != UNKNOWN]
        self.others = np.array([*present, *excluded], np.int64)
        self.without_copies = limits.without_copies
        self._limits = limits
        self._shelf = shelf
        self._candidates = candidates
        self._is_same_recording = search.is_same_recording
        self._fingerprints_left = MAX_FINGERPRINTS
        self._never = {UNKNOWN, *self.others.tolist()}
        self._works = set(shelf.work[self.others].tolist()) - {0}
        self._by_artist = Counter(shelf.artist[np.array(present, np.int64)].tolist())

    def take(self, block: NDArray[np.int64], twins: Twins) -> None:
        """Pick from a block of positions until the list is full."""
        rows = self._candidates[block]
        artists, works = self._shelf.artist[rows].tolist(), self._shelf.work[rows].tolist()
        cap = self._limits.per_artist
        picked = {UNKNOWN, *self.picked}
        for at, row, artist, work in zip(
            block.tolist(), rows.tolist(), artists, works, strict=True
        ):
            if row in self._never:
                continue
            if cap is not None and artist != UNKNOWN and self._by_artist[artist] >= cap:
                continue
            if self.without_copies and self._is_copy(row, work, twins.get(at, ()), picked):
                continue
            self.picked.append(at)
            if len(self.picked) == self._limits.count:
                return
            picked.add(at)
            self._never.add(row)
            self._by_artist[artist] += 1
            if work:
                self._works.add(work)

    def possible(self, left: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return positions without those that one look tells are out: a full artist, a known work.

        Without it a library by one artist would be walked through to its end.
        """
        rows, cap = self._candidates[left], self._limits.per_artist
        kept = np.ones(len(left), np.bool_)
        if cap is not None:
            full = [code for code, many in self._by_artist.items() if many >= cap]
            kept &= ~np.isin(self._shelf.artist[rows], [code for code in full if code != UNKNOWN])
        if self.without_copies:
            kept &= ~np.isin(self._shelf.work[rows], np.array(list(self._works), np.int64))
        possible: NDArray[np.int64] = left[kept]
        return possible

    def _is_copy(self, row: int, work: int, twins: Sequence[Twin], picked: set[int]) -> bool:
        if work in self._works:
            return True
        return any(
            twin.position in picked and (twin.is_certain or self._sounds_same(row, twin.row))
            for twin in twins
        )

    def _sounds_same(self, row: int, other: int) -> bool:
        """Ask the fingerprints, as long as there are questions left."""
        if self._fingerprints_left == 0:
            return False
        self._fingerprints_left -= 1
        numbers = self._shelf.numbers
        return self._is_same_recording(int(numbers[other]), int(numbers[row]))


def find_twins(
    search: SearchSpace,
    candidates: NDArray[np.int64],
    near: NDArray[np.float32],
    walk: _Walk,
    block: NDArray[np.int64],
) -> Twins:
    """Return what each candidate of a block may be a copy of: those picked, and those before it."""
    if not walk.without_copies:
        return {}
    earlier = np.concatenate([np.array(walk.picked, np.int64), block])
    others_present = walk.others[:MOST_OTHERS]
    positions = np.concatenate([np.full(len(others_present), UNKNOWN), earlier])
    left = np.concatenate([others_present, candidates[earlier]])
    length = search.shelf.duration_s[left]
    first = len(left) - len(block)
    # Written as "not farther", so that unknown durations are compared, too
    gate = ~(np.abs(length[:, None] - length[None, first:]) > SAME_DURATION_S)
    known = near[earlier]
    gate[len(others_present) :] &= np.abs(known[:, None] - near[block][None]) <= SAME_DISTANCE
    gate &= np.arange(len(left))[:, None] < np.arange(first, len(left))[None]
    ones, others = np.nonzero(gate)
    if not len(ones):
        return {}
    apart = _distances(search, left, ones, others + first)
    twins: Twins = {}
    same = COPY_DISTANCE.get(search.name, COPY_DISTANCE_OF_MODELS)
    for pair in np.flatnonzero(apart < DOUBTFUL_DISTANCE).tolist():
        one = int(ones[pair])
        twin = Twin(int(positions[one]), int(left[one]), bool(apart[pair] < same))
        twins.setdefault(int(block[others[pair]]), []).append(twin)
    return twins


def _distances(
    search: SearchSpace, rows: NDArray[np.int64], ones: NDArray[Any], others: NDArray[Any]
) -> NDArray[np.float32]:
    """Return the cosine distances of pairs, given as places in `rows`, with one look-up."""
    needed = np.zeros(len(rows), np.bool_)
    needed[ones] = needed[others] = True
    vectors = search.vectors(search.shelf.numbers[rows[needed]])
    place = np.cumsum(needed) - 1
    if len(ones) <= FEW_PAIRS:
        cosines = np.einsum("pd,pd->p", vectors[place[ones]], vectors[place[others]])
    else:
        cosines = (vectors @ vectors.T)[place[ones], place[others]]
    distances: NDArray[np.float32] = 1.0 - cosines
    return distances

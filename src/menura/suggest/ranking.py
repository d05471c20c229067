"""Choose what to suggest from scored samples: no near copies, not all alike, few of a pack.

Best first, near copies are folded behind the best of them; from the leaders, maximal marginal
relevance (Carbonell and Goldstein 1998) picks one after the other, where being like something
picked already costs. Ties go to the smaller track number, so equal questions have equal answers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover import UNKNOWN, SearchSpace
from menura.suggest.model import Weights
from menura.suggest.samples import Samples

# Cosines from which two samples are one to a producer. Of `dsp` measured: see the benchmark page;
# of models: rips of one recording lie at .9972 to .9995 in CLAP's space.
NEAR_COPY_COSINES = {"dsp": 0.99}
NEAR_COPY_COSINE_OF_MODELS = 0.99
FIRST_BLOCK, MOST_EXAMINED = 96, 4096
POOL_PER_PLACE, LEAST_POOL = 5, 40
MOST_NAMED_COPIES = 20
SURPRISES = 200  # leaders beyond the list of which the surprise is drawn


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Rows of samples, chosen.

    Attributes
    ----------
    places : sequence of int
        The list, best first; a surprise is the last one.
    copies : mapping of int to list of int
        Near copies folded behind each leader.
    surprise_pool : int
        From how many the surprise was drawn; 0 without one.
    was_capped : bool
        Something was left out because its pack is full.
    """

    places: Sequence[int]
    copies: dict[int, list[int]]
    surprise_pool: int = 0
    was_capped: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceOptions:
    """What may stand in a list.

    Attributes
    ----------
    count : int
    taken : sequence of int
        Numbers of tracks that copies are looked for as well: accepted and pinned ones.
    surprise_seed : int, optional
        Draw the last place at random from what comes behind.
    """

    count: int
    taken: Sequence[int] = ()
    surprise_seed: int | None = None


def choose(
    samples: Samples,
    spaces: Sequence[SearchSpace],
    scores: NDArray[np.float32],
    weights: Weights,
    options: ChoiceOptions,
) -> Choice:
    """Return the rows to suggest.

    Parameters
    ----------
    spaces : sequence of SearchSpace
        The best one first; two samples are compared in the first that knows both.
    scores : float32 array, shape (n,)
        ``-inf`` for what must not be suggested.
    """
    if options.count <= 0:
        return Choice((), {})
    leaders = _Leaders(samples, spaces, scores, options.taken)
    wanted = max(LEAST_POOL, POOL_PER_PLACE * options.count)
    if options.surprise_seed is not None:
        wanted = max(wanted, SURPRISES)
    leaders.gather(wanted)
    picked, was_capped = _pick(leaders, scores, weights, options.count)
    # Full packs may leave places empty although others wait farther down
    while len(picked) < options.count and leaders.gather(2 * len(leaders.places) + wanted):
        picked, was_capped = _pick(leaders, scores, weights, options.count)
    places = [leaders.places[at] for at in picked]
    pool = 0
    if options.surprise_seed is not None:
        rest = [place for place in leaders.places if place not in set(places)]
        pool = len(rest)
        if rest:
            rng = np.random.default_rng(options.surprise_seed)
            places = [*places[: options.count - 1], rest[int(rng.integers(len(rest)))]]
    return Choice(places, leaders.copies, pool, was_capped)


class _Leaders:
    """The best samples without near copies of better ones, gathered block by block."""

    def __init__(
        self,
        samples: Samples,
        spaces: Sequence[SearchSpace],
        scores: NDArray[np.float32],
        taken: Sequence[int],
    ) -> None:
        self.samples = samples
        self.places: list[int] = []
        self.copies: dict[int, list[int]] = {}
        self._spaces = spaces
        self._scores = scores
        self._examined = 0
        self._left = int(np.count_nonzero(scores > -np.inf))
        self._taken = np.array(taken, np.int64)
        self.likeness: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._vectors = [np.zeros((0, space.index.dimension), np.float32) for space in spaces]

    def gather(self, wanted: int) -> bool:
        """Gather until there are so many leaders; tell whether any came to those before."""
        before = len(self.places)
        while len(self.places) < wanted and self._examined < min(self._left, MOST_EXAMINED):
            size = max(FIRST_BLOCK, wanted + wanted // 4, self._examined)
            self._take(self._next(size))
        return len(self.places) > before

    def _next(self, size: int) -> NDArray[np.int64]:
        """Return the next best rows, best first, then by number."""
        until = min(self._examined + size, self._left)
        best = best_rows(self._scores, until)[self._examined :]
        self._examined = until
        return best

    def _take(self, block: NDArray[np.int64]) -> None:
        numbers = np.concatenate([self._taken, self.samples.numbers[self.places + block.tolist()]])
        vectors = [space.vectors(numbers) for space in self._spaces]
        near = near_copies(vectors, [space.name for space in self._spaces])
        first = len(self._taken) + len(self.places)
        kinds = self.samples.shelf.kind[self.samples.rows]
        leads = dict(enumerate(self.places, start=len(self._taken)))
        pairs: dict[int, list[int]] = {}
        ones, others = np.nonzero(np.triu(near, 1))
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            if other >= first:
                pairs.setdefault(other, []).append(one)
        for at, place in enumerate(block.tolist(), start=first):
            leader = self._leader(pairs.get(at, ()), leads, kinds[place], kinds)
            if leader is None:
                leads[at] = place
                self.places.append(place)
            elif leader != UNKNOWN:
                self.copies.setdefault(leader, []).append(place)
        kept = sorted(leads)
        self._vectors = [found[kept] for found in vectors]
        self.likeness = pair_cosines(self._vectors)

    def _leader(
        self,
        earlier: Sequence[int],
        leads: dict[int, int],
        kind: np.int8,
        kinds: NDArray[np.int8],
    ) -> int | None:
        """Return what a row is a copy of; `UNKNOWN` for something taken, None for nothing."""
        for one in earlier:
            if one < len(self._taken):
                return UNKNOWN
            if one in leads and kinds[leads[one]] == kind:
                return leads[one]
        return None


def best_rows(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the rows of the highest scores, highest first, ties by row; never ``-inf`` ones."""
    n = len(scores)
    if count < n:
        # Everything as good as the last one wanted, so that ties are broken by row alone
        least = np.partition(scores, n - count)[n - count]
        rows = np.flatnonzero(scores >= least)
    else:
        rows = np.arange(n)
    rows = rows[scores[rows] > -np.inf]
    order = np.lexsort((rows, -scores[rows]))
    best: NDArray[np.int64] = rows[order][:count].astype(np.int64)
    return best


def pair_cosines(vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the cosine of each pair in the first space that knows both, shape (k, k).

    Zero where no space does.
    """
    cosines: NDArray[np.float32] | None = None
    known: NDArray[np.bool_] | None = None
    for found in vectors:
        has = np.any(found, axis=1)
        both = has[:, None] & has[None]
        product = found @ found.T
        if cosines is None or known is None:
            cosines, known = np.where(both, product, np.float32(0)), both
        else:
            cosines = np.where(known, cosines, np.where(both, product, np.float32(0)))
            known |= both
    return np.zeros((0, 0), np.float32) if cosines is None else cosines


def near_copies(vectors: Sequence[NDArray[np.float32]], names: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which pairs are near copies in the first space that knows both, shape (k, k)."""
    size = len(vectors[0]) if vectors else 0
    near = np.zeros((size, size), np.bool_)
    known = np.zeros((size, size), np.bool_)
    for name, found in zip(names, vectors, strict=True):
        least = NEAR_COPY_COSINES.get(name, NEAR_COPY_COSINE_OF_MODELS)
        has = np.any(found, axis=1)
        both = has[:, None] & has[None]
        near |= ~known & both & (found @ found.T >= least)
        known |= both
    return near


def _pick(
    leaders: _Leaders, scores: NDArray[np.float32], weights: Weights, count: int
) -> tuple[list[int], bool]:
    """Return positions among the leaders by maximal marginal relevance, few of each pack."""
    places = np.array(leaders.places, np.int64)
    taken = len(leaders.likeness) - len(places)
    relevance = weights.mmr_lambda * scores[places].astype(np.float64)
    # Being like what stands in the session is wanted; like something picked is not
    likest = np.zeros(len(places))
    packs = leaders.samples.pack[places]
    open_places = np.ones(len(places), np.bool_)
    per_pack: Counter[int] = Counter()
    picked: list[int] = []
    was_capped = False
    while len(picked) < count and open_places.any():
        worth = np.where(open_places, relevance - (1 - weights.mmr_lambda) * likest, -np.inf)
        # Leaders stand best first: of equals the first is the better, then the smaller number
        at = int(np.argmax(worth))
        picked.append(at)
        open_places[at] = False
        pack = int(packs[at])
        per_pack[pack] += 1
        if pack != UNKNOWN and per_pack[pack] >= weights.per_pack:
            full = open_places & (packs == pack)
            was_capped = was_capped or bool(full.any())
            open_places &= ~full
        likest = np.maximum(likest, leaders.likeness[taken + at, taken:])
    return picked, was_capped

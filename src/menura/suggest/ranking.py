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

from menura.discover import UNKNOWN, SearchSpace, Shelf
from menura.suggest.model import Weights
from menura.suggest.samples import Samples
from menura.vectors import Keys

# Cosines from which two samples are one to a producer, if kind, instrument and length agree.
# Of `dsp` measured on rendered samples: .95 of loops and .90 of one-shots in another encoding lie
# above it, no two loops by other seeds, .07 of kicks of other kits. Of models: rips of one
# recording lie at .9972 to .9995 in CLAP's space.
NEAR_COPY_COSINES = {"dsp": 0.975}
NEAR_COPY_COSINE_OF_MODELS = 0.995
SAME_SOUND = 0.997  # gain, bit depth and most encoders leave more
SAME_LENGTH, SAME_LENGTH_S = 0.05, 0.1  # encoders pad by less, and nobody trims more
FIRST_BLOCK, LARGEST_BLOCK, MOST_EXAMINED = 96, 512, 2048
POOL_PER_PLACE, LEAST_POOL = 6, 40
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
    surprise_pool : frozenset of int
        The rows of which the surprise was drawn, each with the same chance; empty without one.
    was_capped : bool
        Something was left out because its pack is full.
    """

    places: Sequence[int]
    copies: dict[int, list[int]]
    surprise_pool: frozenset[int] = frozenset()
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
    quota = weights.per_pack * POOL_PER_PLACE
    leaders = _Leaders(samples, spaces, scores, options.taken, quota=quota)
    wanted = max(LEAST_POOL, POOL_PER_PLACE * options.count)
    if options.surprise_seed is not None:
        wanted = max(wanted, SURPRISES)
    leaders.gather(wanted)
    picked, was_capped = _pick(leaders, scores, weights, options.count)
    # Full packs may leave places empty although others wait farther down
    while len(picked) < options.count and leaders.gather(2 * len(leaders.places) + wanted):
        picked, was_capped = _pick(leaders, scores, weights, options.count)
    places = [leaders.places[at] for at in picked]
    rest: list[int] = []
    if options.surprise_seed is not None:
        settled = places[: options.count - 1]
        rest = _drawable(leaders, places, settled, weights.per_pack)
        if rest:
            rng = np.random.default_rng(options.surprise_seed)
            places = [*settled, rest[int(rng.integers(len(rest)))]]
    return Choice(places, leaders.copies, frozenset(rest), was_capped)


def _drawable(
    leaders: "_Leaders", listed: Sequence[int], settled: Sequence[int], per_pack: int
) -> list[int]:
    """Return the leaders behind a list that may take its last place: of packs that have room."""
    packs = leaders.samples.pack
    taken = Counter(int(packs[place]) for place in settled)
    full = {pack for pack, count in taken.items() if count >= per_pack and pack != UNKNOWN}
    shown = set(listed)
    return [
        place for place in leaders.places if place not in shown and int(packs[place]) not in full
    ]


class _Leaders:
    """The best samples without near copies of better ones, gathered block by block.

    A pack that has given `quota` leaders is passed over from then on: of a library of one pack
    everything would be compared with everything, for three suggestions.
    """

    def __init__(
        self,
        samples: Samples,
        spaces: Sequence[SearchSpace],
        scores: NDArray[np.float32],
        taken: Sequence[int],
        *,
        quota: int,
    ) -> None:
        self.samples = samples
        self.places: list[int] = []
        self.copies: dict[int, list[int]] = {}
        self._spaces = spaces
        self._left = scores.copy()  # -inf for what was examined or passed over
        self._examined = 0
        self._quota = quota
        self._per_pack: Counter[int] = Counter()
        self._taken = np.array(taken, np.int64)
        self.likeness: NDArray[np.float32] = np.zeros((0, 0), np.float32)

    def gather(self, wanted: int) -> bool:
        """Gather until there are so many leaders; tell whether any came to those before."""
        before = len(self.places)
        while len(self.places) < wanted and self._examined < MOST_EXAMINED:
            missing = wanted - len(self.places)
            block = best_rows(self._left, min(LARGEST_BLOCK, max(FIRST_BLOCK, missing * 5 // 4)))
            if not len(block):
                break
            self._left[block] = -np.inf
            self._examined += len(block)
            self._take(block)
            self._pass_over_full_packs(block)
        return len(self.places) > before

    def _pass_over_full_packs(self, block: NDArray[np.int64]) -> None:
        packs = self.samples.pack
        for pack in set(packs[block].tolist()) - {UNKNOWN}:
            if self._per_pack[pack] >= self._quota:
                self._left[packs == pack] = -np.inf

    def _take(self, block: NDArray[np.int64]) -> None:
        numbers = np.concatenate([self._taken, self.samples.numbers[self.places + block.tolist()]])
        vectors = [space.vectors(numbers) for space in self._spaces]
        alike = compare_pairs(vectors, [space.name for space in self._spaces], size=len(numbers))
        first = len(self._taken) + len(self.places)
        near = np.triu(alike.is_near & could_be_one(self.samples.shelf, numbers, alike), 1)
        leads = dict(enumerate(self.places, start=len(self._taken)))
        pairs: dict[int, list[int]] = {}
        ones, others = np.nonzero(near)
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            if other >= first:
                pairs.setdefault(other, []).append(one)
        for at, place in enumerate(block.tolist(), start=first):
            leader = self._leader(pairs.get(at, ()), leads)
            if leader is None:
                leads[at] = place
                self.places.append(place)
                self._per_pack[int(self.samples.pack[place])] += 1
            elif leader != UNKNOWN:
                self.copies.setdefault(leader, []).append(place)
        kept = sorted(leads)
        self.likeness = alike.cosines[np.ix_(kept, kept)]

    def _leader(self, earlier: Sequence[int], leads: dict[int, int]) -> int | None:
        """Return what a row is a copy of; `UNKNOWN` for something taken, None for nothing."""
        for one in earlier:
            if one < len(self._taken):
                return UNKNOWN
            if one in leads:
                return leads[one]
        return None


def could_be_one(shelf: Shelf, numbers: Keys, alike: "Pairs") -> NDArray[np.bool_]:
    """Tell which pairs of tracks are of one kind, instrument and length, shape (k, k).

    An unknown instrument or length may be any, and the same sound is the same whatever instruments
    were guessed.
    """
    rows = shelf.rows_of(numbers)
    kind, instrument = shelf.kind[rows], shelf.instrument[rows]
    duration_s = shelf.duration_s[rows]
    apart_s = np.abs(duration_s[:, None] - duration_s[None])
    allowed_s = np.maximum(SAME_LENGTH_S, SAME_LENGTH * duration_s)
    is_known = instrument != UNKNOWN
    other = (instrument[:, None] != instrument[None]) & is_known[:, None] & is_known[None]
    same: NDArray[np.bool_] = kind[:, None] == kind[None]
    same &= ~(apart_s > allowed_s[:, None])
    same &= ~other | (alike.cosines >= SAME_SOUND)
    return same


def best_rows(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return the rows of the highest scores, highest first, ties by row; never ``-inf`` ones."""
    rows = np.flatnonzero(scores > -np.inf)
    worth = scores[rows]
    if count < len(rows):
        # Everything as good as the last one wanted, so that ties are broken by row alone
        least = np.partition(worth, len(rows) - count)[len(rows) - count]
        is_good = worth >= least
        rows, worth = rows[is_good], worth[is_good]
    # A stable sort keeps equal ones in the order of their rows
    best: NDArray[np.int64] = rows[np.argsort(-worth, kind="stable")][:count]
    return best


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """How alike tracks are, pair by pair, each in the first space that knows both.

    Attributes
    ----------
    cosines : float32 array, shape (k, k)
        0 where no space knows both.
    is_near : bool array, shape (k, k)
        They are near copies.
    """

    cosines: NDArray[np.float32]
    is_near: NDArray[np.bool_]


def compare_pairs(
    vectors: Sequence[NDArray[np.float32]], names: Sequence[str], *, size: int
) -> Pairs:
    """Compare tracks with each other.

    Parameters
    ----------
    vectors : sequence of float32 arrays, shape (k, d)
        Unit vectors by space, the best first; zeros where a track has none.
    names : sequence of str
        Of the spaces.
    size : int
        How many tracks there are (k), also where there is no space at all.
    """
    cosines = np.zeros((size, size), np.float32)
    is_near = np.zeros((size, size), np.bool_)
    left: NDArray[np.bool_] | None = None  # pairs that no space has compared yet; None: all
    for name, found in zip(names, vectors, strict=True):
        least = NEAR_COPY_COSINES.get(name, NEAR_COPY_COSINE_OF_MODELS)
        product = found @ found.T
        has = np.any(found, axis=1)
        if left is None and has.all():
            return Pairs(product, product >= least)
        both = has[:, None] & has[None]
        both &= True if left is None else left
        cosines[both] = product[both]
        is_near |= both & (product >= least)
        left = ~both if left is None else left & ~both
    return Pairs(cosines, is_near)


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

"""Choose what of the tracks near to a mixture stands in the list."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.alchemy_options import AlchemyOptions
from menura.discover.alchemy_pool import Pool, gather
from menura.discover.alchemy_sampling import sampling_order
from menura.discover.alchemy_sides import Side
from menura.discover.errors import EmptyLibraryError
from menura.discover.filters import mask
from menura.discover.picking import PickLimits, pick
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS

POOL_PER_TRACK, POOL_LEAST = 5, 200  # tracks that chance chooses from, for each that is wanted
WIDER = 4  # times as many are looked at where too few may stand in the list
MOST_LOOKED_AT = 100_000  # distances, whatever the library: about a third of a second
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TooNear:
    """How far each of a pool lies from what is avoided.

    Attributes
    ----------
    is_so : bool array, shape (m,)
    distances : float array, shape (m,)
        To the nearest point that is too near, whose owner is `nearest`; meaningless elsewhere.
    """

    is_so: NDArray[np.bool_]
    distances: NDArray[np.float64]
    nearest: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What of a pool stands in the list, and what was kept out of it; positions in the pool."""

    pool: Pool
    chosen: Positions
    too_near: Positions
    reasons: TooNear


def allowed_rows(
    search: SearchSpace, added: Side, avoided: Side, options: AlchemyOptions
) -> NDArray[np.bool_]:
    """Tell which rows may be found: what passes the filter, without what things are made of."""
    shelf = search.shelf
    kinds = frozenset(KINDS[code] for code in np.unique(shelf.kind[added.rows]).tolist())
    allowed = mask(shelf, options.filter, kinds)
    if not allowed.any():
        raise EmptyLibraryError(filtered=True)
    allowed = allowed.copy()
    allowed[added.rows] = False
    allowed[avoided.rows] = False
    return allowed


def choose(
    search: SearchSpace,
    added: Side,
    avoided: Side,
    allowed: NDArray[np.bool_],
    options: AlchemyOptions,
) -> Choice:
    """Choose from a pool, and from a larger one where too few of it may stand in the list."""
    size = first = max(POOL_LEAST, POOL_PER_TRACK * options.count)
    while True:
        pool = gather(search, added, allowed, size)
        too_near = _measure(pool, avoided)
        free = np.flatnonzero(~too_near.is_so)
        # Chance chooses among the nearest; those that only a larger pool brought follow in order.
        rng = np.random.default_rng(options.seed)
        drawn = sampling_order(pool.distances[free[:first]], options.temperature, rng)
        order = np.concatenate([free[:first][drawn], free[first:]])
        limits = PickLimits(
            options.count, per_artist=options.per_artist, excluded=added.rows.tolist()
        )
        picked = pick(search, pool.rows[order], pool.distances[order], limits)
        is_enough = len(picked) == options.count or pool.is_all
        if is_enough or size * WIDER * len(added.vectors) > MOST_LOOKED_AT:
            break
        size *= WIDER
    chosen = np.sort(order[picked])
    left_out = np.flatnonzero(too_near.is_so)
    if len(chosen):
        left_out = left_out[left_out < chosen[-1]]
    return Choice(pool, chosen, left_out[: options.count], too_near)


def _measure(pool: Pool, avoided: Side) -> TooNear:
    if not len(avoided.vectors) or not len(pool.rows):
        none = np.zeros(len(pool.rows))
        return TooNear(none > 0, none, none.astype(np.int64))
    apart = avoided.distances_to(pool.vectors)
    broken = np.where(apart < avoided.limits, apart, np.inf)
    point = broken.argmin(axis=1)
    nearest = np.take_along_axis(broken, point[:, np.newaxis], axis=1)[:, 0]
    return TooNear(np.isfinite(nearest), nearest, avoided.owners[point])

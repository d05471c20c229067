"""Put a playlist into an order that listens well."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from menura.audio.key_notation import SEMITONES
from menura.audio.key_relation import grade_fit
from menura.discover.reasons import pitch_key
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN, Shelf
from menura.vectors import Vectors

KEY_COUNT = 2 * SEMITONES
FARTHEST_TEMPO = 0.5  # octaves: as far as two tempi can lie apart modulo the octave
TWO_OPT_ROWS = 500  # more take longer than a listener waits for a list: the chain has to do
TWO_OPT_SWEEPS = 20  # hardly ever more than ten change anything


class Order(StrEnum):
    """Name the orders of a playlist."""

    TEMPO = "tempo"
    ENERGY = "energy"
    BRIGHTNESS = "brightness"
    HARMONIC = "harmonic"
    """Each key goes well with the one before (the circle of fifths, Camelot's wheel)."""
    SMOOTH = "smooth"
    """Each track sounds like the one before."""


def order_rows(
    search: SearchSpace, rows: Sequence[int], by: Order, *, descending: bool = False
) -> list[int]:
    """Return the rows in order: a permutation of them; what is not known comes last.

    `HARMONIC` and `SMOOTH` begin with the first row, and know no `descending`.

    Notes
    -----
    Harmonic: after each track follows the one whose key fits best (the same, its relative, a
    fifth away ...), of equal ones that with the nearest tempo, half and double time being near.
    Tracks without a key follow at the end, by tempo. Smooth: a chain of nearest neighbours, in
    which pieces are then turned round as long as this shortens it (2-opt; G. Croes, 1958), up to
    500 tracks. Equal choices go to the track that was named first.
    """
    given = np.asarray(rows, np.int64)
    if not len(given):
        return []
    places = _ORDERS[by](search, given, descending)
    ordered: list[int] = given[places].tolist()
    return ordered


def _by_column(name: str) -> Callable[[SearchSpace, NDArray[np.int64], bool], NDArray[np.int64]]:
    def places(search: SearchSpace, rows: NDArray[np.int64], descending: bool) -> NDArray[np.int64]:
        values = getattr(search.shelf, name)[rows]
        return np.argsort(-values if descending else values, kind="stable")  # NaN comes last

    return places


# ---------------------------------------------------------------------------------- harmonic


def _harmonic(search: SearchSpace, rows: NDArray[np.int64], _descending: bool) -> NDArray[np.int64]:
    shelf = search.shelf
    keys = shelf.key[rows].astype(np.int64)
    octaves = _octaves(shelf, rows)
    fits = _key_fits()
    left = np.ones(len(rows), np.bool_)
    order = [0]
    left[0] = False
    for _ in range(1, len(rows)):
        here = order[-1]
        choice = np.flatnonzero(left & (keys != UNKNOWN))
        if not len(choice):
            choice = np.flatnonzero(left)
        steps = tempo_steps(octaves[here], octaves[choice])
        best = np.lexsort((steps, -fits[keys[here], keys[choice]]))[0]
        order.append(int(choice[best]))
        left[order[-1]] = False
    return np.array(order)


@cache
def _key_fits() -> NDArray[np.float64]:
    """Return how well each key goes with each, shape (25, 25); the last one stands for none."""
    keys = [*(pitch_key(code) for code in range(KEY_COUNT)), None]
    return np.array([[grade_fit(one, other).fit for other in keys] for one in keys])


def _octaves(shelf: Shelf, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    tempo = shelf.tempo_bpm[rows].astype(np.float64)
    return np.log2(np.where(tempo > 0, tempo, np.nan))


def tempo_steps(here: float, there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far tempi (log2 of BPM) lie apart modulo the octave; far where unknown."""
    apart = there - here
    return np.nan_to_num(np.abs(apart - np.rint(apart)), nan=FARTHEST_TEMPO)


# ------------------------------------------------------------------------------------ smooth


def _smooth(search: SearchSpace, rows: NDArray[np.int64], _descending: bool) -> NDArray[np.int64]:
    vectors = search.vectors(search.shelf.numbers[rows])
    heard = np.any(vectors, axis=1)
    heard[0] = True  # the list begins with it, heard or not
    known = np.flatnonzero(heard)
    chain = nearest_chain(vectors[known])
    if 3 < len(known) <= TWO_OPT_ROWS:
        chain = shortened(chain, 1.0 - vectors[known] @ vectors[known].T)
    return np.concatenate([known[chain], np.flatnonzero(~heard)])


def nearest_chain(vectors: Vectors) -> NDArray[np.int64]:
    """Return an order that begins with the first row and goes on to the nearest one left."""
    left = np.ones(len(vectors), np.bool_)
    order = np.zeros(len(vectors), np.int64)
    left[0] = False
    for place in range(1, len(vectors)):
        cosines = vectors @ vectors[order[place - 1]]
        order[place] = np.where(left, cosines, -np.inf).argmax()
        left[order[place]] = False
    return order


def shortened(order: NDArray[np.int64], distances: NDArray[np.float32]) -> NDArray[np.int64]:
    """Turn pieces of an order round as long as it gets shorter; the first row stays first.

    Parameters
    ----------
    distances : float32 array, shape (n, n)
        Between rows.
    """
    order, size = order.copy(), len(order)
    for _ in range(TWO_OPT_SWEEPS):
        has_changed = False
        for first in range(1, size - 1):
            gain = _gains(order, distances, first)
            best = int(gain.argmax())
            if gain[best] > 1e-6:  # float noise is no gain, and would go on for ever
                last = first + 1 + best
                order[first : last + 1] = order[first : last + 1][::-1].copy()
                has_changed = True
        if not has_changed:
            break
    return order


def _gains(
    order: NDArray[np.int64], distances: NDArray[np.float32], first: int
) -> NDArray[np.float32]:
    """Return by how much turning ``order[first:last + 1]`` shortens, for each later `last`."""
    before, start = order[first - 1], order[first]
    ends, after = order[first + 1 :], order[first + 2 :]
    gain = distances[before, start] - distances[before, ends]
    gain[:-1] += distances[ends[:-1], after] - distances[start, after]  # the last has none after it
    result: NDArray[np.float32] = gain
    return result


_ORDERS: dict[Order, Callable[[SearchSpace, NDArray[np.int64], bool], NDArray[np.int64]]] = {
    Order.TEMPO: _by_column("tempo_bpm"),
    Order.ENERGY: _by_column("energy"),
    Order.BRIGHTNESS: _by_column("brightness"),
    Order.HARMONIC: _harmonic,
    Order.SMOOTH: _smooth,
}

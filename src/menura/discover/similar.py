"""Find the tracks that sound most like some track, several tracks, a text or a vector."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from menura.discover.errors import EmptyLibraryError, NothingToGoByError, SearchInputError
from menura.discover.filters import WHOLE, TrackFilter, check_filter, is_narrowing, mask
from menura.discover.model import Found, Ingredient
from menura.discover.ordering import Order, order_rows
from menura.discover.picking import PickLimits, pick
from menura.discover.points import Points, find_points
from menura.discover.search_space import SearchSpace
from menura.discover.seed_reasons import explain_by_seeds
from menura.discover.shelf import KINDS, UNKNOWN
from menura.vectors import Vector

MOST = 500  # tracks in one answer
# Asked of the index beyond what is wanted, to make up for copies and full artists; each further
# round asks for more, the last one for everything
FIRST_ASKED, SPARE, GROWTH, ROUNDS = 1.25, 20, 4, 6
FEW_ALLOWED = 0.5  # share of the shelf below which the index is told what is allowed
NOTHING = 1e-6  # a mean of unit vectors this short is rounding noise


@dataclass(frozen=True, slots=True)
class SimilarOptions:
    """How to look for similar tracks.

    Attributes
    ----------
    count : int
        How many tracks to find, 1 to 500.
    per_artist : int, optional
        Tracks of one artist at most; None: no limit.
    without_copies : bool
        Leave out what is the same recording, or the same song by the same artist, as a nearer one.
    smooth : bool
        In an order in which each sounds like the one before, instead of nearest first.
    """

    count: int = 20
    per_artist: int | None = None
    without_copies: bool = True
    smooth: bool = False
    filter: TrackFilter = field(default_factory=TrackFilter)


@dataclass(frozen=True, slots=True)
class SimilarResult:
    """The tracks nearest to what was asked for, and what to know about the list."""

    items: Sequence[Found]
    space: str
    note: str | None = None


def find_similar(
    search: SearchSpace, seeds: Sequence[Ingredient], options: SimilarOptions | None = None
) -> SimilarResult:
    """Return the tracks nearest to the seeds (their mean, where there are several).

    The tracks the seeds are made of are never among them, nor are copies of these.

    Parameters
    ----------
    seeds : sequence of Ingredient
        At least one. Each counts the same, however many tracks it is made of.

    Returns
    -------
    SimilarResult
        As many as were asked for if so many exist that pass the filter and the limits.

    Raises
    ------
    SearchInputError, NothingToGoByError, EmptyLibraryError
    """
    options = options or SimilarOptions()
    check_options(seeds, options)
    if not len(search.shelf) or not len(search.index):
        raise EmptyLibraryError
    points = [find_points(search, seed) for seed in seeds]
    seed_rows = sorted({row for point in points for row in point.rows})
    allowed = _Allowed(search, seed_rows, options.filter)
    near = _nearest(search, middle_of(points), allowed, options)
    if options.smooth:
        near = _smoothed(search, near)
    return SimilarResult(
        _explained(search, points, near),
        search.name,
        None if len(near.rows) == options.count else _note(len(near.rows), allowed.count, options),
    )


def check_options(seeds: Sequence[Ingredient], options: SimilarOptions) -> None:
    """Check what was asked for; raise SearchInputError."""
    if not seeds:
        raise SearchInputError("Name at least one thing to be similar to.", field="seeds")
    if not 1 <= options.count <= MOST:
        raise SearchInputError(
            f"Ask for 1 to {MOST} tracks, not for {options.count}.", field="count"
        )
    if options.per_artist is not None and options.per_artist < 1:
        raise SearchInputError(
            f"At least one track of each artist must be allowed, not {options.per_artist}; "
            "leave it out for no limit.",
            field="per_artist",
        )
    check_filter(options.filter)


def middle_of(points: Sequence[Points]) -> Vector:
    """Return the mean of ingredients, each of length one first, as a unit vector.

    Raises
    ------
    SearchInputError
        A number that is not finite, or an ingredient without vectors.
    NothingToGoByError
        They point into opposite directions and leave nothing.
    """
    parts = []
    for point in points:
        vectors = np.asarray(point.vectors, np.float64)
        if not vectors.size or not np.isfinite(vectors).all():
            raise SearchInputError(
                f"The vectors of {point.ingredient.name[:80]!r} are none, or not all finite "
                "numbers; give at least one of finite numbers.",
                field="seeds",
            )
        parts.append(_unit(vectors.mean(axis=0)))
    middle = _unit(np.mean(parts, axis=0))
    if not middle.any():
        raise NothingToGoByError(
            "What was named sounds so opposite that its middle is nothing; name fewer things.",
            field="seeds",
        )
    found: Vector = middle.astype(np.float32)
    return found


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    length = float(np.linalg.norm(vector))
    return vector / length if length > NOTHING else np.zeros_like(vector)


class _Allowed:
    """Tell which rows may be found.

    Without a filter of somebody's a look at the kinds of candidates does: going over a million
    rows would take ten times as long as the search.
    """

    def __init__(self, search: SearchSpace, seed_rows: Sequence[int], given: TrackFilter) -> None:
        self.seed_rows = np.array(seed_rows, np.int64)
        self._shelf, self._filter = search.shelf, given
        self._kinds = frozenset(
            KINDS[code] for code in set(search.shelf.kind[self.seed_rows].tolist())
        )
        self.looks_at_all = is_narrowing(given)
        if self.looks_at_all and self.count == 0:
            raise EmptyLibraryError(filtered=True)

    @cached_property
    def passed(self) -> NDArray[np.bool_]:
        """Return what the filter says of every row."""
        passed = mask(self._shelf, self._filter, self._kinds)
        passed[self.seed_rows] = False
        return passed

    @cached_property
    def count(self) -> int:
        """Return how many rows pass."""
        return int(np.count_nonzero(self.passed))

    def among(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which of these rows pass; `UNKNOWN` ones do not."""
        if self.looks_at_all:
            passes = self.passed[rows]
        else:
            kinds = np.array([kind in WHOLE or kind in self._kinds for kind in KINDS])
            passes = kinds[self._shelf.kind[rows]]
        found: NDArray[np.bool_] = passes & (rows != UNKNOWN)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """Rows and how far they are, nearest first."""

    rows: NDArray[np.int64]
    distances: NDArray[np.float32]

    def at(self, places: Sequence[int] | NDArray[np.int64]) -> "_Near":
        """Return those in some places."""
        chosen = np.asarray(places) if len(places) else np.empty(0, np.int64)
        return _Near(self.rows[chosen], self.distances[chosen])


def _nearest(
    search: SearchSpace, middle: Vector, allowed: _Allowed, options: SimilarOptions
) -> _Near:
    """Ask the index for more and more, until enough may stand in the list.

    Copies, artists that are full, and tracks that the index knows and the shelf does not are seen
    only afterwards.
    """
    limits = PickLimits(
        options.count,
        options.per_artist,
        options.without_copies,
        excluded=allowed.seed_rows.tolist(),
    )
    asked = int(options.count * FIRST_ASKED) + SPARE
    for turn in range(1, ROUNDS + 1):
        asked = len(search.index) if turn == ROUNDS else min(asked, len(search.index))
        near = _ask(search, middle, asked, allowed)
        places = pick(search, near.rows, near.distances, limits)
        if len(places) == options.count or asked == len(search.index):
            break
        asked *= GROWTH
        allowed.looks_at_all = True  # it may be that most tracks are parts of music
    return near.at(places)


def _ask(search: SearchSpace, middle: Vector, count: int, allowed: _Allowed) -> _Near:
    """Return the nearest rows that pass.

    Where most rows pass, the others are taken out afterwards: telling the index of 95,000 of
    100,000 rows costs more than the search.
    """
    numbers = search.shelf.numbers
    if allowed.looks_at_all and allowed.count < FEW_ALLOWED * len(numbers):
        found = search.index.search(middle, count, allowed=numbers[allowed.passed])
    else:
        found = search.index.search(middle, count, excluded=numbers[allowed.seed_rows])
    rows = search.shelf.rows_of(found.keys)
    return _Near(rows, found.distances).at(np.flatnonzero(allowed.among(rows)))


def _smoothed(search: SearchSpace, near: _Near) -> _Near:
    places = {row: place for place, row in enumerate(near.rows.tolist())}
    return near.at([places[row] for row in order_rows(search, near.rows.tolist(), Order.SMOOTH)])


def _explained(search: SearchSpace, points: Sequence[Points], near: _Near) -> tuple[Found, ...]:
    shelf, rows, distances = search.shelf, near.rows.tolist(), near.distances.tolist()
    numbers, ids = shelf.numbers[near.rows].tolist(), shelf.ids[near.rows].tolist()
    told = explain_by_seeds(search, points, rows, distances)
    return tuple(
        Found(number, track_id.decode("ascii"), distance, reasons)
        for number, track_id, distance, reasons in zip(numbers, ids, distances, told, strict=True)
    )


def _note(found: int, passed: int, options: SimilarOptions) -> str:
    """Say why a list is shorter than asked for."""
    many = f"{passed} other {'track' if passed == 1 else 'tracks'}"
    if is_narrowing(options.filter):
        why = f"{many} pass{'es' if passed == 1 else ''} the filter"
    elif passed == 0:
        return "No other track has been analysed yet; scan more music."
    else:
        why = f"{many} {'has' if passed == 1 else 'have'} been analysed so far"
    if found == passed:
        return f"Only {why}."
    left_out = "copies" if options.without_copies else ""
    if options.per_artist is not None:
        left_out += " or " * bool(left_out) + f"more than {options.per_artist} by one artist"
    left_out = left_out or "without a vector in this space"
    return f"{found} of {options.count} tracks: {why}, the rest are {left_out}."

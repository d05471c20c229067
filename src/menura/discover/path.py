"""Lead from one sound to another in even steps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from menura.discover.errors import NoPathError, SearchInputError
from menura.discover.filters import TrackFilter, allowed_numbers, check_filter
from menura.discover.model import Found, Ingredient, IngredientKind
from menura.discover.path_choice import Places, assign, choose_evenly
from menura.discover.path_ends import Ends, find_ends
from menura.discover.path_pool import Gathered, gather
from menura.discover.path_smoothing import smooth_order
from menura.discover.path_waypoints import divide
from menura.discover.reasons import explain
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS
from menura.vectors import Keys, Vectors

FEWEST_STEPS, MOST_STEPS = 2, 500
WIDTH = 128
CLEARLY = 0.9  # shorter squares in sum may cost evenness: the order changes for a clear gain
"""Tracks considered at each place. Measured: with 48 the largest step is 10 % longer."""


class Interpolation(StrEnum):
    """Name how the way between two vectors is divided."""

    SPHERICAL = "spherical"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class PathOptions:
    """How to lead.

    Attributes
    ----------
    steps : int
        Tracks in all, both ends included; 2 to 500.
    per_artist : int, optional
        Tracks of one artist at most, the ends included; None: no limit. The ends always stay.
    variance : float
        0: the most even path, whatever the seed. Up to 1: the more freely the seed chooses among
        neighbours.
    mood_share : float
        0 to 1: how far a mood as an end leads to the middle of that mood.
    """

    steps: int = 25
    per_artist: int | None = 3
    interpolation: Interpolation = Interpolation.SPHERICAL
    variance: float = 0.0
    seed: int = 0
    mood_share: float = 1.0
    filter: TrackFilter = field(default_factory=TrackFilter)


@dataclass(frozen=True, slots=True)
class PathResult:
    """A path, and how even it is.

    Attributes
    ----------
    items : sequence of Found
        Both ends included; ``distance`` is that to the track before (None for the first).
    largest_step, mean_step : float
        Cosine distances between neighbours on the path.
    direct_distance : float
        Between both ends.
    note : str, optional
        Why the path is shorter than asked for, or its ends are not what was named.
    """

    items: Sequence[Found]
    space: str
    largest_step: float
    mean_step: float
    direct_distance: float
    seed: int
    note: str | None = None


def find_path(
    search: SearchSpace, start: Ingredient, end: Ingredient, options: PathOptions | None = None
) -> PathResult:
    """Return a path from `start` to `end`, as even as the library allows; see `PathResult`.

    The way is divided into equal parts, the tracks around it are gathered, and of these one is
    chosen for each part such that no step is longer than it must be and most are alike
    (`choose_evenly`). Taking the nearest track at each part instead, one by one, makes the
    largest step about twice as long, and lets parts go empty where neighbours are used up.

    Raises
    ------
    SearchInputError
        Both ends are the same, or a number is out of range.
    NoPathError
        The library has no two tracks to lead between.
    NotOnShelfError, NotHeardInSpaceError, ArtistNotFoundError, NothingToGoByError
        As `find_points`, for an end.
    """
    options = options or PathOptions()
    _check(options, start, end)
    if len(search.shelf) < FEWEST_STEPS:
        raise NoPathError(
            f"A path leads from one track to another, and {len(search.shelf)} was heard; "
            "let the scan hear more music."
        )
    ends = find_ends(
        search,
        [start, end],
        allowed=allowed_numbers(search.shelf, options.filter),
        mood_share=options.mood_share,
        spherical=options.interpolation is Interpolation.SPHERICAL,
    )
    kinds = frozenset(KINDS[search.shelf.kind[row]] for row in ends.rows)
    allowed = allowed_numbers(search.shelf, options.filter, kinds)
    between = _rows_between(search, ends, options, allowed)
    return _result(search, ends, between, options)


def _check(options: PathOptions, start: Ingredient, end: Ingredient) -> None:
    """Check what was asked for."""
    check_filter(options.filter)
    if not FEWEST_STEPS <= options.steps <= MOST_STEPS:
        raise SearchInputError(
            f"A path has {FEWEST_STEPS} to {MOST_STEPS} tracks, both ends included; "
            f"got {options.steps}.",
            field="steps",
        )
    for name, value in (("variance", options.variance), ("mood_share", options.mood_share)):
        if not (math.isfinite(value) and 0.0 <= value <= 1.0):
            raise SearchInputError(f"{name} is a share from 0 to 1; got {value}.", field=name)
    if options.per_artist is not None and options.per_artist < 1:
        raise SearchInputError(
            f"At least 1 track of an artist must be allowed; got {options.per_artist}. "
            "Leave it out for no limit.",
            field="per_artist",
        )
    if options.seed < 0:
        raise SearchInputError(f"A seed is 0 or more; got {options.seed}.", field="seed")
    if _identity(start) == _identity(end):
        raise SearchInputError(
            f"A path needs two different ends; both are {start.name[:80]!r}.", field="end"
        )


def _identity(ingredient: Ingredient) -> tuple[IngredientKind, object]:
    """Return what makes an ingredient the same as another."""
    if ingredient.kind is IngredientKind.TRACK:
        return ingredient.kind, tuple(one.lower() for one in ingredient.track_ids)
    own = ingredient.vectors
    return ingredient.kind, (
        ingredient.name,
        tuple(ingredient.track_ids),
        None if own is None else own.tobytes(),
    )


def _rows_between(
    search: SearchSpace, ends: Ends, options: PathOptions, allowed: Keys | None
) -> NDArray[np.int64]:
    """Return the rows between the ends, as many as were asked for or as there are."""
    slots = options.steps - FEWEST_STEPS
    if slots == 0:
        return np.empty(0, np.int64)
    way = _way(ends, slots, options)
    gathered = gather(search, way, ends.rows, allowed=allowed, per_artist=options.per_artist)
    if gathered.usable == 0:
        return np.empty(0, np.int64)
    if gathered.usable < slots:
        gathered = gathered.along(_way(ends, gathered.usable, options))
    return gathered.rows[_places(gathered, ends, options)]


def _way(ends: Ends, slots: int, options: PathOptions) -> Vectors:
    """Return the points between the ends, in equal parts."""
    shares = np.linspace(0.0, 1.0, slots + FEWEST_STEPS)[1:-1]
    spherical = options.interpolation is Interpolation.SPHERICAL
    return divide(ends.vectors[0], ends.vectors[1], shares, spherical=spherical)


def _places(gathered: Gathered, ends: Ends, options: PathOptions) -> Places:
    """Return which of the gathered tracks to take, in order."""
    chosen = gathered
    if options.variance > 0.0:
        chosen = gathered.thinned(options.variance, options.seed)
    start, end = ends.vectors
    places = choose_evenly(chosen.pool, start, end, width=WIDTH)
    is_used_up = places is None
    if places is None:  # neighbours were used up half way
        chosen = gathered.capped()
        places = assign(chosen.pool)
    along = np.concatenate([start[np.newaxis], chosen.pool.vectors[places], end[np.newaxis]])
    order = smooth_order(along)
    if is_used_up or _longest(along[order]) < CLEARLY * _longest(along):
        places = places[order[1:-1] - 1]
    return np.searchsorted(gathered.rows, chosen.rows[places])


def _longest(along: Vectors) -> float:
    return float(np.max(distances_between(along[:-1], along[1:])))


def _result(
    search: SearchSpace, ends: Ends, between: NDArray[np.int64], options: PathOptions
) -> PathResult:
    """Put the path together with what is to be said about it."""
    shelf = search.shelf
    rows = [ends.rows[0], *between.tolist(), ends.rows[1]]
    vectors = search.vectors(shelf.numbers[rows])
    steps = distances_between(vectors[:-1], vectors[1:])
    items = [Found(int(shelf.numbers[rows[0]]), shelf.track_id(rows[0]), None)]
    for before, row, step in zip(rows[:-1], rows[1:], steps.tolist(), strict=True):
        reasons = explain(shelf, before, row, step)
        items.append(Found(int(shelf.numbers[row]), shelf.track_id(row), step, reasons))
    notes = [*ends.notes]
    if len(rows) < options.steps:
        notes.append(
            f"The path has {len(rows)} tracks instead of {options.steps}: no more pass the filter "
            "and the limit per artist without being copies of each other."
        )
    return PathResult(
        items,
        search.name,
        largest_step=float(steps.max()),
        mean_step=float(steps.mean()),
        direct_distance=float(distances_between(ends.vectors[:1], ends.vectors[1:])[0]),
        seed=options.seed,
        note=" ".join(notes) or None,
    )


def distances_between(before: Vectors, after: Vectors) -> NDArray[np.float32]:
    """Return the cosine distances of unit vectors, pair by pair, 0 to 2."""
    cosines = np.einsum("nd,nd->n", before, after)
    distances: NDArray[np.float32] = np.clip(1.0 - cosines, 0.0, 2.0)
    return distances

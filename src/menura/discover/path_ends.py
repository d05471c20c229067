"""Find the tracks between which a path leads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menura.discover.errors import NoPathError
from menura.discover.model import Ingredient, IngredientKind
from menura.discover.path_waypoints import divide
from menura.discover.points import Points, find_points
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN
from menura.vectors import Keys, Vector, Vectors

FIRST_LOOKED_AT = 16
"""Nearest tracks that are looked at first; rarely is more than one a copy of the other end."""


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Where a path begins and ends.

    Attributes
    ----------
    rows : sequence of int
        Two different rows.
    vectors : float32 array, shape (2, d)
        Their unit vectors.
    notes : sequence of str
        Which track stands for what was named, where that is not a track.
    """

    rows: Sequence[int]
    vectors: Vectors
    notes: Sequence[str]


def find_ends(
    search: SearchSpace,
    named: Sequence[Ingredient],
    *,
    allowed: Keys | None,
    mood_share: float,
    spherical: bool,
) -> Ends:
    """Return the tracks that stand for two things that were named.

    A track stands for itself, whatever the filter says. An artist or a playlist is stood for by
    one of its tracks, anything else by any track that is allowed: the one nearest to it. What
    has several middles is taken at the one that is nearest to the other end. A mood lies
    `mood_share` of the way from the other end to its middle.

    Raises
    ------
    NoPathError
        No track is left for one of them.
    """
    points = [find_points(search, ingredient) for ingredient in named]
    middles = _nearest_middles(points)
    rows: dict[int, int] = {
        place: one.rows[0] for place, one in enumerate(points) if _is_track(one.ingredient)
    }
    notes = []
    for place, one in enumerate(points):
        if place in rows:
            continue
        target = middles[place]
        if one.ingredient.kind is IngredientKind.MOOD:
            share = np.array([mood_share])
            target = divide(middles[1 - place], target, share, spherical=spherical)[0]
        rows[place] = _track_near(search, one, target, taken=list(rows.values()), allowed=allowed)
        verb = "ends" if place else "begins"
        notes.append(f"The path {verb} with the track nearest to {one.ingredient.name[:80]!r}.")
    ordered = [rows[0], rows[1]]
    return Ends(ordered, np.stack([search.vector_of(row) for row in ordered]), notes)


def _is_track(ingredient: Ingredient) -> bool:
    return ingredient.kind is IngredientKind.TRACK


def _nearest_middles(points: Sequence[Points]) -> list[Vector]:
    cosines = points[0].vectors @ points[1].vectors.T
    one, other = np.unravel_index(int(np.argmax(cosines)), cosines.shape)
    return [points[0].vectors[one], points[1].vectors[other]]


def _track_near(
    search: SearchSpace,
    points: Points,
    target: Vector,
    *,
    taken: Sequence[int],
    allowed: Keys | None,
) -> int:
    """Return the row of the track nearest to a point that is no copy of those taken."""
    own = search.shelf.numbers[np.asarray(points.rows, np.int64)]
    within = [own if allowed is None else np.intersect1d(own, allowed), own] if len(own) else []
    for numbers in [*within, allowed]:
        row = _nearest_row(search, target, taken=taken, allowed=numbers)
        if row is not None:
            return row
    raise NoPathError(
        f"No track is left to stand for {points.ingredient.name[:80]!r} as an end of a path; "
        "let more music be heard, or take some of the filter away."
    )


def _nearest_row(
    search: SearchSpace, target: Vector, *, taken: Sequence[int], allowed: Keys | None
) -> int | None:
    shelf, count = search.shelf, FIRST_LOOKED_AT
    works = {int(shelf.work[row]) for row in taken} - {0}
    while True:
        found = search.index.search(
            target, count, allowed=allowed, excluded=shelf.numbers[np.asarray(taken, np.int64)]
        )
        for row in map(int, shelf.rows_of(found.keys)):
            if row != UNKNOWN and int(shelf.work[row]) not in works:
                return row
        if len(found) < count:
            return None
        count *= FIRST_LOOKED_AT

"""Say why tracks are like several others: each is compared with the one it sounds most like."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from menura.discover.model import IngredientKind, Reason
from menura.discover.points import Points
from menura.discover.reasons import explain_all
from menura.discover.search_space import SearchSpace

MOST_COMPARED = 200  # seeds; a large playlist's are spread evenly

Reasons = tuple[Reason, ...]


def explain_by_seeds(
    search: SearchSpace, points: Sequence[Points], rows: Sequence[int], distances: Sequence[float]
) -> list[Reasons]:
    """Return the reasons of each row.

    One seed is compared with all; of several, the nearest one, which is named. What has no track
    of its own (a mood, a text) leaves the distance alone.
    """
    names = _names(points)
    seeds = list(names)
    if len(seeds) <= 1 or not len(rows):
        return explain_all(search.shelf, seeds[0] if seeds else None, rows, distances)
    nearest = _nearest_seed(search, seeds, rows)
    told: dict[int, Reasons] = {}
    for seed in set(nearest):
        places = [place for place, one in enumerate(nearest) if one == seed]
        reasons = explain_all(
            search.shelf, seed, [rows[p] for p in places], [distances[p] for p in places]
        )
        near = Reason("nearest", f"nearest to {names[seed]}")
        for place, (first, *others) in zip(places, reasons, strict=True):
            told[place] = (first, near, *others)
    return [told[place] for place in range(len(rows))]


def _names(points: Sequence[Points]) -> Mapping[int, str]:
    """Return the rows of all seeds, and what each is called."""
    names: dict[int, str] = {}
    for point in points:
        kind, name = point.ingredient.kind, point.ingredient.name
        is_one = kind is IngredientKind.TRACK
        called = repr(name) if is_one else f"a track of {name!r}"
        for row in point.rows:
            names.setdefault(row, called)
    if len(names) <= MOST_COMPARED:
        return names
    rows = sorted(names)
    chosen = np.linspace(0, len(rows) - 1, MOST_COMPARED).round().astype(int)
    return {rows[at]: names[rows[at]] for at in chosen.tolist()}


def _nearest_seed(search: SearchSpace, seeds: Sequence[int], rows: Sequence[int]) -> list[int]:
    numbers = search.shelf.numbers
    ours = search.vectors(numbers[np.asarray(seeds, np.int64)])
    theirs = search.vectors(numbers[np.asarray(rows, np.int64)])
    best: NDArray[np.int64] = np.argmax(theirs @ ours.T, axis=1)
    return [seeds[at] for at in best.tolist()]

"""Gather what a mixture goes towards and what it keeps away from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from menura.discover.anchor_ingredient import AnchorIngredient
from menura.discover.centres import find_centres
from menura.discover.errors import SearchInputError
from menura.discover.model import Ingredient, IngredientKind
from menura.discover.mood_tracks import meant_by
from menura.discover.points import Points, find_points
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import name_key
from menura.vectors import Vectors

MOST_INGREDIENTS = 100
MOST_ADDED_POINTS = 24  # each is searched for; ten artists would be eighty searches
Identity = tuple[str, str]
"""Kind and what is meant: equal for what is the same thing."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Points of one side, and whose they are.

    Attributes
    ----------
    vectors : float32 array, shape (k, d)
    owners : int array, shape (k,)
        Which of `names` each point belongs to.
    names : sequence of str
        ``'Metallica' (artist)``.
    limits : float array, shape (k,)
        Cosine distance that is kept to each point; zeros on the side that is gone towards.
    parts : sequence of Points
        What was found of each ingredient.
    """

    vectors: Vectors
    owners: NDArray[np.int64]
    names: Sequence[str]
    limits: NDArray[np.float64]
    parts: Sequence[Points]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the rows of the tracks the side is made of."""
        every = [row for part in self.parts for row in part.rows]
        return np.unique(np.array(every, np.int64))

    def distances_to(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return the cosine distances of vectors to each point, rounded so that equals tie."""
        cosines = vectors.astype(np.float64) @ self.vectors.T
        return np.clip(np.round(1.0 - cosines, 6), 0.0, 2.0)


def added_side(search: SearchSpace, add: Sequence[Ingredient]) -> Side:
    """Return what is gone towards; of many ingredients fewer points each."""
    parts = [find_points(search, one) for one in once_each(add)]
    each = max(1, MOST_ADDED_POINTS // len(parts))
    fewer = [replace(part, vectors=find_centres(part.vectors, each)) for part in parts]
    return _side(fewer, [0.0] * len(fewer), search)


def avoided_side(
    search: SearchSpace,
    add: Sequence[Ingredient],
    subtract: Sequence[Ingredient],
    distance: float,
) -> Side:
    """Return what is kept away from: what is subtracted, and what added anchors avoid."""
    parts = [find_points(search, one) for one in once_each(subtract)]
    limits = [distance] * len(parts)
    for avoided, limit in _of_anchors(add):
        parts.append(find_points(search, avoided))
        limits.append(limit)
    return _side(parts, limits, search)


def _of_anchors(add: Sequence[Ingredient]) -> Iterator[tuple[Ingredient, float]]:
    for one in once_each(add):
        if isinstance(one, AnchorIngredient) and one.avoided is not None and len(one.avoided):
            avoided = Ingredient(IngredientKind.ANCHOR, f"{one.name}: avoided", vectors=one.avoided)
            yield avoided, one.avoided_distance


def _side(parts: Sequence[Points], limits: Sequence[float], search: SearchSpace) -> Side:
    counts = [len(part.vectors) for part in parts]
    empty = np.empty((0, search.index.dimension), np.float32)
    return Side(
        vectors=np.concatenate([empty, *(part.vectors for part in parts)]),
        owners=np.repeat(np.arange(len(parts)), counts),
        names=[f"'{part.ingredient.name}' ({part.ingredient.kind.value})" for part in parts],
        limits=np.repeat(np.array(limits, np.float64), counts),
        parts=parts,
    )


def check_sides(add: Sequence[Ingredient], subtract: Sequence[Ingredient]) -> None:
    """Raise SearchInputError where nothing is added, or the same is added and subtracted."""
    if not add:
        raise SearchInputError(
            "Nothing is added; name at least one track, artist, mood or playlist to go towards.",
            field="add",
        )
    for field, side in (("add", add), ("subtract", subtract)):
        if len(side) > MOST_INGREDIENTS:
            raise SearchInputError(
                f"{len(side)} things are too many to {field}; take {MOST_INGREDIENTS} at most.",
                field=field,
            )
    added = {identity(one) for one in add}
    for one in subtract:
        if identity(one) in added:
            raise SearchInputError(
                f"The {one.kind.value} {one.name[:80]!r} is both added and subtracted; take it "
                "away on one side.",
                field="subtract",
            )


def once_each(ingredients: Sequence[Ingredient]) -> list[Ingredient]:
    """Return ingredients without repetitions."""
    return list({identity(one): one for one in reversed(ingredients)}.values())[::-1]


def identity(ingredient: Ingredient) -> Identity:
    """Return what two ingredients share where they are the same thing, however written."""
    kind, name = ingredient.kind, name_key(ingredient.name)
    if kind is IngredientKind.MOOD:
        return kind.value, meant_by(name)
    if kind is IngredientKind.TRACK:
        return kind.value, " ".join(ingredient.track_ids).lower()
    if kind is IngredientKind.PLAYLIST:
        return kind.value, " ".join(sorted(ingredient.track_ids)) or name
    if kind in (IngredientKind.VECTOR, IngredientKind.ANCHOR):
        vectors = ingredient.vectors
        return kind.value, name if vectors is None else np.asarray(vectors).tobytes().hex()
    return kind.value, name

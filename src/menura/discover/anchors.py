"""Save a mixture under a name, begin with it again, and play it as a radio."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from menura.discover.alchemy import MOST_TRACKS, AlchemyOptions, AlchemyResult
from menura.discover.anchor_ingredient import AnchorIngredient
from menura.discover.errors import SearchInputError
from menura.discover.filters import from_payload
from menura.discover.model import Anchor, Ingredient, IngredientKind, Radio

NAME_LENGTH = 200  # characters, as playlists have


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a mixture is made of, without vectors: enough to show it and to mix it again."""

    add: Sequence[Ingredient]
    subtract: Sequence[Ingredient] = ()


def anchor_of(
    result: AlchemyResult,
    *,
    id: str,
    name: str,
    add: Sequence[Ingredient],
    subtract: Sequence[Ingredient],
    options: AlchemyOptions,
    created_at: datetime,
) -> Anchor:
    """Return a mixture as an anchor.

    What anchors among the added things avoid comes along. An anchor has one distance for all it
    avoids: the largest that the mixture kept, so that no promise is broken.

    Parameters
    ----------
    options : AlchemyOptions
        That the mixture was made with.

    Raises
    ------
    SearchInputError
        The name is empty or too long, or has line breaks.
    """
    kept = [options.subtract_distance] if subtract else []
    kept += [one.avoided_distance for one in add if isinstance(one, AnchorIngredient)]
    return Anchor(
        id=id,
        name=check_anchor_name(name),
        space=result.space,
        points=result.points,
        avoided=result.avoided,
        avoided_distance=float(max(kept, default=options.subtract_distance)),
        recipe=to_recipe(Recipe(add, subtract)),
        created_at=created_at,
    )


def to_ingredient(anchor: Anchor, space: str) -> AnchorIngredient:
    """Return an anchor as something to go towards or away from.

    Added in `mix`, it keeps away from what it avoids as well.

    Raises
    ------
    SearchInputError
        It was saved in another space.
    """
    if anchor.space != space:
        raise SearchInputError(
            f"The anchor {anchor.name!r} lies in the space {anchor.space!r}, not in {space!r}: "
            "search there, or save it again from here.",
            field="anchor",
        )
    return AnchorIngredient(
        IngredientKind.ANCHOR,
        anchor.name,
        vectors=anchor.points,
        avoided=anchor.avoided,
        avoided_distance=anchor.avoided_distance,
    )


def to_recipe(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as JSON-able values."""
    return {
        "add": [_to_json(one) for one in recipe.add],
        "subtract": [_to_json(one) for one in recipe.subtract],
    }


def radio_options(anchor: Anchor, radio: Radio) -> AlchemyOptions:
    """Return how the next run of a radio mixes.

    The seed follows from the radio's id and how often it ran: each run plays other tracks, and
    can be made again.

    Raises
    ------
    SearchInputError
        A number is out of range, or the filter cannot be read.
    """
    check_radio(radio)
    told = hashlib.sha256(f"{radio.id}:{radio.run_count}".encode()).digest()
    return AlchemyOptions(
        count=radio.count,
        temperature=radio.temperature,
        subtract_distance=anchor.avoided_distance,
        per_artist=radio.per_artist,
        seed=int.from_bytes(told[:4], "big"),
        filter=from_payload(radio.filter),
    )


def check_anchor_name(name: str) -> str:
    """Return a name without blanks around it; raise SearchInputError where it cannot be one."""
    plain = name.strip()
    if not plain or len(plain) > NAME_LENGTH or not plain.isprintable():
        raise SearchInputError(
            f"A name has 1 to {NAME_LENGTH} characters on one line, not {name[:40]!r}; choose "
            "another.",
            field="name",
        )
    return plain


def check_radio(radio: Radio) -> None:
    """Raise SearchInputError for a radio whose name or numbers cannot be."""
    check_anchor_name(radio.name)
    if not (math.isfinite(radio.temperature) and radio.temperature >= 0):
        raise SearchInputError(
            f"A temperature is 0 or more, not {radio.temperature}; 1 is usual.", field="temperature"
        )
    if not 1 <= radio.count <= MOST_TRACKS:
        raise SearchInputError(
            f"A radio plays 1 to {MOST_TRACKS} tracks, not {radio.count}.", field="count"
        )
    if radio.per_artist is not None and radio.per_artist < 1:
        raise SearchInputError(
            f"At least one track of each artist, not {radio.per_artist}; leave it out for no "
            "limit.",
            field="per_artist",
        )


def _to_json(ingredient: Ingredient) -> dict[str, Any]:
    return {
        "kind": ingredient.kind.value,
        "name": ingredient.name,
        "track_ids": list(ingredient.track_ids),
    }

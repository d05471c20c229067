"""Read what a search begins with, and what may be found, as words of the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

import typer
from pydantic import ValidationError

from menura.api.schemas.discover import FilterIn
from menura.discover import IngredientKind, Named, SearchInputError, TrackFilter

_KINDS = {kind.value: kind for kind in IngredientKind if kind is not IngredientKind.VECTOR}
_LISTS = {name for name, field in FilterIn.model_fields.items() if "list[" in str(field.annotation)}
# Short names that people type, and the names of the API
_SHORT: Mapping[str, str] = {
    "genre": "genres",
    "not_genre": "not_genres",
    "mood": "moods",
    "not_mood": "not_moods",
    "artist": "artists",
    "not_artist": "not_artists",
    "kind": "kinds",
    "key": "keys",
    "source": "source_ids",
    "favourite": "favourites_only",
}
_RANGES: Mapping[str, tuple[str, str]] = {
    "year": ("year_from", "year_to"),
    "tempo": ("tempo_from_bpm", "tempo_to_bpm"),
    "duration": ("duration_from_s", "duration_to_s"),
    "energy": ("energy_from", "energy_to"),
}

Filters = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="genre=rock, year=1990-1999, tempo=90-110, without=live, not_artist=NAME ...; "
        "may be said again.",
    ),
]


def named_of(words: str) -> Named:
    """Read ``kind:ref``; without a kind it is a track."""
    kind, colon, ref = words.partition(":")
    if colon and kind.strip().lower() in _KINDS:
        return Named(_KINDS[kind.strip().lower()], ref.strip())
    return Named(IngredientKind.TRACK, words)


def ingredients(words: Sequence[str]) -> list[Named]:
    """Read several."""
    return [named_of(one) for one in words]


@dataclass(frozen=True, slots=True)
class MixWords:
    """What is added and what is subtracted."""

    add: list[Named]
    subtract: list[Named]

    @classmethod
    def of(cls, add: Sequence[str], subtract: Sequence[str]) -> Self:
        """Read both."""
        return cls(ingredients(add), ingredients(subtract))


def filter_of(words: Sequence[str]) -> TrackFilter:
    """Read ``name=value`` pairs as a filter.

    Raises
    ------
    SearchInputError
        A name or a value cannot be understood; says what can be.
    """
    values: dict[str, Any] = {}
    for one in words:
        name, equals, value = one.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not equals:
            raise SearchInputError(
                f"{one!r} is no filter; write name=value, such as genre=rock.", field="where"
            )
        if name in _RANGES:
            values |= _range(name, value.strip())
            continue
        name = _SHORT.get(name, name)
        if name not in FilterIn.model_fields:
            known = ", ".join([*_SHORT, *_RANGES, "folder", "without"])
            raise SearchInputError(f"There is no filter {name!r}; there are {known}.", field=name)
        if name in _LISTS:
            values.setdefault(name, []).extend(part.strip() for part in value.split(","))
        else:
            values[name] = value.strip()
    try:
        return FilterIn.model_validate(values).to_filter()
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SearchInputError(f"{place}: {first['msg']}.", field=place) from error


def _range(name: str, value: str) -> dict[str, str]:
    """Read ``1990-1999``, ``1990-``, ``-1999`` or ``1995``."""
    low, dash, high = value.partition("-")
    names = _RANGES[name]
    ends = (low.strip(), high.strip()) if dash else (value, value)
    return {key: end for key, end in zip(names, ends, strict=True) if end}

"""Collect every genre and find one by its id."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from menura.studio.genres import (
    afro,
    band,
    bass_music,
    club,
    games,
    groove_music,
    heavy,
    jamaica,
    jazz_blues,
    latin,
    mellow,
    melodic_bass,
    quiet,
    rave,
    retro,
    roots,
    screen,
    urban,
)
from menura.studio.genres.errors import UnknownGenreError
from menura.studio.genres.model import Genre

_MODULES = (
    club,
    rave,
    bass_music,
    melodic_bass,
    urban,
    mellow,
    latin,
    afro,
    retro,
    games,
    band,
    heavy,
    groove_music,
    jamaica,
    jazz_blues,
    roots,
    quiet,
    screen,
)

GENRES: Mapping[str, Genre] = MappingProxyType(
    {one.id: one for module in _MODULES for one in module.GENRES}
)
"""Genres by id, families together, in the order they are shown."""


def genre(id: str) -> Genre:
    """Return the genre with this id.

    Raises
    ------
    UnknownGenreError
        If there is none; its message names the nearest ids.
    """
    found = GENRES.get(id)
    if found is None:
        near = get_close_matches(id, GENRES, n=3, cutoff=0.4) or sorted(GENRES)[:3]
        raise UnknownGenreError(
            f"There is no genre {id!r}. Near it: {', '.join(near)}.", field="genre"
        )
    return found

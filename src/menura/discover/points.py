"""Turn what a search begins with into points of a space."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from menura.discover.centres import find_centres
from menura.discover.credits import credit_codes
from menura.discover.errors import (
    ArtistNotFoundError,
    NothingToGoByError,
    SearchInputError,
)
from menura.discover.filters import WHOLE
from menura.discover.model import Ingredient, IngredientKind
from menura.discover.mood_tracks import mood_names, rows_in_mood
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS, UNKNOWN
from menura.vectors import Vectors

__all__ = ["Points", "find_points", "mood_names"]

ARTIST_CENTRES = 8
PLAYLIST_CENTRES = 10
MOOD_CENTRES = 4
TRACKS_EACH_ITS_OWN = 4  # so few are no cloud to take the middle of
TRACKS_PER_MOOD_CENTRE = 16
MOST_TRACKS = 1_000  # looked at for centres; more, evenly left out, would not move them


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """What one ingredient stands for in a space.

    Attributes
    ----------
    vectors : float32 array, shape (k, d)
        Unit vectors: one for a track, a few for an artist or a playlist.
    rows : sequence of int
        Rows of the tracks it was made of, which are left out of results.
    """

    ingredient: Ingredient
    vectors: Vectors
    rows: Sequence[int]


def find_points(search: SearchSpace, ingredient: Ingredient) -> Points:
    """Return the points of an ingredient.

    A track is its vector; an artist up to 8 centres of the whole tracks credited to it, a
    playlist up to 10 of its heard tracks, a mood, genre or tag up to 4 of the tracks it fits best
    (these may be found: `rows` is empty). Anchors, texts and vectors are taken as they are given.

    Raises
    ------
    NotOnShelfError, NotHeardInSpaceError, ArtistNotFoundError, EmptyLibraryError
    NothingToGoByError
        An empty playlist, one without a heard track, zero vectors, numbers that are not finite.
    SearchInputError
        An unknown mood, a vector of another dimension.
    """
    return _FINDERS[ingredient.kind](search, ingredient)


def _of_track(search: SearchSpace, ingredient: Ingredient) -> Points:
    if len(ingredient.track_ids) != 1:
        raise SearchInputError(
            f"A track is named by one id, not by {len(ingredient.track_ids)}; give a playlist for "
            "several.",
            field="track_ids",
        )
    row = search.shelf.row_of_id(ingredient.track_ids[0])
    return Points(ingredient, search.vector_of(row)[np.newaxis], [row])


def _of_artist(search: SearchSpace, ingredient: Ingredient) -> Points:
    shelf = search.shelf
    codes = credit_codes(shelf, ingredient.name)
    rows = np.flatnonzero(np.isin(shelf.credit, codes)) if codes else np.empty(0, np.int64)
    if not len(rows):
        raise ArtistNotFoundError(ingredient.name)
    whole = rows[np.isin(shelf.kind[rows], [KINDS.index(kind) for kind in WHOLE])]
    heard = _heard(search, whole)
    if not len(heard):
        heard = _heard(search, rows)
    if not len(heard):
        raise _unheard(f"the tracks by {ingredient.name[:80]!r}", search)
    centres = find_centres(heard, _centre_count(len(heard), ARTIST_CENTRES))
    return Points(ingredient, centres, rows.tolist())


def _of_playlist(search: SearchSpace, ingredient: Ingredient) -> Points:
    rows = _rows_of_ids(search, ingredient.track_ids)
    heard = _heard(search, rows)
    if not len(heard):
        name = ingredient.name[:80]
        if not len(ingredient.track_ids):
            raise NothingToGoByError(
                f"The playlist {name!r} is empty; put some tracks into it.", field="playlist"
            )
        raise _unheard(f"the tracks of the playlist {name!r}", search)
    centres = find_centres(heard, _centre_count(len(heard), PLAYLIST_CENTRES))
    return Points(ingredient, centres, rows.tolist())


def _of_mood(search: SearchSpace, ingredient: Ingredient) -> Points:
    heard = _heard(search, rows_in_mood(search.shelf, ingredient.name))
    if not len(heard):
        raise _unheard(f"the tracks that are {ingredient.name[:80]!r}", search)
    count = int(np.clip(len(heard) // TRACKS_PER_MOOD_CENTRE, 1, MOOD_CENTRES))
    return Points(ingredient, find_centres(heard, count), [])


def _of_vectors(search: SearchSpace, ingredient: Ingredient) -> Points:
    name, field = ingredient.name[:80], ingredient.kind.value
    given = np.atleast_2d(np.asarray([] if ingredient.vectors is None else ingredient.vectors))
    if not given.size:
        raise NothingToGoByError(f"{name!r} has no vector; give one at least.", field=field)
    if given.ndim != 2 or given.dtype.kind not in "fiu" or given.shape[1] != search.index.dimension:
        raise SearchInputError(
            f"The vectors of {name!r} have the shape {given.shape} where {search.index.dimension} "
            f"numbers each are kept; name the space they come from (this is {search.name!r}).",
            field=field,
        )
    largest = np.abs(given.astype(np.float64)).max(axis=1, keepdims=True)
    if not np.isfinite(largest).all() or not largest.all():
        raise NothingToGoByError(
            f"A vector of {name!r} is all zeros or has numbers that are not finite; leave it out.",
            field=field,
        )
    scaled = given / largest
    unit = scaled / np.linalg.norm(scaled, axis=1, keepdims=True)
    return Points(ingredient, unit.astype(np.float32), [])


_Finder = Callable[[SearchSpace, Ingredient], Points]
_FINDERS: Mapping[IngredientKind, _Finder] = MappingProxyType(
    {
        IngredientKind.TRACK: _of_track,
        IngredientKind.ARTIST: _of_artist,
        IngredientKind.PLAYLIST: _of_playlist,
        IngredientKind.MOOD: _of_mood,
        IngredientKind.ANCHOR: _of_vectors,
        IngredientKind.TEXT: _of_vectors,
        IngredientKind.VECTOR: _of_vectors,
    }
)


def _rows_of_ids(search: SearchSpace, track_ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of those that are on the shelf, in order, each once."""
    rows = search.shelf.rows_of_ids(track_ids)
    return np.array(list(dict.fromkeys(rows[rows != UNKNOWN].tolist())), np.int64)


def _heard(search: SearchSpace, rows: NDArray[np.int64]) -> Vectors:
    """Return the vectors of rows that have one, of `MOST_TRACKS` rows evenly spread at most."""
    if len(rows) > MOST_TRACKS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_TRACKS).round().astype(np.int64)]
    if not len(rows):
        return np.empty((0, search.index.dimension), np.float32)
    vectors = search.vectors(search.shelf.numbers[rows])
    found: Vectors = vectors[np.any(vectors, axis=1)]
    return found


def _centre_count(tracks: int, most: int) -> int:
    """Return how many centres so many tracks have: about the root of twice as many."""
    if tracks <= TRACKS_EACH_ITS_OWN:
        return tracks
    return min(most, round(math.sqrt(2 * tracks)))


def _unheard(which: str, search: SearchSpace) -> NothingToGoByError:
    return NothingToGoByError(
        f"None of {which} has been heard in the space {search.name!r}; let the scan finish, or "
        "name something else."
    )

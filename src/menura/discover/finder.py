"""Find music for doors: look up what was named, open the space, search."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from menura.catalogue import Library, ListeningRepository, Playlists, Track
from menura.discover.alchemy import AlchemyOptions, AlchemyResult, mix
from menura.discover.anchors import to_ingredient
from menura.discover.errors import NotHeardYetError, NotOnShelfError, SearchInputError
from menura.discover.extend import ExtendOptions, ExtendResult, extend_playlist
from menura.discover.model import Ingredient, IngredientKind, MusicMap
from menura.discover.named import Named, find_anchor
from menura.discover.path import PathOptions, PathResult, find_path
from menura.discover.ports import AnchorRepository
from menura.discover.search_space import SearchSpace
from menura.discover.similar import SimilarOptions, SimilarResult, find_similar
from menura.discover.sonic_fingerprint import (
    FingerprintOptions,
    FingerprintResult,
    take_fingerprint,
)
from menura.vectors import Vector

MOST_LISTENED = 500  # played tracks a fingerprint may choose its seeds from


class TextToVector(Protocol):
    """Put words into a space."""

    def __call__(self, space: str, text: str) -> Vector:
        """Return a unit vector; raise SearchInputError where the space knows no words."""
        ...


class Finder:
    """Every search, over what the store holds now.

    Parameters
    ----------
    open_space : callable
        Opens a space by its name.
    """

    def __init__(
        self,
        open_space: Callable[[str], SearchSpace],
        library: Library,
        playlists: Playlists,
        *,
        anchors: AnchorRepository,
        music_map: Callable[[str], MusicMap | None],
        listening: ListeningRepository,
        text: TextToVector,
    ) -> None:
        self._open = open_space
        self._library = library
        self._playlists = playlists
        self._anchors = anchors
        self._music_map = music_map
        self._listening = listening
        self._text = text

    def space(self, name: str) -> SearchSpace:
        """Return a space as it is now."""
        return self._open(name)

    def similar(
        self, named: Sequence[Named], space: str, options: SimilarOptions | None = None
    ) -> SimilarResult:
        """Return what sounds like the things that were named; see `find_similar`."""
        search = self._open(space)
        return find_similar(search, [self.ingredient(one, search) for one in named], options)

    def path(
        self, start: Named, end: Named, space: str, options: PathOptions | None = None
    ) -> PathResult:
        """Return a path between two things that were named; see `find_path`."""
        search = self._open(space)
        ends = [self.ingredient(one, search) for one in (start, end)]
        return find_path(search, ends[0], ends[1], options)

    def mix(
        self,
        add: Sequence[Named],
        subtract: Sequence[Named],
        space: str,
        options: AlchemyOptions | None = None,
    ) -> AlchemyResult:
        """Return what lies near to some things and far from others; see `mix`."""
        search = self._open(space)
        return mix(
            search,
            [self.ingredient(one, search) for one in add],
            [self.ingredient(one, search) for one in subtract],
            options,
            self._music_map(space),
        )

    def extend(
        self,
        playlist: str | None,
        track_ids: Sequence[str],
        excluded_ids: Sequence[str],
        space: str,
        options: ExtendOptions | None = None,
    ) -> ExtendResult:
        """Return what fits a playlist and further tracks; see `extend_playlist`."""
        if playlist is None and not track_ids:
            raise SearchInputError("Name a playlist, or some tracks.", field="playlist")
        self._library.check_tracks([*track_ids, *excluded_ids])
        ids = list(track_ids)
        if playlist is not None:
            ids = [item.track.id for item in self._playlists.get(playlist).items] + ids
        return extend_playlist(self._open(space), ids, excluded_ids, options)

    def fingerprint(
        self, listener: str, now: datetime, space: str, options: FingerprintOptions | None = None
    ) -> FingerprintResult:
        """Return a listener's sonic fingerprint; see `take_fingerprint`."""
        # What was played most, ever, and what was played lately: how much each weighs is seen then
        listened = {
            one.track_id: one
            for some in (self._listening.top, self._listening.latest)
            for one in some(listener, MOST_LISTENED)
        }
        return take_fingerprint(self._open(space), list(listened.values()), now, options)

    def ingredient(self, named: Named, search: SearchSpace) -> Ingredient:
        """Look up what was named.

        Raises
        ------
        TrackNotFoundError, NotHeardYetError, PlaylistNotFoundError, AnchorNotFoundError
        SearchInputError
            The kind and what was given do not go together, or an anchor is of another space.
        """
        kind = named.kind
        if kind is IngredientKind.VECTOR:
            with np.errstate(over="ignore"):  # what is too large is refused as not finite
                vector = np.asarray([named.vector], np.float32).reshape(1, -1)
            return Ingredient(kind, "a vector", vectors=vector)
        if not named.ref.strip() or not named.ref.isprintable():
            raise SearchInputError(
                f"Say which {kind.value} is meant, in plain characters on one line.", field="ref"
            )
        if kind is IngredientKind.TRACK:
            track = self._library.find_track(named.ref)
            check_heard(track, search)
            return Ingredient(kind, track.title, (track.id,))
        if kind is IngredientKind.PLAYLIST:
            playlist = self._playlists.get(named.ref)
            return Ingredient(kind, playlist.name, tuple(i.track.id for i in playlist.items))
        if kind is IngredientKind.ANCHOR:
            return to_ingredient(find_anchor(self._anchors, named.ref), search.name)
        if kind is IngredientKind.TEXT:
            vectors = self._text(search.name, named.ref)[None, :]
            return Ingredient(kind, named.ref, vectors=vectors)
        return Ingredient(kind, named.ref)


def check_heard(track: Track, search: SearchSpace) -> None:
    """Raise NotHeardYetError for a track that exists but has no vector in a space."""
    try:
        row = search.shelf.row_of_id(track.id)
    except NotOnShelfError as error:
        raise NotHeardYetError(track, search.name) from error
    if not np.any(search.vectors(search.shelf.numbers[row : row + 1])):
        raise NotHeardYetError(track, search.name)

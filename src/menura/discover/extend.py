"""Find more tracks for a playlist."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from menura.discover.errors import NothingToGoByError, NotOnShelfError, SearchInputError
from menura.discover.extend_traits import learn_traits
from menura.discover.filters import TrackFilter, allowed_numbers, check_filter
from menura.discover.model import Found
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS
from menura.discover.taste_search import NearLimits, find_near, found_near
from menura.discover.tastes import Taste, find_tastes
from menura.vectors import Keys, Vector, Vectors

MOST_TRACKS = 500
EXCLUDED_DISTANCE = 1.0 - math.cos(0.2 * math.pi)
"""Cosine distance (.19) around what is excluded; .2 as an angle in parts of a half turn."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class ExtendOptions:
    """How to extend.

    Attributes
    ----------
    count : int
        1 to 500.
    threshold : float
        Tracks farther than this (cosine distance) from the playlist are not offered; 0 to 2.
    exclude_weight : float
        How far the excluded tracks push away from themselves.
    smart : bool
        Keep to the tempo, years and genres that most of the playlist has, where it has any.
    """

    count: int = 50
    threshold: float = 0.5
    exclude_weight: float = 0.5
    smart: bool = False
    per_artist: int | None = 3
    filter: TrackFilter = field(default_factory=TrackFilter)


@dataclass(frozen=True, slots=True)
class ExtendResult:
    """What fits a playlist, nearest first, and what was gone by.

    Attributes
    ----------
    playlist_count, excluded_count : int
        Tracks of the playlist that were gone by, and of those excluded.
    learnt : sequence of str
        What `smart` took from the playlist, in words.
    sound_count : int
        How many different sounds the playlist has; each is extended by its share.
    """

    items: Sequence[Found]
    space: str
    playlist_count: int
    excluded_count: int
    learnt: Sequence[str] = ()
    note: str | None = None
    sound_count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Those of some tracks that were heard in a space.

    Attributes
    ----------
    rows : int64 array, shape (n,)
        Each once, in the order in which they were named.
    places : sequence of int
        Where each stands among those that were named; from 1.
    vectors : float32 array, shape (n, d)
    """

    rows: NDArray[np.int64]
    places: Sequence[int]
    vectors: Vectors


def extend_playlist(
    search: SearchSpace,
    track_ids: Sequence[str],
    excluded_ids: Sequence[str] = (),
    options: ExtendOptions | None = None,
) -> ExtendResult:
    """Return tracks that go on where a playlist ends; never one of its own, nor an excluded one.

    Searched is around the mean of the playlist, or around a few means where it has several sounds
    (`find_tastes`), moved away from the mean of what is excluded. Nothing lies within
    `EXCLUDED_DISTANCE` of that mean (of each, where these have several sounds); where the
    playlist itself lies so near to it, half of the distance between them is kept instead, or
    nothing at all would be left.

    Raises
    ------
    SearchInputError
        A number is out of range.
    NothingToGoByError
        The playlist is empty, or none of its tracks was heard.
    """
    options = options or ExtendOptions()
    _check(options)
    playlist, excluded = find_heard(search, track_ids), find_heard(search, excluded_ids)
    if not len(playlist.rows):
        raise NothingToGoByError(_why_nothing(track_ids, search.name), field="track_ids")
    learnt: Sequence[str] = ()
    kept = options.filter
    if options.smart:
        traits = learn_traits(search.shelf, playlist.rows, kept)
        learnt, kept = traits.words, traits.filter
    kinds = frozenset(KINDS[code] for code in search.shelf.kind[playlist.rows].tolist())
    tastes = find_tastes(playlist.vectors)
    near = find_near(
        search,
        np.stack([_pushed(one.centre, excluded, options.exclude_weight) for one in tastes]),
        [one.share for one in tastes],
        NearLimits(
            options.count,
            options.per_artist,
            farthest=options.threshold,
            allowed=allowed_numbers(search.shelf, kept, kinds),
            barred=_zone(search, tastes, excluded),
            excluded=[*playlist.rows.tolist(), *excluded.rows.tolist()],
        ),
    )
    called = [f"track {place} of the playlist" for place in playlist.places]
    return ExtendResult(
        found_near(search, near, playlist.rows, playlist.vectors, called),
        search.name,
        playlist_count=len(playlist.rows),
        excluded_count=len(excluded.rows),
        learnt=learnt,
        note=_note(len(track_ids) - len(playlist.rows), len(near.rows), options),
        sound_count=len(tastes),
    )


def _check(options: ExtendOptions) -> None:
    check_filter(options.filter)
    if not 1 <= options.count <= MOST_TRACKS:
        raise SearchInputError(
            f"A playlist is extended by 1 to {MOST_TRACKS} tracks; got {options.count}.",
            field="count",
        )
    if not 0.0 <= options.threshold <= 2.0:  # NaN is refused, too
        raise SearchInputError(
            f"threshold is a cosine distance from 0 to 2; got {options.threshold}.",
            field="threshold",
        )
    if not (math.isfinite(options.exclude_weight) and options.exclude_weight >= 0.0):
        raise SearchInputError(
            f"exclude_weight is 0 or more; got {options.exclude_weight}.", field="exclude_weight"
        )
    if options.per_artist is not None and options.per_artist < 1:
        raise SearchInputError(
            f"At least 1 track of an artist must be allowed; got {options.per_artist}. "
            "Leave it out for no limit.",
            field="per_artist",
        )


def find_heard(search: SearchSpace, track_ids: Sequence[str]) -> Heard:
    """Return those of some tracks that were heard in a space; the others are passed over."""
    places: dict[int, int] = {}
    for place, track_id in enumerate(track_ids, start=1):
        try:
            places.setdefault(search.shelf.row_of_id(track_id), place)
        except NotOnShelfError:
            continue
    rows = np.array(list(places), np.int64)
    vectors = search.vectors(search.shelf.numbers[rows])
    has_vector = np.any(vectors != 0.0, axis=1)
    kept = rows[has_vector]
    return Heard(kept, [places[row] for row in kept.tolist()], vectors[has_vector])


def _why_nothing(track_ids: Sequence[str], space: str) -> str:
    if not len(track_ids):
        return "The playlist is empty; put some tracks into it first."
    return (
        f"None of the {len(track_ids)} tracks of the playlist was heard in the space {space!r}; "
        "let the scan finish, or choose another space."
    )


def _pushed(centre: Vector, excluded: Heard, weight: float) -> Vector:
    """Return the direction of a centre after it was moved away from what is excluded."""
    if not len(excluded.rows):
        return centre
    moved = centre.astype(np.float64) - weight * excluded.vectors.mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(moved))
    pushed: Vector = (moved / length).astype(np.float32) if length > _TINY else centre
    return pushed


def _zone(search: SearchSpace, tastes: Sequence[Taste], excluded: Heard) -> Keys | None:
    """Return the numbers of tracks that are too near to the middle of what is excluded."""
    if not len(excluded.rows):
        return None
    zones = []
    for one in find_tastes(excluded.vectors):
        nearest = min(float(1.0 - one.centre @ taste.centre) for taste in tastes)
        reach = min(EXCLUDED_DISTANCE, nearest / 2.0)
        zones.append(_numbers_within(search, one.centre, reach))
    return np.unique(np.concatenate(zones))


def _numbers_within(search: SearchSpace, centre: Vector, reach: float) -> Keys:
    """Return the numbers of all tracks within a cosine distance of a point."""
    asked = 1_000
    while True:
        found = search.index.search(centre, asked)
        within: Keys = found.keys[found.distances < reach]
        if len(within) < asked:
            return within
        asked *= 4


def _note(unheard: int, found: int, options: ExtendOptions) -> str | None:
    notes = []
    if unheard:
        notes.append(
            f"{unheard} of the playlist's tracks were passed over: named twice, or not heard."
        )
    if found < options.count:
        notes.append(
            f"{found} tracks fit instead of {options.count}; a greater threshold, a wider filter "
            "or fewer excluded tracks find more."
        )
    return " ".join(notes) or None

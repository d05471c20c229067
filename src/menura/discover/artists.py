"""Compare artists by all the sounds they make."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.artist_file import load_artists, save_artists
from menura.discover.artist_models import ArtistModels, artist_key, fit_artists
from menura.discover.artist_reasons import explain_likeness, profile_artists, songs_on_shelf
from menura.discover.errors import ArtistNotFoundError, SearchInputError
from menura.discover.model import Reason
from menura.discover.shelf import UNKNOWN, Shelf

__all__ = [
    "ArtistModels",
    "ComponentMatch",
    "SimilarArtist",
    "artist_distances",
    "find_similar_artists",
    "fit_artists",
    "load_artists",
    "save_artists",
]

MAX_COUNT = 500
MATCH_DISTANCE = 0.25  # cosine distance below which two sounds are told to match
DISTANCE_STEP = 2.0**-20  # distances are multiples of it, so that equal ones tie on every machine


@dataclass(frozen=True, slots=True)
class ComponentMatch:
    """Two sounds, one of each artist, that are alike.

    Attributes
    ----------
    component, other_component : int
        Which of each artist's sounds, from 0, the most frequent first.
    weight, other_weight : float
        The share each has in its artist's music.
    track_ids, other_track_ids : sequence of str
        Representative songs of each, nearest first.
    """

    component: int
    other_component: int
    distance: float
    weight: float
    other_weight: float
    track_ids: Sequence[str]
    other_track_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class SimilarArtist:
    """An artist that sounds like another.

    Attributes
    ----------
    distance : float
        Soft Chamfer: half the weighted mean of the cosine distances of each component to the
        other artist's nearest one, from both sides.
    """

    name: str
    distance: float
    track_count: int
    reasons: Sequence[Reason]
    matches: Sequence[ComponentMatch] = ()


def find_similar_artists(
    models: ArtistModels, shelf: Shelf, name: str, count: int = 10, *, with_matches: bool = False
) -> Sequence[SimilarArtist]:
    """Return the artists that sound most like one, nearest first; equals by name.

    Every artist is compared, so nobody is missed. Those of whom no song is left on the shelf are
    not shown, nor is the artist that was asked for.

    Raises
    ------
    ArtistNotFoundError
    SearchInputError
        Count is below one or above 500.
    """
    if not 1 <= count <= MAX_COUNT:
        raise SearchInputError(
            f"There cannot be {count} similar artists; ask for 1 to {MAX_COUNT}.", field="count"
        )
    artist = _position(models, name)
    distances = artist_distances(models, artist)
    found = _nearest(models, shelf, distances, artist, count)
    profiles = profile_artists(models, shelf, [artist, *found])
    results = []
    for other in found:
        distance = float(distances[other])
        reasons = explain_likeness(
            distance, _matching_share(models, artist, other), profiles[artist], profiles[other]
        )
        results.append(
            SimilarArtist(
                name=models.names[other],
                distance=distance,
                track_count=int(models.track_counts[other]),
                reasons=reasons,
                matches=_matches(models, shelf, artist, other) if with_matches else (),
            )
        )
    return results


def artist_distances(models: ArtistModels, artist: int) -> NDArray[np.float64]:
    """Return the soft Chamfer distance of one artist to every one, shape (n,), 0 to 2.

    ``(sum_i w_i min_j d(i, j) + sum_j w_j min_i d(i, j)) / 2`` over components i of the one and j
    of the other: from both sides, so that an artist of one sound is not like everybody who made
    that sound once. One matrix product and a minimum over each artist's stretch of rows.
    """
    own = models.components(artist)
    gaps = np.clip(1.0 - models.means @ models.means[own].T, 0.0, 2.0)
    starts = models.starts[:-1]
    there = np.minimum.reduceat(gaps, starts, axis=0) @ models.weights[own].astype(np.float64)
    back = np.add.reduceat(gaps.min(axis=1) * models.weights.astype(np.float64), starts)
    rounded: NDArray[np.float64] = np.rint((there + back) / 2.0 / DISTANCE_STEP) * DISTANCE_STEP
    return rounded


def _position(models: ArtistModels, name: str) -> int:
    """Return which artist a name means."""
    key = artist_key(name)
    at = bisect_left(models.keys, key)
    if key and at < len(models.keys) and models.keys[at] == key:
        return at
    raise ArtistNotFoundError(name)


def _nearest(
    models: ArtistModels, shelf: Shelf, distances: NDArray[np.float64], artist: int, count: int
) -> list[int]:
    """Return the nearest other artists that still have a song on the shelf."""
    found: list[int] = []
    for other in np.argsort(distances, kind="stable").tolist():  # keys ascend: equals by name
        if len(found) == count:
            break
        if other != artist and len(songs_on_shelf(models, shelf, other)):
            found.append(other)
    return found


def _gaps(models: ArtistModels, artist: int, other: int) -> NDArray[np.float64]:
    """Return the cosine distances of the sounds of one artist to those of another."""
    one, two = models.means[models.components(artist)], models.means[models.components(other)]
    return np.clip(1.0 - one.astype(np.float64) @ two.T, 0.0, 2.0)


def _matching_share(models: ArtistModels, artist: int, other: int) -> float:
    """Return how much of the music of both has its like with the other, 0 to 1."""
    near = _gaps(models, artist, other) <= MATCH_DISTANCE
    here = models.weights[models.components(artist)][near.any(axis=1)].sum()
    there = models.weights[models.components(other)][near.any(axis=0)].sum()
    return float(here + there) / 2.0


def _matches(
    models: ArtistModels, shelf: Shelf, artist: int, other: int
) -> Sequence[ComponentMatch]:
    """Return each sound of both with the other's nearest, nearest first; a pair only once."""
    gaps = _gaps(models, artist, other)
    pairs = set(enumerate(gaps.argmin(axis=1).tolist()))
    pairs |= {(one, two) for two, one in enumerate(gaps.argmin(axis=0).tolist())}
    first, second = models.components(artist).start, models.components(other).start
    return [
        ComponentMatch(
            component=one,
            other_component=two,
            distance=float(gaps[one, two]),
            weight=float(models.weights[first + one]),
            other_weight=float(models.weights[second + two]),
            track_ids=_song_ids(models, shelf, first + one),
            other_track_ids=_song_ids(models, shelf, second + two),
        )
        for one, two in sorted(pairs, key=lambda pair: (gaps[pair], pair))
    ]


def _song_ids(models: ArtistModels, shelf: Shelf, component: int) -> Sequence[str]:
    """Return the ids of a component's representative songs that are still on the shelf."""
    rows = shelf.rows_of(models.songs[component])
    return [shelf.track_id(row) for row in rows.tolist() if row != UNKNOWN]

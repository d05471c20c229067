"""A synthetic library of any size: clusters of genres, artists with a style, some copies.

Vectors are drawn around 300 centres in 24 dimensions, as embeddings of music lie, turned into as
many dimensions as a space has, with a little noise in all of them. Everything follows from a seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menura.audio.moods import MOODS
from menura.catalogue import TrackKind
from menura.discover import KINDS, UNKNOWN, Ingredient, IngredientKind, Labels, SearchSpace, Shelf
from menura.vectors import Keys, LiveIndex, Vectors, build_index_file

SEED = 0
INTRINSIC_DIMENSION, CENTRES = 24, 300
STYLE, OWN, NOISE = 0.35, 0.35, 0.05  # of an artist, of a track (both inside), in all dimensions
TRACKS_PER_ARTIST = 10
TRACKS_PER_ALBUM = 4
SECOND_SOUND = 0.25  # share of an artist's tracks that lie in another cluster
COPIES = 0.02  # share of tracks that are the track before in another format
GENRES = tuple(f"Genre {number}" for number in range(24))
TAGS = tuple(f"tag {number}" for number in range(50))
TAGS_EACH = 5
ADDED_AT = 1_700_000_000.0
ROWS = 50_000
"""Vectors made at once."""
NAMES = {200: "musicnn", 256: "dsp", 512: "clap"}
"""The spaces that have so many dimensions."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """A shelf, and where its tracks lie inside; vectors are made when they are asked for."""

    shelf: Shelf
    inner: Vectors

    def __len__(self) -> int:
        return len(self.shelf)

    def chunks(self, dimension: int) -> Iterator[tuple[Keys, Vectors]]:
        """Yield the numbers and unit vectors of all tracks, in their order."""
        turn = np.random.default_rng([SEED, dimension]).standard_normal(
            (INTRINSIC_DIMENSION, dimension), np.float32
        )
        for start in range(0, len(self), ROWS):
            inner = self.inner[start : start + ROWS]
            rng = np.random.default_rng([SEED, dimension, start])
            rows = inner @ turn
            noise = rng.standard_normal(rows.shape, np.float32)
            rows += NOISE * rows.std() * noise
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            yield self.shelf.numbers[start : start + ROWS], rows

    def vectors(self, dimension: int) -> Vectors:
        """Return all vectors, shape (n, dimension)."""
        return np.concatenate([rows for _, rows in self.chunks(dimension)])

    def space(self, dimension: int, folder: Path) -> SearchSpace:
        """Return a space as the service opens it, its index a file in `folder`."""
        build_index_file(folder, self.chunks(dimension), dimension=dimension, revision=len(self))
        live = LiveIndex(folder, dimension)
        live.reload()
        return SearchSpace(NAMES[dimension], self.shelf, live, live.vectors)

    def track(self, row: int) -> Ingredient:
        """Return a track to begin a search with."""
        return Ingredient(IngredientKind.TRACK, f"Title {row}", (self.shelf.track_id(row),))


@lru_cache(maxsize=2)
def synthetic_library(count: int) -> Library:
    """Return a library of so many tracks."""
    rng = np.random.default_rng([SEED, count])
    artists = max(1, count // TRACKS_PER_ARTIST)
    artist = rng.integers(0, artists, count)
    homes = rng.integers(0, CENTRES, (artists, 2))
    cluster = homes[artist, (rng.random(count) < SECOND_SOUND).astype(np.int64)]
    size = INTRINSIC_DIMENSION
    inner = rng.standard_normal((CENTRES, size), np.float32)[cluster]
    inner += STYLE * rng.standard_normal((artists, size), np.float32)[artist]
    inner += OWN * rng.standard_normal((count, size), np.float32)
    song = np.arange(count)  # copies have the number of the song they are of
    copies = 1 + np.flatnonzero(rng.random(count - 1) < COPIES)
    for column in (inner, artist, cluster, song):
        column[copies] = column[copies - 1]
    return Library(_shelf(rng, artist, cluster, song), inner)


def track_id(number: int) -> str:
    """Return the id of a track."""
    return f"00000000-0000-7000-8000-{number:012d}"


def _shelf(rng: np.random.Generator, artist: Numbers, cluster: Numbers, song: Numbers) -> Shelf:
    """Return what is known of the tracks; a tenth lacks a genre, a year or a key."""
    count, artists = len(artist), int(artist.max()) + 1
    numbers = np.arange(1, count + 1)
    albums = -(-TRACKS_PER_ARTIST // TRACKS_PER_ALBUM)
    album = artist * albums + song % albums
    known = rng.random((3, count)) < 0.9
    energy = _around(rng, cluster)
    return Shelf(
        revision=count,
        numbers=numbers,
        ids=np.array([track_id(number).encode() for number in numbers.tolist()], "S36"),
        artist=artist.astype(np.int32),
        album=album.astype(np.int32),
        work=song + 1,
        marks=np.zeros(count, np.int32),
        source=np.zeros(count, np.int32),
        folder=artist.astype(np.int32),
        kind=np.full(count, KINDS.index(TrackKind.SONG), np.int8),
        year=np.where(known[0], rng.integers(1960, 2026, count), 0).astype(np.int16),
        duration_s=rng.uniform(120, 420, count).astype(np.float32)[song],
        tempo_bpm=(70 + 100 * _around(rng, cluster)).astype(np.float32),
        energy=energy,
        brightness=_around(rng, cluster),
        loudness_lufs=-20 + 12 * energy,
        key=np.where(known[1], rng.integers(0, 24, count), UNKNOWN).astype(np.int8),
        key_confidence=np.full(count, 0.9, np.float32),
        moods=np.stack([_around(rng, cluster) for _ in MOODS], axis=1),
        genres=_genres(cluster, known[2]),
        tags=_tags(rng, cluster),
        is_favourite=numbers % 17 == 0,
        added_at=(ADDED_AT + 60.0 * numbers).astype(np.float64),
        artists=[f"Artist {code}" for code in range(artists)],
        credit=artist.astype(np.int32),
        credits=[f"Artist {code}" for code in range(artists)],
        albums=[f"Album {code}" for code in range(artists * albums)],
        sources=["source"],
        folders=[f"source/Artist {code}" for code in range(artists)],
    )


def _around(rng: np.random.Generator, cluster: Numbers) -> NDArray[np.float32]:
    """Return values of 0 to 1 that are alike within a cluster."""
    middle = rng.random(CENTRES, np.float32)[cluster]
    spread = rng.standard_normal(len(cluster), np.float32)
    return np.clip(middle + np.float32(0.1) * spread, 0.0, 1.0).astype(np.float32)


def _genres(cluster: Numbers, known: NDArray[np.bool_]) -> Labels:
    starts = np.concatenate([[0], np.cumsum(known)]).astype(np.int64)
    codes = (cluster % len(GENRES))[known].astype(np.int32)
    return Labels(GENRES, starts, codes, np.ones(len(codes), np.float32))


def _tags(rng: np.random.Generator, cluster: Numbers) -> Labels:
    count = len(cluster)
    codes = (7 * cluster[:, np.newaxis] + np.arange(TAGS_EACH)) % len(TAGS)
    scores = rng.uniform(0.1, 0.9, count * TAGS_EACH).astype(np.float32)
    return Labels(TAGS, TAGS_EACH * np.arange(count + 1), codes.ravel().astype(np.int32), scores)

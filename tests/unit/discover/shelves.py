"""Build shelves and spaces for tests: a few rows in short words, or a whole library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from menura.audio.moods import MOODS
from menura.catalogue import TrackKind
from menura.discover.ports import ShelfRow
from menura.discover.search_space import FingerprintVerdict, SearchSpace, no_verdict
from menura.discover.shelf import Shelf
from menura.discover.shelf_keeper import build_shelf
from menura.vectors import ExactIndex, Keys, Vectors

FIRST_ADDED = datetime(2024, 1, 1, tzinfo=UTC)
GENRES = ("Rock", "Techno", "Jazz", "Hip Hop", "Ambient", "Classical", "Folk", "Metal")


def track_id(number: int) -> str:
    """Return the id that a track of this number has in tests."""
    return f"00000000-0000-7000-8000-{number:012d}"


def make_row(number: int, **given: Any) -> ShelfRow:
    """Return a row; what is not given is plain or unknown.

    Short words: ``artist="A"`` for ``artists=("A",)``, ``genre="Rock"`` for ``genres=("Rock",)``,
    ``folder="Jazz/Live"`` for a location in it.
    """
    row: dict[str, Any] = {
        "number": number,
        "id": track_id(number),
        "source_id": "source-1",
        "location": f"{given.pop('folder', 'music')}/{number}.flac",
        "kind": TrackKind.SONG,
        "title": f"Title {number}",
        "artists": (f"Artist {number}",),
        "album": None,
        "album_artist": None,
        "year": None,
        "genres": (),
        "duration_s": 100.0 + 10 * (number % 50),
        "added_at": FIRST_ADDED + timedelta(minutes=number),
        "is_favourite": False,
        "tempo_bpm": None,
        "key": None,
        "key_confidence": 0.0 if given.get("key") is None else 0.9,
        "energy": None,
        "brightness": None,
        "loudness_lufs": None,
    }
    if "artist" in given:
        artist = given.pop("artist")
        row["artists"] = () if artist is None else (artist,)
    if "genre" in given:
        row["genres"] = (given.pop("genre"),)
    return ShelfRow(**{**row, **given})


def make_shelf(rows: Sequence[Mapping[str, Any]] | int) -> Shelf:
    """Return a shelf of rows in short words (see `make_row`), or of so many plain ones.

    Rows are numbered 1, 2, 3 ... where they do not say otherwise.
    """
    given = [{} for _ in range(rows)] if isinstance(rows, int) else rows
    return build_shelf(
        make_row(**{"number": place, **row}) for place, row in enumerate(given, start=1)
    )


def make_space(
    shelf: Shelf,
    vectors: Any,
    *,
    name: str = "dsp",
    is_same_recording: FingerprintVerdict = no_verdict,
) -> SearchSpace:
    """Return a space in which row ``i`` of a shelf has the vector ``vectors[i]``, of any length.

    A row of zeros stands for a track that was not heard in this space.
    """
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    heard = lengths[:, 0] > 0
    index = ExactIndex(shelf.numbers[heard], unit[heard])

    def look_up(numbers: Keys) -> Vectors:
        at = shelf.rows_of(np.asarray(numbers, np.int64))
        found = np.zeros((len(at), unit.shape[1]), np.float32)
        found[at >= 0] = unit[at[at >= 0]]
        return found

    return SearchSpace(name, shelf, index, look_up, is_same_recording)


def scattered_vectors(count: int, d: int, seed: int = 0) -> Vectors:
    """Return unit vectors in any direction, shape (count, d)."""
    vectors = np.random.default_rng(seed).normal(size=(count, d))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredLibrary:
    """A library whose tracks sound like their genre and artist.

    Attributes
    ----------
    vectors : float32 array, shape (n, d)
        Unit vectors, row by row of the shelf.
    cluster : int array, shape (n,)
        Which cluster each row was drawn from.
    """

    shelf: Shelf
    vectors: Vectors
    cluster: np.ndarray
    space: SearchSpace


def clustered_library(n: int, d: int = 32, seed: int = 0, clusters: int = 0) -> ClusteredLibrary:
    """Return `n` tracks in clusters: each has a genre, a tempo, moods; each artist lives in one.

    Everything follows from the seed. Some tracks lack a key, a year, a tempo or a genre.
    """
    rng = np.random.default_rng(seed)
    clusters = clusters or max(2, min(64, n // 20))
    centres = rng.normal(size=(clusters, d))
    artist_count = max(clusters, n // 10)
    artist = rng.integers(0, artist_count, n)
    cluster = artist % clusters
    styles = rng.normal(size=(artist_count, d)) * 0.5
    vectors = centres[cluster] + styles[artist] + rng.normal(size=(n, d)) * 0.6
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    tempo = rng.uniform(70, 170, clusters)[cluster] + rng.normal(size=n) * 4
    energy = np.clip(rng.uniform(0, 1, clusters)[cluster] + rng.normal(size=n) * 0.1, 0, 1)
    bright = np.clip(rng.uniform(0, 1, clusters)[cluster] + rng.normal(size=n) * 0.1, 0, 1)
    moods = np.clip(rng.uniform(0, 1, (clusters, 6))[cluster] + rng.normal(size=(n, 6)) * 0.1, 0, 1)
    chance, key, duration = rng.random((n, 4)), rng.integers(0, 24, n), rng.uniform(120, 420, n)
    year = 1960 + rng.integers(0, 65, n)
    shelf = make_shelf(
        [
            {
                "artist": f"Artist {artist[i]}",
                "album": f"Album {artist[i]}-{i % 3}",
                "folder": f"Artist {artist[i]}/Album {i % 3}",
                "genres": (GENRES[cluster[i] % len(GENRES)],) if chance[i, 0] < 0.9 else (),
                "tags": {GENRES[cluster[i] % len(GENRES)]: 0.8},
                "year": int(year[i]) if chance[i, 1] < 0.9 else None,
                "key": int(key[i]) if chance[i, 2] < 0.9 else None,
                "tempo_bpm": float(tempo[i]) if chance[i, 3] < 0.95 else None,
                "energy": float(energy[i]),
                "brightness": float(bright[i]),
                "loudness_lufs": float(-20 + 12 * energy[i]),
                "duration_s": float(duration[i]),
                "moods": dict(zip(MOODS, moods[i].tolist(), strict=True)),
                "is_favourite": bool(i % 17 == 0),
            }
            for i in range(n)
        ]
    )
    return ClusteredLibrary(shelf, vectors, cluster, make_space(shelf, vectors))

"""Fill a database with a synthetic library, table by table: a scan would take hours."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from benchmarks.discover_library import NAMES, Library
from menura.audio.key import TONICS
from menura.bootstrap import Menura
from menura.catalogue import TrackMetadata, TrackState
from menura.kernel.ids import new_id
from menura.store.counters import EMBEDDINGS, TRACKS, raise_number
from menura.store.tables import embedding, features, moods, track
from menura.store.track_rows import metadata_row

CHUNK = 5_000
Values = Mapping[str, Any]
CONFIDENCE = 0.9
UNVARYING: Values = {
    "tempo_candidates": [[120.0, 0.9], [60.0, 0.4]],
    "key_candidates": [["C", "major", 0.6], ["A", "minor", 0.3]],
    "true_peak_dbtp": -1.0,
    "spectrum_db": [-20.0 - band for band in range(31)],
    "sample_rate_hz": 44_100,
    "channels": 2,
    "decode_error_count": 0,
    "sections": [],
}
"""What is the same of every track: no search looks at it, but answers carry it."""


def fill_store(application: Menura, library: Library, music: str, dimension: int) -> None:
    """Keep every track, what was measured of it, and its vector; build the index file."""
    fill_tracks(application, library, music)
    with application.store.engine.begin() as connection:
        _keep(connection, embedding, _embeddings(library, dimension))
        raise_number(connection, EMBEDDINGS, len(library))
    application.indexes[NAMES[dimension]].build(application.store)


def fill_tracks(application: Menura, library: Library, music: str) -> None:
    """Keep every track and what was measured of it, but no vectors."""
    with application.rooms() as rooms:
        source_id = rooms.library.add_folder(music).id
    with application.store.engine.begin() as connection:
        _keep(connection, track, _tracks(library, source_id, new_id()))
        _keep(connection, features, _features(library))
        _keep(connection, moods, _moods(library))
        raise_number(connection, TRACKS, len(library))


def _keep(connection: Connection, table: Table, rows: Iterator[Values]) -> None:
    for chunk in _chunks(rows):
        connection.execute(insert(table), chunk)


def _chunks(rows: Iterator[Values]) -> Iterator[list[Values]]:
    chunk: list[Values] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _tracks(library: Library, source_id: str, scan_id: str) -> Iterator[Values]:
    shelf = library.shelf
    for row, number in enumerate(shelf.numbers.tolist()):
        artist, album = shelf.artist[row], shelf.album[row]
        added_at = datetime.fromtimestamp(float(shelf.added_at[row]), UTC)
        location = f"Artist {artist}/Album {album}/{number}.flac"
        metadata = TrackMetadata(
            title=f"Title {shelf.work[row]}",
            artists=(shelf.artists[artist],),
            album=shelf.albums[album],
            year=int(shelf.year[row]) or None,
            genres=tuple(shelf.genres.of(row)),
        )
        yield {
            "number": number,
            "id": shelf.track_id(row),
            "source_id": source_id,
            "kind": "song",
            "location": location,
            "size_bytes": 1,
            "modified_ns": 1,
            "seen_by": scan_id,
            "state": TrackState.ANALYSED.value,
            "added_at": added_at,
            "analysed_at": added_at,
            "duration_s": float(shelf.duration_s[row]),
            "favourite": bool(shelf.is_favourite[row]),
            "revision": number,
            **metadata_row(metadata, location),
        }


def _features(library: Library) -> Iterator[Values]:
    shelf = library.shelf
    for row in range(len(shelf)):
        key = int(shelf.key[row])
        yield {
            "track_id": shelf.track_id(row),
            "tempo_bpm": float(shelf.tempo_bpm[row]),
            "tempo_confidence": CONFIDENCE,
            "key": None if key < 0 else TONICS[key % len(TONICS)],
            "mode": None if key < 0 else ("major", "minor")[key // len(TONICS)],
            "key_confidence": CONFIDENCE,
            "loudness_lufs": float(shelf.loudness_lufs[row]),
            "loudness_range_lu": 5.0,
            "energy": float(shelf.energy[row]),
            "brightness": float(shelf.brightness[row]),
            **UNVARYING,
        }


def _moods(library: Library) -> Iterator[Values]:
    shelf = library.shelf
    for row in range(len(shelf)):
        told = zip(shelf.mood_names, shelf.moods[row].tolist(), strict=True)
        yield {
            "track_id": shelf.track_id(row),
            "source": "musicnn",
            "moods": {name: [round(value, 4), CONFIDENCE] for name, value in told},
            "tags": {
                name: [round(score, 4), CONFIDENCE] for name, score in shelf.tags.of(row).items()
            },
        }


def _embeddings(library: Library, dimension: int) -> Iterator[Values]:
    for numbers, vectors in library.chunks(dimension):
        for number, vector in zip(numbers.tolist(), vectors, strict=True):
            yield {
                "track_number": number,
                "space": NAMES[dimension],
                "model_hash": "synthetic",
                "vector": vector,
                "revision": number,
            }

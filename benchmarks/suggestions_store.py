"""Fill a database with a synthetic library of samples, table by table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import numpy as np
from sqlalchemy import Table, insert

from benchmarks.discover_library import track_id
from benchmarks.discover_store import CONFIDENCE, UNVARYING, Values
from benchmarks.suggestions_library import DIMENSIONS, GENRES, NO_KEY, TAGS, SampleLibrary
from menura.audio.instrument import INSTRUMENTS
from menura.audio.key import TONICS
from menura.audio.moods import MOODS
from menura.bootstrap import Menura
from menura.catalogue import TrackMetadata, TrackState
from menura.kernel.ids import new_id
from menura.store.counters import EMBEDDINGS, TRACKS, raise_number
from menura.store.tables import embedding, features, moods, track
from menura.store.track_rows import metadata_row

CHUNK = 5_000


def fill_store(application: Menura, library: SampleLibrary, music: str, space: str) -> None:
    """Keep every sample, what was measured of it, and its vector; build the index file."""
    with application.rooms() as rooms:
        source_id = rooms.library.add_folder(music).id
    with application.store.engine.begin() as connection:

        def keep(table: Table, rows: Iterator[Values]) -> None:
            while chunk := list(islice(rows, CHUNK)):
                connection.execute(insert(table), chunk)

        keep(track, _tracks(library, source_id, new_id(application.clock)))
        keep(features, _features(library))
        keep(moods, _moods(library))
        keep(embedding, _embeddings(library, space))
        raise_number(connection, TRACKS, len(library))
        raise_number(connection, EMBEDDINGS, len(library))
    application.indexes[space].build(application.store)


def _tracks(library: SampleLibrary, source_id: str, scan_id: str) -> Iterator[Values]:
    for row in range(len(library)):
        added_at = datetime.fromtimestamp(float(library.added_at[row]), UTC)
        location = library.location(row)
        metadata = TrackMetadata(
            title=f"{INSTRUMENTS[library.instrument[row]]} {row + 1}",
            album=library.pack_name(row),
            genres=(GENRES[library.genre[row]],),
        )
        yield {
            "number": row + 1,
            "id": track_id(row + 1),
            "source_id": source_id,
            "kind": "loop" if library.is_loop[row] else "one_shot",
            "location": location,
            "size_bytes": 1,
            "modified_ns": 1,
            "seen_by": scan_id,
            "state": TrackState.ANALYSED.value,
            "added_at": added_at,
            "analysed_at": added_at,
            "duration_s": float(library.duration_s[row]),
            "revision": row + 1,
            **metadata_row(metadata, location),
        }


def _features(library: SampleLibrary) -> Iterator[Values]:
    for row in range(len(library)):
        key, tempo_bpm = int(library.key[row]), float(library.tempo_bpm[row])
        yield {
            "track_id": track_id(row + 1),
            "tempo_bpm": None if np.isnan(tempo_bpm) else tempo_bpm,
            "tempo_confidence": CONFIDENCE,
            "tempo_source": "length",
            "key": None if key == NO_KEY else TONICS[key % len(TONICS)],
            "mode": None if key == NO_KEY else ("major", "minor")[key // len(TONICS)],
            "key_confidence": 0.0 if key == NO_KEY else CONFIDENCE,
            "loudness_lufs": -14.0,
            "loudness_range_lu": 3.0,
            "energy": float(library.energy[row]),
            "brightness": float(library.brightness[row]),
            "kind": "loop" if library.is_loop[row] else "one_shot",
            "kind_confidence": CONFIDENCE,
            "instrument": INSTRUMENTS[library.instrument[row]],
            "instrument_probabilities": {INSTRUMENTS[library.instrument[row]]: CONFIDENCE},
            "loop_beats": 8 if library.is_loop[row] else None,
            **UNVARYING,
        }


def _moods(library: SampleLibrary) -> Iterator[Values]:
    for row in range(len(library)):
        told = zip(MOODS, library.moods[row].tolist(), strict=True)
        tags = {TAGS[code]: [0.6, CONFIDENCE] for code in library.tags[row].tolist()}
        yield {
            "track_id": track_id(row + 1),
            "source": "estimated",
            "moods": {name: [round(value, 4), CONFIDENCE] for name, value in told},
            "tags": tags,
        }


def _embeddings(library: SampleLibrary, space: str) -> Iterator[Values]:
    for numbers, vectors in library.chunks(DIMENSIONS[space]):
        for number, vector in zip(numbers.tolist(), vectors, strict=True):
            yield {
                "track_number": number,
                "space": space,
                "model_hash": "synthetic",
                "vector": vector,
                "revision": number,
            }

"""Make things of the domain with as few words as a test wants to spend on them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.analysis import EmbeddingRow, Features, Measured, StepState, TempoGuess, Waveform
from menura.catalogue import (
    FoundFile,
    HeardFile,
    Playlist,
    Source,
    SourceKind,
    Track,
    TrackKind,
    TrackMetadata,
    TrackOrder,
    TrackQuery,
    TrackState,
)
from menura.jobs import Job, JobPriority, JobQueue, NewJob
from menura.kernel.ids import new_id
from menura.store import Store, Unit

MORNING = datetime(2026, 1, 1, 8, tzinfo=UTC)
NOBODY = "00000000-0000-4000-8000-000000000000"  # an id that nothing has
WANTED = {"features": "1", "moods": "1"}
"""Steps that tracks of these tests are to have, with their versions."""
SPACE = "dsp"
DIMENSION = 4


def at(seconds: float) -> datetime:
    """Return a moment of the morning all tests happen on."""
    return MORNING + timedelta(seconds=seconds)


@contextmanager
def undone(store: Store) -> Iterator[Unit]:
    """Open a transaction and undo it: the next example finds the database as this one did."""
    with store.engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield Unit(connection)
        finally:
            transaction.rollback()


def add_source(unit: Unit, name: str = "Music", location: str | None = None) -> Source:
    """Keep a folder as a source."""
    source = Source(new_id(), SourceKind.FOLDER, name, location or f"/music/{new_id()}", MORNING)
    unit.sources.add(source)
    return source


def a_source(kind: SourceKind = SourceKind.FOLDER, location: str = "/music") -> Source:
    """Return a source that no store has."""
    return Source(id=new_id(), kind=kind, name="Music", location=location, created_at=MORNING)


def found(location: str, size_bytes: int = 1_000, modified_ns: int = 1) -> FoundFile:
    """Return a file as a walk finds it."""
    return FoundFile(location, size_bytes, modified_ns)


def add_tracks(unit: Unit, source: Source, *locations: str) -> list[Track]:
    """Keep files of a source as tracks, and return them in the order given."""
    unit.tracks.upsert_found(source.id, new_id(), [found(name) for name in locations], MORNING)
    kept = {track.location: track for track in all_tracks(unit, source)}
    return [kept[name] for name in locations]


def all_tracks(unit: Unit, source: Source) -> Sequence[Track]:
    """Return all tracks of a source in the order they were added."""
    query = TrackQuery(source_id=source.id, order=TrackOrder.ADDED, limit=100_000)
    return unit.tracks.list(query).items


def record(unit: Unit, track: Track, duration_s: float = 180.0, **metadata: Any) -> Track:
    """Note that a track was heard, and what its file says about itself."""
    said = TrackMetadata(**metadata)
    unit.tracks.record_heard(track.id, HeardFile(said, duration_s, content_of(track)), MORNING)
    done = {step: StepState(version, MORNING) for step, version in WANTED.items()}
    unit.analyses.keep(track.id, Measured(steps=done))
    return unit.tracks.get(track.id)


def content_of(track: Track) -> str:
    """Return a hash of a track's sound, of which there is none."""
    return f"{track.number:032x}"


def keep_vector(unit: Unit, track: Track, vector: NDArray[np.float32], space: str = SPACE) -> None:
    """Keep what was measured of a track, its vector among it."""
    row = EmbeddingRow(track.id, space, "0" * 64, vector)
    unit.analyses.keep(track.id, measured(embeddings=[row]))


def unit_vector(seed: int, dimension: int = DIMENSION) -> NDArray[np.float32]:
    """Return a vector of length 1 in a direction that `seed` decides."""
    vector = np.random.default_rng(seed).standard_normal(dimension)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def features(**changes: Any) -> Features:
    """Return what was measured of a track of no particular character."""
    plain = Features(
        tempo_bpm=120.0,
        tempo_confidence=0.9,
        tempo_candidates=(TempoGuess(120.0, 1.0), TempoGuess(60.0, 0.5)),
        key="C",
        mode="major",
        key_confidence=0.9,
        tuning_cents=-3.0,
        loudness_lufs=-14.0,
        loudness_range_lu=6.0,
        true_peak_dbtp=-1.0,
        energy=0.5,
        brightness=0.5,
        spectrum_db=(-1.5,) * 31,
        sample_rate_hz=44_100,
        channels=2,
        decode_error_count=0,
    )
    return replace(plain, **changes)


def measured(**changes: Any) -> Measured:
    """Return what one round of listening found out."""
    return replace(Measured(features=features(), waveform=waveform()), **changes)


def waveform(parts: int = 8) -> Waveform:
    """Return an outline."""
    loud = np.arange(parts, dtype=np.int8)
    return Waveform(180.0, np.stack([-loud, loud], axis=1))


def a_track(number: int = 1, **changes: Any) -> Track:
    """Return a track that no database knows."""
    plain = Track(
        id=f"00000000-0000-4000-8000-{number:012d}",
        number=number,
        source_id=NOBODY,
        kind=TrackKind.SONG,
        location=f"{number}.mp3",
        size_bytes=1_000,
        modified_ns=1,
        metadata=TrackMetadata(),
        duration_s=180.0,
        state=TrackState.ANALYSED,
        error_code=None,
        error_message=None,
        added_at=MORNING,
        analysed_at=MORNING,
    )
    return replace(plain, **changes)


def playlist(name: str = "Evening") -> Playlist:
    """Return the head of a new playlist."""
    return Playlist(new_id(), name, "", 1, MORNING, MORNING, 0, 0.0)


def new_job(
    kind: str = "dig",
    payload: Mapping[str, Any] | None = None,
    *,
    parent: Job | NewJob | None = None,
    queue: JobQueue = JobQueue.WORK,
    priority: int = JobPriority.NORMAL,
    singleton_key: str | None = None,
) -> NewJob:
    """Return work to be done."""
    return NewJob(
        id=new_id(),
        kind=kind,
        title=f"Let us {kind}",
        payload=payload or {},
        parent_id=parent.id if parent else None,
        queue=queue,
        priority=priority,
        singleton_key=singleton_key,
    )

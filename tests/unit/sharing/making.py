"""Make recordings and archives with as few words as a test wants to spend on them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.analysis import (
    BeatGrid,
    EmbeddingRow,
    Fingerprint,
    KeyGuess,
    Measured,
    MoodScore,
    MoodScores,
    Section,
    StepState,
    Waveform,
)
from menura.audio.fingerprint_match import fingerprint_pieces
from menura.catalogue import HeardFile, Track, TrackMetadata
from menura.sharing import ArchiveWriter, InstanceKey, KnownSpace, SharedTrack
from menura.store import Unit
from tests.factories import MORNING, add_source, add_tracks, features, unit_vector

DSP_HASH, CLAP_HASH = "0" * 64, "1" * 64
SPACES = {"dsp": KnownSpace(256, DSP_HASH), "clap": KnownSpace(512, CLAP_HASH)}
VERSIONS = {"features": "3", "fingerprint": "1", "dsp": DSP_HASH, "moods": "1"}
"""What a Menura does that has no models."""


def codes(seed: int, count: int = 300) -> NDArray[np.uint32]:
    """Return a fingerprint that resembles no other."""
    return np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)


def print_of(seed: int, duration_s: float = 180.0) -> Fingerprint:
    """Return the acoustic fingerprint of a recording."""
    found = codes(seed)
    return Fingerprint(duration_s, found, fingerprint_pieces(found))


def a_recording(seed: int = 1, **changes: Any) -> SharedTrack:
    """Return a recording with everything that can be measured of it."""
    plain = SharedTrack(
        duration_s=180.0,
        recording_id=f"00000000-0000-4000-8000-{seed:012d}",
        artist="anna",
        title=f"song {seed}",
        album="songs",
        content_hash=f"{seed:032x}",
        fingerprint=print_of(seed),
        features=features(
            key_candidates=(KeyGuess("C#", "minor", 0.5),),
            sections=(Section(0.0, 90.0, "A", -14.0, 0.5, 0.9), Section(90.0, 180.0, "B", *NO)),
            instrument_probabilities={"bass": 0.25},
        ),
        waveform=Waveform(180.0, np.array([[-3, 4], [-127, 127]], np.int8)),
        beats=BeatGrid(
            np.linspace(0, 3.5, 8, dtype=np.float32), np.linspace(0, 2, 2, dtype=np.float32)
        ),
        moods=[MoodScores("clap", {"calm": MoodScore(0.6, 0.3)}, {})],
        steps={"features": "3", "fingerprint": "1", "dsp": DSP_HASH, "clap": CLAP_HASH},
        vectors={"dsp": unit_vector(seed, 256), "clap": unit_vector(seed + 1000, 512)},
    )
    return replace(plain, **changes)


NO = (None, 0.0, 0.0)


def write(path: Path, tracks: Sequence[SharedTrack], *, key: InstanceKey | None = None) -> Path:
    """Write an archive."""
    signer = key or InstanceKey(path.parent)
    with ArchiveWriter(path, signer, SPACES) as writer:
        for track in tracks:
            writer.add(track)
        assert writer.left_out == 0
        writer.finish("Attic", MORNING, None)
    return path


def hear(unit: Unit, recording: SharedTrack, *steps: str, location: str | None = None) -> Track:
    """Have a recording heard here, by some steps."""
    name = location or f"{recording.title}.flac"
    (track,) = add_tracks(unit, add_source(unit), name)
    said = TrackMetadata(title=recording.title, artists=(recording.artist,), album=recording.album)
    heard = HeardFile(said, recording.duration_s, recording.content_hash)
    unit.tracks.record_heard(track.id, heard, MORNING)
    rows = [
        EmbeddingRow(track.id, space, recording.steps[space], vector)
        for space, vector in recording.vectors.items()
        if space in steps
    ]
    unit.analyses.keep(
        track.id,
        Measured(
            features=recording.features if "features" in steps else None,
            waveform=recording.waveform if "features" in steps else None,
            beats=recording.beats if "features" in steps else None,
            fingerprint=recording.fingerprint if "fingerprint" in steps else None,
            moods=[told for told in recording.moods if told.source in steps],
            embeddings=rows,
            steps={step: StepState(recording.steps[step], MORNING) for step in steps},
        ),
    )
    return unit.tracks.get(track.id)

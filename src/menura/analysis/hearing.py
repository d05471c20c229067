"""Hear one file: what a listening process does, and what it hands back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menura.analysis.model import Features, TempoGuess, Waveform
from menura.audio.listen import LISTENER_VERSION, Listening, listen
from menura.catalogue import TrackMetadata
from menura.embedding import DspEmbedder, Embedder


@dataclass(frozen=True, slots=True)
class SpaceVector:
    """A vector of what was heard, in a named space."""

    space: str
    model_hash: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything one hearing of a file gives; small enough to send between processes."""

    metadata: TrackMetadata
    duration_s: float
    features: Features
    waveform: Waveform
    vectors: Sequence[SpaceVector]


def hear(path: str) -> Heard:
    """Listen to the file at `path` once and return all that is kept of it.

    Raises
    ------
    UnreadableAudioError
        In one of its forms; its message is what the listener is shown.
    """
    listening = listen(Path(path))
    return Heard(
        metadata=_metadata(listening),
        duration_s=listening.duration_s,
        features=_features(listening),
        waveform=Waveform(listening.duration_s, listening.peaks),
        vectors=[
            SpaceVector(e.space, e.model_hash, e.embed(listening.frames)) for e in _embedders()
        ],
    )


@cache
def _embedders() -> tuple[Embedder, ...]:
    """Return the embedders every track is heard with; made once in each listening process."""
    return (DspEmbedder(),)


def _metadata(listening: Listening) -> TrackMetadata:
    tags = listening.tags
    return TrackMetadata(
        title=tags.title,
        artists=tags.artists,
        album=tags.album,
        album_artist=tags.album_artist,
        year=tags.year,
        track_number=tags.track_number,
        genres=tags.genres,
        musicbrainz_recording_id=tags.musicbrainz_recording_id,
    )


def _features(listening: Listening) -> Features:
    tempo, key, loudness = listening.tempo, listening.key, listening.loudness
    return Features(
        listener_version=LISTENER_VERSION,
        tempo_bpm=tempo.tempo_bpm if tempo else None,
        tempo_confidence=tempo.confidence if tempo else 0.0,
        tempo_candidates=tuple(
            TempoGuess(c.tempo_bpm, c.score) for c in (tempo.candidates if tempo else ())
        ),
        key=key.tonic if key else None,
        mode=key.mode if key else None,
        key_confidence=key.confidence if key else 0.0,
        tuning_cents=key.tuning_cents if key else None,
        loudness_lufs=loudness.integrated_lufs,
        loudness_range_lu=loudness.range_lu,
        true_peak_dbtp=loudness.true_peak_dbtp,
        energy=listening.energy,
        brightness=listening.brightness,
        spectrum_db=listening.spectrum_profile_db,
        sample_rate_hz=listening.sample_rate_hz,
        channels=listening.channels,
        decode_error_count=listening.decode_error_count,
    )

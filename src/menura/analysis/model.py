"""Say what was measured of a track."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TempoGuess:
    """A tempo a track may be felt in, and how strong it is beside the best one (0 to 1)."""

    tempo_bpm: float
    strength: float


@dataclass(frozen=True, slots=True)
class Features:
    """What analysis measured of one track, each number with its unit.

    Attributes
    ----------
    tempo_confidence, key_confidence : float
        0 to 1. A key below 0.65 should be shown as uncertain.
    key : str, optional
        Tonic with sharps (``"C#"``); None for unpitched material.
    energy, brightness : float
        0 to 1; formulae in ``menura.audio``.
    spectrum_db : sequence of 31 floats
        Third-octave bands from 20 Hz to 20 kHz, in dB relative to the whole.
    listener_version : int
        Which generation of the listening code measured this; an older one is measured again.
    """

    listener_version: int
    tempo_bpm: float | None
    tempo_confidence: float
    tempo_candidates: Sequence[TempoGuess]
    key: str | None
    mode: Literal["major", "minor"] | None
    key_confidence: float
    tuning_cents: float | None
    loudness_lufs: float | None
    loudness_range_lu: float | None
    true_peak_dbtp: float | None
    energy: float
    brightness: float
    spectrum_db: Sequence[float]
    sample_rate_hz: int
    channels: int
    decode_error_count: int


@dataclass(frozen=True, slots=True)
class Waveform:
    """The outline of a track's sound.

    Attributes
    ----------
    peaks : int8 array, shape (n, 2)
        Smallest and largest sample of each of ``n`` equal parts, -127 to 127.
    """

    duration_s: float
    peaks: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class EmbeddingRow:
    """A vector of a track in a named space, and the hash of what made it."""

    track_id: str
    space: str
    model_hash: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbeddingChanges:
    """What changed in a space since a revision.

    Attributes
    ----------
    keys : int64 array, shape (n,)
        Track numbers of new or changed vectors.
    vectors : float32 array, shape (n, d)
    removed : int64 array, shape (m,)
        Track numbers that are no longer in the space.
    revision : int
        The newest change contained; ask for what is newer than this next time.
    """

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]
    removed: NDArray[np.int64]
    revision: int


@dataclass(frozen=True, slots=True)
class SpaceState:
    """How many vectors a space holds, and the newest change of any space it contains."""

    count: int
    revision: int
    dimension: int

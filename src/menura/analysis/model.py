"""Say what was measured of a track."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from menura.catalogue import TrackKind

Mode = Literal["major", "minor"]


@dataclass(frozen=True, slots=True)
class TempoGuess:
    """A tempo a track may be felt in, and how strong it is beside the best one (0 to 1)."""

    tempo_bpm: float
    strength: float


@dataclass(frozen=True, slots=True)
class KeyGuess:
    """A key a track may be in, and how probable it is."""

    key: str
    mode: Mode
    probability: float


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a track; parts that sound alike share a label.

    Attributes
    ----------
    label : str
        ``A``, ``B`` ... in the order of their first appearance.
    loudness_lufs : float, optional
        None when the part is silent.
    energy : float
        0 to 1, relative to the other parts.
    confidence : float
        0 to 1, of the boundary it begins with.
    """

    start_s: float
    end_s: float
    label: str
    loudness_lufs: float | None
    energy: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Features:
    """What analysis measured of one track, each number with its unit.

    Attributes
    ----------
    tempo_confidence, key_confidence, beat_confidence, downbeat_confidence : float
        0 to 1: how often such a reading was right when it was measured on known music.
    pulse_clarity : float
        0 to 1: how clear and regular the pulse is; what makes music easy to dance to.
    key : str, optional
        Tonic with sharps (``"C#"``); None for unpitched material.
    energy, brightness : float
        0 to 1; formulae in ``menura.audio``.
    flux : float
        Mean rise of the spectrum per frame: how busy the music is.
    spectrum_db : sequence of 31 floats
        Third-octave bands from 20 Hz to 20 kHz, in dB relative to the whole.
    crest_db : float, optional
        True peak above the root mean square; `plr_lu` is the true peak above the integrated
        loudness, `psr_lu` the median of the peak above the short-term loudness.
    stereo_width : float
        0 (mono) over 0.5 (two unrelated channels) to 1 (opposite channels).
    tempo_source : str, optional
        ``measured``, or for loops ``length``, ``name`` or ``chunk``.
    kind : TrackKind
        Song, loop or one-shot, by measurement; `instrument` is told for samples alone.
    loop_beats : int, optional
        How many beats a loop is long.
    declared_duration_s : float, optional
        What the file promised; clearly more than was decoded means that it is cut short.
    corrected : frozenset of str
        Names of what a person corrected; nothing is measured over these.
    """

    tempo_bpm: float | None
    tempo_confidence: float
    tempo_candidates: Sequence[TempoGuess]
    key: str | None
    mode: Mode | None
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
    key_candidates: Sequence[KeyGuess] = ()
    tempo_source: str | None = None
    beats_per_bar: int | None = None
    beat_confidence: float = 0.0
    downbeat_confidence: float = 0.0
    pulse_clarity: float = 0.0
    onset_rate_hz: float = 0.0
    flux: float = 0.0
    momentary_max_lufs: float | None = None
    short_term_max_lufs: float | None = None
    sample_peak_dbfs: float | None = None
    crest_db: float | None = None
    plr_lu: float | None = None
    psr_lu: float | None = None
    stereo_width: float = 0.0
    stereo_correlation: float | None = None
    lead_in_s: float = 0.0
    lead_out_s: float = 0.0
    sections: Sequence[Section] = ()
    intro_end_s: float | None = None
    outro_start_s: float | None = None
    kind: TrackKind = TrackKind.SONG
    kind_confidence: float = 0.0
    instrument: str | None = None
    instrument_probabilities: Mapping[str, float] = field(default_factory=dict)
    loop_beats: int | None = None
    codec: str | None = None
    declared_duration_s: float | None = None
    corrected: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True, eq=False)
class BeatGrid:
    """Where the beats of a track lie.

    Attributes
    ----------
    beats_s, downbeats_s : float32 arrays
        Ascending times; the downbeats are some of the beats, none when bars cannot be told.
    """

    beats_s: NDArray[np.float32]
    downbeats_s: NDArray[np.float32]


NO_BEATS = BeatGrid(np.zeros(0, np.float32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What finds the same recording again.

    Attributes
    ----------
    codes : uint32 array
        Chromaprint of the first two minutes; empty when there is too little to tell.
    pieces : uint32 array
        A few of their parts, chosen by content, by which candidates are looked up.
    """

    duration_s: float
    codes: NDArray[np.uint32]
    pieces: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TrackPair:
    """Two tracks, by number, whose fingerprints share so many pieces."""

    one: int
    other: int
    shared: int


@dataclass(frozen=True, slots=True)
class MoodScore:
    """How much a word fits a track, and how far that can be trusted; both 0 to 1."""

    probability: float
    confidence: float


@dataclass(frozen=True, slots=True)
class MoodScores:
    """How a track feels, as one listener tells it.

    Attributes
    ----------
    source : str
        ``estimated`` (from features, no model), or the space of the model that tells.
    moods, tags : mapping of str to MoodScore
        By label; tags are genres and other words the listener knows.
    """

    source: str
    moods: Mapping[str, MoodScore]
    tags: Mapping[str, MoodScore]


@dataclass(frozen=True, slots=True)
class EmbeddingRow:
    """A vector of a track in a named space, and the hash of what made it."""

    track_id: str
    space: str
    model_hash: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StepState:
    """What became of one step of a track's analysis.

    Attributes
    ----------
    version : str
        Of the algorithm, or the hash of the model; another one means the step is due again.
    """

    version: str
    at: datetime
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What one round of listening found out of a track; what is None was not looked at.

    Attributes
    ----------
    steps : mapping of str to StepState
        The steps that were done, with the version of what did them.
    is_other : bool
        The sound is another one than before: what models told of it is forgotten, and every step
        that is not among `steps` is due again.
    """

    features: Features | None = None
    waveform: Waveform | None = None
    beats: BeatGrid | None = None
    fingerprint: Fingerprint | None = None
    moods: Sequence[MoodScores] = ()
    embeddings: Sequence[EmbeddingRow] = ()
    steps: Mapping[str, StepState] = field(default_factory=dict)
    is_other: bool = False


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

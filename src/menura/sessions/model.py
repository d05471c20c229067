"""Say what a session, a batch, a cluster and a clip are.

The first five are the Session Lab's own contract, field by field, and are what its two routes
speak; so they are Pydantic models, unlike everything else inside the house. What they do not hold
(vectors, manifests, measurements, what people decided) is kept beside them, in `Clip` and the
``...Details``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from menura.audio.arrays import Float32Array

LONGEST_S = 30.0
LABEL_CHARACTERS = 64
MOST_CLIPS = 6


def utc_now() -> datetime:
    """Return the present moment, with its zone."""
    return datetime.now(UTC)


class BriefParams(BaseModel):
    """The numbers beside a brief: 0 to 1, and seconds."""

    energy: float = Field(ge=0.0, le=1.0)
    density: float = Field(ge=0.0, le=1.0)
    duration_sec: float = Field(gt=0.0, le=LONGEST_S)


class Track(BaseModel):
    """A clip as the contract has it; `audio_url` is ``/media/{session_id}/{track_id}.wav``."""

    id: UUID = Field(default_factory=uuid4)
    batch_id: UUID
    cluster_id: UUID
    audio_url: str
    duration_sec: float = Field(gt=0.0, le=LONGEST_S)
    raw_prompt: str = Field(min_length=1)
    created_at: datetime = Field(default_factory=utc_now)


class ClusterSummary(BaseModel):
    """A named group of clips of one batch."""

    id: UUID = Field(default_factory=uuid4)
    batch_id: UUID
    label: str = Field(min_length=1, max_length=LABEL_CHARACTERS)
    track_ids: list[UUID]
    created_at: datetime = Field(default_factory=utc_now)


class Batch(BaseModel):
    """One round of clips; `num_generated` counts those that were kept."""

    id: UUID = Field(default_factory=uuid4)
    session_id: UUID
    created_at: datetime = Field(default_factory=utc_now)
    prompt_text: str = Field(min_length=1)
    num_requested: int = Field(ge=1)
    num_generated: int = Field(ge=0)
    clusters: list[ClusterSummary] = Field(default_factory=list)


class Session(BaseModel):
    """A brief, its numbers and the batches made from them, oldest first."""

    id: UUID = Field(default_factory=uuid4)
    created_at: datetime = Field(default_factory=utc_now)
    brief_text: str = Field(min_length=1)
    params: BriefParams
    batches: list[Batch] = Field(default_factory=list)


class BatchKind(StrEnum):
    """Name how a batch came to be."""

    INITIAL = "initial"
    AGAIN = "again"
    """The same brief once more, from another seed."""
    MORE = "more"
    LESS = "less"
    """Unlike a cluster."""
    BETWEEN = "between"
    """Between two clusters."""


@dataclass(frozen=True, slots=True)
class Steering:
    """Where a batch is to go.

    Attributes
    ----------
    cluster_ids : tuple of UUID
        None for `INITIAL` and `AGAIN`, one for `MORE` and `LESS`, two for `BETWEEN`.
    """

    kind: BatchKind = BatchKind.INITIAL
    cluster_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Targets:
    """What a clip was meant to be; None where nobody said or decided.

    Attributes
    ----------
    key : int, optional
        Pitch class of the tonic, C = 0.
    mode : str, optional
        ``major``, ``minor``, ``dorian`` ...
    """

    bpm: float | None = None
    key: int | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class ClipManifest:
    """Everything a clip was made from.

    Attributes
    ----------
    provider : str
        Who made it: ``builtin``, ``musicgen``, ``hosted`` ...
    model, model_hash : str, optional
        Which model, and a hash of its files where that can be told.
    engine_version : str, optional
        Of the built-in composer and synthesiser.
    seed : int
        This clip's own. With the built-in provider the manifest alone gives the same file again.
    prompt : str
        What the provider was sent.
    parameters : mapping
        JSON: everything else that decides how it sounds (for the built-in provider the plan).
    instruments : tuple of str
        What plays, where the provider knows.
    genre : str, optional
        Title of the genre, where the provider knows.
    sha256 : str
        Of the file as it was kept.
    """

    provider: str
    seed: int
    prompt: str
    model: str | None = None
    model_hash: str | None = None
    engine_version: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    targets: Targets = Targets()
    instruments: tuple[str, ...] = ()
    genre: str | None = None
    licence: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something measured is what was meant; `passed` is None where that cannot be told."""

    passed: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClipFeatures:
    """What was measured of a clip after it was made.

    Attributes
    ----------
    tempo_bpm, tempo_confidence, key, mode, key_confidence
        As heard by ears that know nothing of what was meant. `key` is a pitch class, C = 0.
    tempo_check, key_check : Verdict
        Against the manifest's targets.
    onset_rate_hz : float
        Onsets per second.
    brightness, energy : float
        0 to 1.
    centroid_hz : float
        Mean spectral centroid.
    peaks : tuple of int
        The outline for drawing: the highest sample of each of `len(peaks)` equal parts, 0..127.
    """

    duration_s: float
    tempo_bpm: float | None
    tempo_confidence: float
    key: int | None
    mode: str | None
    key_confidence: float
    loudness_lufs: float | None
    loudness_range_lu: float | None
    true_peak_dbtp: float | None
    onset_rate_hz: float
    brightness: float
    energy: float
    centroid_hz: float
    tempo_check: Verdict
    key_check: Verdict
    peaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A track of a session with all that is known of it.

    Attributes
    ----------
    position : int
        Its place in the batch, from 0.
    embedding : ndarray, shape (d,), float32
    name : str, optional
        Given by a person.
    pinned : bool
        Stays when others are cleared away.
    """

    track: Track
    position: int
    embedding: Float32Array = field(repr=False)
    manifest: ClipManifest
    features: ClipFeatures | None = None
    name: str | None = None
    pinned: bool = False
    favourite: bool = False

    @property
    def id(self) -> UUID:
        """Return the id, the same as the track's in the catalogue."""
        return self.track.id


@dataclass(frozen=True, slots=True)
class BatchDetails:
    """What a batch is beyond the contract.

    Attributes
    ----------
    seed : int
        From which the clips' own seeds were drawn.
    silhouette : float, optional
        How clearly its clusters stand apart, -1 to 1; None with fewer than two clusters.
    """

    kind: BatchKind = BatchKind.INITIAL
    parent_cluster_ids: tuple[UUID, ...] = ()
    seed: int = 0
    silhouette: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Two directions of an embedding space, fixed for a session so that its map never moves.

    Attributes
    ----------
    origin : ndarray, shape (d,), float32
    axes : ndarray, shape (2, d), float32
        Orthonormal.
    explained : float
        Share of the variance of the clips it was fitted on that the plane shows, 0..1.
    """

    origin: Float32Array = field(repr=False)
    axes: Float32Array = field(repr=False)
    explained: float


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What a session is beyond the contract.

    Attributes
    ----------
    space : str, optional
        Name and hash of the embedder its vectors come from; None before the first batch.
    batches : mapping of UUID to BatchDetails
    """

    name: str | None = None
    pinned: bool = False
    space: str | None = None
    projection: Projection | None = None
    batches: Mapping[UUID, BatchDetails] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A line of the list of sessions."""

    id: UUID
    brief_text: str
    params: BriefParams
    created_at: datetime
    name: str | None
    pinned: bool
    batch_count: int
    clip_count: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A part of the list of sessions, and how long the whole list is."""

    items: Sequence[SessionSummary]
    total: int

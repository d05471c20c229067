"""Shape sessions beyond the Session Lab's contract."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from menura.api.schemas.jobs import JobErrorOut, JobOut
from menura.api.schemas.session_lab import CreateSessionRequest, MoreLikeRequest
from menura.sessions import (
    Batch,
    BatchDetails,
    BatchKind,
    BriefParams,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    SessionSummary,
    Verdict,
    is_reproducible,
    preview_gain_db,
)
from menura.studio import NOTE_NAMES

CLEAR_SILHOUETTE = 0.1  # below it the groups are there because groups were asked for
SEEDS = 2**31


class SessionIn(CreateSessionRequest):
    """A brief, made as a job."""

    model_config = ConfigDict(extra="forbid")

    seed: int | None = Field(
        None, ge=0, lt=SEEDS, description="The same seed makes the same clips again."
    )


class BatchIn(MoreLikeRequest):
    """How many clips to make, and from which seed."""

    model_config = ConfigDict(extra="forbid")

    seed: int | None = Field(None, ge=0, lt=SEEDS)


class BetweenIn(BatchIn):
    """Two clusters to go between."""

    cluster_ids: list[UUID] = Field(min_length=2, max_length=2)


class StartedOut(BaseModel):
    """A batch that is being made: its job has the same id."""

    job_id: UUID
    session_id: UUID
    batch_id: UUID
    status_url: str = Field(json_schema_extra={"format": "uri"})


class SessionLineOut(BaseModel):
    """A line of the list of sessions."""

    id: UUID
    brief: str
    params: BriefParams
    created_at: datetime
    name: str | None
    pinned: bool
    batch_count: int
    clip_count: int
    labels: list[str] = Field(description="Of its clusters, the oldest first, each once.")
    making: bool = Field(description="A batch is being made.")

    @classmethod
    def of(cls, line: SessionSummary, *, making: bool) -> Self:
        """Shape a line."""
        return cls(
            id=line.id,
            brief=line.brief_text,
            params=line.params,
            created_at=line.created_at,
            name=line.name,
            pinned=line.pinned,
            batch_count=line.batch_count,
            clip_count=line.clip_count,
            labels=list(dict.fromkeys(line.labels)),
            making=making,
        )


class SessionsOut(BaseModel):
    """A part of the list of sessions."""

    items: list[SessionLineOut]
    total: int


class VerdictOut(BaseModel):
    """Whether what was heard is what was meant; `passed` is null where that cannot be told."""

    passed: bool | None
    reason: str

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """Shape a verdict."""
        return cls(passed=verdict.passed, reason=verdict.reason)


class ClipFeaturesOut(BaseModel):
    """What was measured of a clip after it was made."""

    tempo_bpm: float | None
    tempo_confidence: float
    key: str | None = Field(description="As `F# minor`.")
    key_confidence: float
    loudness_lufs: float | None
    loudness_range_lu: float | None
    true_peak_dbtp: float | None
    onset_rate_hz: float
    brightness: float = Field(description="0 dark to 1 bright.")
    energy: float = Field(description="0 calm to 1 driving, as heard.")
    centroid_hz: float
    tempo_check: VerdictOut
    key_check: VerdictOut
    peaks: list[int] = Field(description="The outline for drawing, 0 to 127.")

    @classmethod
    def of(cls, features: ClipFeatures) -> Self:
        """Shape measurements."""
        return cls(
            tempo_bpm=features.tempo_bpm,
            tempo_confidence=features.tempo_confidence,
            key=name_key(features.key, features.mode),
            key_confidence=features.key_confidence,
            loudness_lufs=features.loudness_lufs,
            loudness_range_lu=features.loudness_range_lu,
            true_peak_dbtp=features.true_peak_dbtp,
            onset_rate_hz=features.onset_rate_hz,
            brightness=features.brightness,
            energy=features.energy,
            centroid_hz=features.centroid_hz,
            tempo_check=VerdictOut.of(features.tempo_check),
            key_check=VerdictOut.of(features.key_check),
            peaks=list(features.peaks),
        )


class ClipOut(BaseModel):
    """A clip, with what is known of it. In the catalogue it is a track with the same id."""

    id: UUID
    batch_id: UUID
    cluster_id: UUID
    audio_url: str
    duration_sec: float
    created_at: datetime
    name: str | None
    pinned: bool
    favourite: bool
    provider: str
    seed: int
    genre: str | None
    instruments: list[str]
    wanted_bpm: float | None = Field(description="What it was made at, if that is known.")
    wanted_key: str | None = Field(description="What it was made in, if that is known.")
    preview_gain_db: float = Field(
        description="Play it with this gain and all clips are equally loud."
    )
    features: ClipFeaturesOut | None

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """Shape a clip."""
        made, track = clip.manifest, clip.track
        return cls(
            id=track.id,
            batch_id=track.batch_id,
            cluster_id=track.cluster_id,
            audio_url=track.audio_url,
            duration_sec=track.duration_sec,
            created_at=track.created_at,
            name=clip.name,
            pinned=clip.pinned,
            favourite=clip.favourite,
            provider=made.provider,
            seed=made.seed,
            genre=made.genre,
            instruments=list(made.instruments),
            wanted_bpm=made.targets.bpm,
            wanted_key=name_key(made.targets.key, made.targets.mode),
            preview_gain_db=round(preview_gain_db(clip.features), 2),
            features=ClipFeaturesOut.of(clip.features) if clip.features else None,
        )


class SessionClusterOut(BaseModel):
    """A named group of clips of one batch."""

    id: UUID
    label: str
    clips: list[ClipOut]


class SessionBatchOut(BaseModel):
    """A batch with everything."""

    id: UUID
    kind: BatchKind
    parent_cluster_ids: list[UUID] = Field(description="What it was steered by.")
    created_at: datetime
    num_requested: int
    num_generated: int
    seed: int
    silhouette: float | None = Field(description="How clearly its groups stand apart, -1 to 1.")
    clear_groups: bool | None = Field(description="Null where there is only one group.")
    clusters: list[SessionClusterOut]

    @classmethod
    def of_all(cls, batch: Batch, details: BatchDetails, clips: dict[UUID, Clip]) -> Self:
        """Shape a batch."""
        apart = details.silhouette
        return cls(
            id=batch.id,
            kind=details.kind,
            parent_cluster_ids=list(details.parent_cluster_ids),
            created_at=batch.created_at,
            num_requested=batch.num_requested,
            num_generated=batch.num_generated,
            seed=details.seed,
            silhouette=apart,
            clear_groups=None if apart is None else apart >= CLEAR_SILHOUETTE,
            clusters=[_shape_cluster(cluster, clips) for cluster in batch.clusters],
        )


def _shape_cluster(cluster: ClusterSummary, clips: dict[UUID, Clip]) -> SessionClusterOut:
    inside = [ClipOut.of(clips[one]) for one in cluster.track_ids if one in clips]
    return SessionClusterOut(id=cluster.id, label=cluster.label, clips=inside)


class BatchesOut(BaseModel):
    """The batches of a session, oldest first."""

    items: list[SessionBatchOut]


class SessionOut(BaseModel):
    """A session with its batches, and what is being made."""

    id: UUID
    brief: str
    params: BriefParams
    prompt: str = Field(description="What providers are sent.")
    created_at: datetime
    name: str | None
    pinned: bool
    space: str | None = Field(description="Which embedder its clips were heard with.")
    batches: list[SessionBatchOut]
    making: list[JobOut] = Field(description="Batches that are being made or wait.")
    error: JobErrorOut | None = Field(description="Why there is no first batch.")


class SessionPatchIn(BaseModel):
    """What to change of a session; an empty name takes it away."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    pinned: bool | None = None


class ClusterPatchIn(BaseModel):
    """Another label."""

    model_config = ConfigDict(extra="forbid")

    label: str


class ClipPatchIn(BaseModel):
    """What to change of a clip; an empty name takes it away."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    pinned: bool | None = None
    favourite: bool | None = None


class PointOut(BaseModel):
    """A clip on the map."""

    clip_id: UUID
    batch_id: UUID
    cluster_id: UUID
    label: str
    x: float
    y: float
    distance: float = Field(description="1 minus the cosine to its cluster's centroid.")


class ClusterPointOut(BaseModel):
    """A cluster on the map, and how many clips it holds."""

    id: UUID
    batch_id: UUID
    label: str
    clip_count: int
    x: float
    y: float


class DistributionOut(BaseModel):
    """A session's clips in a plane that stays the same as batches come."""

    space: str | None
    explained: float | None = Field(
        description="Share of what sets the first batch's clips apart that the plane shows."
    )
    points: list[PointOut]
    clusters: list[ClusterPointOut]


class ManifestOut(BaseModel):
    """Everything a clip was made from."""

    clip_id: UUID
    session_id: UUID
    audio_url: str
    provider: str
    model: str | None
    model_hash: str | None
    engine_version: str | None
    seed: int
    prompt: str
    parameters: dict[str, Any]
    wanted_bpm: float | None
    wanted_key: str | None
    instruments: list[str]
    genre: str | None
    licence: str
    sha256: str
    reproducible: bool = Field(description="Whether it can be rendered again bit for bit.")

    @classmethod
    def of(cls, session_id: UUID, clip: Clip) -> Self:
        """Shape a manifest."""
        made: ClipManifest = clip.manifest
        return cls(
            clip_id=clip.id,
            session_id=session_id,
            audio_url=clip.track.audio_url,
            provider=made.provider,
            model=made.model,
            model_hash=made.model_hash,
            engine_version=made.engine_version,
            seed=made.seed,
            prompt=made.prompt,
            parameters=dict(made.parameters),
            wanted_bpm=made.targets.bpm,
            wanted_key=name_key(made.targets.key, made.targets.mode),
            instruments=list(made.instruments),
            genre=made.genre,
            licence=made.licence,
            sha256=made.sha256,
            reproducible=is_reproducible(made),
        )


class MostDifferentIn(BaseModel):
    """How many clips to choose, of a batch or of the whole session."""

    model_config = ConfigDict(extra="forbid")

    count: int = Field(ge=1, le=1000)
    batch_id: UUID | None = None
    remove_others: bool = Field(
        False, description="Forget the others, but never pinned clips and favourites."
    )


class MostDifferentOut(BaseModel):
    """The clips that differ most, in the order they were chosen."""

    clip_ids: list[UUID]
    removed_ids: list[UUID]


class SessionOptionsOut(BaseModel):
    """Who makes, hears and names clips, as it is set up."""

    music: str
    embedder: str
    namer: str
    most_clips: int
    longest_s: float
    overgeneration: int


def name_key(key: int | None, mode: str | None) -> str | None:
    """Return a key in words."""
    if key is None:
        return None
    return f"{NOTE_NAMES[key]} {mode}" if mode else NOTE_NAMES[key]

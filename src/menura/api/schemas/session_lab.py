"""Shape the Session Lab's contract, field by field."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from menura.sessions import BRIEF_CHARACTERS, MOST_CLIPS, Batch, BriefParams, Track


class CreateSessionRequest(BaseModel):
    """A brief and how many clips to make of it."""

    brief: str = Field(min_length=1, max_length=BRIEF_CHARACTERS)
    num_clips: int = Field(ge=1, le=MOST_CLIPS)
    params: BriefParams


class SessionTrackOut(BaseModel):
    """A clip that can be played (`TrackOut` in the contract; the catalogue has one already)."""

    id: UUID
    audio_url: str
    duration_sec: float

    @classmethod
    def of(cls, track: Track) -> Self:
        """Shape a track."""
        return cls(id=track.id, audio_url=track.audio_url, duration_sec=track.duration_sec)


class ClusterOut(BaseModel):
    """A named group of clips."""

    id: UUID
    label: str
    tracks: list[SessionTrackOut]


class BatchOut(BaseModel):
    """A batch, grouped."""

    id: UUID
    clusters: list[ClusterOut]

    @classmethod
    def of(cls, batch: Batch, tracks: dict[UUID, Track]) -> Self:
        """Shape a batch with the tracks it holds."""
        return cls(
            id=batch.id,
            clusters=[
                ClusterOut(
                    id=cluster.id,
                    label=cluster.label,
                    tracks=[
                        SessionTrackOut.of(tracks[one])
                        for one in cluster.track_ids
                        if one in tracks
                    ],
                )
                for cluster in batch.clusters
            ],
        )


class CreateSessionResponse(BaseModel):
    """A new session with its first batch."""

    session_id: UUID
    batch: BatchOut


class MoreLikeRequest(BaseModel):
    """How many clips to make."""

    num_clips: int = Field(ge=1, le=MOST_CLIPS)


class MoreLikeResponse(BaseModel):
    """A batch made from a cluster."""

    session_id: UUID
    parent_cluster_id: UUID
    batch: BatchOut

"""Turn rows of sessions into what they are, and back."""

from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import RowMapping

from menura.sessions import (
    Batch,
    BatchDetails,
    BatchKind,
    Clip,
    ClipFeatures,
    ClipManifest,
    ClusterSummary,
    Projection,
    Track,
)
from menura.studio import from_record, to_record

_AXES = 2


def read_batch(row: RowMapping) -> Batch:
    """Return a batch without its clusters."""
    return Batch(
        id=UUID(row["id"]),
        session_id=UUID(row["session_id"]),
        created_at=row["created_at"],
        prompt_text=row["prompt"],
        num_requested=row["num_requested"],
        num_generated=row["num_generated"],
    )


def read_details(row: RowMapping) -> BatchDetails:
    """Return what a batch is beyond the contract."""
    return BatchDetails(
        kind=BatchKind(row["kind"]),
        parent_cluster_ids=tuple(UUID(one) for one in row["parent_cluster_ids"]),
        seed=row["seed"],
        silhouette=row["silhouette"],
    )


def read_cluster(row: RowMapping) -> ClusterSummary:
    """Return a cluster."""
    return ClusterSummary(
        id=UUID(row["id"]),
        batch_id=UUID(row["batch_id"]),
        label=row["label"],
        track_ids=[UUID(one) for one in row["track_ids"]],
        created_at=row["created_at"],
    )


def read_projection(row: RowMapping) -> Projection | None:
    """Return a session's projection, if it has one."""
    numbers = row["projection"]
    if numbers is None:
        return None
    origin, *axes = numbers.reshape(1 + _AXES, -1)
    return Projection(origin=origin, axes=np.stack(axes), explained=row["explained"])


def clip_values(session_id: UUID, clip: Clip) -> dict[str, Any]:
    """Return the row of a clip."""
    track = clip.track
    return {
        "id": str(track.id),
        "session_id": str(session_id),
        "batch_id": str(track.batch_id),
        "cluster_id": str(track.cluster_id),
        "position": clip.position,
        "created_at": track.created_at,
        "audio_url": track.audio_url,
        "duration_s": track.duration_sec,
        "raw_prompt": track.raw_prompt,
        "embedding": clip.embedding,
        "manifest": to_record(clip.manifest),
        "features": to_record(clip.features) if clip.features is not None else None,
        "name": clip.name,
        "pinned": clip.pinned,
        "favourite": clip.favourite,
    }


def read_clip(row: RowMapping) -> Clip:
    """Return a clip."""
    features = row["features"]
    return Clip(
        track=Track(
            id=UUID(row["id"]),
            batch_id=UUID(row["batch_id"]),
            cluster_id=UUID(row["cluster_id"]),
            audio_url=row["audio_url"],
            duration_sec=row["duration_s"],
            raw_prompt=row["raw_prompt"],
            created_at=row["created_at"],
        ),
        position=row["position"],
        embedding=row["embedding"],
        manifest=from_record(ClipManifest, row["manifest"]),
        features=from_record(ClipFeatures, features) if features is not None else None,
        name=row["name"],
        pinned=row["pinned"],
        favourite=row["favourite"],
    )

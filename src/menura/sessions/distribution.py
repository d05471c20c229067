"""Place the clips and clusters of a session on its map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from menura.sessions.model import Clip, ClusterSummary, Projection, Session
from menura.sessions.ports import Vector
from menura.sessions.projection import project
from menura.sessions.similarity import cosine_similarity


@dataclass(frozen=True, slots=True)
class ClipPlace:
    """Where a clip lies, and how far it is from its cluster's centroid (1 minus the cosine)."""

    clip_id: UUID
    cluster: ClusterSummary
    x: float
    y: float
    distance: float


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Where a cluster's centroid lies."""

    cluster: ClusterSummary
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """The map of a session; empty before its first batch."""

    clips: tuple[ClipPlace, ...] = ()
    clusters: tuple[ClusterPlace, ...] = ()


def place_clips(
    session: Session,
    clips: Sequence[Clip],
    centroids: Mapping[UUID, Vector],
    projection: Projection | None,
) -> Distribution:
    """Return where everything lies in the session's plane.

    Clusters without a centroid, which only foreign stores hold, are left out with their clips.
    """
    if projection is None:
        return Distribution()
    clusters = {
        cluster.id: cluster
        for batch in session.batches
        for cluster in batch.clusters
        if cluster.id in centroids
    }
    shown = [clip for clip in clips if clip.track.cluster_id in clusters]
    clip_points = project(projection, [clip.embedding for clip in shown]) if shown else ()
    cluster_points = project(projection, [centroids[one] for one in clusters]) if clusters else ()
    return Distribution(
        clips=tuple(
            ClipPlace(
                clip_id=clip.id,
                cluster=clusters[clip.track.cluster_id],
                x=float(x),
                y=float(y),
                distance=1.0 - cosine_similarity(clip.embedding, centroids[clip.track.cluster_id]),
            )
            for clip, (x, y) in zip(shown, clip_points, strict=True)
        ),
        clusters=tuple(
            ClusterPlace(cluster, float(x), float(y))
            for cluster, (x, y) in zip(clusters.values(), cluster_points, strict=True)
        ),
    )

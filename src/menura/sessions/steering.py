"""Say what providers are to aim at, and choose from what they made."""

from collections.abc import Sequence
from uuid import UUID

from menura.sessions.model import BatchKind, Clip, ClipManifest, Steering
from menura.sessions.ports import SteeringHint, Vector
from menura.sessions.similarity import filter_by_similarity, rank_away, rank_between

MIN_SIMILARITY = 0.3
STEERED = frozenset({BatchKind.MORE, BatchKind.LESS, BatchKind.BETWEEN})


def hint_at(steering: Steering, clips: Sequence[Clip]) -> SteeringHint:
    """Return the manifests that new clips are to be near to and away from.

    Parameters
    ----------
    clips : sequence of Clip
        All of the session.
    """
    by_cluster: dict[UUID, list[ClipManifest]] = {}
    for clip in clips:
        by_cluster.setdefault(clip.track.cluster_id, []).append(clip.manifest)

    def of(cluster_ids: Sequence[UUID]) -> tuple[ClipManifest, ...]:
        return tuple(one for id_ in cluster_ids for one in by_cluster.get(id_, ()))

    first, *rest = steering.cluster_ids
    if steering.kind is BatchKind.LESS:
        others = [id_ for id_ in by_cluster if id_ != first]
        return SteeringHint(steering.kind, near=of(others), other=of([first]))
    return SteeringHint(steering.kind, near=of([first]), other=of(rest))


def choose(
    kind: BatchKind, embeddings: Sequence[Vector], centroids: Sequence[Vector], num_clips: int
) -> list[int]:
    """Return which candidates are kept, the best first where there is a direction.

    Parameters
    ----------
    centroids : sequence of ndarray
        Of the clusters that steer: none, one, or two for `BETWEEN`.
    """
    if kind is BatchKind.MORE:
        return filter_by_similarity(embeddings, centroids[0], MIN_SIMILARITY, num_clips)
    if kind is BatchKind.LESS:
        return rank_away(embeddings, centroids[0], num_clips)
    if kind is BatchKind.BETWEEN:
        return rank_between(embeddings, centroids[0], centroids[1], num_clips)
    return list(range(min(len(embeddings), num_clips)))

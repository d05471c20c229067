"""Put a batch together from clips that were chosen, heard, grouped and named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from menura.kernel.ids import derive_id
from menura.sessions.model import LONGEST_S, Batch, Clip, ClusterSummary, Session, Track
from menura.sessions.ports import GeneratedClip, HeardClip, Vector
from menura.sessions.prompt import write_prompt
from menura.sessions.similarity import centroid_of


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A generated clip and its vector."""

    clip: GeneratedClip
    embedding: Vector = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A named cluster: which of the chosen clips belong to it."""

    label: str
    members: Sequence[int]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A batch as it is to be kept.

    Attributes
    ----------
    clips : sequence of Clip
        In the order they were chosen.
    files : mapping of UUID to Path
        Where each clip lies now.
    """

    batch: Batch
    clips: Sequence[Clip]
    centroids: dict[UUID, Vector]
    files: Mapping[UUID, Path]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a batch is made for, and when."""

    session: Session
    batch_id: UUID
    num_requested: int
    at: datetime


def assemble(
    origin: Origin,
    chosen: Sequence[Candidate],
    heard: Sequence[HeardClip],
    groups: Sequence[Group],
) -> Assembled:
    """Return the batch of clips that were chosen.

    Ids of clusters and clips follow from the batch's: work that is done a second time after a
    crash writes the same files once more.
    """
    track_ids = [_derived(origin.batch_id, "clip", i) for i in range(len(chosen))]
    clusters = [
        ClusterSummary(
            id=_derived(origin.batch_id, "cluster", number),
            batch_id=origin.batch_id,
            label=group.label,
            track_ids=[track_ids[i] for i in group.members],
            created_at=origin.at,
        )
        for number, group in enumerate(groups)
    ]
    cluster_of = {
        i: cluster.id
        for cluster, group in zip(clusters, groups, strict=True)
        for i in group.members
    }
    session = origin.session
    clips = [
        Clip(
            track=Track(
                id=track_ids[i],
                batch_id=origin.batch_id,
                cluster_id=cluster_of[i],
                audio_url=f"/media/{session.id}/{track_ids[i]}.wav",
                duration_sec=min(one.clip.duration_sec, LONGEST_S),
                raw_prompt=one.clip.raw_prompt,
                created_at=origin.at,
            ),
            position=i,
            embedding=one.embedding,
            manifest=heard[i].manifest,
            features=heard[i].features,
        )
        for i, one in enumerate(chosen)
    ]
    vectors = [one.embedding for one in chosen]
    return Assembled(
        batch=Batch(
            id=origin.batch_id,
            session_id=session.id,
            created_at=origin.at,
            prompt_text=write_prompt(session.brief_text, session.params),
            num_requested=origin.num_requested,
            num_generated=len(chosen),
            clusters=clusters,
        ),
        clips=clips,
        centroids={
            cluster.id: centroid_of(vectors, group.members)
            for cluster, group in zip(clusters, groups, strict=True)
        },
        files={track_ids[i]: one.clip.audio_path for i, one in enumerate(chosen)},
    )


def _derived(batch_id: UUID, kind: str, number: int) -> UUID:
    return UUID(derive_id(str(batch_id), f"{kind}:{number}"))

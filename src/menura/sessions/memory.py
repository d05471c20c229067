"""Keep sessions in memory: the simplest real store, gone when the program ends."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from menura.kernel.clock import Clock, SystemClock
from menura.sessions.errors import (
    ClipNotFoundError,
    ClusterNotFoundError,
    SessionNotFoundError,
)
from menura.sessions.model import (
    Batch,
    BatchDetails,
    BriefParams,
    Clip,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    SessionPage,
    SessionSummary,
)
from menura.sessions.ports import Vector


@dataclass(slots=True)
class _Kept:
    """All that is kept of one session."""

    session: Session
    details: SessionDetails = field(default_factory=SessionDetails)
    clips: dict[UUID, Clip] = field(default_factory=dict)


class InMemorySessionStore:
    """Sessions and centroids in two maps, as the Session Lab's contract describes them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._sessions: dict[UUID, _Kept] = {}
        self._centroids: dict[tuple[UUID, UUID], Vector] = {}
        self._lock = threading.RLock()

    def create_session(
        self, brief: str, params: BriefParams, session_id: UUID | None = None
    ) -> Session:
        """Keep a new session without batches; one that has this id already is given back."""
        with self._lock:
            made_id = session_id or uuid4()
            if made_id not in self._sessions:
                new = Session(
                    id=made_id, created_at=self._clock.now(), brief_text=brief, params=params
                )
                self._sessions[made_id] = _Kept(new)
            return self._sessions[made_id].session.model_copy(deep=True)

    def get_session(self, session_id: UUID) -> Session | None:
        """Return a session with its batches and clusters."""
        with self._lock:
            kept = self._sessions.get(session_id)
            return kept.session.model_copy(deep=True) if kept else None

    def add_batch(
        self,
        session_id: UUID,
        batch: Batch,
        centroids: dict[UUID, Vector],
        *,
        clips: Sequence[Clip] = (),
        details: BatchDetails | None = None,
        space: str | None = None,
        projection: Projection | None = None,
    ) -> None:
        """Keep a batch with all that belongs to it. Raises SessionNotFoundError."""
        with self._lock:
            kept = self._kept(session_id)
            if any(one.id == batch.id for one in kept.session.batches):
                return
            kept.session.batches.append(batch.model_copy(deep=True))
            kept.clips |= {clip.id: clip for clip in clips}
            self._centroids |= {(session_id, id_): one for id_, one in centroids.items()}
            kept.details = replace(
                kept.details,
                space=kept.details.space or space,
                projection=kept.details.projection or projection,
                batches={**kept.details.batches, batch.id: details or BatchDetails()},
            )

    def get_cluster(self, session_id: UUID, cluster_id: UUID) -> ClusterSummary | None:
        """Return a cluster."""
        session = self.get_session(session_id)
        clusters = [one for batch in session.batches for one in batch.clusters] if session else []
        return next((one for one in clusters if one.id == cluster_id), None)

    def get_centroid(self, session_id: UUID, cluster_id: UUID) -> Vector | None:
        """Return a cluster's centroid as it was when the cluster was made."""
        with self._lock:
            return self._centroids.get((session_id, cluster_id))

    def get_details(self, session_id: UUID) -> SessionDetails | None:
        """Return what a session is beyond the contract."""
        with self._lock:
            kept = self._sessions.get(session_id)
            return kept.details if kept else None

    def get_clips(self, session_id: UUID) -> Sequence[Clip]:
        """Return all clips of a session in the order they were made."""
        with self._lock:
            kept = self._sessions.get(session_id)
            clips = list(kept.clips.values()) if kept else []
            order = {batch.id: n for n, batch in enumerate(kept.session.batches)} if kept else {}
        return sorted(clips, key=lambda clip: (order[clip.track.batch_id], clip.position))

    def page(self, *, limit: int, offset: int) -> SessionPage:
        """Return sessions, pinned ones first, then the newest first."""
        with self._lock:
            every = list(self._sessions.values())
        every.sort(key=lambda kept: (kept.session.created_at, kept.session.id), reverse=True)
        every.sort(key=lambda kept: not kept.details.pinned)
        return SessionPage(
            [_summary(kept) for kept in every[offset : offset + limit]], total=len(every)
        )

    def update_session(
        self, session_id: UUID, *, name: str | None = None, pinned: bool | None = None
    ) -> None:
        """Change what is not None; an empty name takes it away."""
        with self._lock:
            kept = self._kept(session_id)
            kept.details = replace(
                kept.details,
                name=kept.details.name if name is None else name or None,
                pinned=kept.details.pinned if pinned is None else pinned,
            )

    def rename_cluster(self, session_id: UUID, cluster_id: UUID, label: str) -> None:
        """Give a cluster another label. Raises ClusterNotFoundError."""
        with self._lock:
            kept = self._sessions.get(session_id)
            for batch in kept.session.batches if kept else ():
                for cluster in batch.clusters:
                    if cluster.id == cluster_id:
                        cluster.label = label
                        return
        raise ClusterNotFoundError(cluster_id)

    def update_clip(
        self,
        session_id: UUID,
        clip_id: UUID,
        *,
        name: str | None = None,
        pinned: bool | None = None,
        favourite: bool | None = None,
    ) -> None:
        """Change what is not None; an empty name takes it away. Raises ClipNotFoundError."""
        with self._lock:
            kept = self._sessions.get(session_id)
            if kept is None or clip_id not in kept.clips:
                raise ClipNotFoundError(clip_id)
            clip = kept.clips[clip_id]
            kept.clips[clip_id] = replace(
                clip,
                name=clip.name if name is None else name or None,
                pinned=clip.pinned if pinned is None else pinned,
                favourite=clip.favourite if favourite is None else favourite,
            )

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Forget clips; a cluster left without any goes with its last."""
        with self._lock:
            kept = self._sessions.get(session_id)
            if kept is None:
                return
            for clip_id in clip_ids:
                kept.clips.pop(clip_id, None)
            for batch in kept.session.batches:
                for cluster in batch.clusters:
                    cluster.track_ids = [one for one in cluster.track_ids if one not in clip_ids]
                    if not cluster.track_ids:
                        self._centroids.pop((session_id, cluster.id), None)
                batch.clusters = [one for one in batch.clusters if one.track_ids]

    def remove_session(self, session_id: UUID) -> None:
        """Forget a session with all that belongs to it. Raises SessionNotFoundError."""
        with self._lock:
            self._kept(session_id)
            del self._sessions[session_id]
            for key in [key for key in self._centroids if key[0] == session_id]:
                del self._centroids[key]

    def known_clips(self, session_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """Return the ids of the clips of those of the sessions that exist."""
        with self._lock:
            return {
                one: frozenset(self._sessions[one].clips)
                for one in session_ids
                if one in self._sessions
            }

    def _kept(self, session_id: UUID) -> _Kept:
        if session_id not in self._sessions:
            raise SessionNotFoundError(session_id)
        return self._sessions[session_id]


def _summary(kept: _Kept) -> SessionSummary:
    session = kept.session
    return SessionSummary(
        id=session.id,
        brief_text=session.brief_text,
        params=session.params,
        created_at=session.created_at,
        name=kept.details.name,
        pinned=kept.details.pinned,
        batch_count=len(session.batches),
        clip_count=len(kept.clips),
        labels=tuple(one.label for batch in session.batches for one in batch.clusters),
    )

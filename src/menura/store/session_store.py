"""Give sessions a transaction for every call."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from menura.sessions import (
    Batch,
    BatchDetails,
    BriefParams,
    Clip,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    SessionPage,
    Vector,
)
from menura.store.sessions import SqlSessions


class _Units(Protocol):
    """Open transactions that hold sessions."""

    def sessions(self, *, read_only: bool = False) -> AbstractContextManager[SqlSessions]:
        """Open one."""
        ...


class SqlSessionStore:
    """Sessions, in SQL: a `SessionStore` of which every call is a transaction of its own.

    Making a batch takes seconds, and nobody may wait that long for the database.
    """

    def __init__(self, units: _Units) -> None:
        self._units = units

    def create_session(
        self, brief: str, params: BriefParams, session_id: UUID | None = None
    ) -> Session:
        """As `SqlSessions.create_session`."""
        with self._units.sessions() as sessions:
            return sessions.create_session(brief, params, session_id)

    def get_session(self, session_id: UUID) -> Session | None:
        """As `SqlSessions.get_session`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.get_session(session_id)

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
        """As `SqlSessions.add_batch`."""
        with self._units.sessions() as sessions:
            sessions.add_batch(
                session_id,
                batch,
                centroids,
                clips=clips,
                details=details,
                space=space,
                projection=projection,
            )

    def get_cluster(self, session_id: UUID, cluster_id: UUID) -> ClusterSummary | None:
        """As `SqlSessions.get_cluster`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.get_cluster(session_id, cluster_id)

    def get_centroid(self, session_id: UUID, cluster_id: UUID) -> Vector | None:
        """As `SqlSessions.get_centroid`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.get_centroid(session_id, cluster_id)

    def get_details(self, session_id: UUID) -> SessionDetails | None:
        """As `SqlSessions.get_details`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.get_details(session_id)

    def get_clips(self, session_id: UUID) -> Sequence[Clip]:
        """As `SqlSessions.get_clips`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.get_clips(session_id)

    def page(self, *, limit: int, offset: int) -> SessionPage:
        """As `SqlSessions.page`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.page(limit=limit, offset=offset)

    def update_session(
        self, session_id: UUID, *, name: str | None = None, pinned: bool | None = None
    ) -> None:
        """As `SqlSessions.update_session`."""
        with self._units.sessions() as sessions:
            sessions.update_session(session_id, name=name, pinned=pinned)

    def rename_cluster(self, session_id: UUID, cluster_id: UUID, label: str) -> None:
        """As `SqlSessions.rename_cluster`."""
        with self._units.sessions() as sessions:
            sessions.rename_cluster(session_id, cluster_id, label)

    def update_clip(
        self,
        session_id: UUID,
        clip_id: UUID,
        *,
        name: str | None = None,
        pinned: bool | None = None,
        favourite: bool | None = None,
    ) -> None:
        """As `SqlSessions.update_clip`."""
        with self._units.sessions() as sessions:
            sessions.update_clip(session_id, clip_id, name=name, pinned=pinned, favourite=favourite)

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """As `SqlSessions.remove_clips`."""
        with self._units.sessions() as sessions:
            sessions.remove_clips(session_id, clip_ids)

    def remove_session(self, session_id: UUID) -> None:
        """As `SqlSessions.remove_session`."""
        with self._units.sessions() as sessions:
            sessions.remove_session(session_id)

    def known_clips(self, session_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """As `SqlSessions.known_clips`."""
        with self._units.sessions(read_only=True) as sessions:
            return sessions.known_clips(session_ids)

"""Keep sessions in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from menura.kernel.clock import Clock, SystemClock
from menura.sessions import (
    Batch,
    BatchDetails,
    BriefParams,
    Clip,
    ClipNotFoundError,
    ClusterNotFoundError,
    ClusterSummary,
    Projection,
    Session,
    SessionDetails,
    SessionNotFoundError,
    SessionPage,
    SessionSummary,
    Vector,
)
from menura.store.session_rows import (
    clip_values,
    read_batch,
    read_clip,
    read_cluster,
    read_details,
    read_projection,
)
from menura.store.session_tables import session, session_batch, session_clip, session_cluster


class SqlSessions:
    """Sessions, in SQL: a `SessionStore` inside one transaction."""

    def __init__(self, connection: Connection, clock: Clock | None = None) -> None:
        self._connection = connection
        self._clock = clock or SystemClock()

    # --------------------------------------------------------------- contract

    def create_session(
        self, brief: str, params: BriefParams, session_id: UUID | None = None
    ) -> Session:
        """Keep a new session without batches; one that has this id already is given back."""
        made_id = session_id or uuid4()
        known = self.get_session(made_id)
        if known is not None:
            return known
        now = self._clock.now()
        self._connection.execute(
            insert(session).values(
                id=str(made_id),
                created_at=now,
                brief=brief,
                params=params.model_dump(mode="json"),
                pinned=False,
            )
        )
        return Session(id=made_id, created_at=now, brief_text=brief, params=params)

    def get_session(self, session_id: UUID) -> Session | None:
        """Return a session with its batches and clusters."""
        row = self._row(session_id)
        if row is None:
            return None
        batches = [read_batch(one) for one in self._batch_rows(session_id)]
        clusters = (
            select(session_cluster)
            .join(session_batch, session_batch.c.id == session_cluster.c.batch_id)
            .where(session_batch.c.session_id == str(session_id))
            .order_by(session_batch.c.position, session_cluster.c.position)
        )
        by_batch = {batch.id: batch for batch in batches}
        for one in self._connection.execute(clusters).mappings():
            by_batch[UUID(one["batch_id"])].clusters.append(read_cluster(one))
        return Session(
            id=session_id,
            created_at=row["created_at"],
            brief_text=row["brief"],
            params=BriefParams(**row["params"]),
            batches=batches,
        )

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
        row = self._row(session_id, lock=True)  # two batches at once take their places in turn
        if row is None:
            raise SessionNotFoundError(session_id)
        known = select(session_batch.c.id).where(session_batch.c.id == str(batch.id))
        if self._connection.execute(known).one_or_none() is not None:
            return
        self._insert_batch(session_id, batch, details or BatchDetails())
        for position, cluster in enumerate(batch.clusters):
            self._connection.execute(
                insert(session_cluster).values(
                    id=str(cluster.id),
                    batch_id=str(batch.id),
                    position=position,
                    created_at=cluster.created_at,
                    label=cluster.label,
                    track_ids=[str(one) for one in cluster.track_ids],
                    centroid=centroids.get(cluster.id),
                )
            )
        if clips:
            self._connection.execute(
                insert(session_clip), [clip_values(session_id, clip) for clip in clips]
            )
        learnt: dict[str, Any] = {}
        if row["space"] is None and space is not None:
            learnt["space"] = space
        if row["projection"] is None and projection is not None:
            learnt["projection"] = np.concatenate([projection.origin, *projection.axes])
            learnt["explained"] = projection.explained
        if learnt:
            mine = session.c.id == str(session_id)
            self._connection.execute(update(session).where(mine).values(**learnt))

    def get_cluster(self, session_id: UUID, cluster_id: UUID) -> ClusterSummary | None:
        """Return a cluster."""
        row = self._cluster_row(session_id, cluster_id)
        return None if row is None else read_cluster(row)

    def get_centroid(self, session_id: UUID, cluster_id: UUID) -> Vector | None:
        """Return a cluster's centroid as it was when the cluster was made."""
        row = self._cluster_row(session_id, cluster_id)
        return None if row is None else row["centroid"]

    # ----------------------------------------------------------------- beyond

    def get_details(self, session_id: UUID) -> SessionDetails | None:
        """Return what a session is beyond the contract."""
        row = self._row(session_id)
        if row is None:
            return None
        return SessionDetails(
            name=row["name"],
            pinned=row["pinned"],
            space=row["space"],
            projection=read_projection(row),
            batches={UUID(one["id"]): read_details(one) for one in self._batch_rows(session_id)},
        )

    def get_clips(self, session_id: UUID) -> Sequence[Clip]:
        """Return all clips of a session in the order they were made."""
        query = (
            select(session_clip)
            .join(session_batch, session_batch.c.id == session_clip.c.batch_id)
            .where(session_clip.c.session_id == str(session_id))
            .order_by(session_batch.c.position, session_clip.c.position)
        )
        return [read_clip(row) for row in self._connection.execute(query).mappings()]

    def page(self, *, limit: int, offset: int) -> SessionPage:
        """Return sessions, pinned ones first, then the newest first."""
        total = self._connection.execute(select(func.count()).select_from(session)).scalar_one()
        order = (session.c.pinned.desc(), session.c.created_at.desc(), session.c.id.desc())
        query = select(session).order_by(*order).limit(limit).offset(offset)
        rows = self._connection.execute(query).mappings().all()
        ids = [row["id"] for row in rows]
        labels: dict[str, list[str]] = {}
        told = (
            select(session_batch.c.session_id, session_cluster.c.label)
            .join(session_cluster, session_cluster.c.batch_id == session_batch.c.id)
            .where(session_batch.c.session_id.in_(ids))
            .order_by(session_batch.c.position, session_cluster.c.position)
        )
        for one in self._connection.execute(told):
            labels.setdefault(one.session_id, []).append(one.label)
        batches = self._counted(session_batch, ids)
        clips = self._counted(session_clip, ids)
        return SessionPage(
            [
                SessionSummary(
                    id=UUID(row["id"]),
                    brief_text=row["brief"],
                    params=BriefParams(**row["params"]),
                    created_at=row["created_at"],
                    name=row["name"],
                    pinned=row["pinned"],
                    batch_count=batches.get(row["id"], 0),
                    clip_count=clips.get(row["id"], 0),
                    labels=tuple(labels.get(row["id"], ())),
                )
                for row in rows
            ],
            total,
        )

    def update_session(
        self, session_id: UUID, *, name: str | None = None, pinned: bool | None = None
    ) -> None:
        """Change what is not None; an empty name takes it away. Raises SessionNotFoundError."""
        if self._row(session_id) is None:
            raise SessionNotFoundError(session_id)
        values = _told(name=name, pinned=pinned)
        if values:
            mine = session.c.id == str(session_id)
            self._connection.execute(update(session).where(mine).values(**values))

    def rename_cluster(self, session_id: UUID, cluster_id: UUID, label: str) -> None:
        """Give a cluster another label. Raises ClusterNotFoundError."""
        if self._cluster_row(session_id, cluster_id) is None:
            raise ClusterNotFoundError(cluster_id)
        mine = session_cluster.c.id == str(cluster_id)
        self._connection.execute(update(session_cluster).where(mine).values(label=label))

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
        mine = (session_clip.c.id == str(clip_id)) & (session_clip.c.session_id == str(session_id))
        if self._connection.execute(select(session_clip.c.id).where(mine)).one_or_none() is None:
            raise ClipNotFoundError(clip_id)
        values = _told(name=name, pinned=pinned, favourite=favourite)
        if values:
            self._connection.execute(update(session_clip).where(mine).values(**values))

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Forget clips; a cluster left without any goes with its last."""
        self._row(session_id, lock=True)  # two people at once leave no cluster without a clip
        gone = {str(one) for one in clip_ids}
        self._connection.execute(
            delete(session_clip).where(
                session_clip.c.session_id == str(session_id), session_clip.c.id.in_(gone)
            )
        )
        clusters = (
            select(session_cluster.c.id, session_cluster.c.track_ids)
            .join(session_batch, session_batch.c.id == session_cluster.c.batch_id)
            .where(session_batch.c.session_id == str(session_id))
        )
        for row in self._connection.execute(clusters).all():
            left = [one for one in row.track_ids if one not in gone]
            mine = session_cluster.c.id == row.id
            if not left:
                self._connection.execute(delete(session_cluster).where(mine))
            elif len(left) < len(row.track_ids):
                self._connection.execute(update(session_cluster).where(mine).values(track_ids=left))

    def remove_session(self, session_id: UUID) -> None:
        """Forget a session with all that belongs to it. Raises SessionNotFoundError."""
        if self._row(session_id) is None:
            raise SessionNotFoundError(session_id)
        self._connection.execute(delete(session).where(session.c.id == str(session_id)))

    def known_clips(self, session_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
        """Return the ids of the clips of those of the sessions that exist."""
        ids = [str(one) for one in session_ids]
        found: dict[UUID, set[UUID]] = {
            UUID(one): set()
            for one in self._connection.execute(
                select(session.c.id).where(session.c.id.in_(ids))
            ).scalars()
        }
        query = select(session_clip.c.session_id, session_clip.c.id)
        for row in self._connection.execute(query.where(session_clip.c.session_id.in_(ids))):
            found[UUID(row.session_id)].add(UUID(row.id))
        return {one: frozenset(clips) for one, clips in found.items()}

    # ------------------------------------------------------------------ below

    def _row(self, session_id: UUID, *, lock: bool = False) -> RowMapping | None:
        query = select(session).where(session.c.id == str(session_id))
        if lock:
            query = query.with_for_update()
        return self._connection.execute(query).mappings().one_or_none()

    def _batch_rows(self, session_id: UUID) -> Sequence[RowMapping]:
        mine = session_batch.c.session_id == str(session_id)
        query = select(session_batch).where(mine).order_by(session_batch.c.position)
        return self._connection.execute(query).mappings().all()

    def _cluster_row(self, session_id: UUID, cluster_id: UUID) -> RowMapping | None:
        query = (
            select(session_cluster)
            .join(session_batch, session_batch.c.id == session_cluster.c.batch_id)
            .where(
                session_cluster.c.id == str(cluster_id),
                session_batch.c.session_id == str(session_id),
            )
        )
        return self._connection.execute(query).mappings().one_or_none()

    def _counted(self, table: Any, ids: Sequence[str]) -> dict[str, int]:
        query = (
            select(table.c.session_id, func.count().label("number"))
            .where(table.c.session_id.in_(ids))
            .group_by(table.c.session_id)
        )
        return {row.session_id: row.number for row in self._connection.execute(query)}

    def _insert_batch(self, session_id: UUID, batch: Batch, details: BatchDetails) -> None:
        mine = session_batch.c.session_id == str(session_id)
        last = self._connection.execute(
            select(func.coalesce(func.max(session_batch.c.position), -1)).where(mine)
        ).scalar_one()
        self._connection.execute(
            insert(session_batch).values(
                id=str(batch.id),
                session_id=str(session_id),
                position=last + 1,
                created_at=batch.created_at,
                prompt=batch.prompt_text,
                num_requested=batch.num_requested,
                num_generated=batch.num_generated,
                kind=details.kind.value,
                parent_cluster_ids=[str(one) for one in details.parent_cluster_ids],
                seed=details.seed,
                silhouette=details.silhouette,
            )
        )


def _told(**values: Any) -> dict[str, Any]:
    """Return what is to be changed; an empty name is none."""
    return {
        key: (value or None) if key == "name" else value
        for key, value in values.items()
        if value is not None
    }

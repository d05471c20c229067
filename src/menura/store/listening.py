"""Keep what was listened to in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from menura.catalogue import Listener, Listening, TrackNotFoundError
from menura.store.discover_tables import listening
from menura.store.tables import track
from menura.store.track_ids import standing_ids

Plays = Select[Any]


class SqlListening:
    """What was listened to, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_play(self, listener: str, track_id: str, at: datetime) -> None:
        """Count one play; raise TrackNotFoundError."""
        standing = standing_ids(self._connection, [track_id])
        if not standing:
            raise TrackNotFoundError(track_id)
        for stands in standing.values():
            self._keep([_row(listener, Listening(stands, 1, at))], is_added=True)

    def take_over(self, listener: str, listened: Sequence[Listening]) -> int:
        """Take in what another program counted; the larger count and the later time hold.

        Tracks that do not exist are passed over; return how many were taken in.
        """
        standing = standing_ids(self._connection, [one.track_id for one in listened])
        known = [one for one in listened if one.track_id.lower() in standing]
        rows = [_row(listener, one) | {"track_id": standing[one.track_id.lower()]} for one in known]
        self._keep(rows, is_added=False)
        return len(known)

    def add_plays(self, listener: str, listened: Sequence[Listening]) -> None:
        """Add counts to those that are there; the later time holds."""
        self._keep([_row(listener, one) for one in listened], is_added=True)

    def top(self, listener: str, limit: int) -> Sequence[Listening]:
        """Return the most played tracks, most played first, then the latest."""
        latest = listening.c.last_played_at.desc().nulls_last()
        return self._list(_of(listener).order_by(listening.c.play_count.desc(), latest), limit)

    def latest(self, listener: str, limit: int) -> Sequence[Listening]:
        """Return the tracks that were played last, latest first; those without a time are none."""
        dated = _of(listener).where(listening.c.last_played_at.is_not(None))
        return self._list(dated.order_by(listening.c.last_played_at.desc()), limit)

    def _list(self, query: Plays, limit: int) -> list[Listening]:
        rows = self._connection.execute(query.order_by(track.c.number).limit(limit))
        return [Listening(row.track_id, row.play_count, row.last_played_at) for row in rows]

    def listeners(self) -> Sequence[Listener]:
        """Return all listeners by name."""
        query = (
            select(
                listening.c.listener,
                func.count(),
                func.sum(listening.c.play_count),
                func.max(listening.c.last_played_at),
            )
            .group_by(listening.c.listener)
            .order_by(listening.c.listener)
        )
        return [Listener(*row) for row in self._connection.execute(query)]

    def forget(self, listener: str) -> int:
        """Forget all that a listener has played; return how many tracks that were."""
        mine = listening.c.listener == listener
        return self._connection.execute(delete(listening).where(mine)).rowcount

    def _keep(self, rows: Sequence[dict[str, Any]], *, is_added: bool) -> None:
        """Keep counts beside those that are there: added to them, or the larger of the two."""
        if not rows:
            return
        is_postgresql = self._connection.dialect.name == "postgresql"
        statement = (postgresql.insert if is_postgresql else sqlite.insert)(listening)
        was, now = listening.c, statement.excluded
        # SQLite's max() of a moment and nothing is nothing
        is_later = or_(was.last_played_at.is_(None), now.last_played_at > was.last_played_at)
        larger = case((now.play_count > was.play_count, now.play_count), else_=was.play_count)
        changes = {
            "play_count": was.play_count + now.play_count if is_added else larger,
            "last_played_at": case((is_later, now.last_played_at), else_=was.last_played_at),
        }
        keys = ["listener", "track_id"]
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=changes), rows
        )


def _row(listener: str, one: Listening) -> dict[str, Any]:
    return {
        "listener": listener,
        "track_id": one.track_id,
        "play_count": one.play_count,
        "last_played_at": one.last_played_at,
    }


def _of(listener: str) -> Plays:
    return (
        select(listening.c.track_id, listening.c.play_count, listening.c.last_played_at)
        .join(track, track.c.id == listening.c.track_id)
        .where(listening.c.listener == listener)
    )

"""Keep sources in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from menura.catalogue import Source, SourceKind, SourceNotFoundError
from menura.kernel.ids import is_id
from menura.store.counters import EMBEDDINGS, take_numbers
from menura.store.tables import embedding, playlist_item, source, track
from menura.store.track_changes import leave_traces, take_change

REMOVE_CHUNK = 500


class SqlSources:
    """Sources, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Source) -> None:
        """Keep a new source."""
        self._connection.execute(
            insert(source).values(
                id=new.id,
                kind=new.kind.value,
                name=new.name,
                location=new.location,
                created_at=new.created_at,
                last_scan_at=new.last_scan_at,
            )
        )

    def get(self, source_id: str) -> Source:
        """Return a source; raise SourceNotFoundError."""
        row = None
        if is_id(source_id):
            query = select(source).where(source.c.id == source_id)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise SourceNotFoundError(source_id)
        return _source(row)

    def all(self) -> Sequence[Source]:
        """Return all sources by name."""
        query = select(source).order_by(source.c.name, source.c.id)
        return [_source(row) for row in self._connection.execute(query).mappings()]

    def move(self, source_id: str, location: str) -> None:
        """Note that a source lies elsewhere now; its tracks stay as they are."""
        mine = source.c.id == source_id
        self._connection.execute(update(source).where(mine).values(location=location))

    def mark_scanned(self, source_id: str, at: datetime) -> None:
        """Note when a complete scan ended."""
        self._connection.execute(
            update(source).where(source.c.id == source_id).values(last_scan_at=at)
        )

    def remove(self, source_id: str) -> None:
        """Forget a source and its tracks; their vectors leave a trace for the indexes to see."""
        self.get(source_id)
        while self.remove_tracks(source_id, REMOVE_CHUNK):
            pass
        self._connection.execute(delete(source).where(source.c.id == source_id))

    def remove_tracks(self, source_id: str, limit: int) -> int:
        """Forget at most so many tracks of a source; return how many there were."""
        query = select(track.c.number).where(track.c.source_id == source_id).limit(limit)
        return self._forget(list(self._connection.execute(query).scalars()))

    def forget_tracks(self, track_ids: Sequence[str]) -> int:
        """Forget tracks, but for those that playlists hold; return how many there were."""
        held = select(playlist_item.c.track_id)
        query = select(track.c.number).where(track.c.id.in_(track_ids), track.c.id.not_in(held))
        return self._forget(list(self._connection.execute(query).scalars()))

    def _forget(self, numbers: Sequence[int]) -> int:
        """Forget tracks; they leave a trace for shelves to see, and their vectors for indexes."""
        if numbers:
            revision = take_numbers(self._connection, EMBEDDINGS)
            leave_traces(self._connection, numbers, take_change(self._connection))
            mine = embedding.c.track_number.in_(numbers)
            self._connection.execute(
                update(embedding).where(mine).values(vector=None, revision=revision)
            )
            self._connection.execute(delete(track).where(track.c.number.in_(numbers)))
        return len(numbers)


def _source(row: RowMapping) -> Source:
    return Source(
        id=row["id"],
        kind=SourceKind(row["kind"]),
        name=row["name"],
        location=row["location"],
        created_at=row["created_at"],
        last_scan_at=row["last_scan_at"],
    )

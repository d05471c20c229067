"""Keep sources in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from menura.catalogue import Source, SourceKind, SourceNotFoundError
from menura.kernel.ids import is_id
from menura.store.counters import take_numbers
from menura.store.tables import embedding, source, track


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

    def mark_scanned(self, source_id: str, at: datetime) -> None:
        """Note when a complete scan ended."""
        self._connection.execute(
            update(source).where(source.c.id == source_id).values(last_scan_at=at)
        )

    def remove(self, source_id: str) -> None:
        """Forget a source and its tracks; their vectors leave a trace for the indexes to see."""
        self.get(source_id)
        numbers = select(track.c.number).where(track.c.source_id == source_id)
        mine = embedding.c.track_number.in_(numbers)
        revision = take_numbers(self._connection, "embedding")
        self._connection.execute(
            update(embedding).where(mine).values(vector=None, revision=revision)
        )
        self._connection.execute(delete(source).where(source.c.id == source_id))


def _source(row: RowMapping) -> Source:
    return Source(
        id=row["id"],
        kind=SourceKind(row["kind"]),
        name=row["name"],
        location=row["location"],
        created_at=row["created_at"],
        last_scan_at=row["last_scan_at"],
    )

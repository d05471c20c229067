"""Keep what music servers are still to be told, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from menura.catalogue import WriteBack, WriteKind
from menura.kernel.ids import is_id
from menura.store.server_tables import write_back

WAITING = write_back.c


class SqlWriteBacks:
    """What servers are still to be told, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, source_id: str, location: str, kind: WriteKind, *, value: int | None, at: datetime
    ) -> None:
        """Note something to be told; a newer favourite or rating of a track replaces an older."""
        if kind is not WriteKind.PLAY:
            older = (
                WAITING.source_id == source_id,
                WAITING.location == location,
                WAITING.kind == kind.value,
            )
            self._connection.execute(delete(write_back).where(*older))
        self._connection.execute(
            insert(write_back).values(
                source_id=source_id,
                location=location,
                kind=kind.value,
                value=value,
                at=at,
                attempts=0,
            )
        )

    def waiting(self, source_id: str, limit: int) -> Sequence[WriteBack]:
        """Return what is to be told, oldest first."""
        if not is_id(source_id):
            return []
        query = select(write_back).where(WAITING.source_id == source_id)
        query = query.order_by(WAITING.number).limit(limit)
        return [_write_back(row) for row in self._connection.execute(query).mappings()]

    def count(self, source_id: str) -> int:
        """Return how much is to be told."""
        if not is_id(source_id):
            return 0
        query = select(func.count()).select_from(write_back).where(WAITING.source_id == source_id)
        return self._connection.execute(query).scalar_one()

    def sources(self) -> Sequence[str]:
        """Return the ids of sources that are to be told something."""
        query = select(WAITING.source_id).distinct().order_by(WAITING.source_id)
        return list(self._connection.execute(query).scalars())

    def done(self, number: int) -> None:
        """Note that the server was told."""
        self._connection.execute(delete(write_back).where(WAITING.number == number))

    def failed(self, number: int, message: str) -> None:
        """Note why it could not be told; it stays."""
        values = {"attempts": WAITING.attempts + 1, "error_message": message}
        mine = WAITING.number == number
        self._connection.execute(update(write_back).where(mine).values(values))


def _write_back(row: RowMapping) -> WriteBack:
    return WriteBack(
        number=row["number"],
        source_id=row["source_id"],
        location=row["location"],
        kind=WriteKind(row["kind"]),
        value=row["value"],
        at=row["at"],
        attempts=row["attempts"],
        error_message=row["error_message"],
    )

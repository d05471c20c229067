"""Keep which playlists on music servers are Menura's, in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select

from menura.catalogue import RemotePlaylist
from menura.kernel.ids import is_id
from menura.store.server_tables import remote_playlist

SENT = remote_playlist.c
FIELDS = tuple(field.name for field in fields(RemotePlaylist))


class SqlRemotePlaylists:
    """Playlists that were sent to music servers, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, playlist_id: str, source_id: str) -> RemotePlaylist | None:
        """Return what was sent to a source, if anything."""
        if not (is_id(playlist_id) and is_id(source_id)):
            return None
        found = self._list(_is_pair(playlist_id, source_id))
        return found[0] if found else None

    def keep(self, sent: RemotePlaylist) -> None:
        """Keep what was sent, in place of what is known of it."""
        self.remove(sent.playlist_id, sent.source_id)
        values: dict[str, Any] = asdict(sent)
        values["before"] = None if sent.before is None else list(sent.before)
        self._connection.execute(insert(remote_playlist).values(values))

    def of_playlist(self, playlist_id: str) -> Sequence[RemotePlaylist]:
        """Return where a playlist was sent to."""
        return self._list(SENT.playlist_id == playlist_id) if is_id(playlist_id) else []

    def of_source(self, source_id: str) -> Sequence[RemotePlaylist]:
        """Return what was sent to a source, by name."""
        return self._list(SENT.source_id == source_id) if is_id(source_id) else []

    def remove(self, playlist_id: str, source_id: str) -> None:
        """Forget that a playlist was sent."""
        if is_id(playlist_id) and is_id(source_id):
            mine = _is_pair(playlist_id, source_id)
            self._connection.execute(delete(remote_playlist).where(mine))

    def _list(self, condition: ColumnElement[bool]) -> list[RemotePlaylist]:
        order = (SENT.name, SENT.playlist_id, SENT.source_id)
        query = select(remote_playlist).where(condition).order_by(*order)
        return [_sent(row) for row in self._connection.execute(query).mappings()]


def _is_pair(playlist_id: str, source_id: str) -> ColumnElement[bool]:
    return (SENT.playlist_id == playlist_id) & (SENT.source_id == source_id)


def _sent(row: RowMapping) -> RemotePlaylist:
    values = {name: row[name] for name in FIELDS}
    before = values["before"]
    return RemotePlaylist(**values | {"before": None if before is None else tuple(before)})

"""Keep playlists in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    delete,
    distinct,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)

from menura.catalogue import NewPlaylistItem, Playlist, PlaylistItem, PlaylistNotFoundError
from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.tables import playlist, playlist_item, track
from menura.store.track_ids import standing_ids
from menura.store.track_rows import to_track


class SqlPlaylists:
    """Playlists, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Playlist, items: Sequence[NewPlaylistItem]) -> None:
        """Keep a new playlist."""
        self._connection.execute(
            insert(playlist).values(
                id=new.id,
                name=new.name,
                description=new.description,
                version=new.version,
                created_at=new.created_at,
                updated_at=new.updated_at,
            )
        )
        self._add_items(new.id, items)

    def get(self, playlist_id: str) -> Playlist:
        """Return a playlist with its items; raise PlaylistNotFoundError."""
        row = None
        if is_id(playlist_id):
            query = _heads().where(playlist.c.id == playlist_id)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise PlaylistNotFoundError(playlist_id)
        return _playlist(row, self._items(playlist_id))

    def find_all(self, name: str) -> Sequence[Playlist]:
        """Return the playlists of that name without items, latest change first."""
        return self._list(_heads().where(playlist.c.name == name))

    def all(self) -> Sequence[Playlist]:
        """Return all playlists without items, latest change first."""
        return self._list(_heads())

    def versions(self, playlist_ids: Sequence[str]) -> Mapping[str, int]:
        """Return the newest versions of those of the playlists that exist, by id."""
        found: dict[str, int] = {}
        for chunk in in_chunks([one for one in playlist_ids if is_id(one)]):
            query = select(playlist.c.id, playlist.c.version).where(playlist.c.id.in_(chunk))
            found |= {row.id: row.version for row in self._connection.execute(query)}
        return found

    def _list(self, heads: Select[tuple[object, ...]]) -> Sequence[Playlist]:
        query = heads.order_by(playlist.c.updated_at.desc(), playlist.c.id)
        return [_playlist(row, ()) for row in self._connection.execute(query).mappings()]

    def rename(
        self, playlist_id: str, *, name: str, description: str, version: int, at: datetime
    ) -> bool:
        """Give another name if `version` is still the newest; tell whether it was."""
        return self._advance(playlist_id, version, at, name=name, description=description)

    def replace_items(
        self, playlist_id: str, items: Sequence[NewPlaylistItem], *, version: int, at: datetime
    ) -> bool:
        """Replace the items if `version` is still the newest; tell whether it was."""
        if not self._advance(playlist_id, version, at):
            return False
        mine = playlist_item.c.playlist_id == playlist_id
        self._connection.execute(delete(playlist_item).where(mine))
        self._add_items(playlist_id, items)
        return True

    def remove(self, playlist_id: str) -> None:
        """Forget a playlist; raise PlaylistNotFoundError."""
        self.get(playlist_id)
        self._connection.execute(delete(playlist).where(playlist.c.id == playlist_id))

    def count_using_source(self, source_id: str) -> int:
        """Return how many playlists hold tracks that no other source has."""
        copy = track.alias()
        is_elsewhere = exists().where(
            copy.c.copy_of == track.c.number, copy.c.source_id != source_id
        )
        query = (
            select(func.count(distinct(playlist_item.c.playlist_id)))
            .join(track, track.c.id == playlist_item.c.track_id)
            .where(track.c.source_id == source_id, not_(is_elsewhere))
        )
        return self._connection.execute(query).scalar_one()

    def _advance(self, playlist_id: str, version: int, at: datetime, **values: str) -> bool:
        """Count the version up, if nobody else has."""
        statement = (
            update(playlist)
            .where(playlist.c.id == playlist_id, playlist.c.version == version)
            .values(version=version + 1, updated_at=at, **values)
        )
        return self._connection.execute(statement).rowcount == 1

    def _add_items(self, playlist_id: str, items: Sequence[NewPlaylistItem]) -> None:
        standing = standing_ids(self._connection, [item.track_id for item in items])
        rows = [
            {
                "playlist_id": playlist_id,
                "position": position,
                "track_id": standing.get(item.track_id.lower(), item.track_id),
                "reason": item.reason,
            }
            for position, item in enumerate(items)
        ]
        if rows:
            self._connection.execute(insert(playlist_item), rows)

    def _items(self, playlist_id: str) -> Sequence[PlaylistItem]:
        query = (
            select(playlist_item.c.position, playlist_item.c.reason, track)
            .join(track, track.c.id == playlist_item.c.track_id)
            .where(playlist_item.c.playlist_id == playlist_id)
            .order_by(playlist_item.c.position)
        )
        rows = self._connection.execute(query).mappings()
        # Counted anew: a track that was removed with its source leaves a gap.
        return [PlaylistItem(n, to_track(row), row["reason"]) for n, row in enumerate(rows)]


def _heads() -> Select[tuple[object, ...]]:
    """Select playlists with how many tracks they hold and how long they play."""
    return (
        select(
            playlist,
            func.count(track.c.number).label("track_count"),
            func.coalesce(func.sum(track.c.duration_s), 0.0).label("duration_s"),
        )
        .outerjoin(playlist_item, playlist_item.c.playlist_id == playlist.c.id)
        .outerjoin(track, track.c.id == playlist_item.c.track_id)
        .group_by(*playlist.c)
    )


def _playlist(row: RowMapping, items: Sequence[PlaylistItem]) -> Playlist:
    return Playlist(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        track_count=row["track_count"],
        duration_s=row["duration_s"],
        items=items,
    )

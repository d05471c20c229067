"""Keep sources in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from menura.catalogue import Source, SourceKind, SourceNotFoundError, SourceOptions, SourceTrouble
from menura.kernel.ids import is_id
from menura.store.chunks import CHUNK
from menura.store.tables import playlist_item, source, track
from menura.store.track_removal import forget

OPTIONS = frozenset(option.name for option in fields(SourceOptions))


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
                created_at=new.created_at,
                last_scan_at=new.last_scan_at,
                **_settled(new),
                **_trouble_row(new.trouble),
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

    def update(self, changed: Source) -> None:
        """Keep another name, address, account or other options; raise SourceNotFoundError."""
        self._change(changed.id, **_settled(changed))

    def secret(self, source_id: str) -> str | None:
        """Return what is kept sealed for a source."""
        if not is_id(source_id):
            return None
        query = select(source.c.secret).where(source.c.id == source_id)
        return self._connection.execute(query).scalar_one_or_none()

    def keep_secret(self, source_id: str, sealed: str | None) -> None:
        """Keep something sealed for a source, in place of what is there."""
        self._change(source_id, secret=sealed)

    def mark_scanned(self, source_id: str, at: datetime) -> None:
        """Note when a complete scan ended; what was in its way before is forgotten."""
        mine = source.c.id == source_id
        values = {"last_scan_at": at, **_trouble_row(None)}
        self._connection.execute(update(source).where(mine).values(values))

    def mark_trouble(self, source_id: str, trouble: SourceTrouble | None) -> None:
        """Note why a scan did not see everything."""
        mine = source.c.id == source_id
        self._connection.execute(update(source).where(mine).values(_trouble_row(trouble)))

    def _change(self, source_id: str, **values: object) -> None:
        mine = source.c.id == self.get(source_id).id
        self._connection.execute(update(source).where(mine).values(values))

    def remove(self, source_id: str) -> None:
        """Forget a source and its tracks; recordings that other sources have stay, with those."""
        self.get(source_id)
        while self.remove_tracks(source_id, CHUNK):
            pass
        self._connection.execute(delete(source).where(source.c.id == source_id))

    def remove_tracks(self, source_id: str, limit: int) -> int:
        """Forget at most so many tracks of a source; return how many there were."""
        mine = track.c.source_id == source_id
        query = select(track.c.number).where(mine).order_by(track.c.number).limit(limit)
        numbers = list(self._connection.execute(query).scalars())
        return forget(self._connection, numbers, leaving=source_id)

    def forget_tracks(self, track_ids: Sequence[str]) -> int:
        """Forget tracks, but for those that playlists hold; return how many there were."""
        held = select(playlist_item.c.track_id)
        query = select(track.c.number).where(track.c.id.in_(track_ids), track.c.id.not_in(held))
        return forget(self._connection, list(self._connection.execute(query).scalars()))


def _settled(one: Source) -> dict[str, Any]:
    """Return the columns of what a person may change."""
    return {
        "name": one.name,
        "location": one.location,
        "account": one.account,
        "options": asdict(one.options),
    }


def _trouble_row(trouble: SourceTrouble | None) -> dict[str, Any]:
    return {
        "trouble_code": trouble and trouble.code,
        "trouble_message": trouble and trouble.message,
        "trouble_at": trouble and trouble.at,
    }


def _source(row: RowMapping) -> Source:
    return Source(
        id=row["id"],
        kind=SourceKind(row["kind"]),
        name=row["name"],
        location=row["location"],
        created_at=row["created_at"],
        last_scan_at=row["last_scan_at"],
        account=row["account"],
        options=_options(row["options"]),
        trouble=_trouble(row),
    )


def _options(kept: Mapping[str, Any]) -> SourceOptions:
    """Return options as they were kept; what a newer Menura added is passed over."""
    known = {name: value for name, value in kept.items() if name in OPTIONS}
    known["libraries"] = tuple(known.get("libraries", ()))
    return SourceOptions(**known)


def _trouble(row: RowMapping) -> SourceTrouble | None:
    if row["trouble_code"] is None:
        return None
    return SourceTrouble(row["trouble_code"], row["trouble_message"], row["trouble_at"])

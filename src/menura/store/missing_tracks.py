"""Keep which tracks are gone from their sources, in SQL."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from menura.catalogue import MissingCounts, Track, TrackState
from menura.kernel.clock import Clock
from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.tables import playlist_item, track
from menura.store.track_changes import take_change
from menura.store.track_references import lock_references
from menura.store.track_removal import IS_MISSING, MISSING, forget, stand_in
from menura.store.track_rows import to_track


class SqlMissingTracks:
    """The part of tracks that knows which are gone."""

    _connection: Connection
    _clock: Clock

    def mark_missing(self, source_id: str, scan_id: str, keep_below: Sequence[str]) -> int:
        """Mark tracks that a complete walk did not see, but for those below `keep_below`.

        Where another source has a copy, that one stands in. The folders are compared here, not in
        SQL: SQLite takes no condition of a thousand parts, and its LIKE does not tell A from a.
        """
        kept = frozenset(keep_below)
        if kept & {".", ""}:
            return 0
        unseen = select(track.c.number, track.c.location).where(*_unseen(source_id, scan_id))
        rows = self._connection.execute(unseen)
        return self._mark([number for number, place in rows if not _lies_below(place, kept)])

    def mark_missing_at(self, source_id: str, locations: Sequence[str]) -> int:
        """Mark tracks as missing; return how many were not yet."""
        gone: list[int] = []
        for chunk in in_chunks(locations if is_id(source_id) else []):
            mine = (track.c.source_id == source_id) & track.c.location.in_(chunk)
            query = select(track.c.number).where(mine, ~IS_MISSING)
            gone += self._connection.execute(query).scalars()
        return self._mark(gone)

    def record_missing(self, track_id: str) -> None:
        """Note that a track's file is gone; everything known about it is kept."""
        mine = track.c.id == track_id
        self._mark(self._connection.execute(select(track.c.number).where(mine)).scalars().all())

    def _mark(self, numbers: Sequence[int]) -> int:
        if numbers:
            lock_references(self._connection)  # before the change: copies may have to stand in
            values = self._missing() | {"revision": take_change(self._connection)}
            for chunk in in_chunks(numbers):
                mine = track.c.number.in_(chunk)
                self._connection.execute(update(track).where(mine).values(values))
            stand_in(self._connection, numbers)
        return len(numbers)

    def _missing(self) -> dict[str, object]:
        """Return what marks a track as missing.

        Only one that was heard as it is comes back as it was: of any other the time of change is
        forgotten, so that the walk that sees its file again takes it for changed.
        """
        is_heard = track.c.state == TrackState.ANALYSED.value
        return {
            "state": MISSING,
            "modified_ns": case((or_(is_heard, IS_MISSING), track.c.modified_ns), else_=0),
            "missing_since": func.coalesce(track.c.missing_since, self._clock.now()),
        }

    def count_unseen(self, source_id: str, scan_id: str) -> int:
        """Return how many tracks, not missing yet, a walk did not see."""
        query = select(func.count()).select_from(track).where(*_unseen(source_id, scan_id))
        return self._connection.execute(query).scalar_one()

    def missing_counts(self, before: datetime) -> MissingCounts:
        """Return how many tracks are missing, and how many were already before a moment."""
        is_ready = track.c.missing_since < before
        query = select(
            func.count(),
            func.coalesce(func.sum(case((is_ready, 1), else_=0)), 0),
            func.coalesce(func.sum(case((and_(is_ready, _is_held()), 1), else_=0)), 0),
        ).where(track.c.missing_since.is_not(None))
        return MissingCounts(*self._connection.execute(query).one())

    def missing(self, before: datetime, limit: int) -> Sequence[Track]:
        """Return tracks that were missing before a moment, longest missing first."""
        query = _longest_missing(select(track), before).limit(limit)
        return [to_track(row) for row in self._connection.execute(query).mappings()]

    def sweep(self, before: datetime, *, with_held: bool, limit: int) -> int:
        """Forget at most so many tracks missing since before a moment; return how many.

        One with a copy that was missed later stays on in its place, for as long as that one.
        """
        query = _longest_missing(select(track.c.number), before)
        query = query.where(true() if with_held else ~_is_held()).limit(limit)
        return forget(self._connection, list(self._connection.execute(query).scalars()))


def _unseen(source_id: str, scan_id: str) -> tuple[ColumnElement[bool], ...]:
    return (track.c.source_id == source_id, track.c.seen_by != scan_id, ~IS_MISSING)


def _longest_missing(query: Select[Any], before: datetime) -> Select[Any]:
    was_missing = track.c.missing_since < before
    return query.where(was_missing).order_by(track.c.missing_since, track.c.number)


def _is_held() -> ColumnElement[bool]:
    """Return the condition that somebody wants a track: in a list, dear, or rated."""
    is_listed = exists().where(playlist_item.c.track_id == track.c.id)
    return or_(track.c.favourite, track.c.rating.is_not(None), is_listed)


def _lies_below(location: str, folders: Set[str]) -> bool:
    """Tell whether a file lies in one of the folders, at any depth."""
    end = location.find("/")
    while end >= 0:
        if location[:end] in folders:
            return True
        end = location.find("/", end + 1)
    return False

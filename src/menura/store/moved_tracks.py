"""Know tracks again that a server calls by other ids, in SQL.

A server whose library was built anew gives every track another id. Who went by ids alone would
take all tracks for gone and all for new: playlists, plays and ratings would hang on nothing, and
everything would be heard again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, delete, select, update

from menura.catalogue import MovedTrack, TrackState
from menura.store.chunks import in_chunks
from menura.store.server_tables import write_back
from menura.store.tables import track
from menura.store.track_changes import leave_traces, take_change
from menura.store.track_references import lock_references, move_references
from menura.store.track_removal import forget_vectors, stand_in
from menura.store.track_rows import metadata_row, to_metadata, with_said

LARGEST_DIFFERENCE_S = 3.0
SHOWN = (
    *("number", "location", "path", "musicbrainz_recording_id", "title_key", "artist_key"),
    *("duration_s", "size_bytes", "content_hash", "copy_of"),
)
Key = Callable[[Row[Any]], Hashable | None]

# What tells a track, surest first; one that tells two of them apart no more is no help.
KEYS: Sequence[Key] = (
    lambda row: row.musicbrainz_recording_id,
    lambda row: row.path,
    lambda row: (row.title_key, row.artist_key, row.size_bytes) if row.size_bytes else None,
    lambda row: (row.title_key, row.artist_key),
)


class SqlMovedTracks:
    """The part of tracks that knows them again."""

    _connection: Connection

    def known_again(
        self, source_id: str, scan_id: str, since: datetime | None
    ) -> Sequence[MovedTrack]:
        """Return tracks that a walk did not see, and the newer ones that are the same.

        They are the same if they alone, of those gone and of those that are newer, have the same
        MusicBrainz recording, else the same path, else the same names and size, else the same
        names; and lengths that differ by 3 s at most.

        Parameters
        ----------
        since : datetime, optional
            When the source was last seen as a whole: what was added later is newer; None: never.
        """
        mine = track.c.source_id == source_id
        is_new = [track.c.seen_by == scan_id, track.c.copy_of.is_(None)]
        if since is not None:
            is_new.append(track.c.added_at > since)
        gone = self._rows(mine, track.c.seen_by != scan_id)
        new = self._rows(mine, *is_new) if gone else []
        return [MovedTrack(old.number, fresh.number) for old, fresh in _pairs(gone, new)]

    def move(self, moved: Sequence[MovedTrack]) -> None:
        """Give tracks the places of newer ones that are the same, which go.

        Everything that is known of a track stays, and what people said of the newer one is said of
        it, too. One whose size is another is heard again.
        """
        if not moved:
            return
        lock_references(self._connection)
        change = take_change(self._connection)
        rows = self._both(moved)
        pairs = [(rows[m.number], rows[m.newer]) for m in moved if {m.number, m.newer} <= set(rows)]
        newer = [now["number"] for _, now in pairs]
        taken_over = {now["id"]: was["id"] for was, now in pairs}
        move_references(self._connection, taken_over, change, add_plays=False)
        forget_vectors(self._connection, newer)
        leave_traces(self._connection, newer, change)
        self._connection.execute(delete(track).where(track.c.number.in_(newer)))
        waiting = self._told(pairs)
        for was, now in pairs:
            mine = track.c.number == was["number"]
            self._connection.execute(update(track).where(mine).values(_moved(was, now, change)))
            if was["location"] in waiting:
                self._send_elsewhere(was, now)
        stand_in(self._connection, [was["copy_of"] for was, _ in pairs if was["copy_of"]])

    def _both(self, moved: Sequence[MovedTrack]) -> dict[int, RowMapping]:
        """Return the rows of tracks and of the newer ones, by number."""
        numbers = [number for one in moved for number in (one.number, one.newer)]
        found: dict[int, RowMapping] = {}
        for chunk in in_chunks(numbers):
            query = select(track).where(track.c.number.in_(chunk))
            found |= {row["number"]: row for row in self._connection.execute(query).mappings()}
        return found

    def _told(self, pairs: Sequence[tuple[RowMapping, RowMapping]]) -> frozenset[str]:
        """Return the places of tracks that something is still to be told of."""
        sources = {was["source_id"] for was, _ in pairs}
        places = select(write_back.c.location).where(write_back.c.source_id.in_(sources))
        return frozenset(self._connection.execute(places).scalars())

    def _send_elsewhere(self, was: RowMapping, now: RowMapping) -> None:
        """Let what is still to be told of a track be told by its new id."""
        told = write_back.c.source_id == was["source_id"], write_back.c.location == was["location"]
        self._connection.execute(update(write_back).where(*told).values(location=now["location"]))

    def _rows(self, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
        query = select(*(track.c[name] for name in SHOWN)).where(*conditions)
        return list(self._connection.execute(query))


def _moved(was: RowMapping, now: RowMapping, change: int) -> dict[str, Any]:
    """Return the columns of a track that has taken the place of a newer one."""
    is_same = was["size_bytes"] == now["size_bytes"]
    is_known = was["content_hash"] is not None or was["copy_of"] is not None
    path = now["path"] or was["path"]
    said = (was["said"] or {}) | (now["said"] or {})
    values = {
        **{name: now[name] for name in ("location", "size_bytes", "modified_ns", "seen_by")},
        "path": path,
        "said": said or None,
        "missing_since": None,
        "state": (TrackState.ANALYSED if is_same and is_known else TrackState.FOUND).value,
        "revision": change,
    }
    if not is_same:
        values |= {"copy_of": None}
    return values | metadata_row(with_said(to_metadata(was), said), path or now["location"])


def _pairs(gone: Sequence[Row[Any]], new: Sequence[Row[Any]]) -> list[tuple[Row[Any], Row[Any]]]:
    """Return pairs of a track that is gone and the new one that is the same."""
    pairs = []
    left_old, left_new = {r.number: r for r in gone}, {r.number: r for r in new}
    for key in KEYS:
        old, fresh = _alone(left_old.values(), key), _alone(left_new.values(), key)
        for value in old.keys() & fresh.keys():
            if _same_length(old[value], fresh[value]):
                pairs.append((old[value], fresh[value]))
                del left_old[old[value].number], left_new[fresh[value].number]
    return pairs


def _alone(rows: Collection[Row[Any]], key: Key) -> dict[Hashable, Row[Any]]:
    """Return the rows that no other has the key of, by that key."""
    counts = Counter(key(row) for row in rows)
    return {value: row for row in rows if (value := key(row)) is not None and counts[value] == 1}


def _same_length(one: Row[Any], other: Row[Any]) -> bool:
    if one.duration_s is None or other.duration_s is None:
        return True
    return bool(abs(one.duration_s - other.duration_s) <= LARGEST_DIFFERENCE_S)

"""Take in what walks find, in SQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, case, insert, or_, select, update

from menura.catalogue import MUSIC_SERVERS, FoundFile, SourceKind, TrackState, UpsertCounts
from menura.store.chunks import in_chunks
from menura.store.missing_tracks import SqlMissingTracks
from menura.store.search import sort_key
from menura.store.tables import source, track
from menura.store.track_changes import lock_changes, take_change
from menura.store.track_references import lock_references
from menura.store.track_removal import IS_MISSING, MISSING, stand_in
from menura.store.track_rows import (
    MARKS,
    metadata_row,
    new_row,
    said_of,
    to_metadata,
    with_said,
)

SAME_LENGTH_S = 3.0
TAGS_SHARE = 0.05
ROUNDED_S = 1.0  # servers tell whole seconds, and hearing tells better
KNOWN = (
    *("number", "location", "size_bytes", "modified_ns", "state", "copy_of"),
    *("said", "path", "duration_s", "analysed_at"),
)


class SqlFoundTracks(SqlMissingTracks):
    """The part of tracks that takes in what walks find."""

    def upsert_found(
        self, source_id: str, scan_id: str, files: Iterable[FoundFile], at: datetime
    ) -> UpsertCounts:
        """Note files seen on a walk; a new or changed file becomes a track to be heard.

        What a music server says anew of a file that is as it was changes the track, which is not
        heard again for it. A copy whose file has changed is a track of its own again.
        """
        if self._is_server(source_id) or self._has_missing(source_id):
            lock_references(self._connection)  # copies may have to stand in
        lock_changes(self._connection)
        new = changed = unchanged = 0
        for chunk in map(_without_doubles, in_chunks(files)):
            known = self._known(source_id, [file.location for file in chunk])
            self._give_up([known.pop(f.location) for f in chunk if _is_another(f, known)], scan_id)
            added = [file for file in chunk if file.location not in known]
            there = [file for file in chunk if file.location in known]
            altered = [file for file in there if _differs(file, known[file.location])]
            retold = [file for file in there if _is_retold(file, known[file.location])]
            back = any(row["state"] == MISSING for row in known.values())
            change = take_change(self._connection) if added or altered or retold or back else 0
            if added:
                rows = [new_row(source_id, scan_id, f, at) for f in self._with_free_ids(added)]
                self._connection.execute(
                    insert(track), [row | {"revision": change} for row in rows]
                )
            self._alter(altered, known, change)
            self._retell(retold, known, change)
            self._mark_seen([row["number"] for row in known.values()], scan_id)
            if back:
                self._bring_back(known.values(), change)
            new, changed = new + len(added), changed + len(altered)
            unchanged += len(there) - len(altered)
        return UpsertCounts(new, changed, unchanged)

    def said_marks(
        self, source_id: str, locations: Sequence[str]
    ) -> Mapping[str, Mapping[str, int | bool]]:
        """Return what a server said last of favourites and ratings, by location."""
        marks = {}
        for chunk in in_chunks(locations):
            mine = (track.c.source_id == source_id, track.c.location.in_(chunk))
            query = select(track.c.location, track.c.said).where(*mine)
            for place, said in self._connection.execute(query):
                marks[place] = {name: said[name] for name in MARKS if name in (said or {})}
        return marks

    def _is_server(self, source_id: str) -> bool:
        kind = self._connection.execute(select(source.c.kind).where(source.c.id == source_id))
        return SourceKind(kind.scalar_one()) in MUSIC_SERVERS

    def _give_up(self, rows: Sequence[RowMapping], scan_id: str) -> None:
        """Note that tracks are gone whose ids a server has given to others.

        Their place is free then for the other track; if they are still there under another id,
        they are known again at the end of the walk.
        """
        for row in rows:
            place = f"given away: {scan_id} {row['number']}"
            mine = track.c.number == row["number"]
            self._connection.execute(update(track).where(mine).values(location=place))
        if rows:
            self._mark([row["number"] for row in rows if row["state"] != MISSING])

    def _has_missing(self, source_id: str) -> bool:
        mine = (track.c.source_id == source_id, IS_MISSING)
        found = self._connection.execute(select(track.c.number).where(*mine).limit(1))
        return found.first() is not None

    def _with_free_ids(self, files: Sequence[FoundFile]) -> list[FoundFile]:
        """Take ids away that other tracks have: a data folder may have been moved or copied."""
        wanted = [file.track_id for file in files if file.track_id is not None]
        if not wanted:
            return list(files)
        query = select(track.c.id).where(track.c.id.in_(wanted))
        taken = set(self._connection.execute(query).scalars())
        free = []
        for file in files:
            free.append(replace(file, track_id=None) if file.track_id in taken else file)
            taken.add(str(file.track_id))
        return free

    def _known(self, source_id: str, locations: Sequence[str]) -> dict[str, RowMapping]:
        query = select(*(track.c[name] for name in KNOWN)).where(
            track.c.source_id == source_id, track.c.location.in_(locations)
        )
        return {row["location"]: row for row in self._connection.execute(query).mappings()}

    def _alter(
        self, files: Sequence[FoundFile], known: Mapping[str, RowMapping], change: int
    ) -> None:
        """Note that files are others than they were."""
        for file in files:
            row = known[file.location]
            values = {
                "size_bytes": file.size_bytes,
                "modified_ns": file.modified_ns,
                "state": TrackState.FOUND.value,
                "error_code": None,
                "error_message": None,
                "missing_since": None,
                "revision": change,
            }
            if row["copy_of"] is not None:
                values |= {"copy_of": None, "content_hash": None}
            mine = track.c.number == row["number"]
            self._connection.execute(update(track).where(mine).values(values))

    def _retell(
        self, files: Sequence[FoundFile], known: Mapping[str, RowMapping], change: int
    ) -> None:
        """Take over what a server says of tracks; what it does not say stays."""
        numbers = {known[file.location]["number"]: file for file in files}
        if not numbers:
            return
        query = select(track).where(track.c.number.in_(numbers))
        for row in self._connection.execute(query).mappings().all():
            file = numbers[row["number"]]
            said = (row["said"] or {}) | said_of(file)
            path = file.path or row["path"]
            values: dict[str, Any] = {"said": said, "path": path, "revision": change}
            if row["analysed_at"] is None and file.duration_s is not None:
                values["duration_s"] = file.duration_s
            values |= metadata_row(with_said(to_metadata(row), said), path or row["location"])
            mine = track.c.number == row["number"]
            self._connection.execute(update(track).where(mine).values(values))

    def _mark_seen(self, numbers: Sequence[int], scan_id: str) -> None:
        """Note which scan saw the tracks."""
        if numbers:
            mine = track.c.number.in_(numbers)
            self._connection.execute(update(track).where(mine).values(seen_by=scan_id))

    def _bring_back(self, known: Collection[RowMapping], change: int) -> None:
        """Note that tracks that were missing are there again."""
        mine = track.c.number.in_([row["number"] for row in known])
        is_known = or_(track.c.content_hash.is_not(None), track.c.copy_of.is_not(None))
        values = {
            "state": case((is_known, TrackState.ANALYSED.value), else_=TrackState.FOUND.value),
            "missing_since": None,
            "revision": change,
        }
        self._connection.execute(update(track).where(mine, IS_MISSING).values(values))
        copied = {row["copy_of"] for row in known if row["copy_of"] is not None}
        stand_in(self._connection, sorted(copied))


def _without_doubles(files: Sequence[FoundFile]) -> Sequence[FoundFile]:
    """Return files once each: the pages of a server may overlap."""
    return list({file.location: file for file in files}.values())


def _is_another(file: FoundFile, known: Mapping[str, RowMapping]) -> bool:
    """Tell whether a server has given a track's id to another track.

    Some count their tracks anew. One that lies where it lay is the same, as is one of the same
    title and artists; one with another name and length is not.
    """
    row = known.get(file.location)
    if row is None or file.metadata is None or not file.metadata.title:
        return False
    said = row["said"] or {}
    names = (file.metadata.title, *file.metadata.artists)
    before = (said.get("title") or "", *said.get("artists", ()))
    if not before[0] or [sort_key(n) for n in names] == [sort_key(n) for n in before]:
        return False
    if file.path is not None and file.path == row["path"]:
        return False
    has_moved = file.path is not None and row["path"] is not None
    if file.duration_s is None or row["duration_s"] is None:
        return has_moved and bool(file.size_bytes != row["size_bytes"])
    if has_moved and not _is_near(file.size_bytes, row["size_bytes"]):
        return True
    tolerance_s = ROUNDED_S if has_moved else SAME_LENGTH_S
    return bool(abs(file.duration_s - row["duration_s"]) > tolerance_s)


def _is_near(one_bytes: int, other_bytes: int) -> bool:
    """Tell whether two sizes may be of one file, before and after its tags were written."""
    return abs(one_bytes - other_bytes) <= TAGS_SHARE * max(one_bytes, other_bytes)


def _differs(file: FoundFile, row: RowMapping) -> bool:
    """Tell whether a file is another one than it was.

    Of a track on a server its size tells: a server that was built anew gives new times to all, and
    everything would be fetched again. Where it does not tell sizes, the time has to do.
    """
    if file.metadata is not None and file.size_bytes:
        return bool(file.size_bytes != row["size_bytes"])
    return (file.size_bytes, file.modified_ns) != (row["size_bytes"], row["modified_ns"])


def _is_retold(file: FoundFile, row: RowMapping) -> bool:
    """Tell whether a server says something of a file that it did not say before."""
    known = row["said"] or {}
    if any(known.get(name) != part for name, part in said_of(file).items()):
        return True
    if file.path is not None and file.path != row["path"]:
        return True
    return (
        row["analysed_at"] is None
        and file.duration_s is not None
        and file.duration_s != row["duration_s"]
    )

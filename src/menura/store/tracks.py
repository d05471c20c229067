"""Keep tracks in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)

from menura.catalogue import (
    PASSING_FAILURES,
    FoundFile,
    HeardFile,
    LibraryCounts,
    Track,
    TrackKind,
    TrackMetadata,
    TrackNotFoundError,
    TrackOrder,
    TrackPage,
    TrackQuery,
    TrackState,
    UpsertCounts,
)
from menura.kernel.ids import is_id
from menura.store.search import match_words, relevance
from menura.store.tables import analysis_step, track
from menura.store.track_changes import lock_changes, take_change
from menura.store.track_rows import metadata_row, new_row, to_track

CHUNK = 500  # below every database's limit of parameters in one statement

T = TypeVar("T")


class SqlTracks:
    """Tracks, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upsert_found(
        self, source_id: str, scan_id: str, files: Iterable[FoundFile], at: datetime
    ) -> UpsertCounts:
        """Note files seen on a walk; a new or changed file becomes a track to be heard."""
        lock_changes(self._connection)
        new = changed = unchanged = 0
        for chunk in _chunks(files, CHUNK):
            known = self._known(source_id, [file.location for file in chunk])
            added = [f for f in chunk if f.location not in known]
            altered = [f for f in chunk if f.location in known and _differs(f, known[f.location])]
            same = len(chunk) - len(added) - len(altered)
            back = any(row["state"] == TrackState.MISSING.value for row in known.values())
            change = take_change(self._connection) if added or altered or back else 0
            if added:
                rows = [new_row(source_id, scan_id, f, at) for f in self._with_free_ids(added)]
                self._connection.execute(
                    insert(track), [row | {"revision": change} for row in rows]
                )
            for file in altered:
                self._connection.execute(
                    update(track)
                    .where(track.c.number == known[file.location]["number"])
                    .values(
                        size_bytes=file.size_bytes,
                        modified_ns=file.modified_ns,
                        state=TrackState.FOUND.value,
                        error_code=None,
                        error_message=None,
                        revision=change,
                    )
                )
            self._mark_seen([row["number"] for row in known.values()], scan_id)
            if back:
                self._bring_back(known.values(), change)
            new, changed, unchanged = new + len(added), changed + len(altered), unchanged + same
        return UpsertCounts(new, changed, unchanged)

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
        columns = ("number", "location", "size_bytes", "modified_ns", "state")
        query = select(*(track.c[name] for name in columns)).where(
            track.c.source_id == source_id, track.c.location.in_(locations)
        )
        return {row["location"]: row for row in self._connection.execute(query).mappings()}

    def _mark_seen(self, numbers: Sequence[int], scan_id: str) -> None:
        """Note which scan saw the tracks."""
        if numbers:
            mine = track.c.number.in_(numbers)
            self._connection.execute(update(track).where(mine).values(seen_by=scan_id))

    def _bring_back(self, known: Iterable[RowMapping], change: int) -> None:
        """Note that tracks that were missing are there again."""
        mine = track.c.number.in_([row["number"] for row in known])
        back = update(track).where(mine, track.c.state == TrackState.MISSING.value)
        state = case(
            (track.c.content_hash.is_not(None), TrackState.ANALYSED.value),
            else_=TrackState.FOUND.value,
        )
        self._connection.execute(back.values(state=state, revision=change))

    def mark_missing(self, source_id: str, scan_id: str, keep_below: Sequence[str]) -> int:
        """Mark tracks that a complete walk did not see, but for those below `keep_below`.

        The folders are compared here, not in SQL: SQLite takes no condition of a thousand parts,
        and its LIKE does not tell A from a.
        """
        kept = frozenset(keep_below)
        if kept & {".", ""}:
            return 0
        unseen = select(track.c.number, track.c.location).where(
            track.c.source_id == source_id,
            track.c.seen_by != scan_id,
            track.c.state != TrackState.MISSING.value,
        )
        rows = self._connection.execute(unseen)
        gone = [number for number, location in rows if not _lies_below(location, kept)]
        missing = _missing() | {"revision": take_change(self._connection)} if gone else {}
        for chunk in _chunks(gone, CHUNK):
            mine = track.c.number.in_(chunk)
            self._connection.execute(update(track).where(mine).values(missing))
        return len(gone)

    def get(self, track_id: str) -> Track:
        """Return a track; raise TrackNotFoundError."""
        found = self.get_many([track_id])
        if track_id.lower() not in found:
            raise TrackNotFoundError(track_id)
        return found[track_id.lower()]

    def get_many(self, track_ids: Sequence[str]) -> Mapping[str, Track]:
        """Return those of the tracks that exist, by id."""
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        found: dict[str, Track] = {}
        for chunk in _chunks(wanted, CHUNK):
            query = select(track).where(track.c.id.in_(chunk))
            for row in self._connection.execute(query).mappings():
                found[row["id"]] = to_track(row)
        return found

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Track]:
        """Return those of the tracks that exist, by number."""
        found: dict[int, Track] = {}
        for chunk in _chunks(numbers, CHUNK):
            query = select(track).where(track.c.number.in_(chunk))
            for row in self._connection.execute(query).mappings():
                found[row["number"]] = to_track(row)
        return found

    def list(self, query: TrackQuery) -> TrackPage:
        """Return a part of the tracks that match."""
        conditions = self._conditions(query)
        total = self._connection.execute(
            select(func.count()).select_from(track).where(*conditions)
        ).scalar_one()
        page: Select[Any] = select(track).where(*conditions).order_by(*_order(query))
        page = page.offset(query.offset).limit(query.limit)
        items = [to_track(row) for row in self._connection.execute(page).mappings()]
        return TrackPage(items, total)

    def _conditions(self, query: TrackQuery) -> Sequence[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if query.source_id is not None:
            conditions.append(_from_source(query.source_id))
        if query.state is not None:
            conditions.append(track.c.state == query.state.value)
        words = match_words(self._connection, query.text)
        if words is not None:
            conditions.append(words)
        return conditions

    def counts(self, source_id: str | None = None) -> LibraryCounts:
        """Return how many tracks there are in each state."""
        query = select(track.c.state, func.count()).group_by(track.c.state)
        if source_id is not None:
            query = query.where(_from_source(source_id))
        rows = self._connection.execute(query)
        return LibraryCounts(**{row[0]: row[1] for row in rows})

    def unheard(
        self,
        source_id: str,
        wanted: Mapping[str, str],
        retry_failed: bool,
        *,
        first: int = 0,
        last: int | None = None,
    ) -> Sequence[int]:
        """Return numbers of tracks to be heard: new, changed, or with a step that is due.

        Those that failed for a reason that may have passed are always among them.
        """
        undone = [not_(_has_done(step, version, retry_failed)) for step, version in wanted.items()]
        due = [
            track.c.state == TrackState.FOUND.value,
            and_(
                track.c.state == TrackState.FAILED.value,
                true() if retry_failed else track.c.error_code.in_(PASSING_FAILURES),
            ),
            and_(track.c.state == TrackState.ANALYSED.value, or_(false(), *undone)),
        ]
        query = (
            select(track.c.number)
            .where(track.c.source_id == source_id, or_(*due))
            .order_by(track.c.number)
        )
        if last is not None:
            query = query.where(track.c.number.between(first, last))
        return list(self._connection.execute(query).scalars())

    def record_heard(
        self,
        track_id: str,
        heard: HeardFile,
        at: datetime,
    ) -> None:
        """Note what a file says about itself and that it was heard."""
        found = self.get_many([track_id]).get(track_id)
        if found is None:  # its source was removed meanwhile
            return
        measured: dict[str, object] = {"content_hash": heard.content_hash}
        if heard.duration_s is not None:
            measured |= {"duration_s": heard.duration_s, "analysed_at": at}
        self._change(
            track_id,
            **metadata_row(heard.metadata, found.location),
            **measured,
            state=TrackState.ANALYSED.value,
            error_code=None,
            error_message=None,
        )

    def newest_number(self) -> int:
        """Return the highest number a track has; 0 if there is none."""
        return self._connection.execute(select(func.max(track.c.number))).scalar() or 0

    def set_kind(self, track_id: str, kind: TrackKind) -> None:
        """Note what a track is."""
        self._change(track_id, kind=kind.value)

    def set_favourite(self, track_id: str, favourite: bool) -> None:
        """Note whether somebody holds a track dear; raise TrackNotFoundError."""
        if not is_id(track_id) or not self._change(track_id, favourite=favourite):
            raise TrackNotFoundError(track_id)

    def record_written(self, track_id: str, file: FoundFile, metadata: TrackMetadata) -> None:
        """Note how a file looks, and what it says, after Menura itself has written its tags."""
        self._change(
            track_id,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            **metadata_row(metadata, file.location),
        )

    def record_missing(self, track_id: str) -> None:
        """Note that a track's file is gone; everything known about it is kept."""
        self._change(track_id, **_missing())

    def record_failure(self, track_id: str, code: str, message: str) -> None:
        """Note why a file could not be heard."""
        failed = TrackState.FAILED.value
        self._change(track_id, state=failed, error_code=code, error_message=message)

    def _change(self, track_id: str, **values: object) -> bool:
        """Change a track, and tell shelves; return whether there is such a track."""
        change = take_change(self._connection)
        statement = update(track).where(track.c.id == track_id).values(revision=change, **values)
        return self._connection.execute(statement).rowcount == 1


def _from_source(source_id: str) -> ColumnElement[bool]:
    """Return the condition that a track is of a source; what is no id names none."""
    return track.c.source_id == source_id if is_id(source_id) else false()


def _missing() -> dict[str, object]:
    """Return what marks a track as missing.

    Only one that was heard as it is comes back as it was: of any other the time of change is
    forgotten, so that the walk that sees its file again takes it for changed.
    """
    is_heard = track.c.state == TrackState.ANALYSED.value
    is_missing = track.c.state == TrackState.MISSING.value
    return {
        "state": TrackState.MISSING.value,
        "modified_ns": case((or_(is_heard, is_missing), track.c.modified_ns), else_=0),
    }


def _has_done(step: str, version: str, retry_failed: bool) -> ColumnElement[bool]:
    """Return the condition that a step of a track was done in this version."""
    conditions = [
        analysis_step.c.track_number == track.c.number,
        analysis_step.c.step == step,
        analysis_step.c.version == version,
    ]
    if retry_failed:
        conditions.append(analysis_step.c.error_code.is_(None))
    return exists().where(*conditions)


def _lies_below(location: str, folders: Set[str]) -> bool:
    """Tell whether a file lies in one of the folders, at any depth."""
    end = location.find("/")
    while end >= 0:
        if location[:end] in folders:
            return True
        end = location.find("/", end + 1)
    return False


def _differs(file: FoundFile, row: RowMapping) -> bool:
    return (file.size_bytes, file.modified_ns) != (row["size_bytes"], row["modified_ns"])


def _order(query: TrackQuery) -> list[ColumnElement[Any]]:
    """Return the columns to sort by; the number makes every order total."""
    by_artist = [track.c.artist_key, track.c.album_key, track.c.track_number]
    columns: dict[TrackOrder, list[Any]] = {
        TrackOrder.RELEVANCE: [*_best_match(query.text), *by_artist],
        TrackOrder.TITLE: [track.c.title_key],
        TrackOrder.ARTIST: by_artist,
        TrackOrder.ALBUM: [track.c.album_key, track.c.track_number],
        TrackOrder.ADDED: [track.c.number],
    }
    chosen = [*columns[query.order], track.c.number]
    return [column.desc() if query.descending else column for column in chosen]


def _best_match(words: str) -> list[ColumnElement[Any]]:
    """Return what brings the track that is meant to the front: there before gone, then by name."""
    if not words:
        return []
    return [track.c.state == TrackState.MISSING.value, relevance(words)]


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk

"""Keep which tracks hold the same recording as others, in SQL.

Of the tracks that hold one recording one stands for all, with what was measured of it and what
people said of it. The others are its copies: they tell which sources have it, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    case,
    delete,
    false,
    func,
    or_,
    select,
    true,
    union,
    update,
)

from menura.catalogue import MADE_BY_MENURA, Track, TrackNotFoundError, TrackState
from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.tables import analysis_step, beat_grid, features, moods, source, track, waveform
from menura.store.track_changes import take_change
from menura.store.track_references import lock_references, move_references
from menura.store.track_removal import IS_MISSING, MISSING, as_its_own, forget_vectors, stand_in
from menura.store.track_rows import to_track

MEASURED = (features, waveform, beat_grid, moods)
LONGEST_DIFFERENCE_S = 3.0  # two servers count a recording's silence differently
MOST_CANDIDATES = 5
ROOT = func.coalesce(track.c.copy_of, track.c.number)
"""Number of the track that stands for a track, be it itself."""


class SqlTrackCopies:
    """The part of tracks that knows of copies."""

    _connection: Connection

    def copies_of(self, numbers: Sequence[int]) -> Mapping[int, Sequence[Track]]:
        """Return the copies of tracks, by the track's number, first come first."""
        found: dict[int, list[Track]] = defaultdict(list)
        for chunk in in_chunks(numbers):
            query = select(track).where(track.c.copy_of.in_(chunk)).order_by(track.c.number)
            for row in self._connection.execute(query).mappings():
                found[row["copy_of"]].append(to_track(row))
        return dict(found)

    def make_copy(self, number: int, of: int) -> bool:
        """Let a track stand for another one that holds the same recording; tell whether it does.

        What people said of the copy is said of the track from now on; what was measured of it is
        forgotten, but for its fingerprint. Does nothing where `of` is a copy itself, or either is
        gone.
        """
        lock_references(self._connection)
        query = select(track).where(track.c.number.in_((number, of)))
        rows = {row["number"]: row for row in self._connection.execute(query).mappings()}
        if len(rows) < 2 or rows[of]["copy_of"] is not None or rows[number]["copy_of"] == of:
            return False
        change = take_change(self._connection)
        move_references(self._connection, {rows[number]["id"]: rows[of]["id"]}, change)
        self._forget_measured(rows[number])
        self._point(rows[number], of, change)
        self._touch([of], change)
        if rows[of]["state"] == MISSING:
            stand_in(self._connection, [of])
        return True

    def _forget_measured(self, row: RowMapping) -> None:
        for table in MEASURED:
            self._connection.execute(delete(table).where(table.c.track_id == row["id"]))
        mine = analysis_step.c.track_number == row["number"]
        self._connection.execute(delete(analysis_step).where(mine))
        forget_vectors(self._connection, [row["number"]])

    def _point(self, row: RowMapping, of: int, change: int) -> None:
        """Make a track, and its own copies with it, copies of another one."""
        number = row["number"]
        mine = or_(track.c.number == number, track.c.copy_of == number)
        values = {
            "copy_of": of,
            "stands_alone": False,
            "state": case((IS_MISSING, MISSING), else_=TrackState.ANALYSED.value),
            "error_code": None,
            "error_message": None,
            "revision": change,
        }
        self._connection.execute(update(track).where(mine).values(values))

    def _touch(self, numbers: Sequence[int], change: int) -> None:
        mine = track.c.number.in_(numbers)
        self._connection.execute(update(track).where(mine).values(revision=change))

    def separate(self, track_id: str) -> None:
        """Make a copy a track of its own again, never to be merged by itself.

        It is to be heard again. Raise TrackNotFoundError; a track that is no copy stays as it is.
        """
        change = take_change(self._connection)
        mine = track.c.id == track_id if is_id(track_id) else false()
        found = self._connection.execute(select(track.c.copy_of).where(mine)).one_or_none()
        if found is None:
            raise TrackNotFoundError(track_id)
        if found.copy_of is not None:
            values = {**as_its_own(change), "stands_alone": True}
            self._connection.execute(update(track).where(mine).values(values))
            self._touch([found.copy_of], change)

    def stand_in(self, numbers: Sequence[int]) -> int:
        """Let copies stand in for tracks whose own file is missing; return for how many."""
        return stand_in(self._connection, numbers)

    def by_locations(self, source_id: str, locations: Sequence[str]) -> Mapping[str, Track]:
        """Return the tracks that stand for what a source has at these locations."""
        found: dict[str, Track] = {}
        if not is_id(source_id):
            return found
        for chunk in in_chunks(locations):
            mine = (track.c.source_id == source_id) & track.c.location.in_(chunk)
            roots = {
                row.location: row.root
                for row in self._connection.execute(
                    select(track.c.location, ROOT.label("root")).where(mine)
                )
            }
            standing = select(track).where(track.c.number.in_(sorted(set(roots.values()))))
            rows = self._connection.execute(standing).mappings()
            tracks = {row["number"]: to_track(row) for row in rows}
            found |= {place: tracks[root] for place, root in roots.items()}
        return found

    def locations_on(self, source_id: str, track_ids: Sequence[str]) -> Mapping[str, str]:
        """Return where a source has tracks, or copies of them, that are not missing; by id."""
        found: dict[str, str] = {}
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        for chunk in in_chunks(wanted if is_id(source_id) else []):
            asked = select(track.c.id, ROOT.label("root")).where(track.c.id.in_(chunk))
            roots = {row.id: row.root for row in self._connection.execute(asked)}
            numbers = sorted(set(roots.values()))
            is_one = or_(track.c.number.in_(numbers), track.c.copy_of.in_(numbers))
            # Those that stand come last and hold over copies; of these the first that came.
            query = (
                select(track.c.location, ROOT.label("root"))
                .where(track.c.source_id == source_id, ~IS_MISSING, is_one)
                .order_by(track.c.copy_of.is_(None), track.c.number.desc())
            )
            places = {row.root: row.location for row in self._connection.execute(query)}
            found |= {one: places[root] for one, root in roots.items() if root in places}
        return found

    def maybe_same(self, numbers: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Return tracks that may hold the same recording as others, by what they are called.

        At most five each, nearest in length first. Two tracks of one source are never said to be
        the same, not by way of a copy either: what a person has there twice stays twice.
        """
        found: dict[int, list[int]] = {}
        for chunk in in_chunks(numbers):
            rows = self._connection.execute(_candidates(chunk)).all()
            both = {number for row in rows for number in (row.number, row.other)}
            held = self._sources_of(both)
            for row in rows:
                if held[row.number].isdisjoint(held[row.other]):
                    found.setdefault(row.number, []).append(row.other)
        return {number: others[:MOST_CANDIDATES] for number, others in found.items()}

    def _sources_of(self, numbers: Iterable[int]) -> Mapping[int, set[str]]:
        """Return the sources that have tracks, themselves or as copies, by number."""
        held: dict[int, set[str]] = defaultdict(set)
        for chunk in in_chunks(numbers):
            is_one = or_(track.c.number.in_(chunk), track.c.copy_of.in_(chunk))
            query = select(ROOT.label("root"), track.c.source_id).where(is_one)
            for row in self._connection.execute(query):
                held[row.root].add(row.source_id)
        return held


def _candidates(numbers: Sequence[int]) -> Select[Any]:
    """Return pairs of tracks that are called alike, nearest in length first."""
    mine, other = track.alias("mine"), track.alias("other")
    difference = func.abs(mine.c.duration_s - other.c.duration_s)
    common = (
        mine.c.number.in_(numbers),
        mine.c.source_id != other.c.source_id,
        difference <= LONGEST_DIFFERENCE_S,
        *_may_be_merged(mine),
        *_may_be_merged(other),
        # The one asked about may not be heard yet: that is what the question saves.
        mine.c.state != MISSING,
        other.c.state == TrackState.ANALYSED.value,
    )
    same_recording = mine.c.musicbrainz_recording_id == other.c.musicbrainz_recording_id
    # Found by the title: the index of artists would be taken for as good, and one has thousands.
    same_name = (mine.c.title_key == other.c.title_key) & (
        mine.c.artist_key == other.c.artist_key.op("||")("")
    )
    columns = (mine.c.number, other.c.number.label("other"), difference.label("difference"))
    pairs = union(
        *(
            select(*columns).join(other, true()).where(how, *common)
            for how in (same_recording, same_name)
        )
    ).subquery()
    return select(pairs).order_by(pairs.c.number, pairs.c.difference, pairs.c.other)


def _may_be_merged(one: FromClause) -> tuple[ColumnElement[bool], ...]:
    made_here = select(source.c.id).where(source.c.kind.in_([k.value for k in MADE_BY_MENURA]))
    return (
        one.c.copy_of.is_(None),
        one.c.stands_alone == false(),
        one.c.source_id.not_in(made_here),
    )

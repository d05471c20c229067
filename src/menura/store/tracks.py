"""Keep tracks in SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    false,
    func,
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
    TrackState,
)
from menura.kernel.clock import Clock, SystemClock
from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.found_tracks import SqlFoundTracks
from menura.store.moved_tracks import SqlMovedTracks
from menura.store.tables import analysis_step, track
from menura.store.track_changes import take_change
from menura.store.track_copies import ROOT, SqlTrackCopies
from menura.store.track_listing import IS_SHOWN, SqlTrackListing, is_from_source
from menura.store.track_removal import release_copies
from menura.store.track_rows import metadata_row, to_track, with_said


class SqlTracks(SqlTrackListing, SqlFoundTracks, SqlMovedTracks, SqlTrackCopies):
    """Tracks, in SQL."""

    def __init__(self, connection: Connection, clock: Clock | None = None) -> None:
        self._connection = connection
        self._clock = clock or SystemClock()

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
        for chunk in in_chunks(wanted):
            query = select(track).where(track.c.id.in_(chunk))
            for row in self._connection.execute(query).mappings():
                found[row["id"]] = to_track(row)
        return found

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Track]:
        """Return those of the tracks that exist, by number."""
        found: dict[int, Track] = {}
        for chunk in in_chunks(numbers):
            query = select(track).where(track.c.number.in_(chunk))
            for row in self._connection.execute(query).mappings():
                found[row["number"]] = to_track(row)
        return found

    def after(self, number: int, limit: int) -> Sequence[Track]:
        """Return the tracks that come next by number, copies left out."""
        query = select(track).where(track.c.number > number, IS_SHOWN)
        rows = self._connection.execute(query.order_by(track.c.number).limit(limit))
        return [to_track(row) for row in rows.mappings()]

    def counts(self, source_id: str | None = None) -> LibraryCounts:
        """Return how many tracks there are in each state; of a source, copies, too."""
        query = select(track.c.state, func.count()).group_by(track.c.state)
        query = query.where(IS_SHOWN if source_id is None else is_from_source(source_id))
        rows = self._connection.execute(query)
        return LibraryCounts(**{row[0]: row[1] for row in rows})

    def has_any(self, kinds: Sequence[TrackKind]) -> bool:
        """Tell whether there is a track of one of some kinds."""
        query = select(track.c.number).where(track.c.kind.in_(kinds), IS_SHOWN).limit(1)
        return self._connection.execute(query).first() is not None

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
            .where(track.c.source_id == source_id, IS_SHOWN, or_(*due))
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
        """Note what a file says about itself and that it was heard.

        What a music server says of the track holds over that. If the file held another sound
        before, copies of the track are tracks of their own again: they may hold what it held.
        """
        columns = (track.c[name] for name in ("number", "location", "path", "said", "content_hash"))
        found = self._connection.execute(
            select(*columns).where(track.c.id == track_id)
        ).one_or_none()
        if found is None:  # its source was removed meanwhile
            return
        measured: dict[str, object] = {"content_hash": heard.content_hash}
        if heard.duration_s is not None:
            measured |= {"duration_s": heard.duration_s, "analysed_at": at}
        self._change(
            track_id,
            **metadata_row(with_said(heard.metadata, found.said), found.path or found.location),
            **measured,
            state=TrackState.ANALYSED.value,
            error_code=None,
            error_message=None,
            missing_since=None,
        )
        if None not in (found.content_hash, heard.content_hash) and (
            found.content_hash != heard.content_hash
        ):
            release_copies(self._connection, [found.number], take_change(self._connection))

    def newest_number(self) -> int:
        """Return the highest number a track has; 0 if there is none."""
        return self._connection.execute(select(func.max(track.c.number))).scalar() or 0

    def set_kind(self, track_id: str, kind: TrackKind) -> None:
        """Note what a track is."""
        self._change(track_id, kind=kind.value)

    def set_favourite(self, track_id: str, favourite: bool) -> None:
        """Note whether somebody holds a track dear; raise TrackNotFoundError."""
        self._change_standing(track_id, favourite=favourite)

    def set_rating(self, track_id: str, rating: int | None) -> None:
        """Note how a person rates a track, 0 .. 100; raise TrackNotFoundError."""
        self._change_standing(track_id, rating=rating)

    def _change_standing(self, track_id: str, **values: object) -> None:
        """Change what people feel about a recording: it is kept where it stands."""
        change = take_change(self._connection)
        mine = track.c.id == track_id if is_id(track_id) else false()
        number = self._connection.execute(select(ROOT).where(mine)).scalar_one_or_none()
        if number is None:
            raise TrackNotFoundError(track_id)
        standing = update(track).where(track.c.number == number)
        self._connection.execute(standing.values(revision=change, **values))

    def record_written(self, track_id: str, file: FoundFile, metadata: TrackMetadata) -> None:
        """Note how a file looks, and what it says, after Menura itself has written its tags."""
        self._change(
            track_id,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            **metadata_row(metadata, file.location),
        )

    def record_failure(self, track_id: str, code: str, message: str) -> None:
        """Note why a file could not be heard."""
        failed = {"state": TrackState.FAILED.value, "missing_since": None}
        self._change(track_id, **failed, error_code=code, error_message=message)

    def _change(self, track_id: str, **values: object) -> bool:
        """Change a track, and tell shelves; return whether there is such a track."""
        change = take_change(self._connection)
        statement = update(track).where(track.c.id == track_id).values(revision=change, **values)
        return self._connection.execute(statement).rowcount == 1


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

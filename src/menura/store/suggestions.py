"""Keep contexts, marks and what became of suggestions in SQL.

Who changes a session takes its new version first, so changes of all sessions become visible in
the order of their versions. Marks hang on tracks: who touches marks then keeps those away who
remove tracks (see `menura.store.counters`), so no mark is written on a track that is going.

Who keeps events takes their numbers first and holds the counter's row until the transaction ends.
So an event with a smaller number is never seen later than one with a larger, on PostgreSQL, too,
and whoever has read number n has missed none below. Numbers have gaps: events that were known
took some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Table, delete, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from menura.kernel.ids import is_id
from menura.store.counters import (
    SUGGESTION_EVENTS,
    SUGGESTIONS,
    newest_number,
    take_numbers,
)
from menura.store.suggestion_tables import suggestion_event, suggestion_mark, suggestion_session
from menura.store.tables import track
from menura.store.track_changes import lock_changes
from menura.suggest import (
    Context,
    Event,
    EventKind,
    Mark,
    MarkKind,
    Preferences,
    SuggestionSession,
)

CHUNK = 500  # below every database's limit of parameters in one statement
KEPT_ELSEWHERE = ("version", "accepted_track_ids")
"""Of a context: its version has a column, accepted tracks are marks."""
SAID = ("place", "at", "reason", "expires_at")
"""Of a mark: what is new when it is made again."""


class SqlSuggestions:
    """Contexts, marks and what became of suggestions, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest_version(self) -> int:
        """Return the last number that was given to a change of any session; 0 without one.

        Forgetting a session is a change, too.
        """
        return newest_number(self._connection, SUGGESTIONS)

    def lock(self) -> None:
        """Let no one else change a session until this transaction ends.

        Before a session is read that is to be changed: on PostgreSQL what another transaction
        said meanwhile would be written over.
        """
        take_numbers(self._connection, SUGGESTIONS, 0)

    def session(self, name: str) -> SuggestionSession:
        """Return a session; an empty one of version 0 where nothing was kept under the name.

        Marks come oldest first; those on tracks that are gone are gone, too.
        """
        # The version is read before the marks: if somebody writes between, the marks are newer
        # than it says, and whoever compares versions reads both again.
        mine = suggestion_session.c.name == name
        row = self._connection.execute(select(suggestion_session).where(mine)).one_or_none()
        if row is None:
            return SuggestionSession(name)
        query = select(suggestion_mark).where(suggestion_mark.c.session == name)
        rows = self._connection.execute(query.order_by(suggestion_mark.c.place))
        marks = tuple(_mark(row) for row in rows)
        accepted = tuple(mark.track_id for mark in marks if mark.kind is MarkKind.ACCEPT)
        return SuggestionSession(name, _context(row, accepted), marks)

    def sessions(self) -> Sequence[SuggestionSession]:
        """Return all sessions by name, without their marks, accepted tracks among them."""
        query = select(suggestion_session).order_by(suggestion_session.c.name)
        rows = self._connection.execute(query)
        return [SuggestionSession(row.name, _context(row, ())) for row in rows]

    def put_context(self, name: str, context: Context) -> int:
        """Keep a context, but its version and accepted tracks; return the new version."""
        version = take_numbers(self._connection, SUGGESTIONS)
        self._keep_session(name, version, context)
        return version

    def put_mark(self, name: str, mark: Mark) -> int:
        """Keep a mark, replacing the same kind of mark of the same track; return the new version.

        A mark that is made again goes to the end of the order. One on a track that is gone is not
        kept.
        """
        version = take_numbers(self._connection, SUGGESTIONS)
        self._keep_session(name, version)
        if self._existing([mark.track_id]):
            self._upsert(suggestion_mark, [_mark_row(name, mark, version)], SAID)
        return version

    def set_accepted(self, name: str, track_ids: Sequence[str], at: datetime) -> int:
        """Let these be the accepted tracks, in this order, and no others; return the version.

        Those that were accepted before stay accepted since then. Tracks that are gone are passed
        over.
        """
        wanted = list(dict.fromkeys(track_id.lower() for track_id in track_ids))
        version = take_numbers(self._connection, SUGGESTIONS, max(len(wanted), 1))
        self._keep_session(name, version)
        existing = self._existing(wanted)
        first = version - len(wanted) + 1
        rows = [
            _mark_row(name, Mark(track_id, MarkKind.ACCEPT, at), place)
            for place, track_id in enumerate(wanted, first)
            if track_id in existing
        ]
        self._upsert(suggestion_mark, rows, ("place",))
        mark = suggestion_mark.c
        is_accepted = (mark.session == name) & (mark.kind == MarkKind.ACCEPT.value)
        self._connection.execute(delete(suggestion_mark).where(is_accepted, mark.place < first))
        return version

    def remove_mark(self, name: str, track_id: str, kind: MarkKind) -> int | None:
        """Take a mark back and return the new version; None if there was none."""
        if not is_id(track_id):
            return None
        self._lock()
        mark = suggestion_mark.c
        meant = (mark.session == name) & (mark.track_id == track_id) & (mark.kind == kind.value)
        if not self._connection.execute(delete(suggestion_mark).where(meant)).rowcount:
            return None
        version = take_numbers(self._connection, SUGGESTIONS)
        mine = suggestion_session.c.name == name
        self._connection.execute(update(suggestion_session).where(mine).values(version=version))
        return version

    def remove_session(self, name: str) -> bool:
        """Forget a session with its marks, not its events; tell whether there was one."""
        self._lock()
        mine = suggestion_session.c.name == name
        was_there = self._connection.execute(delete(suggestion_session).where(mine)).rowcount > 0
        if was_there:
            take_numbers(self._connection, SUGGESTIONS)
        return was_there

    def add_events(self, events: Sequence[Event]) -> int:
        """Keep events, each under the next number; return how many were new.

        Those whose id is known are passed over.
        """
        if not events:
            return 0
        # Other writers wait here until this transaction ends: they never meet at rows.
        last = take_numbers(self._connection, SUGGESTION_EVENTS, len(events))
        rows = [
            _event_row(one, number) for number, one in enumerate(events, last - len(events) + 1)
        ]
        statement = self._insert(suggestion_event).on_conflict_do_nothing(index_elements=["id"])
        new = self._connection.execute(statement.returning(suggestion_event.c.id), rows)
        return len(new.all())

    def events(
        self,
        *,
        session: str | None = None,
        since: datetime | None = None,
        after: int | None = None,
        limit: int = 10_000,
    ) -> Sequence[Event]:
        """Return events in the order in which they were kept.

        Parameters
        ----------
        since : datetime, optional
            Only what happened then or later.
        after : int, optional
            Number of the last event that was read; it may be gone.
        """
        event = suggestion_event.c
        conditions = (
            true() if session is None else event.session == session,
            true() if since is None else event.at >= since,
            true() if after is None else event.number > after,
        )
        query = select(suggestion_event).where(*conditions).order_by(event.number).limit(limit)
        return [_event(row) for row in self._connection.execute(query).mappings()]

    def remove_events(self, *, session: str | None = None) -> int:
        """Forget events, of one session or all; return how many."""
        meant = true() if session is None else suggestion_event.c.session == session
        return self._connection.execute(delete(suggestion_event).where(meant)).rowcount

    def _lock(self) -> None:
        """Keep other writers of sessions away, then those who remove tracks and marks with them."""
        self.lock()
        lock_changes(self._connection)

    def _existing(self, track_ids: Sequence[str]) -> set[str]:
        """Return which of these tracks are there, and keep those who remove tracks away."""
        lock_changes(self._connection)
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        found: set[str] = set()
        for start in range(0, len(wanted), CHUNK):
            query = select(track.c.id).where(track.c.id.in_(wanted[start : start + CHUNK]))
            found.update(self._connection.execute(query).scalars())
        return found

    def _keep_session(self, name: str, version: int, context: Context | None = None) -> None:
        """Give a session its version, and a context if there is one; make it where it is not."""
        row = {"name": name, "version": version, "context": _record(context or Context())}
        replaced = ("version",) if context is None else ("version", "context")
        self._upsert(suggestion_session, [row], replaced)

    def _upsert(
        self, table: Table, rows: Sequence[Mapping[str, Any]], replaced: Sequence[str]
    ) -> None:
        """Keep rows; of those that are there already, replace these columns."""
        if not rows:
            return
        statement = self._insert(table)
        keys = [column.name for column in table.primary_key]
        changes = {name: statement.excluded[name] for name in replaced}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=changes), rows
        )

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        is_postgresql = self._connection.dialect.name == "postgresql"
        return (postgresql.insert if is_postgresql else sqlite.insert)(table)


def _mark_row(name: str, mark: Mark, place: int) -> dict[str, Any]:
    return {
        "session": name,
        "track_id": mark.track_id,
        "kind": mark.kind.value,
        "place": place,
        "at": mark.at,
        "reason": mark.reason,
        "expires_at": mark.expires_at,
    }


def _mark(row: Row[Any]) -> Mark:
    return Mark(
        track_id=row.track_id,
        kind=MarkKind(row.kind),
        at=row.at,
        reason=row.reason,
        expires_at=row.expires_at,
        place=row.place,
    )


def _record(context: Context) -> dict[str, Any]:
    """Return what is kept of a context, as JSON has it."""
    record = {key: value for key, value in asdict(context).items() if key not in KEPT_ELSEWHERE}
    updated_at = context.updated_at
    return record | {"updated_at": updated_at.isoformat() if updated_at else None}


def _context(row: Row[Any], accepted: tuple[str, ...]) -> Context:
    """Return a context as it was kept; what a newer Menura added is passed over."""
    known = _known(Context, row.context)
    known["preferences"] = Preferences(**_known(Preferences, known.get("preferences", {})))
    if known.get("updated_at") is not None:
        known["updated_at"] = datetime.fromisoformat(known["updated_at"])
    return Context(**known | {"version": row.version, "accepted_track_ids": accepted})


def _known(cls: type[Context | Preferences], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a class that a record has; JSON's lists are tuples here."""
    names = {field.name for field in fields(cls)} & record.keys()
    return {
        name: tuple(record[name]) if isinstance(record[name], list) else record[name]
        for name in names
    }


def _event_row(event: Event, number: int) -> dict[str, Any]:
    row = {field.name: getattr(event, field.name) for field in fields(event)}
    return row | {
        "id": event.id.lower(),
        "number": number,
        "kind": event.kind.value,
        "components": dict(event.components),
    }


def _event(row: RowMapping) -> Event:
    kind, shown_by = EventKind(row["kind"]), tuple(row["shown_by"])
    return Event(**dict(row) | {"kind": kind, "shown_by": shown_by})

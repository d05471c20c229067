"""Forget tracks, or let copies stand in where other sources have the same recordings.

A recording is known as long as any source has it: nothing that was measured or that people said
of it is lost while a copy is there to carry it on.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    case,
    delete,
    select,
    true,
    update,
)

from menura.catalogue import TrackState
from menura.store.chunks import in_chunks
from menura.store.counters import EMBEDDINGS, take_numbers
from menura.store.tables import embedding, track
from menura.store.track_changes import leave_traces, take_change
from menura.store.track_references import lock_references, move_references

MISSING = TrackState.MISSING.value
IS_MISSING = track.c.state == MISSING
FILE = ("source_id", "location", "path", "size_bytes", "modified_ns", "seen_by", "content_hash")
"""Columns that tell of a track's file, not of what it holds."""


def forget(connection: Connection, numbers: Sequence[int], leaving: str | None = None) -> int:
    """Forget tracks, but for what copies elsewhere stand in for; return how many were asked for.

    They leave a trace for shelves to see, and their vectors one for indexes.

    Parameters
    ----------
    leaving : str, optional
        Id of a source that is being removed: its copies are no help.
    """
    lock_references(connection)
    asked = frozenset(numbers)
    usable = true() if leaving is None else track.c.source_id != leaving
    for chunk in in_chunks(numbers):
        change = take_change(connection)
        stood = take_places(connection, chunk, usable, but=asked, change=change)
        stays = frozenset(stood)
        gone = [number for number in chunk if number not in stays]
        release_copies(connection, gone, change)
        _leave_to_standing(connection, gone, change)
        _delete(connection, gone, change)
    return len(numbers)


def stand_in(connection: Connection, numbers: Sequence[int]) -> int:
    """Let copies that are there stand in for tracks that are missing; return for how many."""
    if not _have_copies(connection, numbers):
        return 0
    lock_references(connection)
    change = take_change(connection)
    stood = 0
    for chunk in in_chunks(numbers):
        query = select(track.c.number).where(track.c.number.in_(chunk), IS_MISSING)
        missing = list(connection.execute(query).scalars())
        stood += len(take_places(connection, missing, ~IS_MISSING, change=change))
    return stood


def _have_copies(connection: Connection, numbers: Sequence[int]) -> bool:
    """Tell whether any of the tracks has a copy that is there: most have none."""
    for chunk in in_chunks(numbers):
        query = select(track.c.number).where(track.c.copy_of.in_(chunk), ~IS_MISSING).limit(1)
        if connection.execute(query).first() is not None:
            return True
    return False


def take_places(
    connection: Connection,
    numbers: Sequence[int],
    usable: ColumnElement[bool],
    *,
    but: Set[int] = frozenset(),
    change: int,
) -> Sequence[int]:
    """Let the first usable copy of each track stand in for it; return the tracks that have one.

    The track keeps its number, its id and all that is known of it; the copy's row is gone. Copies
    whose files are there come before those that are missing, too.

    Parameters
    ----------
    but : set of int
        Numbers of copies that are no help.
    """
    query = select(track).where(track.c.copy_of.in_(numbers), usable)
    query = query.order_by(IS_MISSING, track.c.number)
    copies: dict[int, RowMapping] = {}
    for row in connection.execute(query).mappings():
        if row["number"] not in but:
            copies.setdefault(row["copy_of"], row)
    if not copies:
        return []
    columns = (track.c.number, track.c.id, track.c.analysed_at)
    standing = connection.execute(select(*columns).where(track.c.number.in_(copies))).all()
    moves = {copies[row.number]["id"]: row.id for row in standing}
    move_references(connection, moves, change)
    # The copies first: a source has each place once.
    _delete(connection, [copy["number"] for copy in copies.values()], change)
    rows = [
        {"number_": row.number, "revision": change}
        | _place_of(copies[row.number], is_known=row.analysed_at is not None)
        for row in standing
    ]
    connection.execute(update(track).where(track.c.number == bindparam("number_")), rows)
    return list(copies)


def _place_of(copy: RowMapping, *, is_known: bool) -> dict[str, Any]:
    """Return the columns that a track takes over from the copy that stands in for it."""
    here = TrackState.ANALYSED.value if is_known else TrackState.FOUND.value
    return {
        **{name: copy[name] for name in FILE},
        "said": copy["said"],
        "state": MISSING if copy["state"] == MISSING else here,
        "missing_since": copy["missing_since"],
        "error_code": None,
        "error_message": None,
    }


def release_copies(connection: Connection, numbers: Sequence[int], change: int) -> None:
    """Make the copies of tracks tracks of their own, to be heard again."""
    mine = track.c.copy_of.in_(numbers)
    connection.execute(update(track).where(mine).values(as_its_own(change)))


def as_its_own(change: int) -> Mapping[str, Any]:
    """Return what makes a copy a track of its own: what was measured of it is forgotten."""
    return {
        "copy_of": None,
        "content_hash": None,
        "state": case((IS_MISSING, MISSING), else_=TrackState.FOUND.value),
        "revision": change,
    }


def _leave_to_standing(connection: Connection, gone: Iterable[int], change: int) -> None:
    """Give what was said of copies that go to the tracks that stand for them."""
    standing = track.alias()
    query = select(track.c.id, standing.c.id.label("standing_id")).join(
        standing, standing.c.number == track.c.copy_of
    )
    pairs = connection.execute(query.where(track.c.number.in_(gone)))
    moves = {row.id: row.standing_id for row in pairs}
    if moves:
        move_references(connection, moves, change)


def _delete(connection: Connection, numbers: Sequence[int], change: int) -> None:
    if not numbers:
        return
    forget_vectors(connection, numbers)
    leave_traces(connection, numbers, change)
    connection.execute(delete(track).where(track.c.number.in_(numbers)))


def forget_vectors(connection: Connection, numbers: Sequence[int]) -> None:
    """Take tracks out of every space; the rows stay until every index has seen it."""
    revision = take_numbers(connection, EMBEDDINGS)
    mine = embedding.c.track_number.in_(numbers)
    connection.execute(update(embedding).where(mine).values(vector=None, revision=revision))

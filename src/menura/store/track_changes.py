"""Number what changes of tracks, so that a shelf in memory can be told what is new.

One number stands for one call of a repository, however many tracks it changes. Whoever changes
tracks locks the counter before any row of a track (see `menura.store.counters`).
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from menura.store.counters import TRACKS, newest_number, raise_number, take_numbers
from menura.store.discover_tables import removed_track

TRACES = "track_trace"
"""The newest change whose traces of removed tracks were dropped."""
KEPT_TRACES = 200_000  # 5 MB; a shelf that has missed more is read anew, in seconds


def lock_changes(connection: Connection) -> None:
    """Keep other writers of tracks away, before rows are locked that may come to change."""
    take_numbers(connection, TRACKS, 0)


def take_change(connection: Connection) -> int:
    """Return the number of a new change."""
    return take_numbers(connection, TRACKS)


def leave_traces(connection: Connection, numbers: Sequence[int], change: int) -> None:
    """Note that tracks were removed; the oldest notes are dropped when there are too many."""
    rows = [{"number": number, "revision": change} for number in numbers]
    connection.execute(insert(removed_track), rows)
    newest_first = select(removed_track.c.revision).order_by(removed_track.c.revision.desc())
    oldest = connection.execute(newest_first.offset(KEPT_TRACES).limit(1)).scalar()
    if oldest is not None:
        connection.execute(delete(removed_track).where(removed_track.c.revision <= oldest))
        raise_number(connection, TRACES, oldest)


def are_traces_whole(connection: Connection, since: int) -> bool:
    """Tell whether every removal after a change has left a trace that is still there."""
    return since >= newest_number(connection, TRACES)

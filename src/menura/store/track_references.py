"""Let what refers to a track refer to another one that holds the same recording."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, Table, delete, exists, func, not_, or_, select, update

from menura.catalogue import Listening
from menura.store.counters import EMBEDDINGS, SUGGESTIONS, take_numbers
from menura.store.discover_tables import listening
from menura.store.listening import SqlListening
from menura.store.suggestion_tables import suggestion_mark, suggestion_session
from menura.store.tables import correction, playlist_item, track
from menura.store.track_changes import lock_changes

TOLD_APART_BY = {"suggestion_mark": ("session", "kind"), "correction": ("name",)}
"""What tells two rows of a table apart that say something of one track."""


def lock_references(connection: Connection) -> None:
    """Keep other writers away of all that may hang on a track, in the order all keep to."""
    for name in (SUGGESTIONS, EMBEDDINGS):
        take_numbers(connection, name, 0)
    lock_changes(connection)


def move_references(
    connection: Connection, moves: Mapping[str, str], change: int, *, add_plays: bool = True
) -> None:
    """Let everything that people said of tracks be said of others.

    Playlists keep their order, and may hold a track twice then. Of ratings, marks and
    corrections that both tracks have, those of the track that stays hold; plays are added up,
    since no play was of both.

    Parameters
    ----------
    moves : mapping of str to str
        Ids: of the track that is left, and of the one that takes over.
    add_plays : bool
        Whether they were two tracks, each with plays of its own; else the larger count holds.
    """
    _move_items(connection, moves)
    _move_plays(connection, moves, add_plays=add_plays)
    _move_marks(connection, moves)
    _move_rows(connection, correction, moves)
    _move_feelings(connection, moves, change)


def _move_items(connection: Connection, moves: Mapping[str, str]) -> None:
    held = select(playlist_item.c.track_id).where(playlist_item.c.track_id.in_(moves)).distinct()
    for old in connection.execute(held).scalars().all():
        mine = playlist_item.c.track_id == old
        connection.execute(update(playlist_item).where(mine).values(track_id=moves[old]))


def _move_plays(connection: Connection, moves: Mapping[str, str], *, add_plays: bool) -> None:
    mine = listening.c.track_id.in_(moves)
    taken: dict[str, list[Listening]] = defaultdict(list)
    for row in connection.execute(select(listening).where(mine)):
        moved = Listening(moves[row.track_id], row.play_count, row.last_played_at)
        taken[row.listener].append(moved)
    for listener, plays in taken.items():
        kept = SqlListening(connection)
        (kept.add_plays if add_plays else kept.take_over)(listener, plays)
    if taken:
        connection.execute(delete(listening).where(mine))


def _move_marks(connection: Connection, moves: Mapping[str, str]) -> None:
    """Move marks; the sessions they are of have changed."""
    marked = select(suggestion_mark.c.session).where(suggestion_mark.c.track_id.in_(moves))
    names = sorted(set(connection.execute(marked).scalars()))
    if not names:
        return
    _move_rows(connection, suggestion_mark, moves)
    first = take_numbers(connection, SUGGESTIONS, len(names)) - len(names) + 1
    for version, name in enumerate(names, first):
        mine = suggestion_session.c.name == name
        connection.execute(update(suggestion_session).where(mine).values(version=version))


def _move_rows(connection: Connection, table: Table, moves: Mapping[str, str]) -> None:
    """Move the rows of a table that the other track has none of; the rest are dropped."""
    held = select(table.c.track_id).where(table.c.track_id.in_(moves)).distinct()
    for old in connection.execute(held).scalars().all():
        theirs = table.alias()
        is_there = exists().where(
            theirs.c.track_id == moves[old],
            *(theirs.c[name] == table.c[name] for name in TOLD_APART_BY[table.name]),
        )
        mine = table.c.track_id == old
        free = update(table).where(mine, not_(is_there))
        connection.execute(free.values(track_id=moves[old]))
        connection.execute(delete(table).where(mine))


def _move_feelings(connection: Connection, moves: Mapping[str, str], change: int) -> None:
    """Move favourites and ratings."""
    columns = (track.c.id, track.c.favourite, track.c.rating)
    is_dear = or_(track.c.favourite, track.c.rating.is_not(None))
    dear = connection.execute(select(*columns).where(track.c.id.in_(moves), is_dear)).all()
    for row in dear:
        values = {
            "favourite": or_(track.c.favourite, row.favourite),
            "rating": func.coalesce(track.c.rating, row.rating),
            "revision": change,
        }
        mine = track.c.id == moves[row.id]
        connection.execute(update(track).where(mine).values(values))
        left = {"favourite": False, "rating": None}
        connection.execute(update(track).where(track.c.id == row.id).values(left))

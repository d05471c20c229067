"""Hand out numbers that only grow.

Taking one locks its row. On PostgreSQL two transactions that lock the same rows in another order
wait for each other, so everybody keeps to one: `SUGGESTIONS`, then `EMBEDDINGS`, then `TRACKS`,
then rows of tracks. `SUGGESTION_EVENTS` is taken alone.
"""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from menura.store.tables import counter

EMBEDDINGS = "embedding"
"""Counts the changes of vectors; who writes or removes some takes a number."""
TRACKS = "track"
"""Counts the changes of what is shown of tracks; `menura.store.track_changes` takes them."""
SUGGESTIONS = "suggestion"
"""Counts the changes of contexts and of marks, over all sessions of suggestions."""
SUGGESTION_EVENTS = "suggestion_event"
"""Numbers what became of suggestions, in the order in which it was kept."""


def take_numbers(connection: Connection, name: str, count: int = 1) -> int:
    """Reserve `count` numbers and return the last one; 0 only locks the counter.

    The counter's row stays locked until the transaction ends, so of two writers the one with the
    smaller numbers always commits first: a reader that has seen number n has missed none below.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # One statement: of two writers that need the first number of all, neither may fail.
    statement = (
        insert(counter)
        .values(name=name, value=count)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + count})
        .returning(counter.c.value)
    )
    return int(connection.execute(statement).scalar_one())


def raise_number(connection: Connection, name: str, least: int) -> None:
    """Bring a counter to `least`, if it is below."""
    behind = least - newest_number(connection, name)
    if behind > 0:
        take_numbers(connection, name, behind)


def library_number(connection: Connection) -> int:
    """Return the number that tells this database from every other; drawn when it was made."""
    return newest_number(connection, "library")


def newest_number(connection: Connection, name: str) -> int:
    """Return the last number that was reserved; 0 if none was."""
    found = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar()
    return int(found or 0)


def change_numbers(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return what counts changes of vectors, tracks and sessions: equal if nothing has changed."""
    wanted = (EMBEDDINGS, SUGGESTIONS, TRACKS)
    query = select(counter.c.name, counter.c.value).where(counter.c.name.in_(wanted))
    found = {row.name: row.value for row in connection.execute(query)}
    return tuple((name, found.get(name, 0)) for name in wanted)

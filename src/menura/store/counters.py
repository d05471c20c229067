"""Hand out numbers that only grow."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from menura.store.tables import counter

EMBEDDINGS = "embedding"
"""Counts the changes of vectors; who writes or removes some takes a number."""


def take_numbers(connection: Connection, name: str, count: int = 1) -> int:
    """Reserve `count` numbers and return the last one.

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


def library_number(connection: Connection) -> int:
    """Return the number that tells this database from every other; drawn when it was made."""
    return newest_number(connection, "library")


def newest_number(connection: Connection, name: str) -> int:
    """Return the last number that was reserved; 0 if none was."""
    found = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar()
    return int(found or 0)

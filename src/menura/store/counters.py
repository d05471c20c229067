"""Hand out numbers that only grow."""

from sqlalchemy import Connection, insert, select, update

from menura.store.tables import counter


def take_numbers(connection: Connection, name: str, count: int = 1) -> int:
    """Reserve `count` numbers and return the last one.

    The counter's row stays locked until the transaction ends, so of two writers the one with the
    smaller numbers always commits first: a reader that has seen number n has missed none below.
    """
    statement = (
        update(counter)
        .where(counter.c.name == name)
        .values(value=counter.c.value + count)
        .returning(counter.c.value)
    )
    value = connection.execute(statement).scalar()
    if value is None:
        connection.execute(insert(counter).values(name=name, value=count))
        return count
    return int(value)


def newest_number(connection: Connection, name: str) -> int:
    """Return the last number that was reserved; 0 if none was."""
    found = connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar()
    return int(found or 0)

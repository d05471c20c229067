"""Keep settings that were chosen while Menura runs, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from menura.store.account_tables import kept_setting
from menura.store.counters import newest_number, take_numbers

COUNTER = "kept_setting"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One setting as it is kept: a value, or a secret that is sealed."""

    name: str
    value: str | int | float | bool | None
    sealed: str | None = field(default=None, repr=False)


class SqlKeptSettings:
    """Settings that were chosen, in SQL.

    Every change takes a number, so that other processes see with one small query whether there is
    anything new.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """Return the number of the latest change; 0 if there never was one."""
        return newest_number(self._connection, COUNTER)

    def begin_change(self) -> int:
        """Take the number of a change; others that want to change wait until it is done."""
        return take_numbers(self._connection, COUNTER)

    def all(self) -> Sequence[KeptRow]:
        """Return what is kept, by name."""
        query = select(kept_setting).order_by(kept_setting.c.name)
        rows = self._connection.execute(query)
        return [KeptRow(row.name, row.value, row.sealed) for row in rows]

    def put(
        self,
        name: str,
        value: str | int | float | bool | None,
        *,
        sealed: str | None = None,
        at: datetime,
    ) -> None:
        """Keep a setting in place of what was kept by its name."""
        self.remove(name)
        values = {"name": name, "value": value, "sealed": sealed, "changed_at": at}
        self._connection.execute(insert(kept_setting).values(**values))

    def remove(self, name: str) -> None:
        """Forget a setting, if it is kept."""
        self._connection.execute(delete(kept_setting).where(kept_setting.c.name == name))

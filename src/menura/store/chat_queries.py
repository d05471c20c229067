"""Run a SELECT that somebody else wrote, on a connection that can do nothing else.

SQLite asks us about every column that is read and every function that is called. PostgreSQL does
not, so the statement is read and written anew first (`menura.store.select_check`); it runs in a
read-only transaction that is undone, through a cursor, which takes nothing but a SELECT.
"""

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping, Set
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from menura.assistant import QueryRefusedError, QueryRows
from menura.store.errors import DatabaseUnreachableError, translate
from menura.store.select_check import LONGEST_QUERY, VIEW, rewrite_select

COLUMNS: Mapping[str, str] = {
    "id": "the track's id; select it always",
    "title": "text",
    "artist": "all artists, joined by ', '",
    "album": "text",
    "album_artist": "text",
    "year": "whole number, null where unknown",
    "genres": "genres as tagged, joined by ', '; null where untagged",
    "kind": "'song', 'mix' or 'clip'",
    "duration_s": "seconds",
    "tempo_bpm": "beats per minute",
    "key": "tonic with sharps: 'C', 'C#' ... 'B'; null where unpitched",
    "mode": "'major' or 'minor'",
    "energy": "0 (calm) to 1 (intense)",
    "brightness": "0 (dark) to 1 (bright)",
    "loudness_lufs": "integrated loudness, about -30 to -5",
    **dict.fromkeys(
        ("danceable", "aggressive", "happy", "party", "relaxed", "sad"), "probability, 0 to 1"
    ),
    "is_favourite": "true or false",
    "added_at": "when it came into the library, UTC",
    "play_count": "how often it was played, by everybody",
}
_FUNCTIONS = (
    "abs avg ceil coalesce count date datetime dense_rank first_value floor glob ifnull iif instr "
    "julianday lag last_value lead length like lower ltrim max min ntile nullif percent_rank "
    "random rank replace round row_number rtrim sign sqrt strftime substr substring sum time "
    "total trim upper"
)
FUNCTIONS = frozenset(_FUNCTIONS.split())
MOST_BYTES = 1_000_000  # of a value, so that replace() cannot fill the memory
TABLES = "SELECT lower(name) FROM sqlite_master"
SYSTEM = ("sqlite_", "pragma_")
STEPS_BETWEEN_LOOKS = 1_000  # of SQLite's machine: well below a millisecond


class SqlTrackQueries:
    """SELECTs over the view ``chat_track``."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where

    @property
    def dialect(self) -> str:
        """Return what the database speaks: ``sqlite`` or ``postgres``, as sqlglot names them."""
        return "sqlite" if self._engine.dialect.name == "sqlite" else "postgres"

    @property
    def columns(self) -> Mapping[str, str]:
        """Return the columns of the view and what each holds, for a prompt."""
        return COLUMNS

    def run(self, sql: str, *, limit: int, timeout_s: float) -> QueryRows:
        """Return what a SELECT gives, at most `limit` rows.

        Raises
        ------
        QueryRefusedError
            The database does not run it, or it takes too long; says why.
        DatabaseUnreachableError
        """
        if not re.match(r"\s*(select|with)\b", sql, re.IGNORECASE) or "\x00" in sql:
            raise QueryRefusedError("Only a single SELECT may be run.")
        if self.dialect == "sqlite":
            return self._run_on_sqlite(sql, limit, timeout_s)
        return self._run_on_postgresql(rewrite_select(sql), limit, timeout_s)

    def _run_on_sqlite(self, sql: str, limit: int, timeout_s: float) -> QueryRows:
        try:
            connection = _open_read_only(Path(self._engine.url.database or ""))
        except sqlite3.Error as error:
            raise DatabaseUnreachableError(self._where, str(error)) from error
        with closing(connection):
            # Reads of tables are allowed to this name alone, which no statement can know: a name
            # like chat_track could be given to a part of the statement, and read anything.
            hidden = f"rows_{secrets.token_hex(16)}"
            try:
                _hide_view(connection, hidden)
                tables = frozenset(connection.execute(TABLES).fetchall())
                connection.set_authorizer(_authorizer(hidden, tables))
                deadline = time.monotonic() + timeout_s
                connection.set_progress_handler(
                    lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS
                )
                cursor = connection.execute(sql)
                rows = cursor.fetchmany(limit)
                return QueryRows([column[0] for column in cursor.description], rows)
            except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
                reason = str(error).replace(hidden, VIEW)
                raise _refusal(reason, timeout_s) from error

    def _run_on_postgresql(self, sql: str, limit: int, timeout_s: float) -> QueryRows:
        import psycopg

        try:
            with closing(self._engine.raw_connection()) as pooled:
                connection: Any = pooled.driver_connection
                try:
                    connection.execute("SET TRANSACTION READ ONLY")
                    # sqlglot reads a backslash as itself; a server may be set to read more into it
                    connection.execute("SET LOCAL standard_conforming_strings = on")
                    timeout_ms = max(1, round(timeout_s * 1_000))
                    connection.execute(f"SET LOCAL statement_timeout = {timeout_ms}")
                    with connection.cursor(name="chat") as cursor:
                        cursor.execute(sql.encode())
                        rows = cursor.fetchmany(limit)
                        return QueryRows([column.name for column in cursor.description], rows)
                finally:
                    connection.rollback()
        except DBAPIError as error:  # no connection could be had
            raise translate(error, self._where) or error from error
        except psycopg.Error as error:
            raise _refusal(str(error), timeout_s) from error


def _open_read_only(file: Path) -> sqlite3.Connection:
    """Open a SQLite file so that nothing can be written, and no statement grows large."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST_QUERY)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _hide_view(connection: sqlite3.Connection, hidden: str) -> None:
    """Lay the view's statement below a hidden name, and the view over that."""
    named = "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?"
    (made,) = connection.execute(named, (VIEW,)).fetchone()
    _, _, statement = str(made).partition(" AS ")
    connection.execute(f"CREATE TEMP VIEW {hidden} AS {statement}")
    connection.execute(f"CREATE TEMP VIEW {VIEW} AS SELECT * FROM {hidden}")  # noqa: S608
    connection.execute("PRAGMA query_only = ON")


def _authorizer(hidden: str, tables: Set[tuple[str]]) -> Callable[..., int]:
    """Return what SQLite asks before anything is done."""

    def answer(
        action: int, first: str | None, second: str | None, _: str | None, within: str | None
    ) -> int:
        is_allowed = action == sqlite3.SQLITE_SELECT
        if action == sqlite3.SQLITE_READ:
            # count(*) over a part of the statement reads no column of what is no table
            name = str(first).lower()
            is_part = second == "" and (name,) not in tables and not name.startswith(SYSTEM)
            is_allowed = within == hidden or first in (VIEW, hidden) or is_part
        elif action == sqlite3.SQLITE_FUNCTION:
            is_allowed = within == hidden or second in FUNCTIONS
        return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY

    return answer


def _refusal(reason: str, timeout_s: float) -> QueryRefusedError:
    """Say in a sentence why the database did not run a statement."""
    reason = " ".join(reason.split("\nLINE")[0].split())[:200]
    if "interrupted" in reason or "statement timeout" in reason:
        return QueryRefusedError(f"The query takes longer than {timeout_s:g} s; ask for less.")
    if "prohibited" in reason or "not authorized" in reason or "one statement" in reason:
        return QueryRefusedError(
            f"Only a single SELECT over {VIEW} with plain functions may be run: {reason}."
        )
    return QueryRefusedError(f"The database does not run the query: {reason}.")

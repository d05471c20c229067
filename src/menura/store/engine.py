"""Open a database: a SQLite file or a PostgreSQL server."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from menura.kernel.errors import InvalidInputError
from menura.store.errors import translate
from menura.store.schema import bring_up_to_date, make_home
from menura.store.unit import Store

SQLITE_FILE = "menura.sqlite"
WAL_RETRY_S = 0.02
BUSY_TIMEOUT_MS = 15_000  # a rescan writes in short transactions; 15 s of waiting means a fault


def open_store(home: Path, database_url: str | None = None) -> Store:
    """Open the database and bring its schema up to date.

    Parameters
    ----------
    home : Path
        The data folder; made if it is not there.
    database_url : str, optional
        A PostgreSQL address; without it a SQLite file in `home`.

    Raises
    ------
    DatabaseDamagedError, DatabaseNewerError, DatabaseUnreachableError, DiskFullError
    """
    make_home(home)
    if database_url:
        engine = _connect_postgresql(database_url)
        where = engine.url.render_as_string(hide_password=True)
    else:
        engine = _connect_sqlite(home / SQLITE_FILE)
        where = str(home / SQLITE_FILE)
    store = Store(engine, where, home)
    try:
        bring_up_to_date(store)
    except DBAPIError as error:
        translated = translate(error, where)
        if translated is None:
            raise
        raise translated from error
    return store


def closed_store(home: Path) -> Store:
    """Return a store that holds nothing, for what only needs one to be there."""
    return Store(create_engine("sqlite://"), "nowhere", home)


def _connect_postgresql(database_url: str) -> Engine:
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise InvalidInputError(
            "MENURA_DATABASE_URL cannot be understood; write postgresql://user:password@host/name.",
            field="database_url",
        ) from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise InvalidInputError(
            f"MENURA_DATABASE_URL names a {url.get_backend_name()!r} database; Menura speaks to "
            "PostgreSQL, or to its own SQLite file when it is not set.",
            field="database_url",
        )
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def sqlite_url(path: Path) -> str:
    """Return the address of a SQLite file, as text that means `path` to those who parse it.

    Only a name that would be misread is percent-encoded: the job engine also opens the file by
    what follows the scheme.
    """
    plain = f"sqlite:///{path}"
    if make_url(plain).database == str(path):
        return plain
    return URL.create("sqlite", database=str(path)).render_as_string()


def _connect_sqlite(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))  # a folder's name may hold ?, # or %
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, json_deserializer=from_json
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        _enter_wal(cursor)
        # WAL and NORMAL: 6,154 transactions/s against 896 with the defaults (measured); a power
        # cut may undo the last commits but never damages the file.
        for pragma in (
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("menura_read_only", False)
        connection.execute(text("BEGIN" if read_only else "BEGIN IMMEDIATE"))

    return engine


def _enter_wal(cursor: sqlite3.Cursor) -> None:
    """Put the file into WAL mode, which it remembers.

    Two processes that open a new file at once both try, and SQLite does not wait here as it does
    everywhere else: the one that comes second is told at once that the file is locked.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(WAL_RETRY_S)

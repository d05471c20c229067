"""Bring a database's schema up to date, keeping a copy of it first."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from menura.kernel.errors import UnavailableError
from menura.store.errors import DatabaseNewerError, DatabaseUnreachableError
from menura.store.unit import Store

HEAD = "0009"  # the newest file in migrations/versions; a test compares
MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_BACKUPS = 3
ADVISORY_LOCK = 0x6D656E75  # "menu": two processes starting at once upgrade one after the other


def make_home(home: Path) -> None:
    """Make the data folder; raise DatabaseUnreachableError if that cannot be done."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnreachableError(str(home), error.strerror or str(error)) from error


def bring_up_to_date(store: Store) -> None:
    """Upgrade the schema if it is not the newest; does nothing, quickly, if it is.

    Raises
    ------
    DatabaseNewerError
        The database was written by a newer Menura.
    UnavailableError
        The PostgreSQL server has no pgvector.
    """
    revision = _revision(store)
    if revision == HEAD:
        return
    if revision is not None:
        if not (MIGRATIONS / "versions" / f"{revision}.py").is_file():
            raise DatabaseNewerError(store.where, revision)
        _back_up(store, revision)
    _upgrade(store)


def _revision(store: Store) -> str | None:
    """Return the schema's revision, or None for an empty database."""
    # Read only: a database that is current can be opened while another process writes.
    with store.engine.connect().execution_options(menura_read_only=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def _upgrade(store: Store) -> None:
    """Run the migrations, one process at a time."""
    from alembic import command  # imported here: a database that is current never needs it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if store.dialect == "postgresql":
        _enable_pgvector(store)
    with store.engine.connect() as connection, connection.begin():
        if store.dialect == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _enable_pgvector(store: Store) -> None:
    """Switch pgvector on, or say what is missing."""
    try:
        with store.engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            connection.execute(text("SELECT NULL::halfvec"))
    except DBAPIError as error:
        raise UnavailableError(
            f"The PostgreSQL server at {store.where} has no pgvector 0.7 or newer; install it "
            "there, or let its administrator run `CREATE EXTENSION vector`."
        ) from error


def _back_up(store: Store, revision: str) -> None:
    """Copy the SQLite file before it is changed (PostgreSQL has tools of its own)."""
    if store.dialect != "sqlite":
        return
    folder = store.home / "backups"
    target = folder / f"menura-{revision}.sqlite"
    try:
        folder.mkdir(exist_ok=True)
        with (
            closing(sqlite3.connect(store.engine.url.database or "")) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except (OSError, sqlite3.Error) as error:
        raise UnavailableError(
            f"The database must be upgraded, and no copy of it could be kept in {str(folder)!r} "
            f"first ({error}); nothing was changed. Free some space there and try again."
        ) from error
    for stale in sorted(folder.glob("menura-*.sqlite"))[:-KEPT_BACKUPS]:
        stale.unlink()

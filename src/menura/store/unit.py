"""Open transactions, and the repositories that work inside them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, TimeoutError

from menura.store.accounts import SqlAccounts
from menura.store.analyses import SqlAnalyses
from menura.store.chat_queries import SqlTrackQueries
from menura.store.collection import SqlCollection
from menura.store.conversations import SqlConversations
from menura.store.counters import change_numbers, library_number
from menura.store.discover import SqlAnchors, SqlClusterRuns, SqlMaps
from menura.store.errors import DatabaseBusyError, translate
from menura.store.jobs import SqlJobs
from menura.store.kept_settings import SqlKeptSettings
from menura.store.listening import SqlListening
from menura.store.playlists import SqlPlaylists
from menura.store.productions import SqlProductions
from menura.store.remote_playlists import SqlRemotePlaylists
from menura.store.sessions import SqlSessions
from menura.store.shelf_rows import SqlShelf
from menura.store.sources import SqlSources
from menura.store.suggestions import SqlSuggestions
from menura.store.tracks import SqlTracks
from menura.store.write_backs import SqlWriteBacks


class Unit:
    """One transaction, and the repositories that work inside it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def change_numbers(self) -> tuple[tuple[str, int], ...]:
        """Return what counts changes: equal as long as nothing has changed."""
        return change_numbers(self._connection)

    def ask(self) -> None:
        """Ask the least that reads the database: SQLite answers SELECT 1 without its file."""
        self._connection.execute(text("SELECT version_num FROM alembic_version")).one()

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Return who may come in."""
        return SqlAccounts(self._connection)

    @cached_property
    def sources(self) -> SqlSources:
        """Return the sources."""
        return SqlSources(self._connection)

    @cached_property
    def tracks(self) -> SqlTracks:
        """Return the tracks."""
        return SqlTracks(self._connection)

    @cached_property
    def playlists(self) -> SqlPlaylists:
        """Return the playlists."""
        return SqlPlaylists(self._connection)

    @cached_property
    def remote_playlists(self) -> SqlRemotePlaylists:
        """Return which playlists on servers are Menura's."""
        return SqlRemotePlaylists(self._connection)

    @cached_property
    def write_backs(self) -> SqlWriteBacks:
        """Return what servers are still to be told."""
        return SqlWriteBacks(self._connection)

    @cached_property
    def analyses(self) -> SqlAnalyses:
        """Return what was measured."""
        return SqlAnalyses(self._connection)

    @cached_property
    def productions(self) -> SqlProductions:
        """Return what the studio makes."""
        return SqlProductions(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Return the sessions of generated clips."""
        return SqlSessions(self._connection)

    @cached_property
    def shelf(self) -> SqlShelf:
        """Return what changed of tracks."""
        return SqlShelf(self._connection)

    @cached_property
    def anchors(self) -> SqlAnchors:
        """Return anchors and radios."""
        return SqlAnchors(self._connection)

    @cached_property
    def maps(self) -> SqlMaps:
        """Return where tracks lie on maps."""
        return SqlMaps(self._connection)

    @cached_property
    def cluster_runs(self) -> SqlClusterRuns:
        """Return what clustering found."""
        return SqlClusterRuns(self._connection)

    @cached_property
    def listening(self) -> SqlListening:
        """Return what was listened to."""
        return SqlListening(self._connection)

    @cached_property
    def suggestions(self) -> SqlSuggestions:
        """Return contexts, marks, and what became of suggestions."""
        return SqlSuggestions(self._connection)

    @cached_property
    def conversations(self) -> SqlConversations:
        """Return the conversations."""
        return SqlConversations(self._connection)

    @cached_property
    def collection(self) -> SqlCollection:
        """Return what is shared."""
        return SqlCollection(self._connection)

    @cached_property
    def kept_settings(self) -> SqlKeptSettings:
        """Return the settings that were chosen while Menura ran."""
        return SqlKeptSettings(self._connection)

    @cached_property
    def jobs(self) -> SqlJobs:
        """Return the jobs."""
        return SqlJobs(self._connection)


class Store:
    """A database that is ready for use."""

    def __init__(self, engine: Engine, where: str, home: Path) -> None:
        self.engine = engine
        self.where = where
        self.home = home
        self.write_count = 0
        self.after_write: Callable[[], None] | None = None

    @property
    def dialect(self) -> str:
        """Return ``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @property
    def product(self) -> str:
        """Return the database's name and version for people, without its address."""
        name = "PostgreSQL" if self.dialect == "postgresql" else "SQLite"
        version = getattr(self.engine.dialect, "server_version_info", None) or ()
        return f"{name} {'.'.join(str(part) for part in version[:2])}".strip()

    @cached_property
    def library(self) -> str:
        """Return the name of this database's contents; another database has another one."""
        with self.engine.connect().execution_options(menura_read_only=True) as connection:
            return f"{library_number(connection):016x}"

    @cached_property
    def track_queries(self) -> SqlTrackQueries:
        """Return who runs a SELECT that somebody else wrote."""
        return SqlTrackQueries(self.engine, self.where)

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[Unit]:
        """Open one transaction, kept if the block ends well and undone if it does not.

        Parameters
        ----------
        read_only : bool
            Readers never wait for a writer. A writer takes SQLite's write lock at once: taking it
            later, after a read, fails when somebody else wrote in between.

        Raises
        ------
        DiskFullError, DatabaseBusyError, DatabaseDamagedError, DatabaseUnreachableError
        """
        options: dict[str, Any] = {"menura_read_only": read_only}
        try:
            with (
                self.engine.connect().execution_options(**options) as connection,
                connection.begin(),
            ):
                yield Unit(connection)
            if not read_only:
                self._tell_of_write()
        except TimeoutError as error:  # all connections of this process are in use
            raise DatabaseBusyError(self.where) from error
        except DBAPIError as error:
            translated = translate(error, self.where)
            if translated is None:
                raise
            raise translated from error

    def _tell_of_write(self) -> None:
        """Count a transaction of this process that was kept, and tell who waits for one."""
        self.write_count += 1
        if self.after_write is not None:
            self.after_write()

    @contextmanager
    def jobs(self, *, read_only: bool = False) -> Iterator[SqlJobs]:
        """Open one transaction on the jobs alone."""
        with self.unit(read_only=read_only) as unit:
            yield unit.jobs

    @contextmanager
    def sessions(self, *, read_only: bool = False) -> Iterator[SqlSessions]:
        """Open one transaction on the sessions alone."""
        with self.unit(read_only=read_only) as unit:
            yield unit.sessions

    def check(self) -> None:
        """Ask the database a question; raise an UnavailableError if it does not answer."""
        with self.unit(read_only=True) as unit:
            unit.ask()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

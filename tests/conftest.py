"""Fixtures that more than one folder of tests uses: databases, and stores over them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from menura.store import Store, open_store
from menura.store.engine import SQLITE_FILE
from tests.postgres import Postgres, running_postgres

BUCKET = "music"
BOTH_DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Database:
    """A database of its own for one test: a data folder, and an address if it is PostgreSQL."""

    home: Path
    url: str | None = None

    @property
    def engine_url(self) -> str:
        """Return where a job engine over this database keeps its own tables."""
        return self.url or f"sqlite:///{self.home / 'jobs.sqlite'}"

    def open(self) -> Store:
        return open_store(self.home, self.url)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the session (for each worker of pytest-xdist)."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database whose schema is current: a copy takes a tenth of migrating anew."""
    name = postgres.make_database()
    open_store(tmp_path_factory.mktemp("template"), postgres.url(name)).close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file whose schema is current."""
    home = tmp_path_factory.mktemp("template")
    open_store(home).close()
    return home / SQLITE_FILE


def new_database(request: pytest.FixtureRequest, kind: str, home: Path) -> Iterator[Database]:
    """Make a current database of either kind; gone after the test."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), home / SQLITE_FILE)
        yield Database(home)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.make_database(template=request.getfixturevalue("postgres_template"))
    yield Database(home, server.url(name))
    server.drop_database(name)


@pytest.fixture(params=BOTH_DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A current, empty database: each test runs over SQLite and over PostgreSQL."""
    yield from new_database(request, request.param, tmp_path)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """An open store over `database`."""
    opened = database.open()
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store over SQLite alone, for what no other database has."""
    for database in new_database(request, "sqlite", tmp_path):
        opened = database.open()
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A server that speaks S3, on loopback."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket=BUCKET)
    yield address
    server.stop()

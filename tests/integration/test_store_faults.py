"""When a database cannot be used, a sentence says why, and nothing that was kept is lost."""

import os
import random
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from menura.catalogue import TrackQuery
from menura.kernel.errors import InvalidInputError, UnavailableError
from menura.store import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseUnreachableError,
    DiskFullError,
    Store,
    engine,
    open_store,
)
from menura.store.engine import SQLITE_FILE
from tests.conftest import Database
from tests.factories import MORNING, NOBODY, add_source, add_tracks, found, new_job
from tests.postgres import Postgres

RANDOM = random.Random(7)


def filled(home: Path) -> Path:
    """Make a database with some music in it, closed, and return its file."""
    store = open_store(home)
    with store.unit() as unit:
        add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(500)))
    store.close()
    return home / SQLITE_FILE


# ------------------------------------------------------------------------------------- damaged


@pytest.mark.parametrize(
    "content",
    [b"This is a letter, not a database.\n" * 200, RANDOM.randbytes(8_192), b"\x00" * 8_192],
    ids=["text", "random", "zeroes"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes):
    file = tmp_path / SQLITE_FILE
    file.write_bytes(content)
    with pytest.raises(DatabaseDamagedError) as caught:
        open_store(tmp_path)
    assert str(file) in caught.value.message
    assert "backup" in caught.value.message
    assert file.read_bytes() == content


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused_and_left_alone(tmp_path: Path, share: float):
    file = filled(tmp_path)
    content = file.read_bytes()[: int(file.stat().st_size * share)]
    file.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        _use(tmp_path)
    assert file.read_bytes() == content


def test_a_file_with_holes_is_noticed_when_they_are_read(tmp_path: Path):
    file = filled(tmp_path)
    content = bytearray(file.read_bytes())
    for page in range(2, len(content) // 4_096):
        content[page * 4_096 : page * 4_096 + 200] = RANDOM.randbytes(200)
    file.write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        _use(tmp_path)


def _use(home: Path) -> None:
    """Open a database and read all of its tracks."""
    store = open_store(home)
    try:
        with store.unit(read_only=True) as unit:
            unit.tracks.list(TrackQuery(limit=10_000))
            unit.tracks.counts()
    finally:
        store.close()


# ------------------------------------------------------------------------------------ disk full


def test_a_full_disk_is_said_and_loses_nothing(sqlite_store: Store):
    with sqlite_store.unit() as unit:
        source = add_source(unit)
        before = add_tracks(unit, source, "a.mp3")
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 10")  # as many as there are
    with pytest.raises(DiskFullError, match="full; nothing kept so far is lost"):
        _fill(sqlite_store, source.id, 0)
    with sqlite_store.unit(read_only=True) as unit:
        assert unit.tracks.get(before[0].id) == before[0]


def _fill(store: Store, source_id: str, number: int) -> None:
    with store.unit() as unit:
        files = [found(f"{number}/{'x' * 200}{n}.mp3") for n in range(200)]
        unit.tracks.upsert_found(source_id, NOBODY, files, MORNING)


FILL_A_DISK = """
import resource, signal, sys
from pathlib import Path
from menura.store import DiskFullError, open_store
from tests.integration.test_store_faults import _fill
from tests.factories import add_source, add_tracks

home = Path(sys.argv[1])
store = open_store(home)
with store.unit() as unit:
    source = add_source(unit)
    add_tracks(unit, source, "kept.mp3")
if sys.argv[2] == "limit":  # a file may not grow: what a full disk looks like without one
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    for number in range(1_000):
        _fill(store, source.id, number)
except DiskFullError as error:
    print(error.message)
    with store.unit(read_only=True) as unit:
        print("kept", unit.tracks.counts().total >= 1)
    sys.exit(0)
sys.exit("the disk never filled")
"""


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 2 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("mounting a small file system is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, timeout=10)


def _fill_a_disk(home: Path, how: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FILL_A_DISK, str(home), how],
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "kept True"


def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path):
    _fill_a_disk(tmp_path, "limit")
    _use(tmp_path)


def test_a_disk_that_is_full_is_a_full_disk(small_disk: Path):
    _fill_a_disk(small_disk, "disk")


def test_a_disk_without_room_for_a_database_says_so(small_disk: Path):
    (small_disk / "ballast").write_bytes(b"x" * 2_040_000)
    with pytest.raises(DiskFullError):
        open_store(small_disk)


# ----------------------------------------------------------------------------------- read-only


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnreachableError, match="file"):
        open_store(tmp_path / "file" / "menura")


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path):
    (tmp_path / SQLITE_FILE).mkdir()
    with pytest.raises(DatabaseUnreachableError, match="cannot be opened"):
        open_store(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path):
    filled(tmp_path)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(DatabaseUnreachableError, match="may write"):
            open_store(tmp_path)
    finally:
        tmp_path.chmod(stat.S_IRWXU)


READ_ONLY = """
import os, sys
from pathlib import Path
from menura.store import DatabaseUnreachableError, open_store
import menura.store.schema, alembic.command  # all code is read before rights are given up

if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    store = open_store(Path(sys.argv[1]))
    with store.unit() as unit:
        unit.jobs.beat("me", __import__("tests.factories").factories.MORNING)
except DatabaseUnreachableError as error:
    print(error.message)
    sys.exit(0)
sys.exit("it was written to")
"""


def test_another_users_database_is_not_written_and_the_sentence_says_why():
    """As root the test gives up its rights; a read-only mount behaves the same."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    home = Path(tempfile.mkdtemp(prefix="menura-readonly-"))  # others may not enter tmp_path
    home.chmod(0o755)
    try:
        filled(home)
        ended = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(home)],
            capture_output=True,
            timeout=60,
            check=False,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        assert ended.returncode == 0, ended.stderr
        assert "this user may write there" in ended.stdout
        _use(home)
    finally:
        shutil.rmtree(home)


# ---------------------------------------------------------------------------------------- busy


def test_a_file_that_another_process_holds_too_long_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    file = filled(tmp_path)
    store = open_store(tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusyError, match="too long"), store.unit():
            pass
        with store.unit(read_only=True) as unit:
            assert unit.tracks.counts().total == 500, "readers need not wait"
        other.execute("ROLLBACK")
    with store.unit() as unit:
        unit.jobs.add(new_job(), MORNING)
    store.close()


def test_a_current_database_can_be_opened_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 100)
    file = filled(tmp_path)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _use(tmp_path)


def test_two_that_open_a_new_database_at_once_make_it_once(tmp_path: Path):
    errors: list[Exception] = []
    barrier = threading.Barrier(3)

    def open_it() -> None:
        barrier.wait(20)
        try:
            open_store(tmp_path).close()
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    _use(tmp_path)


# --------------------------------------------------------------------------------- PostgreSQL


def test_a_server_that_is_not_there_is_unreachable(tmp_path: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(DatabaseUnreachableError) as caught:
        open_store(tmp_path, f"postgresql://me:secret@127.0.0.1:{port}/menura")
    assert f"127.0.0.1:{port}" in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_unreachable(postgres: Postgres, tmp_path: Path):
    with pytest.raises(DatabaseUnreachableError, match="nowhere"):
        open_store(tmp_path, postgres.url("nowhere"))


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_was_cut_is_made_again(store: Store, database: Database):
    """A server that was restarted meanwhile is no reason to restart Menura."""
    with store.unit() as unit:
        add_source(unit)
    with store.engine.connect() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    killer = database.open()
    with killer.engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
    killer.close()
    with store.unit() as unit:
        assert len(unit.sources.all()) == 1


@pytest.mark.parametrize("address", ["nonsense", "mysql://me@host/db", "sqlite:///x"])
def test_an_address_that_cannot_be_used_is_explained(tmp_path: Path, address: str):
    with pytest.raises(InvalidInputError, match="MENURA_DATABASE_URL"):
        open_store(tmp_path, address)


# ----------------------------------------------------------------------------------- transactions


def test_a_unit_that_fails_leaves_nothing_behind(store: Store):
    class SomethingElseError(Exception):
        pass

    def fail() -> None:
        with store.unit() as unit:
            add_source(unit)
            raise SomethingElseError

    with pytest.raises(SomethingElseError):
        fail()
    with store.unit(read_only=True) as unit:
        assert list(unit.sources.all()) == []


def test_what_users_write_is_never_taken_for_a_fault_of_the_disk(store: Store):
    """An error's text may quote names; a folder may be called "locked" or "disk is full"."""
    location = "/music/connection locked, disk is full, malformed"
    with store.unit() as unit:
        add_source(unit, location=location)
    with pytest.raises(Exception, match=r"(?i)unique") as caught, store.unit() as unit:
        add_source(unit, location=location)
    assert not isinstance(caught.value, UnavailableError)


def test_a_check_asks_the_database(store: Store):
    store.check()

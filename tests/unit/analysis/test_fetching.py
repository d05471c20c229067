"""Originals are fetched ahead, and what nobody takes is deleted."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from menura.analysis.fetching import AHEAD, CONNECTIONS, FetchLine
from menura.catalogue import Source, SourceKind, Track
from menura.catalogue.server_errors import ServerLoginError, ServerNotFoundError
from menura.kernel.errors import CancelledError
from tests.factories import a_source, a_track


class Connection:
    """Remember whether it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


@dataclass
class Originals:
    """Write a file for each track; some are not there, and some servers let nobody in."""

    folder: Path
    absent: frozenset[str] = frozenset()
    is_closed: bool = False
    opened: int = 0
    closed: int = 0
    taken: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    connections: list[Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    @contextmanager
    def open_server(self, source: Source) -> Iterator[Connection]:
        if self.is_closed:
            raise ServerLoginError("there")
        connection = Connection()
        with self.lock:
            self.opened += 1
            self.connections.append(connection)
        try:
            yield connection
        finally:
            with self.lock:
                self.closed += 1

    def take(self, server: object, track_id: str, should_stop: Callable[[], bool]) -> Path:
        while not self.gate.wait(0.01):
            if should_stop():
                raise CancelledError("stopped")
        if track_id in self.absent:
            raise ServerNotFoundError("there", "track")
        with self.lock:
            self.taken.append(track_id)
        path = self.folder / track_id
        path.write_bytes(b"fLaC")
        return path


def tracks(count: int) -> list[Track]:
    return [replace(a_track(), number=n, location=str(n)) for n in range(1, count + 1)]


def line(originals: Originals, count: int, kind: SourceKind = SourceKind.SUBSONIC) -> FetchLine:
    source = a_source(kind, "http://there")
    return FetchLine(originals, source, tracks(count), lambda: False)  # type: ignore[arg-type]


def test_every_track_is_given_once_with_its_file(tmp_path: Path):
    originals = Originals(tmp_path)
    files = list(line(originals, 20).files())
    assert sorted(one.track.number for one in files) == list(range(1, 21))
    assert all(one.path is not None and one.path.name == one.track.location for one in files)


def test_no_more_than_two_connections_are_opened_and_all_are_closed(tmp_path: Path):
    originals = Originals(tmp_path)
    list(line(originals, 20).files())
    assert originals.opened <= CONNECTIONS
    assert originals.closed == originals.opened


def test_a_server_that_does_one_thing_after_the_other_has_one_connection(tmp_path: Path):
    originals = Originals(tmp_path)
    list(line(originals, 20, SourceKind.LYRION).files())
    assert originals.opened == 1


def test_a_track_that_is_gone_is_given_with_the_reason(tmp_path: Path):
    originals = Originals(tmp_path, absent=frozenset({"3"}))
    failed = [one for one in line(originals, 5).files() if one.path is None]
    assert [one.track.number for one in failed] == [3]
    assert isinstance(failed[0].error, ServerNotFoundError)


def test_a_server_that_lets_nobody_in_is_the_reason_for_every_track(tmp_path: Path):
    given = list(line(Originals(tmp_path, is_closed=True), 7).files())
    assert len(given) == 7
    assert all(isinstance(one.error, ServerLoginError) for one in given)


def test_only_a_few_files_wait_on_the_disk(tmp_path: Path):
    originals = Originals(tmp_path)
    files = line(originals, 50).files()
    next(files)
    deadline = time.monotonic() + 5
    while len(originals.taken) < 1 + AHEAD + CONNECTIONS and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    assert len(originals.taken) <= 1 + AHEAD + CONNECTIONS
    files.close()


def test_what_nobody_takes_is_deleted(tmp_path: Path):
    originals = Originals(tmp_path)
    files = line(originals, 50).files()
    first = next(files)
    files.close()
    assert first.path is not None
    assert list(tmp_path.iterdir()) == [first.path]
    assert all(one.is_closed for one in originals.connections)  # nobody waits for a server


def test_waiting_ends_when_the_work_is_stopped(tmp_path: Path):
    originals = Originals(tmp_path)
    originals.gate.clear()
    source = a_source(SourceKind.SUBSONIC, "http://there")
    waiting = FetchLine(originals, source, tracks(3), lambda: True)  # type: ignore[arg-type]
    with pytest.raises(CancelledError):
        list(waiting.files())
    assert list(tmp_path.iterdir()) == []

"""Originals of servers lie on disk only as long as somebody listens to them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from menura.catalogue import Spool, SpoolFullError
from menura.catalogue.server_errors import ServerProtocolError
from menura.kernel.errors import CancelledError


@dataclass
class Stream:
    pieces: tuple[bytes, ...]
    media_type: str = "audio/flac"
    suffix: str = ".flac"
    size_bytes: int | None = None
    first: int | None = None
    last: int | None = None
    breaks_off: bool = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.breaks_off:
            raise ServerProtocolError("there", "it broke off")


@dataclass
class Server:
    stream: Stream

    @contextmanager
    def open_original(self, track_id: str, byte_range: object = None) -> Iterator[Stream]:
        yield self.stream


def server(**changes: object) -> Server:
    return Server(Stream((b"fLaC", b"music"), **changes))  # type: ignore[arg-type]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def test_a_file_is_there_inside_the_block_and_gone_after_it(tmp_path: Path):
    spool = Spool(tmp_path)
    with spool.fetch(server(), "1") as path:  # type: ignore[arg-type]
        assert path.read_bytes() == b"fLaCmusic"
        assert path.suffix == ".flac"
    assert files(tmp_path) == []


def test_a_file_is_gone_though_the_listener_failed(tmp_path: Path):
    spool = Spool(tmp_path)
    with pytest.raises(ZeroDivisionError), spool.fetch(server(), "1"):  # type: ignore[arg-type]
        raise ZeroDivisionError
    assert files(tmp_path) == []


def test_half_a_file_is_not_kept(tmp_path: Path):
    with pytest.raises(ServerProtocolError):
        Spool(tmp_path).take(server(breaks_off=True), "1")  # type: ignore[arg-type]
    assert files(tmp_path) == []


def test_fetching_stops_when_nobody_waits_any_more(tmp_path: Path):
    with pytest.raises(CancelledError):
        Spool(tmp_path).take(server(), "1", lambda: True)  # type: ignore[arg-type]
    assert files(tmp_path) == []


def test_what_does_not_fit_is_not_begun(tmp_path: Path):
    with pytest.raises(SpoolFullError):
        Spool(tmp_path).take(server(size_bytes=2**60), "1")  # type: ignore[arg-type]


def test_closing_takes_everything_away(tmp_path: Path):
    spool = Spool(tmp_path)
    spool.take(server(), "1")  # type: ignore[arg-type]
    spool.close()
    spool.close()
    assert list(tmp_path.iterdir()) == []


def test_files_of_another_program_that_runs_are_left_alone(tmp_path: Path):
    mine, other = Spool(tmp_path), Spool(tmp_path)
    path = other.take(server(), "1")  # type: ignore[arg-type]
    assert mine.sweep() == 0
    assert path.is_file()


def test_files_of_a_program_that_was_killed_are_swept(tmp_path: Path):
    program = (
        "import os, sys; from pathlib import Path; from types import SimpleNamespace as N;"
        "from contextlib import nullcontext; from menura.catalogue import Spool;"
        "S = type('S', (), {'__iter__': lambda self: iter([b'fLaC']), 'size_bytes': 4,"
        " 'suffix': '.flac'});"
        "Spool(Path(sys.argv[1])).take(N(open_original=lambda _: nullcontext(S())), '1');"
        "os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert ended.returncode == -9
    assert len(files(tmp_path)) == 1
    assert Spool(tmp_path).sweep() == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_folder_of_a_spool_is_no_trouble(tmp_path: Path):
    (tmp_path / "note.txt").write_text("hello")
    assert Spool(tmp_path).sweep() == 0
    assert Spool(tmp_path / "not there").sweep() == 0


def test_a_server_is_not_asked_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    usage = SimpleNamespace(free=100_000_000)
    monkeypatch.setattr("menura.catalogue.spool.shutil.disk_usage", lambda _: usage)
    with pytest.raises(SpoolFullError, match="100 MB"):
        Spool(tmp_path).take(server(), "1")  # type: ignore[arg-type]

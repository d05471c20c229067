"""What the command line does with names that mean two things, and when it cannot do its work."""

import errno
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest

from menura.api.schemas.catalogue import PlaylistOut, PlaylistsOut
from menura.audio import decode
from menura.audio.errors import AudioReadError, UndecodableAudioError
from menura.bootstrap import Menura
from menura.catalogue.errors import AmbiguousNameError
from menura.cli import playlists, scan, serve
from menura.worker import LocalWorkers, local
from tests.acceptance.conftest import Program
from tests.audio_synthesis import RenderedTrack
from tests.factories import new_job, playlist


@pytest.fixture
def signals() -> Iterator[None]:
    """Put the signals back as they were."""
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


def test_a_folder_of_this_place_wins_over_a_source_of_that_name(
    menura: Menura, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("here", "there"):
        (tmp_path / name / "Music").mkdir(parents=True)
    with menura.rooms() as rooms:
        there = rooms.library.add_folder(str(tmp_path / "there" / "Music"))
        monkeypatch.chdir(tmp_path)
        assert scan._source_of(rooms, "Music").location == there.location
        (tmp_path / "Music").write_text("a file is no folder to scan")
        assert scan._source_of(rooms, "Music").location == there.location
        monkeypatch.chdir(tmp_path / "here")
        here = scan._source_of(rooms, "Music")
        assert here.location == str(tmp_path / "here" / "Music")
        monkeypatch.chdir(tmp_path)
        with pytest.raises(AmbiguousNameError):  # now two sources have the name
            scan._source_of(rooms, "Music")


@pytest.mark.usefixtures("signals")
def test_a_request_to_end_is_taken_for_ctrl_c_unless_it_is_to_be_ignored():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    scan._end_as_by_ctrl_c()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_times_are_those_of_the_clock_on_the_wall(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import time

    monkeypatch.setenv("TZ", "Asia/Kathmandu")  # UTC+5:45
    time.tzset()
    try:
        shown = PlaylistOut.of(playlist()).model_copy(
            update={"updated_at": datetime(2026, 1, 1, 12, tzinfo=UTC)}
        )
        playlists._render_all(PlaylistsOut(items=[shown]))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "17:45" in capsys.readouterr().out


def test_a_machine_that_starts_no_process_is_said_and_tried_again(
    menura: Menura, monkeypatch: pytest.MonkeyPatch
):
    with menura.store.jobs() as jobs:
        jobs.add(new_job(), menura.clock.now())
    workers = LocalWorkers(menura, 3, quiet=True)
    tried: list[str] = []

    def start(_: LocalWorkers):
        tried.append("once")
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(LocalWorkers, "_start_one", start)
    monkeypatch.setattr(local, "WATCH_INTERVAL_S", 0.0)
    monkeypatch.setattr(local, "RESTART_DELAY_S", 0.0)
    rounds = iter(range(4))
    monkeypatch.setattr(workers._stop, "wait", lambda _: next(rounds, None) is None)
    workers._watch()
    assert len(tried) == 4
    assert menura.trouble is not None


def test_a_worker_that_was_started_is_kept_when_the_next_is_not(
    menura: Menura, monkeypatch: pytest.MonkeyPatch
):
    with menura.store.jobs() as jobs:
        jobs.add(new_job(), menura.clock.now())
    workers = LocalWorkers(menura, 3)
    started: list[object] = []

    def start(_: LocalWorkers):
        if started:
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        started.append(object())
        return started[0]

    monkeypatch.setattr(LocalWorkers, "_start_one", start)
    rounds = iter([False, True])
    monkeypatch.setattr(workers._stop, "wait", lambda _: next(rounds))
    workers._watch()
    assert workers._processes == started


def test_a_start_without_work_waits_for_no_writer(menura: Menura, monkeypatch: pytest.MonkeyPatch):
    modes: list[bool] = []
    open_unit = menura.store.unit

    def unit(*, read_only: bool = False):
        modes.append(read_only)
        return open_unit(read_only=read_only)

    monkeypatch.setattr(type(menura), "keep_schedules", lambda _: None)
    monkeypatch.setattr(menura.store, "unit", unit)
    serve._queue_first_work(menura)
    assert modes
    assert all(modes)


def test_of_two_playlists_with_one_name_none_is_removed(program: Program, menura: Menura):
    with menura.rooms() as rooms:
        ids = [rooms.playlists.save("Evening", []).id for _ in range(2)]
    ended = program.run("playlist", "remove", "Evening")
    assert ended.code == 2
    assert all(playlist_id in ended.err for playlist_id in ids)
    assert program.run("playlist", "remove", ids[0]).code == 0
    assert program.run("playlist", "remove", "Evening").code == 0


def test_a_failing_disk_is_told_from_a_damaged_file(
    library: list[RenderedTrack], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object):
        raise av.error.OSError(errno.EIO, "Input/output error")

    def fail_too(*_: object, **__: object):
        raise OSError(errno.EIO, "Input/output error")

    path = library[0].path
    monkeypatch.setattr(av, "open", fail)
    with pytest.raises(UndecodableAudioError):  # FFmpeg says so, the file itself does not
        decode.open_audio(path)
    monkeypatch.setattr(Path, "open", fail_too)
    with pytest.raises(AudioReadError, match="disk or network share") as told:
        decode.open_audio(path)
    assert told.value.code == "audio_io"


def test_a_disk_that_fails_on_the_way_is_no_short_track(
    library: list[RenderedTrack], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object):
        raise OSError(errno.EIO, "Input/output error")

    class FailingPackets:
        """Packets that a disk no longer gives."""

        def __init__(self) -> None:
            self.left = 3

        def demux(self, _: object):
            return self

        def __next__(self):
            self.left -= 1
            if self.left < 0:
                raise StopIteration
            raise av.error.OSError(errno.EIO, "Input/output error")

    with decode.open_audio(library[0].path) as reader:
        container, reader._container = reader._container, FailingPackets()  # type: ignore[assignment]
        try:
            assert list(reader._frames()) == []
            assert reader._error_count == 3
            reader._container, reader._proven_readable = FailingPackets(), False  # type: ignore[assignment]
            monkeypatch.setattr(Path, "open", fail)
            with pytest.raises(AudioReadError):
                list(reader._frames())
        finally:
            reader._container = container

"""The program as a self-hoster uses it: real processes, real audio, exit codes and sentences."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import Program
from tests.audio_synthesis import RenderedTrack, render_library


@pytest.fixture
def installed(scanned: Path, tmp_path: Path) -> Program:
    """A copy of an installation that has scanned the music."""
    shutil.copytree(scanned, tmp_path / "data")
    return Program(tmp_path / "data")


@pytest.mark.slow
def test_scan_then_similar_then_export_is_the_first_thread(program: Program, music: Path):
    scan = program.run("scan", str(music))
    assert scan.code == 0, scan.err
    assert "16 files, 16 new, 16 analysed" in scan.out
    similar = program.run("similar", "House No. 1", "-n", "3", "--save", "Like house")
    assert similar.code == 0, similar.err
    assert "House No. 2" in similar.out
    export = program.run("playlist", "export", "Like house", "-o", "-")
    lines = export.out.splitlines()
    assert lines[0] == "#EXTM3U"
    paths = [line for line in lines if not line.startswith("#")]
    assert len(paths) == 4
    assert all(Path(path).is_file() for path in paths)


@pytest.mark.slow
def test_second_scan_of_the_same_folder_finds_nothing_to_do(installed: Program, music: Path):
    ended = installed.run("scan", str(music), "--json")
    assert ended.code == 0, ended.err
    assert ended.json()["results"] == {
        "found": 16, "new": 0, "changed": 0, "missing": 0,
        "heard": 0, "failed": 0,
    }  # fmt: skip


def test_every_neighbour_of_a_style_comes_before_the_others(
    installed: Program, library: list[RenderedTrack]
):
    for track in library[:8]:
        kinds = "kind=song,loop,one_shot"  # such short ones are heard as either
        found = installed.run("similar", track.title, "-n", "1", "--where", kinds, "--json").json()
        assert found["seed"]["title"] == track.title
        assert found["items"][0]["track"]["genres"] == [track.genre]


def test_track_show_gives_the_same_by_words_and_by_id(installed: Program):
    by_words = installed.run("track", "show", "waltz 1", "--json").json()
    by_id = installed.run("track", "show", by_words["id"], "--json").json()
    assert by_words == by_id
    assert by_words["features"]["tempo_bpm"] > 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("scan", "/no/such/folder"), 2, "There is no folder '/no/such/folder'"),
        (("scan", __file__), 2, "is a file, not a folder"),
        (("similar", "nothing called this"), 3, "There is no track 'nothing called this'"),
        (("track", "show", ""), 3, "There is no track"),
        (("playlist", "export", "none"), 3, "There is no playlist 'none'"),
        (("playlist", "save", "Mine", "nothing called this"), 3, "There is no track"),
        (("jobs", "none"), 3, "There is no job 'none'"),
        (("source", "remove", "none"), 3, "There is no source 'none'"),
        (("serve", "--host", "0.0.0.0"), 2, "set MENURA_PASSWORD or MENURA_TOKEN"),
        (("serve", "--port", "99999"), 2, "MENURA_PORT cannot be used"),
        (("similar",), 2, "Missing argument"),
        (("tracks",), 2, "No such command 'tracks'"),
        (("similar", "x", "-n", "0"), 2, "Invalid value for '-n'"),
        (("track", "list", "--state", "lost"), 2, "'lost' is not one of"),
        (("jobs", "--cancel"), 2, "say which job"),
    ],
)
def test_bad_input_ends_with_a_sentence_and_an_exit_code(
    program: Program, words: tuple[str, ...], code: int, sentence: str
):
    ended = program.run(*words)
    assert ended.code == code
    assert sentence in " ".join(ended.err.split())
    assert "Traceback" not in ended.err


def test_an_error_is_json_when_json_was_asked_for(program: Program):
    import json

    ended = program.run("scan", "/no/such/folder", "--json")
    assert json.loads(ended.err)["code"] == "folder_not_found"
    assert ended.out == ""


@pytest.mark.slow
def test_folder_with_nothing_playable_is_said(program: Program, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("no music")
    ended = program.run("scan", str(tmp_path / "empty"))
    assert ended.code == 2
    assert "holds nothing playable" in ended.err


@pytest.mark.slow
def test_bad_files_fail_alone_and_say_why(program: Program, music: Path, tmp_path: Path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    shutil.copy(next(music.glob("*.flac")), folder / "good.flac")
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.flac").write_text("this is a text file")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.mp3").symlink_to(folder / "gone.mp3")
    with open(os.fsencode(folder) + b"/caf\xe9.mp3", "wb") as file:
        file.write(b"x")
    ended = program.run("scan", str(folder))
    assert ended.code == 0, ended.err
    assert "3 files, 3 new, 1 analysed, 2 failed" in ended.out
    assert "is not valid UTF-8" in ended.err
    failed = program.run("track", "list", "--state", "failed", "--json").json()
    codes = {track["location"]: track["error"]["code"] for track in failed["items"]}
    assert codes == {"empty.mp3": "audio_empty", "text.flac": "audio_undecodable"}
    again = program.run("scan", str(folder), "--json").json()["results"]
    assert again["heard"] == again["failed"] == 0
    retried = program.run("scan", str(folder), "--retry-failed", "--json").json()["results"]
    assert retried["failed"] == 2


@pytest.mark.slow
def test_vanished_files_are_missing_and_come_back(program: Program, music: Path, tmp_path: Path):
    folder = tmp_path / "moving"
    folder.mkdir()
    files = sorted(music.glob("*.flac"))[:2]
    for file in files:
        shutil.copy2(file, folder / file.name)
    assert program.run("scan", str(folder)).code == 0
    shutil.move(folder / files[0].name, tmp_path / "aside.flac")
    gone = program.run("scan", str(folder), "--json").json()["results"]
    assert gone["missing"] == 1
    shutil.move(tmp_path / "aside.flac", folder / files[0].name)
    back = program.run("scan", str(folder), "--json").json()["results"]
    assert (back["missing"], back["heard"]) == (0, 0)
    assert program.run("source", "list", "--json").json()["items"][0]["counts"]["analysed"] == 2


@pytest.mark.slow
def test_ctrl_c_stops_cleanly_and_the_next_scan_goes_on(program: Program, tmp_path: Path):
    render_library(tmp_path / "long", 48, 20.0, seed=5)
    process = program.start("scan", str(tmp_path / "long"))
    _wait_for_heard(program.home, at_least=4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "scan again to go on" in err
    heard = _heard(program.home)
    assert 4 <= heard < 48
    ended = program.run("scan", str(tmp_path / "long"), "--json").json()["results"]
    assert ended["heard"] == 48 - heard


@pytest.mark.slow
def test_killed_scan_goes_on_and_nothing_is_heard_twice(program: Program, tmp_path: Path):
    render_library(tmp_path / "long", 40, 20.0, seed=6)
    process = program.start("scan", str(tmp_path / "long"))
    _wait_for_heard(program.home, at_least=4)
    process.kill()
    process.communicate()
    ended = program.run("scan", str(tmp_path / "long"), "--json")
    assert ended.code == 0, ended.err
    assert _heard(program.home) == 40


@pytest.mark.slow
def test_two_scans_of_one_folder_at_once_are_one_scan(program: Program, music: Path):
    both = [program.start("scan", str(music), "--json") for _ in range(2)]
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    assert _heard(program.home) == 16
    jobs = program.run("jobs", "--json").json()
    assert jobs["total"] in (1, 2)  # the second may have come when the first was done


def test_port_in_use_is_said_at_once(program: Program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = program.run("serve", "--port", str(port))
    assert ended.code == 5
    assert f"cannot listen on 127.0.0.1:{port}" in ended.err
    assert "--port" in ended.err


def test_corrupt_database_is_said_and_left_alone(program: Program):
    program.home.mkdir(parents=True)
    damaged = b"this is not a database at all" * 100
    (program.home / "menura.sqlite").write_bytes(damaged)
    ended = program.run("track", "list")
    assert ended.code == 5
    assert "is damaged or is no database" in ended.err
    assert (program.home / "menura.sqlite").read_bytes() == damaged


def test_settings_hide_secrets(program: Program):
    url = "postgresql://u:topsecret@127.0.0.1/d"
    for words in (("settings",), ("settings", "--json")):
        ended = program.run(*words, MENURA_DATABASE_URL=url, MENURA_TOKEN="topsecret")
        assert ended.code == 0
        assert "topsecret" not in ended.out + ended.err


def test_a_playlist_needs_a_name(installed: Program):
    ended = installed.run("playlist", "save", " ", "waltz")
    assert ended.code == 2
    assert "give it a name" in ended.err


def test_a_name_of_two_sources_is_not_guessed_at(program: Program, tmp_path: Path):
    for parent in ("a", "b"):
        (tmp_path / parent / "Music").mkdir(parents=True)
        assert program.run("source", "add", str(tmp_path / parent / "Music")).code == 0
    ended = program.run("source", "remove", "Music")
    assert ended.code == 2
    assert "stands for 2 things" in ended.err
    assert program.run("source", "remove", str(tmp_path / "a" / "Music")).code == 0
    assert program.run("source", "remove", "Music").code == 0


@pytest.mark.slow
def test_sigterm_stops_a_scan_and_its_worker(program: Program, tmp_path: Path):
    render_library(tmp_path / "long", 48, 20.0, seed=9)
    process = program.start("scan", str(tmp_path / "long"))
    _wait_for_heard(program.home, at_least=2)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 130
    with sqlite3.connect(program.home / "menura.sqlite", timeout=10) as connection:
        assert connection.execute("SELECT count(*) FROM worker_lease").fetchone()[0] == 0


def test_a_data_folder_may_be_called_anything(tmp_path: Path):
    program = Program(tmp_path / "my #1 100% a%20b dáta")
    (tmp_path / "empty").mkdir()
    ended = program.run("scan", str(tmp_path / "empty"))
    assert "nothing playable" in ended.err
    assert (program.home / "menura.sqlite").is_file()
    assert (program.home / "jobs.sqlite").is_file()


def test_a_data_folder_with_a_question_mark_is_refused(tmp_path: Path):
    ended = Program(tmp_path / "what?").run("track", "list")
    assert ended.code == 2
    assert "must not hold a question mark" in ended.err


def test_doctor_says_what_is_there(program: Program):
    report = program.run("doctor", "--json").json()
    states = {finding["name"]: finding["state"] for finding in report["findings"]}
    assert states["decoder"] == states["vector search"] == states["database"] == "ok"
    assert all(f["remedy"] for f in report["findings"] if f["state"] == "broken")


def test_doctor_says_what_is_wrong(program: Program):
    program.home.parent.mkdir(exist_ok=True)
    program.home.write_text("a file where the data folder should be")
    ended = program.run("doctor", "--json")
    assert ended.code == 1
    finding = next(f for f in ended.json()["findings"] if f["name"] == "database")
    assert finding["state"] == "broken"


@pytest.mark.slow
def test_server_stops_on_sigterm_with_a_stream_open(program: Program):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = program.start("serve", "--port", str(port))
    stream = _open_stream(port)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    stream.close()
    assert process.returncode == 0


def _open_stream(port: int) -> socket.socket:
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=5)
            break
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)
    connection.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"text/event-stream" in connection.recv(4096)
    return connection


def _heard(home: Path) -> int:
    try:
        with sqlite3.connect(home / "menura.sqlite", timeout=10) as connection:
            query = "SELECT count(*) FROM track WHERE state = 'analysed'"
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the program has not made its tables yet


def _wait_for_heard(home: Path, *, at_least: int) -> None:
    deadline = time.monotonic() + 60
    while _heard(home) < at_least:
        assert time.monotonic() < deadline, "nothing was heard"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_said_and_the_scan_goes_on_when_there_is_room(tmp_path: Path):
    disk, music = tmp_path / "disk", tmp_path / "music"
    disk.mkdir()
    render_library(music, 60, 20.0, seed=8)
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        program = Program(disk / "data")
        process = program.start("scan", str(music))
        _wait_for_heard(program.home, at_least=4)
        _fill(disk / "filler")
        _, err = process.communicate(timeout=60)
        assert process.returncode == 5, err
        assert "is full; nothing kept so far is lost" in " ".join(err.split())
        assert 4 <= _heard(program.home) < 60
        (disk / "filler").unlink()
        ended = program.run("scan", str(music))
        assert ended.code == 0, ended.err
        assert _heard(program.home) == 60
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(path: Path) -> None:
    """Write until there is no room left."""
    try:
        with path.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        pass

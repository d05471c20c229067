"""The studio on the command line as a self-hoster uses it: real processes, files, exit codes."""

import json
import os
import signal
import sqlite3
import subprocess
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import build
from menura.config import load_settings
from tests.acceptance.conftest import Ended, Program

PROMPT = "house beat, F minor, 124 bpm, 8 seconds"
LENGTH_S = 8.0
PATIENCE_S = 240.0
WORKS_ON = "15"  # a worker's patience, in seconds: longer than the lease of a dead one
BUCKET = "music"


class Studio(Program):
    """The program, with what tests of the studio ask of it."""

    def make(self, *words: str, prompt: str = PROMPT, **more: str) -> Ended:
        return self.run("make", prompt, *words, timeout=PATIENCE_S, **more)

    def start_made(self, *words: str, prompt: str = PROMPT) -> "subprocess.Popen[str]":
        return self.start("make", prompt, *words)

    @property
    def work_folders(self) -> list[Path]:
        return list((self.home / "studio" / "work").glob("*"))

    def workers(self) -> list[int]:
        """Return the process ids of the workers on this data folder."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                environment = (folder / "environ").read_bytes().split(b"\0")
                state = (folder / "stat").read_text().rsplit(") ", 1)[1][0]
            except OSError:
                continue
            mine = f"MENURA_DATA_DIR={self.home}".encode() in environment
            if mine and b"worker" in words and state != "Z":
                found.append(int(folder.name))
        return found

    def states(self) -> list[str]:
        with sqlite3.connect(self.home / "menura.sqlite", timeout=10) as connection:
            return [row[0] for row in connection.execute("SELECT state FROM production")]

    def wait_for_stems(self) -> None:
        """Return when a production has been composed and its stems are being played."""
        wait_until(
            lambda: any((folder / "attempt-1").is_dir() for folder in self.work_folders),
            "the first attempt",
        )


def wait_until(happened: Any, what: str, patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def sounds(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.wav")}


def read_24_bits(path: Path) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Read a WAV file without any of Menura's code."""
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, 3)
    padded = np.concatenate([np.zeros((len(data), 1), np.uint8), data], axis=1)
    return padded.reshape(-1).view("<i4") / 2.0**31


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path / "data")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> "tuple[Studio, Path, dict[str, Any]]":
    """A studio that made one track, the folder it was written to, and what was printed."""
    folder = tmp_path_factory.mktemp("made")
    studio = Studio(folder / "data")
    ended = studio.make("--seed", "7", "--out", str(folder / "out"), "--json")
    assert ended.code == 0, ended.err
    return studio, folder / "out", ended.json()


# ------------------------------------------------------------------ one track


@pytest.mark.slow
def test_a_sentence_becomes_the_files_that_are_promised(
    made: "tuple[Studio, Path, dict[str, Any]]",
):
    studio, folder, told = made
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    wanted = {"mix.wav", "track.mid", "project.dawproject", "request.json", "qa.json", "qa.html"}
    stems = {f"stems/{stem['role']}.wav" for stem in told["stem_files"]}
    assert wanted | stems | {"README.txt"} <= names
    assert {"stems/drums.wav", "stems/bass.wav"} <= stems
    for name in ["mix.wav", *stems]:
        with wave.open(str(folder / name)) as file:
            assert file.getparams()[:4] == (2, 3, 48_000, round(LENGTH_S * 48_000))
    assert (told["genre"], told["bpm"], told["key"], told["mode"]) == (
        ("house", 124.0, "F", "minor")
    )
    assert told["qa_passed"] is True
    assert json.loads((folder / "request.json").read_text())["seed"] == 7
    assert (folder / "track.mid").read_bytes()[:4] == b"MThd"
    assert "What the stems promise" in (folder / "README.txt").read_text()
    assert "<!DOCTYPE html>" in (folder / "qa.html").read_text()
    assert studio.work_folders == []
    assert studio.workers() == []


@pytest.mark.slow
def test_the_stems_add_up_to_the_mix(made: "tuple[Studio, Path, dict[str, Any]]"):
    _, folder, told = made
    mix = read_24_bits(folder / "mix.wav")
    stems = [folder / "stems" / f"{stem['role']}.wav" for stem in told["stem_files"]]
    total = sum(read_24_bits(path) for path in stems)
    assert np.abs(mix).max() > 0.1
    assert 20 * np.log10(np.abs(mix - total).max()) <= -90


@pytest.mark.slow
def test_a_production_is_listed_shown_changed_written_out_and_removed(
    made: "tuple[Studio, Path, dict[str, Any]]", tmp_path: Path
):
    studio, folder, told = made
    listed = studio.run("production", "list", "--json").json()
    assert [one["id"] for one in listed["items"]] == [told["id"]]
    table = studio.run("production", "list", COLUMNS="80").out
    assert told["id"] in table  # to be copied, however narrow the terminal
    shown = studio.run("production", "show", "house beat", "--json").json()
    assert shown["id"] == told["id"]
    assert "Form:" in studio.run("production", "show", told["id"]).out

    changed = studio.run(
        *("production", "change", told["id"], "stem", "--role", "bass"),
        *("--seed", "3", "--out", str(tmp_path / "changed"), "--json"),
        timeout=PATIENCE_S,
    )
    assert changed.code == 0, changed.err
    child = changed.json()
    assert (child["parent_id"], child["change"]) == (told["id"], "another bass stem")
    before = json.loads((folder / "request.json").read_text())["plan"]
    after = json.loads((tmp_path / "changed" / "request.json").read_text())["plan"]
    assert after["variant"] == {"bass": 3}
    assert after["seeds"] == before["seeds"]

    written = studio.run("production", "export", child["id"], str(tmp_path / "again"), "--json")
    assert sounds(tmp_path / "again") == sounds(tmp_path / "changed")
    assert "mix.wav" in written.json()["files"]
    asked = studio.run("production", "remove", child["id"])
    assert asked.code != 0  # nobody answered
    assert studio.run("production", "remove", child["id"], "--yes").code == 0
    gone = studio.run("production", "show", child["id"])
    assert gone.code == 3
    assert "There is no production" in gone.err
    assert not (studio.home / "studio" / "productions" / child["id"]).exists()
    assert studio.run("production", "show", told["id"]).code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("stem", "--role", "banjo"), "'banjo' is not one of"),
        (("stem", "--role", "brass"), "has no stem"),
        (("section", "--section", "99"), "is not there"),
        (("key",), "Say which key"),
        (("tempo",), "Say which tempo"),
        (("mood",), "'mood' is not one of"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(
    made: "tuple[Studio, Path, dict[str, Any]]", words: tuple[str, ...], sentence: str
):
    studio, _, told = made
    ended = studio.run("production", "change", told["id"], *words)
    assert ended.code == 2
    assert sentence in " ".join(ended.err.split())


@pytest.mark.slow
def test_what_was_made_is_found_like_other_tracks(made: "tuple[Studio, Path, dict[str, Any]]"):
    studio, _, told = made
    found = studio.run("track", "list", "--state", "analysed", "--json").json()["items"]
    mine = [track for track in found if track["location"].startswith(told["id"])]
    assert {track["kind"] for track in mine} == {"mix", "stem"}


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("",), 2, "The prompt is empty"),
        (("two cups of flour, bake for an hour",), 2, "does not read like a wish for music"),
        (("x" * 5000,), 2, "characters"),
        (("house \udcff",), 2, r"'house \\xff' is not valid UTF-8"),
        (("house", "--set", "bpm"), 2, "name=value, as bpm=124"),
        (("house", "--set", "bpm=-1"), 2, "a number from 40 to 240"),
        (("house", "--set", "tempo=120"), 2, "overrides cannot be 'tempo'"),
        (("house", "--set", "key=Q"), 2, "a key such as 'F minor'"),
        (("house", "--set", "genre=polka"), 3, "There is no genre 'polka'"),
        (("house", "--set", "instruments=kazoo"), 2, "instruments cannot be 'kazoo'"),
        (("house", "--duration", "5000"), 2, "Menura makes 4 to 600 s"),
        (("house", "--duration", "nan"), 2, "duration_s"),
        (("house", "--profile", "loudest"), 2, "one of streaming, club"),
        (("house", "--generator", "acestep"), 5, "needs the address"),
        (("house", "--seed", "-1"), 2, "Invalid value for '--seed'"),
        (("house", "--out", __file__), 5, "Nothing can be written to"),
        (("house", "--out", f"{__file__}/folder"), 5, "give another folder"),
        (("house", "--reference", "no such song"), 2, "neither a file nor a track"),
        ((), 2, "Missing argument"),
    ],
)
def test_a_request_that_cannot_be_made_ends_with_a_sentence(
    studio: Studio, words: tuple[str, ...], code: int, sentence: str
):
    ended = studio.run("make", *words)
    assert ended.code == code, ended.err
    assert sentence in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert studio.work_folders == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("production", "show", "none"), 3),
        (("production", "change", "none", "harmony"), 3),
        (("production", "remove", "none", "--yes"), 3),
        (("production", "show", "\udcff"), 2),
        (("demo", "--count", "0"), 2),
        (("demo", "--folder", __file__), 5),
    ],
)
def test_other_verbs_of_the_studio_say_what_is_wrong(
    studio: Studio, words: tuple[str, ...], code: int
):
    ended = studio.run(*words)
    assert ended.code == code, ended.err
    assert ended.err.startswith("menura: ")
    assert "Traceback" not in ended.err


def test_an_error_of_the_studio_is_json_when_json_was_asked_for(studio: Studio):
    ended = studio.run("make", "house", "--set", "bpm=-1", "--json")
    assert json.loads(ended.err) == {
        "code": "override_refused",
        "detail": "bpm cannot be -1: it must be a number from 40 to 240.",
        "field": "bpm",
    }
    assert ended.out == ""


def test_a_reference_that_is_too_large_is_refused(studio: Studio, tmp_path: Path):
    (tmp_path / "large.wav").write_bytes(bytes(3 << 20))
    ended = studio.make("--reference", str(tmp_path / "large.wav"), MENURA_REFERENCE_MB="2")
    assert ended.code == 2
    assert "larger than 2 MB" in ended.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("my text.wav", b"this is a text file", "'my text.wav' could be decoded"),
        ("nothing.mp3", b"", "'nothing.mp3' is empty"),
    ],
)
def test_a_reference_that_is_no_audio_is_named_as_it_was_given(
    studio: Studio, tmp_path: Path, name: str, content: bytes, sentence: str
):
    (tmp_path / name).write_bytes(content)
    ended = studio.make("--reference", str(tmp_path / name))
    assert ended.code != 0
    assert sentence in " ".join(ended.err.split())
    assert studio.states() == ["failed"]
    assert studio.work_folders == []


# ------------------------------------------------------------------ stopped, killed, no room


@pytest.mark.slow
def test_ctrl_c_stops_within_seconds_and_leaves_nothing_behind(studio: Studio, tmp_path: Path):
    process = studio.start_made("--out", str(tmp_path / "out"), prompt="techno, 5 minutes")
    studio.wait_for_stems()
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert time.monotonic() - began < 20
    assert "Stopped" in err
    assert out == ""
    assert studio.workers() == []
    assert studio.work_folders == []
    assert studio.states() == ["failed"]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_production_whose_worker_is_killed_is_finished_by_the_next(
    studio: Studio, tmp_path: Path
):
    process = studio.start_made("--seed", "7", "--out", str(tmp_path / "out"), "--json")
    studio.wait_for_stems()
    (worker,) = studio.workers()
    os.kill(worker, signal.SIGKILL)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert json.loads(out)["state"] == "finished"
    assert (tmp_path / "out" / "mix.wav").is_file()


@pytest.mark.slow
def test_after_a_power_cut_any_worker_goes_on_and_makes_the_same_track(
    made: "tuple[Studio, Path, dict[str, Any]]", studio: Studio, tmp_path: Path
):
    process = studio.start_made("--seed", "7")
    studio.wait_for_stems()
    process.kill()
    for worker in studio.workers():
        os.kill(worker, signal.SIGKILL)
    process.communicate()
    assert studio.states() == ["making"]
    (unfinished,) = studio.run("jobs", "--status", "processing", "--json").json()["items"]
    ended = studio.run("worker", "--linger", WORKS_ON, timeout=PATIENCE_S)
    assert ended.code == 0, ended.err
    assert studio.states() == ["finished"]
    assert studio.work_folders == []
    folder = tmp_path / "out"
    assert studio.run("production", "export", unfinished["job_id"], str(folder)).code == 0
    assert sounds(folder) == sounds(made[1])


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_said_and_the_track_can_be_made_when_there_is_room(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        studio = Studio(disk / "data")
        ended = studio.make("--seed", "7")
        assert ended.code in (1, 5), ended.err
        said = " ".join(ended.err.split())  # whoever met the end of the disk first: database, track
        assert "Free some space" in said or "Make room on that disk" in said
        assert "Traceback" not in ended.err
        subprocess.run([*mount[:3], "-o", "remount,size=400m", "tmpfs", str(disk)], check=True)
        again = studio.make("--seed", "7", "--json")
        assert again.code == 0, again.err
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


# ------------------------------------------------------------------ the demo library, S3


@pytest.mark.slow
def test_the_demo_library_is_composed_tagged_and_heard(studio: Studio, tmp_path: Path):
    folder = tmp_path / "my demo"
    ended = studio.run("demo", "--count", "3", "--folder", str(folder), timeout=PATIENCE_S)
    assert ended.code == 0, ended.err
    assert "Composed 3 tracks" in ended.out
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix == ".flac")
    assert len(files) == 3
    listed = studio.run("track", "list", "--json").json()["items"]
    assert len(listed) == 3
    for track in listed:
        assert track["title"]
        assert track["artist"]
        assert track["album"].endswith("Sketches")
        assert track["state"] == "analysed"
    written = {path: path.stat().st_mtime_ns for path in files}
    again = studio.run("demo", "--count", "3", "--folder", str(folder), timeout=PATIENCE_S)
    assert again.code == 0, again.err
    assert {path: path.stat().st_mtime_ns for path in files} == written


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """A server that speaks S3, on loopback, and the settings to reach it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "artifacts_url": f"s3://{BUCKET}/tracks",
        "s3_endpoint": f"http://{host}:{port}",
        "s3_access_key": "key",
        "s3_secret_key": "secret",
    }
    boto3.client(
        "s3",
        endpoint_url=settings["s3_endpoint"],
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket=BUCKET)
    yield settings
    server.stop()


@dataclass(frozen=True, slots=True)
class Again:
    """The track of `made`, made once more on another data folder, its files kept in a bucket."""

    studio: Studio
    folder: Path
    ended: Ended


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, s3: dict[str, str]) -> Again:
    folder = tmp_path_factory.mktemp("again")
    studio = Studio(folder / "data")
    environment = {f"MENURA_{name.upper()}": value for name, value in s3.items()}
    ended = studio.make("--seed", "7", "--out", str(folder / "out"), **environment)
    assert ended.code == 0, ended.err
    return Again(studio, folder / "out", ended)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_files_on_another_data_folder(
    made: "tuple[Studio, Path, dict[str, Any]]", again: Again
):
    _, folder, told = made
    first, second = sounds(folder), sounds(again.folder)
    assert len(first) == 1 + len(told["stem_files"])
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert (folder / "track.mid").read_bytes() == (again.folder / "track.mid").read_bytes()


@pytest.mark.slow
def test_people_are_told_what_was_made_and_what_was_checked(again: Again):
    for words in ("house, 124 BPM, F minor", "seed 7", "Form:", "Stems:", "True peak", "Files:"):
        assert words in again.ended.out
    assert "\x1b" not in again.ended.out


@pytest.mark.slow
def test_productions_are_kept_in_a_bucket_and_served_from_there(again: Again, s3: dict[str, str]):
    mix = (again.folder / "mix.wav").read_bytes()
    application = build(load_settings(data_dir=again.studio.home, **s3))
    with TestClient(create_app(application), base_url="http://localhost") as api:
        productions = "/api/v1/studio/productions"
        url = f"{productions}/{api.get(productions).json()['items'][0]['id']}"
        whole = api.get(f"{url}/files/mix.wav")
        assert whole.content == mix
        assert whole.headers["accept-ranges"] == "bytes"
        part = api.get(f"{url}/files/mix.wav", headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, mix[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(mix)}"
        tail = api.get(f"{url}/files/mix.wav", headers={"Range": "bytes=-10"})
        assert tail.content == mix[-10:]
        beyond = api.get(f"{url}/files/mix.wav", headers={"Range": f"bytes={len(mix)}-"})
        assert beyond.status_code == 416
        assert api.get(f"{url}/files/qa.html").headers["content-type"].startswith("text/html")
        assert api.delete(url).status_code == 204
        assert api.get(f"{url}/files/mix.wav").status_code == 404
    application.stop()


@pytest.mark.slow
def test_a_bucket_that_cannot_be_reached_is_said(studio: Studio, s3: dict[str, str]):
    environment = {f"MENURA_{name.upper()}": value for name, value in s3.items()}
    environment["MENURA_ARTIFACTS_URL"] = "s3://no-such-bucket"
    ended = studio.make("--seed", "7", **environment)
    assert ended.code != 0
    assert "no-such-bucket" in " ".join(ended.err.split())
    assert "Traceback" not in ended.err

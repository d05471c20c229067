"""One bad file costs nobody anything but itself: every one ends in a state, with a sentence."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import build
from menura.catalogue import PASSING_FAILURES
from menura.config import load_settings
from tests.acceptance.bad_files import (
    EITHER,
    RATE_HZ,
    BadFolder,
    make_bad_folder,
    song,
    write_raw_wav,
)
from tests.acceptance.conftest import Ended, Program
from tests.audio_synthesis import silence, sine, white_noise, write_audio

V1 = "/api/v1"
LONG_HOURS, LONG_RATE_HZ = 2, 8_000


@dataclass(frozen=True, slots=True)
class BadScan:
    """A folder of bad files, scanned once."""

    folder: BadFolder
    program: Program
    ended: Ended

    def copy(self, base: Path) -> "BadScan":
        """Return the same over a data folder that may be changed."""
        shutil.copytree(self.program.home, base / "data")
        program = Program(base / "data")
        program.environment |= self.folder.sabotage
        return BadScan(self.folder, program, self.ended)

    def tracks(self) -> dict[str, dict[str, Any]]:
        """Return all tracks by location."""
        items = self.program.run("track", "list", "--limit", "500", "--json").json()["items"]
        return {item["location"]: item for item in items}


@pytest.fixture(scope="module")
def bad_scan(tmp_path_factory: pytest.TempPathFactory) -> BadScan:
    base = tmp_path_factory.mktemp("bad")
    folder = make_bad_folder(base / "music")
    program = Program(base / "data")
    program.environment |= folder.sabotage
    return BadScan(folder, program, program.run("scan", str(folder.path)))


def strict(text: str) -> Any:
    """Read JSON as it is defined: without NaN and Infinity."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def test_a_scan_of_bad_files_ends_well_and_says_how_many_failed(bad_scan: BadScan):
    assert bad_scan.ended.code == 0, bad_scan.ended.err
    assert "Traceback" not in bad_scan.ended.err
    assert "menura track list --state failed" in bad_scan.ended.out
    assert bad_scan.ended.err.count("is not valid UTF-8") == bad_scan.folder.unnameable


def test_every_file_is_in_the_state_it_should_be_in(bad_scan: BadScan):
    tracks = bad_scan.tracks()
    gone = {path.name for path in bad_scan.folder.gone}
    assert tracks.keys() - gone == bad_scan.folder.expected.keys()
    became = {
        name: track["error"]["code"] if track["error"] else track["state"]
        for name, track in tracks.items()
    }
    wrong = {
        name: (expected, became[name])
        for name, expected in bad_scan.folder.expected.items()
        if expected not in (EITHER, became[name])
    }
    assert wrong == {}
    assert {name: became[name] for name in gone} == dict.fromkeys(gone, "missing")


def test_every_failed_file_says_why_in_a_sentence(bad_scan: BadScan):
    words = ("track", "list", "--state", "failed", "--limit", "500")
    failed = bad_scan.program.run(*words, "--json").json()["items"]
    assert failed
    for track in failed:
        message = track["error"]["message"]
        assert re.match("[A-Z].{20,}[.]$", message), (track["location"], message)
        assert "Error:" not in message
    shown = bad_scan.program.run(*words)
    assert shown.code == 0, shown.err


def test_the_number_of_failed_files_is_the_number_listed(bad_scan: BadScan):
    listed = [t for t in bad_scan.tracks().values() if t["state"] == "failed"]
    assert f"{len(listed)} failed" in bad_scan.ended.out  # those that vanished are missing


def test_no_worker_died_of_a_bad_file(bad_scan: BadScan):
    log = (bad_scan.program.home / "worker.log").read_text()
    assert "Traceback" not in log
    assert log.count("worker is ready") == log.count("worker goes home") >= 1
    jobs = bad_scan.program.run("jobs", "--json").json()["items"]
    assert {job["status"] for job in jobs} == {"completed"}
    assert max(job["attempts"] for job in jobs) == 1


def test_a_second_scan_of_bad_files_tries_only_what_may_have_passed(
    bad_scan: BadScan, tmp_path: Path
):
    again = bad_scan.copy(tmp_path)
    before = again.tracks()
    scan = ("scan", str(bad_scan.folder.path), "--json")
    ended = again.program.run(*scan)
    assert ended.code == 0, ended.err
    result = ended.json()["results"]
    tried = [t for t in before.values() if t["error"] and t["error"]["code"] in PASSING_FAILURES]
    assert (result["new"], result["changed"], result["heard"]) == (0, 0, 0)
    assert result["failed"] == len(tried) == 2  # the crash and the hunger
    assert again.tracks() == before  # not one `analysed_at` among them has changed


def test_bad_files_are_tried_once_more_when_asked_and_end_the_same(
    bad_scan: BadScan, tmp_path: Path
):
    again = bad_scan.copy(tmp_path)
    before = again.tracks()
    failed = [name for name, track in before.items() if track["state"] == "failed"]
    scan = ("scan", str(bad_scan.folder.path), "--retry-failed", "--json")
    ended = again.program.run(*scan)
    assert ended.code == 0, ended.err
    result = ended.json()["results"]
    assert (result["heard"], result["failed"]) == (0, len(failed))
    assert again.tracks() == before


def test_every_answer_about_bad_files_is_strict_json(bad_scan: BadScan, tmp_path: Path):
    shutil.copytree(bad_scan.program.home, tmp_path / "data")
    application = build(load_settings(data_dir=tmp_path / "data"))
    with TestClient(create_app(application), base_url="http://localhost") as client:
        tracks = strict(client.get(f"{V1}/tracks?limit=500").text)["items"]
        assert len(tracks) > 50
        for track in tracks:
            for view in ("", "/analysis", "/recordings", "/waveform"):
                answer = client.get(f"{V1}/tracks/{track['id']}{view}")
                assert answer.status_code in (200, 404), (track["location"], view, answer.text)
                assert answer.status_code == 200 or view not in ("", "/recordings")
                told = strict(answer.text)
                if view == "/analysis" and track["location"].startswith("good_"):
                    assert {s["step"] for s in told["steps"]} >= {"features", "fingerprint", "dsp"}
                    assert told["features"]["key"] is not None
        strict(client.get(f"{V1}/duplicates").text)
        strict(client.get(f"{V1}/status").text)
    application.stop()


def test_much_text_in_tags_is_cut_and_not_kept(bad_scan: BadScan):
    track = bad_scan.tracks()["much_text.flac"]
    assert len(track["title"]) <= 1_000
    assert len(track["artists"]) <= 100
    assert (bad_scan.program.home / "menura.sqlite").stat().st_size < 5 << 20


@pytest.mark.slow
def test_a_file_that_may_not_be_read_fails_alone_and_is_heard_once_it_may(
    program: Program, tmp_path: Path
):
    folder = tmp_path / "music"
    folder.mkdir()
    closed = write_audio(folder / "closed.flac", song(1), RATE_HZ)
    write_audio(folder / "open.flac", song(2), RATE_HZ)
    closed.chmod(0)
    first = _scan_without_privileges(program, folder)
    assert (first["heard"], first["failed"]) == (1, 1)
    (failed,) = program.run("track", "list", "--state", "failed", "--json").json()["items"]
    assert failed["error"]["code"] == "audio_forbidden"
    assert "read permission" in failed["error"]["message"]
    closed.chmod(0o644)
    second = _scan_without_privileges(program, folder)
    assert (second["heard"], second["failed"]) == (1, 0)


def _scan_without_privileges(program: Program, folder: Path) -> dict[str, int]:
    """Scan as somebody for whom permissions count, which they do not for root."""
    command = [sys.executable, "-m", "menura", "scan", str(folder), "--json"]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and there is no setpriv to give that up")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    ran = subprocess.run(command, env=program.environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    result: dict[str, int] = json.loads(ran.stdout)["results"]
    return result


@pytest.mark.slow
def test_a_broken_file_is_still_broken_when_it_was_away(program: Program, tmp_path: Path):
    folder = tmp_path / "music"
    folder.mkdir()
    write_audio(folder / "other.flac", song(2), RATE_HZ)
    path = write_audio(folder / "song.flac", song(1), RATE_HZ)
    assert program.run("scan", str(folder)).code == 0
    path.write_text("A failed download took its place.")
    assert program.run("scan", str(folder), "--json").json()["results"]["failed"] == 1
    shutil.move(path, tmp_path / "away.flac")
    assert program.run("scan", str(folder), "--json").json()["results"]["missing"] == 1
    shutil.move(tmp_path / "away.flac", path)
    assert program.run("scan", str(folder)).code == 0
    (track,) = [
        item
        for item in program.run("track", "list", "--json").json()["items"]
        if item["location"] == "song.flac"
    ]
    assert track["state"] == "failed"
    assert track["error"]["code"] == "audio_undecodable"


@pytest.mark.slow
def test_a_repaired_file_is_heard_by_the_next_scan(program: Program, tmp_path: Path):
    folder = tmp_path / "music"
    folder.mkdir()
    good = write_audio(tmp_path / "good.flac", song(1), RATE_HZ).read_bytes()
    (folder / "song.flac").write_bytes(good[:30])
    assert program.run("scan", str(folder), "--json").json()["results"]["failed"] == 1
    (folder / "song.flac").write_bytes(good)
    ended = program.run("scan", str(folder), "--json").json()["results"]
    assert (ended["changed"], ended["heard"], ended["failed"]) == (1, 1, 0)
    (track,) = program.run("track", "list", "--json").json()["items"]
    assert (track["state"], track["error"]) == ("analysed", None)


# ------------------------------------------------------------------- degenerate, but valid


@pytest.fixture(scope="module")
def degenerate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the API tells of sounds that are hardly any, by name."""
    base = tmp_path_factory.mktemp("degenerate")
    folder = base / "music"
    folder.mkdir()
    sounds = {
        "silence": silence(10.0),
        "short silence": silence(1.0),
        "constant": np.full((1, 2 * RATE_HZ), 0.5, np.float32),
        "constant stereo": np.full((2, 10 * RATE_HZ), -0.25, np.float32),
        "tone": sine(440.0, 10.0, amplitude=0.3, sample_rate_hz=RATE_HZ),
        "noise": white_noise(10.0, seed=4, sample_rate_hz=RATE_HZ),
        "opposite": np.concatenate([s := white_noise(4.0, sample_rate_hz=RATE_HZ), -s]),
        "tick": sine(1_000, 0.05, amplitude=0.5, sample_rate_hz=RATE_HZ),
        "not a number": np.full((1, RATE_HZ), np.nan, np.float32),
    }
    for name, samples in sounds.items():
        write_raw_wav(folder / f"{name}.wav", samples, RATE_HZ)
    program = Program(base / "data")
    ended = program.run("scan", str(folder), "--json")
    assert ended.json()["results"]["heard"] == len(sounds), ended.err
    application = build(load_settings(data_dir=program.home))
    with TestClient(create_app(application), base_url="http://localhost") as client:
        tracks = strict(client.get(f"{V1}/tracks?limit=100").text)["items"]
        answers = {
            Path(t["location"]).stem: strict(client.get(f"{V1}/tracks/{t['id']}/analysis").text)
            for t in tracks
        }
    application.stop()
    return answers


@pytest.mark.parametrize("name", ["silence", "short silence", "not a number"])
def test_silence_has_no_loudness_key_or_tempo(degenerate: dict[str, dict[str, Any]], name: str):
    known = degenerate[name]
    features, levels = known["features"], known["levels"]
    for quantity in ("loudness_lufs", "key", "mode", "tempo_bpm", "true_peak_dbtp"):
        assert features[quantity] is None, quantity
    assert (features["energy"], features["tempo_candidates"]) == (0.0, [])
    assert levels["replaygain_db"] is None
    assert known["rhythm"]["beats_s"] == []
    assert known["instrument"] is None
    assert all(mood["confidence"] <= 0.2 for mood in known["moods"] + known["tags"])


@pytest.mark.parametrize("name", ["constant", "constant stereo"])
def test_a_constant_signal_is_no_music(degenerate: dict[str, dict[str, Any]], name: str):
    features = degenerate[name]["features"]
    assert features["loudness_lufs"] is None  # nobody hears it
    assert features["key"] is None
    assert features["tempo_bpm"] is None, "there is no pulse in it"
    assert degenerate[name]["rhythm"]["beats_s"] == []


def test_one_tone_has_no_tempo_and_hardly_a_key(degenerate: dict[str, dict[str, Any]]):
    features = degenerate["tone"]["features"]
    assert features["tempo_bpm"] is None or features["tempo_confidence"] < 0.5
    assert features["key"] is None or features["key_confidence"] < 0.5
    assert features["loudness_lufs"] == pytest.approx(-14.2, abs=0.5)  # -10.5 dBFS, K-weighted


def test_noise_has_neither_key_nor_tempo(degenerate: dict[str, dict[str, Any]]):
    features = degenerate["noise"]["features"]
    assert features["key"] is None
    assert features["tempo_bpm"] is None or features["tempo_confidence"] < 0.5
    assert features["brightness"] > 0.7


def test_opposite_channels_are_heard(degenerate: dict[str, dict[str, Any]]):
    known = degenerate["opposite"]
    assert known["levels"]["stereo_correlation"] == pytest.approx(-1, abs=0.01)
    assert known["levels"]["stereo_width"] == pytest.approx(1, abs=0.01)
    assert known["features"]["loudness_lufs"] is not None
    assert known["features"]["key"] is None


def test_a_sound_of_a_twentieth_of_a_second_is_not_silence(degenerate: dict[str, dict[str, Any]]):
    known = degenerate["tick"]
    assert known["kind"] == "one_shot"
    assert known["levels"]["lead_in_s"] < 0.03, "it sounds from its first sample"
    spectrum_db = known["features"]["spectrum_db"]
    assert int(np.argmax(spectrum_db)) in (16, 17, 18), "its tone of 1 kHz lies in the 18th band"


# ------------------------------------------------------------------------------- long


@pytest.mark.slow
def test_a_file_of_two_hours_is_heard_within_its_memory_and_time(program: Program, tmp_path: Path):
    folder = tmp_path / "music"
    folder.mkdir()
    _write_long_clicks(folder / "long.wav")
    ended = program.run("scan", str(folder), "--json", timeout=300)
    assert ended.json()["results"]["heard"] == 1, ended.err
    (track,) = program.run("track", "list", "--json").json()["items"]
    assert track["duration_s"] == pytest.approx(LONG_HOURS * 3600, abs=1)
    assert track["features"]["tempo_bpm"] == pytest.approx(120, abs=0.5)
    known = program.run("track", "analysis", track["id"], "--json")
    assert known.code == 0, known.err
    strict(known.out)
    with sqlite3.connect(program.home / "menura.sqlite") as connection:
        (size,) = connection.execute("SELECT length(peaks) FROM waveform").fetchone()
    assert size <= 2 * 20 * LONG_HOURS * 3600


def _write_long_clicks(path: Path) -> None:
    """Write hours of a click every half second, as 8-bit samples: quickly made, and not large."""
    second = np.full(LONG_RATE_HZ, 128, np.uint8)
    for start in (0, LONG_RATE_HZ // 2):
        second[start : start + 80] = 128 + 100 * np.cos(np.arange(80) * 0.9) * np.linspace(1, 0, 80)
    write_raw_wav(path, np.tile(second, LONG_HOURS * 3600)[None], LONG_RATE_HZ)

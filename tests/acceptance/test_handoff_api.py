"""Samples are handed over to a DAW: real files, scanned, fitted, exported, and read back."""

import errno
import json
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from menura.audio.decode import open_audio
from menura.audio.riff_chunks import LoopPoints, read_sample_chunks
from menura.audio.tags import read_tags
from menura.bootstrap import Menura
from menura.bootstrap.handing_over import HandOver
from menura.catalogue import TrackKind
from menura.cli.app import app
from menura.config import load_settings
from menura.suggest.handoff import FittedFiles
from tests.acceptance.discover_rig import running
from tests.audio_synthesis import (
    MINOR,
    SAMPLE_RATE_HZ,
    Float32Array,
    cadence,
    drum_loop,
    one_hit,
    sine,
    write_audio,
)
from tests.factories import add_tracks, features, measured, record

PATH = "/api/v1/recommendations"
BEAT, BREAK, CHORDS, PLUCK, KICK = (
    "beat.wav",
    "break_174bpm.wav",
    "Chords_120bpm_Am.flac",
    "p.mp3",
    "k.wav",
)
BEAT_BPM, BREAK_BPM, CHORDS_BPM = 120.0, 174.0, 120.0
BEAT_BEATS, BREAK_BEATS, CHORDS_BEATS = 8, 16, 16
LONG = "long.flac"
RATE_HZ = SAMPLE_RATE_HZ


def beats_s(beats: float, bpm: float) -> float:
    return beats * 60 / bpm


def loud(signal: Float32Array) -> Float32Array:
    return np.asarray(0.7 * signal / np.abs(signal).max(), np.float32)


@dataclass
class Desk:
    """A Menura over scanned samples, and what it hands over."""

    home: Path
    menura: Menura
    api: TestClient
    ids: dict[str, str] = field(default_factory=dict)

    def say(self, session: str, **context: Any) -> None:
        answer = self.api.post(f"{PATH}/context", params={"session": session}, json=context)
        assert answer.status_code == 200, answer.text

    def ask(self, name: str, session: str, /, **query: Any) -> Any:
        path = f"{PATH}/tracks/{self.ids.get(name, name)}/audio"
        return self.api.get(path, params={"session": session, **query})

    def fitted(self, name: str, session: str, folder: Path, /, **query: Any) -> Path:
        """Return a fitted file, as it was downloaded."""
        answer = self.ask(name, session, **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "audio/wav"
        path = folder / f"{name}.fitted.wav"
        path.write_bytes(answer.content)
        return path

    def export(self, name: str, session: str, **more: Any) -> Any:
        body = {"track_id": self.ids.get(name, name), **more}
        return self.api.post(f"{PATH}/exports", params={"session": session}, json=body)

    def exported(self, name: str, session: str, **more: Any) -> Path:
        answer = self.export(name, session, **more)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        path = Path(told["path"])
        assert (path.name, path.stat().st_size) == (told["name"], told["size_bytes"])
        return path

    def correct(self, name: str, **corrections: Any) -> None:
        path = f"/api/v1/tracks/{self.ids[name]}/corrections"
        answer = self.api.patch(path, json=corrections)
        assert answer.status_code == 200, answer.text

    def withdraw(self, name: str, *corrections: str) -> None:
        for one in corrections:
            self.api.delete(f"/api/v1/tracks/{self.ids[name]}/corrections/{one}")


def sound_of(path: Path) -> Float32Array:
    with open_audio(path) as reader:
        assert reader.sample_rate_hz == RATE_HZ
        return np.concatenate(list(reader.blocks()), axis=1)


def length_s(path: Path) -> float:
    return float(sound_of(path).shape[1] / RATE_HZ)


def strongest_hz(path: Path, low_hz: float, high_hz: float) -> float:
    """Return where the spectrum is highest between two frequencies."""
    sound = sound_of(path)[0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size), 4 * sound.size))
    hz = np.fft.rfftfreq(4 * sound.size, 1 / RATE_HZ)
    within = (hz > low_hz) & (hz < high_hz)
    strongest: int = int(np.argmax(spectrum * within))
    return float(hz[strongest])


def hits_s(path: Path, count: int, *, near_s: float) -> list[float]:
    """Return where the sound rises most near each beat of a file that lasts `count` beats."""
    sound = sound_of(path).mean(axis=0)
    doubled = np.concatenate([sound, sound])  # a loop's first hit stands at its very beginning
    hop = 64
    power = np.square(doubled[: doubled.size // hop * hop].reshape(-1, hop)).mean(axis=1)
    rise = np.diff(np.log10(power + 1e-5), prepend=-5)
    step = sound.size / count
    found = []
    for beat in range(1, count + 1):
        low, high = (round((beat * step + sign * near_s * RATE_HZ) / hop) for sign in (-1, 1))
        found.append((low + int(np.argmax(rise[low:high]))) * hop / RATE_HZ)
    return found


def pluck() -> Float32Array:
    """Return a plucked A, dying away within a second."""
    time = np.arange(RATE_HZ * 2) / RATE_HZ
    partials = [np.sin(2 * np.pi * n * 220.0 * time) / n for n in range(1, 9)]
    return np.asarray(0.3 * np.sum(partials, axis=0) * np.exp(-5 * time), np.float32)[None]


def write_samples(folder: Path) -> None:
    folder.mkdir()
    write_audio(folder / BEAT, loud(drum_loop(BEAT_BPM, beats_s(BEAT_BEATS, BEAT_BPM))))
    write_audio(folder / BREAK, loud(drum_loop(BREAK_BPM, beats_s(BREAK_BEATS, BREAK_BPM))))
    write_audio(folder / CHORDS, loud(cadence(9, MINOR, duration_s=8.0)))
    write_audio(folder / PLUCK, pluck())
    write_audio(folder / KICK, one_hit("kick"))


def add_long_song(menura: Menura, source_id: str, folder: Path) -> str:
    """Have a song of four minutes and a second, without hearing all of it."""
    write_audio(folder / LONG, sine(440, 241.0, amplitude=0.1, sample_rate_hz=8000), 8000)
    with menura.store.unit() as unit:
        (track,) = add_tracks(unit, unit.sources.get(source_id), LONG)
        unit.analyses.keep(track.id, measured(features=features(tempo_bpm=100.0)))
        record(unit, track, title="Long", duration_s=241.0)
        unit.tracks.set_kind(track.id, TrackKind.SONG)
    return track.id


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    write_samples(home / "music")
    with running(home) as rig:
        source = rig.post("/sources", {"path": str(rig.music), "scan": False})
        scanned = rig.done(rig.post(f"/sources/{source['id']}/scan"))
        assert (scanned["heard"], scanned["failed"]) == (5, 0)
        items = rig.get("/tracks")["items"]
        ids = {item["location"]: item["id"] for item in items}
        ids[LONG] = add_long_song(rig.application, source["id"], rig.music)
        yield Desk(home, rig.application, rig.api, ids)


# ------------------------------------------------------------------------ fitted


def test_a_loop_comes_in_the_tempo_of_the_context_and_says_so(desk: Desk, tmp_path: Path):
    desk.say("tempo", bpm=128)
    path = desk.fitted(BEAT, "tempo", tmp_path)
    assert length_s(path) == pytest.approx(beats_s(BEAT_BEATS, 128), abs=1e-4)
    step_s = 60 / 128
    wanted = [step_s * beat for beat in range(1, BEAT_BEATS + 1)]
    assert hits_s(path, BEAT_BEATS, near_s=step_s / 6) == pytest.approx(wanted, abs=0.004)
    told = read_sample_chunks(path)
    assert told is not None
    assert (told.beat_count, told.is_one_shot) == (BEAT_BEATS, False)
    assert told.tempo_bpm == pytest.approx(128, abs=0.01)
    assert told.loops == (LoopPoints(0, sound_of(path).shape[1]),)
    assert read_tags(path).bpm == pytest.approx(128, abs=0.01)


def test_a_loop_at_half_time_keeps_its_length_and_counts_half_the_beats(desk: Desk, tmp_path: Path):
    desk.say("half", bpm=BREAK_BPM / 2)
    path = desk.fitted(BREAK, "half", tmp_path)
    assert length_s(path) == pytest.approx(beats_s(BREAK_BEATS, BREAK_BPM), abs=1e-3)
    told = read_sample_chunks(path)
    assert told is not None
    assert told.beat_count == BREAK_BEATS // 2
    assert told.tempo_bpm == pytest.approx(BREAK_BPM / 2, abs=0.01)
    assert read_tags(path).bpm == pytest.approx(BREAK_BPM / 2, abs=0.01)


def test_a_loop_is_transposed_where_the_keys_ask_for_it(desk: Desk, tmp_path: Path):
    desk.say("key", bpm=CHORDS_BPM, key="Bm")
    path = desk.fitted(CHORDS, "key", tmp_path)
    root_hz = 440 * 2 ** (2 / 12)  # its A is a B now
    assert 1200 * np.log2(strongest_hz(path, 480, 510) / root_hz) == pytest.approx(0, abs=5)
    assert length_s(path) == pytest.approx(beats_s(CHORDS_BEATS, CHORDS_BPM), abs=1e-4)
    assert read_tags(path).key == "Bm"
    told = read_sample_chunks(path)
    assert told is not None
    assert told.root_midi is not None
    assert told.root_midi % 12 == 11
    desk.say("key", preferences={"allow_transpose": False})
    assert read_tags(desk.fitted(CHORDS, "key", tmp_path)).key == "Am"
    desk.say("key", key="C major", preferences={"allow_transpose": True})
    assert read_tags(desk.fitted(CHORDS, "key", tmp_path)).key == "Am"  # goes together as it is


def test_one_tempo_and_transposition_can_be_asked_for_instead(desk: Desk, tmp_path: Path):
    desk.say("instead", bpm=128, key="Bm")
    path = desk.fitted(CHORDS, "instead", tmp_path, bpm=100, transpose=-3)
    assert length_s(path) == pytest.approx(beats_s(CHORDS_BEATS, 100), abs=1e-4)
    assert read_tags(path).bpm == pytest.approx(100, abs=0.01)
    assert read_tags(path).key == "F#m"
    assert desk.api.get(f"{PATH}/context?session=instead").json()["bpm"] == 128


@pytest.mark.parametrize("name", [BEAT, CHORDS, PLUCK, KICK])
def test_without_a_context_the_sound_comes_as_it_is(desk: Desk, tmp_path: Path, name: str):
    got = sound_of(desk.fitted(name, "nothing", tmp_path))
    own = sound_of(desk.home / "music" / name)
    assert got.shape == own.shape
    assert np.abs(got - own).max() < 2e-6  # 24 bits, and dither


def test_a_one_shot_follows_the_key_and_no_tempo(desk: Desk, tmp_path: Path):
    desk.say("shot", bpm=90, key="Bm")
    path = desk.fitted(PLUCK, "shot", tmp_path)
    assert sound_of(path).shape == sound_of(desk.home / "music" / PLUCK).shape
    assert strongest_hz(path, 200, 300) == pytest.approx(220 * 2 ** (2 / 12), rel=0.003)
    told = read_sample_chunks(path)
    assert told is not None
    assert (told.is_one_shot, told.tempo_bpm, told.loops) == (True, None, ())
    kick = desk.fitted(KICK, "shot", tmp_path)
    assert read_tags(kick).key is None


@pytest.mark.parametrize(
    ("name", "context", "called"),
    [
        (BREAK, {}, "break 174bpm.wav"),
        (CHORDS, {"bpm": 128, "key": "Bm"}, "Chords 128bpm Bm.wav"),
        (CHORDS, {"bpm": 128.25}, "Chords 128.25bpm Am.wav"),
        (KICK, {"bpm": 128, "key": "Bm"}, "k.wav"),
    ],
)
def test_a_download_has_a_name_for_people(
    desk: Desk, name: str, context: dict[str, Any], called: str
):
    session = f"called-{len(called)}-{context.get('bpm', 0)}"
    desk.say(session, **context)
    disposition = unquote(desk.ask(name, session, download=True).headers["content-disposition"])
    assert disposition.startswith("attachment; filename")
    assert re.split("''|=", disposition)[-1].strip('"') == called
    assert desk.ask(name, session).headers["content-disposition"].startswith("inline;")


def test_parts_of_a_file_are_sent_and_another_context_is_another_file(desk: Desk):
    desk.say("parts", bpm=125)
    whole = desk.ask(BEAT, "parts")
    path = f"{PATH}/tracks/{desk.ids[BEAT]}/audio?session=parts"
    same = {"Range": "bytes=100-199", "If-Range": whole.headers["etag"]}
    part = desk.api.get(path, headers=same)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    head = desk.api.head(path)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))
    assert desk.api.get(path, headers={"Range": "bytes=999999999-"}).status_code == 416
    desk.say("parts", bpm=126)
    moved = desk.api.get(path, headers=same)  # not the middle of another sound
    assert (moved.status_code, len(moved.content) < len(whole.content)) == (200, True)


def test_a_file_is_made_once_however_many_ask(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    made = []
    make = FittedFiles._make

    def count(files: FittedFiles, *given: Any) -> None:
        made.append(threading.get_ident())
        make(files, *given)

    monkeypatch.setattr(FittedFiles, "_make", count)
    desk.say("once", bpm=118.5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: desk.ask(BEAT, "once"), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert desk.ask(BEAT, "once", bpm=118.5).content == answers[0].content
    assert len(made) == 1


# ------------------------------------------------------------------------ corrections


@pytest.fixture
def corrected(desk: Desk) -> Iterator[Desk]:
    yield desk
    for name in (BEAT, CHORDS):
        desk.withdraw(name, "tempo", "tempo_bpm", "instrument", "key", "kind")


def test_a_corrected_tempo_is_what_a_loop_is_fitted_by(corrected: Desk, tmp_path: Path):
    corrected.correct(BEAT, tempo_bpm=60)
    corrected.say("by tempo", bpm=64)
    path = corrected.fitted(BEAT, "by tempo", tmp_path)
    told = read_sample_chunks(path)
    assert told is not None
    assert told.beat_count == BEAT_BEATS // 2
    assert told.tempo_bpm == pytest.approx(64, abs=0.01)
    assert length_s(path) == pytest.approx(beats_s(BEAT_BEATS // 2, 64), abs=1e-4)
    copy = corrected.exported(BEAT, "by tempo", fitted=False)
    noted = read_sample_chunks(copy)
    assert noted is not None
    assert noted.beat_count == BEAT_BEATS // 2
    assert noted.tempo_bpm == pytest.approx(60)


def test_what_is_said_to_be_a_drum_has_no_key_to_transpose(corrected: Desk, tmp_path: Path):
    corrected.say("drum", key="Bm")
    assert read_tags(corrected.fitted(CHORDS, "drum", tmp_path)).key == "Bm"
    corrected.correct(CHORDS, instrument="percussion")
    path = corrected.fitted(CHORDS, "drum", tmp_path)
    assert read_tags(path).key is None
    assert np.abs(sound_of(path) - sound_of(corrected.home / "music" / CHORDS)).max() < 2e-6


# ------------------------------------------------------------------------ what cannot be


@pytest.mark.parametrize(
    ("name", "query", "status", "field"),
    [
        (BEAT, {"bpm": "nan"}, 422, "bpm"),
        (BEAT, {"bpm": "inf"}, 422, "bpm"),
        (BEAT, {"bpm": -120}, 422, "bpm"),
        (BEAT, {"bpm": 0}, 422, "bpm"),
        (BEAT, {"bpm": 1e9}, 422, "bpm"),
        (BEAT, {"bpm": "fast"}, 422, "bpm"),
        (BEAT, {"bpm": 20}, 422, "bpm"),  # a third of its half: nothing is stretched that far
        (BEAT, {"transpose": 13}, 422, "transpose"),
        (BEAT, {"transpose": "up"}, 422, "transpose"),
        (BEAT, {"transpose": 1.5}, 422, "transpose"),
        (BEAT, {"session": "x" * 1000}, 422, "session"),
        ("01900000-0000-7000-8000-000000000000", {}, 404, "track_id"),
        ("no id", {}, 404, "track_id"),
        ("%00", {}, 404, "track_id"),
        (LONG, {"bpm": 110}, 422, "track_id"),
        (LONG, {}, 422, "track_id"),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_its_field(
    desk: Desk, name: str, query: dict[str, Any], status: int, field: str
):
    path = f"{PATH}/tracks/{desk.ids.get(name, name)}/audio"
    refused = desk.api.get(path, params={"session": "wrong", **query})
    said = refused.json()
    assert (refused.status_code, said["field"]) == (status, field), said
    assert refused.headers["content-type"] == "application/problem+json"
    assert said["detail"].endswith((".", ". "))


def test_a_context_that_a_loop_cannot_follow_is_said_in_its_words(desk: Desk):
    desk.say("slow", bpm=22)
    for refused in (desk.ask(BEAT, "slow"), desk.export(BEAT, "slow")):
        assert refused.status_code == 422
        assert "120 BPM" in refused.json()["detail"]
        assert "22" in refused.json()["detail"]
    assert desk.export(BEAT, "slow", fitted=False).status_code == 201


def test_a_track_whose_file_is_gone_is_said_to_be(desk: Desk):
    desk.say("gone", bpm=101)
    own, away = desk.home / "music" / KICK, desk.home / KICK
    own.rename(away)
    try:
        answers = [desk.ask(KICK, "gone"), desk.export(KICK, "gone")]
        answers.append(desk.export(KICK, "gone", fitted=False))
    finally:
        away.rename(own)
    for refused in answers:
        assert (refused.status_code, refused.json()["field"]) == (404, "track_id")
        assert KICK in refused.json()["detail"]


@pytest.fixture
def replaced(desk: Desk) -> Iterator[None]:
    """Have another file where the kick was."""
    own = desk.home / "music" / KICK
    whole, status = own.read_bytes(), own.stat()
    own.write_bytes(b"Thank you for choosing this pack!\n" * 40)
    yield
    own.write_bytes(whole)
    os.utime(own, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.usefixtures("replaced")
def test_a_file_that_is_another_than_was_heard_is_not_handed_over(desk: Desk):
    played = desk.ask(KICK, "replaced")
    assert (played.status_code, played.json()["code"]) == (422, "audio_undecodable")
    for fitted in (True, False):
        refused = desk.export(KICK, "replaced", fitted=fitted)
        assert (refused.status_code, refused.json()["code"]) == (409, "track_changed")


# ------------------------------------------------------------------------ exports


def test_a_fitted_export_lies_whole_in_the_folder_and_is_listed(desk: Desk):
    desk.say("export", bpm=126, key="Bm")
    path = desk.exported(CHORDS, "export")
    assert path.name == "Chords 126bpm Bm.wav"
    assert path.parent == desk.home / "data" / "exports"
    assert path.read_bytes() == desk.ask(CHORDS, "export").content
    listed = desk.api.get(f"{PATH}/exports").json()
    assert listed["folder"] == str(path.parent)
    assert path.name in [one["name"] for one in listed["items"]]
    assert not [one for one in path.parent.iterdir() if one.name.startswith(".")]


def test_a_copy_keeps_the_sound_and_says_what_is_known(desk: Desk):
    desk.say("copy", bpm=99, key="F")  # does not matter
    path = desk.exported(BREAK, "copy", fitted=False)
    assert path.name == "break 174bpm.wav"
    assert np.array_equal(sound_of(path), sound_of(desk.home / "music" / BREAK))
    told = read_sample_chunks(path)
    assert told is not None
    assert (told.beat_count, told.is_one_shot) == (BREAK_BEATS, False)
    assert told.tempo_bpm == pytest.approx(BREAK_BPM, abs=0.01)
    assert read_tags(path).bpm == pytest.approx(BREAK_BPM, abs=0.01)
    assert read_sample_chunks(desk.home / "music" / BREAK) is None  # its own file is as it was


@pytest.mark.parametrize(
    ("name", "called", "bpm"), [(CHORDS, "Chords 120bpm Am.flac", 120), (PLUCK, "p Am.mp3", None)]
)
def test_a_copy_stays_of_its_format(desk: Desk, name: str, called: str, bpm: float | None):
    path = desk.exported(name, "formats", fitted=False)
    tags = read_tags(path)
    assert (path.name, tags.bpm, tags.key) == (called, bpm, "Am")
    assert np.array_equal(sound_of(path), sound_of(desk.home / "music" / name))


def test_a_kick_is_copied_as_a_one_shot_without_tempo_or_key(desk: Desk):
    path = desk.exported(KICK, "kick", fitted=False)
    told = read_sample_chunks(path)
    assert told is not None
    assert (path.name, told.is_one_shot, told.tempo_bpm) == ("k.wav", True, None)
    assert read_tags(path).key is None


@pytest.mark.parametrize("fitted", [True, False])
def test_the_same_export_is_one_file_and_another_one_gets_a_number(desk: Desk, fitted: bool):
    bpm = 111 if fitted else None
    desk.say("twice", bpm=bpm, key=None)
    first = desk.exported(BEAT, "twice", fitted=fitted)
    assert desk.exported(BEAT, "twice", fitted=fitted) == first
    whole = first.read_bytes()
    first.write_bytes(b"somebody else's")
    second = desk.exported(BEAT, "twice", fitted=fitted)
    assert second == first.with_name(f"{first.stem} (2).wav")
    assert second.read_bytes() == whole
    assert first.read_bytes() == b"somebody else's"
    first.unlink()
    second.unlink()


def test_who_watches_the_folder_never_sees_half_a_file(desk: Desk):
    desk.say("watched", bpm=107)
    folder = desk.home / "data" / "exports"
    seen: set[tuple[str, int]] = set()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.is_set():
            paths = list(folder.iterdir()) if folder.is_dir() else []
            seen.update((p.name, p.stat().st_size) for p in paths if p.name.startswith("beat 107"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        path = desk.exported(BEAT, "watched")
        size = path.stat().st_size
        watcher.join(0.05)
    finally:
        is_over.set()
        watcher.join()
    assert seen == {(path.name, size)}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "track_id"),
        ({"track_id": 7}, 422, "track_id"),
        ({"track_id": "x" * 200}, 422, "track_id"),
        ({"track_id": "nobody"}, 404, "track_id"),
        ({"track_id": "\u0000"}, 404, "track_id"),
        ({"track_id": "nobody", "fitted": "perhaps"}, 422, "fitted"),
        ({"track_id": "nobody", "bpm": "fast"}, 422, "bpm"),
        ({"track_id": "nobody", "transpose": 13}, 422, "transpose"),
        ({"track_id": "nobody", "tempo": 120}, 422, "tempo"),
        ([], 422, None),
    ],
)
def test_a_senseless_export_is_refused_by_its_field(
    desk: Desk, body: Any, status: int, field: str | None
):
    refused = desk.api.post(f"{PATH}/exports", json=body)
    assert (refused.status_code, refused.json()["field"]) == (status, field), refused.text


@pytest.fixture
def elsewhere(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have exports put into another folder, which is not there yet."""
    folder = tmp_path / "for" / "the DAW"
    settings = load_settings(data_dir=desk.home / "data", export_dir=folder)
    monkeypatch.setitem(vars(desk.menura), "hand_over", HandOver(settings))
    return folder


def test_a_folder_that_cannot_be_written_to_says_so(desk: Desk, elsewhere: Path):
    elsewhere.parent.mkdir()
    elsewhere.write_text("a file")
    for fitted in (True, False):
        refused = desk.export(KICK, "closed", fitted=fitted)
        assert (refused.status_code, refused.json()["code"]) == (503, "export_failed")
        assert str(elsewhere) in refused.json()["detail"]
    listed = desk.api.get(f"{PATH}/exports")
    assert (listed.status_code, listed.json()["code"]) == (503, "export_failed")


def test_a_folder_that_is_read_only_says_so(
    desk: Desk, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(
        "menura.suggest.handoff.exporting.shutil.copyfile", refuse
    )  # nothing is read-only to root
    refused = desk.export(KICK, "closed")
    assert (refused.status_code, refused.json()["code"]) == (503, "export_failed")
    assert "write permission" in refused.json()["detail"]
    assert list(elsewhere.iterdir()) == []


def test_the_folder_is_made_when_needed(desk: Desk, elsewhere: Path):
    empty = {"folder": str(elsewhere), "items": []}
    assert desk.api.get(f"{PATH}/exports").json() == empty
    assert not elsewhere.exists()
    assert desk.exported(KICK, "elsewhere").parent == elsewhere


def test_routes_without_their_prefix_do_the_same(desk: Desk):
    short = PATH.removeprefix("/api/v1")
    track_id = desk.ids[KICK]
    assert desk.api.get(f"{short}/tracks/{track_id}/audio").content == desk.ask(KICK, "s").content
    made = desk.api.post(f"{short}/exports", json={"track_id": track_id})
    assert made.status_code == 201
    assert desk.api.get(f"{short}/exports").json() == desk.api.get(f"{PATH}/exports").json()


def test_the_program_exports_for_people_and_for_programs(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    desk.say("cli", bpm=127)
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    monkeypatch.setenv("MENURA_DATA_DIR", str(desk.home / "data"))
    monkeypatch.setenv("MENURA_EXPORT_DIR", str(tmp_path / "out"))

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["suggest", "export", *words])

    told = run("beat", "--session", "cli")
    assert (told.exit_code, told.output) == (0, f"{tmp_path}/out/beat 127bpm.wav\n")
    copied = run(desk.ids[CHORDS], "--as-is", "--json")
    assert json.loads(copied.output)["name"] == "Chords 120bpm Am.flac"
    lying = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert lying == ["Chords 120bpm Am.flac", "beat 127bpm.wav"]

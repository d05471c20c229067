"""Samples are handed over to a DAW: real files, scanned, fitted, exported, and read back."""

import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.audio.decode import open_audio
from menura.audio.key_notation import parse_key
from menura.audio.riff_chunks import LoopPoints, read_sample_chunks
from menura.audio.tags import read_tags
from menura.bootstrap import build
from menura.bootstrap.menura import Menura
from menura.catalogue import TrackKind
from menura.config import load_settings
from menura.suggest.handoff import FittedFiles
from tests.acceptance.conftest import Program
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
BEAT, BREAK, CHORDS, PLUCK, KICK = "beat.wav", "break_174bpm.wav", "Chords.flac", "p.mp3", "k.wav"
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

    def ask(self, name: str, session: str, /, **query: Any) -> httpx.Response:
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

    def export(self, name: str, session: str, **more: Any) -> httpx.Response:
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
    return sound_of(path).shape[1] / RATE_HZ


def strongest_hz(path: Path, low_hz: float, high_hz: float) -> float:
    """Return where the spectrum is highest between two frequencies."""
    sound = sound_of(path)[0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size), 4 * sound.size))
    hz = np.fft.rfftfreq(4 * sound.size, 1 / RATE_HZ)
    return float(hz[np.argmax(spectrum * ((hz > low_hz) & (hz < high_hz)))])


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


def add_long_song(menura: Menura, folder: Path) -> str:
    """Have a song of four minutes and a second, without hearing all of it."""
    write_audio(folder / LONG, sine(440, 241.0, amplitude=0.1, sample_rate_hz=8000), 8000)
    with menura.store.unit() as unit:
        (source,) = unit.sources.list()
        (track,) = add_tracks(unit, source, LONG)
        unit.analyses.keep(track.id, measured(features=features(tempo_bpm=100.0)))
        record(unit, track, title="Long", duration_s=241.0)
        unit.tracks.set_kind(track.id, TrackKind.SONG)
    return track.id


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    write_samples(home / "pack")
    ended = Program(home / "data").run("scan", str(home / "pack"), "--json")
    assert ended.code == 0, ended.err
    menura = build(load_settings(data_dir=home / "data"))
    with TestClient(
        create_app(menura), base_url="http://localhost", raise_server_exceptions=False
    ) as api:
        items = api.get("/api/v1/tracks").json()["items"]
        ids = {item["location"]: item["id"] for item in items}
        ids[LONG] = add_long_song(menura, home / "pack")
        yield Desk(home, menura, api, ids)

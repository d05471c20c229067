"""A folder of samples is told apart: one-shots, loops and their tempo; people know better."""

import os
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import build
from menura.config import load_settings
from tests.acceptance.conftest import Program
from tests.audio_synthesis import (
    LIBRARY_RATE_HZ,
    SAMPLE_RATE_HZ,
    STYLES,
    Float32Array,
    drum_loop,
    one_hit,
    render_style,
    write_audio,
)

TEMPO_BPM, BARS = 120.0, 4
LOOP_S = BARS * 4 * 60 / TEMPO_BPM
ACID_IS_LOOP, ACID_IS_ONE_SHOT = 0x04, 0x01
KICK, HAT = "a1.wav", "a2.wav"  # names that tell nothing
LOOP, ACID_LOOP, NAMED_LOOP = "b1.wav", "b2.wav", "groove_120bpm.wav"
EXCERPT = "c1.flac"  # sixteen seconds of a song: 33.07 beats
CUT_LOOP, SNARE, MARKED_LOOP = "b3_120bpm.wav", "snare_01.wav", "b4.wav"
AIFF_LOOP, FLAC_LOOP, MP3_LOOP = "d1.aiff", "d2.flac", "d3.mp3"  # cut to the sample, all of them
OGG_LOOP = "groove_120bpm.ogg"  # the encoder at hand pads it
WRONG_LOOP, WRONG_HIT = "e1.wav", "e2.wav"  # what their chunks say cannot be
NOTE = "n1.flac"
BROKEN = {"x1.wav": "audio_undecodable", "x2.flac": "audio_undecodable", "x3.aiff": "audio_empty"}


def add_acid(path: Path, *, beats: int, tempo_bpm: float, flags: int = ACID_IS_LOOP) -> Path:
    """Put an `acid` chunk at the end of a WAV file, as loop libraries have it."""
    content = path.read_bytes()
    chunk = struct.pack("<IHHfIHHf", flags, 60, 0x8000, 0.0, beats, 4, 4, tempo_bpm)
    content += b"acid" + struct.pack("<I", len(chunk)) + chunk
    path.write_bytes(content[:4] + struct.pack("<I", len(content) - 8) + content[8:])
    return path


def loop() -> Float32Array:
    """Return four bars of drums at 120 BPM with a few ghost notes, peaking at .7."""
    signal = drum_loop(TEMPO_BPM, LOOP_S)
    return np.asarray(0.7 * signal / np.abs(signal).max(), np.float32)


def note(frequency_hz: float) -> Float32Array:
    """Return a plucked note of eight partials, dying away within a second."""
    time = np.arange(LIBRARY_RATE_HZ * 2) / SAMPLE_RATE_HZ
    partials = [np.sin(2 * np.pi * n * frequency_hz * time) / n for n in range(1, 9)]
    return np.asarray(0.3 * np.sum(partials, axis=0) * np.exp(-5 * time), np.float32)[None]


def break_samples(folder: Path) -> None:
    """Put what is no sound among them: a renamed text, a cut header, an empty file."""
    text, cut, empty = (folder / name for name in BROKEN)
    text.write_text("Thank you for choosing this pack!\n" * 40)
    cut.write_bytes((folder / FLAC_LOOP).read_bytes()[:30])
    empty.touch()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "pack"
    folder.mkdir()
    write_audio(folder / KICK, one_hit("kick"))
    write_audio(folder / HAT, one_hit("hat"))
    write_audio(folder / SNARE, one_hit("snare"))
    song = render_style(STYLES[0], tempo_bpm=124, tonic=9, duration_s=16.0, seed=0)
    write_audio(folder / EXCERPT, song, LIBRARY_RATE_HZ)
    for name in (LOOP, NAMED_LOOP):
        write_audio(folder / name, loop())
    add_acid(write_audio(folder / ACID_LOOP, loop()), beats=4 * BARS, tempo_bpm=TEMPO_BPM)
    # Acid says that two bars of half the tempo are meant
    add_acid(write_audio(folder / MARKED_LOOP, loop()), beats=2 * BARS, tempo_bpm=TEMPO_BPM / 2)
    padded = np.pad(loop(), ((0, 0), (0, 2_000)))  # as an encoder pads it: 45 ms
    write_audio(folder / CUT_LOOP, padded)
    for name in (AIFF_LOOP, FLAC_LOOP, MP3_LOOP):
        write_audio(folder / name, loop())
    write_audio(folder / OGG_LOOP, np.repeat(loop(), 2, axis=0))  # this encoder wants two channels
    add_acid(write_audio(folder / WRONG_LOOP, loop()), beats=4 * BARS + 3, tempo_bpm=150.0)
    add_acid(write_audio(folder / WRONG_HIT, one_hit("kick")), beats=4, tempo_bpm=120.0)
    write_audio(folder / NOTE, note(220.0))
    break_samples(folder)
    return folder


@pytest.fixture(scope="module")
def heard_samples(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An installation that has scanned the samples; nobody may change it."""
    program = Program(tmp_path_factory.mktemp("heard") / "data")
    ended = program.run("scan", str(samples), "--json")
    results = ended.json()["results"]
    assert results["heard"] == len(list(samples.iterdir())) - len(BROKEN), ended.err
    assert results["failed"] == len(BROKEN)
    return program


@pytest.fixture(scope="module")
def known(heard_samples: Program) -> dict[str, dict[str, Any]]:
    """What is told of each, by file name; asked of one process, since starting many takes long."""
    ids = [(name, track_id) for name, track_id in _ids(heard_samples) if name not in BROKEN]
    application = build(load_settings(data_dir=heard_samples.home))
    with TestClient(create_app(application), base_url="http://localhost") as client:
        return {name: client.get(f"/api/v1/tracks/{track}/analysis").json() for name, track in ids}


def analysis_of(program: Program, track: str) -> dict[str, Any]:
    ended = program.run("track", "analysis", track, "--json")
    assert ended.code == 0, ended.err
    told: dict[str, Any] = ended.json()
    return told


def _ids(program: Program) -> list[tuple[str, str]]:
    items = program.run("track", "list", "--json").json()["items"]
    return [(item["location"], item["id"]) for item in items]


@pytest.mark.parametrize(("name", "instrument"), [(KICK, "kick"), (HAT, "hat"), (SNARE, "snare")])
def test_a_hit_is_a_one_shot_of_its_instrument_without_tempo(
    known: dict[str, dict[str, Any]], name: str, instrument: str
):
    told = known[name]
    assert (told["kind"], told["instrument"]) == ("one_shot", instrument)
    assert told["kind_confidence"] > 0.5
    assert told["features"]["tempo_bpm"] is None
    assert told["rhythm"]["loop_beats"] is None


def test_a_loop_that_its_encoder_padded_has_its_tempo_within_a_fifth_of_a_beat_a_minute(
    known: dict[str, dict[str, Any]],
):
    told = known[OGG_LOOP]
    assert (told["kind"], told["rhythm"]["loop_beats"]) == ("loop", 4 * BARS)
    assert told["features"]["tempo_bpm"] == pytest.approx(TEMPO_BPM, abs=0.2)


def test_a_hit_stays_one_though_its_chunk_says_four_beats(known: dict[str, dict[str, Any]]):
    told = known[WRONG_HIT]
    assert (told["kind"], told["instrument"]) == ("one_shot", "kick")
    assert told["features"]["key"] is None


def test_a_single_note_is_a_one_shot_with_its_root_as_key(known: dict[str, dict[str, Any]]):
    told = known[NOTE]
    assert (told["kind"], told["features"]["tempo_bpm"]) == ("one_shot", None)
    assert told["features"]["key"] == "A"
    assert 0 < told["features"]["key_confidence"] < 1
    assert 0 < sum(told["instrument_probabilities"].values()) <= 1.01


def test_a_corrupt_sample_is_listed_with_its_reason(heard_samples: Program):
    listed = heard_samples.run("track", "list", "--state", "failed", "--json").json()["items"]
    errors = {item["location"]: item["error"] for item in listed}
    assert {name: error["code"] for name, error in errors.items()} == BROKEN
    assert all(name in error["message"] for name, error in errors.items())


def test_a_hat_is_brighter_than_a_kick(known: dict[str, dict[str, Any]]):
    assert known[HAT]["features"]["brightness"] > known[KICK]["features"]["brightness"] + 0.2


@pytest.mark.parametrize(
    ("name", "source", "tempo_bpm"),
    [
        (LOOP, "length", TEMPO_BPM),
        (ACID_LOOP, "chunk", TEMPO_BPM),
        (NAMED_LOOP, "name", TEMPO_BPM),
        (CUT_LOOP, "name", TEMPO_BPM),
        (MARKED_LOOP, "chunk", TEMPO_BPM / 2),
        (AIFF_LOOP, "length", TEMPO_BPM),
        (FLAC_LOOP, "length", TEMPO_BPM),
        (MP3_LOOP, "length", TEMPO_BPM),
        (WRONG_LOOP, "length", TEMPO_BPM),
    ],
)
def test_a_loop_has_its_exact_tempo_and_tells_where_from(
    known: dict[str, dict[str, Any]], name: str, source: str, tempo_bpm: float
):
    told = known[name]
    assert told["kind"] == "loop"
    assert told["features"]["tempo_bpm"] == pytest.approx(tempo_bpm, abs=0.05)
    assert told["rhythm"]["tempo_source"] == source
    assert told["rhythm"]["loop_beats"] == round(LOOP_S * tempo_bpm / 60)
    assert told["instrument"] == "full_loop"
    assert told["features"]["key"] is None


def test_an_excerpt_that_is_no_whole_number_of_beats_keeps_its_measured_tempo(
    known: dict[str, dict[str, Any]],
):
    assert known[EXCERPT]["features"]["tempo_bpm"] == pytest.approx(124, rel=0.01)


def test_the_beats_of_a_loop_fit_its_tempo(known: dict[str, dict[str, Any]]):
    for name in (LOOP, ACID_LOOP, NAMED_LOOP, MARKED_LOOP):
        beats_s = np.array(known[name]["rhythm"]["beats_s"])
        period_s = 60 / known[name]["features"]["tempo_bpm"]
        assert np.diff(beats_s) == pytest.approx(period_s, rel=0.04), name


@pytest.mark.slow
def test_a_correction_wins_and_survives_a_touch_and_a_rescan(
    samples: Path, heard_samples: Program, tmp_path: Path
):
    shutil.copytree(heard_samples.home, tmp_path / "data")
    program = Program(tmp_path / "data")
    track_id = dict(_ids(program))[KICK]
    ended = program.run(
        "track", "correct", track_id, "--kind", "loop", "--instrument", "bass", "--json"
    )
    assert ended.code == 0, ended.err
    corrected = ended.json()
    _check_corrected(corrected)
    assert analysis_of(program, track_id) == corrected
    shown = program.run("track", "show", track_id, "--json").json()
    assert (shown["kind"], shown["features"]["instrument"]) == ("loop", "bass")
    assert shown["features"]["corrected"] == ["instrument", "kind"]
    os.utime(samples / KICK)
    touched = program.run("scan", str(samples), "--json").json()["results"]
    assert (touched["changed"], touched["failed"]) == (1, 0)
    _check_corrected(analysis_of(program, track_id))
    # another sound under the same name: measured anew, still corrected
    before = (samples / KICK).read_bytes()
    write_audio(samples / KICK, one_hit("snare"))
    try:
        assert program.run("scan", str(samples)).code == 0
    finally:
        (samples / KICK).write_bytes(before)
    _check_corrected(analysis_of(program, track_id), measured="snare")
    taken_back = program.run(
        "track", "correct", track_id, "--withdraw", "kind", "--withdraw", "instrument", "--json"
    ).json()
    assert (taken_back["kind"], taken_back["instrument"]) == ("one_shot", "snare")
    assert taken_back["corrections"] == []
    assert program.run("track", "show", track_id, "--json").json()["kind"] == "one_shot"


def _check_corrected(told: dict[str, Any], measured: str = "kick") -> None:
    assert (told["kind"], told["kind_confidence"]) == ("loop", 1.0)
    assert (told["instrument"], told["instrument_probabilities"]) == ("bass", {"bass": 1.0})
    was = {c["name"]: (c["value"], c["measured"]) for c in told["corrections"]}
    assert was == {"kind": ("loop", "one_shot"), "instrument": ("bass", measured)}

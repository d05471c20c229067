import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from menura.audio.decode import open_audio
from menura.audio.errors import (
    AudioEmptyError,
    AudioMissingError,
    NoAudioStreamError,
    UnreadableAudioError,
)
from menura.audio.key_notation import PitchKey
from menura.audio.riff_chunks import LoopPoints, read_sample_chunks
from menura.audio.tags import read_tags
from menura.suggest.errors import ExportFailedError, FitError
from menura.suggest.handoff import FitRequest, FittedFiles, fit_audio, fitted_files
from menura.suggest.model import Fit
from tests.audio_synthesis import SAMPLE_RATE_HZ, drum_loop, write_audio

AM = PitchKey(9, "minor")
SECOND = np.asarray(0.9 * drum_loop(120, 1.0) / np.abs(drum_loop(120, 1.0)).max(), np.float32)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_audio(tmp_path / "break.flac", np.concatenate([SECOND, 0.5 * SECOND]))


@pytest.fixture
def files(tmp_path: Path) -> FittedFiles:
    return FittedFiles(tmp_path / "fitted", limit_mb=50)


def request(source: Path, **changes) -> FitRequest:
    usual = FitRequest(
        "t1",
        source,
        Fit(1, 0.9375, 2),
        title="Dusty Break",
        tempo_bpm=128.0,
        key=AM,
        instrument="full_loop",
        beat_count=2,
    )
    return replace(usual, **changes)


def sound_of(path: Path) -> np.ndarray:
    with open_audio(path) as reader:
        return np.concatenate(list(reader.blocks()), axis=1)


def left_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def test_a_fitted_file_says_to_samplers_sequencers_and_players_what_it_is(files, source):
    path = files.file(request(source))
    count = round(SECOND.shape[1] * 0.9375)
    assert sound_of(path).shape == (2, count)
    chunks, tags = read_sample_chunks(path), read_tags(path)
    assert chunks is not None
    assert (chunks.is_one_shot, chunks.is_stretchable) == (False, True)
    assert (chunks.beat_count, chunks.root_midi) == (2, 69)
    assert chunks.tempo_bpm == pytest.approx(128.0, abs=0.01)
    assert chunks.loops == (LoopPoints(0, count),)
    assert (tags.title, tags.key) == ("Dusty Break", AM.symbol)
    assert tags.bpm == pytest.approx(128.0, abs=0.01)


def test_24_bits_hold_the_sound_to_the_last_but_one(files, source):
    path = files.file(request(source, fit=Fit(1, 1.0, 0)))
    with open_audio(path) as reader:
        assert reader.codec == "pcm_s24le"
    assert np.abs(sound_of(path) - sound_of(source)).max() < 2.5 / (1 << 23)


def test_sound_beyond_full_scale_is_turned_down_and_never_clipped(files, tmp_path):
    loud = write_audio(
        tmp_path / "loud.wav", 1.5 * SECOND, encoder="pcm_f32le", sample_format="flt"
    )
    made = sound_of(files.file(request(loud, fit=Fit())))
    assert np.abs(made).max() < 1
    assert np.corrcoef(made[0], SECOND[0])[0, 1] > 0.9999


def test_peaks_that_stretching_raised_are_held_without_turning_the_loop_down(files, tmp_path):
    beat = drum_loop(120, 2.0)
    full = write_audio(tmp_path / "full.wav", 0.999 * beat / np.abs(beat).max())
    fit = Fit(1, 1.0667, 0)
    raised = fit_audio(sound_of(full), SAMPLE_RATE_HZ, fit, is_percussive=True)
    assert np.abs(raised).max() > 1.1
    made = sound_of(files.file(request(full, fit=fit)))
    assert np.abs(made).max() < 1
    level_db = 10 * np.log10(np.mean(made**2) / np.mean(sound_of(full) ** 2))
    assert abs(level_db) < 0.5


def test_a_one_shot_has_no_tempo_and_a_song_no_notes_for_samplers(files, source):
    shot = read_sample_chunks(files.file(request(source, kind="one_shot")))
    assert shot is not None
    assert (shot.is_one_shot, shot.tempo_bpm, shot.loops) == (True, None, ())
    assert read_sample_chunks(files.file(request(source, kind="song"))) is None


def test_a_file_is_made_once_and_again_only_when_something_else_is_wanted(files, source):
    first = files.file(request(source))
    made = first.stat().st_ino
    assert files.file(request(source)) == first
    assert first.stat().st_ino == made
    assert files.file(request(source, fit=Fit(1, 0.9375, 1))) != first
    assert files.file(request(source, key=None)) != first
    os.utime(source, ns=(1, 1))
    assert files.file(request(source)) != first


def test_of_many_that_ask_at_once_one_makes_the_file(files, source, monkeypatch):
    made, gate = [], threading.Barrier(4)

    def counted(*args, **options):
        made.append(args)
        return fit_audio(*args, **options)

    def ask(_):
        gate.wait(10)
        return files.file(request(source))

    monkeypatch.setattr(fitted_files, "fit_audio", counted)
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(ask, range(4)))
    assert (len(paths), len(made)) == (1, 1)
    assert not files._making


def test_files_that_were_not_wanted_for_longest_go_first(tmp_path, source):
    size_mb = FittedFiles(tmp_path / "one", 50).file(request(source)).stat().st_size / (1 << 20)
    files = FittedFiles(tmp_path / "few", 2.5 * size_mb)
    asked = [request(source, track_id=name) for name in "abc"]
    a = files.file(asked[0])
    b = files.file(asked[1])
    os.utime(a, (10, 10))
    os.utime(b, (20, 20))
    files.file(asked[0])  # wanted again
    c = files.file(asked[2])
    assert (a.exists(), b.exists(), c.exists()) == (True, False, True)


def test_a_limit_below_one_file_still_leaves_the_newest(tmp_path, source):
    assert FittedFiles(tmp_path / "none", 0).file(request(source)).is_file()


def test_what_a_killed_process_left_goes_after_an_hour(files, source):
    files.folder.mkdir()
    old, new = files.folder / ".a.1.part", files.folder / ".b.2.part"
    old.touch()
    new.touch()
    os.utime(old, (10, 10))
    path = files.file(request(source))
    assert left_in(files.folder) == sorted([new.name, path.name])


def test_nothing_of_a_failed_attempt_stays(files, source, monkeypatch):
    def full(path, *_, **__):
        path.write_bytes(b"RIFF")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fitted_files, "write_sample", full)
    with pytest.raises(ExportFailedError, match="Make room"):
        files.file(request(source))
    assert left_in(files.folder) == []

    def stopped(path, *_, **__):
        path.write_bytes(b"RIFF")
        raise KeyboardInterrupt

    monkeypatch.setattr(fitted_files, "write_sample", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.file(request(source))
    assert left_in(files.folder) == []
    assert not files._making


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (None, AudioMissingError),
        (b"", AudioEmptyError),
        (b"RIFF nothing", UnreadableAudioError),
        (b"\x00" * 5000, UnreadableAudioError),
        (b"%PDF-1.4 no sound", (UnreadableAudioError, NoAudioStreamError)),
    ],
)
def test_a_source_that_cannot_be_heard_says_why_and_leaves_nothing(files, tmp_path, content, error):
    path = tmp_path / "broken.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        files.file(request(path))
    assert left_in(files.folder) == []


def test_a_source_that_is_too_long_is_refused(files, source, monkeypatch):
    monkeypatch.setattr(fitted_files, "LONGEST_S", 0.5)
    with pytest.raises(FitError, match="minutes"):
        files.file(request(source))
    assert left_in(files.folder) == []


def test_a_folder_that_is_none_is_said_so(tmp_path, source):
    (tmp_path / "file").touch()
    with pytest.raises(ExportFailedError, match="is a folder on a disk"):
        FittedFiles(tmp_path / "file", 50).file(request(source))


def test_the_tempo_of_a_loop_that_is_felt_at_half_speed_is_the_sessions(files, source):
    tags = read_tags(files.file(request(source, fit=Fit(0.5, 1.0, 0), beat_count=None)))
    assert tags.bpm == 128.0

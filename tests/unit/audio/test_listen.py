"""Listening to a whole file."""

import subprocess
import sys

import numpy as np
import pytest

from menura.audio import listen as listening
from menura.audio.errors import AudioTooShortError
from menura.audio.listen import LISTENER_VERSION
from tests.audio_synthesis import (
    cadence,
    drum_loop,
    render_library,
    silence,
    sine,
    white_noise,
    write_audio,
)


def listen(path):
    return listening.listen(path)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    """A minor cadences over a beat of 120 BPM, 16 s, as a tagged FLAC."""
    mix = 0.5 * cadence(9, "minor", duration_s=16.0) + 0.3 * drum_loop(120, 16.0)
    path = tmp_path_factory.mktemp("song") / "song.flac"
    stereo = np.tile(mix, (2, 1)).astype(np.float32)
    return write_audio(path, stereo, tags={"title": "Elegy", "artist": "Nobody"})


def test_one_listening_finds_everything(song):
    heard = listen(song)
    assert heard.duration_s == pytest.approx(16.0)
    assert (heard.sample_rate_hz, heard.channels, heard.codec) == (44_100, 2, "flac")
    assert heard.decode_error_count == 0
    assert (heard.tags.title, heard.tags.artists) == ("Elegy", ("Nobody",))
    assert heard.tempo.tempo_bpm == pytest.approx(120, rel=0.02)
    assert heard.key.name == "A minor"
    assert -30 < heard.loudness.integrated_lufs < -5
    assert len(heard.spectrum_profile_db) == 31
    assert 0 < heard.energy < 1
    assert 0 < heard.brightness < 1
    assert heard.peaks.shape == (320, 2)
    assert heard.peaks.dtype == np.int8


def test_listening_twice_gives_the_same(song):
    first, second = listen(song), listen(song)
    assert (first.loudness, first.tempo, first.key) == (second.loudness, second.tempo, second.key)
    np.testing.assert_array_equal(first.frames.mel_energies, second.frames.mel_energies)


@pytest.mark.parametrize("suffix", [".mp3", ".ogg", ".opus", ".m4a"])
def test_lossy_formats_sound_the_same(song, tmp_path, suffix):
    mix = 0.5 * cadence(9, "minor", duration_s=16.0) + 0.3 * drum_loop(120, 16.0)
    path = write_audio(tmp_path / f"song{suffix}", np.tile(mix, (2, 1)).astype(np.float32))
    heard, lossless = listen(path), listen(song)
    assert heard.tempo.tempo_bpm == pytest.approx(lossless.tempo.tempo_bpm, rel=0.01)
    assert heard.key.name == lossless.key.name
    assert heard.loudness.integrated_lufs == pytest.approx(
        lossless.loudness.integrated_lufs,
        abs=1.0,  # encoders cut the hi-hat off above 16 kHz
    )


def test_silence_is_heard_without_tempo_key_or_loudness(tmp_path):
    heard = listen(write_audio(tmp_path / "silence.wav", silence(5.0, channels=2)))
    assert (heard.tempo, heard.key, heard.loudness.integrated_lufs) == (None, None, None)
    assert (heard.energy, heard.brightness) == (0.0, 0.0)
    assert not heard.peaks.any()


def test_damaged_floats_are_heard_as_finite_numbers(tmp_path):
    broken = white_noise(3.0)
    broken[0, ::1000] = np.nan
    path = write_audio(tmp_path / "nan.wav", broken, encoder="pcm_f32le", sample_format="flt")
    heard = listen(path)
    assert np.isfinite(heard.loudness.integrated_lufs)
    assert np.isfinite(heard.frames.mel_energies).all()


def test_surround_reports_its_own_channels(tmp_path):
    heard = listen(write_audio(tmp_path / "surround.flac", white_noise(2.0, channels=6)))
    assert (heard.channels, heard.frames.channels) == (6, 2)


def test_telephone_audio_is_heard(tmp_path):
    signal = cadence(0, "major", duration_s=8.0, sample_rate_hz=8_000)
    heard = listen(write_audio(tmp_path / "phone.wav", signal, 8_000))
    assert (heard.sample_rate_hz, heard.channels) == (8_000, 1)
    assert heard.key.name == "C major"


@pytest.mark.parametrize("duration_s", [0.02, 0.3, 0.49])
def test_less_than_half_a_second_is_too_short(tmp_path, duration_s):
    path = write_audio(tmp_path / "blip.wav", sine(440, duration_s))
    with pytest.raises(AudioTooShortError, match=r"at least 0\.5 s"):
        listen(path)


@pytest.mark.parametrize("duration_s", [0.5, 0.7, 1.5, 3.1])
def test_short_sounds_are_heard(tmp_path, duration_s):
    heard = listen(write_audio(tmp_path / "shot.wav", sine(440, duration_s)))
    assert heard.duration_s == pytest.approx(duration_s, abs=1e-3)
    assert heard.loudness.integrated_lufs == pytest.approx(-3.5, abs=0.5)


def test_listening_loads_no_index_and_no_database():
    program = (
        "import sys, menura.audio.listen\n"
        "heavy = {'faiss', 'sqlalchemy', 'torch', 'onnxruntime', 'fastapi', 'numba', 'librosa'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_listener_version_is_a_whole_number_from_one():
    assert isinstance(LISTENER_VERSION, int)
    assert LISTENER_VERSION >= 1


def test_a_rendered_library_is_tagged_grouped_and_can_be_made_again(tmp_path):
    first = render_library(tmp_path / "first", 9, 4.0, 1)
    again = render_library(tmp_path / "again", 9, 4.0, 1)
    contents = [track.path.read_bytes() for track in first]
    assert contents == [track.path.read_bytes() for track in again]
    assert len(set(contents)) == 9
    assert len({track.group for track in first}) == 8
    for track in first:
        tags = listen(track.path).tags
        assert (tags.title, tags.artists) == (track.title, (track.artist,))
        assert (tags.album, tags.year, tags.genres) == (track.album, track.year, (track.genre,))

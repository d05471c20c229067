"""Listening to a whole file."""

import subprocess
import sys

import numpy as np
import pytest

from menura.audio import listen as listening
from menura.audio.errors import AudioTooShortError
from menura.audio.excerpts import ExcerptOptions
from menura.audio.listen import ListenOptions, decode_once, measure
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
    decoded = heard.decoded
    assert decoded.duration_s == pytest.approx(16.0)
    assert (decoded.sample_rate_hz, decoded.channels, decoded.codec) == (44_100, 2, "flac")
    assert decoded.report.error_count == 0
    assert decoded.content_hash is not None
    assert (decoded.tags.title, decoded.tags.artists) == ("Elegy", ("Nobody",))
    assert heard.rhythm.tempo.tempo_bpm == pytest.approx(120, rel=0.02)
    assert np.median(np.diff(heard.rhythm.beats_s)) == pytest.approx(0.5, abs=0.02)
    assert heard.key.name == "A minor"
    assert -30 < heard.loudness.integrated_lufs < -5
    assert heard.dynamics.plr_lu > 0
    assert heard.stereo.width == pytest.approx(0.0, abs=1e-6)
    assert len(heard.timbre.profile_db) == 31
    assert 0 < heard.timbre.energy < 1
    assert 0 < heard.timbre.brightness < 1
    assert heard.structure.sections[0].start_s == 0.0
    assert heard.structure.sections[-1].end_s == pytest.approx(decoded.duration_s)
    assert heard.sample.kind.kind in ("loop", "song")  # sixteen bars of a loop are both
    assert len(decoded.fingerprint) > 50
    assert heard.peaks.shape == (320, 2)
    assert heard.peaks.dtype == np.int8


def test_listening_twice_gives_the_same(song):
    first, second = listen(song), listen(song)
    assert (first.loudness, first.key) == (second.loudness, second.key)
    np.testing.assert_array_equal(first.rhythm.beats_s, second.rhythm.beats_s)
    np.testing.assert_array_equal(
        first.decoded.frames.mel_energies, second.decoded.frames.mel_energies
    )
    assert first.decoded.content_hash == second.decoded.content_hash


def test_only_what_is_asked_for_is_kept(song):
    wish = ExcerptOptions(16_000, length=16_000, step=16_000, most=3, padding="repeat")
    options = ListenOptions(frames=False, fingerprint=False, excerpts={"model": wish})
    decoded = decode_once(song, options)
    assert decoded.frames is None
    assert decoded.fingerprint is None
    assert decoded.excerpts["model"].shape == (3, 16_000)
    assert decoded.duration_s == pytest.approx(16.0)
    with pytest.raises(ValueError, match="frames"):
        measure(song, decoded)


@pytest.mark.parametrize("suffix", [".mp3", ".ogg", ".opus", ".m4a"])
def test_lossy_formats_sound_the_same(song, tmp_path, suffix):
    mix = 0.5 * cadence(9, "minor", duration_s=16.0) + 0.3 * drum_loop(120, 16.0)
    path = write_audio(tmp_path / f"song{suffix}", np.tile(mix, (2, 1)).astype(np.float32))
    heard, lossless = listen(path), listen(song)
    tempo_bpm = lossless.rhythm.tempo.tempo_bpm
    assert heard.rhythm.tempo.tempo_bpm == pytest.approx(tempo_bpm, rel=0.01)
    assert heard.key.name == lossless.key.name
    assert heard.loudness.integrated_lufs == pytest.approx(
        lossless.loudness.integrated_lufs,
        abs=1.0,  # encoders cut the hi-hat off above 16 kHz
    )


def test_silence_is_heard_without_tempo_key_or_loudness(tmp_path):
    heard = listen(write_audio(tmp_path / "silence.wav", silence(5.0, channels=2)))
    assert (heard.rhythm.tempo, heard.key) == (None, None)
    assert heard.loudness.integrated_lufs is None
    assert (heard.timbre.energy, heard.timbre.brightness) == (0.0, 0.0)
    assert heard.decoded.fingerprint is not None
    assert not heard.peaks.any()


def test_damaged_floats_are_heard_as_finite_numbers(tmp_path):
    broken = white_noise(3.0)
    broken[0, ::1000] = np.nan
    path = write_audio(tmp_path / "nan.wav", broken, encoder="pcm_f32le", sample_format="flt")
    heard = listen(path)
    assert np.isfinite(heard.loudness.integrated_lufs)
    assert np.isfinite(heard.decoded.frames.mel_energies).all()


def test_surround_reports_its_own_channels(tmp_path):
    heard = listen(write_audio(tmp_path / "surround.flac", white_noise(2.0, channels=6)))
    assert (heard.decoded.channels, heard.decoded.frames.channels) == (6, 2)


def test_telephone_audio_is_heard(tmp_path):
    signal = cadence(0, "major", duration_s=8.0, sample_rate_hz=8_000)
    heard = listen(write_audio(tmp_path / "phone.wav", signal, 8_000))
    assert (heard.decoded.sample_rate_hz, heard.decoded.channels) == (8_000, 1)
    assert heard.key.name == "C major"


@pytest.mark.parametrize("duration_s", [0.001, 0.02])
def test_less_than_a_thirtieth_of_a_second_is_too_short(tmp_path, duration_s):
    path = write_audio(tmp_path / "blip.wav", sine(440, duration_s))
    with pytest.raises(AudioTooShortError, match=r"at least 0\.03 s"):
        listen(path)


@pytest.mark.parametrize("duration_s", [0.04, 0.1, 0.3, 0.5, 0.7, 1.5, 3.1])
def test_short_sounds_are_heard(tmp_path, duration_s):
    heard = listen(write_audio(tmp_path / "shot.wav", sine(440, duration_s)))
    assert heard.decoded.duration_s == pytest.approx(duration_s, abs=1e-3)
    loudness_lufs = heard.loudness.integrated_lufs
    if duration_s < 0.4:  # shorter than the blocks that loudness is defined by
        assert loudness_lufs is None
    else:
        assert loudness_lufs == pytest.approx(-3.5, abs=0.5)


def test_listening_loads_no_index_and_no_database():
    program = (
        "import sys, menura.audio.listen\n"
        "heavy = {'faiss', 'sqlalchemy', 'torch', 'onnxruntime', 'fastapi', 'numba', 'librosa'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_rendered_library_is_tagged_grouped_and_can_be_made_again(tmp_path):
    first = render_library(tmp_path / "first", 9, 4.0, 1)
    again = render_library(tmp_path / "again", 9, 4.0, 1)
    contents = [track.path.read_bytes() for track in first]
    assert contents == [track.path.read_bytes() for track in again]
    assert len(set(contents)) == 9
    assert len({track.group for track in first}) == 8
    for track in first:
        tags = listen(track.path).decoded.tags
        assert (tags.title, tags.artists) == (track.title, (track.artist,))
        assert (tags.album, tags.year, tags.genres) == (track.album, track.year, (track.genre,))

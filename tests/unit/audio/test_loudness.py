"""Loudness against the standard's own numbers, laws, and ffmpeg where there is one."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.loudness import Loudness, measure_loudness
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import drum_loop, silence, sine, white_noise, write_audio


def loudness_of(signal, sample_rate_hz=44_100):
    listening = StreamingPass(sample_rate_hz, signal.shape[0])
    listening.feed(signal)
    return measure_loudness(listening.finish())


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 44_100, 48_000, 96_000])
def test_full_scale_sine_in_one_channel_reads_minus_three(rate_hz):
    tone = sine(997, 5.0, sample_rate_hz=rate_hz)
    mono = loudness_of(tone, rate_hz)
    left_only = loudness_of(np.concatenate([tone, np.zeros_like(tone)]), rate_hz)
    assert mono.integrated_lufs == pytest.approx(-3.01, abs=0.1)
    assert left_only.integrated_lufs == pytest.approx(-3.01, abs=0.1)


def test_full_scale_sine_in_both_channels_reads_zero():
    assert loudness_of(sine(997, 5.0, channels=2)).integrated_lufs == pytest.approx(0.0, abs=0.1)


@settings(max_examples=10, deadline=None)
@given(gain_db=st.floats(-30, 10))
def test_gain_moves_loudness_and_peaks_by_itself_and_leaves_the_range(gain_db):
    signal = white_noise(4.0, amplitude=0.2, sample_rate_hz=16_000)
    plain = loudness_of(signal, 16_000)
    louder = loudness_of(signal * np.float32(10 ** (gain_db / 20)), 16_000)
    assert louder.integrated_lufs - plain.integrated_lufs == pytest.approx(gain_db, abs=0.01)
    assert louder.true_peak_dbtp - plain.true_peak_dbtp == pytest.approx(gain_db, abs=0.01)
    assert louder.range_lu == pytest.approx(plain.range_lu, abs=0.01)


def test_silence_has_no_loudness_and_no_peak():
    assert loudness_of(silence(5.0)) == Loudness(None, None, None, None, None, None)
    assert loudness_of(silence(5.0)).replaygain_db is None


def test_pauses_do_not_lower_integrated_loudness():
    tone = sine(997, 10.0, amplitude=0.1)
    with_pause = np.concatenate([tone, silence(30.0)], axis=1)
    steady = loudness_of(tone).integrated_lufs
    assert loudness_of(with_pause).integrated_lufs == pytest.approx(steady, abs=0.2)


def test_loudness_range_of_two_levels_is_their_distance():
    # EBU Tech 3342, test signal 1: 20 s at -20 dBFS, then 20 s at -30 dBFS, 10 LU
    steps = [sine(1000, 20.0, amplitude=10 ** (db / 20), channels=2) for db in (-20, -30)]
    assert loudness_of(np.concatenate(steps, axis=1)).range_lu == pytest.approx(10.0, abs=1.0)


def test_replaygain_brings_a_track_to_minus_eighteen():
    measured = Loudness(-10.0, 5.0, -8.0, -9.0, -0.5, -0.6)
    assert measured.replaygain_db == -8.0


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg to compare with")
@pytest.mark.parametrize("kind", ["noise", "drums", "fading tone"])
def test_agrees_with_ffmpeg(tmp_path, kind):
    fade = np.linspace(0.02, 0.8, 15 * 44_100, dtype=np.float32)
    signal = {
        "noise": white_noise(10.0, channels=2, seed=2),
        "drums": np.tile(0.8 * drum_loop(120, 12.0), (2, 1)),
        "fading tone": sine(440, 15.0, channels=2) * fade,
    }[kind].astype(np.float32)
    path = write_audio(tmp_path / "a.wav", signal, encoder="pcm_f32le", sample_format="flt")
    command = ["ffmpeg", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = printed[printed.rindex("Summary:") :]

    def value(name: str) -> float:
        return float(re.findall(rf"{name}:\s+(-?[\d.]+)", summary)[0])

    measured = loudness_of(signal)
    assert measured.integrated_lufs == pytest.approx(value("I"), abs=0.15)
    assert measured.range_lu == pytest.approx(value("LRA"), abs=0.5)
    assert measured.true_peak_dbtp == pytest.approx(value("Peak"), abs=0.3)

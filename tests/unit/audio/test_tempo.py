"""Tempo of loops that were made at a known tempo."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.onsets import find_onsets
from menura.audio.streaming import StreamingPass
from menura.audio.tempo import measure_tempo
from tests.audio_synthesis import click_track, drum_loop, silence, sine, white_noise

RATE_HZ = 22_050


def tempo_of(signal):
    listening = StreamingPass(RATE_HZ, signal.shape[0])
    listening.feed(signal)
    return measure_tempo(find_onsets(listening.finish().mel_energies))


def octaves_off(measured_bpm: float, true_bpm: float) -> float:
    """Distance as a ratio, whole octaves ignored."""
    octaves = np.log2(measured_bpm / true_bpm)
    return float(2 ** abs(octaves - round(octaves)) - 1)


@settings(max_examples=15, deadline=None)
@given(tempo_bpm=st.floats(60, 180))
def test_tempo_of_a_click_track_is_right_modulo_octave(tempo_bpm):
    tempo = tempo_of(click_track(tempo_bpm, 15.0, sample_rate_hz=RATE_HZ))
    assert octaves_off(tempo.tempo_bpm, tempo_bpm) < 0.02
    assert tempo.confidence > 0.1


@settings(max_examples=15, deadline=None)
@given(tempo_bpm=st.floats(60, 180))
def test_tempo_of_a_drum_loop_is_right_modulo_octave(tempo_bpm):
    tempo = tempo_of(drum_loop(tempo_bpm, 15.0, sample_rate_hz=RATE_HZ))
    assert octaves_off(tempo.tempo_bpm, tempo_bpm) < 0.02


@pytest.mark.parametrize("tempo_bpm", [90.0, 104.5, 120.0, 128.0])
def test_tempo_of_a_long_loop_is_sharp(tempo_bpm):
    tempo = tempo_of(drum_loop(tempo_bpm, 30.0, sample_rate_hz=RATE_HZ))
    assert octaves_off(tempo.tempo_bpm, tempo_bpm) < 0.003


def test_a_loop_of_two_bars_is_enough():
    tempo = tempo_of(drum_loop(120, 4.0, sample_rate_hz=RATE_HZ))
    assert octaves_off(tempo.tempo_bpm, 120) < 0.02


def test_candidates_hold_half_and_double_best_first():
    tempo = tempo_of(drum_loop(110, 15.0, sample_rate_hz=RATE_HZ))
    assert tempo.candidates[0].tempo_bpm == tempo.tempo_bpm
    assert tempo.candidates[0].score == 1.0
    ratios = sorted(c.tempo_bpm / tempo.tempo_bpm for c in tempo.candidates)
    assert ratios == pytest.approx([0.5, 1.0, 2.0])
    scores = [c.score for c in tempo.candidates]
    assert scores == sorted(scores, reverse=True)


def test_gain_does_not_change_the_tempo():
    loop = drum_loop(100, 10.0, sample_rate_hz=RATE_HZ)
    assert tempo_of(loop * np.float32(0.01)).tempo_bpm == pytest.approx(
        tempo_of(loop).tempo_bpm, rel=1e-3
    )


def test_silence_has_no_tempo():
    assert tempo_of(silence(10.0, sample_rate_hz=RATE_HZ)) is None


def test_less_than_a_second_and_a_half_has_no_tempo():
    assert tempo_of(drum_loop(120, 1.0, sample_rate_hz=RATE_HZ)) is None


@pytest.mark.parametrize(
    "signal",
    [white_noise(20.0, sample_rate_hz=RATE_HZ), sine(440, 20.0, sample_rate_hz=RATE_HZ)],
    ids=["noise", "drone"],
)
def test_what_has_no_beat_is_not_trusted(signal):
    tempo = tempo_of(signal)
    assert tempo is None or tempo.confidence < 0.1

"""Echoes come in time, copies drift, notches move; nothing runs away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.effects.chorus import Chorus, thicken
from menura.studio.effects.delay import PingPong, echo
from menura.studio.effects.phaser import Phaser, sweep_notches
from menura.studio.effects.transients import shape_transients

RATE_HZ = 48_000


@pytest.mark.parametrize(("bpm", "beats"), [(120.0, 0.5), (174.0, 0.75), (87.5, 1.0)])
def test_echoes_fall_on_the_beat_and_change_sides(bpm, beats):
    impulse = np.zeros((2, 4 * RATE_HZ), np.float32)
    impulse[:, 0] = 1.0
    echoes = echo(impulse, PingPong(beats, 0.5, 0.8), bpm=bpm) - impulse
    step = round(beats * 60 / bpm * RATE_HZ)
    first, second = echoes[0, step - 50 : step + 200], echoes[1, 2 * step - 50 : 2 * step + 200]
    assert np.abs(first).max() == np.abs(echoes[0]).max() > 0.2
    assert np.abs(second).max() == np.abs(echoes[1]).max() > 0.1
    assert np.abs(echoes[:, : step - 1]).max() == 0


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 3), st.floats(0.1, 1.0))
def test_an_echo_dies_whatever_its_feedback(feedback, wet):
    impulse = np.zeros((2, 20 * 2400), np.float32)
    impulse[:, 0] = 1.0
    result = echo(impulse, PingPong(0.05, feedback, wet), bpm=60.0)
    assert np.isfinite(result).all()
    assert np.abs(result[:, -2400:]).max() < np.abs(result[:, 2400:4800]).max()


def test_a_chorus_gives_the_sides_different_copies():
    time = np.arange(RATE_HZ) / RATE_HZ
    tone = np.tile(np.sin(2 * np.pi * 440 * time).astype(np.float32), (2, 1))
    result = thicken(tone, Chorus(0.8, 0.003, 0.5))
    assert np.corrcoef(*result)[0, 1] < 0.99
    spectrum = np.abs(np.fft.rfft(result[0] * np.hanning(RATE_HZ)))
    assert abs(int(np.argmax(spectrum)) - 440) <= 1
    around = np.r_[spectrum[430:436], spectrum[445:451]].max() / spectrum.max()
    assert 20 * np.log10(around) > -60  # a steady tone has nothing there


def test_a_phaser_cuts_notches_and_stays_bounded():
    noise = np.random.default_rng(2).standard_normal((2, 2 * RATE_HZ)).astype(np.float32)
    result = sweep_notches(noise, Phaser(rate_hz=1e-6, feedback=0.0, wet=1.0))
    power = np.abs(np.fft.rfft(result[0])) ** 2
    smooth = np.convolve(power, np.ones(40) / 40, "same")[400:8000]  # 200 Hz to 4 kHz
    assert 10 * np.log10(smooth.min() / np.median(smooth)) < -12
    wild = sweep_notches(noise, Phaser(rate_hz=5.0, feedback=5.0))
    assert np.isfinite(wild).all()
    assert np.abs(wild).max() < 50


@pytest.mark.parametrize("attack_db", [6.0, -6.0])
def test_transients_are_shaped_and_sustain_is_left(attack_db):
    hit = np.zeros(RATE_HZ)
    hit[12_000:] = 0.3
    time = np.arange(RATE_HZ) / RATE_HZ
    samples = np.tile((hit * np.cos(2 * np.pi * 2000 * time)).astype(np.float32), (2, 1))
    result = shape_transients(samples, attack_db)
    change_db = 20 * np.log10(np.abs(result[0, 12_000:12_100]).max() / 0.3)
    assert np.sign(change_db) == np.sign(attack_db)
    assert abs(change_db) > 2.0
    np.testing.assert_allclose(result[:, -4800:], samples[:, -4800:], atol=0.01)

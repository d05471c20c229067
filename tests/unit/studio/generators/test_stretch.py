"""Stretching changes one of length and pitch, and leaves the other alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.generators.stretch import shift_pitch, stretch
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.audio_synthesis import click_track, sine

RATIOS = (0.81, 0.92, 0.97, 1.03, 1.08, 1.19)


def stereo(signal):
    return np.repeat(signal, 2, axis=0) if len(signal) == 1 else signal


def tone(frequency_hz: float, duration_s: float = 3.0):
    return sine(frequency_hz, duration_s, amplitude=0.5, channels=2, sample_rate_hz=SAMPLE_RATE_HZ)


def pitch_hz(samples) -> float:
    middle = samples[0, SAMPLE_RATE_HZ // 2 : 3 * SAMPLE_RATE_HZ // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size)))
    at = int(spectrum.argmax())
    low, peak, high = np.log(spectrum[at - 1 : at + 2])
    return float(at + 0.5 * (low - high) / (low - 2 * peak + high))


def purity_db(samples, frequency_hz: float) -> float:
    """Return by how much a tone stands above all that is not near it."""
    middle = samples[0, SAMPLE_RATE_HZ // 2 : 3 * SAMPLE_RATE_HZ // 2]
    power = np.abs(np.fft.rfft(middle * np.blackman(middle.size))) ** 2
    near = np.abs(np.arange(power.size) - frequency_hz) < 6
    return float(10 * np.log10(power[near].sum() / power[~near].sum()))


@pytest.mark.parametrize("frequency_hz", [41.2, 110.0, 440.0, 3_000.0])
@pytest.mark.parametrize("ratio", RATIOS)
def test_a_tone_keeps_its_pitch_and_stays_pure(frequency_hz, ratio):
    stretched = stretch(tone(frequency_hz), ratio)
    assert pitch_hz(stretched) == pytest.approx(frequency_hz, rel=0.002)
    assert purity_db(stretched, frequency_hz) > 25


@pytest.mark.parametrize("ratio", RATIOS)
def test_clicks_come_at_the_new_pace(ratio):
    clicks = stereo(click_track(120, 8.0, sample_rate_hz=SAMPLE_RATE_HZ))
    stretched = stretch(clicks, ratio)
    envelope = np.abs(stretched[0])
    times = []
    for beat in range(1, 15):
        about = round(beat * 0.5 * ratio * SAMPLE_RATE_HZ)
        near = envelope[about - 4_000 : about + 4_000]
        times.append((about - 4_000 + int(np.argmax(near > 0.5 * near.max()))) / SAMPLE_RATE_HZ)
    slope = np.polyfit(np.arange(14), times, 1)[0]
    assert slope == pytest.approx(0.5 * ratio, rel=0.001)
    assert np.abs(np.diff(times) - 0.5 * ratio).max() < 0.03


@pytest.mark.parametrize("semitones", [-3, -1, 1, 2, 3])
def test_pitch_moves_by_semitones_and_length_stays(semitones):
    shifted = shift_pitch(tone(220.0), semitones)
    assert shifted.shape == (2, 3 * SAMPLE_RATE_HZ)
    assert pitch_hz(shifted) == pytest.approx(220 * 2 ** (semitones / 12), rel=0.002)


def test_both_move_at_once():
    moved = shift_pitch(tone(220.0), 2, 0.95)
    assert moved.shape[1] == round(0.95 * 3 * SAMPLE_RATE_HZ)
    assert pitch_hz(moved) == pytest.approx(220 * 2 ** (2 / 12), rel=0.002)


@given(
    length=st.integers(1, 60_000),
    ratio=st.floats(0.5, 2.0),
    seed=st.integers(0, 9),
)
@settings(max_examples=60, deadline=None)
def test_the_length_is_exact_and_nothing_becomes_much_louder(length, ratio, seed):
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, (2, length)).astype(np.float32)
    stretched = stretch(noise, ratio)
    assert stretched.shape == (2, round(length * ratio))
    assert stretched.dtype == np.float32
    assert np.isfinite(stretched).all()
    assert np.abs(stretched).max(initial=0) < 1.1


def test_channels_stay_together():
    left = tone(220.0)[0]
    stretched = stretch(np.stack([left, -0.5 * left]), 1.05)
    assert np.allclose(stretched[1], -0.5 * stretched[0], atol=1e-6)


def test_silence_stays_silence():
    assert not stretch(np.zeros((2, SAMPLE_RATE_HZ), np.float32), 1.05).any()


@pytest.mark.parametrize("ratio", [0.4, 2.1, float("nan")])
def test_what_cannot_sound_well_is_refused(ratio):
    with pytest.raises(ValueError, match="ratio"):
        stretch(tone(220.0, 0.5), ratio)

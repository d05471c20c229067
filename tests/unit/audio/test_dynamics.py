"""Crest factor, peaks over loudness, silence at the ends, stereo image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.dynamics import Dynamics, measure_dynamics
from menura.audio.loudness import measure_loudness
from menura.audio.stereo import measure_stereo
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import drum_loop, silence, sine, white_noise

RATE_HZ = 16_000


def measure(signal, rate_hz=RATE_HZ):
    listening = StreamingPass(rate_hz, signal.shape[0])
    listening.feed(signal)
    return listening.finish()


def dynamics_of(signal, rate_hz=RATE_HZ):
    frames = measure(signal, rate_hz)
    return measure_dynamics(frames, measure_loudness(frames))


@pytest.mark.parametrize("channels", [1, 2])
def test_crest_factor_of_a_sine_is_three_decibels(channels):
    tone = sine(1000, 5.0, amplitude=0.3, channels=channels, sample_rate_hz=RATE_HZ)
    assert dynamics_of(tone).crest_db == pytest.approx(3.01, abs=0.05)


def test_peak_to_loudness_ratio_is_their_difference():
    frames = measure(drum_loop(120, 6.0, sample_rate_hz=RATE_HZ))
    loudness = measure_loudness(frames)
    assert loudness.true_peak_dbtp is not None
    assert loudness.integrated_lufs is not None
    difference = loudness.true_peak_dbtp - loudness.integrated_lufs
    assert measure_dynamics(frames, loudness).plr_lu == difference


@settings(max_examples=10, deadline=None)
@given(gain_db=st.floats(-30, 6))
def test_gain_leaves_dynamics_and_stereo_image_alone(gain_db):
    signal = np.concatenate(
        [white_noise(4.0, amplitude=0.2, sample_rate_hz=RATE_HZ, seed=n) for n in (1, 2)]
    )
    gained = signal * np.float32(10 ** (gain_db / 20))
    plain, louder = dynamics_of(signal), dynamics_of(gained)
    for name in ("crest_db", "plr_lu", "psr_lu", "lead_in_s", "lead_out_s"):
        assert getattr(louder, name) == pytest.approx(getattr(plain, name), abs=0.02), name
    images = measure_stereo(measure(signal)), measure_stereo(measure(gained))
    assert images[0].width == pytest.approx(images[1].width, abs=1e-4)


def test_clipping_lowers_all_peak_ratios():
    loop = drum_loop(120, 6.0, sample_rate_hz=RATE_HZ)
    free, clipped = dynamics_of(loop), dynamics_of(np.clip(4 * loop, -0.7, 0.7))
    assert clipped.crest_db < free.crest_db - 3
    assert clipped.plr_lu < free.plr_lu - 3
    assert clipped.psr_lu < free.psr_lu - 3


@settings(max_examples=15, deadline=None)
@given(before=st.integers(0, 30), after=st.integers(0, 30))
def test_silence_at_the_ends_is_measured_to_a_tenth_of_a_second(before, after):
    signal = np.concatenate(
        [
            silence(before / 10, sample_rate_hz=RATE_HZ),
            white_noise(2.0, sample_rate_hz=RATE_HZ),
            silence(after / 10, sample_rate_hz=RATE_HZ),
        ],
        axis=1,
    )
    dynamics = dynamics_of(signal)
    assert dynamics.lead_in_s == pytest.approx(before / 10, abs=0.051)
    assert dynamics.lead_out_s == pytest.approx(after / 10, abs=0.051)


def test_silence_has_no_ratios_and_is_all_lead_in():
    assert dynamics_of(silence(2.0, sample_rate_hz=RATE_HZ)) == Dynamics(None, None, None, 2.0, 0.0)


def test_a_short_hit_has_a_crest_but_no_short_term_ratio():
    dynamics = dynamics_of(white_noise(0.5, sample_rate_hz=RATE_HZ))
    assert dynamics.psr_lu is None
    assert dynamics.crest_db > 6


def test_width_runs_from_mono_to_opposite_channels():
    left, right = (white_noise(2.0, sample_rate_hz=RATE_HZ, seed=n) for n in (1, 2))
    pairs = {"mono": (left, left), "apart": (left, right), "opposite": (left, -left)}
    images = {name: measure_stereo(measure(np.concatenate(pair))) for name, pair in pairs.items()}
    assert images["mono"].width == pytest.approx(0.0, abs=1e-6)
    assert images["apart"].width == pytest.approx(0.5, abs=0.02)
    assert images["opposite"].width == pytest.approx(1.0, abs=1e-6)
    assert images["mono"].correlation == pytest.approx(1.0)
    assert images["apart"].correlation == pytest.approx(0.0, abs=0.04)
    assert images["opposite"].correlation == pytest.approx(-1.0)


def test_one_channel_is_mono_and_one_silent_channel_has_no_correlation():
    tone = white_noise(1.0, sample_rate_hz=RATE_HZ)
    mono = measure_stereo(measure(tone))
    assert (mono.width, mono.correlation) == (0.0, 1.0)
    one_sided = measure_stereo(measure(np.concatenate([tone, np.zeros_like(tone)])))
    assert (one_sided.width, one_sided.correlation) == (0.5, None)
    nothing = measure_stereo(measure(silence(1.0, channels=2, sample_rate_hz=RATE_HZ)))
    assert (nothing.width, nothing.correlation) == (0.0, None)

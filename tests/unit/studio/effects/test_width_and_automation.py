"""Width is kept out of the bass and out of the mono sum; automation follows its points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.effects.automation import control_curve, sweep_cutoff
from menura.studio.effects.width import widen
from menura.studio.score import Automation, Control

RATE_HZ = 48_000


def noise(seed=1, seconds=1.0):
    count = round(seconds * RATE_HZ)
    return (0.1 * np.random.default_rng(seed).standard_normal((2, count))).astype(np.float32)


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 3), st.floats(0, 0.7))
def test_the_mono_sum_is_the_same_whatever_the_width(side_gain, spread):
    samples = noise()
    result = widen(samples, side_gain, spread=spread)
    np.testing.assert_allclose(result.sum(axis=0), samples.sum(axis=0), atol=1e-6)


def test_bass_is_in_the_middle_and_treble_is_not():
    time = np.arange(RATE_HZ) / RATE_HZ

    def side_left_db(frequency_hz):
        left = np.sin(2 * np.pi * frequency_hz * time).astype(np.float32)
        result = widen(np.stack([left, -left]), 1.0, mono_below_hz=120.0)
        return 20 * np.log10(result[0, RATE_HZ // 2 :].std() / left.std())

    assert side_left_db(40.0) < -12
    assert side_left_db(1000.0) > -0.5


def test_spreading_one_channel_makes_two_related_ones():
    mono = np.tile(noise(seconds=2.0)[0], (2, 1))
    wide = widen(mono, 1.0, spread=0.5)
    assert 0.3 < np.corrcoef(*wide)[0, 1] < 0.9


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.integers(0, 16), st.floats(-10, 10), min_size=1, max_size=6),
    st.floats(60, 200),
)
def test_a_curve_goes_through_its_points(points, bpm):
    places = tuple((float(beat), value) for beat, value in sorted(points.items()))
    count = round(17 * 60 / bpm * RATE_HZ)
    curve = control_curve(Automation(Control.GAIN, places), bpm=bpm, count=count)
    assert len(curve) == count
    steepest = 64 * float(np.abs(np.diff(curve)).max()) + 1e-4
    for beat, value in places:
        here = min(count - 1, round(beat * 60 / bpm * RATE_HZ))
        assert curve[here] == pytest.approx(value, abs=steepest)
    assert curve[-1] == pytest.approx(places[-1][1], abs=1e-4)


@pytest.mark.parametrize(("openness", "cutoff_hz"), [(0.0, 200.0), (0.5, 2000.0), (0.75, 6325.0)])
def test_a_sweep_cuts_at_its_frequency(openness, cutoff_hz):
    impulse = np.zeros((2, RATE_HZ), np.float32)
    impulse[:, 0] = 1.0
    result = sweep_cutoff(impulse, np.full(RATE_HZ, openness, np.float32))
    gain_db = 20 * np.log10(np.abs(np.fft.rfft(result[0].astype(np.float64))))
    assert gain_db[round(cutoff_hz)] == pytest.approx(-3.0, abs=0.3)
    assert gain_db[20] == pytest.approx(0.0, abs=0.2)


def test_a_sweep_that_is_open_changes_nothing():
    samples = noise()
    np.testing.assert_allclose(
        sweep_cutoff(samples, np.ones(RATE_HZ, np.float32)), samples, atol=1e-6
    )


def test_a_fast_sweep_does_not_click_or_ring():
    samples = noise(seconds=2.0)
    jumping = np.tile(np.repeat([0.0, 1.0], 480), 100).astype(np.float32)
    assert np.abs(sweep_cutoff(samples, jumping)).max() < 2 * np.abs(samples).max()

"""The true peak lies between the samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, resample, sosfilt

from menura.studio.qa.true_peak import measure_true_peak
from tests.unit.studio.qa.band import RATE_HZ, Played, fade


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2, 0.25, 0.3, 0.4])
def test_a_sine_reads_its_amplitude_wherever_its_samples_fall(share: float) -> None:
    count = np.arange(RATE_HZ // 2)
    for phase in (0.0, 0.3, np.pi / 4):
        tone = 0.5 * np.sin(2 * np.pi * share * count + phase)
        tone *= np.minimum(1, np.minimum(count, count[::-1]) / 2400)
        peak = measure_true_peak(np.tile(tone, (2, 1)).astype(np.float32))
        assert 20 * np.log10(peak / 0.5) == pytest.approx(0.0, abs=0.12)


def test_a_quarter_of_the_rate_reads_three_decibels_above_its_samples() -> None:
    count = np.arange(RATE_HZ // 4)
    tone = np.sin(np.pi / 2 * count + np.pi / 4) * np.minimum(
        1, np.minimum(count, count[::-1]) / 999
    )
    audio = np.tile(tone, (2, 1)).astype(np.float32)
    over_db = 20 * np.log10(measure_true_peak(audio) / np.abs(audio).max())
    assert over_db == pytest.approx(3.01, abs=0.05)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.01, 1.0))
def test_it_never_lies_below_the_samples_and_scales_with_them(seed: int, gain: float) -> None:
    noise = np.random.default_rng(seed).standard_normal((2, 3000)).astype(np.float32)
    peak = measure_true_peak(noise)
    assert peak >= np.abs(noise).max()
    assert measure_true_peak(np.float32(gain) * noise) == pytest.approx(gain * peak, rel=1e-4)


def test_it_agrees_with_sixteen_fold_resampling_of_music(band: Played) -> None:
    part = band.mix[:, : 3 * RATE_HZ] * fade(3 * RATE_HZ, 0.01, 0.01)
    part = sosfilt(butter(8, 18_000, fs=RATE_HZ, output="sos"), part, axis=1)
    dense = resample(part, 16 * part.shape[1], axis=1)
    expected_db = 20 * np.log10(np.abs(dense).max())
    heard_db = 20 * np.log10(measure_true_peak(part.astype(np.float32)))
    assert heard_db == pytest.approx(expected_db, abs=0.1)


def test_silence_has_no_peak() -> None:
    assert measure_true_peak(np.zeros((2, 1000), np.float32)) == 0.0

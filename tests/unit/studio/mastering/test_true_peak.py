"""True peaks between samples: EBU Tech 3341, and the band-limited truth by Fourier transform."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.mastering.true_peak import peak_envelope, true_peak_dbtp

RATE_HZ = 48_000


def stereo(wave):
    return np.tile(np.asarray(wave, np.float32), (2, 1))


@pytest.mark.parametrize(
    ("divisor", "phase_deg", "amplitude", "expected_dbtp"),
    [
        pytest.param(4, 0.0, 0.50, -6.0, id="3341-15"),
        pytest.param(4, 45.0, 0.50, -6.0, id="3341-16"),
        pytest.param(6, 60.0, 0.50, -6.0, id="3341-17"),
        pytest.param(8, 67.5, 0.50, -6.0, id="3341-18"),
        pytest.param(4, 45.0, 1.41, 3.0, id="3341-19"),
    ],
)
def test_true_peaks_of_the_ebu_tones(divisor, phase_deg, amplitude, expected_dbtp):
    time = np.arange(RATE_HZ)
    fade = np.clip(np.minimum(time, time[::-1]) / 480, 0, 1)
    wave = amplitude * np.sin(2 * np.pi * time / divisor + np.deg2rad(phase_deg)) * fade
    assert true_peak_dbtp(stereo(wave)) == pytest.approx(expected_dbtp, abs=0.05)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(0.3, 0.85))
def test_a_peak_is_never_read_low(seed, bandwidth):
    noise = np.random.default_rng(seed).standard_normal(4096)
    spectrum = np.fft.rfft(noise)
    spectrum[int(bandwidth * len(spectrum)) :] = 0
    wave = np.fft.irfft(spectrum)
    wave[:64] *= np.linspace(0, 1, 64)
    wave[-64:] *= np.linspace(1, 0, 64)
    fine = np.fft.irfft(np.fft.rfft(np.pad(wave, 2048)), 8192 * 32) * 32
    truth_db = 20 * np.log10(np.abs(fine).max())
    # sixteen times the rate reads at most .04 dB low at the top of the band
    assert -0.06 < true_peak_dbtp(stereo(wave)) - truth_db < 0.05


def test_the_envelope_holds_every_sample_and_scales_with_the_gain():
    noise = np.random.default_rng(1).standard_normal((2, 5000)).astype(np.float32)
    envelope = peak_envelope(noise)
    assert np.all(envelope >= np.abs(noise).max(axis=0))
    half = peak_envelope(noise, np.full(5000, 0.5, np.float32))
    np.testing.assert_allclose(half, 0.5 * envelope, rtol=1e-6)


@pytest.mark.parametrize("count", [0, 1, 100, 1024, 1025])
def test_short_signals_have_a_peak_too(count):
    samples = np.full((2, count), 0.5, np.float32)
    peak = true_peak_dbtp(samples)
    assert peak == -np.inf if count == 0 else -6.1 < peak < -3.0

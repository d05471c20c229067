"""Saturation adds harmonics, not folded ones, and keeps quiet sounds as they are."""

import numpy as np
import pytest

from menura.studio.effects.saturation import Curve, Saturation, saturate

RATE_HZ = 48_000


def tone(frequency_hz, amplitude):
    wave = amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(RATE_HZ) / RATE_HZ)
    return np.tile(wave.astype(np.float32), (2, 1))


def level_db(samples, frequency_hz):
    spectrum = np.abs(np.fft.rfft(samples[0].astype(np.float64) * np.blackman(RATE_HZ)))
    return 20 * np.log10(spectrum[frequency_hz - 2 : frequency_hz + 3].max() + 1e-12)


@pytest.mark.parametrize("curve", list(Curve))
def test_quiet_sounds_pass_unchanged(curve):
    samples = tone(1000, 0.001)
    result = saturate(samples, Saturation(curve, 12.0))
    np.testing.assert_allclose(result[:, 4800:], samples[:, 4800:], atol=2e-5)


def test_symmetric_curves_add_odd_harmonics_and_a_tube_even_ones():
    soft = saturate(tone(1000, 0.5), Saturation(Curve.SOFT, 12.0))
    tube = saturate(tone(1000, 0.5), Saturation(Curve.TUBE, 12.0))
    assert level_db(soft, 3000) - level_db(soft, 1000) > -30
    assert level_db(soft, 2000) - level_db(soft, 1000) < -80
    assert level_db(tube, 2000) - level_db(tube, 1000) > -40


def test_a_tube_leaves_no_offset():
    result = saturate(tone(100, 0.8), Saturation(Curve.TUBE, 12.0))
    assert abs(result[:, RATE_HZ // 2 :].mean()) < 1e-3


def test_harmonics_above_the_band_do_not_fold_back():
    driven = saturate(tone(9000, 0.5), Saturation(Curve.SOFT, 9.0))
    # the third harmonic, 27 kHz, would fold to 21 kHz, the fifth, 45 kHz, to 3 kHz
    assert level_db(driven, 3000) - level_db(driven, 9000) < -60


def test_blocks_leave_no_seams():
    samples = tone(300, 0.5)
    whole = saturate(samples, Saturation(Curve.TAPE, 6.0))
    part = saturate(np.ascontiguousarray(samples[:, 500:]), Saturation(Curve.TAPE, 6.0))
    np.testing.assert_allclose(whole[:, 600:40_000], part[:, 100:39_500], atol=1e-6)

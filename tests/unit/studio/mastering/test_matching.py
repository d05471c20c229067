"""A matching filter brings one spectrum to another and keeps time."""

import numpy as np
import pytest

from menura.studio.mastering.matching import TAPS, filter_stereo, matching_filter
from menura.studio.spectrum import long_term_spectrum_db, mean_power, spectral_similarity
from tests.unit.studio import material


@pytest.mark.parametrize(("tilt", "other_tilt"), [(-0.5, -1.0), (-1.0, -0.4), (-0.2, -0.7)])
def test_noise_is_matched_to_noise_of_another_colour(tilt, other_tilt):
    samples = material.noise(8.0, tilt=tilt)
    wanted_db = long_term_spectrum_db(material.noise(8.0, tilt=other_tilt, seed=2))
    before = spectral_similarity(long_term_spectrum_db(samples), wanted_db)
    taps = matching_filter(mean_power(samples), wanted_db)
    after = spectral_similarity(long_term_spectrum_db(filter_stereo(samples, taps)), wanted_db)
    assert before < 0.85
    assert after > 0.95


def test_a_filter_is_symmetric_so_that_every_stem_keeps_its_time():
    wanted_db = np.linspace(0.0, -30.0, 28)
    taps = matching_filter(mean_power(material.noise(2.0)), wanted_db)
    assert taps.shape == (TAPS,)
    np.testing.assert_allclose(taps, taps[::-1], atol=1e-7)


def test_no_third_is_changed_beyond_the_limit():
    taps = matching_filter(
        mean_power(material.noise(2.0)), np.linspace(0.0, -60.0, 28), limit_db=4.0
    )
    gain_db = 20 * np.log10(np.abs(np.fft.rfft(taps, 1 << 16)))[100:20_000]
    assert np.abs(gain_db).max() < 4.6  # a filter this short swings a little past the limit


@pytest.mark.parametrize("count", [1, 100, 4095, 12_290, 400_000])
def test_filtering_in_blocks_is_plain_convolution(count):
    generator = np.random.default_rng(count)
    samples = generator.standard_normal((2, count)).astype(np.float32)
    taps = (generator.standard_normal(257) / 30).astype(np.float32)
    result = filter_stereo(samples, taps)
    for channel in range(2):
        wanted = np.convolve(samples[channel].astype(np.float64), taps)[128 : 128 + count]
        np.testing.assert_allclose(result[channel], wanted, atol=1e-4)

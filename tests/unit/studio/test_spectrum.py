"""Spectra in thirds of an octave, and how alike two are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from menura.studio.spectrum import (
    BAND_CENTRES_HZ,
    long_term_spectrum_db,
    spectral_similarity,
    target_spectrum_db,
)
from tests.unit.studio import material

spectra = hnp.arrays(np.float64, 28, elements=st.floats(-60, 0))


def test_bands_go_from_31_hz_to_16_khz_in_thirds():
    assert BAND_CENTRES_HZ.shape == (28,)
    assert BAND_CENTRES_HZ[[0, 15, -1]] == pytest.approx([31.25, 1000.0, 16_000.0])


@pytest.mark.parametrize("frequency_hz", [63.0, 500.0, 4000.0, 12_500.0])
def test_a_tone_lies_in_its_band(frequency_hz):
    time = np.arange(2 * 48_000) / 48_000
    tone = np.tile(np.sin(2 * np.pi * frequency_hz * time).astype(np.float32), (2, 1))
    levels_db = long_term_spectrum_db(tone)
    nearest = np.argmin(np.abs(np.log(BAND_CENTRES_HZ / frequency_hz)))
    assert np.argmax(levels_db) == nearest
    assert levels_db[nearest] == pytest.approx(0.0, abs=0.6)


def test_pink_noise_is_level():
    levels_db = long_term_spectrum_db(material.noise(20.0, tilt=-0.5))
    assert np.abs(levels_db[3:] - np.median(levels_db)).max() < 1.0


def test_level_silences_and_sides_do_not_change_a_spectrum():
    samples = material.noise(8 * 8192 / 48_000)
    plain_db = long_term_spectrum_db(samples)
    np.testing.assert_allclose(
        long_term_spectrum_db(samples * np.float32(0.1)), plain_db, atol=0.01
    )
    opposite = samples * np.array([[1], [-1]], np.float32)
    np.testing.assert_allclose(long_term_spectrum_db(opposite), plain_db, atol=1e-3)
    padded = np.pad(samples, ((0, 0), (0, 20 * 8192)))
    np.testing.assert_allclose(long_term_spectrum_db(padded), plain_db, atol=0.01)


@given(spectra, st.floats(-40, 40))
def test_a_spectrum_is_like_itself_at_any_level(levels_db, gain_db):
    assert spectral_similarity(levels_db, levels_db + gain_db) == pytest.approx(1.0)


@given(spectra, spectra)
def test_similarity_is_symmetric_and_between_nothing_and_one(one_db, other_db):
    similarity = spectral_similarity(one_db, other_db)
    assert 0 <= similarity <= 1
    assert similarity == pytest.approx(spectral_similarity(other_db, one_db))


def test_a_mean_deviation_of_1_8_db_is_85_percent():
    zigzag_db = 1.8 * np.where(np.arange(28) % 2, 1.0, -1.0)
    assert spectral_similarity(zigzag_db, np.zeros(28)) == pytest.approx(0.85, abs=0.01)


@pytest.mark.parametrize("count", [0, 1, 100, 8192])
def test_short_and_silent_signals_have_a_spectrum(count):
    assert np.isfinite(long_term_spectrum_db(np.zeros((2, count), np.float32))).all()
    assert np.isfinite(long_term_spectrum_db(np.ones((2, count), np.float32))).all()


def test_a_target_has_the_tilt_of_its_genre():
    target_db = target_spectrum_db(material.genre(spectrum_tilt_db_per_octave=-4.5))
    one, eight = np.searchsorted(BAND_CENTRES_HZ, [999.0, 7999.0])
    assert (target_db[eight] - target_db[one]) / 3 == pytest.approx(-1.5, abs=0.1)
    bright_db = target_spectrum_db(material.genre(high_shelf_db=4.0))
    assert bright_db[-1] - bright_db[one] > target_db[-1] - target_db[one] + 3
    heavy_db = target_spectrum_db(material.genre(low_shelf_db=4.0))
    assert heavy_db[3] - heavy_db[one] > target_db[3] - target_db[one] + 2.5

"""Filters do what their names say, and their drawn response is what they do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.effects.equaliser import Band, Shape, equalise, response_db

RATE_HZ = 48_000
bands = st.builds(
    Band,
    st.sampled_from(list(Shape)),
    st.floats(30, 15_000),
    st.floats(-12, 12),
    st.floats(0.4, 4.0),
)


def measured_db(chosen, frequencies_hz):
    impulse = np.zeros((2, 1 << 17), np.float32)
    impulse[:, 0] = 1.0
    spectrum = np.abs(np.fft.rfft(equalise(impulse, chosen)[0].astype(np.float64)))
    places = np.round(frequencies_hz * (1 << 17) / RATE_HZ).astype(int)
    return 20 * np.log10(spectrum[places] + 1e-12)


@settings(max_examples=30, deadline=None)
@given(st.lists(bands, min_size=1, max_size=4).map(tuple))
def test_the_response_that_is_drawn_is_the_one_that_is_heard(chosen):
    frequencies_hz = np.round(np.geomspace(40, 18_000, 12) * (1 << 17) / RATE_HZ)
    frequencies_hz *= RATE_HZ / (1 << 17)
    drawn_db = response_db(chosen, frequencies_hz)
    audible = drawn_db > -60
    heard_db = measured_db(chosen, frequencies_hz)
    np.testing.assert_allclose(heard_db[audible], drawn_db[audible], atol=0.05)


@pytest.mark.parametrize(
    ("band", "frequency_hz", "expected_db"),
    [
        (Band(Shape.HIGH_PASS, 100.0), 100.0, -3.01),
        (Band(Shape.HIGH_PASS, 100.0), 25.0, -24.1),
        (Band(Shape.LOW_PASS, 2000.0), 2000.0, -3.01),
        (Band(Shape.BELL, 1000.0, 6.0, 1.0), 1000.0, 6.0),
        (Band(Shape.BELL, 1000.0, 6.0, 1.0), 20_000.0, 0.0),
        (Band(Shape.LOW_SHELF, 200.0, -4.0), 20.0, -4.0),
        (Band(Shape.LOW_SHELF, 200.0, -4.0), 200.0, -2.0),
        (Band(Shape.HIGH_SHELF, 5000.0, 3.0), 18_000.0, 3.0),
        (Band(Shape.HIGH_SHELF, 5000.0, 3.0), 50.0, 0.0),
    ],
)
def test_bands_have_their_known_gains(band, frequency_hz, expected_db):
    assert response_db((band,), np.array([frequency_hz]))[0] == pytest.approx(expected_db, abs=0.15)


def test_no_bands_return_an_equal_copy():
    samples = np.ones((2, 10), np.float32)
    result = equalise(samples, ())
    np.testing.assert_array_equal(result, samples)
    assert result is not samples


def test_silence_after_sound_dies_away_without_denormal_numbers():
    samples = np.zeros((2, 10 * RATE_HZ), np.float32)
    samples[:, :100] = 1.0
    tail = equalise(samples, (Band(Shape.HIGH_PASS, 200.0),))[:, -RATE_HZ:]
    assert np.all((tail == 0) | (np.abs(tail) > 1e-30))

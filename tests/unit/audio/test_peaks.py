"""Waveforms for drawing: never smaller than the signal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from menura.audio.peaks import resample_peaks, waveform_peaks

extremes = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 80), st.just(2)), elements=st.floats(-1.5, 1.5, width=32)
).map(lambda rows: np.sort(rows, axis=1))


@given(extremes)
def test_bytes_bound_the_signal_up_to_full_scale(rows):
    peaks = waveform_peaks(rows)
    assert peaks.dtype == np.int8
    assert (peaks[:, 0] / 127 <= np.clip(rows[:, 0], -1, 1) + 1e-6).all()
    assert (peaks[:, 1] / 127 >= np.clip(rows[:, 1], -1, 1) - 1e-6).all()
    assert (np.abs(peaks - np.clip(rows, -1, 1) * 127) <= 1 + 1e-4).all()


@given(extremes, st.integers(1, 200))
def test_any_number_of_points_keeps_the_extremes(rows, points):
    peaks = waveform_peaks(rows)
    view = resample_peaks(peaks, points)
    assert view.shape == (points, 2)
    assert view.dtype == np.int8
    assert view[:, 0].min() == peaks[:, 0].min()
    assert view[:, 1].max() == peaks[:, 1].max()


def test_as_many_points_as_rows_change_nothing():
    peaks = np.array([[-1, 2], [-3, 4], [-5, 6]], np.int8)
    np.testing.assert_array_equal(resample_peaks(peaks, 3), peaks)


def test_nothing_is_drawn_as_a_flat_line():
    np.testing.assert_array_equal(resample_peaks(np.zeros((0, 2), np.int8), 4), np.zeros((4, 2)))


def test_no_points_are_refused():
    with pytest.raises(ValueError, match="0 points"):
        resample_peaks(np.zeros((3, 2), np.int8), 0)

"""A limiter never lets a peak above its ceiling, and leaves alone what is below."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.mastering.limiter import limiter_gain

RATE_HZ = 48_000


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3000),
    st.integers(0, 2**31),
    st.floats(0.05, 1.0),
    st.floats(0.0001, 0.02),
    st.floats(0.001, 0.2),
)
def test_a_limiter_never_exceeds_its_ceiling(count, seed, ceiling, lookahead_s, release_s):
    generator = np.random.default_rng(seed)
    envelope = generator.exponential(0.3, count).astype(np.float32)
    envelope[generator.integers(0, count)] = 4.0
    gain = limiter_gain(envelope, ceiling, lookahead_s=lookahead_s, release_s=release_s)
    assert gain.shape == (count,)
    assert np.all((gain > 0) & (gain <= 1))
    assert np.all(gain * envelope <= ceiling * (1 + 1e-5))
    # what lies between two samples belongs to both
    assert np.all(gain[1:] * envelope[:-1] <= ceiling * (1 + 1e-5))


def test_what_is_below_the_ceiling_is_untouched():
    envelope = np.full(10_000, 0.5, np.float32)
    np.testing.assert_array_equal(limiter_gain(envelope, 0.5), np.ones(10_000, np.float32))


def test_a_lone_peak_is_taken_smoothly_and_let_go():
    envelope = np.full(RATE_HZ, 0.1, np.float32)
    envelope[20_000] = 2.0
    gain = limiter_gain(envelope, 0.5, lookahead_s=0.003, release_s=0.08)
    assert gain[20_000] <= 0.25
    assert np.all(gain[: 20_000 - 300] == 1.0)
    assert np.abs(np.diff(gain)).max() < 0.01  # a step would click
    assert 0.6 < gain[20_000 + round(0.08 * RATE_HZ)] < 0.85
    assert gain[-1] > 0.995

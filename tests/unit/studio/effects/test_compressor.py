"""A compressor follows its curve and leaves the image alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.effects.compressor import Compression, compress, compression_gain

RATE_HZ = 48_000


def tone(level_db, seconds=1.0):
    """Return a sine with a root mean square of `level_db`."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = 10 ** (level_db / 20) * np.sqrt(2) * np.sin(2 * np.pi * 1000 * time)
    return np.tile(wave.astype(np.float32), (2, 1))


@pytest.mark.parametrize(
    ("level_db", "expected_db"), [(-40.0, 0.0), (-20.0, -0.75), (-10.0, -5.0), (0.0, -10.0)]
)
def test_a_steady_tone_is_turned_down_by_the_curve(level_db, expected_db):
    gain = compression_gain(tone(level_db), Compression(-20.0, 2.0, knee_db=12.0))
    assert 20 * np.log10(gain[-1]) == pytest.approx(expected_db, abs=0.1)


@settings(max_examples=20, deadline=None)
@given(st.floats(-40, 0), st.floats(1.0, 20.0), st.floats(0.0005, 0.1))
def test_a_compressor_never_turns_up(threshold_db, ratio, attack_s):
    noise = np.random.default_rng(1).standard_normal((2, 9_001)).astype(np.float32)
    gain = compression_gain(noise, Compression(threshold_db, ratio, attack_s))
    assert gain.shape == (9_001,)
    assert np.all((gain > 0) & (gain <= 1))


def test_attack_and_release_take_their_time():
    quiet, loud = tone(-60.0, 0.5), tone(0.0, 0.5)
    settings_ = Compression(-20.0, 4.0, attack_s=0.01, release_s=0.1)
    gain_db = 20 * np.log10(
        compression_gain(np.concatenate([quiet, loud, quiet], axis=1), settings_)
    )
    assert gain_db[RATE_HZ // 2 + 240] > -8.0  # 5 ms after the attack
    assert gain_db[RATE_HZ - 10] == pytest.approx(-15.0, abs=0.1)
    assert -14.0 < gain_db[RATE_HZ + 4800] < -2.0  # 100 ms after the end
    assert gain_db[-1] > -1.0


def test_both_channels_get_the_same_gain():
    samples = tone(0.0)
    samples[1] *= 0.1
    result = compress(samples, Compression(-20.0, 4.0))
    np.testing.assert_allclose(result[1], 0.1 * result[0], rtol=1e-5, atol=1e-7)

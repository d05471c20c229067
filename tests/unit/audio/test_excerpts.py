"""Excerpts are evenly spread, bounded, and do not depend on how the signal arrives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions, ExcerptTap
from tests.audio_synthesis import white_noise

RATE_HZ = 8_000


def options(most: int = 4, length: int = 100, step: int = 80, **changes: object) -> ExcerptOptions:
    values = {"sample_rate_hz": RATE_HZ, "padding": "repeat", **changes}
    return ExcerptOptions(length=length, step=step, most=most, **values)  # type: ignore[arg-type]


def excerpts_of(
    signal: Float32Array, chosen: ExcerptOptions, *cuts: int, rate_hz: int = RATE_HZ
) -> Float32Array:
    tap = ExcerptTap(chosen, rate_hz, signal.shape[0])
    for block in np.split(signal, sorted(min(c, signal.shape[1]) for c in cuts), axis=1):
        tap.feed(block)
    return tap.finish()


def counting(samples: int) -> Float32Array:
    return np.arange(samples, dtype=np.float32)[np.newaxis]


def test_a_short_signal_gives_every_whole_excerpt_of_the_grid():
    found = excerpts_of(counting(100 + 2 * 80 + 79), options())
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [np.arange(k, k + 100) for k in (0, 80, 160)])


@settings(max_examples=60, deadline=None)
@given(
    samples=st.integers(0, 30_000),
    cuts=st.lists(st.integers(0, 30_000), max_size=6),
    most=st.integers(1, 6),
)
def test_excerpts_do_not_depend_on_how_the_signal_is_cut(samples, cuts, most):
    signal = np.random.default_rng(0).standard_normal((2, samples)).astype(np.float32)
    chosen = options(most=most, sample_rate_hz=RATE_HZ)
    np.testing.assert_array_equal(excerpts_of(signal, chosen), excerpts_of(signal, chosen, *cuts))


def test_resampled_excerpts_do_not_depend_on_how_the_signal_is_cut():
    signal = white_noise(25.0, channels=2)
    chosen = options(most=5, length=4_000, step=4_000, sample_rate_hz=16_000)
    whole = excerpts_of(signal, chosen, rate_hz=44_100)
    pieces = excerpts_of(signal, chosen, *range(0, signal.shape[1], 4_711), rate_hz=44_100)
    np.testing.assert_array_equal(whole, pieces)
    assert whole.shape == (5, 4_000)


@settings(max_examples=60, deadline=None)
@given(excerpt_count=st.integers(1, 400), most=st.integers(1, 9))
def test_of_a_long_signal_the_wanted_number_is_kept_evenly_spread(excerpt_count, most):
    found = excerpts_of(counting(100 + 80 * (excerpt_count - 1)), options(most=most))
    starts = found[:, 0] / 80
    assert len(found) == min(most, excerpt_count)
    assert (starts == starts.astype(int)).all()
    if len(found) > 1:
        gaps = np.diff(starts)
        assert gaps.min() > 0
        assert gaps.max() <= 2 * gaps.min()
        assert starts[-1] >= excerpt_count * (1 - 1.5 / len(found)) - 1


def test_memory_stays_bounded_however_long_the_signal():
    tap = ExcerptTap(options(most=3), RATE_HZ, 1)
    for _ in range(200):
        tap.feed(np.zeros((1, RATE_HZ), np.float32))
    grid = tap._grid
    assert len(grid._kept) <= 2 * 3
    assert all(excerpt.base is None for excerpt in grid._kept.values())
    assert grid._stream.size < 11 * RATE_HZ


def test_a_signal_shorter_than_an_excerpt_is_repeated():
    (found,) = excerpts_of(counting(30), options())
    np.testing.assert_array_equal(found, np.tile(np.arange(30), 4)[:100])


def test_or_repeated_in_whole_rounds_and_filled_with_silence():
    (found,) = excerpts_of(counting(30), options(padding="repeat_then_zeros"))
    np.testing.assert_array_equal(found, [*np.tile(np.arange(30), 3), *np.zeros(10)])


def test_an_empty_signal_gives_no_excerpt():
    assert excerpts_of(counting(0), options()).shape == (0, 100)


def test_stereo_is_heard_as_its_mean():
    left, right = counting(200)[0], counting(200)[0][::-1]
    found = excerpts_of(np.stack([left, right]), options())
    np.testing.assert_array_equal(found, np.full((2, 100), 99.5))


def test_the_caller_may_reuse_its_block():
    tap, block = ExcerptTap(options(most=1), RATE_HZ, 1), counting(100)
    tap.feed(block)
    block[:] = -1
    np.testing.assert_array_equal(tap.finish()[0], np.arange(100))


@pytest.mark.parametrize("channels", [0, 3])
def test_more_than_two_channels_are_refused(channels):
    with pytest.raises(ValueError, match="mix them down"):
        ExcerptTap(options(), RATE_HZ, channels)


def test_a_block_with_other_channels_is_refused():
    with pytest.raises(ValueError, match=r"expected \(1, n\)"):
        ExcerptTap(options(), RATE_HZ, 1).feed(np.zeros((2, 5), np.float32))


@pytest.mark.parametrize("name", ["length", "step", "most"])
def test_options_must_be_positive(name):
    with pytest.raises(ValueError, match="positive"):
        options(**{name: 0})

"""One pass over a signal: laws that hold for every signal and every way of cutting it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.frames import MEL_BANDS, PITCH_BINS, Frames
from menura.audio.spectra import SegmentStore
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import drum_loop, silence, sine, white_noise

ARRAYS = (
    "mel_energies",
    "spectral_moments",
    "pitch_salience",
    "tuning_histogram",
    "weighted_energies",
    "third_octave_energies",
    "waveform_extremes",
)


def measure(signal, sample_rate_hz=44_100, cuts=()) -> Frames:
    listening = StreamingPass(sample_rate_hz, signal.shape[0])
    for piece in np.split(signal, sorted(cuts), axis=1):
        listening.feed(piece)
    return listening.finish()


@settings(max_examples=10, deadline=None)
@given(cuts=st.lists(st.integers(0, 12 * 8_000), max_size=20))
def test_result_does_not_depend_on_how_the_signal_is_cut(cuts):
    signal = white_noise(12.0, channels=2, sample_rate_hz=8_000, seed=5)
    whole, pieces = measure(signal, 8_000), measure(signal, 8_000, cuts)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name), name)
    assert (whole.true_peak, whole.sample_count) == (pieces.true_peak, pieces.sample_count)


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 1000),
    samples=st.integers(4_000, 30_000),
    rate_hz=st.sampled_from([8_000, 11_025, 22_050, 44_100, 48_000]),
    channels=st.sampled_from([1, 2]),
)
def test_peaks_bound_every_sample_of_any_signal(seed, samples, rate_hz, channels):
    generator = np.random.default_rng(seed)
    signal = generator.uniform(-1, 1, (channels, samples)).astype(np.float32)
    frames = measure(signal, rate_hz)
    assert frames.sample_peak == np.abs(signal).max()
    assert frames.true_peak >= frames.sample_peak
    assert frames.waveform_extremes[:, 0].min() == signal.min()
    assert frames.waveform_extremes[:, 1].max() == signal.max()
    assert len(frames.waveform_extremes) == pytest.approx(20 * samples / rate_hz, abs=1.01)


def test_waveform_follows_the_signal_in_time():
    signal = np.concatenate([silence(1.0), sine(440, 1.0, amplitude=0.5)], axis=1)
    extremes = measure(signal).waveform_extremes
    assert not extremes[:20].any()
    assert (extremes[20:, 1] > 0.49).all()


def test_opposite_channels_do_not_vanish_from_the_waveform():
    tone = sine(440, 1.0)
    frames = measure(np.concatenate([tone, -tone]))
    assert frames.waveform_extremes[:, 1].min() > 0.99


def test_true_peak_finds_the_top_between_samples():
    time = np.arange(44_100)
    quarter_rate = np.sin(2 * np.pi * time / 4 + np.pi / 4).astype(np.float32)[None]
    frames = measure(quarter_rate)
    assert frames.sample_peak == pytest.approx(np.sqrt(0.5), abs=1e-4)
    assert frames.true_peak == pytest.approx(1.0, abs=0.03)


def test_frame_rates_are_what_they_are_called():
    frames = measure(white_noise(10.0))
    assert frames.mel_energies.shape == (501, MEL_BANDS)
    assert frames.spectral_moments.shape == (501, 4)
    assert frames.pitch_salience.shape == (51, PITCH_BINS)
    assert frames.weighted_energies.shape == (100,)
    assert frames.third_octave_energies.shape == (100, 31)
    assert frames.duration_s == 10.0


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000])
def test_a_tone_lands_in_its_mel_band_and_pitch_whatever_the_rate(rate_hz):
    frames = measure(sine(440, 2.0, sample_rate_hz=rate_hz), rate_hz)
    reference = measure(sine(440, 2.0))
    middle = slice(10, -10)
    assert (
        frames.mel_energies[middle].mean(axis=0).argmax()
        == reference.mel_energies[middle].mean(axis=0).argmax()
    )
    assert frames.pitch_salience.sum(axis=0).argmax() == (69 - 33) * 5


def test_third_octaves_of_white_noise_rise_three_decibels_per_octave():
    levels = 10 * np.log10(measure(white_noise(10.0)).third_octave_energies[:, 10:30].mean(axis=0))
    rise_per_band = np.polyfit(np.arange(20), levels, 1)[0]
    assert rise_per_band == pytest.approx(1.0, abs=0.1)


def test_stereo_sums_tell_equal_from_opposite_channels():
    tone = sine(440, 1.0, amplitude=0.5)
    equal = measure(np.concatenate([tone, tone])).stereo
    opposite = measure(np.concatenate([tone, -tone])).stereo
    assert equal.cross == pytest.approx(equal.left)
    assert opposite.cross == pytest.approx(-opposite.left)


def test_a_mono_signal_and_its_doubling_measure_the_same_spectra():
    loop = drum_loop(120, 5.0)
    mono, doubled = measure(loop), measure(np.tile(loop, (2, 1)))
    np.testing.assert_allclose(mono.mel_energies, doubled.mel_energies, rtol=1e-5)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="channels"):
        StreamingPass(44_100, 6)
    with pytest.raises(ValueError, match=r"expected \(2, n\)"):
        StreamingPass(44_100, 2).feed(np.zeros((1, 10), np.float32))


def test_nothing_fed_gives_empty_frames():
    frames = StreamingPass(44_100, 2).finish()
    assert (frames.sample_count, frames.sample_peak, len(frames.weighted_energies)) == (0, 0.0, 0)


@settings(max_examples=30, deadline=None)
@given(minutes=st.integers(1, 300), batch=st.integers(50, 500))
def test_segments_stay_bounded_evenly_spaced_and_in_order(minutes, batch):
    store, total = SegmentStore(rows_per_second=1, columns=1), minutes * 60
    for first in range(0, total, batch):
        rows = np.arange(first, min(first + batch, total), dtype=np.float32)[:, None]
        if store.wants(len(rows)):
            store.append(rows)
        else:
            store.skip(len(rows))
    kept = store.finish()[:, 0]
    assert len(kept) <= 30 * 60
    if minutes <= 30:
        np.testing.assert_array_equal(kept, np.arange(total))
        return
    assert len(kept) >= 15 * 60
    starts = kept[kept % 60 == 0] // 60
    assert (np.diff(starts) == starts[1]).all()

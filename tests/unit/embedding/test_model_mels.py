"""Spectrograms for models equal those the models were trained on."""

from pathlib import Path

import numpy as np
import pytest

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions, ExcerptTap
from menura.embedding.errors import InvalidModelInputError
from menura.embedding.providers import clap_mel, musicnn_mel

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "model_mels.npz"


def golden_signal(samples: int, sample_rate_hz: int, seed: int) -> Float32Array:
    """Return a sweep, a pulsing chord and some noise; the golden file was made from it."""
    time = np.arange(samples) / sample_rate_hz
    reach_hz = sample_rate_hz * 0.45 - 60
    phase = 60 * time + 0.5 * reach_hz / (samples / sample_rate_hz) * time * time
    chord = sum(0.1 * np.sin(2 * np.pi * hz * time) for hz in (220.0, 277.18, 329.63))
    chord = chord * (0.5 + 0.5 * np.sin(2 * np.pi * 2 * time))
    noise = 0.01 * np.random.default_rng(seed).standard_normal(samples)
    return np.asarray(0.3 * np.sin(2 * np.pi * phase) + chord + noise, np.float32)


def heard(signal: Float32Array, options: ExcerptOptions) -> Float32Array:
    tap = ExcerptTap(options, options.sample_rate_hz, 1)
    tap.feed(signal[np.newaxis])
    return tap.finish()


@pytest.fixture(scope="module")
def golden() -> dict[str, Float32Array]:
    with np.load(GOLDEN) as stored:
        return dict(stored)


def test_musicnn_patches_equal_librosa(golden):
    signal = golden_signal(musicnn_mel.EXCERPTS.length, 16_000, seed=1)
    (patch,) = musicnn_mel.compute_musicnn_patches(heard(signal, musicnn_mel.EXCERPTS))
    assert patch.shape == (187, 96)
    assert patch.dtype == np.float32
    np.testing.assert_allclose(patch[::6], golden["musicnn"], atol=5e-5)


def test_clap_windows_equal_the_feature_extractor_of_transformers(golden):
    signal = golden_signal(480_000, 48_000, seed=2)
    ((window,),) = clap_mel.compute_clap_windows(heard(signal, clap_mel.EXCERPTS))
    assert window.shape == (1001, 64)
    assert window.dtype == np.float32
    np.testing.assert_allclose(window[::25], golden["clap"], atol=2e-3)


def test_short_sounds_are_filled_up_as_clap_does(golden):
    signal = golden_signal(160_007, 48_000, seed=3)
    ((window,),) = clap_mel.compute_clap_windows(heard(signal, clap_mel.EXCERPTS))
    np.testing.assert_allclose(window[::25], golden["clap_short"], atol=2e-3)


def test_patches_of_a_long_signal_join_as_in_one_long_spectrogram():
    signal = golden_signal(3 * 187 * 256 + 256, 16_000, seed=4)
    patches = musicnn_mel.compute_musicnn_patches(heard(signal, musicnn_mel.EXCERPTS))
    assert patches.shape == (3, 187, 96)
    shifted = musicnn_mel.compute_musicnn_patches(
        signal[np.newaxis, 100 * 256 : 100 * 256 + musicnn_mel.EXCERPTS.length]
    )
    np.testing.assert_allclose(
        np.concatenate(list(patches))[100:287], shifted[0], rtol=1e-5, atol=1e-5
    )


def test_silence_is_finite():
    quiet = np.zeros((1, musicnn_mel.EXCERPTS.length), np.float32)
    assert not musicnn_mel.compute_musicnn_patches(quiet).any()
    window = clap_mel.compute_clap_windows(np.zeros((1, 480_000), np.float32))
    np.testing.assert_allclose(window, np.full((1, 1, 1001, 64), -100.0), rtol=1e-6)


def test_no_excerpts_give_no_patches():
    assert musicnn_mel.compute_musicnn_patches(np.zeros((0, 48_128), np.float32)).shape[0] == 0
    assert clap_mel.compute_clap_windows(np.zeros((0, 480_000), np.float32)).shape[0] == 0


def test_excerpts_of_another_length_are_refused():
    with pytest.raises(InvalidModelInputError, match="48128"):
        musicnn_mel.compute_musicnn_patches(np.zeros((1, 48_000), np.float32))
    with pytest.raises(InvalidModelInputError, match="480000"):
        clap_mel.compute_clap_windows(np.zeros((1, 441_000), np.float32))

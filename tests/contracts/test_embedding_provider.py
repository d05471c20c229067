"""Laws every EmbeddingProvider keeps, run over each implementation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.audio.errors import UnreadableAudioError
from menura.kernel.errors import UnavailableError
from menura.sessions.ports import EmbeddingProvider
from tests.fake_music_servers import tone_wav, wav_of

RATE_HZ = 32_000


def fake(models: Path) -> EmbeddingProvider:
    from menura.sessions.providers.fake_embedding_provider import FakeEmbeddingProvider

    return FakeEmbeddingProvider()


def builtin(models: Path) -> EmbeddingProvider:
    from menura.sessions.providers.builtin_embedding_provider import BuiltinEmbeddingProvider

    return BuiltinEmbeddingProvider()


def clap(models: Path) -> EmbeddingProvider:
    from menura.sessions.providers.clap_embedding_provider import ClapEmbeddingProvider
    from tests.tiny_clap import save_tiny_clap

    return ClapEmbeddingProvider(str(save_tiny_clap(models / "tiny-clap")))


MAKERS: list[Callable[[Path], EmbeddingProvider]] = [fake, builtin, clap]


@pytest.fixture(scope="module", params=MAKERS, ids=lambda make: make.__name__)
def provider(request, tmp_path_factory) -> Any:
    return request.param(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def low(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sounds") / "low.wav"
    path.write_bytes(tone_wav(1.0, frequency_hz=110.0))
    return path


@pytest.fixture(scope="module")
def hiss(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sounds") / "hiss.wav"
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (2, RATE_HZ))
    path.write_bytes(wav_of(noise, RATE_HZ))
    return path


def test_a_vector_is_flat_float32_finite_and_of_unit_length(provider, low, hiss):
    for path in (low, hiss):
        vector = provider.embed_audio(path)
        assert vector.ndim == 1
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_all_vectors_are_as_long_as_is_told(provider, low, hiss):
    lengths = {provider.embed_audio(path).size for path in (low, hiss)}
    assert lengths == {provider.dimension}


def test_the_same_file_gives_the_same_vector_from_any_thread(provider, low):
    once = provider.embed_audio(low)
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(provider.embed_audio, [low, low]))
    assert all(np.array_equal(once, vector) for vector in again)


def test_different_sounds_get_different_vectors(provider, low, hiss):
    assert provider.embed_audio(low) @ provider.embed_audio(hiss) < 0.9999


def test_loudness_alone_hardly_matters(provider, low, hiss, tmp_path):
    softer = tmp_path / "soft.wav"
    time_s = np.arange(RATE_HZ) / RATE_HZ
    softer.write_bytes(wav_of(0.15 * np.sin(2 * np.pi * 110.0 * time_s)[None], RATE_HZ))
    vector = provider.embed_audio(low)
    near, far = vector @ provider.embed_audio(softer), vector @ provider.embed_audio(hiss)
    assert near > far


def test_silence_gets_a_vector_too(provider, tmp_path):
    path = tmp_path / "silence.wav"
    path.write_bytes(wav_of(np.zeros((1, RATE_HZ)), RATE_HZ))
    assert np.isfinite(provider.embed_audio(path)).all()


@pytest.mark.parametrize("content", [None, b"", b"<html>no audio</html>" * 20])
def test_a_file_that_cannot_be_heard_is_refused(content, provider, tmp_path):
    path = tmp_path / "clip.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableAudioError):
        provider.embed_audio(path)


def test_words_get_a_vector_of_the_same_space_or_are_refused(provider):
    try:
        vector = provider.embed_text("calm piano")
    except UnavailableError:
        return
    assert vector.shape == (provider.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)
    assert np.array_equal(vector, provider.embed_text("calm piano"))
    assert not np.array_equal(vector, provider.embed_text("angry drums"))


def test_the_space_has_a_name_of_its_own(provider):
    kind, _, detail = provider.space.partition(":")
    assert kind in ("fake", "dsp", "clap")
    assert detail
    assert provider.space == provider.space

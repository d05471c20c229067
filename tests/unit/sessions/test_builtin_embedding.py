"""The built-in embedder hears any clip, and no words."""

from pathlib import Path

import numpy as np
import pytest

from menura.audio.errors import UnreadableAudioError
from menura.embedding import DspEmbedder
from menura.kernel.errors import UnavailableError
from menura.sessions.providers.builtin_embedding_provider import BuiltinEmbeddingProvider
from tests.audio_synthesis import cadence, drum_loop, silence, sine, white_noise, write_audio


@pytest.fixture(scope="module")
def embedder() -> BuiltinEmbeddingProvider:
    return BuiltinEmbeddingProvider()


def test_its_space_names_what_vectors_depend_on(embedder: BuiltinEmbeddingProvider) -> None:
    assert embedder.space == f"dsp:{DspEmbedder().model_hash[:12]}"


@pytest.mark.parametrize(
    "signal",
    [
        pytest.param(silence(1.0), id="silence"),
        pytest.param(sine(440.0, 0.05), id="very short"),
        pytest.param(white_noise(2.0), id="noise"),
    ],
)
def test_a_clip_of_any_kind_has_a_vector_of_unit_length(
    embedder: BuiltinEmbeddingProvider, tmp_path: Path, signal: np.ndarray
) -> None:
    vector = embedder.embed_audio(write_audio(tmp_path / "clip.wav", signal))
    assert vector.shape == (embedder.dimension,) == (256,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_another_take_of_the_same_music_is_nearer_than_other_music(
    embedder: BuiltinEmbeddingProvider, tmp_path: Path
) -> None:
    drums, more_drums, chords = (
        embedder.embed_audio(write_audio(tmp_path / f"{number}.wav", signal))
        for number, signal in enumerate(
            (drum_loop(120.0, 6.0), drum_loop(124.0, 6.0), cadence(0, "major", duration_s=6.0))
        )
    )
    assert drums @ more_drums > drums @ chords + 0.2


def test_what_is_too_short_to_hear_is_heard_with_silence_after_it(
    embedder: BuiltinEmbeddingProvider, tmp_path: Path
) -> None:
    low, high, again = (
        embedder.embed_audio(write_audio(tmp_path / f"{number}.wav", sine(pitch_hz, 0.01)))
        for number, pitch_hz in enumerate((220.0, 3520.0, 220.0))
    )
    assert low @ again == pytest.approx(1.0, abs=1e-5)
    assert low @ high < 0.99


def test_a_missing_file_is_refused(embedder: BuiltinEmbeddingProvider, tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudioError):
        embedder.embed_audio(tmp_path / "nothing.wav")


def test_words_have_no_place_in_its_space(embedder: BuiltinEmbeddingProvider) -> None:
    with pytest.raises(UnavailableError, match="CLAP"):
        embedder.embed_text("acid")

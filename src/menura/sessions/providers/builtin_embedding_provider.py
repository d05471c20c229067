"""Embed clips by signal processing alone: no model, no download."""

import math
import tempfile
import wave
from pathlib import Path

import numpy as np

from menura.audio.decode import open_audio
from menura.audio.errors import AudioTooShortError
from menura.audio.frames import Frames
from menura.audio.listen import ListenOptions, decode_once
from menura.audio.mono import mix_to_mono
from menura.embedding import DspEmbedder
from menura.kernel.errors import UnavailableError
from menura.sessions.ports import Vector

_HEARING = ListenOptions(fingerprint=False)
_HASH_CHARACTERS = 12
_LEAST_S = 0.1
_FULL_SCALE = 32_767


class BuiltinEmbeddingProvider:
    """Describe timbre, rhythm, harmony and dynamics in 256 numbers.

    Attributes
    ----------
    space : str
        ``"dsp:"`` and the beginning of the hash of all the vectors depend on: only vectors of
        equal spaces can be compared.
    dimension : int
        Length of the vectors.
    """

    def __init__(self) -> None:
        self._embedder = DspEmbedder()
        self.space = f"{self._embedder.space}:{self._embedder.model_hash[:_HASH_CHARACTERS]}"
        self.dimension = self._embedder.dimension

    def embed_audio(self, audio_path: Path) -> Vector:
        """Return a vector of unit length, shape ``(256,)``, float32; silence has one too.

        Raises
        ------
        UnreadableAudioError
            There is no such file, or no sound in it.
        """
        try:
            frames = decode_once(audio_path, _HEARING).frames
        except AudioTooShortError:
            frames = _heard_with_silence(audio_path)
        assert frames is not None  # `_HEARING` keeps them; for the type checker
        return self._embedder.embed(frames)

    def embed_text(self, text: str) -> Vector:
        """Refuse.

        Raises
        ------
        UnavailableError
            Always: arithmetic on sound knows no words.
        """
        raise UnavailableError(
            f"The built-in embedder knows no words, so {text!r} has no vector; use CLAP."
        )


def _heard_with_silence(audio_path: Path) -> Frames | None:
    """Return the frames of a clip too short to be heard, with silence after it."""
    with open_audio(audio_path) as reader:
        rate_hz = reader.sample_rate_hz
        samples = np.concatenate([mix_to_mono(block) for block in reader.blocks()])
    missing = max(0, math.ceil(_LEAST_S * rate_hz) - samples.size)
    whole = np.pad(np.clip(samples, -1, 1), (0, missing))
    with tempfile.TemporaryDirectory() as folder:
        longer = Path(folder) / "longer.wav"
        with wave.open(str(longer), "wb") as sound:
            sound.setparams((1, 2, rate_hz, whole.size, "NONE", ""))
            sound.writeframes((whole * _FULL_SCALE).astype("<i2").tobytes())
        return decode_once(longer, _HEARING).frames

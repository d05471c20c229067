"""Embed clips by signal processing alone: no model, no download."""

from pathlib import Path

from menura.audio.listen import ListenOptions, decode_once
from menura.embedding import DspEmbedder
from menura.kernel.errors import UnavailableError
from menura.sessions.ports import Vector

_HEARING = ListenOptions(fingerprint=False)
_HASH_CHARACTERS = 12


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
            There is no such file, no sound in it, or less than 0.03 s.
        """
        frames = decode_once(audio_path, _HEARING).frames
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

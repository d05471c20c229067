"""Embed by how energy lies over a few bands: enough to tell low from high."""

import hashlib
from pathlib import Path

import numpy as np

from menura.audio.decode import open_audio
from menura.audio.errors import UndecodableAudioError
from menura.audio.mono import mix_to_mono
from menura.sessions.ports import Vector

_LOWEST_HZ = 60.0
_HIGHEST_HZ = 3_500.0  # what the fake music provider's rate can hold
_FLOOR = 1e-6  # of the power: silence has a direction too


class FakeEmbeddingProvider:
    """Turn a file into the square roots of the shares of its power in `dimension` bands.

    Equal sound gives equal vectors, sound of the same register near ones.

    Parameters
    ----------
    dimension : int
        Length of the vectors, at least 1.
    """

    def __init__(self, dimension: int = 8) -> None:
        self.dimension = dimension
        self.space = f"fake:{dimension}"

    def embed_audio(self, audio_path: Path) -> Vector:
        """Return a vector of unit length, shape ``(dimension,)``, float32.

        Raises
        ------
        UnreadableAudioError
            There is no such file, or no sound in it.
        """
        with open_audio(audio_path) as reader:
            blocks = [mix_to_mono(block) for block in reader.blocks()]
            rate_hz = reader.sample_rate_hz
        if not blocks:
            raise UndecodableAudioError(audio_path, "no samples")
        mono = np.concatenate(blocks)
        power = np.abs(np.fft.rfft(mono)) ** 2
        frequencies_hz = np.fft.rfftfreq(mono.size, 1 / rate_hz)
        edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, self.dimension + 1)[1:-1]
        bands = np.searchsorted(edges, frequencies_hz)
        energies = np.bincount(bands, power, self.dimension) + _FLOOR
        return np.asarray(np.sqrt(energies / energies.sum()), np.float32)

    def embed_text(self, text: str) -> Vector:
        """Return a vector of unit length that equal texts share, and nothing else."""
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(self.dimension)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

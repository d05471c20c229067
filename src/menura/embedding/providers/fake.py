"""Embed by the plainest means, for tests of everything that stores or compares vectors."""

import hashlib

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.frames import MEL_BANDS, Frames

_TINY = 1e-9


class FakeEmbedder:
    """Embed the mean mel spectrum, projected at random to a few dimensions.

    The simplest embedder that keeps every promise of the protocol: deterministic, finite, of unit
    length, and alike sounds get alike vectors.

    Parameters
    ----------
    dimension : int
        Length of the vectors.
    space : str
        Name of the space.
    """

    def __init__(self, dimension: int = 8, space: str = "fake") -> None:
        self.dimension = dimension
        self.space = space
        self.model_hash = hashlib.sha256(f"fake:{space}:{dimension}".encode()).hexdigest()
        generator = np.random.default_rng(0)
        self._projection = generator.standard_normal((MEL_BANDS, dimension)).astype(np.float32)

    def embed(self, frames: Frames) -> Float32Array:
        """Return the projected log mel spectrum, of unit length."""
        mean = np.ones(MEL_BANDS, np.float32)
        if len(frames.mel_energies):
            mean = frames.mel_energies.mean(axis=0)
        shape = np.log(mean / (mean.max() + _TINY) + 1e-4)
        vector = shape @ self._projection
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

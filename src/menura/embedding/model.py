"""Say what an embedder is."""

from dataclasses import dataclass
from typing import Protocol

from menura.audio.arrays import Float32Array
from menura.audio.frames import Frames


@dataclass(frozen=True, slots=True)
class Space:
    """Name a space that vectors live in; vectors of different spaces are never compared."""

    name: str
    dimension: int


DSP = Space("dsp", 256)
"""The space of the built-in embedder, known without loading it."""


class Embedder(Protocol):
    """Turn what was heard into a point of one space.

    Attributes
    ----------
    space : str
        Name of the space (``dsp``, ``musicnn``, ``clap``); vectors of different spaces are never
        compared.
    dimension : int
        Length of the vectors.
    model_hash : str
        SHA-256 of whatever determines the vectors. When it changes, stored vectors are stale.
    """

    @property
    def space(self) -> str:
        """Name of the space."""
        ...

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        ...

    @property
    def model_hash(self) -> str:
        """Fingerprint of the model."""
        ...

    def embed(self, frames: Frames) -> Float32Array:
        """Return the vector, shape ``(dimension,)``, float32, finite, of unit length.

        The same frames give the same vector; silence and very short signals give one too.
        """
        ...

"""Embed by signal processing alone: no model, no download, the same vector everywhere."""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import Frames
from menura.embedding.providers.dsp_features import BLOCKS, DIMENSION, compute_blocks

ALGORITHM_VERSION = "dsp-1"  # raise when `dsp_features` changes what it computes
CONSTANTS_FILE = "dsp_v1.json"
_CLIP = 3.0  # deviations; one odd value must not make a vector
_LEAST_DEVIATION = 1e-4  # a value that never varies must not have its rounding blown up
_SIGNIFICANT_DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Standardisation:
    """Hold the mean and deviation every value is measured against.

    Parameters
    ----------
    mean, deviation : ndarray, shape (256,)
        Of the raw values over a varied set of music.
    origin : str
        What that set was.
    """

    mean: Float64Array
    deviation: Float64Array
    origin: str

    @classmethod
    def fit(cls, raw: Float64Array, *, origin: str) -> Self:
        """Compute the constants of raw vectors, shape ``(tracks, 256)``."""
        return cls(raw.mean(axis=0), np.maximum(raw.std(axis=0), _LEAST_DEVIATION), origin)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        return cls(np.array(stored["mean"]), np.array(stored["deviation"]), stored["origin"])

    def to_json(self) -> str:
        """Write the constants with six significant digits."""
        stored = {
            "origin": self.origin,
            "mean": [_rounded(value) for value in self.mean],
            "deviation": [_rounded(value) for value in self.deviation],
        }
        return json.dumps(stored, indent=1) + "\n"


class DspEmbedder:
    """Embed timbre, rhythm, harmony and dynamics in 256 numbers.

    Twelve blocks (see `dsp_features.BLOCKS`) are standardised by fixed constants, clipped at three
    deviations, weighted so that a block counts by its weight and not by its length, and scaled to
    unit length. Deterministic on one machine; between processors expect differences around 1e-6.

    Parameters
    ----------
    standardisation : Standardisation, optional
        Other constants than the shipped ones; `model_hash` follows.
    """

    space = "dsp"
    dimension = DIMENSION

    def __init__(self, standardisation: Standardisation | None = None) -> None:
        constants = standardisation or _shipped_constants()
        self._mean, self._deviation = constants.mean, constants.deviation
        weights = [np.full(b.dimension, b.weight / np.sqrt(b.dimension)) for b in BLOCKS]
        self._weight = np.concatenate(weights)
        identity = f"{ALGORITHM_VERSION}\n{BLOCKS}\n{constants.to_json()}"
        self.model_hash = hashlib.sha256(identity.encode()).hexdigest()

    def embed(self, frames: Frames) -> Float32Array:
        """Return the vector of a signal, shape ``(256,)``, float32, finite, of unit length."""
        standard = (raw_vector(frames) - self._mean) / self._deviation
        vector = np.clip(standard, -_CLIP, _CLIP) * self._weight
        length = float(np.linalg.norm(vector))
        if length == 0:  # a signal exactly as average as the constants has no direction
            vector, length = self._weight, float(np.linalg.norm(self._weight))
        return np.asarray(vector / length, np.float32)


def raw_vector(frames: Frames) -> Float64Array:
    """Return the values of all blocks in a row, neither standardised nor weighted."""
    return np.concatenate(list(compute_blocks(frames).values()))


def _shipped_constants() -> Standardisation:
    text = files("menura.embedding.providers").joinpath(CONSTANTS_FILE).read_text("utf-8")
    return Standardisation.from_json(text)


def _rounded(value: float) -> float:
    return float(f"{value:.{_SIGNIFICANT_DIGITS}g}")

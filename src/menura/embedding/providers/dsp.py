"""Embed by signal processing alone: no model, no download, the same vector everywhere."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import Frames
from menura.embedding.providers.dsp_features import BLOCKS, DIMENSION, compute_blocks

ALGORITHM_VERSION = "dsp-2"  # raise when `dsp_features` or `embed` change what they compute
CONSTANTS_FILE = "dsp_v1.json"
_LEAST_DEVIATION = 1e-4  # a value that never varies must not have its rounding blown up
_DIRECTIONS = 96  # of 48, 96 and 128 the best on styles that took no part in the fit
_SHRINKAGE = 0.5  # towards equal variance in all directions; .3 to .6 differ by half a point
_SIGNIFICANT_DIGITS = 6
_DIRECTION_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class DspConstants:
    """Hold what the raw values are measured against, fitted on a varied set of music.

    Parameters
    ----------
    mean, deviation : ndarray, shape (256,)
        Of each raw value over that set.
    directions : ndarray, shape (k, 256)
        Orthogonal directions of the weighted space in which pieces of one style differ most.
    gains : ndarray, shape (k,)
        Factor, 0..1, that each direction is kept with.
    origin : str
        What that set was.
    """

    mean: Float64Array
    deviation: Float64Array
    directions: Float64Array
    gains: Float64Array
    origin: str

    @classmethod
    def plain(cls, mean: Float64Array, deviation: Float64Array, *, origin: str) -> Self:
        """Standardise only: no direction is attenuated."""
        return cls(mean, deviation, np.zeros((0, mean.size)), np.zeros(0), origin)

    @classmethod
    def fit(cls, raw: Float64Array, styles: Sequence[str], *, origin: str) -> Self:
        """Compute the constants of raw vectors, shape ``(tracks, 256)``, and their styles.

        Notes
        -----
        Within-class covariance normalisation (Hatch, Kajarekar and Stolcke 2006): what varies
        between pieces of one style (instrument make, recording, key) is noise to a search for
        similar pieces. The covariance within styles is shrunk towards the identity and only its
        strongest directions are attenuated, to the level of the others. Of ten nearest tracks
        from other sound fonts .57 instead of .53 are of the same style among styles that took no
        part in the fit, and .65 instead of .50 among new clips of known styles. Whitening by the
        whole covariance costs precision instead: it raises noise to the level of music.
        """
        deviation = np.maximum(raw.std(axis=0), _LEAST_DEVIATION)
        plain = cls.plain(raw.mean(axis=0), deviation, origin=origin)
        within = plain.weighted(raw)
        labels = np.asarray(styles)
        for style in np.unique(labels):
            within[labels == style] -= within[labels == style].mean(axis=0)
        variances, vectors = np.linalg.eigh(within.T @ within / len(within))
        variances, vectors = variances[::-1], vectors[:, ::-1]
        floor = _SHRINKAGE * float(variances.mean())
        gains = np.sqrt(floor / ((1 - _SHRINKAGE) * variances[:_DIRECTIONS] + floor))
        return cls(plain.mean, deviation, vectors[:, :_DIRECTIONS].T, gains, origin)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        mean = np.array(stored["mean"])
        return cls(
            mean,
            np.array(stored["deviation"]),
            np.array(stored["directions"]).reshape(-1, mean.size),
            np.array(stored["gains"]),
            stored["origin"],
        )

    def to_json(self) -> str:
        """Write the constants with as many digits as matter, one array row a line."""
        rows = ",\n  ".join(json.dumps(_rounded(row, _DIRECTION_DIGITS)) for row in self.directions)
        return (
            f'{{\n "origin": {json.dumps(self.origin)},\n'
            f' "mean": {json.dumps(_rounded(self.mean, _SIGNIFICANT_DIGITS))},\n'
            f' "deviation": {json.dumps(_rounded(self.deviation, _SIGNIFICANT_DIGITS))},\n'
            f' "gains": {json.dumps(_rounded(self.gains, _SIGNIFICANT_DIGITS))},\n'
            f' "directions": [\n  {rows}\n ]\n}}\n'
        )

    @property
    def arrays(self) -> tuple[Float64Array, ...]:
        """All that vectors depend on."""
        return (self.mean, self.deviation, self.directions, self.gains)

    def weighted(self, raw: Float64Array) -> Float64Array:
        """Standardise, compress and weight raw vectors, shape ``(..., 256)``.

        The inverse hyperbolic sine keeps ordinary values as they are and draws in far ones, as
        a clip would, but leaves them in order: of a single drum stroke most values are far.
        """
        standard = (raw - self.mean) / self.deviation
        return np.asarray(np.arcsinh(standard) * _BLOCK_WEIGHTS)

    def attenuated(self, weighted: Float64Array) -> Float64Array:
        """Turn down the directions in which pieces of one style differ, shape ``(..., 256)``."""
        along = weighted @ self.directions.T
        return np.asarray(weighted - (along * (1 - self.gains)) @ self.directions)


class DspEmbedder:
    """Embed timbre, rhythm, harmony and dynamics in 256 numbers.

    Twelve blocks (see `dsp_features.BLOCKS`) are standardised by fixed constants, compressed,
    weighted so that a block counts by its weight and not by its length, freed from what varies
    within a style, and scaled to unit length. Deterministic on one machine; between processors
    expect differences around 1e-6.

    Parameters
    ----------
    constants : DspConstants, optional
        Other constants than the shipped ones; `model_hash` follows.
    """

    space = "dsp"
    dimension = DIMENSION

    def __init__(self, constants: DspConstants | None = None) -> None:
        self._constants = constants or _shipped_constants()
        identity = hashlib.sha256(f"{ALGORITHM_VERSION}\n{BLOCKS}\n".encode())
        for array in self._constants.arrays:
            identity.update(np.ascontiguousarray(array, "<f8").tobytes())
        self.model_hash = identity.hexdigest()

    def embed(self, frames: Frames) -> Float32Array:
        """Return the vector of a signal, shape ``(256,)``, float32, finite, of unit length."""
        return self.vector_of(raw_vector(frames))

    def vector_of(self, raw: Float64Array) -> Float32Array:
        """Return the vector of raw values, shape ``(256,)``."""
        vector = self._constants.attenuated(self._constants.weighted(raw))
        length = float(np.linalg.norm(vector))
        if length == 0:  # a signal exactly as average as the constants has no direction
            vector, length = _BLOCK_WEIGHTS, float(np.linalg.norm(_BLOCK_WEIGHTS))
        return np.asarray(vector / length, np.float32)


def raw_vector(frames: Frames) -> Float64Array:
    """Return the values of all blocks in a row, neither standardised nor weighted."""
    return np.concatenate(list(compute_blocks(frames).values()))


def _shipped_constants() -> DspConstants:
    text = files("menura.embedding.providers").joinpath(CONSTANTS_FILE).read_text("utf-8")
    return DspConstants.from_json(text)


def _rounded(values: Float64Array, digits: int) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in values]


_BLOCK_WEIGHTS: Float64Array = np.concatenate(
    [np.full(block.dimension, block.weight / np.sqrt(block.dimension)) for block in BLOCKS]
)

"""Bring what tracks are grouped by to one scale, in a way that new tracks can follow later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.model import Basis
from menura.discover.clusters.packing import (
    pack_floats,
    pack_numbers,
    unpack_floats,
    unpack_numbers,
)
from menura.discover.clusters.score_vectors import Columns, Matrix

# A genre that one track in a thousand has would otherwise count thirty times as much as tempo
_LEAST_DEVIATION = {Basis.EMBEDDINGS: 1e-6, Basis.FEATURES: 0.1}
_LEAST_VARIANCE = 1e-6  # of the largest; what is below is noise of the arithmetic
_BLOCK_ROWS = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """How raw vectors become those that are grouped: standardised, then turned.

    Attributes
    ----------
    mean, deviation : float32 arrays, shape (d,)
    rotation : float32 array, shape (d, c), optional
        Principal components, the strongest first.
    numbers : int64 array
        Numbers of the tracks it was made for: all others are new to it.
    """

    basis: Basis
    space: str
    columns: Columns
    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    rotation: NDArray[np.float32] | None
    numbers: NDArray[np.int64]

    def apply(self, raw: Matrix) -> Matrix:
        """Return rows on the common scale, shape (n, c); what is unknown lies in the middle."""
        width = len(self.mean) if self.rotation is None else self.rotation.shape[1]
        placed = np.empty((len(raw), width), np.float32)
        for at in _blocks(len(raw)):
            scaled = _standardised(raw[at], self.mean, self.deviation)
            placed[at] = scaled if self.rotation is None else scaled @ self.rotation
        return placed

    def to_payload(self) -> dict[str, Any]:
        """Return it as JSON-able values."""
        return {
            "basis": self.basis.value,
            "space": self.space,
            "moods": list(self.columns.moods),
            "genres": list(self.columns.genres),
            "mean": pack_floats(self.mean),
            "deviation": pack_floats(self.deviation),
            "rotation": None if self.rotation is None else pack_floats(self.rotation),
            "numbers": pack_numbers(self.numbers),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Return the scaling that was written down."""
        turned = payload["rotation"]
        return cls(
            basis=Basis(payload["basis"]),
            space=payload["space"],
            columns=Columns(tuple(payload["moods"]), tuple(payload["genres"])),
            mean=unpack_floats(payload["mean"]),
            deviation=unpack_floats(payload["deviation"]),
            rotation=None if turned is None else unpack_floats(turned),
            numbers=unpack_numbers(payload["numbers"]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The numbers of a `Scaling`."""

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    rotation: NDArray[np.float32] | None


def fit_scale(raw: Matrix, basis: Basis, components: int) -> Scale:
    """Return what brings these rows to mean 0, deviation 1, and at most so many components.

    Parameters
    ----------
    raw : float32 array, shape (n, d)
        NaN where something is unknown.
    components : int
        Principal components kept; 0 keeps the columns as they are.
    """
    count = np.maximum(_sum(raw, np.isfinite), 1.0)
    mean = _sum(raw, np.nan_to_num) / count
    deviation = np.sqrt(_sum(raw, lambda block: np.nan_to_num((block - mean) ** 2)) / count)
    # A column that never changes is left as it is instead of being blown up
    steady = deviation < 1e-6
    deviation = np.where(steady, 1.0, np.maximum(deviation, _LEAST_DEVIATION[basis]))
    narrow = mean.astype(np.float32), deviation.astype(np.float32)
    rotation = None
    if components:
        rotation = _principal_components(raw, *narrow)[:, : min(components, len(raw))]
    return Scale(*narrow, rotation)


def _blocks(count: int) -> list[slice]:
    """Cut rows into blocks: there is no room for second copies of a large library."""
    return [slice(start, start + _BLOCK_ROWS) for start in range(0, count, _BLOCK_ROWS)]


def _sum(raw: Matrix, of: Callable[[NDArray[Any]], NDArray[Any]]) -> NDArray[np.float64]:
    """Return the sums of something in each column, shape (d,)."""
    total = np.zeros(raw.shape[1])
    for at in _blocks(len(raw)):
        total += of(raw[at]).sum(axis=0, dtype=np.float64)
    return total


def _standardised(
    raw: Matrix, mean: NDArray[np.float32], deviation: NDArray[np.float32]
) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = np.nan_to_num((raw - mean) / deviation)
    return scaled


def _principal_components(
    raw: Matrix, mean: NDArray[np.float32], deviation: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return directions of variance, the strongest first, shape (d, c).

    By the covariance, which is small.
    """
    covariance = np.zeros((raw.shape[1], raw.shape[1]))
    for at in _blocks(len(raw)):
        block = _standardised(raw[at], mean, deviation).astype(np.float64)
        covariance += block.T @ block
    values, directions = np.linalg.eigh(covariance / len(raw))
    values, directions = values[::-1], directions[:, ::-1]
    kept = max(1, int((values > _LEAST_VARIANCE * max(values[0], 1e-12)).sum()))
    directions = directions[:, :kept]
    strongest = np.abs(directions).argmax(axis=0)
    # Of the two directions of each axis the same one everywhere
    signs = np.sign(directions[strongest, np.arange(kept)])
    return (directions * np.where(signs == 0.0, 1.0, signs)).astype(np.float32)

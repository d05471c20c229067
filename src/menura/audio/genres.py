"""Tell coarse genres apart by the nearest rendered styles in the ``dsp`` space."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Self

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array

CONSTANTS_FILE = "genres_v1.json"
_SIGNIFICANT_DIGITS = 4
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class GenreEstimate:
    """Hold genre probabilities.

    Parameters
    ----------
    probabilities : mapping
        Genre -> probability; they add up to `familiarity`.
    familiarity : float
        0..1: probability that the music is of a style known here at all.
    """

    probabilities: Mapping[str, float]
    familiarity: float


NO_GENRES = GenreEstimate(MappingProxyType({}), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class GenreConstants:
    """Hold the centres of known styles and how sharply to read them.

    Parameters
    ----------
    genres : tuple of str
        Genre of each style; several styles may share one.
    centres : ndarray, shape (styles, 256)
        Mean direction of each style, of unit length.
    scale : float
        Factor of cosines before the softmax, calibrated on sound fonts left out.
    midpoint, slope : float
        Logistic curve from the cosine to the nearest centre to familiarity, calibrated on as
        many styles left out as kept.
    model_hash : str
        Of the embedder whose vectors these are.
    origin : str
        What they were fitted on.
    """

    genres: tuple[str, ...]
    centres: Float64Array
    scale: float
    midpoint: float
    slope: float
    model_hash: str
    origin: str

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        return cls(
            tuple(stored["genres"]),
            np.array(stored["centres"], np.float64),
            stored["scale"],
            stored["midpoint"],
            stored["slope"],
            stored["model_hash"],
            stored["origin"],
        )

    def to_json(self) -> str:
        """Write the constants, one centre a line."""
        rows = ",\n  ".join(json.dumps([_rounded(v) for v in centre]) for centre in self.centres)
        return (
            f'{{\n "origin": {json.dumps(self.origin)},\n "model_hash": "{self.model_hash}",\n'
            f' "scale": {_rounded(self.scale)},\n "midpoint": {_rounded(self.midpoint)},\n'
            f' "slope": {_rounded(self.slope)},\n "genres": {json.dumps(self.genres)},\n'
            f' "centres": [\n  {rows}\n ]\n}}\n'
        )


def estimate_genres(
    vector: Float32Array,
    *,
    model_hash: str | None,
    constants: GenreConstants | None = None,
) -> GenreEstimate:
    """Estimate coarse genres of a ``dsp`` vector.

    A softmax over cosines to the centres of rendered styles, styles of one genre added up, times
    the familiarity of the nearest one. The centres are synthetic and few: on styles that were
    left out the nearest genre is a neighbour (blues for jazz, rock for metal, synth pop for disco)
    and hardly ever the right one, which is why familiarity weighs as much as the genre.

    Parameters
    ----------
    vector : ndarray, shape (256,)
        Any precision from float16 up; its length does not matter.
    model_hash : str or None
        Of the embedder that made the vector; another one than the constants' gives `NO_GENRES`,
        as does a vector without direction.
    """
    known = constants or _shipped_constants()
    direction = np.asarray(vector, np.float64)
    length = float(np.linalg.norm(direction))
    if model_hash != known.model_hash or not length > 0:
        return NO_GENRES
    cosines = known.centres @ (direction / length)
    nearest = float(cosines.max())
    familiarity = float(1 / (1 + np.exp(-known.slope * (nearest - known.midpoint))))
    shares = np.exp(known.scale * (cosines - nearest))
    shares *= familiarity / (shares.sum() + _TINY)
    probabilities = dict.fromkeys(known.genres, 0.0)
    for genre, share in zip(known.genres, shares, strict=True):
        probabilities[genre] += float(share)
    return GenreEstimate(probabilities, familiarity)


@cache
def _shipped_constants() -> GenreConstants:
    return GenreConstants.from_json(
        files("menura.audio").joinpath(CONSTANTS_FILE).read_text("utf-8")
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{_SIGNIFICANT_DIGITS}g}")

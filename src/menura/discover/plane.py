"""Draw a few hundred sounds in a plane, so that a mixture can be seen.

Ways are tried in an order of preference, and the first that says something is taken: the places
tracks have on the music map, because people know it; the axis from what is added to what is
subtracted; an axis that tells the two sides apart; neighbourhoods; principal components.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from menura.discover.model import MusicMap
from menura.discover.plane_layouts import (
    align,
    lay_out_neighbourhoods,
    principal_components,
    tell_apart,
)
from menura.discover.shelf import UNKNOWN
from menura.vectors import Keys, Vectors

LOCAL_MOST = 400  # points; above, geodesic distances cost more than the picture is worth
LOCAL_FEWEST = 5
ON_MAP_SHARE = 0.5  # of the tracks shown that must be on the map, for the map to be the picture
NEIGHBOURS = 5  # that a point not on the map is placed between
SIDES_APART = 0.05  # length below which the two middles are one place and give no direction
_TINY = 1e-6
Positions = NDArray[np.float32]


class Projection(StrEnum):
    """Name the ways of drawing."""

    MAP = "map"
    ALIGNED = "aligned"
    DISCRIMINANT = "discriminant"
    LOCAL = "local"
    PCA = "pca"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is to be drawn.

    Attributes
    ----------
    vectors : float32 array, shape (n, d)
        Unit vectors.
    numbers : int64 array, shape (n,)
        Of tracks; `UNKNOWN` for what is no track.
    added, avoided : bool arrays, shape (n,)
        Points gone towards and kept away from.
    near_avoided : bool array, shape (n,)
        Tracks left out because they lie near points kept away from.
    """

    vectors: Vectors
    numbers: Keys
    added: NDArray[np.bool_]
    avoided: NDArray[np.bool_]
    near_avoided: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Where everything lies.

    Attributes
    ----------
    positions : float32 array, shape (n, 2)
        Finite; within -1 to 1 unless they come from the map.
    """

    projection: Projection
    positions: Positions


def project(scene: Scene, music_map: MusicMap | None = None) -> Picture:
    """Return the picture of a scene, and how it was drawn.

    Parameters
    ----------
    music_map : MusicMap, optional
        Of the same space.
    """
    if len(scene.vectors) < 2:
        return Picture(Projection.NONE, np.zeros((len(scene.vectors), 2), np.float32))
    if music_map is not None and (placed := _on_map(scene, music_map)) is not None:
        return Picture(Projection.MAP, placed)
    sides = _centroid_gap(scene)
    if sides is not None:
        return Picture(Projection.ALIGNED, _each_to_unit(align(scene.vectors, sides)))
    axes = tell_apart(scene.vectors, scene.added, scene.avoided | scene.near_avoided)
    if axes is not None:
        return Picture(Projection.DISCRIMINANT, _each_to_unit(axes))
    if LOCAL_FEWEST <= len(scene.vectors) <= LOCAL_MOST:
        local = lay_out_neighbourhoods(scene.vectors)
        if local is not None:
            return Picture(Projection.LOCAL, _both_to_unit(local))
    return Picture(Projection.PCA, _both_to_unit(principal_components(scene.vectors, 2)))


def _on_map(scene: Scene, music_map: MusicMap) -> Positions | None:
    """Return places on the map, if it has most of the tracks; others go between their nearest."""
    tracks = scene.numbers != UNKNOWN
    at = _places_of(music_map.numbers, scene.numbers)
    known = tracks & (at != UNKNOWN)
    if known.sum() < max(2, ON_MAP_SHARE * tracks.sum()):
        return None
    positions = np.zeros((len(tracks), 2), np.float32)
    positions[known] = music_map.positions[at[known]]
    known &= np.isfinite(positions).all(axis=1)
    if not known.any():
        return None
    cosines = scene.vectors[~known] @ scene.vectors[known].T
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS]
    gaps = np.maximum(_TINY, 1.0 - np.take_along_axis(cosines, nearest, axis=1))
    weights = 1.0 / gaps
    weights /= weights.sum(axis=1, keepdims=True)
    positions[~known] = np.einsum("mk,mkx->mx", weights, positions[known][nearest])
    return positions


def _places_of(all_numbers: Keys, wanted: Keys) -> NDArray[np.int64]:
    """Return where numbers stand on the map, whose order is that of placing; else `UNKNOWN`."""
    hits = np.flatnonzero(np.isin(all_numbers, wanted))
    order = hits[np.argsort(all_numbers[hits], kind="stable")]
    if not len(order):
        return np.full(len(wanted), UNKNOWN, np.int64)
    at = np.minimum(np.searchsorted(all_numbers[order], wanted), len(order) - 1)
    return np.where(all_numbers[order][at] == wanted, order[at], UNKNOWN).astype(np.int64)


def _centroid_gap(scene: Scene) -> Vectors | None:
    """Return the direction from what is added to what is avoided; None where there is none."""
    if not scene.added.any() or not scene.avoided.any():
        return None
    vectors = scene.vectors
    gap = vectors[scene.avoided].mean(axis=0) - vectors[scene.added].mean(axis=0)
    length = float(np.linalg.norm(gap))
    if length < SIDES_APART:
        return None
    direction: Vectors = gap / length
    return direction


def _each_to_unit(positions: Positions) -> Positions:
    """Stretch each axis to -1 to 1: the two measure different things."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    half = (high - low) / 2
    stretched = (positions - (low + high) / 2) / np.where(half > _TINY, half, 1.0)
    return np.clip(np.where(half > _TINY, stretched, 0.0), -1.0, 1.0).astype(np.float32)


def _both_to_unit(positions: Positions) -> Positions:
    """Scale into -1 to 1 without distorting distances."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    half = float(((high - low) / 2).max())
    if half <= _TINY:
        return np.zeros_like(positions, dtype=np.float32)
    scaled = (positions - (low + high) / 2) / half
    bounded: Positions = np.clip(scaled, -1.0, 1.0).astype(np.float32)
    return bounded

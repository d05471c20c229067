"""Lay a library out in a plane, and keep the picture still when music is added."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from menura.discover.errors import MapNotReadyError, SearchInputError
from menura.discover.map_pacmap import LEAST_POINTS, embed_pacmap
from menura.discover.map_pca import principal_axes
from menura.discover.model import MusicMap
from menura.vectors import InvalidVectorsError, Keys, Vectors

Report = Callable[[float, str], None]
"""Take how far the work is (0 to 1) and what is being done; may raise to stop it."""

# How a picture is scaled: what lies beyond the knee is drawn closer, so that a few strange tracks
# do not squeeze the library into a dot.
COMMON_SHARE = 99.0  # percent of coordinates that lie within the knee
KNEE = 0.9

NEIGHBOURS = 8
"""Neighbours a new track is placed between; more draw it into the empty space between islands."""
NEAREST_DISTANCE = 0.01  # cosine distance below which a neighbour does not weigh more any more
JITTER = 0.002
"""How far a new track is moved at most, so that equal ones can be told apart on the map."""
BLOCK_CELLS = 16_000_000  # similarities held at a time: 64 MB


class MapMethod(StrEnum):
    """Name the ways of laying out."""

    PCA = "pca"
    PACMAP = "pacmap"


def lay_out(
    vectors: Vectors, method: MapMethod, *, seed: int = 0, report: Report | None = None
) -> NDArray[np.float32]:
    """Return positions within -1 to 1, shape (n, 2); the same input gives the same picture.

    Both axes have one scale. The 99 % of coordinates nearest to the median fill -0.9 to 0.9; the
    rest is drawn closer, in its order, and never passes 1. With fewer points than PaCMAP can
    use (50), the picture is a PCA whatever the method.

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        Unit vectors; n may be 0, 1, 2 ...
    report : Report, optional
        Called at least about every second (but for loading, the first time); what it raises
        stops the work there and then.

    Raises
    ------
    InvalidVectorsError
        Not rows of finite numbers.
    """
    ask = report or _ignore
    rows = _checked_rows(vectors, "vectors")
    if len(rows) < 2:
        return np.zeros((len(rows), 2), np.float32)
    if method is MapMethod.PACMAP and len(rows) >= LEAST_POINTS:
        places = embed_pacmap(rows, seed, ask)
    else:
        ask(0.0, "finding the main directions")
        places = principal_axes(rows, 2).project(rows)
        if places.shape[1] < 2:
            places = np.hstack([places, np.zeros_like(places)])
    scaled = _fit_square(places)
    ask(1.0, "done")
    return scaled


def place_new(
    music_map: MusicMap,
    known: Vectors,
    numbers: Keys,
    vectors: Vectors,
    *,
    at: datetime,
) -> MusicMap:
    """Return the map with new tracks placed between those they sound like; no other moves.

    A new track lies at the mean of its 8 nearest neighbours' places, weighted by how near they
    sound. Only those that were laid out together count (all, when these are gone), so that a
    track's place does not depend on what was added before it. Left out are tracks that are on the
    map already and those whose vector is zeros.

    Parameters
    ----------
    known : float32 array, shape (len(music_map.numbers), d)
        Unit vectors of the tracks on the map, in its order; zeros for those that are gone.
    at : datetime
        The map's new `updated_at`, if any track was placed.

    Raises
    ------
    InvalidVectorsError
        Vectors do not belong to the numbers, differ in dimension, or are not finite.
    MapNotReadyError
        There is nothing on the map to place tracks between: lay it out anew.
    """
    _check_pairing(music_map.numbers, known, "known")
    _check_pairing(numbers, vectors, "vectors")
    rows = _new_rows(music_map, numbers, vectors)
    if not len(rows):
        return music_map
    usable = np.flatnonzero(np.any(known[: music_map.laid_out] != 0.0, axis=1))
    if not len(usable):
        usable = np.flatnonzero(np.any(known != 0.0, axis=1))
    if not len(usable):
        raise MapNotReadyError
    if known.shape[1] != vectors.shape[1]:
        raise InvalidVectorsError(
            f"New vectors have {vectors.shape[1]} dimensions, those on the map {known.shape[1]}; "
            "give vectors of one space.",
            field="vectors",
        )
    anchors = known if len(usable) == len(known) else known[usable]
    places = _between_neighbours(anchors, music_map.positions[usable], vectors[rows])
    placed = places + _jitter(numbers[rows], music_map.layout_id)
    return replace(
        music_map,
        numbers=np.concatenate([music_map.numbers, numbers[rows]]),
        positions=np.concatenate([music_map.positions, placed.astype(np.float32)]),
        updated_at=at,
    )


def sample_evenly(count: int, percent: int) -> NDArray[np.int64]:
    """Return which of `count` rows make up so many percent of them, evenly spread, both ends in.

    Raises
    ------
    SearchInputError
        Percent is below 1 or above 100.
    """
    if not 1 <= percent <= 100:
        raise SearchInputError(
            f"A map cannot show {percent} % of the tracks; ask for 1 to 100.", field="percent"
        )
    wanted = max((count * percent + 50) // 100, min(count, 2))
    if wanted < 2:
        return np.arange(wanted, dtype=np.int64)
    # `linspace` in whole numbers: no rounding differs from one machine to the next.
    return np.arange(wanted, dtype=np.int64) * (count - 1) // (wanted - 1)


def _fit_square(places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale coordinates into -1 to 1, drawing the outermost closer."""
    centred = places.astype(np.float64) - np.median(places, axis=0)
    reach = float(np.percentile(np.abs(centred).max(axis=1), COMMON_SHARE))
    reach = reach or float(np.abs(centred).max())
    if reach == 0.0:
        return np.zeros(places.shape, np.float32)
    scaled = centred * (KNEE / reach)
    beyond = np.maximum(np.abs(scaled) - KNEE, 0.0) / (1.0 - KNEE)
    # Slope 1 at the knee, and strictly rising: outliers keep their order.
    drawn = np.where(
        beyond > 0.0, np.sign(scaled) * (KNEE + (1.0 - KNEE) * beyond / (1.0 + beyond)), scaled
    )
    return np.clip(drawn, -1.0, 1.0).astype(np.float32)


def _new_rows(music_map: MusicMap, numbers: Keys, vectors: Vectors) -> NDArray[np.int64]:
    """Return the rows of `numbers` that can be placed: new, once each, with a sound."""
    first = np.zeros(len(numbers), np.bool_)
    first[np.unique(numbers, return_index=True)[1]] = True
    heard = np.any(vectors != 0.0, axis=1)
    return np.flatnonzero(first & heard & ~np.isin(numbers, music_map.numbers))


def _between_neighbours(
    known: Vectors, positions: NDArray[np.float32], vectors: Vectors
) -> NDArray[np.float64]:
    """Return the weighted mean of the nearest rows' positions, shape (len(vectors), 2)."""
    count = min(NEIGHBOURS, len(known))
    places = np.empty((len(vectors), 2))
    step = max(1, BLOCK_CELLS // len(known))
    for start in range(0, len(vectors), step):
        similar = vectors[start : start + step] @ known.T
        if count < len(known):
            near = np.argpartition(similar, -count, axis=1)[:, -count:]
        else:
            near = np.broadcast_to(np.arange(count), similar.shape)
        near = np.sort(near, axis=1)  # one order of summing
        distance = 1.0 - np.take_along_axis(similar, near, axis=1).astype(np.float64)
        # By the square: the second island of a mixed neighbourhood hardly pulls.
        weights = 1.0 / np.maximum(distance, NEAREST_DISTANCE) ** 2
        weights /= weights.sum(axis=1, keepdims=True)
        places[start : start + step] = np.einsum("nk,nkx->nx", weights, positions[near])
    return places


def _jitter(numbers: Keys, layout_id: str) -> NDArray[np.float64]:
    """Return a small step for each track, always the same for one number in one layout."""
    state = numbers.astype(np.uint64) + np.uint64(crc32(layout_id.encode()))
    angle, radius = _mixed(state * np.uint64(2)), _mixed(state * np.uint64(2) + np.uint64(1))
    length = JITTER * np.sqrt(radius)  # evenly over a disc
    turn = 2.0 * np.pi * angle
    return np.stack([length * np.cos(turn), length * np.sin(turn)], axis=1)


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return numbers that look random, 0 to 1 (SplitMix64; Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        mixed = state * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def _checked_rows(vectors: Vectors, field: str) -> Vectors:
    """Return vectors as rows of finite float32."""
    rows = np.ascontiguousarray(vectors, np.float32)
    if rows.ndim != 2 or (len(rows) and not rows.shape[1]):
        raise InvalidVectorsError(
            f"A map needs rows of vectors, shape (n, d); got {rows.shape}.", field=field
        )
    if not np.isfinite(rows.sum(axis=1, dtype=np.float64)).all():
        row = int(np.argmin(np.isfinite(rows).all(axis=1)))
        raise InvalidVectorsError(
            f"The vector in row {row} is not finite (NaN or infinity); leave it out.", field=field
        )
    return rows


def _check_pairing(numbers: Keys, vectors: Vectors, field: str) -> None:
    """Refuse vectors that are not one for each number."""
    if len(numbers) != len(vectors):
        raise InvalidVectorsError(
            f"Every track needs one vector; got {len(numbers)} tracks and {len(vectors)} vectors.",
            field=field,
        )
    _checked_rows(vectors, field)


def _ignore(_share: float, _doing: str) -> None:
    """Report to nobody."""

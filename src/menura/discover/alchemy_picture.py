"""Put a mixture, and what was left out of it, into a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menura.discover.alchemy_sides import Side
from menura.discover.model import IngredientKind, MusicMap
from menura.discover.plane import Projection, Scene, project
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import UNKNOWN
from menura.vectors import Vector, Vectors


@dataclass(frozen=True, slots=True)
class Mark2D:
    """Something that is shown on the picture of a mixture.

    Attributes
    ----------
    role : str
        ``result``, ``filtered_out``, ``add``, ``subtract``, ``add_centroid``,
        ``subtract_centroid``.
    name : str
        Of a track among the results its artist, as titles are not on the shelf.
    track_id : str, optional
        Where it is a track.
    """

    role: str
    name: str
    x: float
    y: float
    track_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Something to be drawn; `row` is `UNKNOWN` for what is no track."""

    role: str
    name: str
    row: int
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class MixturePicture:
    """How a mixture was drawn, and where everything lies."""

    projection: Projection
    marks: Sequence[Mark2D]


def draw(
    search: SearchSpace, tracks: Sequence[Spot], sides: Sequence[Side], music_map: MusicMap | None
) -> MixturePicture:
    """Return the picture of a mixture.

    Parameters
    ----------
    tracks : sequence of Spot
        Results and what was filtered out.
    sides : sequence of Side
        What is added, and what is subtracted.
    """
    spots = [*tracks]
    for side, role in zip(sides, ("add", "subtract"), strict=True):
        spots += _points_of(side, role)
    roles = np.array([spot.role for spot in spots])
    rows = np.array([spot.row for spot in spots], np.int64)
    scene = Scene(
        vectors=_stacked(spots),
        numbers=np.where(rows == UNKNOWN, UNKNOWN, search.shelf.numbers[rows]),
        added=roles == "add",
        avoided=roles == "subtract",
        near_avoided=roles == "filtered_out",
    )
    usable = music_map if music_map is not None and music_map.space == search.name else None
    picture = project(scene, usable)
    places = zip(spots, picture.positions.tolist(), strict=True)
    return MixturePicture(
        picture.projection,
        [
            Mark2D(
                spot.role,
                spot.name,
                x,
                y,
                None if spot.row == UNKNOWN else search.shelf.track_id(spot.row),
            )
            for spot, (x, y) in places
        ],
    )


def spots_of_tracks(
    search: SearchSpace, role: str, rows: Sequence[int], vectors: Vectors
) -> list[Spot]:
    """Return tracks as things to be drawn, by the names of their artists."""
    shelf = search.shelf
    codes = [int(shelf.artist[row]) for row in rows]
    names = ["" if code == UNKNOWN else shelf.artists[code] for code in codes]
    return [Spot(role, *one) for one in zip(names, rows, vectors, strict=True)]


def _points_of(side: Side, role: str) -> list[Spot]:
    """Return each point of a side and, where there are any, the middle of all."""
    spots = []
    for vector, owner in zip(side.vectors, side.owners.tolist(), strict=True):
        part = side.parts[owner]
        is_track = part.ingredient.kind is IngredientKind.TRACK
        spots.append(
            Spot(role, part.ingredient.name, part.rows[0] if is_track else UNKNOWN, vector)
        )
    if spots:
        middle = side.vectors.mean(axis=0)
        length = float(np.linalg.norm(middle))
        centre = middle / length if length > 0 else middle
        spots.append(Spot(f"{role}_centroid", "the middle", UNKNOWN, centre.astype(np.float32)))
    return spots


def _stacked(spots: Sequence[Spot]) -> Vectors:
    stacked: Vectors = np.stack([spot.vector for spot in spots]).astype(np.float32)
    return stacked

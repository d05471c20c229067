"""Mix sounds: towards some, away from others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menura.discover.alchemy_choice import Choice, allowed_rows, choose
from menura.discover.alchemy_options import MOST_TRACKS, AlchemyOptions, check_options
from menura.discover.alchemy_picture import Mark2D, draw, spots_of_tracks
from menura.discover.alchemy_sides import Side, added_side, avoided_side, check_sides
from menura.discover.errors import EmptyLibraryError
from menura.discover.model import Found, Ingredient, IngredientKind, MusicMap, Reason
from menura.discover.reasons import explain_all
from menura.discover.search_space import SearchSpace
from menura.vectors import Vectors

__all__ = ["MOST_TRACKS", "AlchemyOptions", "AlchemyResult", "Mark2D", "mix"]


@dataclass(frozen=True, slots=True, eq=False)
class AlchemyResult:
    """A mixture, what was left out of it, and a picture of both.

    Attributes
    ----------
    items : sequence of Found
        Nearest first; ``distance`` is that to the nearest point added.
    filtered_out : sequence of Found
        What would have been among them but lies too near to what is subtracted; ``distance`` is
        that to the nearest point subtracted.
    projection : str
        ``map``, ``aligned``, ``discriminant``, ``local``, ``pca`` or ``none``.
    points, avoided : float32 arrays, shape (k, d) and (m, d)
        What was gone towards and kept away from, to be saved as an anchor.
    """

    items: Sequence[Found]
    filtered_out: Sequence[Found]
    space: str
    seed: int
    projection: str
    marks: Sequence[Mark2D]
    points: Vectors
    avoided: Vectors
    note: str | None = None


def mix(
    search: SearchSpace,
    add: Sequence[Ingredient],
    subtract: Sequence[Ingredient] = (),
    options: AlchemyOptions | None = None,
    music_map: MusicMap | None = None,
) -> AlchemyResult:
    """Return tracks near to what is added and far from what is subtracted.

    A track is as near as the nearest point added, so a mixture of two unlike things holds both
    and not what lies between. The tracks that things are made of are never among the results, nor
    are copies of those added. Anchors made by `to_ingredient` bring what they avoid along.

    Raises
    ------
    SearchInputError
        Nothing is added, the same thing is added and subtracted, or a number is out of range.
    EmptyLibraryError
        Nothing was heard, or nothing passes the filter.
    NotOnShelfError, NotHeardInSpaceError, ArtistNotFoundError, NothingToGoByError
        See `find_points`.
    """
    options = options or AlchemyOptions()
    check_options(options)
    check_sides(add, subtract)
    if not len(search.shelf):
        raise EmptyLibraryError
    added = added_side(search, add)
    avoided = avoided_side(search, add, subtract, options.subtract_distance)
    allowed = allowed_rows(search, added, avoided, options)
    choice = choose(search, added, avoided, allowed, options)
    pool, left_out = choice.pool, choice.too_near
    tracks = spots_of_tracks(
        search, "result", pool.rows[choice.chosen].tolist(), pool.vectors[choice.chosen]
    ) + spots_of_tracks(
        search, "filtered_out", pool.rows[left_out].tolist(), pool.vectors[left_out]
    )
    picture = draw(search, tracks, (added, avoided), music_map)
    return AlchemyResult(
        items=_found(search, choice, added),
        filtered_out=_filtered_out(search, choice, avoided),
        space=search.name,
        seed=options.seed,
        projection=picture.projection.value,
        marks=picture.marks,
        points=added.vectors,
        avoided=avoided.vectors,
        note=_note(choice, options),
    )


def _found(search: SearchSpace, choice: Choice, added: Side) -> list[Found]:
    pool, chosen = choice.pool, choice.chosen
    found: dict[int, Found] = {}
    for owner in np.unique(pool.nearest[chosen]).tolist():
        part = added.parts[owner]
        is_track = part.ingredient.kind is IngredientKind.TRACK
        near = Reason("nearest", f"nearest to {added.names[owner]}")
        mine = chosen[pool.nearest[chosen] == owner]
        rows, distances = pool.rows[mine].tolist(), pool.distances[mine].tolist()
        told = explain_all(search.shelf, part.rows[0] if is_track else None, rows, distances)
        for at, row, distance, reasons in zip(mine.tolist(), rows, distances, told, strict=True):
            found[at] = _of_row(search, row, distance, (reasons[0], near, *reasons[1:]))
    return [found[at] for at in chosen.tolist()]


def _filtered_out(search: SearchSpace, choice: Choice, avoided: Side) -> list[Found]:
    found = []
    for at in choice.too_near.tolist():
        name = avoided.names[int(choice.reasons.nearest[at])]
        reasons = (Reason("too_near", f"too near to {name}"),)
        distance = float(choice.reasons.distances[at])
        found.append(_of_row(search, int(choice.pool.rows[at]), distance, reasons))
    return found


def _of_row(search: SearchSpace, row: int, distance: float, reasons: Sequence[Reason]) -> Found:
    shelf = search.shelf
    return Found(int(shelf.numbers[row]), shelf.track_id(row), distance, reasons)


def _note(choice: Choice, options: AlchemyOptions) -> str | None:
    """Say what to change where there are fewer tracks than were asked for."""
    found = len(choice.chosen)
    if found == options.count:
        return None
    kept_out = int(choice.reasons.is_so.sum())
    if kept_out:
        advice = (
            f"{kept_out} others nearby lie too near to what is subtracted: lower the distance "
            f"kept to it (it is {options.subtract_distance:g}), or subtract less."
        )
    elif not len(choice.pool.rows):
        advice = "what is added is all there is; add fewer things, loosen the filter or scan more."
    else:
        advice = "loosen the filter, allow more tracks of one artist, or scan more music."
    if not found:
        return f"Nothing was found; {advice}"
    return f"Only {found} of {options.count} tracks were found; {advice}"

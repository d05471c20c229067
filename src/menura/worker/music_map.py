"""Lay out the music map and compare artists: from all vectors to what is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from menura.bootstrap import Menura
from menura.discover import (
    MAP_NEIGHBOURS,
    MapMethod,
    MusicMap,
    SpaceEmptyError,
    fit_artists,
    lay_out,
    place_new,
    save_artists,
    start_artists,
    waiting_numbers,
)
from menura.jobs import JobContext, Progress
from menura.kernel.ids import new_id
from menura.vectors import Keys, Vectors

READ_AT_ONCE = 5_000
READ_SHARE = 0.1
PCA_SHARE = 0.2
FEW_PLACED = 500  # new tracks whose neighbours are looked up one by one
FIRST_MAP_TRACKS = 10  # a map of fewer is no help; it can still be asked for


def build_music_map(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``music_map``.

    Anew: a PCA is kept first, to look at while PaCMAP is at work. Else what is new is placed, and
    nothing moves.
    """
    payload = context.job.payload
    space = payload.get("space", "dsp")
    method = MapMethod(payload.get("method", MapMethod.PACMAP))
    with menura.rooms(read_only=True) as rooms:
        known = rooms.maps.music_map(space)
        numbers = waiting_numbers(rooms.search(space), None)
        waiting = waiting_numbers(rooms.search(space), known)
    if known is not None and not payload.get("anew", False):
        return _place(menura, context, known, waiting)
    vectors = read_vectors(menura, context, space, numbers)
    heard = np.any(vectors, axis=1)
    numbers, vectors = numbers[heard], vectors[heard]
    if not len(numbers):
        raise SpaceEmptyError(space)
    now = menura.clock.now()
    layout = MusicMap(
        space=space,
        layout_id=new_id(menura.clock),
        method=MapMethod.PCA.value,
        numbers=numbers,
        positions=np.zeros((len(numbers), 2), np.float32),
        laid_out=len(numbers),
        created_at=now,
        updated_at=now,
    )
    seed = int(payload.get("seed", 0))
    if method is MapMethod.PCA or known is None:
        context.report(Progress(READ_SHARE, stage="PCA"))
        layout = replace(layout, positions=lay_out(vectors, MapMethod.PCA, seed=seed))
        _keep(menura, context, layout)
    if method is MapMethod.PACMAP:

        def report(share: float, stage: str) -> None:
            context.check()
            at = PCA_SHARE + (1 - PCA_SHARE) * share
            context.report(Progress(at, stage=stage))

        positions = lay_out(vectors, method, seed=seed, report=report)
        layout = replace(
            layout, layout_id=new_id(menura.clock), method=method.value, positions=positions
        )
        _keep(menura, context, layout)
    return {"space": space, "method": layout.method, "tracks": len(numbers)}


def _place(
    menura: Menura, context: JobContext, known: MusicMap, waiting: Keys
) -> Mapping[str, Any]:
    """Place new tracks between those that are on the map."""
    told = {"space": known.space, "method": known.method}
    if not len(waiting):
        return {**told, "placed": 0}
    fresh = read_vectors(menura, context, known.space, waiting)
    context.report(Progress(0.5, stage="place"))
    around = _around(menura, context, known, fresh)
    laid = read_vectors(menura, context, known.space, around.numbers)
    found = place_new(around, laid, waiting, fresh, at=menura.clock.now())
    placed = replace(
        known,
        numbers=np.concatenate([known.numbers, found.numbers[len(around.numbers) :]]),
        positions=np.concatenate([known.positions, found.positions[len(around.numbers) :]]),
        updated_at=found.updated_at,
    )
    context.check()
    with menura.store.unit() as unit:
        layout = unit.maps.layout(known.space) or ""
        if not layout.startswith(f"{known.layout_id}."):  # all was laid out anew meanwhile
            return {**told, "placed": 0}
        unit.maps.put(placed)
    return {**told, "placed": len(placed.numbers) - len(known.numbers)}


def _around(menura: Menura, context: JobContext, known: MusicMap, fresh: Vectors) -> MusicMap:
    """Return the part of a map that a few new tracks are placed by: their neighbours.

    The vectors of a million tracks take a gigabyte; those of some neighbours do not.
    """
    if len(fresh) > FEW_PLACED:
        return known
    search = menura.search(known.space)
    laid_out = np.sort(known.numbers[: known.laid_out])
    near: set[int] = set()
    for vector in fresh[np.any(fresh, axis=1)]:
        context.check()
        found = search.index.search(vector, MAP_NEIGHBOURS, allowed=laid_out)
        near.update(found.keys.tolist())
    chosen = np.flatnonzero(np.isin(known.numbers[: known.laid_out], list(near)))
    if not len(chosen):
        return known
    return replace(
        known,
        numbers=known.numbers[chosen],
        positions=known.positions[chosen],
        laid_out=len(chosen),
    )


def _keep(menura: Menura, context: JobContext, music_map: MusicMap) -> None:
    context.check()
    with menura.store.unit() as unit:
        unit.maps.put(music_map)


def read_vectors(menura: Menura, context: JobContext, space: str, numbers: Keys) -> Vectors:
    """Return the unit vectors of tracks, in their order; zeros for those that have none."""
    search = menura.search(space)
    rows = np.zeros((len(numbers), search.index.dimension), np.float32)
    for start in range(0, len(numbers), READ_AT_ONCE):
        context.check()
        part = slice(start, start + READ_AT_ONCE)
        rows[part] = search.vectors(numbers[part])
        context.report(Progress(READ_SHARE * start / len(numbers), stage="read"))
    return rows


def compare_artists(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``artists``: fit the sounds of every artist."""
    space = context.job.payload.get("space", "dsp")
    shelf = menura.search(space).shelf
    vectors = read_vectors(menura, context, space, shelf.numbers)

    def report(share: float, stage: str) -> None:
        context.check()
        context.report(Progress(READ_SHARE + (1 - READ_SHARE) * share, stage=stage))

    models = fit_artists(shelf, vectors, space, report=report)
    context.check()
    path = menura.artists_file(space)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_artists(models, path)
    return {"space": space, "artists": len(models.names)}


def keep_up(menura: Menura) -> None:
    """Have new music placed on the maps there are, and artists compared, after a scan.

    The first map of the built-in ear is begun by itself.
    """
    to_place, to_compare = [], []
    with menura.rooms(read_only=True) as rooms:
        for space in rooms.space_counts():
            has_map = rooms.maps.music_map(space) is not None
            waiting = rooms.maps.waiting(space)
            is_first = space == "dsp" and not has_map and waiting >= FIRST_MAP_TRACKS
            if (has_map and waiting) or is_first:
                to_place.append(space)
            if menura.artists_file(space).is_file():
                to_compare.append(space)
    if not (to_place or to_compare):
        return
    with menura.rooms() as rooms:
        for space in to_place:
            rooms.maps.build(space, anew=False)
        for space in to_compare:
            start_artists(rooms.jobs, space)

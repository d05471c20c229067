"""Ask for the music map, and read it."""

from collections.abc import Callable

import numpy as np

from menura.discover.errors import (
    EmptyLibraryError,
    MapBusyError,
    MapNotReadyError,
    MapVersionGoneError,
    SpaceEmptyError,
)
from menura.discover.filters import WHOLE
from menura.discover.map_file import PackedMap
from menura.discover.map_keeper import MapKeeper, ShownRun
from menura.discover.model import MusicMap
from menura.discover.music_map import MapMethod
from menura.discover.ports import ClusterRunRepository, MapRepository
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS
from menura.jobs import Job, JobPriority, JobQueue, Jobs
from menura.vectors import Keys

MUSIC_MAP = "music_map"


class Maps:
    """The map of each space, as doors use it."""

    def __init__(
        self,
        maps: MapRepository,
        runs: ClusterRunRepository,
        jobs: Jobs,
        *,
        search: Callable[[str], SearchSpace],
        keeper: MapKeeper,
    ) -> None:
        self._maps = maps
        self._runs = runs
        self._jobs = jobs
        self._search = search
        self._keeper = keeper

    def build(
        self, space: str, method: MapMethod = MapMethod.PACMAP, *, anew: bool, seed: int = 0
    ) -> Job:
        """Queue placing new tracks, or laying everything out anew; one at a time for a space.

        Raises
        ------
        EmptyLibraryError, SpaceEmptyError
            No track was heard, or none in the space.
        MapBusyError
            It is being laid out in another way.
        """
        search = self._search(space)
        if not len(search.shelf):
            raise EmptyLibraryError
        if not len(search.index):
            raise SpaceEmptyError(space)
        anew = anew or self._maps.layout(space) is None
        payload = {"space": space, "method": method.value, "anew": anew, "seed": seed}
        working = self._jobs.find_unfinished(MUSIC_MAP, _key(space, anew))
        if working is not None and dict(working.payload) != payload and anew:
            raise MapBusyError(working.id)
        return self._jobs.submit(
            MUSIC_MAP,
            "Lay out the music map" if anew else "Place new tracks on the music map",
            payload,
            queue=JobQueue.WORK,
            priority=JobPriority.NORMAL,
            singleton_key=_key(space, anew),
        )

    def unfinished(self, space: str) -> Job | None:
        """Return the job that works on the map of a space, if there is one."""
        jobs = (self._jobs.find_unfinished(MUSIC_MAP, _key(space, anew)) for anew in (True, False))
        return next((job for job in jobs if job is not None), None)

    def music_map(self, space: str) -> MusicMap | None:
        """Return the map of a space, if there is one."""
        return self._keeper.music_map(space, self._maps)

    def packed(self, space: str) -> PackedMap | None:
        """Return the packed map of a space, coloured by the clusters that are shown."""
        heads = self._runs.all()
        shown = next((run for run in heads if run.pinned), heads[0] if heads else None)
        run = ShownRun(None, lambda: None)
        if shown is not None:
            run = ShownRun(shown.id, lambda: self._runs.get(shown.id))
        return self._keeper.packed(space, self._maps, self._search(space).shelf, run)

    def version(self, space: str, version: str) -> PackedMap:
        """Return a packed map that somebody holds, the present one or a former one.

        Raises
        ------
        MapNotReadyError, MapVersionGoneError
        """
        packed = self.packed(space)
        if packed is None:
            raise MapNotReadyError
        if packed.version == version:
            return packed
        former = self._keeper.former(space, version)
        if former is None:
            raise MapVersionGoneError(version)
        return former

    def waiting(self, space: str) -> int:
        """Return how many tracks that were heard in a space are not on its map."""
        return len(waiting_numbers(self._search(space), self.music_map(space)))


def _key(space: str, anew: bool) -> str:
    return f"{MUSIC_MAP} {space}{' anew' if anew else ''}"


def waiting_numbers(search: SearchSpace, music_map: MusicMap | None) -> Keys:
    """Return the numbers of whole tracks that were heard in a space and are not on its map."""
    shelf = search.shelf
    whole = np.isin(shelf.kind, [KINDS.index(kind) for kind in WHOLE])
    numbers = shelf.numbers[whole]
    if music_map is not None:
        numbers = np.setdiff1d(numbers, music_map.numbers)
    if len(search.index) >= len(shelf):  # as in the space of the built-in ear: all were heard
        return numbers
    heard: Keys = numbers[np.any(search.vectors(numbers), axis=1)]
    return heard

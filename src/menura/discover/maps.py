"""Ask for the music map, and read it."""

import numpy as np

from menura.discover.filters import WHOLE
from menura.discover.map_file import PackedMap
from menura.discover.map_keeper import MapKeeper, ShownRun
from menura.discover.model import MusicMap
from menura.discover.music_map import MapMethod
from menura.discover.ports import ClusterRunRepository, MapRepository
from menura.discover.shelf import KINDS, Shelf
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
        shelf: Shelf,
        keeper: MapKeeper,
    ) -> None:
        self._maps = maps
        self._runs = runs
        self._jobs = jobs
        self._shelf = shelf
        self._keeper = keeper

    def build(
        self, space: str, method: MapMethod = MapMethod.PACMAP, *, anew: bool, seed: int = 0
    ) -> Job:
        """Queue placing new tracks, or laying everything out anew; one at a time for a space."""
        anew = anew or self._maps.layout(space) is None
        return self._jobs.submit(
            MUSIC_MAP,
            "Lay out the music map" if anew else "Place new tracks on the music map",
            {"space": space, "method": method.value, "anew": anew, "seed": seed},
            queue=JobQueue.WORK,
            priority=JobPriority.NORMAL,
            singleton_key=f"{MUSIC_MAP} {space}",
        )

    def unfinished(self, space: str) -> Job | None:
        """Return the job that works on the map of a space, if there is one."""
        return self._jobs.find_unfinished(MUSIC_MAP, f"{MUSIC_MAP} {space}")

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
        return self._keeper.packed(space, self._maps, self._shelf, run)

    def waiting(self, space: str) -> int:
        """Return how many heard tracks are not on the map of a space."""
        return len(waiting_numbers(self._shelf, self.music_map(space)))


def waiting_numbers(shelf: Shelf, music_map: MusicMap | None) -> Keys:
    """Return the numbers of whole tracks that are not on a map."""
    whole = np.isin(shelf.kind, [KINDS.index(kind) for kind in WHOLE])
    numbers = shelf.numbers[whole]
    return numbers if music_map is None else np.setdiff1d(numbers, music_map.numbers)

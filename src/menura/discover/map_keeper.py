"""Keep the packed map of each space at hand, as fresh as the database."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from menura.discover.clusters.model import ClusterRun
from menura.discover.map_file import PackedMap, pack_map
from menura.discover.model import MusicMap
from menura.discover.ports import MapRepository
from menura.discover.shelf import UNKNOWN, Shelf

FORMER_KEPT = 3  # 10 MB each for a million tracks


@dataclass(frozen=True, slots=True)
class ShownRun:
    """The clusters that colour a map: which run, read when it is needed."""

    id: str | None
    read: Callable[[], ClusterRun | None]


@dataclass(frozen=True, slots=True, eq=False)
class KeptMap:
    """A map as it was last read and packed."""

    layout: str
    music_map: MusicMap
    packed: PackedMap | None = None
    packed_from: tuple[int, str | None] | None = None
    """The shelf's revision and the run it was packed from."""
    former: tuple[PackedMap, ...] = ()
    """Earlier ones, for those who still hold them: latest first."""

    def followed_by(self, packed: PackedMap, made_from: tuple[int, str | None]) -> "KeptMap":
        """Return it with what was packed now; one that holds the same stays as it is."""
        if self.packed is not None and self.packed.version == packed.version:
            return replace(self, packed_from=made_from)
        former = (self.packed, *self.former)[:FORMER_KEPT] if self.packed else self.former
        return replace(self, packed=packed, packed_from=made_from, former=former)


class MapKeeper:
    """The map of each space; any number of threads may ask for it.

    Reading a million positions takes a second and packing them half of one, so both are done when
    something has changed, and only then.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, KeptMap] = {}

    def music_map(self, space: str, maps: MapRepository) -> MusicMap | None:
        """Return the map of a space, if there is one."""
        with self._lock:
            kept = self._fresh(space, maps)
            return None if kept is None else kept.music_map

    def packed(
        self, space: str, maps: MapRepository, shelf: Shelf, run: ShownRun
    ) -> PackedMap | None:
        """Return the packed map of a space, if there is one."""
        with self._lock:
            kept = self._fresh(space, maps)
            if kept is None:
                return None
            made_from = (shelf.revision, run.id)
            if kept.packed is None or kept.packed_from != made_from:
                packed = _pack(kept.music_map, shelf, run)
                kept = kept.followed_by(packed, made_from)
                self._kept[space] = kept
            return kept.packed

    def former(self, space: str, version: str) -> PackedMap | None:
        """Return an earlier packed map of a space, if it is still kept."""
        with self._lock:
            kept = self._kept.get(space)
        return next((one for one in (kept.former if kept else ()) if one.version == version), None)

    def _fresh(self, space: str, maps: MapRepository) -> KeptMap | None:
        layout = maps.layout(space)
        if layout is None:
            self._kept.pop(space, None)
            return None
        kept = self._kept.get(space)
        if kept is None or kept.layout != layout:
            music_map = maps.get(space)
            if music_map is None:
                return None
            former = () if kept is None else (kept.packed, *kept.former)[:FORMER_KEPT]
            kept = KeptMap(layout, music_map, former=tuple(one for one in former if one))
            self._kept[space] = kept
        return kept


def _pack(music_map: MusicMap, shelf: Shelf, shown: ShownRun) -> PackedMap:
    run = shown.read() if shown.id is not None else None
    cluster_of: dict[int, int] = {}
    for position, playlist in enumerate(run.playlists if run else ()):
        rows = shelf.rows_of_ids(playlist.track_ids)
        numbers = shelf.numbers[rows[rows != UNKNOWN]]  # the others were removed since
        cluster_of.update(dict.fromkeys(numbers.tolist(), position))
    names = [playlist.name for playlist in run.playlists] if run else []
    return pack_map(music_map, shelf, cluster_of, cluster_names=names)

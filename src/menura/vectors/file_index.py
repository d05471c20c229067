"""Search an index file, mapped into memory and shared by all processes that open it."""

import copy
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from menura.vectors.checks import checked_count, row_keys, unit_query, unit_rows
from menura.vectors.errors import IndexDamagedError
from menura.vectors.exact import distances_of, nearest, positions_of, where_of
from menura.vectors.faiss_runtime import faiss_threads, load_faiss
from menura.vectors.index_folder import (
    INDEX_FILE,
    KEYS_FILE,
    IndexMeta,
    current_version,
    damaged,
    read_meta,
)
from menura.vectors.model import IndexKind, Keys, Neighbours, SearchOptions, Vector, Vectors

FEW_EXCLUDED = 256
"""Up to here excluded rows are found and dropped; a mask over a million rows costs 0.3 ms."""
FEW_GATHERED = 500
"""So few allowed rows are fetched singly (0.3 ms); a mask is faster for more, and as exact."""
ROWS_READ_PER_RESULT = 8
"""Lists are added until they hold this many allowed rows for each row wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Say which positions may be answered with, in the form faiss asks for."""

    visible: NDArray[np.bool_]
    count: int
    selector: Any

    @classmethod
    def of(cls, visible: NDArray[np.bool_]) -> Self:
        """Pack `visible`, shape (n,), into a bitmap."""
        selector = load_faiss().IDSelectorBitmap(np.packbits(visible, bitorder="little"))
        return cls(visible, int(visible.sum()), selector)


class FileIndex:
    """Search one published version of an index file.

    Opening maps the file (measured: 7 ms and 20 MB of private memory for a million rows, where
    loading takes 412 MB per process). The object never changes, so any number of threads may
    search it, and it keeps working after a newer version was published or this one pruned.

    See Also
    --------
    menura.vectors.index_build.build_index_file : writes what this reads.
    """

    def __init__(self, version: Path, options: SearchOptions | None = None) -> None:
        self.meta: IndexMeta = read_meta(version)
        self.version = version.name
        self._options = options or SearchOptions()
        self._index = mapped_index(version / INDEX_FILE, self.meta)
        self._keys = mapped_keys(version / KEYS_FILE, self.meta)
        self._mask: Mask | None = None

    @classmethod
    def open(cls, folder: Path, options: SearchOptions | None = None) -> Self:
        """Open the current version of the index in `folder`.

        Raises
        ------
        IndexMissingError
            Nothing was published yet.
        IndexDamagedError
            Files are missing, cut short or not what they should be; rebuild the index.
        """
        name = current_version(folder)
        try:
            return cls(folder / name, options)
        except IndexDamagedError:
            newer = current_version(folder)
            if newer == name:
                raise
            return cls(folder / newer, options)  # `name` was pruned between reading and opening

    @property
    def dimension(self) -> int:
        """Return d, the number of components of every vector."""
        return self.meta.dimension

    def __len__(self) -> int:
        return self.meta.count if self._mask is None else self._mask.count

    def hiding(self, keys: Keys) -> Self:
        """Return this index without the rows of `keys`; both share the mapped file."""
        positions = positions_of(self._keys, keys)
        twin = copy.copy(self)
        if len(positions):
            twin._mask = self._narrowed(positions)
        return twin

    def search(
        self,
        query: Vector,
        count: int,
        *,
        allowed: Keys | None = None,
        excluded: Keys | None = None,
    ) -> Neighbours:
        """Return the `count` rows nearest to `query`; see `VectorIndex.search`."""
        unit, count = unit_query(query, self.dimension), checked_count(count)
        dropped = np.empty(0, np.int64)
        if excluded is not None:
            dropped = positions_of(self._keys, row_keys(excluded, field="excluded"))
        if allowed is not None:
            positions = positions_of(self._keys, row_keys(allowed, field="allowed"))
            return self._search_allowed(unit, count, self._left(positions, dropped))
        if len(dropped) > FEW_EXCLUDED:
            return self._scan(unit, count, self._narrowed(dropped))
        found = self._scan(unit, count + len(dropped), self._mask)
        kept = ~np.isin(found.keys, self._keys[dropped])
        return Neighbours(found.keys[kept][:count], found.distances[kept][:count])

    def search_many(self, queries: Vectors, count: int) -> list[Neighbours]:
        """Return the `count` nearest rows for each row of `queries`, shape (m, d)."""
        units, count = unit_rows(queries, self.dimension), checked_count(count)
        return [self._scan(unit, count, self._mask) for unit in units]

    def vectors(self, keys: Keys) -> Vectors:
        """Return the unit vectors of rows; see `VectorIndex.vectors`."""
        keys = row_keys(keys)
        rows = np.zeros((len(keys), self.dimension), np.float32)
        positions = where_of(self._keys, keys)
        known = np.flatnonzero(positions >= 0)
        if self._mask is not None:
            known = known[self._mask.visible[positions[known]]]
        if len(known):
            with faiss_threads(1):
                rows[known] = self._index.reconstruct_batch(positions[known])
        return rows

    def _left(self, positions: NDArray[np.int64], dropped: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the allowed `positions` that are neither dropped nor hidden."""
        left = np.setdiff1d(positions, dropped, assume_unique=True)
        return left if self._mask is None else left[self._mask.visible[left]]

    def _narrowed(self, dropped: NDArray[np.int64]) -> Mask:
        """Return the present mask without the `dropped` positions."""
        visible = np.ones(self.meta.count, np.bool_)
        if self._mask is not None:
            visible = self._mask.visible.copy()
        visible[dropped] = False
        return Mask.of(visible)

    def _search_allowed(self, unit: Vector, count: int, positions: NDArray[np.int64]) -> Neighbours:
        """Search among `positions`: fetch few of them, mask many."""
        if len(positions) <= FEW_GATHERED:
            return self._search_gathered(unit, count, positions)
        visible = np.zeros(self.meta.count, np.bool_)
        visible[positions] = True
        return self._scan(unit, count, Mask.of(visible))

    def _search_gathered(
        self, unit: Vector, count: int, positions: NDArray[np.int64]
    ) -> Neighbours:
        """Fetch the rows at `positions` and compare each with the query."""
        if len(positions) == 0:
            return Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
        with faiss_threads(1):
            rows = self._index.reconstruct_batch(positions)
        return nearest(np.asarray(self._keys[positions]), distances_of(rows @ unit), count)

    def _scan(self, unit: Vector, count: int, mask: Mask | None) -> Neighbours:
        """Let faiss search under `mask`; read every list if too few rows turn up.

        Where rows tie with the last one wanted, which of them comes back is faiss's choice.
        """
        available = self.meta.count if mask is None else mask.count
        wanted = min(count, available)
        if wanted == 0:
            return Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
        probes = self._probes(wanted, available)
        found = self._scan_lists(unit, wanted, mask, probes)
        if len(found) < wanted and probes < self.meta.lists:
            found = self._scan_lists(unit, wanted, mask, self.meta.lists)
        return found

    def _scan_lists(self, unit: Vector, wanted: int, mask: Mask | None, probes: int) -> Neighbours:
        """Run one faiss search over the `probes` nearest lists (or everything, without lists)."""
        with faiss_threads(1) as faiss:
            how = {} if mask is None else {"sel": mask.selector}
            if self.meta.kind is IndexKind.IVF:
                parameters = faiss.SearchParametersIVF(nprobe=probes, **how)
            else:
                parameters = faiss.SearchParameters(**how)
            cosines, positions = self._index.search(unit[np.newaxis], wanted, params=parameters)
        real = positions[0] >= 0  # -1 stands for "no further row"
        keys = np.asarray(self._keys[positions[0][real]])
        return nearest(keys, distances_of(cosines[0][real]), wanted)

    def _probes(self, wanted: int, available: int) -> int:
        """Return how many lists to read: more for masks and for long answers.

        A mask that leaves a share s of the rows leaves the same share of the true neighbours in
        each list, so they lie farther out; 1/sqrt(s) restores the measured recall (0.986 at
        s = 2 % with eight times the lists).
        """
        share = available / self.meta.count
        if share <= self._options.thorough_share:
            return self.meta.lists
        for_recall = self._options.probes / math.sqrt(share)
        rows_per_list = self.meta.count / max(1, self.meta.lists)
        for_length = ROWS_READ_PER_RESULT * wanted / (rows_per_list * share)
        return min(self.meta.lists, math.ceil(max(1.0, for_recall, for_length)))


def mapped_index(path: Path, meta: IndexMeta) -> Any:
    """Map the faiss index at `path`, read-only, and check that it is the one described."""
    faiss = load_faiss()
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        first_line = str(error).splitlines()[0]
        raise damaged(path, f"cannot be read ({first_line[:200]})") from error
    if index.ntotal != meta.count or index.d != meta.dimension:
        raise damaged(path, f"holds {index.ntotal} rows of {index.d}, not {meta.count} rows")
    if getattr(index, "nlist", 0) != meta.lists:
        raise damaged(path, f"is not laid out in {meta.lists} lists")
    return index


def mapped_keys(path: Path, meta: IndexMeta) -> Keys:
    """Map the keys at `path`, read-only, and check that there is one per row."""
    try:
        keys: Keys = np.load(path, mmap_mode="r" if meta.count else None)
    except (OSError, ValueError) as error:
        raise damaged(path, f"cannot be read ({error})") from error
    if keys.shape != (meta.count,) or keys.dtype != np.int64:
        raise damaged(path, f"holds {keys.dtype} {keys.shape}, not {meta.count} keys")
    return keys

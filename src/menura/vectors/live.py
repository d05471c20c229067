"""Search a large index file together with what changed since it was built."""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from menura.vectors.checks import checked_count, unit_rows
from menura.vectors.errors import IndexMissingError, InvalidVectorsError
from menura.vectors.exact import ExactIndex, nearest
from menura.vectors.file_index import FileIndex
from menura.vectors.index_folder import current_version
from menura.vectors.model import Changes, Keys, Neighbours, SearchOptions, Vector, Vectors
from menura.vectors.pending import Pending


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Hold one consistent state: a file without its outdated rows, and the rows that replace them.

    Attributes
    ----------
    file : FileIndex or None
        As opened.
    current : FileIndex or None
        `file` without the rows that were changed or deleted since.
    buffer : ExactIndex
        Rows that are newer than the file.
    revision : int
        Highest revision seen, in the file or in changes; -1 before any.
    """

    file: FileIndex | None
    current: FileIndex | None
    pending: Pending
    buffer: ExactIndex
    revision: int


def snapshot_of(file: FileIndex | None, pending: Pending, revision: int) -> Snapshot:
    """Return the state in which `pending` changed the rows of `file`."""
    current = None if file is None else file.hiding(pending.keys)
    return Snapshot(file, current, pending, pending.living(), revision)


class LiveIndex:
    """Answer with every row as it is now, from a file that may be hours old.

    The file holds most rows and is searched fast; the few rows changed since stand in a small
    exact buffer and hide their former selves in the file; deleted rows are hidden as well. A
    background job builds a new file now and then, `reload` swaps to it and forgets the changes it
    contains. Readers take one snapshot per search and never wait: `refresh` and `reload` prepare
    the next snapshot aside and put it in place in one step.

    A refresh copies the buffer, so rebuild the file before the buffer grows large: see
    `pending_count`.

    Parameters
    ----------
    folder : Path
        Where `build_index_file` publishes; need not exist yet.
    dimension : int
        d.
    options : SearchOptions, optional
        How hard the file is searched.

    Notes
    -----
    Construction opens nothing and cannot fail: call `reload` for the file, and when it raises
    `IndexDamagedError`, rebuild. Until then the index answers from its buffer alone.

    Examples
    --------
    >>> live = LiveIndex(Path("index"), dimension=2)
    >>> live.refresh(Changes(revision=1, keys=np.array([7]), vectors=np.eye(1, 2, dtype="f4")))
    >>> live.search(np.array([1, 0], np.float32), 5).keys
    array([7])
    """

    def __init__(self, folder: Path, dimension: int, options: SearchOptions | None = None) -> None:
        self._folder = folder
        self._options = options or SearchOptions()
        self._dimension = dimension
        self._writing = threading.Lock()
        self._snapshot = snapshot_of(None, Pending.none(dimension), -1)

    @property
    def dimension(self) -> int:
        """Return d, the number of components of every vector."""
        return self._dimension

    @property
    def revision(self) -> int:
        """Return the highest revision seen: ask the owner of the rows for changes after it."""
        return self._snapshot.revision

    @property
    def version(self) -> str | None:
        """Return the name of the file version in use, None before the first."""
        file = self._snapshot.file
        return None if file is None else file.version

    @property
    def pending_count(self) -> int:
        """Return how many changed or deleted rows the file does not know of."""
        return len(self._snapshot.pending)

    def __len__(self) -> int:
        now = self._snapshot
        return len(now.buffer) + (0 if now.current is None else len(now.current))

    def search(
        self,
        query: Vector,
        count: int,
        *,
        allowed: Keys | None = None,
        excluded: Keys | None = None,
    ) -> Neighbours:
        """Return the `count` rows nearest to `query`; see `VectorIndex.search`."""
        now = self._snapshot
        young = now.buffer.search(query, count, allowed=allowed, excluded=excluded)
        if now.current is None:
            return young
        old = now.current.search(query, count, allowed=allowed, excluded=excluded)
        return merged(old, young, count)

    def search_many(self, queries: Vectors, count: int) -> list[Neighbours]:
        """Return the `count` nearest rows for each row of `queries`, shape (m, d)."""
        now = self._snapshot
        units, count = unit_rows(queries, self._dimension), checked_count(count)
        young = now.buffer.search_many(units, count)
        if now.current is None:
            return young
        old = now.current.search_many(units, count)
        return [merged(*pair, count) for pair in zip(old, young, strict=True)]

    def vectors(self, keys: Keys) -> Vectors:
        """Return the unit vectors of rows; see `VectorIndex.vectors`."""
        now = self._snapshot
        rows = now.buffer.vectors(keys)
        if now.current is None:
            return rows
        old = now.current.vectors(keys)
        is_young = np.any(rows, axis=1, keepdims=True)
        chosen: Vectors = np.where(is_young, rows, old)
        return chosen

    def refresh(self, changes: Changes) -> None:
        """Take in what happened to some rows.

        Changes the file already contains (by revision) are ignored, and of two changes of one row
        the higher revision counts, so changes may be delivered twice or out of order.

        Raises
        ------
        InvalidVectorsError
            A row that cannot be searched; nothing of `changes` is then taken in.
        """
        arrived = Pending.of(changes, self._dimension)
        with self._writing:
            now = self._snapshot
            contained = -1 if now.file is None else now.file.meta.revision
            pending = now.pending.followed_by(arrived).after(contained)
            self._snapshot = snapshot_of(now.file, pending, max(now.revision, changes.revision))

    def reload(self) -> bool:
        """Swap to the published version of the file if it is another one; tell whether it was.

        Searches go on meanwhile; those that began before end on the former version.

        Raises
        ------
        IndexDamagedError
            The published version cannot be used; the former one stays in use. Rebuild.
        """
        with self._writing:
            now = self._snapshot
            try:
                if current_version(self._folder) == self.version:
                    return False
                file = FileIndex.open(self._folder, self._options)
            except IndexMissingError:
                return False
            if file.dimension != self._dimension:
                raise InvalidVectorsError(
                    f"The index in {str(self._folder)!r} has {file.dimension} dimensions where "
                    f"{self._dimension} are expected; keep each space in a folder of its own.",
                    field="dimension",
                )
            pending = now.pending.after(file.meta.revision)
            revision = max(now.revision, file.meta.revision)
            self._snapshot = snapshot_of(file, pending, revision)
            return True


def merged(old: Neighbours, young: Neighbours, count: int) -> Neighbours:
    """Return the `count` nearest of both."""
    keys = np.concatenate([old.keys, young.keys])
    return nearest(keys, np.concatenate([old.distances, young.distances]), count)

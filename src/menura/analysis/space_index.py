"""Keep the vector index of a space as fresh as the database."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import structlog

from menura.analysis.model import EmbeddingChanges
from menura.analysis.ports import AnalysisRepository
from menura.kernel.errors import ConflictError
from menura.vectors import (
    Changes,
    IndexDamagedError,
    IndexMissingError,
    Keys,
    LiveIndex,
    VectorIndex,
    Vectors,
    build_index_file,
    verify_version,
)

CHUNK = 5_000  # rows fetched at once: 5 MB of half-precision vectors
# Rows that may wait beside the file before a new one is due; searching them is exact and takes
# well under a millisecond, but each refresh copies them.
PENDING_LIMIT = 2_000

log = structlog.get_logger("menura.analysis")


class AnalysisUnit(Protocol):
    """A transaction in which what was measured can be read and written."""

    @property
    def analyses(self) -> AnalysisRepository:
        """Return what was measured."""
        ...


class AnalysisStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[AnalysisUnit]:
        """Open one."""
        ...


class SpaceIndex:
    """The vectors of one space, searchable: a file for most, a buffer for what is newer.

    Parameters
    ----------
    folder : Path
        Where this space's index files are kept.
    """

    def __init__(self, folder: Path, space: str, dimension: int) -> None:
        self.space = space
        self._folder = folder
        self._dimension = dimension
        self._live = LiveIndex(folder, dimension)
        self._refreshing = threading.Lock()

    def fresh(self, analyses: AnalysisRepository) -> VectorIndex:
        """Return the index with every change that `analyses` can see."""
        with self._refreshing:
            try:
                self._live.reload()
            except IndexMissingError:
                pass
            except IndexDamagedError as error:  # derived data: the database has every vector
                log.warning("index file is damaged", space=self.space, reason=error.message)
            while True:
                changes = analyses.embedding_changes(self.space, self._live.revision, CHUNK)
                if changes.revision <= self._live.revision:
                    return self._live
                self._live.refresh(_to_changes(changes))

    def is_due(self, analyses: AnalysisRepository) -> bool:
        """Tell whether a new file should be built: none, a damaged one, or one far behind.

        Call it first thing in a transaction. A file that is newer than the rows is dropped: the
        database was restored from a backup, and numbers in the file may mean other tracks now.
        """
        try:
            published = verify_version(self._folder).revision
        except (IndexMissingError, IndexDamagedError):
            published = None
        # Asked after the file was read: a file of this database is never newer than its rows.
        state = analyses.space_state(self.space)
        if published is not None and published > state.revision:
            log.warning("index is of a later time than the database; dropped", space=self.space)
            shutil.rmtree(self._folder)
            self._live = LiveIndex(self._folder, self._dimension)
            published = None
        if state.count == 0:
            return False
        return published is None or state.revision - published > PENDING_LIMIT

    def build(self, store: AnalysisStore) -> int:
        """Write a new index file and return how many vectors it holds; readers go on meanwhile."""
        with store.unit(read_only=True) as unit:
            state = unit.analyses.space_state(self.space)
            if state.count == 0:
                return 0
            try:
                build_index_file(
                    self._folder,
                    self._rows(unit.analyses),
                    dimension=self._dimension,
                    revision=state.revision,
                )
            except ConflictError:  # another worker has published a newer one meanwhile
                return state.count
        with store.unit() as unit:
            unit.analyses.forget_removed(self.space, state.revision)
        return state.count

    def _rows(self, analyses: AnalysisRepository) -> Iterator[tuple[Keys, Vectors]]:
        for chunk in analyses.all_embeddings(self.space, CHUNK):
            yield chunk.keys, chunk.vectors


def _to_changes(changes: EmbeddingChanges) -> Changes:
    vectors = changes.vectors if len(changes.keys) else None
    return Changes(changes.revision, changes.keys, vectors, changes.removed)

"""Remember what changed since an index file was built."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from menura.vectors.checks import as_kept, checked_revision, matching_rows, row_keys
from menura.vectors.errors import InvalidVectorsError
from menura.vectors.exact import ExactIndex
from menura.vectors.model import Changes, Keys, Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """Hold the newest change of each changed row, in ascending order of key. Immutable.

    Attributes
    ----------
    keys : ndarray of int64, shape (n,)
    revisions : ndarray of int64, shape (n,)
    alive : ndarray of bool, shape (n,)
        False where the row was deleted.
    vectors : ndarray of float32, shape (n, d)
        Unit vectors with the precision of a file; zeros where deleted.
    """

    keys: Keys
    revisions: NDArray[np.int64]
    alive: NDArray[np.bool_]
    vectors: Vectors

    @classmethod
    def none(cls, dimension: int) -> Self:
        """Return the state in which nothing changed."""
        empty = np.empty(0, np.int64)
        return cls(empty, empty, empty.astype(np.bool_), np.empty((0, dimension), np.float32))

    @classmethod
    def of(cls, changes: Changes, dimension: int) -> Self:
        """Check `changes` and put them in order; of a key named twice the last vector counts."""
        checked_revision(changes.revision)
        vectors = np.empty((0, dimension), np.float32)
        if changes.vectors is not None:
            vectors = changes.vectors
        keys, unit = matching_rows(changes.keys, vectors, dimension)
        deleted = np.unique(row_keys(changes.deleted, field="deleted"))
        both = np.intersect1d(keys, deleted)
        if len(both):
            raise InvalidVectorsError(
                f"Key {int(both[0])} is both changed and deleted; say one of them.",
                field="deleted",
            )
        kept, last = np.unique(keys[::-1], return_index=True)
        unit = as_kept(unit[::-1][last])
        everything = np.concatenate([kept, deleted])
        rows = np.concatenate([unit, np.zeros((len(deleted), dimension), np.float32)])
        alive = np.arange(len(everything)) < len(kept)
        revisions = np.full(len(everything), changes.revision, np.int64)
        return cls(everything, revisions, alive, rows)._only(np.argsort(everything))

    def __len__(self) -> int:
        return len(self.keys)

    def followed_by(self, other: Self) -> Self:
        """Return both together; of a row changed in both the higher revision counts, or `other`."""
        keys = np.concatenate([self.keys, other.keys])
        revisions = np.concatenate([self.revisions, other.revisions])
        age = np.arange(len(keys))
        order = np.lexsort((age, revisions, keys))
        newest = np.append(keys[order][1:] != keys[order][:-1], True)[: len(order)]
        both = type(self)(
            keys,
            revisions,
            np.concatenate([self.alive, other.alive]),
            np.concatenate([self.vectors, other.vectors]),
        )
        return both._only(order[newest])

    def after(self, revision: int) -> Self:
        """Return the changes a file that contains `revision` does not contain."""
        return self._only(np.flatnonzero(self.revisions > revision))

    def living(self) -> ExactIndex:
        """Return an index of the rows that were not deleted."""
        return ExactIndex.trusted(self.keys[self.alive], self.vectors[self.alive])

    def _only(self, positions: NDArray[np.int64]) -> Self:
        """Return the rows at `positions`, in that order."""
        return type(self)(
            self.keys[positions],
            self.revisions[positions],
            self.alive[positions],
            self.vectors[positions],
        )

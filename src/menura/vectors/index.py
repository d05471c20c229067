"""Say what every index can do."""

from typing import Protocol

from menura.vectors.model import Keys, Neighbours, Vector, Vectors


class VectorIndex(Protocol):
    """Find the rows nearest to a vector by cosine distance.

    Laws (``tests/contracts/test_vector_index.py`` runs them over every implementation): results
    are ordered by distance, then key; each allowed row appears at most once; `count` rows come
    back whenever that many are allowed, all of them otherwise; distances are within
    `DISTANCE_TOLERANCE` of the true ones.
    """

    @property
    def dimension(self) -> int:
        """Return d, the number of components of every vector."""
        ...

    def __len__(self) -> int: ...

    def search(
        self,
        query: Vector,
        count: int,
        *,
        allowed: Keys | None = None,
        excluded: Keys | None = None,
    ) -> Neighbours:
        """Return the `count` rows nearest to `query`.

        Parameters
        ----------
        query : ndarray of float32, shape (d,)
            Any length but zero.
        count : int
            Rows wanted; more than there are gives all of them.
        allowed : ndarray of int64, optional
            Only these keys may come back; unknown ones are ignored. Empty allows none.
        excluded : ndarray of int64, optional
            These keys never come back, even if allowed.

        Raises
        ------
        InvalidVectorsError
            For a query of another dimension, zeros, NaN, or a count below one.
        """
        ...

    def search_many(self, queries: Vectors, count: int) -> list[Neighbours]:
        """Return the `count` nearest rows for each row of `queries`, shape (m, d)."""
        ...

    def vectors(self, keys: Keys) -> Vectors:
        """Return the unit vectors of rows, shape (len(keys), d), in the order of `keys`.

        Zeros stand for keys that are not in the index; a key may be named twice.
        """
        ...

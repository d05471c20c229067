"""Admit vectors, keys and counts at the room's door; everything behind it trusts them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from menura.vectors.errors import InvalidVectorsError
from menura.vectors.model import Keys, Vector, Vectors

DISTANCE_STEP = 2.0**-20
"""Distances are multiples of this (about 1e-6), so that equal rows tie in spite of float noise."""
KeyedRows = tuple[Keys, Vectors]
"""Keys (n,) and their vectors (n, d)."""


def unit_rows(vectors: ArrayLike, dimension: int | None = None) -> Vectors:
    """Return `vectors` as float32 rows of length one.

    Each row is divided by its largest component first, so that rows near the ends of the float32
    range keep their direction.

    Parameters
    ----------
    vectors : array_like, shape (n, d)
        Any real numbers.
    dimension : int, optional
        The d to insist on.

    Raises
    ------
    InvalidVectorsError
        Not two-dimensional, another dimension, not finite, or a row of zeros (it has no direction).
    """
    rows = np.asarray(vectors)
    if rows.ndim != 2 or rows.shape[1] == 0 or rows.dtype.kind not in "fiu":
        raise InvalidVectorsError(
            f"Vectors must be rows of real numbers, shape (n, d); got {rows.dtype} {rows.shape}.",
            field="vectors",
        )
    rows = rows.astype(np.float32 if rows.dtype == np.float16 else np.result_type(rows, np.float32))
    if dimension is not None and rows.shape[1] != dimension:
        raise InvalidVectorsError(
            f"Vectors have {rows.shape[1]} dimensions where {dimension} are kept; "
            "vectors of different spaces cannot be compared.",
            field="vectors",
        )
    scale = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    refuse_rows(~np.isfinite(scale[:, 0]), "not finite (NaN or infinity)")
    refuse_rows(scale[:, 0] == 0.0, "all zeros and has no direction")
    scaled = (rows / scale).astype(np.float32)
    lengths = np.sqrt(np.einsum("nd,nd->n", scaled, scaled))
    unit: Vectors = scaled / lengths[:, np.newaxis]
    return unit


def refuse_rows(wrong: NDArray[np.bool_], fault: str) -> None:
    """Raise for the first row that is `wrong`, naming it."""
    if wrong.any():
        raise InvalidVectorsError(
            f"Vector in row {int(wrong.argmax())} is {fault}; leave it out ({int(wrong.sum())} "
            f"of {len(wrong)} rows are like this).",
            field="vectors",
        )


def unit_query(query: ArrayLike, dimension: int) -> Vector:
    """Return one query of shape (d,) at length one; see `unit_rows` for what is refused."""
    vector = np.asarray(query)
    if vector.ndim != 1:
        raise InvalidVectorsError(
            f"A query is one vector of shape ({dimension},); got {vector.shape}.", field="query"
        )
    row: Vector = unit_rows(vector[np.newaxis], dimension)[0]
    return row


def as_kept(unit: Vectors) -> Vectors:
    """Return `unit` with the precision an index file keeps (float16).

    Applied to rows that are not in a file yet, so that a distance does not change on the day the
    row moves into one.
    """
    return unit.astype(np.float16).astype(np.float32)


def row_keys(keys: ArrayLike, *, field: str = "keys") -> Keys:
    """Return `keys` as int64 of shape (n,)."""
    array = np.asarray(keys)
    if array.size == 0 and array.ndim <= 1:
        return np.empty(0, np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise InvalidVectorsError(
            f"Keys must be whole numbers, shape (n,); got {array.dtype} {array.shape}.", field=field
        )
    return array.astype(np.int64)


def matching_rows(keys: ArrayLike, vectors: ArrayLike, dimension: int | None) -> KeyedRows:
    """Return checked keys and unit vectors, as many of one as of the other."""
    checked_keys, unit = row_keys(keys), unit_rows(vectors, dimension)
    if len(checked_keys) != len(unit):
        raise InvalidVectorsError(
            f"Every vector needs one key; got {len(checked_keys)} keys and {len(unit)} vectors.",
            field="keys",
        )
    return checked_keys, unit


def checked_count(count: int) -> int:
    """Return `count` if it asks for at least one row."""
    if count <= 0:
        raise InvalidVectorsError(f"Ask for at least one row, not for {count}.", field="count")
    return int(count)


def checked_revision(revision: int) -> int:
    """Return `revision` if it can be one: they are counted from zero."""
    if revision < 0:
        raise InvalidVectorsError(
            f"A revision is counted from zero; got {revision}.", field="revision"
        )
    return revision

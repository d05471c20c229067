"""Keep vectors as NumPy's own files do: a header of one possible form, then the rows."""

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from menura.sharing.container import Member
from menura.sharing.errors import ArchiveInvalidError

HEADER_BYTES = 128
ROWS_AT_ONCE = 512
LENGTH_SLACK = 0.01  # half precision alone is off by less than 0.0005


def npy_header(count: int, dimension: int) -> bytes:
    """Return the header of a file of half-precision rows (NumPy's format 1.0, padded)."""
    told = f"{{'descr': '<f2', 'fortran_order': False, 'shape': ({count}, {dimension}), }}"
    body = told.encode().ljust(HEADER_BYTES - 11) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body


def write_vector(vector: NDArray[np.float32]) -> bytes:
    """Return a row."""
    return np.ascontiguousarray(vector, "<f2").tobytes()


def file_bytes(count: int, dimension: int) -> int:
    """Return how large a file is."""
    return HEADER_BYTES + 2 * count * dimension


def read_vectors(
    descriptor: int, member: Member, count: int, dimension: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the rows of a file, in order, each finite and of unit length.

    Raises
    ------
    ArchiveInvalidError
    """
    name = repr(member.name)
    if member.size != file_bytes(count, dimension):
        raise ArchiveInvalidError(name, f"does not hold {count} rows of {dimension} numbers")
    if os.pread(descriptor, HEADER_BYTES, member.offset) != npy_header(count, dimension):
        raise ArchiveInvalidError(name, "has another header than it must")
    row_bytes = 2 * dimension
    for first in range(0, count, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, count - first)
        at = member.offset + HEADER_BYTES + first * row_bytes
        data = os.pread(descriptor, rows * row_bytes, at)
        if len(data) < rows * row_bytes:
            raise ArchiveInvalidError(name, "is cut short")
        block = np.frombuffer(data, "<f2").reshape(rows, dimension).astype(np.float32)
        _check(block, name, first)
        yield from block


def _check(block: NDArray[np.float32], name: str, first: int) -> None:
    """Refuse what is not finite or not of unit length, naming the row."""
    bad = np.flatnonzero(~np.isfinite(block).all(axis=1))
    if len(bad):
        raise ArchiveInvalidError(f"row {first + bad[0]} of {name}", "is not finite")
    off = np.flatnonzero(np.abs(np.linalg.norm(block, axis=1) - 1.0) > LENGTH_SLACK)
    if len(off):
        raise ArchiveInvalidError(f"row {first + off[0]} of {name}", "has not the length 1")

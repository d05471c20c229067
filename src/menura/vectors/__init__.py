"""Know vectors: which rows point in the direction of a query. Never what a row is about.

Keys are whole numbers of the caller's choosing, vectors are float32 rows of shape (n, d), and
distance is 1 - cosine (0 to 2). `ExactIndex` compares every row in memory. `build_index_file`
writes a versioned index to disk, and `LiveIndex` searches it together with the rows that changed
since. Index files are derived data: they may be deleted at any time and built again.

Importing this room does not load faiss; opening or building a file does.

Examples
--------
>>> from menura.vectors import ExactIndex
>>> index = ExactIndex([10, 20], [[1.0, 0.0], [0.0, 1.0]])
>>> [row.key for row in index.search([0.9, 0.1], 2)]
[10, 20]
"""

from menura.vectors.errors import IndexDamagedError, IndexMissingError, InvalidVectorsError
from menura.vectors.exact import ExactIndex
from menura.vectors.file_index import FileIndex
from menura.vectors.index import VectorIndex
from menura.vectors.index_build import build_index_file
from menura.vectors.index_folder import IndexMeta, verify_version
from menura.vectors.live import LiveIndex
from menura.vectors.model import (
    DISTANCE_TOLERANCE,
    BuildOptions,
    Changes,
    IndexKind,
    Keys,
    Neighbour,
    Neighbours,
    SearchOptions,
    Vector,
    Vectors,
)

__all__ = [
    "DISTANCE_TOLERANCE",
    "BuildOptions",
    "Changes",
    "ExactIndex",
    "FileIndex",
    "IndexDamagedError",
    "IndexKind",
    "IndexMeta",
    "IndexMissingError",
    "InvalidVectorsError",
    "Keys",
    "LiveIndex",
    "Neighbour",
    "Neighbours",
    "SearchOptions",
    "Vector",
    "VectorIndex",
    "Vectors",
    "build_index_file",
    "verify_version",
]

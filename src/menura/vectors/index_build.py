"""Build an index file from rows, without holding them in memory twice."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from menura.kernel.errors import ConflictError
from menura.vectors.checks import checked_revision, matching_rows
from menura.vectors.errors import IndexDamagedError, IndexMissingError, InvalidVectorsError
from menura.vectors.exact import refuse_twins
from menura.vectors.faiss_runtime import faiss_threads
from menura.vectors.index_folder import (
    INDEX_FILE,
    KEYS_FILE,
    META_FILE,
    FileStamp,
    IndexMeta,
    building,
    current_version,
    publish,
    read_meta,
)
from menura.vectors.model import BuildOptions, IndexKind, Keys, Vectors

SPOOL_FILE = "rows.f16"
ROWS_PER_ADDITION = 50_000  # 40 MB of float32 at d = 200
MOST_LISTS = 16_384
FEWEST_ROWS_PER_LIST = 39  # below, faiss warns that centroids are not supported by their rows


@dataclass(frozen=True, slots=True, eq=False)
class Spool:
    """Hold all rows in ascending order of key, their vectors on disk."""

    keys: Keys
    order: NDArray[np.int64]
    rows: NDArray[np.float16]

    def take(self, positions: NDArray[np.int64]) -> Vectors:
        """Return the vectors of the rows at `positions` (in order of key)."""
        return self.rows[self.order[positions]].astype(np.float32)

    def chunks(self) -> Iterator[Vectors]:
        """Yield all vectors in order of key, a bounded number at a time."""
        for start in range(0, len(self.keys), ROWS_PER_ADDITION):
            stop = min(start + ROWS_PER_ADDITION, len(self.keys))
            yield self.take(np.arange(start, stop))


def build_index_file(
    folder: Path,
    chunks: Iterable[tuple[ArrayLike, ArrayLike]],
    *,
    dimension: int,
    revision: int,
    options: BuildOptions | None = None,
) -> IndexMeta:
    """Write a new version of the index in `folder` and publish it.

    Rows are first spooled to disk as float16, so a million rows of 200 need about 400 MB of disk
    for a while and little memory. Up to `options.exact_until_rows` the index compares every row
    (float16 scalar quantiser, inner product); above, rows stand in lists around k-means centroids
    (inverted file). Rows are laid out in ascending order of key, which makes finding a key a
    binary search and lets ties come out in order of key. Nothing is ever added to a published
    file: faiss aborts the process when a mapped index is written to.

    Parameters
    ----------
    folder : Path
        Home of all versions; made if missing. Its readers are not disturbed.
    chunks : iterable of (keys, vectors)
        Keys (n,) and vectors (n, d), any number of times, each key once in all. For rows in
        memory pass ``[(keys, vectors)]``.
    dimension : int
        d.
    revision : int
        Highest row revision among the rows; `LiveIndex` forgets younger rows up to here.
    options : BuildOptions, optional
        Threshold, number of lists, versions kept, seed.

    Returns
    -------
    IndexMeta
        What was published.

    Raises
    ------
    InvalidVectorsError
        A row that cannot be searched, or a key given twice. Nothing is published.
    ConflictError
        The published version holds a later revision; readers rely on revisions growing.
    """
    options = options or BuildOptions()
    checked_revision(revision)
    with building(folder) as temporary:
        refuse_going_back(folder, revision)
        spool = spool_rows(chunks, temporary / SPOOL_FILE, dimension)
        with faiss_threads(options.threads) as faiss:
            index, lists = made_index(faiss, spool, dimension, options)
            faiss.write_index(index, str(temporary / INDEX_FILE))
        np.save(temporary / KEYS_FILE, spool.keys)
        (temporary / SPOOL_FILE).unlink()
        meta = IndexMeta(
            dimension=dimension,
            count=len(spool.keys),
            kind=IndexKind.IVF if lists else IndexKind.EXACT,
            lists=lists,
            revision=revision,
            files={name: FileStamp.of(temporary / name) for name in (INDEX_FILE, KEYS_FILE)},
        )
        meta.write(temporary / META_FILE)
        publish(folder, temporary, kept_versions=options.kept_versions)
    return meta


def refuse_going_back(folder: Path, revision: int) -> None:
    """Raise if the published version holds a later revision than `revision`."""
    try:
        published = read_meta(folder / current_version(folder)).revision
    except (IndexMissingError, IndexDamagedError):
        return
    if published > revision:
        raise ConflictError(
            f"The index in {str(folder)!r} holds revision {published}, later than {revision}; "
            "read the rows again, or delete the folder to begin anew.",
            field="revision",
        )


def spool_rows(chunks: Iterable[tuple[ArrayLike, ArrayLike]], path: Path, dimension: int) -> Spool:
    """Check all rows, write their vectors to `path` as float16 and find their order of key."""
    parts: list[Keys] = [np.empty(0, np.int64)]
    with path.open("wb") as file:
        for keys, vectors in chunks:
            checked, unit = matching_rows(keys, vectors, dimension)
            parts.append(checked)
            file.write(unit.astype(np.float16).tobytes())
    keys_as_given = np.concatenate(parts)
    order = np.argsort(keys_as_given, kind="stable")
    refuse_twins(keys_as_given[order])
    rows: NDArray[np.float16] = np.empty((0, dimension), np.float16)
    if len(order):  # an empty file cannot be mapped
        rows = np.memmap(path, np.float16, "r", shape=(len(order), dimension))
    return Spool(keys_as_given[order], order, rows)


def made_index(faiss: Any, spool: Spool, dimension: int, options: BuildOptions) -> tuple[Any, int]:
    """Return a filled faiss index and its number of lists (0 when it compares every row)."""
    lists = list_count(len(spool.keys), options)
    if lists == 0:
        index = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
    else:
        index = trained_index(faiss, spool, lists, options)
    for chunk in spool.chunks():
        index.add(chunk)
    if lists:
        index.make_direct_map()  # lets single rows be fetched by position
    return index, lists


def list_count(rows: int, options: BuildOptions) -> int:
    """Return into how many lists `rows` are sorted, 0 for none."""
    if rows <= max(options.exact_until_rows, FEWEST_ROWS_PER_LIST):
        return 0
    wanted = round(options.lists_per_sqrt_row * math.sqrt(rows))
    return max(1, min(wanted, MOST_LISTS, rows // FEWEST_ROWS_PER_LIST))


def trained_index(faiss: Any, spool: Spool, lists: int, options: BuildOptions) -> Any:
    """Return an empty inverted file whose centroids were trained on a seeded sample of rows.

    Centroids are kept at length one (spherical k-means), the form that fits inner products.
    """
    if options.training_rows_per_list < FEWEST_ROWS_PER_LIST:
        raise InvalidVectorsError(
            f"{options.training_rows_per_list} training rows per list are too few; take at least "
            f"{FEWEST_ROWS_PER_LIST}.",
            field="training_rows_per_list",
        )
    quantiser = faiss.IndexFlatIP(spool.rows.shape[1])
    index = faiss.IndexIVFScalarQuantizer(
        quantiser,
        spool.rows.shape[1],
        lists,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # keep rows, not differences to centroids: their precision is then the same
    )
    index.cp.niter, index.cp.seed, index.cp.spherical = (
        options.training_iterations,
        options.seed,
        True,
    )
    size = min(len(spool.keys), lists * options.training_rows_per_list)
    sample = np.random.default_rng(options.seed).choice(len(spool.keys), size, replace=False)
    index.train(spool.take(np.sort(sample)))
    return index

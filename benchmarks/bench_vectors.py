"""Measure building, opening and searching index files: ``python benchmarks/bench_vectors.py``.

Rows are drawn around 300 centres in 24 of 256 dimensions, as embeddings of music lie; queries
are unseen rows. Recall is the share of the ten true neighbours (float32, every row compared) that
came back.
"""

import tempfile
import time
from pathlib import Path

import numpy as np

from menura.vectors import (
    BuildOptions,
    ExactIndex,
    FileIndex,
    IndexKind,
    Neighbours,
    Vectors,
    build_index_file,
)

DIMENSION = 256
INTRINSIC_DIMENSION = 24
CENTRES = 300
ROW_COUNTS = (1_000, 10_000, 100_000)
QUERY_COUNT = 200
NEIGHBOUR_COUNT = 10
SEED = 0
KINDS = {
    IndexKind.EXACT: BuildOptions(exact_until_rows=10**9),
    IndexKind.IVF: BuildOptions(exact_until_rows=0),
}
COLUMNS = "{:>8} {:>6} {:>8} {:>8} {:>9} {:>9} {:>9} {:>7}"


def main() -> None:
    """Print one table."""
    rows = clustered_rows(max(ROW_COUNTS) + QUERY_COUNT)
    queries = rows[-QUERY_COUNT:]
    print(f"{DIMENSION} dimensions, {NEIGHBOUR_COUNT} neighbours, one thread")
    head = ("rows", "kind", "build s", "open ms", "p50 ms", "p95 ms", "5 % ms", "recall")
    print(COLUMNS.format(*head))
    for count in ROW_COUNTS:
        library = rows[:count]
        truth = ExactIndex(np.arange(count), library).search_many(queries, NEIGHBOUR_COUNT)
        for kind, options in KINDS.items():
            print(line(kind, options, library, queries, truth))


def line(
    kind: IndexKind,
    options: BuildOptions,
    library: Vectors,
    queries: Vectors,
    truth: list[Neighbours],
) -> str:
    """Measure one kind of index over one library."""
    keys = np.arange(len(library))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        start_s = time.perf_counter()
        build_index_file(
            folder, [(keys, library)], dimension=DIMENSION, revision=0, options=options
        )
        built_s = time.perf_counter()
        index = FileIndex.open(folder)
        opened_s = time.perf_counter()
        index.search(queries[0], NEIGHBOUR_COUNT)  # the first search reads the file
        found, times_ms = [], []
        for query in queries:
            begun_s = time.perf_counter()
            found.append(index.search(query, NEIGHBOUR_COUNT))
            times_ms.append((time.perf_counter() - begun_s) * 1e3)
        allowed = keys[::20]
        begun_s = time.perf_counter()
        for query in queries[:50]:
            index.search(query, NEIGHBOUR_COUNT, allowed=allowed)
        filtered_ms = (time.perf_counter() - begun_s) / 50 * 1e3
    hits = [np.isin(f.keys, t.keys).mean() for f, t in zip(found, truth, strict=True)]
    return COLUMNS.format(
        len(library),
        kind.value,
        f"{built_s - start_s:.2f}",
        f"{(opened_s - built_s) * 1e3:.1f}",
        f"{np.percentile(times_ms, 50):.3f}",
        f"{np.percentile(times_ms, 95):.3f}",
        f"{filtered_ms:.3f}",
        f"{np.mean(hits):.3f}",
    )


def clustered_rows(count: int) -> Vectors:
    """Draw rows of low intrinsic dimension around common centres."""
    random = np.random.default_rng(SEED)
    centres = random.standard_normal((CENTRES, INTRINSIC_DIMENSION))
    inner = centres[random.integers(CENTRES, size=count)]
    inner = inner + 0.5 * random.standard_normal((count, INTRINSIC_DIMENSION))
    rows: Vectors = inner.astype(np.float32) @ random.standard_normal(
        (INTRINSIC_DIMENSION, DIMENSION)
    ).astype(np.float32)
    return rows


if __name__ == "__main__":
    main()

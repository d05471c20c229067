"""Lay vectors out so that neighbours stay neighbours: PaCMAP, one step at a time.

The package's own ``fit`` gives no sign of life and cannot be stopped for half a minute. Its parts
are compiled functions of the module, so the order of them is kept here and the caller is asked
between any two: nothing runs on in a thread after a stop, and no global of the package is set.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.discover.map_pca import principal_axes
from menura.vectors import Vectors

LEAST_POINTS = 50
"""With fewer there are not enough near, middle and far pairs to choose from."""
# As in the source: Wang, Huang, Rudin, Shaposhnik, "Understanding how dimension reduction tools
# work" (JMLR 22, 2021), and the package's defaults.
NEIGHBOURS = 10
MIDDLE_PAIRS = 5
FAR_PAIRS = 20
CANDIDATES = NEIGHBOURS + 50  # neighbours looked at before the scaled distance chooses
REDUCED_TO = 100  # dimensions
ITERATIONS = (100, 100, 250)
LEARNING_RATE = 1.0
FIRST_MOMENT, SECOND_MOMENT = 0.9, 0.999  # Adam
MIDDLE_WEIGHT = 1000.0  # of pairs, at the start
START_SCALE = 0.01
EUCLIDEAN = 0  # the package's code of the distance

EXACT_UP_TO = 20_000
"""Points up to which every pair is compared (3 s on two cores); beyond, cells of an index."""
PROBED_CELLS = (
    24  # with which the 60 nearest of 100 000 synthetic tracks in 300 groups are all found
)
SEARCH_BLOCK = 4_096
POINTS_PER_REPORT = 1_000_000  # iterations x points: about half a second

Ask = Callable[[float, str], None]
"""Take how far the work is (0 to 1) and what is being done; may raise to stop it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Which points attract (near, middle) and repel (far) each other; each shape (m, 2)."""

    near: NDArray[np.int32]
    middle: NDArray[np.int32]
    far: NDArray[np.int32]


def embed_pacmap(vectors: Vectors, seed: int, ask: Ask) -> NDArray[np.float32]:
    """Return PaCMAP's coordinates, shape (n, 2), unscaled; bit for bit the same for one seed.

    The first call on a machine compiles for about ten seconds; the result is kept on its disk.
    Between two calls of `ask` lie about half a second at 100 000 points (plus loading, once).

    Parameters
    ----------
    vectors : float32 array, shape (n, d)
        At least `LEAST_POINTS` rows.
    """
    ask(0.0, "loading")
    engine = import_module("pacmap.pacmap")
    ask(0.05, "finding the main directions")
    points = _prepare(vectors)
    neighbours, distances = _find_neighbours(points, ask)
    pairs = _draw_pairs(engine, points, neighbours, distances, seed=seed, ask=ask)
    start = points[:, :2] * np.float32(START_SCALE)
    return _optimise(engine, np.ascontiguousarray(start), pairs, ask)


def _prepare(vectors: Vectors) -> NDArray[np.float32]:
    """Return the vectors' coordinates along their main axes, most important first."""
    points = principal_axes(vectors, REDUCED_TO).project(vectors)
    if points.shape[1] < 2:
        points = np.hstack([points, np.zeros_like(points)])
    return np.ascontiguousarray(points, np.float32)


def _find_neighbours(
    points: NDArray[np.float32], ask: Ask
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return each point's nearest others and their distances, shape (n, k), nearest first."""
    count = len(points)
    ask(0.08, "sorting tracks into cells")
    index = _build_index(points)
    wanted = min(CANDIDATES, count - 1)
    found = np.empty((count, wanted), np.int32)
    distances = np.empty((count, wanted), np.float32)
    for start in range(0, count, SEARCH_BLOCK):
        ask(0.12 + 0.18 * start / count, "looking for neighbours")
        part = slice(start, min(start + SEARCH_BLOCK, count))
        squared, rows = _search(index, points[part], wanted + 1)
        itself = rows == np.arange(part.start, part.stop)[:, np.newaxis]
        # Where many points are equal, a point need not be among its own nearest.
        itself[~itself.any(axis=1), -1] = True
        found[part] = rows[~itself].reshape(-1, wanted)
        distances[part] = np.sqrt(np.maximum(squared[~itself], 0.0)).reshape(-1, wanted)
    return found, distances


def _build_index(points: NDArray[np.float32]) -> Any:
    """Return an index of the points: exact for few, in cells for many."""
    faiss = import_module("faiss")
    count, dimension = points.shape
    index = faiss.IndexFlatL2(dimension)
    if count > EXACT_UP_TO:
        cells = int(4 * np.sqrt(count))
        quantizer = index
        index = faiss.IndexIVFFlat(quantizer, dimension, cells)
        index.own_fields = True
        quantizer.this.disown()
        index.cp.niter = 8
        index.cp.min_points_per_centroid = 1  # otherwise faiss complains on the console
        index.cp.max_points_per_centroid = 64
        index.nprobe = PROBED_CELLS
        index.train(points)
    index.add(points)
    return index


def _search(
    index: Any, queries: NDArray[np.float32], count: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return squared distances and rows; looks into more cells for those that found too few."""
    squared, rows = index.search(queries, count)
    short = np.flatnonzero(rows[:, -1] < 0)
    cells = getattr(index, "nlist", 0)
    if len(short) and index.nprobe < cells:
        before = index.nprobe
        index.nprobe = cells
        squared[short], rows[short] = index.search(queries[short], count)
        index.nprobe = before
    return squared, rows


def _draw_pairs(
    engine: Any,
    points: NDArray[np.float32],
    neighbours: NDArray[np.int32],
    distances: NDArray[np.float32],
    *,
    seed: int,
    ask: Ask,
) -> _Pairs:
    """Choose which pairs attract and which repel each other."""
    ask(0.3, "choosing pairs")
    # Self-tuning scale of each point: its mean distance to the 4th to 6th neighbour.
    scale = np.maximum(distances[:, 3:6].mean(axis=1), 1e-10)
    scaled = engine.scale_dist(distances, scale, neighbours)
    near = engine.sample_neighbors_pair(points, scaled, neighbours, NEIGHBOURS)
    state = seed % 2**31  # the compiled functions take a 32-bit whole number
    ask(0.31, "choosing pairs")
    middle = engine.sample_MN_pair_deterministic(points, MIDDLE_PAIRS, state, EUCLIDEAN)
    ask(0.33, "choosing pairs")
    far = engine.sample_FP_pair_deterministic(points, near, NEIGHBOURS, FAR_PAIRS, state)
    return _Pairs(near, middle, far)


def _optimise(
    engine: Any, places: NDArray[np.float32], pairs: _Pairs, ask: Ask
) -> NDArray[np.float32]:
    """Move the points until near ones are near: Adam, with weights that change in three phases."""
    first, second = np.zeros_like(places), np.zeros_like(places)
    total = sum(ITERATIONS)
    every = max(1, POINTS_PER_REPORT // len(places))
    with _one_thread(engine):
        for step in range(total):
            if step % every == 0:
                ask(0.35 + 0.65 * step / total, "arranging")
            middle, near, far = engine.find_weight(MIDDLE_WEIGHT, step, num_iters=ITERATIONS)
            gradient = engine.pacmap_grad(
                places, pairs.near, pairs.middle, pairs.far, near, middle, far
            )
            engine.update_embedding_adam(
                places, gradient, first, second, FIRST_MOMENT, SECOND_MOMENT, LEARNING_RATE, step
            )
    return places


@contextmanager
def _one_thread(engine: Any) -> Iterator[None]:
    """Hold compiled code to one thread, for the calling thread.

    The gradient is computed by one in any case; others would only wait for it 450 times, and be
    waited for where the machine has other work.
    """
    before = engine.numba.get_num_threads()
    engine.numba.set_num_threads(1)
    try:
        yield
    finally:
        engine.numba.set_num_threads(before)

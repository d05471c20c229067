"""Draw the clips of a session on a plane that never moves."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from menura.sessions.model import Projection
from menura.sessions.ports import Vector
from menura.sessions.similarity import stack_embeddings
from menura.vectors import InvalidVectorsError

DIMENSIONS = 2


def fit_projection(embeddings: Sequence[Vector], space: str) -> Projection:
    """Fit the plane of a session's map to its first clips.

    Principal components of the first batch, kept for the session's life: a map fitted again to
    every batch would move clips that people have already found. The price is that the plane shows
    best what the first batch differs in. Axes are orthonormal and nothing is whitened, so a
    distance on the map is never longer than the Euclidean distance of the embeddings.

    Clips that differ in fewer than two directions leave axes undecided; those are drawn from
    a seed made of `space`, so that a session of one clip has a map too. Such an axis shows a
    random view of later clips, with distances about ``sqrt(1 / d)`` of the real ones.

    Parameters
    ----------
    embeddings : sequence of ndarray, shape (d,)
        At least one, `d` at least 2.
    space : str
        Name and hash of the embedder.

    Returns
    -------
    Projection
        The component with the largest magnitude of each axis is positive. `explained` is 1 where
        the clips do not differ.

    Raises
    ------
    InvalidVectorsError
        If the vectors cannot be used or have one component only.
    """
    rows = stack_embeddings(embeddings)
    if rows.shape[1] < DIMENSIONS:
        raise InvalidVectorsError("Embeddings of one component have no plane; use at least two.")
    origin = rows.mean(axis=0)
    _, spans, directions = np.linalg.svd(rows - origin, full_matrices=False)
    # What centring equal rows leaves behind is rounding, and rounding is no direction.
    noise = np.finfo(np.float64).eps * max(rows.shape) * np.linalg.norm(rows, axis=1).max()
    found = directions[:DIMENSIONS][spans[:DIMENSIONS] > noise]
    axes = _point_forward(_complete(found, rows.shape[1], space))
    variances = np.where(spans > noise, spans, 0.0) ** 2
    total = float(variances.sum())
    return Projection(
        origin=origin.astype(np.float32),
        axes=axes.astype(np.float32),
        explained=float(variances[:DIMENSIONS].sum()) / total if total > 0.0 else 1.0,
    )


def project(projection: Projection, embeddings: Sequence[Vector]) -> NDArray[np.float32]:
    """Return where clips lie on a session's map.

    Each clip is placed by itself: the others in the call change nothing, not even the last bit.

    Parameters
    ----------
    projection : Projection
    embeddings : sequence of ndarray, shape (d,)

    Returns
    -------
    ndarray, shape (n, 2), float32
        In the unit of the embeddings; the mean of the clips it was fitted on lies at 0, 0.

    Raises
    ------
    InvalidVectorsError
        If the vectors cannot be used or are not as long as the projection's.
    """
    if len(embeddings) == 0:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    rows = stack_embeddings(embeddings)
    origin, axes = projection.origin.astype(np.float64), projection.axes.astype(np.float64)
    if rows.shape[1] != len(origin):
        raise InvalidVectorsError(
            f"The map was fitted to vectors of {len(origin)} components, these have "
            f"{rows.shape[1]}; use the embedder the session began with."
        )
    # Not one matrix product: its rounding may depend on how many rows there are.
    return np.stack([axes @ (row - origin) for row in rows]).astype(np.float32)


def _complete(found: NDArray[np.float64], dimension: int, space: str) -> NDArray[np.float64]:
    """Add orthonormal directions until there are two."""
    seed = int.from_bytes(sha256(space.encode()).digest()[:8], "big")
    random = np.random.default_rng(seed)
    axes = list(found)
    while len(axes) < DIMENSIONS:
        direction = random.standard_normal(dimension)
        for axis in axes * 2:  # twice: once leaves a rounding error along the first axis
            direction -= (direction @ axis) * axis
        axes.append(direction / np.linalg.norm(direction))
    return np.stack(axes)


def _point_forward(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn axes so that the component with the largest magnitude is positive."""
    largest = axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)]
    return axes * np.where(largest < 0.0, -1.0, 1.0)[:, None]

"""Lay vectors out in a plane by mathematics alone."""

import numpy as np
from numpy.typing import NDArray

from menura.vectors import Vector, Vectors

Axes = NDArray[np.float32]
DISCRIMINANT_COMPONENTS = 32
NEWTON_ROUNDS = 8
RIDGE = 1.0  # keeps the axis finite where the sides can be told apart without fault
TOLD_APART = 0.75  # share on the right side of the axis below which it means little
FEWEST_A_SIDE = 2
NEAREST = 8  # neighbours each point is joined to
ONE_PLACE = 2e-3  # angle; float32 knows no smaller ones
_EXTRA = 8  # directions beyond those wanted, as Halko et al. advise
_POWER_ROUNDS = 4
_TINY = 1e-9


def principal_components(vectors: Vectors, count: int) -> Axes:
    """Return coordinates along the first principal components, shape (n, count).

    A randomised range finder with power iterations (Halko, Martinsson and Tropp 2011) from fixed
    random numbers: the same input gives the same axes, some milliseconds for 700 x 512. Each axis
    points to where its largest weight is; those that do not exist are zeros.
    """
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    width = min(count + _EXTRA, *centred.shape)
    span = centred @ np.random.default_rng(0).standard_normal((centred.shape[1], width))
    for _ in range(_POWER_ROUNDS):
        span = centred @ (centred.T @ np.linalg.qr(span)[0])
    basis = np.linalg.qr(span)[0]
    left, strengths, axes = np.linalg.svd(basis.T @ centred, full_matrices=False)
    kept = min(count, len(strengths))
    turned = np.sign(axes[np.arange(kept), np.argmax(np.abs(axes[:kept]), axis=1)])
    found = np.zeros((len(vectors), count), np.float32)
    found[:, :kept] = (basis @ left)[:, :kept] * (strengths[:kept] * np.where(turned, turned, 1.0))
    return found


def align(vectors: Vectors, direction: Vector) -> Axes:
    """Return coordinates along a direction, and along what varies most beside it."""
    along = vectors @ direction
    beside = vectors - along[:, np.newaxis] * direction
    return np.column_stack([along, principal_components(beside, 1)]).astype(np.float32)


def tell_apart(vectors: Vectors, ours: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> Axes | None:
    """Return an axis that tells two sides apart, and what varies most beside it.

    Logistic regression on at most 32 principal components, by Newton's method with a ridge. None
    where a side is too small, or the axis tells them apart hardly better than chance.
    """
    if min(ours.sum(), theirs.sum()) < FEWEST_A_SIDE:
        return None
    components = principal_components(vectors, DISCRIMINANT_COMPONENTS).astype(np.float64)
    scale = float(components.std(axis=0).max())
    if scale < _TINY:
        return None
    labelled = ours | theirs
    weights = _logistic(components[labelled] / scale, theirs[labelled])
    length = float(np.linalg.norm(weights))
    if length < _TINY:
        return None
    along = components @ (weights / length)
    if _balanced_accuracy(along, ours, theirs) < TOLD_APART:
        return None
    return align(components.astype(np.float32), (weights / length).astype(np.float32))


def _logistic(features: NDArray[np.float64], sides: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the weights of a ridge logistic regression without its intercept.

    The smaller side counts as much as the larger one.
    """
    padded = np.column_stack([features, np.ones(len(features))])
    target = sides.astype(np.float64)
    counts = np.where(sides, 0.5 / sides.sum(), 0.5 / (~sides).sum()) * len(sides)
    ridge = np.full(padded.shape[1], RIDGE)
    ridge[-1] = _TINY
    weights = np.zeros(padded.shape[1])
    for _ in range(NEWTON_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(padded @ weights, -30.0, 30.0)))
        slope = padded.T @ (counts * (target - chance)) - ridge * weights
        curve = (padded * (counts * chance * (1.0 - chance) + _TINY)[:, np.newaxis]).T @ padded
        weights = weights + np.linalg.solve(curve + np.diag(ridge), slope)
    return weights[:-1]


def _balanced_accuracy(
    along: NDArray[np.float64], ours: NDArray[np.bool_], theirs: NDArray[np.bool_]
) -> float:
    middle = (along[ours].mean() + along[theirs].mean()) / 2
    return float(((along[ours] < middle).mean() + (along[theirs] > middle).mean()) / 2)


def lay_out_neighbourhoods(vectors: Vectors) -> Axes | None:
    """Return a picture that keeps who is whose neighbour, shape (n, 2); None where it cannot.

    Isomap (Tenenbaum, de Silva and Langford 2000): distances along the graph of the 8 nearest
    neighbours, then classical scaling. Parts of the graph that do not hang together are joined by
    keeping the direct distances as a last resort, three times as long.
    """
    from scipy.sparse.csgraph import shortest_path

    gaps = np.arccos(np.clip(vectors.astype(np.float64) @ vectors.T, -1.0, 1.0))
    np.fill_diagonal(gaps, 0.0)
    if gaps.max() < ONE_PLACE:
        return None
    count = len(gaps)
    nearest = np.argsort(gaps, axis=1, kind="stable")[:, : NEAREST + 1]
    graph = np.zeros_like(gaps)
    rows = np.repeat(np.arange(count), nearest.shape[1])
    graph[rows, nearest.ravel()] = np.maximum(gaps[rows, nearest.ravel()], _TINY)
    graph = np.maximum(graph, graph.T)
    np.fill_diagonal(graph, 0.0)
    distances = shortest_path(graph, method="D", directed=False)
    apart = ~np.isfinite(distances)
    distances[apart] = 3.0 * gaps[apart]
    return _scale_classically(distances)


def _scale_classically(distances: NDArray[np.float64]) -> Axes | None:
    """Return the plane that keeps distances best (Torgerson 1952)."""
    squares = -0.5 * distances**2
    inner = squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    axes = np.random.default_rng(0).standard_normal((len(inner), 2 + _EXTRA))
    for _ in range(3 * _POWER_ROUNDS):
        axes = np.linalg.qr(inner @ axes)[0]
    values, turns = np.linalg.eigh(axes.T @ inner @ axes)
    order = np.argsort(-values)[:2]
    if values[order[0]] <= _TINY:
        return None
    found = (axes @ turns[:, order]) * np.sqrt(np.maximum(values[order], 0.0))
    largest = found[np.argmax(np.abs(found), axis=0), np.arange(2)]
    turned: Axes = (found * np.where(largest < 0, -1.0, 1.0)).astype(np.float32)
    return turned

"""Compare what an estimator claims with what comes true."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

BIN_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims between two probabilities: how many, what they claimed and what came true."""

    low: float
    high: float
    count: int
    claimed: float
    came_true: float


def bin_claims(
    claims: Sequence[float], outcomes: Sequence[float], edges: Sequence[float] = BIN_EDGES
) -> list[Bin]:
    """Sort probabilities and what came of them (1 or 0) into bins; empty ones are left out."""
    claimed, came_true = np.array(claims, float), np.array(outcomes, float)
    bins = []
    for low, high in pairwise(edges):
        inside = (claimed >= low) & ((claimed < high) | (high == edges[-1]))
        if inside.any():
            means = float(claimed[inside].mean()), float(came_true[inside].mean())
            bins.append(Bin(low, high, int(inside.sum()), *means))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of claim and truth."""
    total = sum(each.count for each in bins)
    if total == 0:
        return 0.0
    return sum(each.count * abs(each.claimed - each.came_true) for each in bins) / total


def is_monotone(bins: Sequence[Bin], *, least_count: int = 10) -> bool:
    """Tell whether higher claims come true more often, among bins with enough in them."""
    shares = [each.came_true for each in bins if each.count >= least_count]
    return all(lower <= higher for lower, higher in pairwise(shares))

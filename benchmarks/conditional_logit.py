"""Fit weights by which the right one of several options gets the most probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from menura.audio.arrays import Float64Array

_ITERATIONS = 150
_TINY = 1e-30


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Hold the evidence for each option of one clip, and which options are right.

    Attributes
    ----------
    evidence : ndarray, shape (options, features)
        A row per option.
    is_right : ndarray, shape (options,)
        At least one is.
    """

    evidence: Float64Array
    is_right: NDArray[np.bool_]


def fit_conditional_logit(
    choices: Sequence[Choice], penalty: float, *, deviation: Float64Array | float = 1.0
) -> Float64Array:
    """Fit weights for unscaled evidence (McFadden 1974, with a ridge penalty).

    Parameters
    ----------
    choices : sequence of Choice
        Right options of one clip count together: their probability is added up.
    penalty : float
        On the squared weights of evidence divided by `deviation`, against the sum of the losses
        of all clips.
    deviation : ndarray, shape (features,), or float
        Usual spread of each column.

    Returns
    -------
    ndarray, shape (features,)
        Of the evidence as it is. No constant: what all options of a clip share has no effect.
    """
    rows = np.concatenate([choice.evidence for choice in choices]) / deviation
    right = np.concatenate([choice.is_right for choice in choices]).astype(np.float64)
    sizes = [len(choice.evidence) for choice in choices]
    starts = np.cumsum([0, *sizes[:-1]])
    clip = np.repeat(np.arange(len(choices)), sizes)

    def loss(weights: Float64Array) -> tuple[float, Float64Array]:
        score = rows @ weights
        power = np.exp(score - np.maximum.reduceat(score, starts)[clip])
        total = np.add.reduceat(power, starts)
        total_right = np.add.reduceat(power * right, starts) + _TINY
        error = -np.log(total_right / total).sum() + penalty * weights @ weights
        surplus = power / total[clip] - power * right / total_right[clip]
        return float(error), rows.T @ surplus + 2 * penalty * weights

    start = np.zeros(rows.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return np.asarray(found.x / deviation)


def probabilities(evidence: Float64Array, weights: Float64Array) -> Float64Array:
    """Return how likely each option is."""
    score = evidence @ weights
    power = np.exp(score - score.max())
    return np.asarray(power / power.sum())


def describe_change(shipped: Float64Array, fitted: Float64Array) -> str:
    """Say how far fitted constants are from the shipped ones."""
    change = fitted - shipped
    return (
        f"{change.size} constants of root mean square {np.sqrt(np.mean(shipped**2)):.3f}; changed "
        f"by {np.sqrt(np.mean(change**2)):.3f}, the most by {np.abs(change).max():.3f}; "
        f"correlation {np.corrcoef(shipped, fitted)[0, 1]:.3f}"
    )

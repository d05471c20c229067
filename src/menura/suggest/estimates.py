"""Estimate figures from requests that come in sessions, and say how sure they are.

Requests of one session are alike (one taste, one piece, one policy), so they do not count as
independent: the variance is taken between sessions (Cameron & Miller, "A Practitioner's Guide to
Cluster-Robust Inference", Journal of Human Resources 50, 2015). Of their ways the jackknife, which
leaves out one session at a time, for it errs on the safe side where sessions are few; with
Student's t of G - 1 degrees of freedom for G sessions.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
FEWEST_SESSIONS = 2
"""A spread between sessions needs two of them."""

Sums = NDArray[np.float64]
Figure = Callable[[Sums], Sums]
"""From sums, shape (..., k), to figures, shape (...)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % confidence interval; None where there is too little to tell."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


def add_by_session(rows: Iterable[tuple[str, Sequence[float]]], width: int) -> Sums:
    """Add up rows of `width` numbers, each given with the name of its session; shape (g, k)."""
    places: dict[str, int] = {}
    sessions: list[int] = []
    values: list[Sequence[float]] = []
    for name, row in rows:
        sessions.append(places.setdefault(name, len(places)))
        values.append(row)
    sums = np.zeros((len(places), width))
    if values:
        np.add.at(sums, np.asarray(sessions), np.asarray(values, np.float64))
    return sums


def estimate_figure(sums: Sums, figure: Figure) -> Estimate:
    """Return a figure of the sums over all sessions, with its interval.

    Without any spread between sessions (nothing was accepted anywhere) there is no interval: one
    of width zero would claim a certainty that nobody has.

    Parameters
    ----------
    sums : float64 array, shape (g, k)
        Of each session, as `add_by_session` returns them.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(figure(sums.sum(axis=0)))
        variance = _variance(sums, figure)
    if not math.isfinite(value):
        return Estimate()
    if variance is None or variance == 0.0:
        return Estimate(value)
    reach = _quantile(len(sums)) * math.sqrt(variance)
    return Estimate(value, value - reach, value + reach)


def estimate_share(sums: Sums) -> Estimate:
    """Return a share with an interval that stays between 0 and 1.

    Wilson's score interval (Journal of the American Statistical Association 22, 1927), for as
    many independent observations as would spread like the sessions do: the effective sample size
    of Korn & Graubard (Survey Methodology 24, 1998). Where all or none were accepted the spread
    says nothing, and each session counts as one observation.

    Parameters
    ----------
    sums : float64 array, shape (g, 2)
        Of each session, how many were accepted of how many.
    """
    accepted, count = (float(total) for total in sums.sum(axis=0))
    if not count:
        return Estimate()
    share = accepted / count
    variance = _variance(sums, lambda some: np.asarray(some[..., 0] / some[..., 1]))
    if variance is None:
        return Estimate(share)
    spread = share * (1.0 - share)
    if spread == 0.0:
        count = float(len(sums))
    elif variance > 0.0:
        count = min(count, spread / variance)
    square = _quantile(len(sums)) ** 2
    centre = (share + square / (2 * count)) / (1 + square / count)
    reach = math.sqrt(square * spread / count + (square / (2 * count)) ** 2) / (1 + square / count)
    return Estimate(share, max(0.0, centre - reach), min(1.0, centre + reach))


def _variance(sums: Sums, figure: Figure) -> float | None:
    """Return the jackknife variance of a figure; None where it cannot be told."""
    g = len(sums)
    if g < FEWEST_SESSIONS:
        return None
    without_one = figure(sums.sum(axis=0) - sums)
    variance = (g - 1) / g * float(((without_one - without_one.mean()) ** 2).sum())
    return variance if math.isfinite(variance) else None


def _quantile(session_count: int) -> float:
    """Return how many standard errors an interval reaches to either side."""
    from scipy.special import stdtrit

    return float(stdtrit(session_count - 1, 0.5 + CONFIDENCE / 2))

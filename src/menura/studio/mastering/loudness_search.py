"""Find the gain before the limiter that gives a mix the loudness asked for."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.mastering.limiter import limiter_gain
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.mastering.true_peak import peak_envelope, true_peak_dbtp

_TOLERANCE_LU = 0.01
_MOST_ROUNDS = 10
_LOUDEST_PREGAIN_DB = 60.0
# Meters differ by up to .03 dB for what lies near half the sample rate: with this room below the
# ceiling none of them reads above it.
_METER_ROOM_DB = 0.08
_CEILING_MARGIN_DB = _METER_ROOM_DB + 0.03
_PEAK_ROUNDS = 3
_RARE = 0.999  # share of the time the limiter must stay within the reduction allowed


@dataclass(frozen=True, slots=True)
class Limited:
    """Hold what the search found: the gain of every sample, and what it does."""

    gain: Float32Array
    loudness_lufs: float
    true_peak_dbtp: float
    reduction_peak_db: float
    reduction_mean_db: float
    rounds: int


@dataclass(frozen=True, slots=True)
class LoudnessGoal:
    """Say what is to be reached; see `LoudnessTarget`."""

    target_lufs: float
    ceiling_dbtp: float
    most_reduction_db: float | None


def reach_loudness(
    samples: Float32Array,
    gain: Float32Array,
    goal: LoudnessGoal,
    *,
    check: Callable[[], None],
) -> Limited:
    """Raise or lower `samples` times `gain` to a loudness, with peaks below a ceiling.

    The envelope between samples is found once: it scales with the gain. Each round limits it and
    measures; the next gain comes from the secant through the last two.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
        Loud enough to have an integrated loudness.
    gain : ndarray, shape (n,), float32
    """
    envelope = peak_envelope(samples, gain)
    start_lufs = integrated_lufs(samples, gain)
    if start_lufs is None:
        raise ValueError("silence has no loudness to be brought to a target")
    margin_db = _CEILING_MARGIN_DB
    search = _Search(samples, gain, envelope, goal, check)
    pregain_db = goal.target_lufs - start_lufs
    for _ in range(_PEAK_ROUNDS):
        found = search.run(pregain_db, margin_db)
        pregain_db, limiter, loudness_lufs = found.pregain_db, found.limiter, found.loudness_lufs
        total = gain * (limiter * np.float32(10 ** (pregain_db / 20)))
        peak_dbtp = true_peak_dbtp(samples, total)
        if peak_dbtp <= goal.ceiling_dbtp - _METER_ROOM_DB:
            break
        margin_db += peak_dbtp - goal.ceiling_dbtp + _METER_ROOM_DB + 0.01
    excess_db = peak_dbtp - (goal.ceiling_dbtp - _METER_ROOM_DB)
    if excess_db > 0:
        total *= np.float32(10 ** (-excess_db / 20))
        peak_dbtp, loudness_lufs = peak_dbtp - excess_db, loudness_lufs - excess_db
    reduction_db = -20 * np.log10(np.maximum(limiter[::16], np.float32(1e-6)))
    return Limited(
        total,
        loudness_lufs,
        peak_dbtp,
        -20 * math.log10(max(float(limiter.min()), 1e-6)),
        float(reduction_db.mean(dtype=np.float64)),
        search.rounds,
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """Hold a gain before the limiter and what came of it."""

    pregain_db: float
    limiter: Float32Array
    loudness_lufs: float


class _Search:
    """Try gains until one fits."""

    def __init__(
        self,
        samples: Float32Array,
        gain: Float32Array,
        envelope: Float32Array,
        goal: LoudnessGoal,
        check: Callable[[], None],
    ) -> None:
        self._samples, self._gain, self._envelope = samples, gain, envelope
        self._goal, self._check = goal, check
        self.rounds = 0

    def run(self, pregain_db: float, margin_db: float) -> _Trial:
        tried: list[tuple[float, float]] = []
        most_db = _LOUDEST_PREGAIN_DB
        while True:
            self._check()
            self.rounds += 1
            limiter = self._limit(pregain_db, margin_db)
            loudness_lufs = self._loudness(pregain_db, limiter)
            error_lu = self._goal.target_lufs - loudness_lufs
            over_db = self._over(limiter)
            if over_db > 0.05:
                most_db = pregain_db - over_db
            done = abs(error_lu) < _TOLERANCE_LU or len(tried) >= _MOST_ROUNDS
            if over_db <= 0.05 and (done or (error_lu > 0 and pregain_db >= most_db - 0.05)):
                return _Trial(pregain_db, limiter, loudness_lufs)
            tried.append((pregain_db, error_lu))
            pregain_db = min(_next_gain(tried), most_db)

    def _limit(self, pregain_db: float, margin_db: float) -> Float32Array:
        ceiling_db = self._goal.ceiling_dbtp - margin_db - pregain_db
        return limiter_gain(self._envelope, 10 ** (ceiling_db / 20))

    def _loudness(self, pregain_db: float, limiter: Float32Array) -> float:
        loudness = integrated_lufs(self._samples, self._gain * limiter)
        return pregain_db + (-70.0 if loudness is None else loudness)

    def _over(self, limiter: Float32Array) -> float:
        """Return by how much the limiter takes off more than is allowed."""
        if self._goal.most_reduction_db is None:
            return 0.0
        strongest = float(np.quantile(limiter[::16], 1 - _RARE))
        return -20 * float(np.log10(max(strongest, 1e-6))) - self._goal.most_reduction_db


def _next_gain(tried: list[tuple[float, float]]) -> float:
    """Return the next gain to try; loudness rises by less than the gain once peaks are cut."""
    gain_db, error_lu = tried[-1]
    slope = 1.0
    if len(tried) > 1:
        before_db, error_before_lu = tried[-2]
        if abs(gain_db - before_db) > 1e-3:
            slope = (error_before_lu - error_lu) / (gain_db - before_db)
    return gain_db + float(np.clip(error_lu / float(np.clip(slope, 0.15, 1.2)), -12.0, 12.0))

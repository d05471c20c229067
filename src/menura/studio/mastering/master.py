"""Finish a mix: tone, glue, loudness and peaks, so that the stems still sum to it.

Everything on the way is either the same linear filter for all stems or one gain per sample, the
same for all stems. A saturating master bus would sound a little denser, and would break the sum.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.effects.compressor import Compression, compression_gain
from menura.studio.mastering.loudness_search import Limited, LoudnessGoal, reach_loudness
from menura.studio.mastering.matching import (
    MATCH_CUT_DB,
    MATCH_LIMIT_DB,
    filter_stereo,
    matching_filter,
)
from menura.studio.mastering.meter import integrated_lufs, loudness_range_lu
from menura.studio.mastering.profiles import NATURAL_REDUCTION_DB, MasterOptions
from menura.studio.mastering.stem_sum import residual_dbfs, sum_stems
from menura.studio.mastering.true_peak import true_peak_dbtp
from menura.studio.model import Decision, Role
from menura.studio.spectrum import long_term_spectrum_db, mean_power, spectral_similarity

_GLUE = Compression(threshold_db=-17.0, ratio=1.8, attack_s=0.012, release_s=0.18, knee_db=8.0)
_GLUE_LEVEL_LUFS = -16.0
_GENRE_LIMIT_DB = 4.0
_MOST_GENRE_AMOUNT = 0.5
_REACHED_LU = 0.1
_END_FADE = 240  # samples: what still sounds when the file ends goes in 5 ms, not with a click


@dataclass(frozen=True, slots=True)
class MasterReport:
    """Say what mastering did, measured; what silence leaves undefined is None.

    Attributes
    ----------
    reduction_peak_db, reduction_mean_db : float
        Of the limiter; the mean over the whole length.
    glue_mean_db : float
        What the compressor takes off on average.
    stem_residual_db : float
        Peak of the master less the sum of the mastered stems, dBFS.
    similarity_before, similarity_after : float, optional
        To the reference, or to the genre's target where there is none.
    is_on_target : bool
        Loudness within .1 LU of what was asked.
    rounds : int
        How often the limiter was run.
    """

    loudness_before_lufs: float | None
    loudness_lufs: float | None
    target_lufs: float
    true_peak_dbtp: float | None
    ceiling_dbtp: float
    loudness_range_lu: float | None
    reduction_peak_db: float
    reduction_mean_db: float
    glue_mean_db: float
    stem_residual_db: float
    similarity_before: float | None
    similarity_after: float | None
    is_on_target: bool
    rounds: int
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MasterChain:
    """Hold what is done to every stem alike.

    Attributes
    ----------
    taps : ndarray, float32, optional
        Linear-phase filter; None: none.
    gain : ndarray, shape (n,), float32
    """

    taps: Float32Array | None
    gain: Float32Array

    def apply(self, samples: Float32Array) -> Float32Array:
        """Return mastered samples ``(2, n)``."""
        if self.taps is None:
            return samples * self.gain
        result = filter_stereo(samples, self.taps)
        result *= self.gain
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Mastered:
    """Hold a master, its stems and what was done."""

    mix: Float32Array
    stems: Mapping[Role, Float32Array]
    report: MasterReport


def _go_on() -> None:
    """Never ask to stop."""


def master(
    stems: Mapping[Role, Float32Array],
    options: MasterOptions,
    check: Callable[[], None] = _go_on,
) -> Mastered:
    """Master the sum of some stems, and every stem alike.

    Parameters
    ----------
    stems : mapping of Role to ndarray, shape (2, n), float32
        Of equal length; their sum is the mix.
    options : MasterOptions
    check : callable
        Called between steps; raises to stop the work.

    Returns
    -------
    Mastered
        Integrated loudness within .1 LU of the target unless that would take more limiting than
        the options allow; true peak at or below the ceiling; stems that sum to the mix.

    Raises
    ------
    ValueError
        If there is no stem, or their lengths differ.
    """
    mix = sum_stems(stems)
    chain, report = design_master(mix, options, check)
    finished: dict[Role, Float32Array] = {}
    for role, samples in stems.items():
        check()
        finished[role] = chain.apply(samples)
    result = chain.apply(mix)
    residual_db = residual_dbfs(result, tuple(finished.values()))
    return Mastered(result, finished, replace(report, stem_residual_db=residual_db))


def design_master(
    mix: Float32Array, options: MasterOptions, check: Callable[[], None] = _go_on
) -> tuple[MasterChain, MasterReport]:
    """Decide what is done to a mix; the chain then does it to each stem, one at a time.

    Parameters
    ----------
    mix : ndarray, shape (2, n), float32
    options : MasterOptions
    check : callable
        Called between steps; raises to stop the work.
    """
    before_lufs = integrated_lufs(mix)
    if before_lufs is None:
        return _leave_alone(mix, options)
    taps, tone = _tone(mix, options)
    check()
    coloured = mix if taps is None else filter_stereo(mix, taps)
    check()
    coloured_lufs = integrated_lufs(coloured)
    level_db = _GLUE_LEVEL_LUFS - (before_lufs if coloured_lufs is None else coloured_lufs)
    if options.glue:
        gain = compression_gain(coloured, _GLUE, level_db=level_db)
    else:
        gain = np.ones(mix.shape[1], np.float32)
    glue_db = -20 * math.log10(float(np.mean(gain[::64], dtype=np.float64)) + 1e-12)
    check()
    goal = LoudnessGoal(options.target_lufs, options.ceiling_dbtp, options.most_reduction_db)
    limited = reach_loudness(coloured, gain, goal, check=check)
    last = min(_END_FADE, len(limited.gain))
    limited.gain[len(limited.gain) - last :] *= np.linspace(1.0, 0.0, last, dtype=np.float32)
    finished = coloured * limited.gain
    report = MasterReport(
        loudness_before_lufs=before_lufs,
        loudness_lufs=limited.loudness_lufs,
        target_lufs=options.target_lufs,
        true_peak_dbtp=limited.true_peak_dbtp,
        ceiling_dbtp=options.ceiling_dbtp,
        loudness_range_lu=loudness_range_lu(finished),
        reduction_peak_db=limited.reduction_peak_db,
        reduction_mean_db=limited.reduction_mean_db,
        glue_mean_db=glue_db,
        stem_residual_db=-math.inf,
        similarity_before=_similarity(mix, tone),
        similarity_after=_similarity(finished, tone),
        is_on_target=abs(limited.loudness_lufs - options.target_lufs) <= _REACHED_LU,
        rounds=limited.rounds,
        decisions=_decisions(options, limited, tone),
    )
    return MasterChain(taps, limited.gain), report


@dataclass(frozen=True, slots=True, eq=False)
class _Tone:
    """Hold which spectrum the mix is bent to, how far, and why."""

    target_db: Float64Array
    amount: float
    limit_db: float
    cut_limit_db: float
    reason: str


def _wanted_tone(options: MasterOptions) -> _Tone | None:
    if options.reference_spectrum_db is not None:
        amount = min(1.0, max(0.0, options.match_amount))
        return _Tone(
            options.reference_spectrum_db,
            amount,
            MATCH_LIMIT_DB * options.match_reach,
            MATCH_CUT_DB * options.match_reach,
            "the balance of the reference",
        )
    if options.genre_spectrum_db is not None:
        amount = min(_MOST_GENRE_AMOUNT, max(0.0, options.genre_amount))
        return _Tone(
            options.genre_spectrum_db,
            amount,
            _GENRE_LIMIT_DB,
            _GENRE_LIMIT_DB,
            "the usual balance of the genre",
        )
    return None


def _tone(mix: Float32Array, options: MasterOptions) -> tuple[Float32Array | None, _Tone | None]:
    tone = _wanted_tone(options)
    if tone is None or tone.amount == 0.0:
        return None, tone
    taps = matching_filter(
        mean_power(mix),
        tone.target_db,
        amount=tone.amount,
        limit_db=tone.limit_db,
        cut_limit_db=tone.cut_limit_db,
    )
    return taps, tone


def _similarity(mix: Float32Array, tone: _Tone | None) -> float | None:
    if tone is None:
        return None
    return spectral_similarity(long_term_spectrum_db(mix), tone.target_db)


def _leave_alone(mix: Float32Array, options: MasterOptions) -> tuple[MasterChain, MasterReport]:
    """Return a chain for what has no loudness: silence, or less than 400 ms."""
    peak_dbtp = true_peak_dbtp(mix) if mix.shape[1] else -math.inf
    gain_db = min(0.0, options.ceiling_dbtp - 0.01 - peak_dbtp)
    is_silent = not math.isfinite(peak_dbtp)
    decision = Decision(
        "loudness",
        "left as it is" if gain_db == 0.0 else f"lowered by {-gain_db:.1f} dB for its peaks",
        "Silence has no loudness."
        if is_silent
        else "What is shorter than 400 ms or below -70 LUFS has no loudness that could be set.",
    )
    report = MasterReport(
        loudness_before_lufs=None,
        loudness_lufs=None,
        target_lufs=options.target_lufs,
        true_peak_dbtp=None if is_silent else peak_dbtp + gain_db,
        ceiling_dbtp=options.ceiling_dbtp,
        loudness_range_lu=None,
        reduction_peak_db=0.0,
        reduction_mean_db=0.0,
        glue_mean_db=0.0,
        stem_residual_db=-math.inf,
        similarity_before=None,
        similarity_after=None,
        is_on_target=False,
        rounds=0,
        decisions=(decision,),
    )
    gain = np.full(mix.shape[1], 10 ** (gain_db / 20), np.float32)
    return MasterChain(None, gain), report


def _decisions(
    options: MasterOptions, limited: Limited, tone: _Tone | None
) -> tuple[Decision, ...]:
    decisions = [
        Decision(
            "loudness",
            f"{limited.loudness_lufs:.1f} LUFS, peaks at {limited.true_peak_dbtp:.1f} dBTP",
            f"The limiter takes off {limited.reduction_peak_db:.1f} dB at most and "
            f"{limited.reduction_mean_db:.2f} dB on average.",
        )
    ]
    if limited.loudness_lufs < options.target_lufs - _REACHED_LU:
        decisions.append(
            Decision(
                "loudness",
                f"{limited.loudness_lufs:.1f} LUFS instead of {options.target_lufs:.1f}",
                "More would take over "
                f"{options.most_reduction_db or NATURAL_REDUCTION_DB:.0f} dB of limiting, which is "
                "heard as distortion; ask for a lower target or calmer drums.",
                rejected=(f"{options.target_lufs:.1f} LUFS",),
            )
        )
    if tone is not None:
        decisions.append(
            Decision(
                "tone",
                f"bent towards {tone.reason} by {100 * tone.amount:.0f} %",
                f"No third of an octave is raised by more than {tone.limit_db:.0f} dB.",
            )
        )
    return tuple(decisions)

"""Stretch and transpose sound so that it fits a context, and loops stay loops."""

import math
from dataclasses import dataclass

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.suggest.errors import FitError
from menura.suggest.handoff.rubber_band import HIGHEST_RATE_HZ, stretch, window_samples
from menura.suggest.model import Fit

LOWEST_RATIO, HIGHEST_RATIO = 0.5, 2.0
MOST_SEMITONES = 12
_SEMITONES = 12
_FADE_S, _PERCUSSIVE_FADE_S = 0.04, 0.008
_MOST_LEVEL_CHANGE = 1.4  # 3 dB: more than the vocoder ever loses; beyond it something is odd
_SILENCE = 1e-6


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many samples come out, and how much faster they are played for their pitch."""

    count: int
    ratio: float
    speed: float


def fit_audio(
    samples: Float32Array,
    rate_hz: int,
    fit: Fit,
    *,
    is_percussive: bool = False,
    is_loop: bool = True,
    keeps_formants: bool = False,
) -> Float32Array:
    """Return sound in the tempo and key of a context.

    A loop is rendered between its own end and its own beginning, and its end is faded over into
    what then stands before its beginning, so that it goes on without a click when it is repeated.
    Anything else is rendered between silences. The level stays what it was.

    Parameters
    ----------
    samples : ndarray, shape (channels, n), float32
        One or two channels.
    rate_hz : int
    fit : Fit
        Without a ratio the length stays.
    is_percussive : bool
        The end is faded over in 8 ms instead of 40, so that no hit is heard twice.
    is_loop : bool
        It is meant to be repeated.
    keeps_formants : bool
        For voices: they do not sound like somebody else's after transposing.

    Returns
    -------
    ndarray, shape (channels, round(n * ratio)), float32
        The very same array where nothing is to be done.

    Raises
    ------
    FitError

    Notes
    -----
    Pitch is changed by stretching more (or less) and playing it faster (or slower) with soxr: the
    engine's own resampling would take away the exact timing (see `rubber_band`). Above 50 kHz the
    work is done at half the rate or less: what lies beyond 20 kHz goes.
    """
    plan = _plan(samples, rate_hz, fit)
    if plan is None:
        return samples
    fade = round((_PERCUSSIVE_FADE_S if is_percussive else _FADE_S) * rate_hz)
    fade = min(fade, plan.count // 4)
    around = _render(samples, rate_hz, plan, fade, is_loop=is_loop, keeps_formants=keeps_formants)
    fitted = _closed(around, fade) if is_loop else around[:, fade:].copy()
    return _levelled(fitted, samples)


def check_fit(fit: Fit) -> None:
    """Raise FitError unless sound can be stretched and transposed that far."""
    ratio = 1.0 if fit.stretch_ratio is None else fit.stretch_ratio
    if not (math.isfinite(ratio) and LOWEST_RATIO <= ratio <= HIGHEST_RATIO):
        raise FitError(
            f"A sound cannot be made {ratio} times as long; give {LOWEST_RATIO} to "
            f"{HIGHEST_RATIO}.",
            field="stretch_ratio",
        )
    if not abs(fit.transpose_semitones) <= MOST_SEMITONES:
        raise FitError(
            f"A sound cannot be transposed by {fit.transpose_semitones} semitones; give "
            f"-{MOST_SEMITONES} to {MOST_SEMITONES}.",
            field="transpose_semitones",
        )


def _plan(samples: Float32Array, rate_hz: int, fit: Fit) -> _Plan | None:
    """Return what is to be done, None for nothing; raise FitError."""
    check_fit(fit)
    if samples.ndim != 2 or samples.shape[0] not in (1, 2) or samples.shape[1] == 0 or rate_hz < 1:
        raise FitError(
            f"Sound of the shape {samples.shape} at {rate_hz} Hz cannot be fitted; give one or two "
            "channels with samples."
        )
    if not np.isfinite(samples).all():
        raise FitError("The sound holds samples that are no numbers; its file is damaged.")
    count = max(1, round(samples.shape[1] * (fit.stretch_ratio or 1.0)))
    if count == samples.shape[1] and fit.transpose_semitones == 0:
        return None
    speed = 2.0 ** (fit.transpose_semitones / _SEMITONES)
    return _Plan(count, count / samples.shape[1], speed)


def _render(
    samples: Float32Array,
    rate_hz: int,
    plan: _Plan,
    fade: int,
    *,
    is_loop: bool,
    keeps_formants: bool,
) -> Float32Array:
    """Return the fitted sound with `fade` samples of what stands before it."""
    parts = 2 ** max(0, math.ceil(math.log2(rate_hz / HIGHEST_RATE_HZ)))
    window = window_samples(rate_hz // parts) * parts
    before = 2 * window + math.ceil(fade / plan.ratio)
    made = stretch(
        _at_rate(_surrounded(samples, before, 3 * window, is_loop=is_loop), 1 / parts),
        rate_hz // parts,
        plan.ratio,
        speed=plan.speed,
        keeps_formants=keeps_formants,
        before=before / parts,
    )
    first = round(made.start * parts) - fade
    cut = _at_rate(made.samples, parts)[:, first : first + fade + plan.count]
    missing = fade + plan.count - cut.shape[1]
    return np.pad(cut, ((0, 0), (0, missing))) if missing else cut


def _at_rate(samples: Float32Array, factor: float) -> Float32Array:
    """Return sound at another sample rate."""
    if factor == 1:
        return samples
    return np.ascontiguousarray(soxr.resample(samples.T, 1.0, factor, quality="VHQ").T)


def _surrounded(samples: Float32Array, before: int, after: int, *, is_loop: bool) -> Float32Array:
    """Return a loop between its own end and beginning, anything else between silences."""
    if is_loop:
        return np.pad(samples, ((0, 0), (before, after)), mode="wrap")
    return np.pad(samples, ((0, 0), (before, after)))


def _closed(around: Float32Array, fade: int) -> Float32Array:
    """Fade the end over into what stands before the beginning.

    The two are alike but not in phase, so their sum is kept as strong as they are (a fade between
    equal-gain, for equal sounds, and equal-power, for unrelated ones).
    """
    loop = around[:, fade:].copy()
    if fade < 2:
        return loop
    end, lead = loop[:, -fade:].astype(np.float64), around[:, :fade].astype(np.float64)
    energy = math.sqrt(float((end**2).sum() * (lead**2).sum()))
    alike = max(-0.5, float((end * lead).sum()) / energy) if energy > _SILENCE else 1.0
    rising = np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    falling = 1 - rising
    strength = np.sqrt(rising**2 + falling**2 + 2 * alike * rising * falling)
    loop[:, -fade:] = (falling * end + rising * lead) / strength
    return loop


def _levelled(fitted: Float32Array, samples: Float32Array) -> Float32Array:
    """Return sound as loud as it was: the vocoder loses up to 1 dB of hits and noise."""
    was = math.sqrt(float(np.mean(np.square(samples), dtype=np.float64)))
    now = math.sqrt(float(np.mean(np.square(fitted), dtype=np.float64)))
    if min(was, now) < _SILENCE:
        return fitted
    gain = min(_MOST_LEVEL_CHANGE, max(1 / _MOST_LEVEL_CHANGE, was / now))
    return np.asarray(fitted * np.float32(gain), np.float32)

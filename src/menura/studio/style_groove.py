"""Measure how a piece moves: its swing, and where in the bar its onsets lie."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.fft as fft
import scipy.ndimage as ndimage

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.model import Groove
from menura.studio.rate import SAMPLE_RATE_HZ

STEPS = 16
STRAIGHT = 0.5
ONSET_RATE_HZ = 200  # 5 ms: swing is a matter of 10 to 40 ms
_HOP = SAMPLE_RATE_HZ // ONSET_RATE_HZ
_FRAME = 512  # 11 ms
_BANDS_HZ = (30, 120, 300, 800, 2_000, 5_000, 9_000, 16_000)
_COMPRESSION = 100.0
_BATCH = 4096
_CELLS = 48  # of a pair of sixteenths: 5 ms at 120 BPM
_FIRST_RANGE, _SWING_RANGE = (-0.15, 0.15), (0.44, 0.74)
_HILL = 2  # cells to both sides
_APART = 6  # frames: 30 ms
_LEAST_ONSET = 0.25  # of the strong ones
_LEAST_SHARE = (
    0.18  # of the strength on the eighths: weaker sixteenths do not swing, they are noise
)
_FEWEST_BEATS = 8
_LARGEST_SHIFT = 0.08  # of a beat
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Onsets: where between two beats (0 to 1), how strong, after which beat."""

    phase: Float64Array
    strength: Float64Array
    beat: npt.NDArray[np.int64]


def onset_strength(samples: Float32Array) -> Float64Array:
    """Return onset strength 200 times a second: rise of the compressed spectrum in seven bands.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
        At 48 kHz.
    """
    mono = samples.mean(axis=0)
    if mono.size < 2 * _FRAME:
        return np.zeros(0)
    padded = np.pad(mono, (_FRAME // 2, _FRAME // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    window = np.hanning(_FRAME).astype(np.float32)
    edges = np.searchsorted(np.fft.rfftfreq(_FRAME, 1 / SAMPLE_RATE_HZ), _BANDS_HZ)
    rows = []
    for first in range(0, len(frames), _BATCH):
        spectrum = fft.rfft(frames[first : first + _BATCH] * window, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        rows.append(np.add.reduceat(power, edges, axis=1)[:, :-1])
    levels = np.sqrt(np.concatenate(rows))
    levels = np.log1p(_COMPRESSION * levels / (np.percentile(levels, 99, axis=0) + _TINY))
    rise = np.zeros(len(levels))
    rise[1:] = np.maximum(levels[1:] - levels[:-1], 0.0).mean(axis=1)
    return rise


def measure_groove(
    parts: tuple[Float32Array, ...],
    starts_s: tuple[float, ...],
    beats_s: Float32Array,
    downbeats_s: Float32Array,
) -> Groove:
    """Measure swing and the pattern of onsets.

    Parameters
    ----------
    parts : tuple of ndarray, shape (2, n)
        Parts of the piece at 48 kHz.
    starts_s : tuple of float
        Where each part begins.
    beats_s, downbeats_s : ndarray
        Beats and first beats of bars of the whole piece, in seconds, as
        `menura.audio.rhythm.measure_rhythm` gives them.

    Returns
    -------
    Groove
        Straight and without a pattern where there are fewer than eight beats.
    """
    beats = np.asarray(beats_s, np.float64)
    curves = [
        (start_s, onset_strength(part)) for part, start_s in zip(parts, starts_s, strict=True)
    ]
    placed = _place(curves, beats)
    if np.unique(placed.beat).size < _FEWEST_BEATS:
        return Groove(STRAIGHT, ())
    shift = _beat_shift(placed)
    swing = _swing(placed)
    offset = _first_of_bar(beats, np.asarray(downbeats_s, np.float64))
    return Groove(round(swing, 3), _pattern(placed, shift, offset, swing))


def _place(curves: list[tuple[float, Float64Array]], beats: Float64Array) -> _Placed:
    """Return where between which beats every frame with an onset lies."""
    if beats.size < 2:
        return _Placed(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
    times_s = np.concatenate(
        [start_s + np.arange(curve.size) / ONSET_RATE_HZ for start_s, curve in curves]
    )
    strength = np.concatenate([_peaks_of(curve) for _, curve in curves])
    index = np.searchsorted(beats, times_s, side="right") - 1
    inside = (index >= 0) & (index < beats.size - 1) & (strength > 0)
    index, times_s = index[inside], times_s[inside]
    phase = (times_s - beats[index]) / np.maximum(beats[index + 1] - beats[index], _TINY)
    return _Placed(phase, strength[inside], index)


def _peaks_of(curve: Float64Array) -> Float64Array:
    """Keep what is highest within 30 ms to both sides and stands out; all else becomes 0."""
    if curve.size < 3:
        return np.zeros(curve.size)
    top = curve == ndimage.maximum_filter1d(curve, 2 * _APART + 1, mode="constant")
    strong = np.percentile(curve[top], 90) if top.any() else 0.0
    return np.where(top & (curve > _LEAST_ONSET * strong), curve, 0.0)


def _swing(placed: _Placed) -> float:
    """Return where the second sixteenth of a pair falls, measured from the first."""
    cell = ((placed.phase * 2) % 1.0 * _CELLS).astype(np.int64) % _CELLS
    histogram = np.bincount(cell, placed.strength, _CELLS).astype(np.float64)
    first, level = _top_between(histogram, *_FIRST_RANGE)
    second, other = _top_between(histogram, *_SWING_RANGE)
    return second - first if other >= _LEAST_SHARE * level else STRAIGHT


def _top_between(histogram: Float64Array, low: float, high: float) -> tuple[float, float]:
    """Return the centre of the highest hill between two phases (which may be below 0), its size."""
    cells = np.arange(round(low * _CELLS), round(high * _CELLS) + 1)
    near = np.arange(-_HILL, _HILL + 1)
    sizes = histogram[(cells[:, None] + near) % _CELLS].sum(axis=1)
    best = int(cells[sizes.argmax()])
    weights = histogram[(best + near) % _CELLS]
    centre = best + float((near * weights).sum() / (weights.sum() + _TINY)) + 0.5
    return centre / _CELLS, float(sizes.max())


def _pattern(placed: _Placed, shift: float, offset: int, swing: float) -> tuple[float, ...]:
    """Return the strength on each sixteenth of the bar, 1 for the strongest."""
    # the beat that a frame just before it belongs to is the next one
    position = (placed.phase - shift) + placed.beat - offset
    half, pair = np.divmod(position * 2, 1.0)
    sixteenth = np.where(pair < swing / 2, 0, np.where(pair < (1 + swing) / 2, 1, 2))
    step = (half * 2 + sixteenth).astype(np.int64) % STEPS
    strength = np.bincount(step, weights=placed.strength, minlength=STEPS)
    return tuple(round(float(value), 3) for value in strength / (strength.max() + _TINY))


def _beat_shift(placed: _Placed) -> float:
    """Return how far the onsets of beats lie behind the beats given, in beats."""
    phase = (placed.phase + 0.5) % 1.0 - 0.5
    near = np.abs(phase) < _LARGEST_SHIFT
    total = placed.strength[near].sum()
    return float((phase[near] * placed.strength[near]).sum() / total) if total > 0 else 0.0


def _first_of_bar(beats: Float64Array, downbeats: Float64Array) -> int:
    """Return which of four beats begins the bar; the first where nothing is known."""
    if beats.size == 0 or downbeats.size == 0:
        return 0
    nearest = np.abs(beats[:, None] - downbeats[None, :]).argmin(axis=0) % 4
    return int(np.bincount(nearest, minlength=4).argmax())

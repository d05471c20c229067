"""Stretch sound with Rubber Band's finer engine so that every sample comes out where it should.

Left to itself the engine advances by whole hops: it takes ``inhop`` samples and gives
``round(inhop * ratio)``, so its true ratio is the nearest fraction, up to .2 % off: measured here,
the end of a loop of 8 s came 12 ms early. So two ratios whose fractions lie on both sides of the
wanted one are asked for by turns, and what remains is below a millisecond however long the sound.
"""

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import soxr
from numpy.typing import NDArray

from menura.audio.arrays import Float32Array

# How the engine chooses hops (R3Stretcher::calculateHop of Rubber Band 3 and 4): a change there
# shows in the tests, which measure where onsets come out.
HIGHEST_RATE_HZ = 50_000  # beyond it the engine follows other rules
_HOP, _SHORTEST_HOP, _LONGEST_HOP = 256.0, 128.0, 512.0
_LONG_HOP_FROM = 1.5
_WINDOWS_PER_S = 16  # its longest window is the next power of two of a sixteenth of a second
_TURN = 4096  # samples for which one of the two ratios holds: some 16 hops
_LONG_TURN = 16_384  # behind its resampler every turn costs the engine some samples
_EARLY_WINDOWS, _EARLY_FROM = 0.066, 1.1  # attacks spread forwards where much is slowed down
_MARGIN = 1e-5  # how far a ratio has to lie from where the engine would choose other hops


@dataclass(frozen=True, slots=True)
class _Step:
    """A ratio to ask for, and the fraction the engine makes of it."""

    asked: float
    true: float


@dataclass(frozen=True, slots=True)
class Stretched:
    """Hold stretched sound, and where the sample `before` of what was given came out in it."""

    samples: Float32Array
    start: float


def window_samples(rate_hz: int) -> int:
    """Return the length of the engine's longest window; that much of both ends is not sound."""
    return 1 << math.ceil(math.log2(rate_hz / _WINDOWS_PER_S))


def stretch(
    samples: Float32Array,
    rate_hz: int,
    ratio: float,
    *,
    speed: float = 1.0,
    keeps_formants: bool = False,
    before: float = 0.0,
) -> Stretched:
    """Return sound that lasts `ratio` times as long, at `speed` times its pitch.

    Parameters
    ----------
    samples : ndarray, shape (channels, n), float32
        Begins and ends with `window_samples` that are not needed, at least.
    rate_hz : int
        At most `HIGHEST_RATE_HZ`.
    ratio : float
        .5 to 2.
    speed : float
        .5 to 2. The sound is stretched by ``ratio * speed`` and played that much faster; soxr
        plays it, for the engine's own resampler is slower and no better.
    keeps_formants : bool
        Voices stay the same person's; then the engine itself does all.
    before : float
        A sample to be found in the result.
    """
    is_whole = keeps_formants and speed != 1
    inner = ratio * speed
    made = _vocoded(samples, rate_hz, inner, speed if is_whole else 1.0)
    half = window_samples(rate_hz) / 2
    early = _EARLY_WINDOWS * 2 * half * max(0.0, inner - _EARLY_FROM)
    if is_whole and speed < 1:  # resampled after stretching: only half a window of input is lost
        start = before * ratio + half * (1 / speed - ratio)
    elif is_whole:
        start = before * ratio + half * (1 - inner)
    else:
        # windows are laid by their middles, and the first one begins with the sound
        start = (before * inner + half * (1 - inner) - early) / speed
        if speed != 1:
            made = soxr.resample(made.T, speed, 1.0, quality="VHQ").T
    return Stretched(np.asarray(made, np.float32), start)


def _vocoded(samples: Float32Array, rate_hz: int, inner: float, speed: float) -> Float32Array:
    """Return sound stretched by `inner`, then played `speed` times as fast with its formants."""
    from pedalboard import time_stretch

    asked = _asked(samples.shape[1], inner, speed)
    made = time_stretch(
        np.ascontiguousarray(samples, np.float32),
        float(rate_hz),
        stretch_factor=speed / asked,  # what the library calls so is a speed, too
        pitch_shift_in_semitones=12 * math.log2(speed),
        high_quality=True,
        preserve_formants=speed != 1,
    )
    return np.asarray(made, np.float32)


def _asked(count: int, inner: float, speed: float) -> NDArray[np.float64]:
    """Return the ratio to ask for at every sample."""
    if speed < 1:  # the engine's resampler stands behind then, and its hops follow by themselves
        return np.full(count, inner)
    turn = _TURN if speed == 1 else _LONG_TURN
    low, high = _steps_around(inner)
    share = (inner - low.true) / (high.true - low.true) if high.true > low.true else 0.0
    is_high = np.diff(np.floor(np.arange(count // turn + 2) * share + 0.5)) > 0
    return np.where(is_high, high.asked, low.asked).repeat(turn)[:count]


def _steps_around(ratio: float) -> tuple[_Step, _Step]:
    """Return the steps next below and above a ratio; of the same hop where there are such."""
    hop = _input_hop(ratio)
    found = []
    for inhop, more in product(range(hop - 2, hop + 3), range(-2, 4)):
        outhop = math.floor(inhop * ratio) + more
        step = _step(inhop, outhop)
        if step is not None:
            found.append(step)
    low = max((one for one in found if one.true <= ratio), key=lambda one: one.true)
    high = min((one for one in found if one.true >= ratio), key=lambda one: one.true)
    return low, high


def _step(inhop: int, outhop: int) -> _Step | None:
    """Return a ratio at which the engine takes and gives so many samples, None without any."""
    for more in (0.0, 0.2, -0.2, 0.4, -0.4):
        asked = (outhop + more) / inhop
        if all(_input_hop(asked + off) == inhop for off in (-_MARGIN, 0.0, _MARGIN)):
            return _Step(asked, outhop / inhop)
    return None


def _input_hop(ratio: float) -> int:
    hop = _HOP
    if ratio > _LONG_HOP_FROM:
        hop *= 2 ** (2 * math.log10(ratio - 0.5))
    elif ratio < 1:
        hop *= 2 ** (2 * math.log10(ratio))
    return math.floor(min(_LONGEST_HOP, max(_SHORTEST_HOP, hop)) / ratio)

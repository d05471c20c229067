"""Keep peaks below a ceiling by looking ahead: a gain curve, never a clipped sample.

The gain each sample needs is spread by a sliding minimum over the lookahead, let go slowly and
then smoothed by a moving average shorter than the minimum reaches: so the smoothed curve never
lies above the gain that any sample needs.
"""

import math

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ

LOOKAHEAD_S = 0.003
RELEASE_S = 0.08


def limiter_gain(
    envelope: Float32Array,
    ceiling: float,
    *,
    lookahead_s: float = LOOKAHEAD_S,
    release_s: float = RELEASE_S,
) -> Float32Array:
    """Return the gain that brings an envelope below a ceiling.

    Parameters
    ----------
    envelope : ndarray, shape (n,), float32
        Amplitudes, as `peak_envelope` gives them.
    ceiling : float
        Amplitude.

    Returns
    -------
    ndarray, shape (n,), float32
        0 to 1; ``gain * envelope <= ceiling`` everywhere (to rounding), one sample to each side
        included.
    """
    gain = np.empty(len(envelope), np.float32)
    reach = max(2, round(lookahead_s * SAMPLE_RATE_HZ))
    keep = math.exp(-1.0 / max(1.0, release_s * SAMPLE_RATE_HZ))
    _run_limiter(envelope, float(ceiling), reach, keep, gain)
    return gain


@compiled
def _run_limiter(
    envelope: Float32Array, ceiling: float, reach: int, keep: float, gain: Float32Array
) -> None:
    count = len(envelope)
    length = 2 * reach + 2
    queue = np.empty(length, np.int64)  # places of candidates for the minimum, rising values
    values = np.empty(length)
    head = size = 0
    half = reach - 1
    recent = np.ones(2 * half + 1)  # for the moving average
    total = float(2 * half + 1)
    slot = 0
    released = 1.0
    for i in range(count + reach + half):
        if i < count:
            needed = ceiling / envelope[i] if envelope[i] > ceiling else 1.0
            while size > 0 and values[(head + size - 1) % length] >= needed:
                size -= 1
            queue[(head + size) % length] = i
            values[(head + size) % length] = needed
            size += 1
        centre = i - reach  # begins and ends outside, so that peaks at the ends are held too
        if centre < -half:
            continue
        while size > 0 and queue[head] < centre - reach:
            head = (head + 1) % length
            size -= 1
        lowest = values[head] if size > 0 else 1.0
        released = min(lowest, 1.0 + (released - 1.0) * keep)
        total += released - recent[slot]
        recent[slot] = released
        slot += 1
        if slot == len(recent):
            slot = 0
        place = centre - half
        if place >= 0:
            gain[place] = min(1.0, total / len(recent))

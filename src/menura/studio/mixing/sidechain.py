"""Make room for the kick: gain curves from the written hits, not from what is heard.

A compressor keyed by the drums would also duck at snares and hats; the score says exactly where
the kicks are.
"""

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.model import Role
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Drum, Score

_LEAD_IN_S = 0.004  # the gain falls before the kick sounds
_LONGEST_S = 0.32
_OF_BEAT = 0.9


def duck_curve(score: Score, count: int, *, depth: float) -> Float32Array | None:
    """Return how much is ducked, 0 to `depth`, for every sample; None without a kick.

    Each kick takes `depth` times its velocity at once, and lets go along a parabola within nine
    tenths of a beat or .32 s, whichever is less. Where two overlap the deeper one counts.
    """
    drums = score.parts.get(Role.DRUMS)
    kicks = [] if drums is None else [hit for hit in drums.hits if hit.drum is Drum.KICK]
    if not kicks or depth <= 0.0:
        return None
    beat_s = 60.0 / score.bpm
    release = round(min(_LONGEST_S, _OF_BEAT * beat_s) * SAMPLE_RATE_HZ)
    fall = round(_LEAD_IN_S * SAMPLE_RATE_HZ)
    shape = np.concatenate(
        [np.linspace(0.0, 1.0, fall, endpoint=False), np.linspace(1.0, 0.0, release) ** 2]
    ).astype(np.float32)
    curve = np.zeros(count, np.float32)
    for hit in kicks:
        start = round(hit.start_beat * beat_s * SAMPLE_RATE_HZ) - fall
        first, last = max(0, start), min(count, start + len(shape))
        if last > first:
            amount = np.float32(depth * min(1.0, 0.5 + 0.5 * hit.velocity))
            piece = curve[first:last]
            np.maximum(piece, amount * shape[first - start : last - start], out=piece)
    return curve

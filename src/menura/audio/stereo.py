"""Describe how a signal fills the space between two loudspeakers."""

import math
from dataclasses import dataclass

from menura.audio.frames import Frames


@dataclass(frozen=True, slots=True)
class StereoImage:
    """Describe the stereo image of a signal.

    Parameters
    ----------
    width : float
        Share of the side signal (L - R) in the power of mid and side together: 0 for mono, .5 for
        two unrelated channels of equal power or for one channel alone, 1 for opposite channels.
    correlation : float or None
        Correlation of left and right, -1..1, as a phase meter shows it: 1 for mono, 0 for
        unrelated channels, -1 for opposite ones. None when a channel is silent.
    """

    width: float
    correlation: float | None


def measure_stereo(frames: Frames) -> StereoImage:
    """Measure width and correlation over the whole signal; silence has width 0."""
    left, right, cross = frames.stereo.left, frames.stereo.right, frames.stereo.cross
    if frames.channels == 1:
        return StereoImage(width=0.0, correlation=1.0 if left > 0 else None)
    total = left + right
    width = min(1.0, max(0.0, 0.5 - cross / total)) if total > 0 else 0.0
    if left <= 0 or right <= 0:
        return StereoImage(width, None)
    correlation = cross / math.sqrt(left) / math.sqrt(right)
    return StereoImage(width, min(1.0, max(-1.0, correlation)))

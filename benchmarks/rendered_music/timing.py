"""Keep musical time: beats that drift, swing, and hands that are not machines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAD_IN_S = 0.2  # before the first beat, so that an early hand is not cut off
_DRIFT_PERIOD_S = (14.0, 30.0)
_SPARE_BEATS = 16


@dataclass(frozen=True, slots=True)
class Feel:
    """Say how time is kept.

    Attributes
    ----------
    scatter_ms : float
        Standard deviation of single notes.
    drift : float
        Greatest slow deviation of the tempo, as a share.
    swing : float
        Place of the second eighth within its beat; .5 is straight, 2/3 triplets.
    swing_16 : float
        The same for the second sixteenth within its eighth.
    """

    scatter_ms: float = 0.0
    drift: float = 0.0
    swing: float = 0.5
    swing_16: float = 0.5


class Clock:
    """Turn beats into seconds."""

    def __init__(
        self, feel: Feel, tempo_bpm: float, beats: int, generator: np.random.Generator
    ) -> None:
        self._feel, self._generator = feel, generator
        beat_s = 60 / tempo_bpm
        turns = np.arange(beats + _SPARE_BEATS) * beat_s / generator.uniform(*_DRIFT_PERIOD_S)
        phase = generator.uniform(0, 2 * np.pi)
        lengths_s = beat_s * (1 + feel.drift * np.sin(2 * np.pi * turns + phase))
        self.beats_s: NDArray[np.float64] = LEAD_IN_S + np.concatenate([[0], np.cumsum(lengths_s)])

    def exact_s(self, beat: float) -> float:
        """Return when a place in the music comes, by the swung but steady grid."""
        whole = int(np.floor(beat + 1e-9))
        place = _swung(beat - whole, self._feel.swing, 1.0)
        half = 0.5 if place >= 0.5 - 1e-9 else 0.0
        place = half + _swung(place - half, self._feel.swing_16, 0.5)
        return float(np.interp(whole + place, np.arange(self.beats_s.size), self.beats_s))

    def played_s(self, beat: float) -> float:
        """Return when a hand plays what is written there."""
        scatter_s = self._generator.normal(0, self._feel.scatter_ms / 1000)
        return max(0.0, self.exact_s(beat) + float(np.clip(scatter_s, -0.03, 0.03)))


def _swung(place: float, swing: float, span: float) -> float:
    """Move a place within `span` so that its middle comes at `swing` of it."""
    share = place / span
    if swing == 0.5:
        return place
    moved = 2 * swing * share if share < 0.5 else swing + (share - 0.5) * 2 * (1 - swing)
    return moved * span

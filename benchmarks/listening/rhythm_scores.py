"""Score tempi and beats against what is true, in the field's usual measures."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TEMPO_TOLERANCE = 0.04  # Gouyon et al. 2006
OCTAVES = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)  # the same
BEAT_WINDOW_S = 0.07  # Dixon 2001, as the MIREX campaigns use it
TRIMMED_S = 5.0  # a tracker may need some seconds to find in


def is_tempo_right(estimated_bpm: float | None, true_bpm: float) -> bool:
    """Tell whether a tempo is within 4 % (accuracy 1)."""
    if estimated_bpm is None:
        return False
    return abs(estimated_bpm - true_bpm) <= TEMPO_TOLERANCE * true_bpm


def is_tempo_right_modulo_octave(estimated_bpm: float | None, true_bpm: float) -> bool:
    """Tell whether a tempo, its double, triple, half or third is within 4 % (accuracy 2)."""
    return any(is_tempo_right(estimated_bpm, true_bpm * ratio) for ratio in OCTAVES)


def is_any_tempo_right(candidates_bpm: Sequence[float], true_bpm: float) -> bool:
    """Tell whether one of several readings is within 4 %."""
    return any(is_tempo_right(candidate, true_bpm) for candidate in candidates_bpm)


def beat_f_measure(
    estimated_s: Sequence[float],
    true_s: Sequence[float],
    *,
    window_s: float = BEAT_WINDOW_S,
    trimmed_s: float = TRIMMED_S,
) -> float:
    """Return the F-measure of beats: each is matched to at most one within the window."""
    found = np.array([time for time in estimated_s if time >= trimmed_s])
    wanted = np.array([time for time in true_s if time >= trimmed_s])
    return f_measure(count_matches(found, wanted, window_s), found.size, wanted.size)


def count_matches(found: NDArray[np.float64], wanted: NDArray[np.float64], window: float) -> int:
    """Return the largest number of one-to-one pairs no further apart than `window`.

    Both must ascend. Taking the earliest possible partner each time is then the best there is.
    """
    matches = first = 0
    slack = window + 1e-9
    for time in wanted:
        while first < found.size and found[first] < time - slack:
            first += 1
        if first < found.size and found[first] <= time + slack:
            matches += 1
            first += 1
    return matches


def f_measure(matches: float, found: float, wanted: float) -> float:
    """Return the harmonic mean of precision and recall; 0 where either has nothing."""
    return 2 * matches / (found + wanted) if found and wanted else 0.0

"""Score a division into sections: where they begin, and which are alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.listening.rhythm_scores import count_matches, f_measure

_FRAME_S = 0.1  # as the MIREX campaigns sample labels


def boundary_f_measure(
    estimated_s: Sequence[float], true_s: Sequence[float], *, window_s: float
) -> float:
    """Return the F-measure of boundaries inside a piece; its start and end do not count.

    Parameters
    ----------
    estimated_s, true_s : sequence of float
        Starts of sections, the first of which is the start of the piece.
    """
    found, wanted = (np.array(sorted(times)[1:], float) for times in (estimated_s, true_s))
    if not found.size and not wanted.size:
        return 1.0
    return f_measure(count_matches(found, wanted, window_s), found.size, wanted.size)


def label_f_measure(
    estimated: Sequence[tuple[float, str]], true: Sequence[tuple[float, str]], *, duration_s: float
) -> float:
    """Return the pairwise F-measure of labels (Levy and Sandler 2008).

    Of all pairs of moments: are those that sound alike to the one also alike to the other?

    Parameters
    ----------
    estimated, true : sequence of (start in seconds, label)
        Ascending; the first section also holds what comes before it.
    """
    ours, theirs = (_sampled(sections, duration_s) for sections in (estimated, true))
    tables = np.zeros((ours.max() + 1, theirs.max() + 1))
    np.add.at(tables, (ours, theirs), 1)
    both, ours_alike, theirs_alike = (
        float((counts * (counts - 1)).sum() / 2)
        for counts in (tables, tables.sum(axis=1), tables.sum(axis=0))
    )
    return f_measure(both, ours_alike, theirs_alike)


def _sampled(sections: Sequence[tuple[float, str]], duration_s: float) -> NDArray[np.int64]:
    """Return the number of the label at every tenth of a second."""
    moments = np.arange(0, duration_s, _FRAME_S)
    starts = np.array([start for start, _ in sections])
    names = sorted({label for _, label in sections})
    numbers = np.array([names.index(label) for _, label in sections])
    return np.asarray(numbers[np.maximum(np.searchsorted(starts, moments, "right") - 1, 0)])

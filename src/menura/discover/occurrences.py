"""Count how often something came before in a list."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def count_before(codes: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each code how often it stands before it: 0 where it comes first, then 1, 2 ...

    So that of each album or artist the first few can be kept.
    """
    order = np.argsort(codes, kind="stable")
    firsts = np.searchsorted(codes[order], codes[order])
    before = np.empty(len(codes), np.int64)
    before[order] = np.arange(len(codes)) - firsts
    return before

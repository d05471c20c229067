"""Draw from candidates: near ones more likely, the more so the lower the temperature."""

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-12


def sampling_order(
    distances: NDArray[np.float64], temperature: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return positions in the order in which they are drawn without being put back.

    The chance of each is a softmax of ``-distance / (temperature * scale)``; drawing all at once
    by adding Gumbel noise is the same as one by one (Kool, van Hoof and Welling 2019). The scale
    is the standard deviation of the candidates' own distances: distances of near tracks lie within
    a few hundredths of each other, and with a fixed scale of 1 a temperature of 1 would be chance
    alone. So at 1 a candidate one deviation nearer than another is e times as likely, in every
    library and space.

    Parameters
    ----------
    distances : float array, shape (m,)
        Ascending.
    temperature : float
        0: by distance. Candidates that are all equally far are drawn by chance alone above 0.
    """
    if temperature == 0 or not len(distances):
        return np.arange(len(distances))
    spread = float(distances.std())
    scale = temperature * spread
    noise = rng.gumbel(size=len(distances))
    if spread < _TINY:
        return np.argsort(-noise, kind="stable")
    if scale < _TINY * spread:
        return np.arange(len(distances))
    chances = noise - (distances - distances[0]) / scale
    return np.argsort(-chances, kind="stable")

"""Keep peaks that stretching has raised within full scale, without turning everything down."""

import numpy as np

from menura.audio.arrays import Float32Array

_REACH_S = 0.002  # shorter would distort bass, longer would be heard as a dip


def limit_peaks(samples: Float32Array, rate_hz: int, *, ceiling: float) -> Float32Array:
    """Return sound none of whose samples exceeds a ceiling; all channels are turned down alike.

    A look-ahead limiter: the gain a peak needs holds for 2 ms around it and is then averaged over
    as long, so that it changes gently and is still low enough where it has to be. The sound is
    taken for a loop: a peak at its end is seen from its beginning.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    peaks = np.abs(samples).max(axis=0)
    if float(peaks.max(initial=0.0)) <= ceiling:
        return samples
    size = min(samples.shape[1], 2 * round(_REACH_S * rate_hz) + 1)
    needed = ceiling / np.maximum(peaks, ceiling)
    gain = uniform_filter1d(minimum_filter1d(needed, size, mode="wrap"), size, mode="wrap")
    return np.asarray(np.clip(samples * gain, -ceiling, ceiling), np.float32)

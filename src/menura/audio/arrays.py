"""Name the arrays this room passes around."""

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
"""Audio ``(channels, samples)`` or measurements ``(frames, columns)``."""
Float64Array = npt.NDArray[np.float64]
"""Sums that must not lose their small terms."""
Int8Array = npt.NDArray[np.int8]
"""Waveform extremes for drawing."""

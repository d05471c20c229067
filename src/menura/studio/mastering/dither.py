"""Hide the rounding of samples to whole numbers below a steady, quiet noise."""

import numpy as np

from menura.audio.arrays import Float32Array


class Dither:
    """Give triangular noise of two steps' width, the same from the same seed.

    Triangular noise of that width makes the error's mean and power independent of the signal
    (S. Lipshitz et al., "Quantization and dither: a theoretical survey", 1992): fades end in
    noise instead of in distortion.
    """

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def noise(self, channels: int, count: int) -> Float32Array:
        """Return noise for the next samples, -1 to 1 in steps of the target's resolution."""
        first = self._generator.random((channels, count), dtype=np.float32)
        first -= self._generator.random((channels, count), dtype=np.float32)
        return first

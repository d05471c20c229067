"""Mix channels down to one."""

import numpy as np

from menura.audio.arrays import Float32Array


def mix_to_mono(block: Float32Array) -> Float32Array:
    """Return the plain mean of all channels of ``(channels, n)`` samples.

    The plain mean, so that a mono file doubled sounds the same. A single channel is handed back as
    it is: not a copy, unless its samples lie apart.
    """
    mono = block[0]
    if block.shape[0] > 1:
        for channel in block[1:]:
            mono = mono + channel
        mono = mono * np.float32(1 / block.shape[0])
    return np.ascontiguousarray(mono)

"""Turn samples into the whole numbers of a file and back, in one pass."""

import numpy as np
from numpy.typing import NDArray

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled

_SPLITMIX_STEP = np.uint64(0x9E3779B97F4A7C15)


def quantised(
    samples: Float32Array, *, bits: int, dither_seed: int | None, start: int
) -> NDArray[np.uint8]:
    """Return the bytes of samples ``(channels, n)``: little-endian, channels by turns.

    Dither is triangular noise of two steps' width: it makes the error's mean and power independent
    of the signal (S. Lipshitz et al., "Quantization and dither: a theoretical survey", 1992), so
    that fades end in noise instead of in distortion.

    Parameters
    ----------
    bits : int
        16 or 24.
    dither_seed : int, optional
        None: rounded to the nearest.
    start : int
        Place of the first sample in its file: the noise depends on seed and place alone.
    """
    size = bits // 8
    content = np.empty(samples.size * size, np.uint8)
    seed = np.uint64((dither_seed or 0) & 0xFFFFFFFFFFFFFFFF)
    _quantise(np.ascontiguousarray(samples), size, dither_seed is not None, seed, start, content)
    return content


def restored(
    content: NDArray[np.uint8], *, sample_bytes: int, channels: int, into: Float32Array
) -> None:
    """Fill ``(2, n)`` from whole numbers of 2 or 3 bytes; one channel fills both rows."""
    _restore(content, sample_bytes, channels, into)


@compiled
def _quantise(
    samples: Float32Array,
    size: int,
    has_dither: bool,
    seed: np.uint64,
    start: int,
    content: NDArray[np.uint8],
) -> None:
    channels, count = samples.shape
    scale = np.float64(1 << (8 * size - 1))
    place = 0
    for i in range(count):
        for c in range(channels):
            # in 64 bits: float32 has no room for dither below the last of 24 bits
            value = np.float64(samples[c, i]) * scale
            if has_dither:
                # splitmix64 of the place: its two halves are two even draws
                drawn = seed + np.uint64((start + i) * channels + c + 1) * _SPLITMIX_STEP
                drawn = (drawn ^ (drawn >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
                drawn = (drawn ^ (drawn >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
                drawn ^= drawn >> np.uint64(31)
                upper = np.int64(drawn >> np.uint64(32))
                lower = np.int64(drawn & np.uint64(0xFFFFFFFF))
                value += np.float64(upper - lower) / 4294967296.0
            whole = np.int64(np.rint(min(scale - 1.0, max(-scale, value))))
            for _ in range(size):
                content[place] = np.uint8(whole & 255)
                whole >>= 8
                place += 1


@compiled
def _restore(content: NDArray[np.uint8], size: int, channels: int, into: Float32Array) -> None:
    step = np.float32(1.0 / (1 << (8 * size - 1)))
    for c in range(2):
        first = min(c, channels - 1) * size
        row = into[c]
        for i in range(len(row)):
            place = first + i * channels * size
            if size == 3:
                top = np.int32(content[place + 2])
                whole = np.int32(content[place]) | np.int32(content[place + 1]) << 8 | top << 16
                row[i] = np.float32(whole - ((top & 128) << 17)) * step
            else:
                top = np.int32(content[place + 1])
                whole = np.int32(content[place]) | top << 8
                row[i] = np.float32(whole - ((top & 128) << 9)) * step

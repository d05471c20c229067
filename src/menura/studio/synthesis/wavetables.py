"""Keep one period of every waveform, once for each half octave, with only what fits below Nyquist.

A period read from a table costs two look-ups whatever its spectrum is, and it cannot fold back:
each table holds only harmonics that stay below 21 kHz at the highest note it serves.
"""

from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

TABLE_SIZE = 2048
TURN = 1 << 32  # phase units of one period
FRACTION_BITS = 21  # of them that say how far a place lies between two points of a table
FRACTION_MASK = (1 << FRACTION_BITS) - 1
FRACTION_SCALE = np.float32(2.0**-FRACTION_BITS)
MIPS_PER_OCTAVE = 2
LOWEST_HZ = 20.0
MIP_COUNT = 19  # 20 Hz to 10 kHz in half octaves
HIGHEST_HARMONIC_HZ = 21_000.0
MOST_HARMONICS = 700  # beyond a third of the table's size, straight lines between points fail


class Wave(IntEnum):
    """Name the waveforms."""

    SINE = 0
    SAW = 1
    SQUARE = 2
    TRIANGLE = 3
    SOFT_SAW = 4
    FLUTE = 5
    CLARINET = 6
    REED = 7
    BRASS = 8
    HORN = 9
    BOWED = 10
    GLOTTIS = 11
    ACCORDION = 12
    HARMONICA = 13
    DIGITAL = 14
    HOLLOW = 15


_DRAWN: dict[Wave, tuple[float, ...]] = {
    # Levels of the first harmonics, from published tables of steady tones, rounded.
    Wave.FLUTE: (1.0, 0.42, 0.16, 0.07, 0.03, 0.015, 0.006),
    Wave.CLARINET: (1.0, 0.03, 0.65, 0.06, 0.45, 0.12, 0.26, 0.16, 0.14, 0.1, 0.08, 0.05, 0.03),
    Wave.HORN: (1.0, 0.75, 0.5, 0.32, 0.18, 0.1, 0.06, 0.035, 0.02, 0.01),
    Wave.HARMONICA: (0.8, 1.0, 0.55, 0.75, 0.3, 0.42, 0.2, 0.25, 0.12, 0.12, 0.07, 0.06, 0.03),
    Wave.DIGITAL: (1.0, 0.0, 0.3, 0.0, 0.0, 0.35, 0.0, 0.2, 0.0, 0.0, 0.12, 0.0, 0.0, 0.1),
    Wave.HOLLOW: (1.0, 0.0, 0.35, 0.0, 0.12, 0.0, 0.2, 0.0, 0.06, 0.0, 0.03),
}


def _levels(wave: Wave, count: int) -> NDArray[np.float64]:
    """Return the signed level of each harmonic, the first one at index 0."""
    k = np.arange(1, count + 1, dtype=np.float64)
    if wave in _DRAWN:
        levels = np.zeros(count)
        drawn = np.asarray(_DRAWN[wave][:count])
        levels[: drawn.size] = drawn
        return levels
    shapes = {
        Wave.SINE: (k == 1) * 1.0,
        Wave.SAW: 1.0 / k,
        Wave.SQUARE: (k % 2) / k * 1.4,
        Wave.TRIANGLE: (k % 2) / k**2 * np.where(k % 4 == 1, 1.0, -1.0) * 1.3,
        Wave.SOFT_SAW: 1.0 / k**1.5,
        Wave.REED: np.exp(-((k - 2.5) ** 2) / 40.0) * 0.5 + 0.6 / k,
        Wave.BRASS: 1.0 / k**0.9 * np.exp(-k / 26.0),
        Wave.BOWED: (1.0 + 0.35 * np.cos(np.pi * k * 0.41)) / k,
        Wave.GLOTTIS: 1.0 / k**1.25,
        Wave.ACCORDION: (1.0 + 0.5 * (k % 2)) / k**0.85 * np.exp(-k / 22.0),
    }
    return np.asarray(shapes[wave], dtype=np.float64)


@lru_cache(maxsize=1)
def wavetables() -> NDArray[np.float32]:
    """Return all tables.

    Returns
    -------
    ndarray of float32, shape (waves, MIP_COUNT, TABLE_SIZE + 1)
        The last point repeats the first one. Full tables have an RMS of .5.
    """
    tables = np.zeros((len(Wave), MIP_COUNT, TABLE_SIZE + 1), dtype=np.float32)
    for wave in Wave:
        full = _levels(wave, MOST_HARMONICS)
        scale = 0.5 / np.sqrt(np.sum(full**2) / 2)
        for mip in range(MIP_COUNT):
            highest_hz = LOWEST_HZ * 2.0 ** ((mip + 1) / MIPS_PER_OCTAVE)
            count = int(np.clip(HIGHEST_HARMONIC_HZ / highest_hz, 1, MOST_HARMONICS))
            spectrum = np.zeros(TABLE_SIZE // 2 + 1, dtype=np.complex128)
            spectrum[1 : count + 1] = -0.5j * full[:count] * scale * TABLE_SIZE
            tables[wave, mip, :-1] = np.fft.irfft(spectrum, TABLE_SIZE)
            tables[wave, mip, -1] = tables[wave, mip, 0]
    tables.setflags(write=False)
    return tables

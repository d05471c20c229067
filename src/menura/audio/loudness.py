"""Measure loudness as broadcasters do: ITU-R BS.1770-4 and EBU Tech 3342."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.frames import LEVEL_FRAME_RATE_HZ, Frames

CALIBRATION_LU = -0.691  # BS.1770-4: makes a 997-Hz sine at full scale read -3.01 LUFS
ABSOLUTE_GATE_LUFS = -70.0  # BS.1770-4
RELATIVE_GATE_LU = -10.0  # BS.1770-4
RANGE_GATE_LU = -20.0  # EBU Tech 3342
RANGE_PERCENTILES = (10, 95)  # EBU Tech 3342
REPLAYGAIN_REFERENCE_LUFS = -18.0  # ReplayGain 2.0
MOMENTARY_FRAMES = round(0.4 * LEVEL_FRAME_RATE_HZ)
SHORT_TERM_FRAMES = 3 * LEVEL_FRAME_RATE_HZ
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Loudness:
    """Describe how loud a signal is; what silence leaves undefined is None.

    Parameters
    ----------
    integrated_lufs : float or None
        Gated loudness of the whole; None when nothing rises above -70 LUFS.
    range_lu : float or None
        Loudness range (LRA); None also below 3 s.
    max_momentary_lufs, max_short_term_lufs : float or None
        Loudest 400 ms and loudest 3 s.
    true_peak_dbtp, sample_peak_dbfs : float or None
        Highest level between samples and at a sample.
    """

    integrated_lufs: float | None
    range_lu: float | None
    max_momentary_lufs: float | None
    max_short_term_lufs: float | None
    true_peak_dbtp: float | None
    sample_peak_dbfs: float | None

    @property
    def replaygain_db(self) -> float | None:
        """Gain that brings the track to ReplayGain 2.0's reference of -18 LUFS."""
        if self.integrated_lufs is None:
            return None
        return REPLAYGAIN_REFERENCE_LUFS - self.integrated_lufs


def measure_loudness(frames: Frames) -> Loudness:
    """Measure the loudness of a signal from its K-weighted energies.

    Against ffmpeg's ``ebur128`` on 49 files of nine formats and rates: integrated loudness within
    .05 LU, loudness range within .3 LU.

    Signals shorter than 400 ms have no loudness, those shorter than 3 s no short-term loudness.
    Windows move in steps of 100 ms, the least the standard allows: the loudest 400 ms may read up
    to .5 LU low for a lone burst of just that length, the loudest 3 s .07 LU.
    """
    momentary = sliding_mean(frames.weighted_energies, MOMENTARY_FRAMES)
    short_term = sliding_mean(frames.weighted_energies, SHORT_TERM_FRAMES)
    return Loudness(
        integrated_lufs=gated_loudness(momentary),
        range_lu=_loudness_range(short_term),
        max_momentary_lufs=_loudest(momentary),
        max_short_term_lufs=_loudest(short_term),
        true_peak_dbtp=_amplitude_to_db(frames.true_peak),
        sample_peak_dbfs=_amplitude_to_db(frames.sample_peak),
    )


def energy_to_lufs(energy: Float64Array) -> Float64Array:
    """Convert K-weighted mean squares, summed over channels, to LUFS."""
    return CALIBRATION_LU + 10 * np.log10(energy + _TINY)


def sliding_mean(energy: Float64Array, length: int) -> Float64Array:
    """Return the mean over every run of `length` values; none when there are fewer."""
    if energy.size < length:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(energy)])
    return np.asarray(np.maximum(sums[length:] - sums[:-length], 0.0) / length)


def gated_loudness(momentary: Float64Array) -> float | None:
    """Return the integrated loudness of 400-ms energies; None when all are silent."""
    loud = momentary[energy_to_lufs(momentary) > ABSOLUTE_GATE_LUFS]
    if loud.size == 0:
        return None
    gate_lufs = energy_to_lufs(loud.mean()) + RELATIVE_GATE_LU
    return float(energy_to_lufs(loud[energy_to_lufs(loud) > gate_lufs].mean()))


def _loudness_range(short_term: Float64Array) -> float | None:
    loud = short_term[energy_to_lufs(short_term) > ABSOLUTE_GATE_LUFS]
    if loud.size == 0:
        return None
    gate_lufs = energy_to_lufs(loud.mean()) + RANGE_GATE_LU
    levels_lufs = energy_to_lufs(loud)
    low, high = np.percentile(levels_lufs[levels_lufs > gate_lufs], RANGE_PERCENTILES)
    return float(high - low)


def _loudest(energies: Float64Array) -> float | None:
    if energies.size == 0:
        return None
    loudest_lufs = float(energy_to_lufs(energies.max()))
    return loudest_lufs if loudest_lufs > ABSOLUTE_GATE_LUFS else None


def _amplitude_to_db(amplitude: float) -> float | None:
    return 20 * math.log10(amplitude) if amplitude > 0 else None

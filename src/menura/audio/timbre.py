"""Describe the colour of a sound: spectrum profile, brightness, energy."""

import math
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.filterbank import THIRD_OCTAVE_CENTRES_HZ
from menura.audio.frames import THIRD_OCTAVE_BANDS, Frames
from menura.audio.loudness import (
    ABSOLUTE_GATE_LUFS,
    MOMENTARY_FRAMES,
    Loudness,
    energy_to_lufs,
)
from menura.audio.onsets import Onsets

PROFILE_FLOOR_DB = -90.0
# Upper edges as mixing engineers draw them; the first band starts at 20 Hz, the last ends at 20 kHz
EQ_BAND_EDGES_HZ: dict[str, float] = {
    "sub": 60.0,
    "bass": 250.0,
    "low_mid": 500.0,
    "mid": 2_000.0,
    "high_mid": 4_000.0,
    "presence": 6_000.0,
    "brilliance": 20_000.0,
}
_DARKEST_HZ, _BRIGHTEST_HZ = 250.0, 2500.0
_QUIETEST_LUFS, _LOUDEST_LUFS = -30.0, -7.0
# 5th and 95th percentile of 240 rendered clips
_CALM_FLUX, _BUSY_FLUX = 0.06, 0.21
_LEAST_HIGH_SHARE, _MOST_HIGH_SHARE = 0.001, 0.05
_LOUDNESS_WEIGHT, _FLUX_WEIGHT, _HIGH_WEIGHT = 0.45, 0.35, 0.20
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Timbre:
    """Describe the colour of a signal.

    Parameters
    ----------
    profile_db : tuple of float, 31 values
        Level of each third octave from 20 Hz to 20 kHz relative to the whole, at least -90 dB:
        the equaliser profile, independent of loudness.
    brightness : float
        0 (dark) .. 1 (bright).
    energy : float
        0 (calm) .. 1 (driving).
    """

    profile_db: tuple[float, ...]
    brightness: float
    energy: float

    @property
    def eq_bands_db(self) -> dict[str, float]:
        """Level of seven named bands relative to the whole; see `eq_bands_db`."""
        return eq_bands_db(self.profile_db)


def eq_bands_db(profile_db: tuple[float, ...]) -> dict[str, float]:
    """Gather a profile of third octaves into the seven bands of `EQ_BAND_EDGES_HZ`.

    A third octave that an edge cuts gives each side its share of the octave, so the bands together
    hold the power of the whole. Levels are at least -90 dB.

    Parameters
    ----------
    profile_db : tuple of float, 31 values
        `Timbre.profile_db`.
    """
    power = 10 ** (np.array(profile_db) / 10)
    power[np.array(profile_db) <= PROFILE_FLOOR_DB] = 0.0
    levels_db = 10 * np.log10(power @ _EQ_SHARES + _TINY)
    return {
        name: max(round(float(level), 2), PROFILE_FLOOR_DB)
        for name, level in zip(EQ_BAND_EDGES_HZ, levels_db, strict=True)
    }


def _eq_shares() -> Float64Array:
    """Return which share of each third octave lies in each band, shape ``(31, 7)``."""
    octaves = np.log2(THIRD_OCTAVE_CENTRES_HZ)
    lowest, highest = octaves[:, None] - 1 / 6, octaves[:, None] + 1 / 6
    inner = np.log2(list(EQ_BAND_EDGES_HZ.values())[:-1])
    lower, upper = np.append(-np.inf, inner), np.append(inner, np.inf)
    shared = np.minimum(highest, upper) - np.maximum(lowest, lower)
    return np.asarray(np.maximum(shared, 0.0) * 3, np.float64)


_EQ_SHARES = _eq_shares()


def measure_timbre(frames: Frames, loudness: Loudness, onsets: Onsets) -> Timbre:
    """Measure spectrum profile, brightness and energy.

    With ``ramp(x, a, b)`` = (x - a) / (b - a), clipped to 0..1:

    * brightness = ramp(log centroid, log 250 Hz, log 2.5 kHz), where the centroid is the
      power-weighted mean frequency of the mono mix below 11 kHz;
    * energy = .45 ramp(integrated loudness, -30 LUFS, -7 LUFS) + .35 ramp(flux, .06, .21)
      + .20 ramp(log share of power above 4 kHz, log .001, log .05).

    Loudness leads because listeners hear it first; flux (how fast the spectrum rises) tells a
    loud drone from drums; the treble tells distortion and cymbals from bass. The ramps of
    flux and treble span the 5th to 95th percentile of 240 rendered clips, so the scale is a
    convention, not the outcome of a perception test.
    Silence has energy 0 and brightness 0. Sounds below .4 s, which have no integrated loudness,
    count by the mean of their tenths of a second.
    """
    power, weighted_sum, _, high = (float(v) for v in frames.spectral_moments.sum(axis=0))
    loudness_lufs = loudness.integrated_lufs
    if loudness_lufs is None and 0 < len(frames.weighted_energies) < MOMENTARY_FRAMES:
        mean_lufs = float(energy_to_lufs(frames.weighted_energies.mean(keepdims=True))[0])
        loudness_lufs = mean_lufs if mean_lufs > ABSOLUTE_GATE_LUFS else None
    if loudness_lufs is None or power <= 0:
        return Timbre(_profile_db(frames.third_octave_energies), 0.0, 0.0)
    centroid_hz = weighted_sum / power
    high_share = high / power
    energy = (
        _LOUDNESS_WEIGHT * _ramp(loudness_lufs, _QUIETEST_LUFS, _LOUDEST_LUFS)
        + _FLUX_WEIGHT * _ramp(onsets.flux, _CALM_FLUX, _BUSY_FLUX)
        + _HIGH_WEIGHT * _log_ramp(high_share, _LEAST_HIGH_SHARE, _MOST_HIGH_SHARE)
    )
    brightness = _log_ramp(centroid_hz, _DARKEST_HZ, _BRIGHTEST_HZ)
    return Timbre(_profile_db(frames.third_octave_energies), brightness, energy)


def _profile_db(third_octaves: Float32Array) -> tuple[float, ...]:
    if len(third_octaves) == 0:
        return (PROFILE_FLOOR_DB,) * THIRD_OCTAVE_BANDS
    mean = third_octaves.mean(axis=0, dtype=np.float64)
    share = mean / (mean.sum() + _TINY)
    levels_db = np.maximum(10 * np.log10(share + _TINY), PROFILE_FLOOR_DB)
    return tuple(round(float(level), 2) for level in levels_db)


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _log_ramp(value: float, low: float, high: float) -> float:
    return _ramp(math.log(max(value, _TINY)), math.log(low), math.log(high))

"""Draw what the report shows: loudness over time, spectra, the waveform."""

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import LEVEL_FRAME_RATE_HZ, Frames
from menura.audio.loudness import (
    MOMENTARY_FRAMES,
    SHORT_TERM_FRAMES,
    energy_to_lufs,
    sliding_mean,
)
from menura.studio.qa.report import Curves
from menura.studio.spectrum import BAND_CENTRES_HZ, long_term_spectrum_db, spectral_similarity

MOST_POINTS = 600
_FLOOR_LUFS = -70.0


def draw_curves(
    mix: Float32Array, frames: Frames, reference_db: Float64Array | None
) -> tuple[Curves, float | None]:
    """Return the curves, and how alike the spectrum is to the reference's (None without one)."""
    spectrum_db = long_term_spectrum_db(mix)
    similarity = None if reference_db is None else spectral_similarity(spectrum_db, reference_db)
    energies = frames.weighted_energies
    # both curves at the ends of their windows, so that they share one axis
    momentary = _behind(energy_to_lufs(sliding_mean(energies, MOMENTARY_FRAMES)), energies.size)
    short_term = _behind(energy_to_lufs(sliding_mean(energies, SHORT_TERM_FRAMES)), energies.size)
    every = max(1, -(-energies.size // MOST_POINTS))
    times_s = (np.arange(energies.size) + 1) / LEVEL_FRAME_RATE_HZ
    return (
        Curves(
            loudness_times_s=_rounded(times_s[::every], 1),
            momentary_lufs=_rounded(momentary[::every], 1),
            short_term_lufs=_rounded(short_term[::every], 1),
            spectrum_hz=_rounded(BAND_CENTRES_HZ, 1),
            spectrum_db=_rounded(spectrum_db, 2),
            reference_db=() if reference_db is None else _rounded(reference_db, 2),
            peaks=_peaks(frames.waveform_extremes),
        ),
        similarity,
    )


def _behind(levels_lufs: Float64Array, size: int) -> Float64Array:
    missing = np.full(size - levels_lufs.size, _FLOOR_LUFS)
    return np.asarray(np.maximum(np.concatenate([missing, levels_lufs]), _FLOOR_LUFS))


def _rounded(values: Float64Array, digits: int) -> tuple[float, ...]:
    return tuple(round(float(value), digits) for value in values)


def _peaks(extremes: Float32Array) -> tuple[tuple[float, float], ...]:
    if len(extremes) == 0:
        return ()
    starts = np.arange(min(MOST_POINTS, len(extremes))) * len(extremes)
    starts = starts // min(MOST_POINTS, len(extremes))
    low = np.minimum.reduceat(extremes[:, 0], starts)
    high = np.maximum.reduceat(extremes[:, 1], starts)
    return tuple((round(float(a), 3), round(float(b), 3)) for a, b in zip(low, high, strict=True))

"""Find clipping, offset and inverted phase in samples."""

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.qa.report import Defect, DefectKind

_CLIPPED_RUN = 4  # equal samples: a limiter's ceiling holds one or two by chance
_CLIP_FLOOR = 0.7  # -3 dBFS: flat tops far below are a sound's own, as of a square wave
_NEAR_TOP = 0.999  # of the highest sample
_DC_WINDOW_S = 3.0
_LEAST_DC = 0.01  # -40 dBFS over three seconds
_PHASE_WINDOW_S = 1.0
_INVERTED = -0.5
_QUIET_DB = -30.0  # windows that far below the loudest say nothing of phase: tails of rooms
_MOST = 200
_TINY = 1e-12


def find_clipping(audio: Float32Array, sample_rate_hz: int) -> tuple[Defect, ...]:
    """Find runs of equal samples at the top: what a converter leaves of a peak it could not hold.

    Parameters
    ----------
    audio : ndarray, shape (channels, n)
    """
    found = []
    for index, channel in enumerate(audio):
        magnitude = np.abs(channel)
        peak = float(magnitude.max(initial=0.0))
        if peak < _CLIP_FLOOR:
            continue
        top = np.flatnonzero(magnitude >= _NEAR_TOP * peak)
        flat = top[1:][(np.diff(top) == 1) & (channel[top[1:]] == channel[top[:-1]])]
        if flat.size == 0:
            continue
        for run in np.split(flat, np.flatnonzero(np.diff(flat) > 1) + 1):
            if run.size + 1 >= _CLIPPED_RUN:
                start_s, end_s = (run[0] - 1) / sample_rate_hz, (run[-1] + 1) / sample_rate_hz
                level_db = round(20 * float(np.log10(peak)), 2)
                kind = DefectKind.CLIPPING
                found.append(Defect(kind, float(start_s), float(end_s), index, level_db))
    return tuple(found[:_MOST])


def find_offsets(audio: Float32Array, sample_rate_hz: int) -> tuple[Defect, ...]:
    """Find three-second windows whose mean lies off zero."""
    means = _windowed(audio, round(_DC_WINDOW_S * sample_rate_hz)).mean(axis=2, dtype=np.float64)
    found = []
    for index, row in enumerate(means):
        for window in np.flatnonzero(np.abs(row) > _LEAST_DC):
            level_db = round(20 * float(np.log10(abs(row[window]))), 1)
            start_s = float(window) * _DC_WINDOW_S
            end_s = start_s + _DC_WINDOW_S
            found.append(Defect(DefectKind.DC_OFFSET, start_s, end_s, index, level_db))
    return tuple(found)


def find_inversions(audio: Float32Array, sample_rate_hz: int) -> tuple[Defect, ...]:
    """Find seconds in which left and right work against each other."""
    framed = _windowed(audio, round(_PHASE_WINDOW_S * sample_rate_hz))
    left, right = framed[0], framed[-1]
    power = np.stack([_dots(left, left), _dots(right, right)])
    correlation = _dots(left, right) / np.sqrt(power.prod(axis=0) + _TINY)
    total = power.sum(axis=0)
    loud = total > total.max(initial=0.0) * 10 ** (_QUIET_DB / 10)
    both = power.min(axis=0) > 1e-4 * power.max(axis=0)
    found = []
    for window in np.flatnonzero(loud & both & (correlation < _INVERTED)):
        start_s = float(window) * _PHASE_WINDOW_S
        mean = total[window] / (2 * framed.shape[2])
        level_db = round(10 * float(np.log10(mean + _TINY)), 1)
        end_s = start_s + _PHASE_WINDOW_S
        found.append(Defect(DefectKind.PHASE_INVERSION, start_s, end_s, None, level_db))
    return tuple(found)


def channel_correlation(audio: Float32Array) -> float | None:
    """Return the correlation of left and right, -1..1; None when one of them is silent."""
    left, right = audio[0], audio[-1]
    power = float(np.dot(left, left)) * float(np.dot(right, right))
    return float(np.dot(left, right)) / float(np.sqrt(power)) if power > 0 else None


def _windowed(audio: Float32Array, size: int) -> Float32Array:
    size = max(1, min(size, audio.shape[1]))
    count = audio.shape[1] // size
    return audio[:, : count * size].reshape(audio.shape[0], count, size)


def _dots(first: Float32Array, second: Float32Array) -> Float64Array:
    return np.asarray(np.einsum("ws,ws->w", first, second), np.float64)

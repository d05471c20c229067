"""Find where sound is missing: dropouts inside music, long silence, an end that is cut off."""

from itertools import pairwise

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.qa.report import Defect, DefectKind

_STEP_S = 0.001
_SHORTEST_HOLE, _LONGEST_HOLE = 2, 500  # steps
_EDGE = 3  # steps: a note dies away more slowly
_HOLE_DB = -35.0  # against both edges
_AUDIBLE = 10 ** (-50 / 20)
_SILENT = 10 ** (-60 / 20)
_LONGEST_GAP_S = 2.0
_LONGEST_LEAD_S = 1.0
_LONGEST_TRAIL_S = 5.0  # music ends with a bar: at 60 BPM up to four seconds before its file does
_END_S = 0.02
_TINY = 1e-7


def level_by_step(audio: Float32Array, sample_rate_hz: int) -> Float32Array:
    """Return the highest magnitude of every millisecond over both channels."""
    step = round(sample_rate_hz * _STEP_S)
    count = audio.shape[1] // step
    framed = audio[:, : count * step].reshape(audio.shape[0], count, step)
    return np.asarray(np.maximum(framed.max(axis=2), -framed.min(axis=2)).max(axis=0))


def find_dropouts(levels: Float32Array) -> tuple[Defect, ...]:
    """Find short holes with sudden edges on both sides.

    A rest in music is entered by notes that die away; a lost buffer is entered from full level
    within three milliseconds.

    Parameters
    ----------
    levels : ndarray
        From `level_by_step`.
    """
    if levels.size <= 2 * _EDGE:
        return ()
    low = _quiet_against_before(levels)
    found = []
    for start, end in _runs(low):
        if not _SHORTEST_HOLE <= end - start <= _LONGEST_HOLE or start < _EDGE:
            continue
        before = float(levels[start - _EDGE : start].max())
        after = float(levels[end : end + _EDGE].max(initial=0.0))
        inside = float(levels[start:end].max())
        if min(before, after) > _AUDIBLE and inside < min(before, after) * 10 ** (_HOLE_DB / 20):
            found.append(_defect(DefectKind.DROPOUT, start, end, inside))
    return tuple(found)


def find_silence(levels: Float32Array) -> tuple[Defect, ...]:
    """Find gaps of two seconds, a second before the music, or five seconds after it."""
    silent = levels < _SILENT
    found = []
    for start, end in _runs(silent):
        longest_s = _LONGEST_TRAIL_S if end == levels.size else _LONGEST_GAP_S
        if (end - start) * _STEP_S >= (_LONGEST_LEAD_S if start == 0 else longest_s):
            found.append(_defect(DefectKind.SILENCE, start, end, float(levels[start:end].max())))
    return tuple(found)


def end_level_db(levels: Float32Array) -> float:
    """Return the level of the last 20 ms relative to full scale."""
    last = levels[-round(_END_S / _STEP_S) :]
    return float(20 * np.log10(float(last.max(initial=0.0)) + _TINY))


def _quiet_against_before(levels: Float32Array) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Mark steps that belong to a fall from an edge: until the level is back near what it was."""
    before = np.full(levels.size, np.inf, np.float32)
    share = np.float32(10 ** (_HOLE_DB / 20))
    edge = np.zeros(levels.size, np.float32)
    for lag in range(1, _EDGE + 1):
        np.maximum(edge[lag:], levels[:-lag], out=edge[lag:])
    falls = np.flatnonzero((levels < share * edge) & (edge > _AUDIBLE))
    low = np.zeros(levels.size, bool)
    for fall in falls:
        if low[fall]:
            continue
        before = edge[fall]
        ahead = levels[fall : fall + _LONGEST_HOLE + 1]
        back = np.flatnonzero(ahead >= share * before)
        low[fall : fall + (int(back[0]) if back.size else ahead.size)] = True
    return low


def _runs(marked: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in list(pairwise(edges))[::2]]


def _defect(kind: DefectKind, start: int, end: int, level: float) -> Defect:
    level_db = round(float(20 * np.log10(level + _TINY)), 1)
    return Defect(kind, start * _STEP_S, end * _STEP_S, None, level_db)

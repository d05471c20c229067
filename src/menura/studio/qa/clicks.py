"""Find clicks: samples that do not go on from those before, alone in what surrounds them."""

from collections.abc import Sequence

import numpy as np
import scipy.ndimage as ndimage

from menura.audio.arrays import Float32Array
from menura.studio.qa.report import Defect, DefectKind

_BLOCK = 16  # samples, a third of a millisecond
_NEAR_BLOCKS, _FAR_BLOCKS = 2, 90  # what surrounds a click: .7 to 30 ms to both sides
_STEP_GAIN = 3.0  # a step of height 1 makes a third difference of 3
_LEAST_STEP = 0.004  # -48 dBFS
_LEAST_RATIO = 5.0  # over everything near: noise and the edges of a saw reach 2
_RISE_NEAR, _RISE_FAR = 48, 336  # samples: 1 to 7 ms
_LEAST_RISE = 1.4  # 3 dB: where the level rises like that something begins, and may
_SHORT_SHARE, _MOST_SAMPLES = 0.3, 8  # a jump bends 3 or 4 samples, a beater some 30
_MOST = 200
_TINY = 1e-12


def find_clicks(
    audio: Float32Array, sample_rate_hz: int, stems: Sequence[Float32Array] = ()
) -> tuple[Defect, ...]:
    """Find places where the waveform jumps, as after a bad cut or a lost sample.

    The third difference of music is small but at a jump. Attacks and the edges of saw and square
    waves jump too, but not alone: an attack is followed by what it begins, an edge by the next
    one, and most are made of more than a few samples. A jump counts when it is short, nothing
    within 30 ms to either side comes near it and the level does not rise there.

    Parameters
    ----------
    audio : ndarray, shape (channels, n)
    stems : sequence of ndarray, shape (channels, n)
        What `audio` is the sum of, if known: an attack that is masked by everything else in the
        mix is seen in the stem that it belongs to.
    """
    found = []
    for index, channel in enumerate(audio):
        if channel.size < _BLOCK * 4 * _FAR_BLOCKS:
            continue
        bend = np.abs(np.diff(channel, 3)) / np.float32(_STEP_GAIN)
        count = bend.size // _BLOCK
        blocks = bend[: count * _BLOCK].reshape(count, _BLOCK).max(axis=1)
        for block in _isolated(blocks):
            place = int(block) * _BLOCK + int(bend[block * _BLOCK : (block + 1) * _BLOCK].argmax())
            sources = [channel, *_jumping(stems, index, place)]
            if _is_short(bend, place) and not any(
                _begins_something(source, place + 1) for source in sources
            ):
                level_db = float(20 * np.log10(bend[place] + _TINY))
                time_s = (place + 1) / sample_rate_hz
                found.append(
                    Defect(DefectKind.CLICK, time_s, time_s + 1e-3, index, round(level_db, 1))
                )
    return tuple(sorted(found, key=lambda defect: -defect.level_db)[:_MOST])


def _isolated(blocks: Float32Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the blocks that stand out of all others near them, on both sides."""
    width = _FAR_BLOCKS - _NEAR_BLOCKS + 1
    shift = _NEAR_BLOCKS + width // 2
    running = ndimage.maximum_filter1d(blocks, width, mode="nearest")
    before, after = np.roll(running, shift), np.roll(running, -shift)
    surroundings = np.maximum(before, after)
    top = ndimage.maximum_filter1d(blocks, 2 * _NEAR_BLOCKS + 1, mode="nearest")
    alone = (blocks >= _LEAST_STEP) & (blocks == top) & (blocks > _LEAST_RATIO * surroundings)
    alone[: _FAR_BLOCKS + 1] = alone[-_FAR_BLOCKS - 1 :] = False
    return np.flatnonzero(alone)


def _jumping(stems: Sequence[Float32Array], index: int, place: int) -> list[Float32Array]:
    """Return the channel of the stem that jumps most at a place."""
    if not stems:
        return []
    near = slice(max(0, place - 2), place + 6)
    jumps = [float(np.abs(np.diff(stem[index, near], 3)).max()) for stem in stems]
    return [stems[int(np.argmax(jumps))][index]]


def _is_short(bend: Float32Array, place: int) -> bool:
    """Tell a jump of a few samples from the beater of a kick or the pluck of a string."""
    near = bend[max(0, place - _RISE_NEAR) : place + _RISE_NEAR]
    return int(np.count_nonzero(near > _SHORT_SHARE * bend[place])) <= _MOST_SAMPLES


def _begins_something(channel: Float32Array, place: int) -> bool:
    """Tell whether the level rises at a place: of the slope for notes, of the bend for plucks."""
    before = channel[max(0, place - _RISE_FAR) : max(0, place - _RISE_NEAR)]
    after = channel[place + _RISE_NEAR : place + _RISE_FAR]
    return any(
        _level(np.diff(after, order)) > _LEAST_RISE * _level(np.diff(before, order))
        for order in (1, 3)
    )


def _level(samples: Float32Array) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2) + _TINY)) if samples.size else 0.0

"""Gather the witnesses of the beat: onsets by band, backbeat, chord and bass changes."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.chroma import Tuning, bass_chromagram, chromagram
from menura.audio.frames import MEL_FRAME_RATE_HZ, PITCH_FRAME_RATE_HZ, Frames
from menura.audio.onsets import Onsets

_HIGHEST_BASS_MIDI = 52  # E3, as the key's bass witness
_CHANGE_REACH = 3  # pitch frames compared before and after: .6 s, about one beat
_HALF_PITCH_FRAME_S = 0.5 / PITCH_FRAME_RATE_HZ  # a change lies between two frames
_ENVELOPE_WEIGHTS = (1.5, 1.0, 1.0, 1.0)  # of the onset bands; the kick knows the beat best
_ENVELOPE_WIDTH = 1.5  # frames: 30 ms, the scatter of hands that play together
_UNPITCHED, _PITCHED = (
    0.05,
    0.14,
)  # tuning concentration: noise reads to .02, drums .12, metal .12 up
_TINY = 1e-6

Int64Array = npt.NDArray[np.int64]


class Stream(IntEnum):
    """Name the rows of `pulse_streams`."""

    KICK = 0
    LOW_MIDS = 1
    MIDS = 2
    HIGHS = 3
    SNARE = 4
    CHORD_CHANGE = 5
    BASS_CHANGE = 6


def pulse_streams(frames: Frames, onsets: Onsets) -> Float32Array:
    """Return what may mark a beat, 50 values per second, each stream of mean 1 (or 0).

    Chord and bass changes fade to a constant 1 where nothing has a pitch.

    Parameters
    ----------
    frames : Frames
        Whose pitches tell of chord changes.
    onsets : Onsets
        Of the same frames.

    Returns
    -------
    ndarray, shape (7, n)
        Rows named by `Stream`. A snare is what rises in the mids and the highs at once.
    """
    tuning = Tuning(frames.tuning_histogram)
    pitches, size = frames.pitch_salience, onsets.strength.shape[1]
    snare = np.sqrt(onsets.strength[2] * onsets.strength[3])
    changes = [
        _spread(harmonic_change(chroma), size)
        for chroma in (
            chromagram(pitches, tuning.cents),
            bass_chromagram(pitches, tuning.cents, _HIGHEST_BASS_MIDI),
        )
    ]
    streams = np.vstack([onsets.strength, snare[None], *changes]).astype(np.float32)
    streams /= streams.mean(axis=1, keepdims=True) + _TINY
    trust = (tuning.concentration - _UNPITCHED) / (_PITCHED - _UNPITCHED)
    trust = min(1.0, max(0.0, trust))
    streams[Stream.CHORD_CHANGE :] *= trust
    streams[Stream.CHORD_CHANGE :] += 1 - trust  # a bare drum loop has no chords that change
    return np.asarray(streams, np.float32)


def harmonic_change(chroma: Float32Array) -> Float64Array:
    """Compare the pitch classes before and after every frame: 0 the same, 1 nothing in common."""
    rows = chroma / (np.linalg.norm(chroma, axis=1, keepdims=True) + _TINY)
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    frame, size = np.arange(len(rows)), len(rows)
    before = sums[frame] - sums[np.maximum(frame - _CHANGE_REACH, 0)]
    after = sums[np.minimum(frame + _CHANGE_REACH, size)] - sums[frame]
    length = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    change = 1 - (before * after).sum(axis=1) / (length + _TINY)
    return np.asarray(np.where(length > _TINY, np.maximum(change, 0.0), 0.0))


def onset_envelope(streams: Float32Array) -> Float64Array:
    """Add the onset bands to one curve of deviation 1, slightly blurred."""
    bands = streams[: len(_ENVELOPE_WEIGHTS)]
    weights = np.array(_ENVELOPE_WEIGHTS) / (bands.std(axis=1) + _TINY)
    offsets = np.arange(-4, 5)
    blur = np.exp(-0.5 * (offsets / _ENVELOPE_WIDTH) ** 2)
    size = bands.shape[1]
    curve = np.convolve(weights @ bands, blur / blur.sum())[4 : 4 + size]
    return np.asarray(curve / (curve.std() + _TINY), np.float64)


def onset_frames(envelope: Float64Array | Float32Array, share: float = 0.2) -> Int64Array:
    """Return the frames of local maxima above a share of the loud ones (99th percentile)."""
    if envelope.size < 3:
        return np.zeros(0, np.int64)
    middle = envelope[1:-1]
    floor = max(share * float(np.percentile(envelope, 99)), _TINY)
    is_peak = (middle > envelope[:-2]) & (middle >= envelope[2:]) & (middle > floor)
    return np.nonzero(is_peak)[0] + 1


def _spread(change: Float64Array, size: int) -> Float64Array:
    """Interpolate a curve of 5 values per second to 50."""
    if change.size == 0:
        return np.zeros(size)
    time_s = np.arange(change.size) / PITCH_FRAME_RATE_HZ - _HALF_PITCH_FRAME_S
    return np.interp(np.arange(size) / MEL_FRAME_RATE_HZ, time_s, change)

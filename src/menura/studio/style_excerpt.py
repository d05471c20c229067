"""Fetch the loudest parts of a file as samples, without ever holding all of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.decode import DecodeOptions, open_audio
from menura.audio.sections import Section
from menura.studio.rate import SAMPLE_RATE_HZ

WANTED_S = 30.0  # of the loudest sections
MOST_S = 60.0  # 23 MB at 48 kHz
_BLOCK_S = 2.0
_SHORTEST_S = 1.0
_HEARD = 10 ** (-50 / 20)

Span = tuple[float, float]


def choose_key_sections(sections: Sequence[Section]) -> tuple[Span, ...]:
    """Return the loudest sections, at least half a minute and at most a whole one, in order.

    A section that is too long is cut to what is still wanted: its own middle.
    """
    loudest = sorted(
        (section for section in sections if section.loudness_lufs is not None),
        key=lambda section: -(section.loudness_lufs or 0.0),
    )
    chosen: list[Span] = []
    total_s = 0.0
    for section in loudest:
        if total_s >= WANTED_S:
            break
        length_s = min(section.end_s - section.start_s, MOST_S - total_s)
        if length_s < _SHORTEST_S and chosen:
            continue
        middle_s = (section.start_s + section.end_s) / 2
        chosen.append((middle_s - length_s / 2, middle_s + length_s / 2))
        total_s += length_s
    return tuple(sorted(chosen))


def read_spans(path: Path, spans: Sequence[Span]) -> tuple[Float32Array, ...]:
    """Decode parts of a file, each as ``(2, n)`` at 48 kHz.

    The file is decoded from its beginning, because seeking in compressed audio is not exact; what
    lies between the parts is dropped block by block.

    Parameters
    ----------
    spans : sequence of (float, float)
        Seconds, in order, not overlapping.
    """
    if not spans:
        return ()
    options = DecodeOptions(max_duration_s=spans[-1][1] + _BLOCK_S, block_s=_BLOCK_S)
    with open_audio(path, options) as reader:
        rate_hz = reader.sample_rate_hz
        taps = [_Tap(round(a * rate_hz), round(b * rate_hz), rate_hz) for a, b in spans]
        position = 0
        for block in reader.blocks():
            for tap in taps:
                tap.feed(position, block)
            position += block.shape[1]
            if position >= taps[-1].end:
                break
    return tuple(tap.finish() for tap in taps)


def find_first_sound(path: Path, most_s: float) -> float | None:
    """Return where a file begins to sound, to two seconds; None if it is silent for `most_s`."""
    with open_audio(path, DecodeOptions(max_duration_s=most_s, block_s=_BLOCK_S)) as reader:
        for number, block in enumerate(reader.blocks()):
            if float(np.abs(block).max(initial=0.0)) > _HEARD:
                return number * _BLOCK_S
    return None


class _Tap:
    """Take one part of a signal that streams by."""

    def __init__(self, start: int, end: int, rate_hz: int) -> None:
        self.start, self.end = start, end
        self._resampler = (
            None
            if rate_hz == SAMPLE_RATE_HZ
            else soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 2, dtype="float32", quality="HQ")
        )
        self._pieces: list[Float32Array] = []

    def feed(self, position: int, block: Float32Array) -> None:
        first, last = max(0, self.start - position), min(block.shape[1], self.end - position)
        if last > first:
            self._take(block[:, first:last], last=False)

    def _take(self, piece: Float32Array, *, last: bool) -> None:
        stereo = piece if piece.shape[0] == 2 else np.repeat(piece, 2, axis=0)
        if self._resampler is not None:
            resampled = self._resampler.resample_chunk(np.ascontiguousarray(stereo.T), last=last)
            stereo = resampled.T
        self._pieces.append(np.array(stereo, np.float32))

    def finish(self) -> Float32Array:
        if self._resampler is not None:
            self._take(np.zeros((2, 0), np.float32), last=True)
        return np.concatenate([np.zeros((2, 0), np.float32), *self._pieces], axis=1)

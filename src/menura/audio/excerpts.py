"""Keep evenly spaced excerpts of a signal while it streams by, for models that hear samples."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.mono import mix_to_mono

BLOCK_S = 10.0  # as in `streaming`: the resampler is fed the same pieces however the signal is cut
SPARE_FACTOR = 2
"""So many times the wanted excerpts are kept while the length is unknown."""

Padding = Literal["repeat", "repeat_then_zeros"]


@dataclass(frozen=True, slots=True)
class ExcerptOptions:
    """Say which excerpts a model wants.

    Attributes
    ----------
    sample_rate_hz : int
        Rate of the excerpts.
    length : int
        Samples in an excerpt.
    step : int
        Samples from the beginning of one possible excerpt to that of the next.
    most : int
        Number of excerpts kept of a long signal.
    padding : str
        What a signal shorter than one excerpt is filled up with: ``repeat`` plays it again and
        again and cuts the last round, ``repeat_then_zeros`` plays whole rounds and ends in silence.
    """

    sample_rate_hz: int
    length: int
    step: int
    most: int
    padding: Padding

    def __post_init__(self) -> None:
        if min(self.sample_rate_hz, self.length, self.step, self.most) < 1:
            raise ValueError(f"rates, lengths and counts of excerpts must be positive: {self}")


class ExcerptTap:
    """Take excerpts of the mono mix of a signal that arrives in pieces of any size.

    The possible excerpts lie on a grid of `step` samples from the beginning; what is left after
    the last whole one is not heard, as the models' own preprocessing drops it. Nobody knows the
    duration ahead: when twice the wanted number is exceeded every other excerpt is dropped, and
    from then on only every second (fourth, eighth ...) is taken, so what is kept is always spread
    evenly; at the end the wanted number is picked evenly from it. Memory is bounded by that. The
    result does not depend on how the signal was cut.

    Parameters
    ----------
    options : ExcerptOptions
        Which excerpts.
    sample_rate_hz : int
        Of the signal.
    channels : int
        One or two.

    Raises
    ------
    ValueError
        When `channels` is neither, or a block has another number of channels.

    Examples
    --------
    >>> options = ExcerptOptions(8_000, length=400, step=400, most=3, padding="repeat")
    >>> tap = ExcerptTap(options, sample_rate_hz=8_000, channels=1)
    >>> tap.feed(np.zeros((1, 8_000), np.float32))
    >>> tap.finish().shape
    (3, 400)
    """

    def __init__(self, options: ExcerptOptions, sample_rate_hz: int, channels: int) -> None:
        if channels not in (1, 2):
            raise ValueError(f"{channels} channels cannot be heard; mix them down to 1 or 2")
        self._options, self._channels = options, channels
        self._resampler = (
            soxr.ResampleStream(
                sample_rate_hz, options.sample_rate_hz, 1, dtype="float32", quality="HQ"
            )
            if sample_rate_hz != options.sample_rate_hz
            else None
        )
        self._block_size = round(sample_rate_hz * BLOCK_S)
        self._gathered: list[Float32Array] = []
        self._gathered_count = 0
        self._grid = _Grid(options)

    def feed(self, block: Float32Array) -> None:
        """Take the next samples, shape ``(channels, n)``."""
        if block.ndim != 2 or block.shape[0] != self._channels:
            raise ValueError(f"expected ({self._channels}, n) samples, got {block.shape}")
        mono = mix_to_mono(block)
        taken = 0
        while taken < mono.size:
            piece = mono[taken : taken + self._block_size - self._gathered_count]
            self._gathered.append(piece.copy() if self._channels == 1 else piece)
            self._gathered_count += piece.size
            taken += piece.size
            if self._gathered_count == self._block_size:
                self._pass_on(last=False)

    def finish(self) -> Float32Array:
        """Return the excerpts, shape ``(n, length)``; the tap cannot be fed afterwards.

        `n` is at most `ExcerptOptions.most`, one for short signals, none for an empty one.
        """
        self._pass_on(last=True)
        return self._grid.finish()

    def _pass_on(self, *, last: bool) -> None:
        samples = np.concatenate([np.zeros(0, np.float32), *self._gathered])
        self._gathered, self._gathered_count = [], 0
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last=last)
        self._grid.feed(samples)


class _Grid:
    """Hold excerpts on the grid, and thin them out."""

    def __init__(self, options: ExcerptOptions) -> None:
        self._options = options
        self._kept: dict[int, Float32Array] = {}
        self._stride = 1
        self._next = 0  # number of the excerpt that is awaited
        self._first_sample = 0  # where `_stream` begins
        self._stream = np.zeros(0, np.float32)

    def feed(self, samples: Float32Array) -> None:
        """Take samples at the model's rate."""
        self._stream = np.concatenate([self._stream, samples])
        while True:
            start = self._next * self._options.step - self._first_sample
            if start + self._options.length > self._stream.size:
                break
            self._keep(self._stream[start : start + self._options.length].copy())
        # Of a signal that is still too short everything is needed for padding.
        spare = min(start, self._stream.size) if self._kept else 0
        self._stream = self._stream[spare:].copy()
        self._first_sample += spare

    def _keep(self, excerpt: Float32Array) -> None:
        self._kept[self._next] = excerpt
        if len(self._kept) > SPARE_FACTOR * self._options.most:
            self._stride *= 2
            self._kept = {n: e for n, e in self._kept.items() if n % self._stride == 0}
        self._next += self._stride - self._next % self._stride

    def finish(self) -> Float32Array:
        """Return the wanted number of excerpts, evenly picked."""
        if not self._kept and self._stream.size:
            return _padded(self._stream, self._options)[np.newaxis]
        kept = [self._kept[number] for number in sorted(self._kept)]
        count = min(len(kept), self._options.most)
        picked = [kept[(2 * i + 1) * len(kept) // (2 * count)] for i in range(count)]
        return np.stack(picked) if picked else np.zeros((0, self._options.length), np.float32)


def _padded(samples: Float32Array, options: ExcerptOptions) -> Float32Array:
    """Return a short signal at the length of an excerpt."""
    rounds = options.length // samples.size
    if options.padding == "repeat":
        return np.tile(samples, rounds + 1)[: options.length]
    filled = np.tile(samples, rounds)
    return np.pad(filled, (0, options.length - filled.size))

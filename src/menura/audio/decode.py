"""Decode any audio file into planar float32 blocks, however damaged it is.

One decoder (FFmpeg by way of PyAV) for every format: with 200 bursts of corrupt bytes in a 240-s
mp3, libsndfile returned 7 s without any error, while skipping bad packets here returned 238 s.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import EOFError as EndOfStreamError
from av.error import FFmpegError

from menura.audio.arrays import Float32Array
from menura.audio.containers import (
    READ_FAILURES,
    first_audio_stream,
    open_container,
    prove_readable,
)
from menura.audio.content import ContentHasher
from menura.audio.errors import UndecodableAudioError

MAX_ERRORS = 500  # a file with more bad packets than this is noise; measured on mutated files
MAX_CREDIBLE_AMPLITUDE = 16.0  # +24 dBFS: beyond it (or NaN) a float file is damaged
AMPLITUDE_LIMIT = 4.0  # +12 dBFS: damaged samples are clipped to it
LOWEST_RATE_HZ = 8_000  # below it the K-weighting shelf (1.7 kHz) nears the Nyquist frequency
HIGHEST_RATE_HZ = 384_000  # above it (raw DSD) a block would not fit the memory budget
FALLBACK_RATE_HZ = 48_000

StopReason = Literal["end", "duration_limit", "time_limit", "error_limit"]


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """Bound what one file may cost.

    Parameters
    ----------
    max_duration_s : float
        Stop after this much audio.
    time_limit_s : float, optional
        Stop after this much time, looked at once per block; none by default.
    block_s : float
        Length of the blocks that are handed out.
    """

    max_duration_s: float = 4 * 3600.0
    time_limit_s: float | None = None
    block_s: float = 10.0


@dataclass(frozen=True, slots=True)
class DecodeReport:
    """Tell how decoding went.

    Parameters
    ----------
    packet_count, error_count : int
        Packets read, and packets (or frames) that had to be skipped.
    decoded_duration_s : float
        What came out.
    declared_duration_s : float or None
        What the container promised, if it did.
    stop : str
        Why decoding ended.
    """

    packet_count: int
    error_count: int
    decoded_duration_s: float
    declared_duration_s: float | None
    stop: StopReason

    @property
    def truncated(self) -> bool:
        """Whether clearly less came out than the container promised (over 1 s and 2 %)."""
        if self.declared_duration_s is None:
            return self.stop != "end"
        missing_s = self.declared_duration_s - self.decoded_duration_s
        return missing_s > max(1.0, 0.02 * self.declared_duration_s)


class AudioReader:
    """Read one file's first audio stream block by block; a context manager.

    Up to two channels stay as they are. More are mixed down to stereo by FFmpeg's matrix: front
    left and right at full level, centre and surround channels 3 dB lower, no low-frequency channel,
    nothing rescaled (so a mix may exceed full scale, and its loudness stays that of the fronts).
    Channel counts without a usual layout (9, 64) give nothing.
    Opening decodes the first frame, so that `sample_rate_hz` and `channels` are what really comes
    out (HE-AAC containers declare half the rate).

    Parameters
    ----------
    path : Path
        File to read.
    options : DecodeOptions
        Limits.
    monotonic : callable
        Where the time for `time_limit_s` comes from, in seconds.

    Raises
    ------
    UnreadableAudioError
        In one of its forms, on construction.
    """

    def __init__(
        self,
        path: Path,
        options: DecodeOptions = DecodeOptions(),
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._options = options
        self._monotonic = monotonic
        self._packet_count = self._error_count = self._sample_count = 0
        self._stop: StopReason = "end"
        self._read_to_end = False
        self._proven_readable = False
        self._container = open_container(path)
        try:
            self._stream = first_audio_stream(self._container, path)
            self._content = ContentHasher(path, self._stream)
            self._open_stream()
        except BaseException:
            self._container.close()
            raise

    def _open_stream(self) -> None:
        frames = self._frames()
        first = next((f for f in frames if f.sample_rate and f.layout.nb_channels), None)
        if first is None:
            raise UndecodableAudioError(self.path, f"{self._error_count} damaged packets")
        self._pending = chain([first], frames)
        self.source_channels: int = first.layout.nb_channels
        self.channels: int = min(2, self.source_channels)
        self.sample_rate_hz: int = _usable_rate_hz(first.sample_rate)
        self.codec: str = self._stream.codec_context.name
        self.metadata: dict[str, str] = {**self._container.metadata, **self._stream.metadata}
        declared = self._container.duration
        self._declared_s = declared / av.time_base if declared and declared > 0 else None
        self._resampler = self._new_resampler()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._container.close()

    @property
    def report(self) -> DecodeReport:
        """How decoding has gone so far."""
        return DecodeReport(
            packet_count=self._packet_count,
            error_count=self._error_count,
            decoded_duration_s=self._sample_count / self.sample_rate_hz,
            declared_duration_s=self._declared_s,
            stop=self._stop,
        )

    @property
    def content_hash(self) -> str | None:
        """Hash of the audio's packets (see `content`); None unless every one has been read."""
        return self._content.finish() if self._read_to_end else None

    def blocks(self) -> Iterator[Float32Array]:
        """Yield blocks of shape ``(channels, samples)``, float32, all finite.

        All but the last are `block_s` long, rounded to whole tenths of a second. Each is a fresh
        array that the caller may keep or change. A file can be read once.
        """
        size = max(1, round(self.sample_rate_hz / 10)) * max(1, round(self._options.block_s * 10))
        started_s = self._monotonic()
        block, filled = np.empty((self.channels, size), np.float32), 0
        for frame in self._planar_frames():
            planes, count, taken = frame.planes, frame.samples, 0
            while taken < count:
                piece = min(count - taken, size - filled)
                for channel in range(self.channels):
                    # frombuffer reads FFmpeg's memory in place; to_ndarray() would copy it first
                    # (a plane is a buffer; the cast is for the type checker alone)
                    plane = cast("memoryview", planes[channel])
                    block[channel, filled : filled + piece] = np.frombuffer(
                        plane, np.float32, piece, offset=4 * taken
                    )
                filled, taken = filled + piece, taken + piece
                if filled == size:
                    yield self._hand_out(block)
                    block, filled = np.empty((self.channels, size), np.float32), 0
                    if self._is_over_limit(started_s):
                        return
        if filled:
            yield self._hand_out(block[:, :filled])

    def _hand_out(self, block: Float32Array) -> Float32Array:
        self._sample_count += block.shape[1]
        return _with_credible_amplitudes(block)

    def _is_over_limit(self, started_s: float) -> bool:
        limit_s = self._options.time_limit_s
        if self._sample_count >= self._options.max_duration_s * self.sample_rate_hz:
            self._stop = "duration_limit"
        elif limit_s is not None and self._monotonic() - started_s > limit_s:
            self._stop = "time_limit"
        else:
            return False
        return True

    def _new_resampler(self) -> av.AudioResampler:
        layout = "stereo" if self.channels == 2 else "mono"
        return av.AudioResampler(format="fltp", layout=layout, rate=self.sample_rate_hz)

    def _planar_frames(self) -> Iterator[AudioFrame]:
        """Yield frames that are float32, planar, of the promised rate and channel count."""
        is_converted = False
        for frame in self._pending:
            if (
                frame.format.name == "fltp"
                and frame.sample_rate == self.sample_rate_hz
                and frame.layout.nb_channels == self.channels
            ):
                yield frame
                continue
            try:
                converted = self._resampler.resample(frame)
            except (FFmpegError, ValueError):  # the stream changed its format on the way
                self._error_count += 1
                self._resampler, is_converted = self._new_resampler(), False
                if self._error_count > MAX_ERRORS:
                    self._stop = "error_limit"
                    return
                continue
            is_converted = True
            yield from converted
        if is_converted:
            yield from self._flush_resampler()

    def _flush_resampler(self) -> list[AudioFrame]:
        """Return what a change of the rate still holds back."""
        try:
            return self._resampler.resample(None)
        except (FFmpegError, ValueError):
            self._error_count += 1
            return []

    def _frames(self) -> Iterator[AudioFrame]:
        """Yield decoded frames and skip every packet FFmpeg complains about."""
        packets = self._container.demux(self._stream)
        while self._error_count <= MAX_ERRORS:
            try:
                packet = next(packets, None)
                if packet is None:
                    self._read_to_end = True
                    return
                self._packet_count += 1
                if not self._content.update(packet) and packet.size:
                    continue  # a tag at the end of the file: a cover in it would sound as noise
                frames = packet.decode()
            except EndOfStreamError:
                continue  # nothing more from the decoder, but perhaps from the file
            except FFmpegError as error:  # whatever its class: damaged AAC is a PermissionError
                self._error_count += 1
                if not self._proven_readable and error.errno in READ_FAILURES:
                    prove_readable(self.path)
                    self._proven_readable = True
                continue
            yield from frames
        self._stop = "error_limit"


def open_audio(path: Path, options: DecodeOptions = DecodeOptions()) -> AudioReader:
    """Open `path` for reading; use the result in a ``with`` statement.

    Raises
    ------
    AudioMissingError, AudioForbiddenError, AudioEmptyError
        When there is nothing to open.
    AudioReadError
        When its disk or network share fails, now or while blocks are read.
    NoAudioStreamError, UndecodableAudioError
        When what is there is no audio.

    Examples
    --------
    >>> with open_audio(path) as reader:                    # doctest: +SKIP
    ...     for block in reader.blocks():
    ...         print(block.shape)
    (2, 441000)
    """
    return AudioReader(path, options)


def _usable_rate_hz(rate_hz: int) -> int:
    if rate_hz < LOWEST_RATE_HZ:
        return LOWEST_RATE_HZ
    return FALLBACK_RATE_HZ if rate_hz > HIGHEST_RATE_HZ else rate_hz


def _with_credible_amplitudes(block: Float32Array) -> Float32Array:
    peak = max(float(block.max()), -float(block.min()))
    if math.isfinite(peak) and peak <= MAX_CREDIBLE_AMPLITUDE:
        return block
    finite = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(finite, -AMPLITUDE_LIMIT, AMPLITUDE_LIMIT)

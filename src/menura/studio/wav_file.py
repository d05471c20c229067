"""Write and read WAV files: whole numbers of 16 or 24 bits, with texts and markers.

Plain PCM headers, because the oldest readers know them; texts in LIST INFO, markers as cue points
with labels. Everything is known before the first byte, so nothing is ever rewound: a pipe will do.
"""

import struct
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.tag_chunks import Chunk, edit_info, read_chunks
from menura.kernel.errors import InvalidInputError
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.wav_samples import quantised, restored

_BLOCK = 1 << 15  # samples: small enough for the processor's cache
_MOST_BYTES = (1 << 32) - 1  # sizes in RIFF are 32-bit
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


class WavFileError(InvalidInputError):
    """Say that a WAV file cannot be written or read as asked."""

    code: ClassVar[str] = "wav_file"


@dataclass(frozen=True, slots=True)
class Marker:
    """Name a place in a file."""

    label: str
    start_s: float


@dataclass(frozen=True, slots=True)
class _Format:
    """Hold the `fmt ` chunk of a file that is read."""

    is_float: bool
    channels: int
    sample_bytes: int


def write_wav(
    target: Path | BinaryIO,
    samples: Float32Array,
    *,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
    bits: int = 24,
    dither_seed: int | None = None,
    info: Mapping[str, str] | None = None,
    markers: Sequence[Marker] = (),
) -> None:
    """Write samples as a WAV file.

    Parameters
    ----------
    target : Path or binary file
        A file is written from where it stands, and need not be able to seek.
    samples : ndarray, shape (2, n), float32
        One channel is allowed too. Beyond full scale is clipped.
    bits : int
        16 or 24.
    dither_seed : int, optional
        Adds triangular noise of one step before rounding; None: rounds to the nearest.
    info : mapping of str to str
        Texts by their four letters: ``INAM`` title, ``IART`` artist, ``ICMT`` comment, ``ISFT``
        software, ``ICRD`` date, ``IGNR`` genre.
    markers : sequence of Marker
        Outside the file they are moved to its ends.

    Raises
    ------
    WavFileError
        For other widths, other shapes, and for files of 4 GiB and more.
    """
    if bits not in (16, 24):
        raise WavFileError(
            f"a WAV file of {bits} bits is not written; choose 16 or 24", field="bits"
        )
    if samples.ndim != 2 or samples.shape[0] not in (1, 2):
        raise WavFileError(f"samples of shape {samples.shape} are not (2, n); transpose them")
    channels, count = samples.shape
    data_bytes = channels * count * (bits // 8)
    after = (
        _padding(data_bytes) + _info_chunk(info) + _marker_chunks(markers, count, sample_rate_hz)
    )
    riff_bytes = 4 + 24 + 8 + data_bytes + len(after)
    if riff_bytes > _MOST_BYTES:
        raise WavFileError(f"{count} samples do not fit a WAV file (4 GiB); write them in parts")
    frame_bytes = channels * bits // 8
    head = struct.pack(
        "<4sI4s4sIHHIIHH",
        b"RIFF",
        riff_bytes,
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        channels,
        sample_rate_hz,
        sample_rate_hz * frame_bytes,
        frame_bytes,
        bits,
    )
    with target.open("wb") if isinstance(target, Path) else nullcontext(target) as file:
        file.write(head + struct.pack("<4sI", b"data", data_bytes))
        for start in range(0, count, _BLOCK):
            block = samples[:, start : start + _BLOCK]
            content = quantised(block, bits=bits, dither_seed=dither_seed, start=start)
            file.write(content.tobytes())
        file.write(after)


def read_wav(path: Path) -> Float32Array:
    """Return the samples of a WAV file, ``(2, n)`` float32, exactly as written.

    Whole numbers of 16 and 24 bits are represented exactly; 32 bits are rounded, 32-bit floats
    stay. One channel is returned twice.

    Raises
    ------
    WavFileError
        If it is no WAV file, or one of another kind; ``menura.audio.decode`` reads more.
    """
    with path.open("rb") as file:
        contents = read_chunks(file)
        chunks = (
            {} if contents is None else {chunk.name: chunk for chunk in reversed(contents.chunks)}
        )
        if contents is None or contents.form != b"RIFF" or not {b"fmt ", b"data"} <= set(chunks):
            raise WavFileError(f"{path.name} is no WAV file; give one that Menura wrote")
        kind = _read_format(file, chunks[b"fmt "], path)
        data = chunks[b"data"]
        frame_bytes = kind.channels * kind.sample_bytes
        count = min(data.size, path.stat().st_size - data.start) // frame_bytes
        result = np.empty((2, count), np.float32)
        file.seek(data.start)
        for start in range(0, count, _BLOCK):
            size = min(_BLOCK, count - start)
            _decode(file.read(size * frame_bytes), kind, result[:, start : start + size])
    return result


def _decode(content: bytes, kind: _Format, into: Float32Array) -> None:
    if kind.sample_bytes < 4:
        raw = np.frombuffer(content, np.uint8)
        restored(raw, sample_bytes=kind.sample_bytes, channels=kind.channels, into=into)
        return
    values = np.frombuffer(content, "<f4" if kind.is_float else "<i4").astype(np.float32)
    if not kind.is_float:
        values *= np.float32(2.0**-31)
    into[:] = values.reshape(-1, kind.channels).T


def _read_format(file: BinaryIO, chunk: Chunk, path: Path) -> _Format:
    file.seek(chunk.start)
    content = file.read(min(chunk.size, 40))
    if len(content) < 16:
        raise WavFileError(f"{path.name} has a damaged header; write it again")
    tag, channels, _, _, _, bits = struct.unpack_from("<HHIIHH", content)
    if tag == _EXTENSIBLE and len(content) >= 26:
        tag = struct.unpack_from("<H", content, 24)[0]
    is_known = (tag == _PCM and bits in (16, 24, 32)) or (tag == _FLOAT and bits == 32)
    if not is_known or channels not in (1, 2):
        raise WavFileError(
            f"{path.name} holds {channels} channels of {bits} bits in format {tag}; "
            "convert it to stereo PCM of 16 or 24 bits"
        )
    return _Format(tag == _FLOAT, channels, bits // 8)


def _info_chunk(info: Mapping[str, str] | None) -> bytes:
    entries = {name: text for name, text in (info or {}).items() if text}
    for name in entries:
        if len(name) != 4 or not name.isascii():
            raise WavFileError(f"{name!r} is no name for a text in a WAV file; use four letters")
    return _chunk(b"LIST", edit_info(None, entries) or b"")


def _marker_chunks(markers: Sequence[Marker], count: int, sample_rate_hz: int) -> bytes:
    """Return cue points and their labels, in order of time."""
    points, labels = [], []
    for number, marker in enumerate(sorted(markers, key=lambda marker: marker.start_s), start=1):
        place = min(max(0, round(marker.start_s * sample_rate_hz)), max(0, count - 1))
        points.append(struct.pack("<II4sIII", number, place, b"data", 0, 0, place))
        text = struct.pack("<I", number) + marker.label.encode("utf-8") + b"\0"
        labels.append(_chunk(b"labl", text))
    if not points:
        return b""
    cues = struct.pack("<I", len(points)) + b"".join(points)
    return _chunk(b"cue ", cues) + _chunk(b"LIST", b"adtl" + b"".join(labels))


def _chunk(name: bytes, content: bytes) -> bytes:
    if not content:
        return b""
    return struct.pack("<4sI", name, len(content)) + content + _padding(len(content))


def _padding(size: int) -> bytes:
    return b"\0" * (size % 2)

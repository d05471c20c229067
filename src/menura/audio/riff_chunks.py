"""Read what samplers and sequencers write beside the sound: loops, root notes, beats, tempo.

WAV keeps it in the chunks `acid`, `smpl`, `cue ` and `bext`, AIFF in `basc` (Apple Loops).
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MOST_CHUNKS = 256  # a file of more is damaged or hostile
_MOST_BYTES = 64 * 1024  # of one chunk; bext with its history rarely exceeds 2 KiB
_MOST_ENTRIES = 256  # loops or cue points
_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0
_MOST_BEATS = 4096
_HIGHEST_MIDI = 127
_UNKNOWN_SIZE = 0xFFFFFFFF  # RF64, and WAV written to a pipe

_ACID_ONE_SHOT, _ACID_ROOT_VALID, _ACID_STRETCH = 0x01, 0x02, 0x04
_BASC_ONE_SHOT = 1  # loop type of Apple's `basc` chunk; 0 is a loop
_BEXT_LOUDNESS_OFFSET = 412  # EBU Tech 3285, version 2: after UMID
_BEXT_LOUDNESS_VERSION = 2


@dataclass(frozen=True, slots=True)
class LoopPoints:
    """Mark a stretch to repeat, in samples; `end_sample` is the first one after it."""

    start_sample: int
    end_sample: int


@dataclass(frozen=True, slots=True)
class SampleChunks:
    """Hold what a file says about its use as a sample; nothing here was measured.

    Parameters
    ----------
    is_one_shot : bool or None
        None where no chunk says it (only `acid` and `basc` do).
    is_stretchable : bool
        The author meant it to follow the tempo of a song.
    root_midi : int or None
        Note the sample sounds at, MIDI number.
    beat_count : int or None
        Length in beats.
    meter_numerator, meter_denominator : int or None
        Time signature.
    tempo_bpm : float or None
        As written; `beat_count` over the duration is more exact.
    loops : tuple of LoopPoints
        Of `smpl`.
    cue_samples : tuple of int
        Positions of markers.
    originator, description : str or None
        Of `bext`.
    loudness_lufs : float or None
        Of `bext`, version 2.
    """

    is_one_shot: bool | None = None
    is_stretchable: bool = False
    root_midi: int | None = None
    beat_count: int | None = None
    meter_numerator: int | None = None
    meter_denominator: int | None = None
    tempo_bpm: float | None = None
    loops: tuple[LoopPoints, ...] = ()
    cue_samples: tuple[int, ...] = ()
    originator: str | None = None
    description: str | None = None
    loudness_lufs: float | None = None


def read_sample_chunks(path: Path) -> SampleChunks | None:
    """Read the sample chunks of a WAV or AIFF file.

    Only chunk headers and the few chunks named above are read, never the sound. Damaged chunks
    are left out and implausible values are None.

    Returns
    -------
    SampleChunks or None
        None for other formats, unreadable files and files without such chunks.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, ValueError):  # ValueError: a path no file system takes
        return None


def _read(file: BinaryIO) -> SampleChunks | None:
    head = file.read(12)
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        found = dict(_chunks(file, "<", {b"acid", b"smpl", b"cue ", b"bext"}))
    elif head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        found = dict(_chunks(file, ">", {b"basc"}))
    else:
        return None
    values: dict[str, object] = {}
    # later readers win: `acid` knows the root as its author meant it, `smpl` always has a default
    for name, reader in _READERS.items():
        if name in found:
            try:
                read = reader(found[name])
            except struct.error:  # too short
                continue
            values |= {key: value for key, value in read.items() if value is not None}
    return SampleChunks(**values) if values else None  # type: ignore[arg-type]


def _chunks(file: BinaryIO, order: str, wanted: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of the wanted chunks, passing over the others."""
    long_size: int | None = None
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return
        name, (size,) = header[:4], struct.unpack(order + "I", header[4:])
        start = file.tell()
        if name == b"ds64" and size >= 16:  # RF64: the true size of `data`
            (long_size,) = struct.unpack("<Q", file.read(16)[8:].ljust(8, b"\0"))
        elif name in wanted:
            yield name, file.read(min(size, _MOST_BYTES))
        if size == _UNKNOWN_SIZE:
            if long_size is None or long_size >= 1 << 62:
                return
            size = long_size
        file.seek(start + size + size % 2)


def _read_basc(content: bytes) -> dict[str, object]:
    """Read `basc` of Apple Loops, big-endian: version, beats, root, scale, meter, loop type."""
    _, beats, root, _, numerator, denominator, loop_type = struct.unpack_from(">IIHHHHH", content)
    return {
        "is_one_shot": loop_type == _BASC_ONE_SHOT,
        "is_stretchable": loop_type != _BASC_ONE_SHOT,
        "root_midi": _midi(root),
        **_beats(beats, numerator, denominator),
    }


def _read_acid(content: bytes) -> dict[str, object]:
    flags, root, _, _, beats, denominator, numerator, tempo_bpm = struct.unpack_from(
        "<IHHfIHHf", content
    )
    is_one_shot = bool(flags & _ACID_ONE_SHOT)
    values: dict[str, object] = {
        "is_one_shot": is_one_shot,
        "is_stretchable": bool(flags & _ACID_STRETCH),
        "root_midi": _midi(root) if flags & _ACID_ROOT_VALID else None,
    }
    if is_one_shot:  # writers leave beats and tempo of the last loop there
        return values
    is_tempo = math.isfinite(tempo_bpm) and _LOWEST_BPM <= tempo_bpm <= _HIGHEST_BPM
    values |= _beats(beats, numerator, denominator)
    return values | {"tempo_bpm": float(tempo_bpm) if is_tempo else None}


def _read_smpl(content: bytes) -> dict[str, object]:
    """Read `smpl`: 36 bytes of head, then 24 per loop, whose end is inclusive."""
    header = struct.unpack_from("<9I", content)
    loops = []
    for index in range(min(header[7], _MOST_ENTRIES, (len(content) - 36) // 24)):
        _, _, start, last, _, _ = struct.unpack_from("<6I", content, 36 + 24 * index)
        if start < last:
            loops.append(LoopPoints(start, last + 1))
    return {"root_midi": _midi(header[3]), "loops": tuple(loops) or None}


def _read_cue(content: bytes) -> dict[str, object]:
    (count,) = struct.unpack_from("<I", content)
    count = min(count, _MOST_ENTRIES, (len(content) - 4) // 24)
    positions = (struct.unpack_from("<I", content, 4 + 24 * i + 20)[0] for i in range(count))
    return {"cue_samples": tuple(sorted(positions)) or None}


def _read_bext(content: bytes) -> dict[str, object]:
    loudness_lufs = None
    if len(content) >= _BEXT_LOUDNESS_OFFSET + 2:
        (version,) = struct.unpack_from("<H", content, 346)
        (hundredths,) = struct.unpack_from("<h", content, _BEXT_LOUDNESS_OFFSET)
        if version >= _BEXT_LOUDNESS_VERSION and -9999 <= hundredths < 0:
            loudness_lufs = hundredths / 100
    return {
        "description": _text(content[:256]),
        "originator": _text(content[256:288]),
        "loudness_lufs": loudness_lufs,
    }


_READERS = {
    b"bext": _read_bext,
    b"cue ": _read_cue,
    b"smpl": _read_smpl,
    b"basc": _read_basc,
    b"acid": _read_acid,
}


def _beats(beats: int, numerator: int, denominator: int) -> dict[str, object]:
    is_meter = 0 < numerator <= 64 and denominator in (1, 2, 4, 8, 16, 32)
    return {
        "beat_count": beats if 0 < beats <= _MOST_BEATS else None,
        "meter_numerator": numerator if is_meter else None,
        "meter_denominator": denominator if is_meter else None,
    }


def _midi(note: int) -> int | None:
    return note if 0 < note <= _HIGHEST_MIDI else None


def _text(field: bytes) -> str | None:
    """Return a NUL-terminated field as printable text."""
    text = field.split(b"\0", 1)[0].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or None

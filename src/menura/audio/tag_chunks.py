"""Read and exchange single chunks of WAV (RIFF) and AIFF (FORM) files.

Everything but the chunks named for a change is copied byte by byte, in its order: `acid`, `smpl`,
`bext` and `cue ` chunks outlive a change of tags, and so does what follows the last chunk.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from menura.audio.id3_frames import decode_bytes

_COPY_BYTES = 1 << 20
_MAX_FORM_BYTES = (1 << 32) - 1  # 32-bit size field; beyond it RF64 begins, which is not changed
_MAX_CHUNKS = 10_000  # of a sampler's file some dozens are real
_MAX_INFO_BYTES = 1 << 24
_MAX_TEXT_BYTES = 1 << 16
LIST_INFO = b"LIST"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Say where a chunk's content lies."""

    name: bytes
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class ChunkFile:
    """Hold the table of contents of a RIFF or FORM file."""

    form: bytes
    kind: bytes
    chunks: tuple[Chunk, ...]
    end: int
    whole: bool

    @property
    def big_endian(self) -> bool:
        """Whether numbers are written big-endian (AIFF)."""
        return self.form == b"FORM"


def read_chunks(file: BinaryIO) -> ChunkFile | None:
    """List the chunks of a WAV or AIFF file; None for any other.

    `whole` is false where sizes run past the end of the file: such a file can be read, not changed.
    """
    file.seek(0, os.SEEK_END)
    length = file.tell()
    file.seek(0)
    head = file.read(12)
    form, kind = head[:4], head[8:12]
    if (form, kind) not in {(b"RIFF", b"WAVE"), (b"FORM", b"AIFF"), (b"FORM", b"AIFC")}:
        return None
    order = ">" if form == b"FORM" else "<"
    declared = 8 + struct.unpack(order + "I", head[4:8])[0]
    chunks: list[Chunk] = []
    end, position = min(declared, length), 12
    while position + 8 <= end and len(chunks) < _MAX_CHUNKS:
        file.seek(position)
        name, size = struct.unpack(order + "4sI", file.read(8))
        chunks.append(Chunk(name, position + 8, size))
        position += 8 + size + size % 2
    # the last chunk's pad byte is often missing or not counted
    whole = declared <= length + 1 and 0 <= position - end <= 1 and len(chunks) < _MAX_CHUNKS
    return ChunkFile(form, kind, tuple(chunks), max(end, min(position, length)), whole)


def read_chunk(file: BinaryIO, chunk: Chunk, limit: int) -> bytes:
    """Return at most `limit` bytes of a chunk's content."""
    file.seek(chunk.start)
    return file.read(min(chunk.size, limit))


def is_id3(chunk: Chunk) -> bool:
    """Tell whether a chunk holds an ID3 tag, in any spelling."""
    return chunk.name.upper() in (b"ID3 ", b"ID32")


def find_info(file: BinaryIO, contents: ChunkFile, entry: str) -> Chunk | None:
    """Return the LIST INFO chunk that holds an entry, else the first one; some files have two."""
    lists = _info_lists(file, contents)
    name = entry.encode("latin-1")
    for chunk in lists:
        if any(name == found for found, _ in _info_entries(_info_content(file, chunk))):
            return chunk
    return next(iter(lists), None)


def read_info(file: BinaryIO, contents: ChunkFile) -> dict[str, str]:
    """Return the texts of LIST INFO by their four letters."""
    texts: dict[str, str] = {}
    for chunk in _info_lists(file, contents):
        for name, value in _info_entries(_info_content(file, chunk)):
            if len(texts) >= _MAX_CHUNKS:
                return texts
            text = decode_bytes(value.split(b"\0")[0][:_MAX_TEXT_BYTES])
            texts.setdefault(name.decode("latin-1"), text)
    return texts


def edit_info(content: bytes | None, changes: Mapping[str, str | None]) -> bytes | None:
    """Return the content of a LIST INFO chunk with entries set or removed.

    None is returned, and stands for, no chunk at all. Entries that are not named stay as they are.
    """
    changed = {name.encode("latin-1"): value for name, value in changes.items()}
    kept = [
        (name, value) for name, value in _info_entries(content or b"INFO") if name not in changed
    ]
    kept += [
        (name, value.encode("utf-8") + b"\0")
        for name, value in changed.items()
        if value is not None
    ]
    if not kept:
        return None
    parts = [name + struct.pack("<I", len(value)) + _even(value) for name, value in kept]
    return b"INFO" + b"".join(parts)


def copy_with_chunks(
    source: BinaryIO,
    contents: ChunkFile,
    target: BinaryIO,
    changes: Mapping[Chunk | bytes, bytes | None],
) -> None:
    """Write a copy of `source` in which some chunks are exchanged.

    Parameters
    ----------
    source, target : binary files
        `target` is empty and can seek.
    contents : ChunkFile
        Of `source`, and whole.
    changes : mapping
        Content by present chunk (None leaves the chunk out), or by name for a chunk added at the
        end.

    Raises
    ------
    ValueError
        If the result is longer than a 32-bit size can say.
    """
    order = ">" if contents.big_endian else "<"
    target.write(contents.form + bytes(4) + contents.kind)
    for chunk in contents.chunks:
        if chunk not in changes:
            target.write(struct.pack(order + "4sI", chunk.name, chunk.size))
            source.seek(chunk.start)
            _copy(source, target, chunk.size)
            if chunk.size % 2:
                target.write(source.read(1) if chunk.start + chunk.size < contents.end else b"\0")
            continue
        _write_chunk(target, order, chunk.name, changes[chunk])
    for name, content in changes.items():
        if isinstance(name, bytes):
            _write_chunk(target, order, name, content)
    size = target.tell() - 8
    if size > _MAX_FORM_BYTES:
        raise ValueError("a file of more than 4 GiB")
    source.seek(contents.end)
    while block := source.read(_COPY_BYTES):
        target.write(block)
    target.seek(4)
    target.write(struct.pack(order + "I", size))


def read_file_chunks(path: Path) -> ChunkFile | None:
    """List the chunks of the file at `path`."""
    with path.open("rb") as file:
        return read_chunks(file)


def _write_chunk(target: BinaryIO, order: str, name: bytes, content: bytes | None) -> None:
    if content is not None:
        target.write(struct.pack(order + "4sI", name, len(content)) + _even(content))


def _info_lists(file: BinaryIO, contents: ChunkFile) -> list[Chunk]:
    return [
        chunk
        for chunk in contents.chunks
        if chunk.name == LIST_INFO and read_chunk(file, chunk, 4) == b"INFO"
    ]


def _info_content(file: BinaryIO, chunk: Chunk) -> bytes:
    return read_chunk(file, chunk, _MAX_INFO_BYTES)


def _info_entries(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 4
    while position + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, position)
        yield name, content[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


def _even(content: bytes) -> bytes:
    return content + b"\0" * (len(content) % 2)


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0:
        block = source.read(min(size, _COPY_BYTES))
        if not block:
            raise ValueError("a chunk that ends too early")
        target.write(block)
        size -= len(block)

"""Take ID3 tags apart into frames and put them together again, byte by byte.

Own code for two reasons. Reading: mutagen copies the rest of the tag for every frame, so a 10 MB
tag of tiny frames takes hours, and a compressed frame may unpack to gigabytes. Writing: frames that
are not changed stay identical to the byte, whatever version or dialect they are in.

The formats: ID3v2.2, 2.3.0 and 2.4.0 informal standards (id3.org); ID3v1.1.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

HEADER_BYTES = 10
V1_BYTES = 128
MAX_TAG_BYTES = 1 << 28  # the size field has 28 bits
MAX_FRAME_TEXT_BYTES = 1 << 16  # more is no name of anything; lyrics are not read
FRESH_PADDING_BYTES = 1024  # as mutagen and TagLib leave, so that the next change moves no audio

_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_V24_GROUPED, _V24_COMPRESSED, _V24_ENCRYPTED = 0x40, 0x08, 0x04
_V24_UNSYNC, _V24_LENGTH = 0x02, 0x01
_V23_COMPRESSED, _V23_ENCRYPTED, _V23_GROUPED = 0x80, 0x40, 0x20
_FRAME_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}[A-Z0-9 \0]?")
_V22_NAMES = {
    "TT2": "TIT2", "TP1": "TPE1", "TP2": "TPE2", "TAL": "TALB", "TRK": "TRCK", "TPA": "TPOS",
    "TYE": "TYER", "TCO": "TCON", "TBP": "TBPM", "TKE": "TKEY", "TXX": "TXXX", "UFI": "UFID",
    "TRC": "TSRC", "TCP": "TCMP", "TOR": "TORY",
}  # fmt: skip
_V24_TO_V22 = {long: short for short, long in _V22_NAMES.items()}
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Id3Frame:
    """Hold one frame as it stands in the file; `raw` is its header and body."""

    version: int
    raw: bytes

    @property
    def name(self) -> str:
        """Name in ID3v2.4 terms, also of ID3v2.2 frames."""
        written = self.raw[: 3 if self.version == 2 else 4].decode("ascii", "replace")
        return _V22_NAMES.get(written.rstrip(" \0"), written)

    def body(self, limit: int = MAX_FRAME_TEXT_BYTES) -> bytes:
        """Return at most `limit` unpacked bytes; nothing of encrypted or broken frames."""
        if self.version == 2:
            return self.raw[6 : 6 + limit]
        flags, data = self.raw[9], self.raw[HEADER_BYTES:]
        if self.version == 3:
            if flags & _V23_ENCRYPTED:
                return b""
            compressed = bool(flags & _V23_COMPRESSED)
            data = data[4 * compressed + bool(flags & _V23_GROUPED) :]
        else:
            if flags & _V24_ENCRYPTED:
                return b""
            compressed = bool(flags & _V24_COMPRESSED)
            if flags & _V24_UNSYNC:
                data = data.replace(b"\xff\x00", b"\xff")
            length = 4 * bool(flags & (_V24_COMPRESSED | _V24_LENGTH))
            data = data[length + bool(flags & _V24_GROUPED) :]
        if not compressed:
            return data[:limit]
        try:
            return zlib.decompressobj().decompress(data, limit)
        except zlib.error:
            return b""

    def texts(self) -> tuple[str, ...]:
        """Return the texts of a text frame, description first in ``TXXX``."""
        return decode_texts(self.body())


@dataclass(frozen=True, slots=True)
class Id3Tag:
    """Hold an ID3v2 tag; `intact` is false where something between the frames is not understood."""

    version: int
    frames: tuple[Id3Frame, ...] = ()
    intact: bool = True

    def to_bytes(self, room: int | None = None) -> bytes:
        """Return the tag, filled up to `room` bytes where it fits, else with fresh padding."""
        content = b"".join(frame.raw for frame in self.frames)
        needed = HEADER_BYTES + len(content)
        total = room if room is not None and room >= needed else needed + FRESH_PADDING_BYTES
        size = total - HEADER_BYTES
        if size >= MAX_TAG_BYTES:
            raise ValueError(f"an ID3 tag of {size} bytes")
        header = struct.pack(">3sBBB", b"ID3", self.version, 0, 0) + _sync_safe(size)
        return (header + content).ljust(total, b"\0")


def read_tag_size(head: bytes) -> int | None:
    """Return the bytes an ID3v2 tag takes, header and footer included; None if there is none."""
    if len(head) < HEADER_BYTES or head[:3] != b"ID3" or head[3] not in (2, 3, 4):
        return None
    if any(byte & 0x80 for byte in head[6:10]):
        return None
    footer = HEADER_BYTES if head[3] == 4 and head[5] & _FOOTER else 0
    return HEADER_BYTES + _from_sync_safe(head[6:10]) + footer


def parse_tag(data: bytes, *, max_frames: int | None = None) -> Id3Tag | None:
    """Take an ID3v2 tag apart, in time linear in its size; None if there is none.

    Unsynchronisation of the whole tag is undone, extended header and footer are left out: neither
    carries anything but a check sum and restrictions on an encoder.
    """
    size = read_tag_size(data[:HEADER_BYTES])
    if size is None:
        return None
    version, flags = data[3], data[5]
    body = data[HEADER_BYTES:size]
    if version == 4 and flags & _FOOTER:
        body = body[:-HEADER_BYTES]
    if version < 4 and flags & _UNSYNCHRONISED:
        body = body.replace(b"\xff\x00", b"\xff")
    if version > 2 and flags & _EXTENDED:
        body = body[_extended_size(body, version) :]
    frames: list[Id3Frame] = []
    rest = 0
    sync_safe = version == 4 and _sizes_are_sync_safe(body)
    for start, end in _walk(body, version, sync_safe):
        if max_frames is not None and len(frames) >= max_frames:
            break
        raw = body[start:end]
        if version == 4 and not sync_safe:  # early iTunes; written right from here on
            raw = raw[:4] + _sync_safe(len(raw) - HEADER_BYTES) + raw[8:]
        if version == 4 and flags & _UNSYNCHRONISED:
            raw = raw[:9] + bytes([raw[9] | _V24_UNSYNC]) + raw[10:]
        frames.append(Id3Frame(version, raw))
        rest = end
    intact = len(data) >= size and not body[rest:].strip(b"\0")
    return Id3Tag(version, tuple(frames), intact)


def read_front_tag(file: BinaryIO, *, max_frames: int | None = None) -> Id3Tag | None:
    """Read the ID3v2 tag that begins where `file` stands."""
    head = file.read(HEADER_BYTES)
    size = read_tag_size(head)
    if size is None:
        return None
    return parse_tag(head + file.read(size - HEADER_BYTES), max_frames=max_frames)


def make_text_frame(version: int, name: str, texts: tuple[str, ...]) -> Id3Frame:
    """Return a frame holding `texts`; for ``TXXX:<description>`` a described one."""
    name, _, description = name.partition(":")
    parts = (description, *texts) if description else texts
    joined = "\0".join(parts)
    if joined.isascii():
        body = b"\x00" + joined.encode("ascii")
    elif version == 4:
        body = b"\x03" + joined.encode("utf-8")
    else:  # each text carries its own byte order mark
        body = b"\x01" + b"\0\0".join(b"\xff\xfe" + part.encode("utf-16-le") for part in parts)
    if version == 2:
        short = _V24_TO_V22[name].encode("ascii")
        return Id3Frame(2, short + len(body).to_bytes(3, "big") + body)
    size = _sync_safe(len(body)) if version == 4 else len(body).to_bytes(4, "big")
    return Id3Frame(version, name.encode("ascii") + size + b"\0\0" + body)


def decode_texts(body: bytes) -> tuple[str, ...]:
    """Decode a text frame's body, also where the encoding it declares is not the one used."""
    if not body:
        return ()
    encoding, data = body[0], body[1:]
    if encoding in (1, 2):
        text = _decode_utf16(data, big_endian=encoding == 2)
    elif encoding in (0, 3):
        text = decode_bytes(data)
    else:  # no encoding byte at all
        text = decode_bytes(body)
    parts = text.split("\0", 200)[:200]  # a name of 200 values is damage
    while parts and not parts[-1]:
        parts.pop()
    return tuple(part.lstrip("\ufeff") for part in parts)


def decode_bytes(data: bytes) -> str:
    """Decode UTF-8, else Latin-1.

    UTF-8 in fields declared as Latin-1 is common, and text that is valid UTF-8 beyond ASCII by
    chance is not: it would have to read like 'Ã¼'.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(data) and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")  # cut off in the middle of a character
        return data.decode("latin-1")


def read_v1_texts(data: bytes) -> dict[str, list[str]]:
    """Read the last 128 bytes of a file as ID3v1, under the names of ID3v2."""
    if len(data) < V1_BYTES or data[-V1_BYTES:][:3] != b"TAG":
        return {}
    tag = data[-V1_BYTES:]
    fields = {"tit2": tag[3:33], "tpe1": tag[33:63], "talb": tag[63:93], "tdrc": tag[93:97]}
    texts = {name: [decode_bytes(text.split(b"\0")[0])] for name, text in fields.items()}
    if tag[125] == 0 and tag[126]:  # ID3v1.1
        texts["trck"] = [str(tag[126])]
    if tag[127] != 0xFF:
        texts["tcon"] = [f"({tag[127]})"]
    return {name: values for name, values in texts.items() if values[0].strip()}


def _decode_utf16(data: bytes, *, big_endian: bool) -> str:
    data = data[: len(data) // 2 * 2]
    if data[:2] in _UTF16_BOMS:
        big_endian = data[:2] == b"\xfe\xff"
    elif len(data) >= 2 and not big_endian:
        # without a mark: most text has its zero bytes on the side of the high byte
        big_endian = data[::2].count(0) > data[1::2].count(0)
    return data.decode("utf-16-be" if big_endian else "utf-16-le", "replace")


def _walk(body: bytes, version: int, sync_safe: bool) -> Iterator[tuple[int, int]]:
    """Yield where each frame begins and ends, until padding or damage."""
    header = 6 if version == 2 else HEADER_BYTES
    position = 0
    while position + header < len(body):
        name = body[position : position + (3 if version == 2 else 4)]
        if not _FRAME_NAME.fullmatch(name):
            return
        field = body[position + len(name) : position + len(name) + (3 if version == 2 else 4)]
        size = _from_sync_safe(field) if sync_safe else int.from_bytes(field, "big")
        end = position + header + size
        if end > len(body):
            return
        yield position, end
        position = end


def _sizes_are_sync_safe(body: bytes) -> bool:
    """Tell whether the frames of an ID3v2.4 tag chain with sync-safe sizes (the standard's)."""
    chains = {way: _reach(body, way) for way in (True, False)}
    return chains[True] >= chains[False]


def _reach(body: bytes, sync_safe: bool) -> int:
    """Return how far the frames chain, with the end of the body or its padding as the best."""
    end = max((end for _, end in _walk(body, 4, sync_safe)), default=0)
    return len(body) if not body[end : end + 4].strip(b"\0") else end


def _extended_size(body: bytes, version: int) -> int:
    if version == 4:
        return _from_sync_safe(body[:4])
    return 4 + int.from_bytes(body[:4], "big")


def _sync_safe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _from_sync_safe(field: bytes) -> int:
    number = 0
    for byte in field:
        number = number << 7 | byte & 0x7F
    return number

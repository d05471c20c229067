"""Collect every text a file's tags hold, by name, whatever the format.

ID3 and RIFF are read by this room's own code (bounded in time and memory), the rest by mutagen.
No file is too broken: what cannot be read is left out.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import mutagen
from mutagen.apev2 import APEv2, APEv2File
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.monkeysaudio import MonkeysAudio
from mutagen.mp4 import MP4
from mutagen.musepack import Musepack
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis
from mutagen.optimfrog import OptimFROG
from mutagen.tak import TAK
from mutagen.wavpack import WavPack

from menura.audio.id3_frames import (
    HEADER_BYTES,
    V1_BYTES,
    Id3Frame,
    parse_tag,
    read_front_tag,
    read_tag_size,
    read_v1_texts,
)
from menura.audio.tag_chunks import ChunkFile, is_id3, read_chunk, read_chunks, read_info

Texts = dict[str, list[str]]

# Without those that hold ID3 tags: mutagen needs time that grows with the square of their size.
MUTAGEN_FORMATS = (
    OggVorbis, OggOpus, OggFLAC, OggSpeex, FLAC, MP4, ASF, WavPack, MonkeysAudio, Musepack,
    OptimFROG, TAK, APEv2File,
)  # fmt: skip
_MAX_FRAMES = 5_000  # and
_MAX_FIELDS = 5_000  # names of things; a carefully tagged file has a hundred
_MAX_VALUES = 200
_MAX_RAW_CHARACTERS = 65_536  # of one value, before it is cleaned
_MAX_ID3_CHUNK_BYTES = 1 << 28
_APE_FOOTER_BYTES = 32
_DSF_POINTER = 20  # byte offset of the 64-bit pointer to the ID3 tag
_RVA2_MASTER, _RVA2_STEPS_PER_DB = 1, 512  # ID3v2.4 section 4.11


def read_texts(path: Path) -> Texts:
    """Return all texts of a file by their names in lower case; empty if it cannot be read."""
    # A damaged header can make a parser fail in any way, and a track without tags is still a
    # track. This is the border to foreign data and to a foreign library.
    try:
        with path.open("rb") as file:
            if _count_ape_items(file) > _MAX_FIELDS:
                return {}  # mutagen would need minutes, and nobody wrote these by hand
            return _own_texts(file) | _mutagen_texts(path)
    except Exception:  # noqa: BLE001
        return {}


def _count_ape_items(file: BinaryIO) -> int:
    """Return how many items the APEv2 tag at the end of the file says it holds."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - V1_BYTES - _APE_FOOTER_BYTES))
    _, mark, footer = file.read().rpartition(b"APETAGEX")
    file.seek(0)
    return int.from_bytes(footer[8:12], "little") if mark else 0


def _own_texts(file: BinaryIO) -> Texts:
    head = file.read(HEADER_BYTES)
    if head[:4] in (b"RIFF", b"FORM") and (contents := read_chunks(file)) is not None:
        return _chunk_texts(file, contents)
    texts = _tail_texts(file)
    file.seek(0)
    if head[:4] == b"DSD ":
        file.seek(_DSF_POINTER)
        file.seek(*struct.unpack("<Q", file.read(8)))
        head = file.read(HEADER_BYTES)
        file.seek(-len(head), os.SEEK_CUR)
    if read_tag_size(head) is not None and (tag := read_front_tag(file, max_frames=_MAX_FRAMES)):
        texts |= frame_texts(tag.frames)
    return texts


def _chunk_texts(file: BinaryIO, contents: ChunkFile) -> Texts:
    texts: Texts = {}
    if not contents.big_endian:
        texts = {f"info:{name.lower()}": [text] for name, text in read_info(file, contents).items()}
    for chunk in filter(is_id3, contents.chunks):
        tag = parse_tag(read_chunk(file, chunk, _MAX_ID3_CHUNK_BYTES), max_frames=_MAX_FRAMES)
        if tag is not None:
            return texts | frame_texts(tag.frames)
    return texts


def _tail_texts(file: BinaryIO) -> Texts:
    """Return what ID3v1 and APEv2 at the end of the file say."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - V1_BYTES - _APE_FOOTER_BYTES))
    tail = file.read()
    texts = read_v1_texts(tail)
    if b"APETAGEX" in tail:
        try:
            return texts | _pair_texts(_pairs(_read_ape(file)))
        except Exception:  # noqa: BLE001  the same border
            return texts
    return texts


def _read_ape(file: BinaryIO) -> Any:
    parser: Any = APEv2
    return parser(file)


def frame_texts(frames: Iterable[Id3Frame]) -> Texts:
    """Return the texts of ID3 frames; of duplicates, those of the first frame that has any."""
    texts: Texts = {}
    for frame in frames:
        name = frame.name
        if name == "UFID":
            owner, _, data = frame.body().partition(b"\0")
            texts.setdefault(f"ufid:{owner.decode('latin-1').lower()}", [data.decode("latin-1")])
        elif name == "RVA2":
            texts = _volume_texts(frame.body()) | texts
        elif name.startswith("T"):
            values = list(frame.texts())
            if name == "TXXX":
                described = values[0].strip().lower() if values else ""
                values = values[1:]
                if any(values):
                    texts.setdefault(described, values)
                name = f"txxx:{described}"
            if any(values):
                texts.setdefault(name.lower(), values)
    return texts


def _volume_texts(body: bytes) -> Texts:
    """Read the master channel of a relative volume adjustment."""
    scope, _, channels = body.partition(b"\0")
    name = scope.decode("latin-1").lower()
    if name not in ("track", "album") or len(channels) < 4 or channels[0] != _RVA2_MASTER:
        return {}
    gain_db = struct.unpack(">h", channels[1:3])[0] / _RVA2_STEPS_PER_DB
    texts = {f"replaygain_{name}_gain": [f"{gain_db:.4f} dB"]}
    bits, peak = channels[3], channels[4:]
    if 0 < bits <= 8 * len(peak):
        value = int.from_bytes(peak[: (bits + 7) // 8], "big") / (1 << (bits - 1))
        texts[f"replaygain_{name}_peak"] = [f"{value:.6f}"]
    return texts


def _mutagen_texts(path: Path) -> Texts:
    try:
        tags: Any = getattr(mutagen.File(path, options=MUTAGEN_FORMATS), "tags", None)
    except Exception:  # noqa: BLE001  a foreign library on foreign data, as above
        return {}
    return _pair_texts(_pairs(tags))


def _pairs(tags: Any) -> Iterable[tuple[str, Any]]:
    """Return the pairs of name and value; lists are walked as such, a look-up each is quadratic."""
    if tags is None:
        return ()
    return tags if isinstance(tags, list) else tags.items()


def _pair_texts(pairs: Iterable[tuple[str, Any]]) -> Texts:
    texts: Texts = {}
    for name, value in pairs:
        plain = _plain_name(name)
        if plain not in texts and len(texts) >= _MAX_FIELDS:
            continue
        values = texts.setdefault(plain, [])
        for text in _values(value):
            if len(values) < _MAX_VALUES:
                values.append(text)
    return texts


def _plain_name(name: object) -> str:
    return str(name)[:200].lower().removeprefix("----:com.apple.itunes:")


def _values(value: Any) -> Iterator[str]:
    if type(value).__name__ == "APETextValue":  # a text that behaves like a list
        value = str(value).split("\0", _MAX_VALUES)
    for single in value if isinstance(value, list) else [value]:
        yield _value_text(single)[:_MAX_RAW_CHARACTERS]


def _value_text(value: object) -> str:
    if isinstance(value, bytes):
        return bytes(value)[: 4 * _MAX_RAW_CHARACTERS].decode("utf-8", "replace")
    if isinstance(value, tuple):  # MP4 track number: (number, total)
        return "/".join(str(part) for part in value)
    return str(value)

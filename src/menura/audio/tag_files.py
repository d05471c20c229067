"""Read and exchange single tag fields of a file, whatever its format, and nothing else in it.

One class per family of formats; each can `read` a file and `write` a complete changed copy of it.
"""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import mutagen
from mutagen.apev2 import TEXT, APEv2
from mutagen.asf import ASF as AsfFile
from mutagen.flac import FLAC
from mutagen.mp4 import MP4 as Mp4File
from mutagen.mp4 import MP4FreeForm

from menura.audio import tag_dialects as dialects
from menura.audio.id3_frames import (
    HEADER_BYTES,
    MAX_TAG_BYTES,
    V1_BYTES,
    Id3Frame,
    Id3Tag,
    make_text_frame,
    parse_tag,
    read_front_tag,
    read_tag_size,
    read_v1_texts,
)
from menura.audio.tag_chunks import (
    LIST_INFO,
    Chunk,
    ChunkFile,
    copy_with_chunks,
    edit_info,
    find_info,
    is_id3,
    read_chunk,
    read_chunks,
    read_info,
)
from menura.audio.tag_dialects import Dialect, Texts
from menura.audio.tag_errors import TagFormatError
from menura.audio.tag_texts import MUTAGEN_FORMATS

_FRESH_ID3_VERSION = 4  # as mutagen and Picard begin
_MAX_TMPO = (1 << 16) - 1
_AUDIO_CHUNKS = (b"data", b"SSND")  # compared as packets
_INFO = "INFO:"


@dataclass(frozen=True, slots=True)
class FileTags:
    """Hold the fields Menura may write, and what must survive, in file order."""

    dialect: Dialect
    fields: Mapping[str, Texts]
    rest: tuple[object, ...] = field(repr=False)


class TagFile(Protocol):
    """Read and write the tags of one family of formats."""

    def read(self, path: Path) -> FileTags:
        """Return the tags of the file at `path`."""
        ...

    def write(self, source: Path, target: Path, edits: Mapping[str, Texts]) -> None:
        """Write a copy of `source` to `target` with fields set, or removed where empty."""
        ...


def recognise_tags(path: Path) -> TagFile:
    """Return what can read and write the tags of a file, by its content.

    Raises
    ------
    TagFormatError
        If nothing can.
    """
    with path.open("rb") as file:
        if read_chunks(file) is not None:
            return ChunkTags()
        file.seek(0)
        skipped = read_tag_size(file.read(HEADER_BYTES)) or 0
        file.seek(skipped)
        head = file.read(4)
    if head[:4] != b"fLaC" and (_is_mpeg_audio(head) or path.suffix.lower() in (".mp3", ".mp2")):
        return FrontId3Tags()
    try:
        found = mutagen.File(path, options=MUTAGEN_FORMATS)
    except mutagen.MutagenError as error:
        raise TagFormatError(path, f"its tags cannot be read ({error})") from error
    kind = type(found)
    if issubclass(kind, FLAC) or kind.__name__.startswith("Ogg"):
        return VorbisTags(kind)
    if issubclass(kind, Mp4File):
        return Mp4Tags(kind)
    if issubclass(kind, AsfFile):
        return AsfTags(kind)
    if found is not None:
        return ApeTags(kind)
    raise TagFormatError(path, "its format is not one of those whose tags are written")


def _is_mpeg_audio(head: bytes) -> bool:
    """Tell MPEG layers I to III from everything else, ADTS (layer 0) included."""
    return len(head) == 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and bool(head[1] & 0x06)


class FrontId3Tags:
    """Handle files that begin with an ID3v2 tag (mp3); other tags at their end stay."""

    def read(self, path: Path) -> FileTags:
        """Return the tags of the file at `path`."""
        with path.open("rb") as file:
            tag = self._tag(path, file)
        dialect = dialects.ID3[tag.version]
        fields, rest = _sort_frames(tag, dialect)
        return FileTags(dialect, fields, tuple(frame.raw for frame in rest))

    def write(self, source: Path, target: Path, edits: Mapping[str, Texts]) -> None:
        """Write a copy; the tag keeps its length where its padding suffices."""
        with source.open("rb") as file, target.open("wb") as copy:
            room = read_tag_size(file.read(HEADER_BYTES))
            file.seek(0)
            tag = _edit_tag(self._tag(source, file), edits)
            if tag.frames:
                copy.write(tag.to_bytes(room))
            file.seek(room or 0)
            shutil.copyfileobj(file, copy, 1 << 20)

    def _tag(self, path: Path, file: BinaryIO) -> Id3Tag:
        tag = read_front_tag(file)
        if tag is not None:
            return _intact(path, tag)
        file.seek(max(0, file.seek(0, 2) - V1_BYTES))
        # players that find ID3v2 do not look at ID3v1, so its texts have to come along
        old = read_v1_texts(file.read())
        frames = (
            make_text_frame(_FRESH_ID3_VERSION, name.upper(), tuple(texts))
            for name, texts in old.items()
        )
        return Id3Tag(_FRESH_ID3_VERSION, tuple(frames))


class ChunkTags:
    """Handle WAV and AIFF: an ID3 chunk, and in WAV the tempo in LIST INFO too."""

    def read(self, path: Path) -> FileTags:
        """Return the tags of the file at `path`."""
        with path.open("rb") as file:
            contents, chunk = self._contents(path, file)
            tag = self._tag(path, file, chunk)
            dialect = (dialects.ID3 if contents.big_endian else dialects.WAV)[tag.version]
            fields, frames = _sort_frames(tag, dialect)
            info = {} if contents.big_endian else read_info(file, contents)
            if (tempo := info.pop("IBPM", None)) is not None:
                fields[f"{_INFO}IBPM"] = (tempo,)
            list_info = None if contents.big_endian else find_info(file, contents, "IBPM")
            others = tuple(
                (other.name, hashlib.sha256(read_chunk(file, other, other.size)).digest())
                for other in contents.chunks
                if other.name not in _AUDIO_CHUNKS and other not in (chunk, list_info)
            )
        rest = (*info.items(), others, *(frame.raw for frame in frames))
        return FileTags(dialect, fields, rest)

    def write(self, source: Path, target: Path, edits: Mapping[str, Texts]) -> None:
        """Write a copy; every chunk but the two stays as it is, where it is."""
        with source.open("rb") as file, target.open("wb") as copy:
            contents, chunk = self._contents(source, file)
            changes: dict[Chunk | bytes, bytes | None] = {}
            frames = {name: texts for name, texts in edits.items() if not name.startswith(_INFO)}
            if frames:
                tag = _edit_tag(self._tag(source, file, chunk), frames)
                room = None if chunk is None else chunk.size
                fresh_name = b"ID3 " if contents.big_endian else b"id3 "
                content = tag.to_bytes(room) if tag.frames else None
                changes[chunk or fresh_name] = content
            info = {
                name.removeprefix(_INFO): next(iter(texts), None)
                for name, texts in edits.items()
                if name.startswith(_INFO)
            }
            if info:
                old = find_info(file, contents, "IBPM")
                text = edit_info(None if old is None else read_chunk(file, old, old.size), info)
                changes[old or LIST_INFO] = text
            copy_with_chunks(file, contents, copy, changes)

    def _contents(self, path: Path, file: BinaryIO) -> tuple[ChunkFile, Chunk | None]:
        contents = read_chunks(file)
        if contents is None or not contents.whole:
            raise TagFormatError(path, "the lengths of its parts do not fit the file")
        return contents, next(filter(is_id3, contents.chunks), None)

    def _tag(self, path: Path, file: BinaryIO, chunk: Chunk | None) -> Id3Tag:
        if chunk is None:
            return Id3Tag(_FRESH_ID3_VERSION)
        tag = parse_tag(read_chunk(file, chunk, MAX_TAG_BYTES))
        if tag is None:
            raise TagFormatError(path, "its ID3 chunk holds no ID3 tag")
        return _intact(path, tag)


class _MutagenTags:
    """Handle what mutagen writes without touching other fields; subclasses know the values."""

    dialect: Dialect
    ordered = True  # APEv2, ASF and MP4 are written in an order that says nothing

    def __init__(self, kind: type[Any]) -> None:
        self._kind = kind

    def read(self, path: Path) -> FileTags:
        """Return the tags of the file at `path`."""
        file = self._kind(path)
        canonical = {name.lower(): name for name in self.dialect.fields}
        fields: dict[str, Texts] = {}
        rest: list[object] = list(self._more(file))
        for name, value in self._pairs(file.tags):
            field_name = canonical.get(str(name).lower())
            if field_name is None:
                rest.append((name, self._frozen(value)))
            else:
                fields[field_name] = fields.get(field_name, ()) + self._texts(value)
        if not self.ordered:
            rest.sort(key=repr)
        return FileTags(self.dialect, fields, tuple(rest))

    def write(self, source: Path, target: Path, edits: Mapping[str, Texts]) -> None:
        """Write a copy, then change the fields in it."""
        shutil.copyfile(source, target)
        file = self._kind(target)
        if file.tags is None:
            file.add_tags()
        for name, texts in edits.items():
            for present in [key for key in self._names(file.tags) if key.lower() == name.lower()]:
                del file.tags[present]
            if texts:
                self._set(file.tags, name, texts)
        self._save(file)

    def _names(self, tags: Any) -> list[str]:
        return list(dict.fromkeys(str(name) for name, _ in self._pairs(tags)))

    def _pairs(self, tags: Any) -> list[tuple[str, Any]]:
        return [] if tags is None else list(tags if isinstance(tags, list) else tags.items())

    def _more(self, file: Any) -> tuple[object, ...]:
        return ()

    def _frozen(self, value: Any) -> object:
        return repr(value)

    def _texts(self, value: Any) -> Texts:
        return (str(value),)

    def _set(self, tags: Any, name: str, texts: Texts) -> None:
        tags[name] = list(texts)

    def _save(self, file: Any) -> None:
        file.save(padding=_keep_padding)


class VorbisTags(_MutagenTags):
    """Handle Vorbis comments in FLAC and Ogg."""

    dialect = dialects.VORBIS

    def _more(self, file: Any) -> tuple[object, ...]:
        blocks = getattr(file, "metadata_blocks", ())  # FLAC: pictures, cue sheet, seek table ...
        return tuple(
            (block.code, hashlib.sha256(block.write()).digest())
            for block in blocks
            if block.code not in (1, 4)  # padding and the comments themselves
        )

    def _names(self, tags: Any) -> list[str]:
        return list(dict.fromkeys(name.lower() for name, _ in tags))


class Mp4Tags(_MutagenTags):
    """Handle MP4 atoms and their freeform kind."""

    dialect = dialects.MP4
    ordered = False  # mutagen sorts atoms by their own rule when it writes

    def _texts(self, value: Any) -> Texts:
        values = value if isinstance(value, list) else [value]
        return tuple(
            bytes(single).decode("utf-8", "replace") if isinstance(single, bytes) else str(single)
            for single in values
        )

    def _set(self, tags: Any, name: str, texts: Texts) -> None:
        if name == "tmpo":
            tags[name] = [min(_MAX_TMPO, max(0, round(float(text)))) for text in texts]
        else:
            make_value: Any = MP4FreeForm
            tags[name] = [make_value(text.encode("utf-8")) for text in texts]


class AsfTags(_MutagenTags):
    """Handle attributes of Windows Media files."""

    dialect = dialects.ASF
    ordered = False

    def _frozen(self, value: Any) -> object:
        return (value.TYPE, value.value)


class ApeTags(_MutagenTags):
    """Handle APEv2 items (Monkey's Audio, WavPack, Musepack ...)."""

    dialect = dialects.APE
    ordered = False

    def _frozen(self, value: Any) -> object:
        return (value.kind, str(value) if value.kind == TEXT else bytes(value.value))

    def _texts(self, value: Any) -> Texts:
        return tuple(str(value).split("\0"))

    def _save(self, file: Any) -> None:
        if isinstance(file.tags, APEv2) and not len(file.tags):
            file.delete()
        else:
            file.save()


def _keep_padding(info: Any) -> int:
    """Fill the room the old tags had; only where it does not suffice is audio moved."""
    return int(info.padding if info.padding >= 0 else info.get_default_padding())


def _intact(path: Path, tag: Id3Tag) -> Id3Tag:
    if not tag.intact:
        raise TagFormatError(path, "its ID3 tag is damaged, and changing it would lose parts")
    return tag


def _field_name(frame: Id3Frame, canonical: Mapping[str, str]) -> str | None:
    """Return the name under which a frame is one of the fields Menura writes."""
    name = frame.name
    if name == "TXXX":
        name = f"TXXX:{next(iter(frame.texts()), '')}"
    return canonical.get(name.lower())


def _sort_frames(tag: Id3Tag, dialect: Dialect) -> tuple[dict[str, Texts], list[Id3Frame]]:
    """Part the frames Menura writes from the others."""
    canonical = {name.lower(): name for name in dialect.fields}
    fields: dict[str, Texts] = {}
    rest = []
    for frame in tag.frames:
        name = _field_name(frame, canonical)
        if name is None:
            rest.append(frame)
        else:
            texts = frame.texts()
            fields.setdefault(name, texts[1:] if name.startswith("TXXX:") else texts)
    return fields, rest


def _edit_tag(tag: Id3Tag, edits: Mapping[str, Texts]) -> Id3Tag:
    canonical = {name.lower(): name for name in edits}
    kept = [frame for frame in tag.frames if _field_name(frame, canonical) is None]
    new = [make_text_frame(tag.version, name, texts) for name, texts in edits.items() if texts]
    return Id3Tag(tag.version, (*kept, *new))

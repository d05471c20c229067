"""Tell audio by its first bytes, and count what comes in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from menura.catalogue.server_errors import NotAudioError, ServerTooLargeError
from menura.catalogue.sources.exchange import PassingError

MOST_LOOKED_AT_BYTES = 1_000_000  # an ID3 tag with a picture; the sound begins behind it
ENOUGH_BYTES = 16_384
_SHORTEST_TOLD_BYTES = 16  # of a range that begins the file; players ask for its first two
_MOST_TAGS = 4
_MPEG_SCAN_BYTES = 8_192  # how much rubbish or silence files have before the first frame


@dataclass(frozen=True, slots=True)
class AudioKind:
    """A kind of audio file."""

    media_type: str
    suffix: str


UNKNOWN_PART = AudioKind("application/octet-stream", "")
"""A part from within a file: what kind it is of cannot be told."""

_MP3 = AudioKind("audio/mpeg", ".mp3")
_FLAC = AudioKind("audio/flac", ".flac")
_AAC = AudioKind("audio/aac", ".aac")
_WAV = AudioKind("audio/wav", ".wav")
_BEGINNINGS: tuple[tuple[bytes, AudioKind], ...] = (
    (b"fLaC", _FLAC),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), AudioKind("audio/x-ms-wma", ".wma")),
    (b"MAC ", AudioKind("audio/x-ape", ".ape")),
    (b"wvpk", AudioKind("audio/x-wavpack", ".wv")),
    (b"MPCK", AudioKind("audio/x-musepack", ".mpc")),
    (b"MP+", AudioKind("audio/x-musepack", ".mpc")),
    (b"TTA1", AudioKind("audio/x-tta", ".tta")),
    (b"TTA2", AudioKind("audio/x-tta", ".tta")),
    (b"DSD ", AudioKind("audio/x-dsf", ".dsf")),
    (b"\x0b\x77", AudioKind("audio/ac3", ".ac3")),
    (b"caff\x00\x01", AudioKind("audio/x-caf", ".caf")),
    (b".snd\x00\x00", AudioKind("audio/basic", ".au")),
    (b"tBaK", AudioKind("audio/x-tak", ".tak")),
    (b"\x7f\xfe\x80\x01", AudioKind("audio/vnd.dts", ".dts")),
    (b"#!AMR", AudioKind("audio/amr", ".amr")),
)
_OGG_CODECS: tuple[tuple[bytes, AudioKind], ...] = (
    (b"OpusHead", AudioKind("audio/ogg", ".opus")),
    (b"\x7fFLAC", AudioKind("audio/ogg", ".oga")),
    (b"Speex   ", AudioKind("audio/ogg", ".spx")),
)
# Brands of pictures, which begin as MP4 files do.
_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")


def tell_audio(head: bytes) -> AudioKind | None:
    """Return what kind of audio file begins with these bytes; None if it is no audio.

    Parameters
    ----------
    head : bytes
        From the file's first byte on; `ENOUGH_BYTES`, and what `tag_bytes` says, are enough.
    """
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head.startswith(b"ID3"):
        return _behind_tag(head)
    if head.startswith(b"OggS"):
        return next((k for sign, k in _OGG_CODECS if sign in head[:128]), _OGG)
    return _in_container(head) or _mpeg_frames(head)


_OGG = AudioKind("audio/ogg", ".ogg")


def _behind_tag(head: bytes) -> AudioKind | None:
    """Return what stands behind an ID3 tag: MP3 mostly, but taggers put it before others too."""
    if not tag_bytes(head):
        return None
    for _ in range(_MOST_TAGS):
        head = head[tag_bytes(head) :].lstrip(b"\x00")
        if not head.startswith(b"ID3"):
            return tell_audio(head) or _MP3
    return _MP3


def tag_bytes(head: bytes) -> int:
    """Return the length of an ID3v2 tag that `head` begins with; 0 if it begins with none."""
    is_tag = len(head) >= 10 and head.startswith(b"ID3") and 2 <= head[3] <= 4  # its versions
    if not is_tag or any(byte & 0x80 for byte in head[6:10]):
        return 0
    size = 0
    for byte in head[6:10]:  # 7 bits in each byte (ID3v2.4 section 6.2)
        size = size << 7 | byte
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _in_container(head: bytes) -> AudioKind | None:
    """Return the kind of a file whose container also holds other things than sound."""
    form = head[8:12]
    if head[4:8] == b"ftyp":
        return None if form in _PICTURE_BRANDS else AudioKind("audio/mp4", ".m4a")
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and form == b"WAVE":
        return _WAV
    if head[:4] == b"FORM" and form in (b"AIFF", b"AIFC"):
        return AudioKind("audio/aiff", ".aiff")
    if head[:4] == b"FRM8" and head[12:16] == b"DSD ":
        return AudioKind("audio/x-dff", ".dff")
    if head[:4] == b"\x1aE\xdf\xa3":  # EBML; its document type stands near
        is_webm = b"webm" in head[:64]
        return AudioKind("audio/webm", ".webm") if is_webm else _MATROSKA
    return None


_MATROSKA = AudioKind("audio/x-matroska", ".mka")


def _mpeg_frames(head: bytes) -> AudioKind | None:
    """Return the kind of a file that is frames with nothing before them, as MP3 and AAC are.

    Two frames in a row must fit: a single header is found in many other files.
    """
    if head[:2] == b"\xff\xfe" or head.startswith(_PICTURES):  # text in UTF-16
        return None
    at = head.find(b"\xff")
    while 0 <= at < _MPEG_SCAN_BYTES:
        for length, kind in ((_mp3_frame(head[at : at + 4]), _MP3), (_aac_frame(head[at:]), _AAC)):
            after = head[at + length : at + length + 4]
            is_next = _mp3_frame(after) if kind is _MP3 else _aac_frame(head[at + length :])
            if length and (is_next or (at == 0 and len(head) <= length + 6)):
                return kind
        at = head.find(b"\xff", at + 1)
    return None


_BITRATES_KBPS = {  # by version 1 or not, and layer 1, 2, 3 (ISO 11172-3 and 13818-3)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = (44_100, 48_000, 32_000)


def _mp3_frame(header: bytes) -> int:
    """Return the length of the MPEG audio frame with this header; 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or bitrate in (0, 15) or rate == 3:
        return 0
    is_first = version == 3
    bits = _BITRATES_KBPS[is_first, layer][bitrate - 1] * 1000
    rate_hz = _RATES_HZ[rate] // {3: 1, 2: 2, 0: 4}[version]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * bits // rate_hz + padding) * 4
    return (144 if is_first or layer == 2 else 72) * bits // rate_hz + padding


def _aac_frame(header: bytes) -> int:
    """Return the length of the ADTS frame with this header; 0 if it is none."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length > 7 and header[2] >> 2 & 15 < 13 else 0


def tell_other(head: bytes) -> str:
    """Return in words what came in place of audio."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if not head:
        return "nothing"
    if head.startswith(_PICTURES) or head[8:12] in (*_PICTURE_BRANDS, b"webp", b"WEBP"):
        return "a picture"
    if text.startswith((b"<!doctype html", b"<html")):
        return "a page in HTML"
    if text.startswith((b"{", b"[")):
        return "a message in JSON"
    if text.startswith(b"<"):
        return "a message in XML"
    if all(byte >= 32 or byte in b"\t\r\n" for byte in text):
        return "text"
    return "bytes of no kind of audio that is known"


@dataclass(frozen=True, slots=True)
class StreamShape:
    """What is known of a stream before its first byte.

    Attributes
    ----------
    size_bytes, first, last : int, optional
        As `menura.catalogue.servers.AudioStream`.
    most_bytes : int
        More than that is refused.
    """

    most_bytes: int
    size_bytes: int | None = None
    first: int | None = None
    last: int | None = None


class CheckedAudio:
    """An original file as it comes in: its first bytes were looked at, all are counted.

    Parameters
    ----------
    when_other : callable, optional
        Is shown the first bytes of what is no audio, and may raise what they mean.

    Raises
    ------
    NotAudioError
        The first bytes are of no audio file. A part from within a file is not looked at.
    """

    def __init__(
        self,
        host: str,
        chunks: Iterator[bytes],
        shape: StreamShape,
        when_other: Callable[[bytes], None] | None = None,
    ) -> None:
        self._host = host
        self._chunks = chunks
        self._most_bytes = shape.most_bytes
        self.size_bytes = shape.size_bytes
        self.first = shape.first
        self.last = shape.last
        self._head = b""
        kind = self._look() if self._can_tell() else UNKNOWN_PART
        if kind is None:
            if when_other is not None:
                when_other(self._head)
            raise NotAudioError(host, tell_other(self._head))
        self.media_type = kind.media_type
        self.suffix = kind.suffix

    def _can_tell(self) -> bool:
        """Tell whether the file's first bytes will come, and enough of them."""
        if self.first is None or self.last is None:
            return True
        return self.first == 0 and self.last + 1 >= _SHORTEST_TOLD_BYTES

    def _look(self) -> AudioKind | None:
        """Look at the first bytes, which are kept to be given later."""
        self._read_to(12)
        self._read_to(min(tag_bytes(self._head), MOST_LOOKED_AT_BYTES) + ENOUGH_BYTES)
        return tell_audio(self._head)

    def _read_to(self, length: int) -> None:
        parts, have = [self._head], len(self._head)
        while have < length and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            have += len(chunk)
        self._head = b"".join(parts)

    def __iter__(self) -> Iterator[bytes]:
        count = 0
        head, self._head = self._head, b""
        try:
            for chunk in chain((head,) if head else (), self._chunks):
                count += len(chunk)
                if count > self._most_bytes:
                    raise ServerTooLargeError(self._host, self._most_bytes)
                yield chunk
        except PassingError as passing:  # what was given already cannot be taken back
            raise passing.error from None

"""Tell files apart by the audio in them, whatever their tags say.

The hash goes over the undecoded packets of the audio stream: editing tags or adding a cover leaves
it as it is, changing one sample does not. That makes a moved and retagged file known again without
listening to it, at the cost of reading it.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import av
from av.error import EOFError as EndOfStreamError
from av.error import FFmpegError

from menura.audio.containers import (
    READ_FAILURES,
    first_audio_stream,
    open_container,
    prove_readable,
    translate_os_error,
)

HASH_BYTES = 16  # 128 bits: no chance collision among any number of tracks
MAX_TRAILING_TAGS = 8  # no tagger writes more than three; bounds the search in a crafted file
ID3V1_BYTES = 128
LYRICS3_SIZE_BYTES, LYRICS3_END = 6, b"LYRICS200"  # size in decimal digits, then this mark
APE_FOOTER_BYTES, APE_MARK = 32, b"APETAGEX"
APE_HAS_HEADER = 1 << 31  # flag in the footer; the size there does not count a header


class ContentHasher:
    """Hash the packets of one audio stream in the order they are read.

    Tags appended to a file (ID3v1, APEv2, Lyrics3) are left out: FFmpeg hands them out as if they
    were audio where the format has no other end than the end of the file (mp3, flac, aac).

    Parameters
    ----------
    path : Path
        The file the packets come from; its end is read to find appended tags.
    stream : AudioStream
        The stream; codec, rate and channels go into the hash, because raw samples do not tell them.

    Raises
    ------
    UnreadableAudioError
        When the file has vanished or cannot be read.
    """

    def __init__(self, path: Path, stream: av.AudioStream) -> None:
        try:
            self._audio_end = find_audio_end(path)
        except OSError as error:
            raise translate_os_error(path, error) from None
        codec = stream.codec_context
        form = f"{codec.codec.canonical_name} {codec.sample_rate} {codec.layout.nb_channels}"
        self._hash = hashlib.blake2b(form.encode(), digest_size=HASH_BYTES)

    def update(self, packet: "av.Packet[av.AudioStream]") -> int:
        """Add a packet; return how many of its bytes are audio and not an appended tag."""
        size = packet.size
        if packet.pos is not None:
            size = max(0, min(size, self._audio_end - packet.pos))
        if size == packet.size:
            self._hash.update(packet)  # reads FFmpeg's memory in place
        elif size:
            self._hash.update(memoryview(packet)[:size])
        return size

    def finish(self) -> str:
        """Return the hash, 32 hexadecimal digits."""
        return self._hash.hexdigest()


def hash_content(path: Path) -> str:
    """Hash a file's audio without decoding it.

    Parameters
    ----------
    path : Path
        Audio file of any format FFmpeg reads.

    Returns
    -------
    str
        32 hexadecimal digits, the same as `AudioReader.content_hash` after the last block.

    Raises
    ------
    UnreadableAudioError
        In one of its forms, when the file cannot be opened or its disk fails.

    Notes
    -----
    BLAKE2b, because it is the fastest strong hash in Python's standard library. The hash belongs to
    the file's encoding: a copy in another format has another one (see `fingerprint` for those).
    """
    with open_container(path) as container:
        stream = first_audio_stream(container, path)
        content = ContentHasher(path, stream)
        packets = container.demux(stream)
        while True:
            try:
                content.update(next(packets))
            except (StopIteration, EndOfStreamError):
                return content.finish()
            except FFmpegError as error:
                if error.errno in READ_FAILURES:
                    prove_readable(path)


def find_audio_end(path: Path) -> int:
    """Return where the tags appended to a file begin, in bytes; its size if there are none."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        for _ in range(MAX_TRAILING_TAGS):
            tag_bytes = _trailing_tag_bytes(file, end)
            if not 0 < tag_bytes <= end:
                break
            end -= tag_bytes
    return end


def _trailing_tag_bytes(file: BinaryIO, end: int) -> int:
    """Return the size of the tag that ends at `end`, 0 if none does."""
    start = max(0, end - ID3V1_BYTES)
    file.seek(start)
    tail = file.read(end - start)
    if tail.startswith(b"TAG") and len(tail) == ID3V1_BYTES:
        return ID3V1_BYTES
    footer = tail[-APE_FOOTER_BYTES:]
    if footer.startswith(APE_MARK) and len(footer) == APE_FOOTER_BYTES:
        has_header = int.from_bytes(footer[20:24], "little") & APE_HAS_HEADER
        return int.from_bytes(footer[12:16], "little") + (APE_FOOTER_BYTES if has_header else 0)
    if tail.endswith(LYRICS3_END):
        digits = tail[: -len(LYRICS3_END)][-LYRICS3_SIZE_BYTES:]
        if digits.isdigit():
            return int(digits) + LYRICS3_SIZE_BYTES + len(LYRICS3_END)
    return 0

"""Tell whether two files hold the same encoded audio, without decoding it.

Stricter than `content.hash_content`: all audio streams count (a stem file has five), and the
decoders' set-up too. It is only compared between a file and its copy, never kept.
"""

import hashlib
from pathlib import Path

import av
from av.error import FFmpegError

from menura.audio.containers import DEMUXERS


def hash_packets(path: Path, container_format: str | None = None) -> tuple[str, str]:
    """Return the SHA-256 of all audio packets of a file, and the name of its container format.

    The bytes are hashed stream by stream, not the borders between packets: tags before the audio
    move those in raw formats.

    Parameters
    ----------
    path : Path
        File to read.
    container_format : str, optional
        What an earlier call named; then neither content nor suffix is asked.

    Raises
    ------
    FFmpegError
        If the file cannot be opened as audio.
    """
    with av.open(
        f"file:{path}",
        format=container_format,
        options={"format_whitelist": DEMUXERS, "protocol_whitelist": "file"},
        metadata_errors="replace",
    ) as container:
        streams = container.streams.audio
        digests = {stream.index: hashlib.sha256() for stream in streams}
        for stream in streams:
            context = stream.codec_context
            digests[stream.index].update(context.extradata or b"" if context is not None else b"")
        try:
            for packet in container.demux(streams) if streams else ():
                digests[packet.stream_index].update(packet)
        except FFmpegError as error:
            # damage in the audio; what came before it still has to be the same
            digests[streams[0].index].update(type(error).__name__.encode())
        name = container.format.name
    parts = b"".join(digest.digest() for digest in digests.values())
    return hashlib.sha256(parts).hexdigest(), name.partition(",")[0]

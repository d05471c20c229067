"""Open a file's container, safely, and say in typed errors why that fails."""

import errno
import os
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError

from menura.audio.errors import (
    AudioEmptyError,
    AudioForbiddenError,
    AudioMissingError,
    AudioReadError,
    NoAudioStreamError,
    UndecodableAudioError,
    UnreadableAudioError,
)

# What the operating system says when a disk or a network share fails, not the file.
READ_FAILURES = frozenset(
    {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ETIMEDOUT}
    | {errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETUNREACH}
)
READ_BYTES = 1 << 20
# Demuxers a music library needs. The list keeps playlists (hls, concat) disguised as audio from
# making the server read other files or open network connections.
DEMUXERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,iff,matroska,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,ogg,tak,tta,voc,w64,wav,wv,xwma"
)


def open_container(path: Path) -> InputContainer:
    """Open `path` with FFmpeg, which goes by the content and not by the suffix.

    Raises
    ------
    UnreadableAudioError
        In one of its forms.
    """
    try:
        if not path.is_file():  # also refuses pipes and devices, which could block for ever
            raise AudioMissingError(path)
        if not os.access(path, os.R_OK):
            raise AudioForbiddenError(path)
        if path.stat().st_size == 0:
            raise AudioEmptyError(path)
    except OSError as error:
        raise translate_os_error(path, error) from None
    options = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}
    try:
        # "file:" keeps a name with a colon in it from being read as a protocol
        return av.open(f"file:{path}", options=options, metadata_errors="replace")
    except (FFmpegError, OSError, ValueError) as error:
        _prove_openable(path)
        if getattr(error, "errno", None) in READ_FAILURES:
            prove_readable(path)
        raise UndecodableAudioError(path, type(error).__name__) from None


def first_audio_stream(container: InputContainer, path: Path) -> av.AudioStream:
    """Return the stream that is listened to: the first one (cover art is a video stream)."""
    if not container.streams.audio:
        raise NoAudioStreamError(path)
    stream = container.streams.audio[0]
    if stream.codec_context is None:
        raise UndecodableAudioError(path, "no decoder for its codec")
    stream.codec_context.thread_count = 1  # one track, one core: parallelism is by processes
    return stream


def _prove_openable(path: Path) -> None:
    """Raise the typed error if the operating system refuses the file.

    FFmpeg reports missing files and permissions also of damaged ones, so it cannot be believed.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise translate_os_error(path, error) from None


def prove_readable(path: Path) -> None:
    """Read the whole file; raise AudioReadError if that fails.

    FFmpeg reports an input/output error also of files that are merely cut short or damaged, which
    no other attempt would cure.
    """
    try:
        with path.open("rb", buffering=0) as file:
            while file.read(READ_BYTES):
                pass
    except OSError as error:
        raise AudioReadError(path, error.strerror or type(error).__name__) from None


def translate_os_error(path: Path, error: OSError) -> UnreadableAudioError:
    """Return the typed error for what the operating system said."""
    reason = error.strerror or type(error).__name__
    if isinstance(error, FileNotFoundError):  # it vanished after it was looked for
        return AudioMissingError(path)
    if isinstance(error, PermissionError):  # the file, or a folder on the way, may not be entered
        return AudioForbiddenError(path)
    if error.errno in READ_FAILURES:
        return AudioReadError(path, reason)
    return UndecodableAudioError(path, reason)

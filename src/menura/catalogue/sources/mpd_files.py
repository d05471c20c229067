"""Open originals that an MPD plays, in the folder it keeps them in."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.server_errors import (
    ServerForbiddenError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.catalogue.servers import AudioStream, ByteRange
from menura.catalogue.sources.http import MOST_AUDIO_BYTES
from menura.catalogue.sources.streams import CheckedAudio, StreamShape

_CHUNK_BYTES = 262_144
_NAME_MUSIC = "name the music_directory of MPD as this machine sees it, and nothing above it."
_REMEDY = "check the folder that was given as the place of its music"


@contextmanager
def open_file(
    root: str,
    location: str,
    *,
    host: str,
    own_folder: Path | None = None,
    byte_range: ByteRange | None = None,
) -> Iterator[AudioStream]:
    """Open a file below a folder; neither ``..`` nor a link leads out of it.

    An MPD names whatever file it likes, so the first bytes are looked at before any part is given,
    and nothing is given of the folder that Menura keeps its own data in.

    Parameters
    ----------
    own_folder : Path, optional
        Where Menura keeps its own data.

    Raises
    ------
    ServerNotFoundError
        There is no such file.
    ServerForbiddenError
        It lies elsewhere or among Menura's own data, is no regular file, or may not be read.
    NotAudioError, ServerTooLargeError
    ServerProtocolError
        The part that is asked for begins behind its end.
    """
    descriptor = _open(root, location, host, own_folder)
    try:
        size_bytes = os.fstat(descriptor).st_size
        if size_bytes > MOST_AUDIO_BYTES:
            raise ServerTooLargeError(host, MOST_AUDIO_BYTES)
        if byte_range is not None:  # whose bytes may tell nothing
            whole = StreamShape(most_bytes=size_bytes, size_bytes=size_bytes)
            CheckedAudio(host, _chunks(host, descriptor, 0, size_bytes - 1), whole)
        first, last = _range(byte_range, size_bytes)
        if first > last and byte_range is not None:
            raise ServerProtocolError(host, f"a file of {size_bytes} bytes has no byte {first}")
        shape = StreamShape(
            most_bytes=size_bytes,
            size_bytes=size_bytes,
            first=first if byte_range else None,
            last=last if byte_range else None,
        )
        yield CheckedAudio(host, _chunks(host, descriptor, first, last), shape)
    finally:
        os.close(descriptor)


def root_fault(root: str, own_folder: Path | None = None) -> str | None:
    """Return in a sentence why a folder must not be given as the place of music; None if it may."""
    try:
        folder = Path(root).resolve()
        if folder == Path(folder.anchor):
            return f"The folder {root} is the whole machine; {_NAME_MUSIC}"
        if _is_own(folder, own_folder):
            return f"The folder {root} lies where Menura keeps its own data; {_NAME_MUSIC}"
    except (OSError, RuntimeError, ValueError):  # that it is not there is said elsewhere
        return None
    return None


def _is_own(folder: Path, own_folder: Path | None) -> bool:
    """Tell whether a folder is that of Menura's data or lies in it."""
    return own_folder is not None and folder.is_relative_to(own_folder.resolve())


def has_file(root: str, location: str, *, host: str, own_folder: Path | None = None) -> bool:
    """Tell whether a file can be opened below a folder."""
    try:
        os.close(_open(root, location, host, own_folder))
    except (ServerNotFoundError, ServerForbiddenError):
        return False
    return True


def _open(root: str, location: str, host: str, own_folder: Path | None) -> int:
    """Return a descriptor of a regular file below `root`."""
    parts = location.split("/")
    if not location or "\0" in location or any(part in ("", ".", "..") for part in parts):
        raise ServerNotFoundError(host, "such file")
    try:
        folder = Path(root).resolve(strict=True)
        target = folder.joinpath(*parts).resolve(strict=True)
        if not target.is_relative_to(folder):
            raise ServerForbiddenError(host, "hand out what lies outside its music", _REMEDY)
        if folder == Path(folder.anchor) or _is_own(target.parent, own_folder):
            raise ServerForbiddenError(host, "hand out what is not its music", _REMEDY)
        return _open_below(folder, target.relative_to(folder).parts, host)
    except (FileNotFoundError, NotADirectoryError, UnicodeEncodeError):
        raise ServerNotFoundError(host, f"file {location!r} in the folder of its music") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise ServerNotFoundError(host, "file of so long a name") from None
        reason = os.strerror(error.errno or errno.EIO) if isinstance(error, OSError) else "a link"
        raise ServerForbiddenError(host, f"hand out a file ({reason})", _REMEDY) from None


def _open_below(folder: Path, parts: tuple[str, ...], host: str) -> int:
    """Open a file step by step, so that no part can become a link meanwhile."""
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            inner = os.open(part, flags, dir_fd=directory)
            os.close(directory)
            directory = inner
        # Without waiting: a pipe would wait for ever for somebody who writes.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(parts[-1] if parts else ".", flags, dir_fd=directory)
    finally:
        os.close(directory)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ServerForbiddenError(host, "hand out what is no file", _REMEDY)
    return descriptor


def _range(byte_range: ByteRange | None, size_bytes: int) -> tuple[int, int]:
    """Return the first and the last byte to be given."""
    first = byte_range.first if byte_range else 0
    last = size_bytes - 1
    if byte_range is not None and byte_range.last is not None:
        last = min(last, byte_range.last)
    return first, last


def _chunks(host: str, descriptor: int, first: int, last: int) -> Iterator[bytes]:
    at = first
    while at <= last:
        try:
            chunk = os.pread(descriptor, min(_CHUNK_BYTES, last + 1 - at), at)
        except OSError as error:
            reason = f"a file cannot be read on: {error.strerror}"
            raise ServerUnreachableError(host, reason) from None
        if not chunk:  # it has been cut short meanwhile
            return
        at += len(chunk)
        yield chunk

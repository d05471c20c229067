"""Walk folders of the local machine.

A walk yields every playable file below a folder once, in a stable order, and survives what real
disks offer: links that lead in circles, folders that may not be entered, names that are not valid
UTF-8, files that vanish while being looked at. What it could not enter it tells at the end, so
that a caller never takes "unreadable" for "deleted".
"""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from menura.catalogue.errors import FolderNotFoundError, FolderUnreadableError, NotAFolderError
from menura.catalogue.model import FoundFile

# A file that vanished, and links that lead nowhere or to themselves.
GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)

# Endings of what FFmpeg's libraries decode and people keep music in.
AUDIO_SUFFIXES = frozenset(
    [
        ".mp3",
        ".flac",
        ".ogg",
        ".oga",
        ".opus",
        ".m4a",
        ".m4b",
        ".mp4",
        ".aac",
        ".alac",
        ".wav",
        ".wave",
        ".aif",
        ".aiff",
        ".aifc",
        ".wma",
        ".ape",
        ".wv",
        ".mka",
        ".mpc",
        ".tta",
        ".dsf",
        ".dff",
        ".ac3",
        ".caf",
        ".au",
    ]
)


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A folder that can be opened."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What lies directly in one folder."""

    path: str
    parent: str | None
    folders: tuple[FolderEntry, ...]
    audio_files: int


@dataclass(slots=True)
class FolderWalk:
    """A walk under way: iterate over it, then read what it could not enter.

    Attributes
    ----------
    unreadable : list of str
        Locations (below the root) of folders that could not be listed; whatever the catalogue
        knows below them must be kept.
    undecodable : list of str
        Files (and unreadable folders) whose names are not valid UTF-8, in printable form.
    """

    root: Path
    unreadable: list[str] = field(default_factory=list)
    undecodable: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[FoundFile]:
        stack = [self.root]
        seen: set[tuple[int, int]] = set()
        while stack:
            folder = stack.pop()
            subfolders: list[Path] = []
            for entry in self._list(folder, seen):
                if _is_folder(entry):
                    subfolders.append(Path(entry.path))
                elif (found := self._look_at(entry)) is not None:
                    yield found
            stack.extend(reversed(subfolders))

    def _list(self, folder: Path, seen: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
        """Return the entries of `folder` by name, or none if it was listed before."""
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in seen:  # a link that leads back up would be walked for ever
                return []
            seen.add(identity)
            with os.scandir(folder) as entries:
                return sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
        except OSError:
            self._note_unreadable(folder)
            return []

    def _note_unreadable(self, folder: Path) -> None:
        """Note a folder whose tracks must be kept; below a name that is no text none are known."""
        location = _location(folder, self.root)
        told, name = self.unreadable, location
        if not _is_text(location):
            told, name = self.undecodable, _printable(location)
        if name not in told:
            told.append(name)

    def _look_at(self, entry: os.DirEntry[str]) -> FoundFile | None:
        """Return what a catalogue needs of a playable file; None for everything else."""
        if os.path.splitext(entry.name)[1].lower() not in AUDIO_SUFFIXES:
            return None
        location = _location(Path(entry.path), self.root)
        if not _is_text(location):
            self.undecodable.append(_printable(location))
            return None
        try:
            status = entry.stat()
        except OSError as error:
            if error.errno not in GONE:  # it may well be there: what is known of it must be kept
                self._note_unreadable(Path(entry.path).parent)
            return None
        if not stat.S_ISREG(status.st_mode):  # reading from a pipe would wait for ever
            return None
        return FoundFile(location, status.st_size, status.st_mtime_ns)


def walk_folder(path: str) -> FolderWalk:
    """Return a walk over the playable files below `path`.

    Raises
    ------
    FolderNotFoundError, NotAFolderError, FolderUnreadableError
    """
    return FolderWalk(check_folder(path))


def check_folder(path: str) -> Path:
    """Return `path` as an absolute folder that can be listed.

    Raises
    ------
    FolderNotFoundError, NotAFolderError, FolderUnreadableError
    """
    try:
        folder = Path(path).expanduser().resolve()
        if not folder.exists():
            raise FolderNotFoundError(_printable(path))
        if not folder.is_dir():
            raise NotAFolderError(_printable(path))
        if not _is_text(str(folder)):
            raise FolderUnreadableError(_printable(path), "its name is not valid UTF-8")
        with os.scandir(folder):
            return folder
    except (ValueError, RuntimeError) as error:  # a NUL in the path, or a link that leads to itself
        raise FolderNotFoundError(_printable(path)) from error
    except OSError as error:
        raise FolderUnreadableError(_printable(path), error.strerror or str(error)) from error


def list_folder(path: str | None = None) -> FolderListing:
    """List the folders directly below `path` (the user's home by default), to choose one.

    Raises
    ------
    FolderNotFoundError, NotAFolderError, FolderUnreadableError
    """
    folder = check_folder(path or str(Path.home()))
    walk = FolderWalk(folder)
    entries = [e for e in walk._list(folder, set()) if _is_text(e.name)]
    folders = tuple(FolderEntry(e.name, str(folder / e.name)) for e in entries if _is_folder(e))
    audio = sum(os.path.splitext(e.name)[1].lower() in AUDIO_SUFFIXES for e in entries)
    parent = str(folder.parent) if folder.parent != folder else None
    return FolderListing(str(folder), parent, folders, audio)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _location(path: Path, root: Path) -> str:
    """Return `path` below `root`, with ``/`` between the parts."""
    return path.relative_to(root).as_posix()


def _is_text(name: str) -> bool:
    """Tell whether `name` can be written as UTF-8 (Linux allows any bytes in a name)."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in name


def _printable(name: str) -> str:
    """Return `name` with every byte that is not text shown as a replacement character."""
    return name.encode(errors="surrogateescape").decode(errors="replace").replace("\x00", "�")

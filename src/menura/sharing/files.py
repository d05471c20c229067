"""Keep archives as files: those made to be handed out, and those that came in."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from menura.kernel.errors import UnavailableError
from menura.kernel.ids import new_id
from menura.sharing.errors import SharingInputError, SharingNotFoundError
from menura.sharing.model import SUFFIX, ExportFile

MOST_ARCHIVE_BYTES = 32 << 30
LEAST_FREE_BYTES = 512 << 20
KEPT = timedelta(days=1)  # of what came in or was made for a peer, and nobody fetched
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}" + re.escape(SUFFIX))


class NoRoomError(UnavailableError):
    """Say that there is no room for an archive."""

    code = "collection_no_room"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no room for the archive in {str(folder)!r}; free some space there, or "
            "share less at a time."
        )


class CollectionFiles:
    """The archives in a data folder.

    Parameters
    ----------
    folder : Path
        Theirs alone.
    """

    def __init__(self, folder: Path) -> None:
        self._exports = folder / "exports"
        self._incoming = folder / "incoming"
        self._served = folder / "served"

    def exports(self) -> Sequence[ExportFile]:
        """Return what was made, newest first."""
        found = [
            ExportFile(path.name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
            for path in self._listed(self._exports)
            if (status := path.stat())
        ]
        return sorted(found, key=lambda file: (file.created_at, file.name), reverse=True)

    def export(self, name: str) -> Path:
        """Return the file of an export; raise SharingNotFoundError."""
        path = self._exports / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise SharingNotFoundError("export", name)
        return path

    def new_export(self, name: str) -> Path:
        """Return where an export is to lie."""
        if not _NAME.fullmatch(name):
            raise SharingInputError(f"An archive cannot be called {name[:80]!r}.", field="name")
        self._exports.mkdir(parents=True, exist_ok=True)
        return self._exports / name

    def remove_export(self, name: str) -> None:
        """Delete an export; raise SharingNotFoundError."""
        self.export(name).unlink(missing_ok=True)

    def served(self, name: str) -> Path:
        """Return where an archive lies that is made for a peer."""
        self._served.mkdir(parents=True, exist_ok=True)
        return self._served / f"{name}{SUFFIX}"

    def forget_served(self, begin: str = "") -> None:
        """Delete what was made for peers: all of it, or what has names that begin so."""
        for path in self._listed(self._served):
            if path.name.startswith(begin):
                path.unlink(missing_ok=True)

    def new_incoming(self) -> Path:
        """Return where an archive that comes in is to lie."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / f"{new_id()}{SUFFIX}"

    def incoming(self, name: str) -> Path:
        """Return the file of an archive that came in; raise SharingNotFoundError."""
        path = self._incoming / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise SharingNotFoundError("archive", name)
        return path

    def sweep(self, now: datetime) -> int:
        """Delete what came in or was made for a peer long ago; return how many files."""
        swept = 0
        for folder in (self._incoming, self._served):
            for path in folder.glob("*") if folder.is_dir() else ():
                made = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
                if now - made > KEPT:
                    swept += 1
                    _delete(path)
        return swept

    def check_room(self) -> None:
        """Raise NoRoomError if the disk is nearly full."""
        folder = self._exports.parent
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            raise NoRoomError(folder)

    def _listed(self, folder: Path) -> Sequence[Path]:
        if not folder.is_dir():
            return []
        return [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]


class IncomingFile:
    """An archive that comes in, block by block, in bounded space."""

    def __init__(self, path: Path, files: CollectionFiles, most: int = MOST_ARCHIVE_BYTES) -> None:
        files.check_room()
        self._files = files
        self._most = most
        self._file: BinaryIO = os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )
        self.size = 0
        self._checked_at = 0

    def write(self, block: bytes) -> None:
        """Append a block.

        Raises
        ------
        NoRoomError
        SharingInputError
            It is larger than any archive.
        """
        self.size += len(block)
        if self.size > self._most:
            raise SharingInputError(
                f"The archive is larger than {self._most / 1e9:,.0f} GB; share less at a time."
            )
        if self.size - self._checked_at > 64 << 20:
            self._checked_at = self.size
            self._files.check_room()
        self._file.write(block)

    def close(self) -> None:
        """Write no more."""
        self._file.close()


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

"""Keep the files of productions in a local folder."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from menura.kernel.disk import force_to_disk
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import is_id
from menura.studio import Artifact, ArtifactNotFoundError, ReferenceTooLargeError

BLOCK_BYTES = 1 << 18


class ArtifactsUnavailableError(UnavailableError):
    """Say that files of productions cannot be kept or fetched now."""

    code = "artifacts_unavailable"

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"Files of productions cannot be kept in or read from {where}: {reason}")


class LocalArtifacts:
    """Files of productions, in one folder each.

    Parameters
    ----------
    root : Path
        Made when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, production_id: str, name: str, file: Path) -> None:
        """Keep a file under a name: linked where the disk is the same, else copied and renamed."""
        target = self._path(production_id, name)
        part = target.with_name(f".{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            try:
                os.link(file, part)
            except OSError:  # another disk, or one that knows no links
                shutil.copyfile(file, part)
            force_to_disk(part)
            part.replace(target)
            force_to_disk(target.parent)
        except OSError as error:
            raise _translated(error, self.root) from error

    def list(self, production_id: str) -> Sequence[Artifact]:
        """Return the files of a production by name."""
        folder = self.folder(production_id)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return [
            Artifact(path.relative_to(folder).as_posix(), path.stat().st_size)
            for path in files
            if not path.name.startswith(".")
        ]

    def size_bytes(self, production_id: str, name: str) -> int:
        """Return how long a file is; raise ArtifactNotFoundError."""
        return self.path(production_id, name).stat().st_size

    def read(
        self, production_id: str, name: str, start: int = 0, end: int | None = None
    ) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`; raise ArtifactNotFoundError."""
        path = self.path(production_id, name)
        left = (end if end is not None else path.stat().st_size) - start
        with path.open("rb") as file:
            file.seek(start)
            while left > 0 and (block := file.read(min(BLOCK_BYTES, left))):
                left -= len(block)
                yield block

    def fetch(self, production_id: str, name: str, target: Path) -> None:
        """Copy a file to `target`; raise ArtifactNotFoundError."""
        source = self.path(production_id, name)
        part = target.with_name(f".{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, part)
            part.replace(target)
        except OSError as error:
            raise _translated(error, target.parent) from error

    def remove(self, production_id: str) -> None:
        """Remove all files of a production."""
        folder = self.folder(production_id)
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)

    def discard(self, production_id: str, name: str) -> None:
        """Remove one file, if it is there."""
        self._path(production_id, name).unlink(missing_ok=True)

    def check(self) -> None:
        """Raise an ArtifactsUnavailableError if files cannot be kept."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _translated(error, self.root) from error
        if not os.access(self.root, os.W_OK):
            raise ArtifactsUnavailableError(str(self.root), "writing there is not allowed.")

    def folder(self, production_id: str) -> Path:
        """Return where the files of a production lie; raise ArtifactNotFoundError for no id."""
        if not is_id(production_id):
            raise ArtifactNotFoundError(production_id)
        return self.root / production_id.lower()

    def path(self, production_id: str, name: str) -> Path:
        """Return where a file lies; raise ArtifactNotFoundError."""
        path = self._path(production_id, name)
        try:
            is_there = path.is_file()
        except OSError:  # a name too long to be one
            is_there = False
        if not is_there:
            raise ArtifactNotFoundError(name)
        return path

    def _path(self, production_id: str, name: str) -> Path:
        return self.folder(production_id).joinpath(*checked_parts(name))


def copy_reference(source: BinaryIO, target: Path, limit_mb: int) -> None:
    """Copy what somebody sent to a file; raise ReferenceTooLargeError beyond the limit."""
    written = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while block := source.read(BLOCK_BYTES):
                written += len(block)
                if written > limit_mb << 20:
                    raise ReferenceTooLargeError(limit_mb)
                file.write(block)
    except OSError as error:
        raise _translated(error, target.parent) from error


def checked_parts(name: str) -> Sequence[str]:
    """Return the parts of a file's name; raise ArtifactNotFoundError for one that leads away."""
    parts = name.split("/")
    if "\0" in name or "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise ArtifactNotFoundError(name)
    return parts


def _translated(error: OSError, where: Path) -> ArtifactsUnavailableError:
    advice = " Make room on that disk." if error.errno == errno.ENOSPC else ""
    return ArtifactsUnavailableError(str(where), f"{error.strerror or error}.{advice}")

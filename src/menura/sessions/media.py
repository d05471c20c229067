"""Keep the files of clips: ``{session_id}/{track_id}.wav``, and what is still being made.

A file is moved to its place before anything is written down about it, and taken away again if
that fails; so a row never names a file that is not there. What a killed process leaves behind has
no row and is swept.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from menura.kernel.disk import force_to_disk
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import is_id

UNFINISHED = "tmp"
_BLOCK_BYTES = 1 << 20


class ClipsNotKeptError(UnavailableError):
    """Say that clips cannot be written; most often the disk is full."""

    code = "clips_not_kept"

    def __init__(self, folder: Path, error: OSError) -> None:
        advice = "Make room on that disk" if error.errno == errno.ENOSPC else "See that it can be"
        super().__init__(
            f"Clips cannot be written to {str(folder)!r}: {error.strerror or error}. {advice} and "
            "ask again; nothing of this batch was kept."
        )


class MediaFolder:
    """The files of all sessions.

    Parameters
    ----------
    root : Path
        Made when first written to.
    also : callable, optional
        Told of every file that was kept, with its session; keeps it elsewhere too.
    """

    def __init__(self, root: Path, also: Callable[[UUID, Path], None] | None = None) -> None:
        self.root = root
        self._also = also

    def work_folder(self, batch_id: UUID) -> Path:
        """Return where providers write the clips of a batch; it is there afterwards.

        Raises
        ------
        ClipsNotKeptError
        """
        folder = self.root / UNFINISHED / str(batch_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ClipsNotKeptError(folder, error) from error
        return folder

    def forget_work(self, batch_id: UUID) -> None:
        """Remove what is left of making a batch."""
        shutil.rmtree(self.root / UNFINISHED / str(batch_id), ignore_errors=True)

    def path(self, session_id: UUID, track_id: UUID) -> Path:
        """Return where a clip lies."""
        return self.root / str(session_id) / f"{track_id}.wav"

    def keep(self, session_id: UUID, files: Mapping[UUID, Path]) -> None:
        """Move files to where they stay: all of them, or none.

        Raises
        ------
        ClipsNotKeptError
        """
        folder = self.root / str(session_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for track_id, file in files.items():
                target = self.path(session_id, track_id)
                force_to_disk(file)
                _move(file, target)
                if self._also is not None:
                    self._also(session_id, target)
            force_to_disk(folder)
        except OSError as error:
            self.remove(session_id, list(files))
            raise ClipsNotKeptError(folder, error) from error
        except BaseException:
            self.remove(session_id, list(files))
            raise

    def remove(self, session_id: UUID, track_ids: "list[UUID]") -> None:
        """Remove clips; a session's folder goes with its last."""
        for track_id in track_ids:
            self.path(session_id, track_id).unlink(missing_ok=True)
        with suppress(OSError):
            (self.root / str(session_id)).rmdir()

    def remove_session(self, session_id: UUID) -> None:
        """Remove all clips of a session."""
        shutil.rmtree(self.root / str(session_id), ignore_errors=True)

    def sweep(
        self,
        *,
        is_making: Callable[[UUID], bool],
        known: Callable[[UUID], "frozenset[UUID] | None"],
    ) -> int:
        """Remove what belongs to no batch and no clip; return how many files went.

        Parameters
        ----------
        is_making : callable
            Tells of a batch or a session whether it is being made: those are left alone.
        known : callable
            Gives the clips of a session; None when there is no such session.
        """
        removed = 0
        for folder in _folders(self.root / UNFINISHED):
            if not is_making(UUID(folder.name)):
                removed += sum(1 for file in folder.rglob("*") if file.is_file())
                shutil.rmtree(folder, ignore_errors=True)
        for folder in _folders(self.root):
            session_id = UUID(folder.name)
            if is_making(session_id):
                continue
            clips = known(session_id) or frozenset()
            for file in folder.iterdir():
                if not (is_id(file.stem) and UUID(file.stem) in clips):
                    file.unlink(missing_ok=True)
                    removed += 1
            with suppress(OSError):
                folder.rmdir()
        return removed


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _move(file: Path, target: Path) -> None:
    """Rename a file; across disks copy it under another name first."""
    try:
        os.replace(file, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(file, part)
        force_to_disk(part)
        os.replace(part, target)
        file.unlink(missing_ok=True)


def _folders(parent: Path) -> list[Path]:
    """Return the folders below `parent` that are named by ids."""
    if not parent.is_dir():
        return []
    return [one for one in sorted(parent.iterdir()) if one.is_dir() and is_id(one.name)]

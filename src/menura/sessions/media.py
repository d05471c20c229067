"""Keep the files of clips: ``{session_id}/{track_id}.wav``, and what is still being made.

A file is moved to its place before the database is told of it, and taken away again if that fails;
so a row never names a file that is not there. Which files a batch is about to move stands in its
work folder; what a killed process leaves behind is swept by that, and by nothing else.
"""

import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from menura.kernel.disk import force_to_disk
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import is_id
from menura.studio import ArtifactStore

UNFINISHED = "tmp"
LEFT_ALONE_S = 3600.0
_OWNER, _JOURNAL = "library.txt", "kept.json"


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
    library : str
        Which database the sessions are in: leftovers of another are never touched.
    mirror : ArtifactStore, optional
        Keeps every clip elsewhere too.
    """

    def __init__(
        self, root: Path, *, library: str = "", mirror: ArtifactStore | None = None
    ) -> None:
        self.root = root
        self._library = library
        self._mirror = mirror

    # ------------------------------------------------------------------- make

    def work_folder(self, batch_id: UUID) -> Path:
        """Return where providers write the clips of a batch; it is there afterwards.

        Raises
        ------
        ClipsNotKeptError
        """
        folder = self.work_path(batch_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _OWNER).write_text(self._library, encoding="utf-8")
        except OSError as error:
            raise ClipsNotKeptError(folder, error) from error
        return folder

    def forget_work(self, batch_id: UUID) -> None:
        """Remove what is left of making a batch."""
        shutil.rmtree(self.work_path(batch_id), ignore_errors=True)

    def abandon_work(self, batch_id: UUID) -> None:
        """Remove what is left of a batch that failed, but not what `sweep` has to know of it."""
        if not (self.work_path(batch_id) / _JOURNAL).exists():
            self.forget_work(batch_id)

    def work_path(self, batch_id: UUID) -> Path:
        """Return where the clips of a batch are made; it need not be there."""
        return self.root / UNFINISHED / str(batch_id)

    def keep(self, batch_id: UUID, session_id: UUID, files: Mapping[UUID, Path]) -> None:
        """Move the files of a batch to where they stay: all of them, or none.

        Which ones is written down first, so that a killed process leaves nothing that `sweep`
        does not know.

        Raises
        ------
        ClipsNotKeptError, ArtifactsUnavailableError
        """
        folder = self.root / str(session_id)
        try:
            journal = self.work_folder(batch_id) / _JOURNAL
            _, before = _read_journal(journal)  # of a run that was killed after moving some
            self.remove(session_id, [one for one in before if one not in files])
            told = {"session_id": str(session_id), "track_ids": [str(one) for one in files]}
            journal.write_text(json.dumps(told), encoding="utf-8")
            force_to_disk(journal)
            folder.mkdir(parents=True, exist_ok=True)
            for track_id, file in files.items():
                target = self.path(session_id, track_id)
                force_to_disk(file)
                _move(file, target)
                if self._mirror is not None:
                    self._mirror.put(str(session_id), target.name, target)
            force_to_disk(folder)
        except OSError as error:
            self.take_back(batch_id, session_id, list(files))
            raise ClipsNotKeptError(folder, error) from error
        except BaseException:
            self.take_back(batch_id, session_id, list(files))
            raise

    def take_back(self, batch_id: UUID, session_id: UUID, track_ids: Sequence[UUID]) -> None:
        """Remove the files of a batch that is not kept after all."""
        with suppress(UnavailableError, OSError):  # what is still there is swept
            self.remove(session_id, track_ids)
            (self.work_path(batch_id) / _JOURNAL).unlink(missing_ok=True)

    # ------------------------------------------------------------------- read

    def path(self, session_id: UUID, track_id: UUID) -> Path:
        """Return where a clip lies."""
        return self.root / str(session_id) / f"{track_id}.wav"

    # ----------------------------------------------------------------- remove

    def remove(self, session_id: UUID, track_ids: Sequence[UUID]) -> None:
        """Remove clips, here and in the mirror; a session's folder goes with its last.

        Raises
        ------
        ArtifactsUnavailableError
        """
        for track_id in track_ids:
            path = self.path(session_id, track_id)
            path.unlink(missing_ok=True)
            if self._mirror is not None:
                self._mirror.discard(str(session_id), path.name)
        with suppress(OSError):
            (self.root / str(session_id)).rmdir()

    def sweep(
        self,
        *,
        is_making: Callable[[UUID], bool],
        known: Callable[[UUID], frozenset[UUID]],
    ) -> Sequence[UUID]:
        """Remove what batches that were cut short left behind; return the clips that went.

        Only what the work folders tell of: a clip that some other database knows, or that nobody
        knows any more, is never taken for a leftover.

        Parameters
        ----------
        is_making : callable
            Tells whether a batch is being made, or will be: it is left alone.
        known : callable
            Gives the clips that a session has.
        """
        swept: list[UUID] = []
        for folder in _folders(self.root / UNFINISHED):
            if not self._is_mine(folder) or is_making(UUID(folder.name)):
                continue
            session_id, track_ids = _read_journal(folder / _JOURNAL)
            try:
                if session_id is not None:
                    kept = known(session_id)
                    lost = [one for one in track_ids if one not in kept]
                    self.remove(session_id, lost)
                    swept += lost
            except (OSError, UnavailableError):
                continue  # the journal stays for the next time
            shutil.rmtree(folder, ignore_errors=True)
        return swept

    def _is_mine(self, folder: Path) -> bool:
        """Tell whether a work folder belongs to this database, or to nobody for an hour."""
        try:
            return (folder / _OWNER).read_text(encoding="utf-8") == self._library
        except (OSError, ValueError):
            pass
        try:
            return time.time() - folder.stat().st_mtime > LEFT_ALONE_S
        except OSError:  # just gone
            return False


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


def _read_journal(journal: Path) -> tuple[UUID | None, list[UUID]]:
    """Return the session and the clips that were about to be kept; None if none were."""
    try:
        told = json.loads(journal.read_text(encoding="utf-8"))
        return UUID(told["session_id"]), [UUID(one) for one in told["track_ids"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None, []

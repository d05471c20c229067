"""Queue the taking over of listening histories, and keep what it needs until it is done."""

import re
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from menura.bootstrap.rooms import Rooms
from menura.catalogue import SpoolFullError, check_listener
from menura.catalogue.history import HistoryAccess, HistoryFileError, HistoryService
from menura.jobs import Job, JobQueue
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id
from menura.kernel.sealing import Sealer

IMPORT_HISTORY = "import_history"
MOST_UPLOADED_BYTES = 1_000_000_000
PIECE_BYTES = 1_000_000
FILE_CHARACTERS = 120
LEFT_ALONE_S = 3600.0
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Histories:
    """Listening histories of other services, on their way into Menura."""

    def __init__(
        self,
        rooms: Callable[..., AbstractContextManager[Rooms]],
        sealer: Sealer,
        folder: Path,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._sealer = sealer
        self._folder = folder
        self._clock = clock

    def read_file(self, file: BinaryIO, name: str, listener: str) -> Job:
        """Keep a file and queue the reading of it.

        Raises
        ------
        ListenerNameError, HistoryFileError, SpoolFullError
        """
        listener = check_listener(listener)
        job_id = new_id(self._clock)
        folder = self._folder / job_id
        path = folder / (_UNFIT.sub("-", name).strip(" .")[-FILE_CHARACTERS:] or "file")
        try:
            folder.mkdir(parents=True)
            _copy(file, path, name)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            reason = error.strerror or str(error)
            raise SpoolFullError(str(self._folder), reason) from error
        except HistoryFileError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        payload = {"listener": listener, "file": str(path), "name": name}
        return self._queue(job_id, f"Read what {listener} listened to from {name}", payload)

    def fetch(self, service: HistoryService, access: HistoryAccess, listener: str) -> Job:
        """Queue the fetching of a history; its token is sealed until then.

        Raises
        ------
        ListenerNameError
        """
        listener = check_listener(listener)
        payload = {
            "listener": listener,
            "service": service.value,
            "username": access.username,
            "base_url": access.url,
        }
        if access.token:
            payload["sealed_token"] = self._sealer.seal(access.token)
        title = f"Fetch what {access.username} listened to from {service.value}"
        return self._queue(new_id(self._clock), title, payload)

    def token_of(self, job: Job) -> str | None:
        """Return the token a job was queued with; raise SealBrokenError."""
        sealed = job.payload.get("sealed_token")
        return self._sealer.open(sealed) if sealed else None

    def forget_file(self, job: Job) -> None:
        """Delete the file a job was queued with."""
        if "file" in job.payload:
            shutil.rmtree(self._folder / job.id, ignore_errors=True)

    def sweep(self) -> int:
        """Delete files whose jobs have ended; return how many."""
        swept = 0
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            with self._rooms(read_only=True) as rooms:
                is_wanted = rooms.jobs.is_unfinished(folder.name)
            # One that was made a moment ago may be waiting for its job to be queued.
            if not is_wanted and time.time() - folder.stat().st_mtime > LEFT_ALONE_S:
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
        return swept

    def _queue(self, job_id: str, title: str, payload: Mapping[str, str | None]) -> Job:
        with self._rooms() as rooms:
            return rooms.jobs.submit(
                IMPORT_HISTORY,
                title,
                payload,
                queue=JobQueue.WORK,
                singleton_key="/".join(
                    (payload.get(name) or job_id) for name in ("listener", "service", "username")
                ),
                job_id=job_id,
            )


def _copy(file: BinaryIO, path: Path, name: str) -> None:
    """Copy an upload, up to a size."""
    size_bytes = 0
    with path.open("wb") as kept:
        while piece := file.read(PIECE_BYTES):
            size_bytes += len(piece)
            if size_bytes > MOST_UPLOADED_BYTES:
                most_mb = MOST_UPLOADED_BYTES / 1e6
                raise HistoryFileError(name, f"it is larger than {most_mb:,.0f} MB")
            kept.write(piece)

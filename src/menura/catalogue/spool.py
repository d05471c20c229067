"""Keep original files of servers on disk just as long as somebody listens to them.

Every process has a folder of its own with a lock on a file in it, which the operating system takes
away however the process ends. A folder whose lock can be taken is nobody's any more and is swept:
no file survives the program that fetched it.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.errors import SpoolFullError
from menura.catalogue.servers import AudioStream, MusicServer
from menura.kernel.errors import CancelledError

LOCK = "lock"
LOOKED_AT_BYTES = 50_000_000  # so often is looked whether there is still room
SPARE_BYTES = 200_000_000  # that fetching always leaves free: the database lies there, too


class Spool:
    """Fetched originals of this process.

    Parameters
    ----------
    folder : Path
        Where the folders of all processes lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._lock: int | None = None
        self._pid = 0
        self._making = threading.Lock()

    @contextmanager
    def fetch(self, server: MusicServer, track_id: str) -> Iterator[Path]:
        """Fetch a track's original file, and give it for the length of the block.

        Raises
        ------
        SpoolFullError
            There is no room for it.
        Those of `MusicServer.open_original`.
        """
        path = self.take(server, track_id)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def take(
        self, server: MusicServer, track_id: str, should_stop: Callable[[], bool] = lambda: False
    ) -> Path:
        """Fetch a track's original file; whoever takes it unlinks it.

        Raises
        ------
        CancelledError
            `should_stop` returned true.
        As `fetch`.
        """
        with server.open_original(track_id) as stream:
            return self._write(stream, should_stop)

    def _write(self, stream: AudioStream, should_stop: Callable[[], bool]) -> Path:
        try:
            folder = self._own_folder()
            self._check_room(folder, stream.size_bytes or 0)
            handle, name = tempfile.mkstemp(dir=folder, suffix=stream.suffix)
        except OSError as error:
            raise SpoolFullError(str(self._folder), error.strerror or str(error)) from error
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                left = LOOKED_AT_BYTES
                for piece in stream:
                    if should_stop():
                        raise CancelledError("Stopped while fetching a file.")
                    file.write(piece)
                    left -= len(piece)
                    if left < 0:  # a server need not tell how much there is
                        self._check_room(folder, 0)
                        left = LOOKED_AT_BYTES
        except OSError as error:
            path.unlink(missing_ok=True)
            raise SpoolFullError(str(folder), error.strerror or str(error)) from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _check_room(self, folder: Path, size_bytes: int) -> None:
        free = shutil.disk_usage(folder).free
        if size_bytes + SPARE_BYTES > free:
            raise SpoolFullError(str(folder), f"{free / 1e6:,.0f} MB are free")

    def _own_folder(self) -> Path:
        with self._making:  # several threads fetch
            if self._own is None or self._pid != os.getpid():  # a forked process needs its own
                self._folder.mkdir(parents=True, exist_ok=True)
                own = Path(tempfile.mkdtemp(dir=self._folder, prefix=f"{os.getpid()}-"))
                lock = os.open(own / LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._own, self._lock, self._pid = own, lock, os.getpid()
            return self._own

    def sweep(self) -> int:
        """Remove folders whose processes are gone; return how many."""
        swept = 0
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder == self._own or not folder.is_dir():
                continue
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
        return swept

    def close(self) -> None:
        """Remove this process's folder; closing twice is fine."""
        if self._own is not None and self._pid == os.getpid():
            shutil.rmtree(self._own, ignore_errors=True)
            if self._lock is not None:
                os.close(self._lock)
        self._own = self._lock = None


def _is_abandoned(folder: Path) -> bool:
    """Tell whether no process holds a folder's lock."""
    try:
        handle = os.open(folder / LOCK, os.O_WRONLY)
    except FileNotFoundError:
        # Made a moment ago by a process that has not come to its lock yet, or left half swept.
        return _age_s(folder) > 60.0
    except OSError:
        return False
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
    finally:
        os.close(handle)


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0

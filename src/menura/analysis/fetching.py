"""Have originals ready when a listening process is free: fetched ahead, a few at a time.

Files of folders are there already. Those of servers come over one or two connections, are kept in
the spool while they are listened to, and are deleted by whoever was given them.
"""

import queue
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from menura.catalogue import MUSIC_SERVERS, MusicServer, Source, SourceKind, Track
from menura.kernel.errors import CancelledError, MenuraError, UnavailableError

AHEAD = 3  # files that may lie in the spool before somebody is free to listen to them
CONNECTIONS = 2
ONE_AT_A_TIME = frozenset({SourceKind.LYRION})  # it does one thing after the other
POLL_S = 0.2


class FetchBrokenError(UnavailableError):
    """Say that fetching from a server ended in a way nobody had thought of."""

    code = "fetch_broken"

    def __init__(self, source: str, error: Exception) -> None:
        super().__init__(
            f"Fetching from {source!r} broke off ({type(error).__name__}); scan it again, and "
            "report this with the log if it stays."
        )


class Originals(Protocol):
    """Give access to the servers of sources, and room for what they send."""

    def open_server(self, source: Source) -> AbstractContextManager[MusicServer]:
        """Open a signed-in adapter."""
        ...

    def take(self, server: MusicServer, track_id: str, should_stop: Callable[[], bool]) -> Path:
        """Fetch an original; whoever takes it unlinks it."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A track with its file, or with the reason why it has none."""

    track: Track
    path: Path | None
    error: MenuraError | None = None


def is_fetched(source: Source) -> bool:
    """Tell whether a source's files have to be fetched."""
    return source.kind in MUSIC_SERVERS


@dataclass
class FetchLine:
    """Fetch the originals of tracks in the background, in about their order.

    Parameters
    ----------
    should_stop : callable
        Asked while waiting for a file.
    """

    originals: Originals
    source: Source
    tracks: Sequence[Track]
    should_stop: Callable[[], bool]
    _todo: "queue.SimpleQueue[Track]" = field(default_factory=queue.SimpleQueue)
    _ready: "queue.Queue[Fetched | None]" = field(default_factory=lambda: queue.Queue(AHEAD))
    _ended: threading.Event = field(default_factory=threading.Event)
    _open: list[MusicServer] = field(default_factory=list)

    def files(self) -> Generator[Fetched, None, None]:
        """Yield every track once, as it is fetched; what is not taken any more is deleted.

        Raises
        ------
        CancelledError
            `should_stop` returned true while waiting.
        """
        for track in self.tracks:
            self._todo.put(track)
        count = 1 if self.source.kind in ONE_AT_A_TIME else CONNECTIONS
        threads = [
            threading.Thread(target=self._fetch_all, name="fetch", daemon=True)
            for _ in range(min(count, len(self.tracks)))
        ]
        for thread in threads:
            thread.start()
        try:
            running = len(threads)
            while running:
                fetched = self._next()
                if fetched is None:
                    running -= 1
                else:
                    yield fetched
        finally:
            self._ended.set()
            for server in list(self._open):
                server.close()  # ends what a thread is waiting for
            self._drop_ready(threads)

    def _next(self) -> Fetched | None:
        while True:
            try:
                return self._ready.get(timeout=POLL_S)
            except queue.Empty:
                if self.should_stop():
                    raise CancelledError("Stopped while waiting for a server.") from None

    def _drop_ready(self, threads: Sequence[threading.Thread]) -> None:
        """Delete what was fetched for nobody; threads put nothing any more once they see it."""
        while any(thread.is_alive() for thread in threads) or not self._ready.empty():
            try:
                fetched = self._ready.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if fetched is not None and fetched.path is not None:
                fetched.path.unlink(missing_ok=True)

    def _fetch_all(self) -> None:
        """Fetch over one connection until nothing is left to be fetched."""
        try:
            with self.originals.open_server(self.source) as server:
                self._open.append(server)
                while not self._ended.is_set():
                    try:
                        track = self._todo.get_nowait()
                    except queue.Empty:
                        return
                    self._ready.put(self._fetch(server, track))
        except MenuraError as error:  # signing in failed: every track left has the same reason
            self._fail_rest(error)
        except Exception as error:  # noqa: BLE001 -- as below
            self._fail_rest(FetchBrokenError(self.source.name, error))
        finally:
            self._ready.put(None)

    def _fetch(self, server: MusicServer, track: Track) -> Fetched:
        try:
            path = self.originals.take(server, track.location, self._ended.is_set)
            return Fetched(track, path)
        except MenuraError as error:
            return Fetched(track, None, error)
        except Exception as error:  # noqa: BLE001 -- the boundary to foreign libraries
            return Fetched(track, None, FetchBrokenError(self.source.name, error))

    def _fail_rest(self, error: MenuraError) -> None:
        while not self._ended.is_set():
            try:
                track = self._todo.get_nowait()
            except queue.Empty:
                return
            self._ready.put(Fetched(track, None, error))

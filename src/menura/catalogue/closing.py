"""End what a music server is asked for as soon as the work is to stop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from menura.catalogue.servers import MusicServer

POLL_S = 0.5


@contextmanager
def closed_when_stopped(server: MusicServer, should_stop: Callable[[], bool]) -> Iterator[None]:
    """Close a server's connections as soon as the work is to stop: a request may take minutes.

    What was under way then ends by ServerUnreachableError.
    """
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(POLL_S):
            if should_stop():
                server.close()
                return

    watcher = threading.Thread(target=watch, name="stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()

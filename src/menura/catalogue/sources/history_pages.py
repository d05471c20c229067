"""Ask a service for page after page of a listening history."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from menura.catalogue.history import HistoryAccess, Listen
from menura.catalogue.history_entries import read_entry
from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerBusyError,
    ServerProtocolError,
    ServerStartingError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.http import Reply, Values, WebOptions, WebServer

TRIES = 6
FIRST_PAUSE_S = 2.0  # then twice as long each time: about a minute in all
LONGEST_PAUSE_S = 60.0
_MAY_PASS = (ServerBusyError, ServerProtocolError, ServerStartingError, ServerUnreachableError)
_SLICE_S = 0.5  # how late it is noticed that nobody waits any more


def _nothing() -> None:
    """Do nothing."""


def _no_report(_done: int, _total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class PagingOptions:
    """How to read a history.

    Attributes
    ----------
    check : callable
        Called between pages and while waiting; raises what is to break off.
    report : callable
        Called with how many listens were read, and how many there are if the service tells.
    pause : callable
        Waits so many seconds.
    page_size : int, optional
        Listens in a page; None: as many as the service gives.
    """

    check: Callable[[], None] = _nothing
    report: Callable[[int, int | None], None] = _no_report
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)
    page_size: int | None = None


class Pages:
    """Requests to one service, each asked again while the service has too much to do."""

    def __init__(
        self,
        access: HistoryAccess,
        product: str,
        url: str,
        *,
        headers: Mapping[str, str],
        options: PagingOptions,
    ) -> None:
        secrets = (access.token,) if access.token else ()
        self.product = product
        self.options = options
        self._has_answered = False
        self._web = WebServer(
            ServerAccess((access.url or url).rstrip("/"), token=access.token),
            # Tried again here, where waiting can be broken off.
            WebOptions(product, headers=headers, secrets=secrets, tries=1),
        )

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._web.host

    def get(self, path: str, query: Values) -> Reply:
        """Return the answer to a request.

        Raises
        ------
        MenuraError
            As `WebServer.request`, when it was tried long enough.
        """
        pause_s = FIRST_PAUSE_S
        for _ in range(TRIES - 1):
            self.options.check()
            try:
                reply = self._web.request("GET", path, query=query)
            except _MAY_PASS as error:
                if isinstance(error, ServerUnreachableError) and not self._has_answered:
                    raise  # the address is wrong, most likely
                asked_s = error.after_s if isinstance(error, ServerBusyError) else None
                if asked_s is not None and asked_s > LONGEST_PAUSE_S:
                    raise
                self.wait(max(pause_s, asked_s or 0.0))
                pause_s *= 2.0
            else:
                self._has_answered = True
                return reply
        return self._web.request("GET", path, query=query)

    def wait(self, seconds: float) -> None:
        """Wait, as long as anybody waits for it."""
        left_s = min(seconds, LONGEST_PAUSE_S)
        while left_s > 0.0:
            self.options.check()
            self.options.pause(min(left_s, _SLICE_S))
            left_s -= _SLICE_S

    def object(self, value: object, name: str) -> Mapping[str, Any]:
        """Return an object that an answer must have."""
        if not isinstance(value, Mapping):
            raise NotThisServerError(self.host, self.product, f"JSON without {name!r}")
        return value

    def close(self) -> None:
        """Give connections back."""
        self._web.close()


class Entries:
    """Count what could not be read among the entries of pages."""

    def __init__(self) -> None:
        self.bad_entries = 0

    def read(self, entries: list[Any]) -> Iterator[Listen]:
        """Yield the listens; what is only playing now is none."""
        for entry in entries:
            try:
                listen = read_entry(entry)
            except ValueError:
                self.bad_entries += 1
                continue
            if listen is not None:
                yield listen


def number(value: object) -> int | None:
    """Return a number that a service writes as a number or as text."""
    try:
        found = int(value) if isinstance(value, int | str) else None
    except ValueError:
        return None
    return found if found is not None and 0 <= found < 10**12 else None

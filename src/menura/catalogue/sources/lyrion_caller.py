"""Send commands to Lyrion, which answers what it refuses by hanging up.

Its JSON-RPC has no member for errors: an unknown command, a bad parameter, or a playlist without a
folder to keep it in closes the connection without a word. Whether it refused or broke down, one
harmless question more tells.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerForbiddenError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.http import WebOptions, WebServer
from menura.catalogue.sources.values import whole
from menura.kernel.errors import MenuraError

PRODUCT = "Lyrion"
_PATH = "/jsonrpc.js"

Item = Mapping[str, Any]
"""What Lyrion says of one thing; numbers come as numbers or as text."""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A part of a list.

    Attributes
    ----------
    count : int
        How long the whole list is.
    is_scanning : bool
        Whether Lyrion is reading its folders, so that the list may lack some.
    """

    items: Sequence[Item]
    count: int
    is_scanning: bool


class LyrionCaller:
    """Sends one command at a time: Lyrion does one thing after the other."""

    def __init__(self, access: ServerAccess) -> None:
        login = (access.username, access.password or "")
        options = WebOptions(product=PRODUCT, basic=login if any(login) else None)
        self.web = WebServer(access, options)
        self._refusal: ServerProtocolError | None = None

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self.web.host

    def read(self, *words: object) -> Item:
        """Return the answer to a command that changes nothing.

        Raises
        ------
        ServerProtocolError
            Lyrion does not take the command; `has_refused` tells it from a broken answer.
        Those of `WebServer.request`.
        """
        return self._call(words, is_read=True)

    def write(self, *words: object) -> Item:
        """Return the answer to a command that changes something; it is sent once.

        Raises
        ------
        ServerProtocolError
            As of `read`; or Lyrion took the command, and its answer was lost.
        Those of `WebServer.request`.
        """
        return self._call(words, is_read=False)

    def has_refused(self, error: ServerProtocolError) -> bool:
        """Tell whether an error means that Lyrion hung up on the command just sent."""
        return error is self._refusal

    def pages(
        self, command: Sequence[str], loop: str, options: Sequence[str], page_items: int
    ) -> Iterator[ItemPage]:
        """Yield the parts of a list until its end, or until a part is empty.

        Parameters
        ----------
        loop : str
            What the list is called in the answer.
        """
        first = 0
        while True:
            answer = self.read(*command, first, page_items, *options)
            found = answer.get(loop) or ()
            items = [item for item in found if isinstance(item, dict)]
            count = whole(answer.get("count")) or 0
            yield ItemPage(items, count, whole(answer.get("rescan")) == 1)
            first += page_items
            if not items or first >= count:
                return

    def _call(self, words: Sequence[object], *, is_read: bool) -> Item:
        try:
            return self._exchange(words, is_read=is_read)
        except ServerUnreachableError:
            if not self._is_alive():
                raise
        command = " ".join(str(word) for word in words[:2] if isinstance(word, str))
        reason = f"it hangs up on {command[:40]!r}, but answers otherwise"
        self._refusal = ServerProtocolError(self.host, reason)
        raise self._refusal

    def _is_alive(self) -> bool:
        try:
            self._exchange(("version", "?"), is_read=False)  # asked once: it has been tried
        except MenuraError:
            return False
        return True

    def _exchange(self, words: Sequence[object], *, is_read: bool) -> Item:
        # The empty text stands for the player, which none of our commands needs.
        call = {"id": 1, "method": "slim.request", "params": ["", list(words)]}
        reply = self.web.request("POST", _PATH, json=call, is_read=is_read)
        if reply.status == 403:
            remedy = "allow the address of this machine in its security settings"
            raise ServerForbiddenError(self.host, "send it commands", remedy)
        if reply.status in (404, 405, 410, 501):
            raise NotThisServerError(self.host, PRODUCT, f"status {reply.status}")
        if not reply.is_good:
            raise ServerProtocolError(self.host, f"status {reply.status}")
        answer = reply.json()
        result = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(result, dict):
            raise NotThisServerError(self.host, PRODUCT, "another kind of JSON")
        return result


def checked_number(host: str, text: str, what: str) -> str:
    """Return an id as Lyrion gives them.

    Raises
    ------
    ServerNotFoundError
        It is none: Lyrion would hang up.
    """
    if not re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        raise ServerNotFoundError(host, f"{what} {text[:40]!r}")
    return text


def one_line(text: str) -> str:
    """Return a text without what would end a parameter."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

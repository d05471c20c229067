"""Speak MPD's protocol: one command per line, behind a guard.

The library sends line breaks as they are, so a name with a line break and ``rm "Favourites"`` in it
would delete a playlist: every argument is looked at before the library sees it. What comes back is
bounded in length and in time, since the protocol bounds neither.
"""

import contextlib
import io
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import mpd  # type: ignore[import-untyped]

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerArgumentError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ServerAccess
from menura.catalogue.sources.address import CheckedAddress, check_address
from menura.catalogue.sources.blotting import blot
from menura.catalogue.sources.exchange import CLOSED_HERE
from menura.kernel.errors import MenuraError

MPD_PORTS = {"mpd": 6600}
OLDEST_VERSION = (0, 21)  # the first with filter expressions: (base 'Jazz')
MOST_LIST_COMMANDS = 2_000
MOST_LIST_BYTES = 500_000  # MPD closes the connection at 2 MiB by default
_CHUNK_BYTES = 65_536
_MOST_QUOTED = 120

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MpdLimits:
    """How long, in bytes and in time, an answer may be.

    Attributes
    ----------
    read_s, answer_s : float
        Until the next byte; until the whole answer is there.
    tries : int
        How often a read is tried when the connection breaks off.
    """

    connect_s: float = 5.0
    read_s: float = 60.0
    answer_s: float = 300.0
    line_bytes: int = 1_000_000
    answer_bytes: int = 32_000_000
    tries: int = 3


class MpdConnection:
    """One connection to one checked address, opened again when it was lost.

    Not for several threads at once, but for `close`.

    Raises
    ------
    ServerAddressError, ServerUnreachableError
        The address cannot be used, or its name stands for none.
    """

    def __init__(self, access: ServerAccess, limits: MpdLimits) -> None:
        self._address = check_address(access.url, ports=MPD_PORTS)
        self._password = access.password
        self._limits = limits
        self._client: Any = None
        self._wire: _Wire | None = None
        self._use = threading.Lock()
        self._is_closed = False

    @property
    def host(self) -> str:
        """Return host and port: what may be shown."""
        return self._address.host

    @property
    def version(self) -> str:
        """Return the version of the protocol that is spoken."""
        return str(self._read(lambda client: client.mpd_version, "say its version"))

    @cached_property
    def commands(self) -> frozenset[str]:
        """Return the commands that this MPD has, and that the password allows."""
        return frozenset(self.read("commands", doing="list its commands"))

    def read(self, command: str, *arguments: str, doing: str) -> Any:
        """Return the answer to a command that changes nothing; tried again when it broke off.

        Parameters
        ----------
        doing : str
            What is done, as "list its playlists", for messages.

        Raises
        ------
        ServerArgumentError
            An argument holds a line break or NUL.
        ServerNotFoundError, ServerForbiddenError, ServerLoginError, ServerUnsupportedError
        ServerUnreachableError, ServerTooLargeError, ServerProtocolError, NotThisServerError
        """
        check_arguments(arguments)
        return self._read(lambda client: getattr(client, command)(*arguments), doing)

    def write(self, commands: Sequence[Sequence[str]], *, doing: str) -> None:
        """Run commands that change something, all in one request; MPD stops at the first refused.

        Raises
        ------
        As `read`.
        """
        for _, *arguments in commands:
            check_arguments(arguments)
        # A connection that lay idle may be closed by now: find out before something is changed.
        self._read(lambda client: client.ping(), "answer")
        self._told(lambda client: _run_list(client, commands), doing)

    def close(self) -> None:
        """Close the connection for good; what another thread waits for ends soon."""
        self._is_closed = True
        wire = self._wire
        if wire is not None:
            wire.give_up()
        self._release_idle()

    def _release_idle(self) -> None:
        """Close the connection unless a thread uses it, which then does so itself."""
        if self._use.acquire(blocking=False):
            try:
                self.release()
            finally:
                self._use.release()

    def release(self) -> None:
        """Close the connection; the next command opens another."""
        client, self._client = self._client, None
        wire, self._wire = self._wire, None
        if client is not None:
            with contextlib.suppress(OSError, ValueError):  # what is left cannot be sent any more
                client.disconnect()
        if wire is not None:
            wire.close()

    def _read(self, run: Callable[[Any], T], doing: str) -> T:
        left = self._limits.tries
        while True:
            left -= 1
            try:
                return self._told(run, doing)
            except ServerUnreachableError:
                if left <= 0:
                    raise

    def _told(self, run: Callable[[Any], T], doing: str) -> T:
        """Run something with the library's client, its errors told in our words."""
        try:
            with self._use:
                return self._run(run, doing)
        except MenuraError:
            if self._is_closed:  # what came of a connection that was closed under it means nothing
                raise ServerUnreachableError(self.host, CLOSED_HERE) from None
            raise
        finally:
            if self._is_closed:
                self._release_idle()

    def _run(self, run: Callable[[Any], T], doing: str) -> T:
        if self._is_closed:
            raise ServerUnreachableError(self.host, CLOSED_HERE)
        try:
            return run(self._opened())
        except mpd.CommandError as error:  # the answer is read to its end: the connection is good
            raise self._refusal(error, doing) from None
        except MenuraError:
            self.release()
            raise
        except (mpd.ConnectionError, OSError) as error:
            self.release()
            reason = "it takes too long" if isinstance(error, TimeoutError) else "it broke off"
            raise ServerUnreachableError(self.host, reason) from None
        except (mpd.MPDError, ValueError, LookupError, TypeError):
            self.release()
            raise ServerProtocolError(self.host, f"when asked to {doing}") from None

    def _opened(self) -> Any:
        """Return the library's client, connected, ready to count the next answer."""
        if self._wire is None:
            self._wire = wire = _connect(self._address, self._limits)
            if self._is_closed:  # meanwhile
                wire.give_up()
            client = mpd.MPDClient()
            client._connect_tcp = lambda host, port: wire  # the library looks names up again
            try:
                self._greet(client)
            except BaseException:
                self._wire = None
                wire.close()
                raise
            self._client = client
        self._wire.begin()
        return self._client

    def _greet(self, client: Any) -> None:
        try:
            client.connect(self._address.name, self._address.port)
        except mpd.ProtocolError:
            raise NotThisServerError(self.host, "MPD", "another greeting") from None
        _check_version(self.host, str(client.mpd_version))
        if self._password:
            try:
                check_arguments((self._password,))
            except ServerArgumentError:
                reason = "a password of MPD holds no line break"
                raise ServerLoginError(self.host, reason) from None
            client.password(self._password)

    def _refusal(self, error: Any, doing: str) -> MenuraError:
        """Return in our words why MPD refuses a command."""
        codes = mpd.FailureResponseCode
        match error.errno:
            case codes.PASSWORD:
                return ServerLoginError(self.host, "the password is wrong")
            case codes.PERMISSION if not self._password:
                return ServerLoginError(self.host, "it asks for a password")
            case codes.PERMISSION:
                return ServerForbiddenError(self.host, doing, "give a password with more rights")
            case codes.NO_EXIST:
                return ServerNotFoundError(self.host, f"such thing when asked to {doing}")
            case codes.UNKNOWN:
                return ServerUnsupportedError("This MPD", doing)
            case codes.PLAYLIST_MAX:
                return ServerUnsupportedError("This MPD", "hold so many tracks in a playlist")
        said = blot(str(error.msg or "it refuses"), [self._password or ""])
        shown = "".join(c if c.isprintable() else " " for c in said)[:_MOST_QUOTED]
        return ServerProtocolError(self.host, f"asked to {doing} it says: {shown}")


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse what MPD would take for another command, and what is no text.

    Raises
    ------
    ServerArgumentError
    """
    for argument in arguments:
        if any(character in argument for character in "\r\n\0"):
            raise ServerArgumentError(argument)
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise ServerArgumentError(argument) from None


def _run_list(client: Any, commands: Sequence[Sequence[str]]) -> None:
    client.command_list_ok_begin()
    for command, *arguments in commands:
        getattr(client, command)(*arguments)
    client.command_list_end()


def _check_version(host: str, version: str) -> None:
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if numbers < OLDEST_VERSION:
        shown = "".join(c for c in version if c.isprintable())[:20]
        raise ServerProtocolError(host, f"its version is {shown}; 0.21 is the oldest that will do")


class _Wire(io.RawIOBase):
    """What the library takes for its socket; the answers that come through it are bounded."""

    def __init__(self, connection: socket.socket, host: str, limits: MpdLimits) -> None:
        super().__init__()
        self._socket = connection
        self._host = host
        self._limits = limits
        self._lines = io.BufferedReader(self, _CHUNK_BYTES)
        self.begin()

    def begin(self) -> None:
        """Count from here on: another request will be sent."""
        self._bytes = 0
        self._until = time.monotonic() + self._limits.answer_s

    def makefile(self, mode: str, **options: Any) -> Any:
        """Return what the library reads answers from, or writes commands to."""
        make: Any = self._socket.makefile
        return self if "r" in mode else make(mode, **options)

    def settimeout(self, seconds: float | None) -> None:
        """Do nothing: every read has its own."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line; a part of one if the connection is closed."""
        line = self._lines.readline(self._limits.line_bytes)
        if len(line) >= self._limits.line_bytes:
            raise ServerTooLargeError(self._host, self._limits.line_bytes)
        # The library would give up the whole answer for one byte that is no UTF-8.
        return line.decode(errors="replace").encode()

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Receive what has come, as long as the answer may still take."""
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        self._socket.settimeout(min(left_s, self._limits.read_s))
        count = self._socket.recv_into(buffer)
        self._bytes += count
        if self._bytes > self._limits.answer_bytes:
            raise ServerTooLargeError(self._host, self._limits.answer_bytes)
        return count

    def give_up(self) -> None:
        """End every wait; the socket stays open for the thread that waits on it."""
        with contextlib.suppress(OSError):  # closed already
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()
        super().close()


def _connect(address: CheckedAddress, limits: MpdLimits) -> _Wire:
    """Connect to the first of the checked addresses that answers."""
    refused: OSError = OSError("no address")
    for ip in address.ips:
        try:
            connection = socket.create_connection((ip, address.port), limits.connect_s)
        except OSError as error:
            refused = error
            continue
        connection.settimeout(limits.read_s)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Wire(connection, address.host, limits)
    reason = "it takes too long" if isinstance(refused, TimeoutError) else refused.strerror
    raise ServerUnreachableError(address.host, reason or "no answer")

"""Follow the tempo and the scale of Ableton Live, through AbletonOSC.

AbletonOSC (https://github.com/ideoforms/AbletonOSC) is a remote script inside Live: it takes OSC
messages on UDP port 11000 and answers to port 11001 of whoever asked last. What is said when
stands in `menura.suggest.ableton_talk`, what is believed in `menura.suggest.daw_reading`; here
are the thread and the socket.
"""

import contextlib
import ipaddress
import math
import socket
import threading
from collections.abc import Callable, Iterator
from selectors import EVENT_READ, DefaultSelector

import structlog

from menura.kernel.clock import Clock, SystemClock
from menura.suggest.ableton_talk import ERROR, SONG_GET, AbletonOptions, Message, Talk
from menura.suggest.daw_reading import DawReading, DawStatus
from menura.suggest.errors import DawUnreachableError

__all__ = ["AbletonLink", "AbletonOptions", "DawReading", "DawStatus"]

_LARGEST_DATAGRAM_BYTES = 8_192
_DATAGRAMS_PER_ROUND = 500  # so that a flood cannot keep the link from its other duties
_RECEIVE_BUFFER_BYTES = 1 << 20  # where the system grants it: a drag must outlive a slow listener
_JOIN_S = 10.0

log = structlog.get_logger("menura.suggest")


class AbletonLink:
    """Follow one Ableton Live from a thread of its own.

    Parameters
    ----------
    options : AbletonOptions
    on_reading : callable
        Called from the link's thread with each reading that differs from the one before, and
        when the peer has come back. If it raises, the reading is offered again a little later.
    on_silent : callable
        Called from the link's thread, once, when the peer has said nothing for too long; also if
        it never said anything since the start.
    clock : Clock, optional
        Tells when the peer was heard.
    """

    def __init__(
        self,
        options: AbletonOptions,
        on_reading: Callable[[DawReading], None],
        on_silent: Callable[[], None],
        *,
        clock: Clock | None = None,
    ) -> None:
        self.options = options
        self._on_reading = on_reading
        self._on_silent = on_silent
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._talk: Talk | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen; do nothing if that was done.

        Raises
        ------
        DawUnreachableError
            If the host is not known, or the port to receive on is taken.
        """
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            line = _Line(self.options)
            self._talk = Talk(
                line,
                self.options,
                on_reading=self._on_reading,
                on_silent=self._on_silent,
                clock=self._clock,
            )
            self._thread = threading.Thread(target=self._talk.run, name="ableton-link", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Unsubscribe, give the port back and end the thread; may be called twice, and anywhere."""
        with self._lock:
            talk, thread = self._talk, self._thread
        if talk is None or thread is None:
            return
        talk.end()
        if thread is threading.current_thread():  # a callback stops its own link
            return
        thread.join(_JOIN_S)
        if thread.is_alive():
            log.warning("daw_link_hangs", waited_s=_JOIN_S)

    def status(self) -> DawStatus:
        """Return how it stands; may be called from any thread."""
        talk = self._talk
        return DawStatus() if talk is None else talk.status

    @property
    def receive_port(self) -> int | None:
        """Port that messages are received on; None before the start."""
        return None if self._talk is None else self._talk.receive_port


class _Line:
    """Exchange OSC messages with one peer over UDP, and believe no one else.

    Bundles are not read: AbletonOSC sends none, and python-osc 1.10 does not come back from one
    with a negative length.
    """

    def __init__(self, options: AbletonOptions) -> None:
        self._peers = _resolve(options.host)
        self._to = (self._peers[0], options.send_port)
        self._socket = _bind(options, self._peers)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self.ignored_count = 0
        self._has_complained = False
        self._waker, self._alarm = socket.socketpair()
        self._selector = DefaultSelector()
        self._selector.register(self._socket, EVENT_READ)
        self._selector.register(self._alarm, EVENT_READ)

    def send(self, *addresses: str) -> None:
        """Send messages without values; what cannot be sent now is not sent."""
        from pythonosc.osc_message_builder import OscMessageBuilder

        for address in addresses:
            try:
                self._socket.sendto(OscMessageBuilder(address).build().dgram, self._to)
            except OSError as error:
                self._complain("daw_not_reached", host=self._to[0], reason=str(error))

    def wait(self, timeout_s: float) -> None:
        """Wait until something has come, or somebody calls `wake`."""
        self._selector.select(max(timeout_s, 0.0) if math.isfinite(timeout_s) else None)

    def wake(self) -> None:
        """End the present wait, and all that follow; may be called from any thread."""
        with contextlib.suppress(OSError):  # it was closed meanwhile
            self._waker.send(b"!")

    def messages(self) -> Iterator[Message]:
        """Yield what the peer has sent up to now."""
        for _ in range(_DATAGRAMS_PER_ROUND):
            try:
                datagram, sender = self._socket.recvfrom(_LARGEST_DATAGRAM_BYTES)
            except BlockingIOError:
                return
            except OSError:  # Windows: an earlier message found nobody
                continue
            if sender[0] not in self._peers:
                self._complain("daw_stranger_ignored", host=sender[0], expected=self._peers)
            message = _decode(datagram) if sender[0] in self._peers else None
            if message is None:
                self.ignored_count += 1
            else:
                yield message

    def close(self) -> None:
        """Give everything back."""
        self._selector.close()
        for one in (self._socket, self._alarm, self._waker):
            one.close()

    def _complain(self, event: str, **facts: object) -> None:
        """Log a trouble, once: it comes again with every message."""
        if not self._has_complained:
            self._has_complained = True
            log.warning(event, **facts)


def _decode(datagram: bytes) -> Message | None:
    """Return a message of AbletonOSC, None for anything else."""
    from pythonosc.osc_message import OscMessage

    head, end, _ = datagram.partition(b"\0")
    if not (end and head.startswith(b"/live/") and head.isascii()):
        return None
    address = head.decode("ascii")
    if not address.startswith((SONG_GET, ERROR)):
        return Message(address)
    try:
        return Message(address, tuple(OscMessage(datagram).params))
    except Exception:  # noqa: BLE001 - foreign bytes in a foreign parser
        return None


def _resolve(host: str) -> tuple[str, ...]:
    """Return the IPv4 addresses of a host; AbletonOSC knows no others."""
    try:
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise DawUnreachableError(
            f"The host {host[:80]!r} is not known here ({error}); give the name or the IPv4 "
            "address of the machine that Live runs on.",
            field="host",
        ) from error
    addresses = tuple(dict.fromkeys(str(where[0]) for *_, where in found))
    first = ipaddress.IPv4Address(addresses[0])
    if not host.strip() or first.is_unspecified or first.is_multicast or first.is_reserved:
        raise DawUnreachableError(
            f"The host {host[:80]!r} is no single machine; give the name or the IPv4 address of "
            "the one that Live runs on.",
            field="host",
        )
    return addresses


def _bind(options: AbletonOptions, peers: tuple[str, ...]) -> socket.socket:
    is_local = all(ipaddress.IPv4Address(peer).is_loopback for peer in peers)
    listen_host = options.listen_host or ("127.0.0.1" if is_local else "0.0.0.0")
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
    try:
        bound.bind((listen_host, options.receive_port))
    except (OSError, UnicodeError) as error:
        bound.close()
        raise DawUnreachableError(
            f"UDP port {options.receive_port} on {listen_host} cannot be listened on ({error}). "
            "AbletonOSC answers to one port only: close the other program that listens there.",
            field="receive_port",
        ) from error
    return bound

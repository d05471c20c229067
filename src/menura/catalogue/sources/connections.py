"""Connect to a checked address and nowhere else, and lose patience with what never ends.

A server that sends a byte now and then keeps every single wait short; what is bounded here is the
time spent waiting for the whole of an answer, its headers included.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from menura.catalogue.server_errors import ServerUnreachableError
from menura.catalogue.sources.address import CheckedAddress
from menura.catalogue.sources.tls import CONNECT_S, check_pinned, connection_error

MOST_CONNECTIONS = 2
# Shorter than servers keep an idle connection: a write must not meet one that was just closed.
KEEP_IDLE_S = 2.0
_HTTP = b"HTTP/"


class ImpatientError(Exception):
    """Say that an answer takes longer in all than it may."""


class GivenUpError(Exception):
    """Say that the connections were closed from here while something was waited for."""


class NotHttpError(Exception):
    """Say that what came first over a connection is the beginning of no answer of HTTP."""


class Patience:
    """How long to wait for what a server still has to say."""

    def __init__(self) -> None:
        self._end_s: float | None = 0.0
        self._left_s = 0.0
        self._earned_s_per_byte = 0.0

    @contextlib.contextmanager
    def of(self, whole_s: float) -> Iterator[None]:
        """Wait no longer than that, all in all.

        What was begun before goes on afterwards as if nothing had been between.
        """
        before = self._end_s, self._left_s, self._earned_s_per_byte
        self._end_s = time.monotonic() + whole_s
        try:
            yield
        finally:
            self._end_s, self._left_s, self._earned_s_per_byte = before

    def follow(self, whole_s: float, least_bytes_per_s: float) -> None:
        """From now on count only the waiting; what comes in faster than that wins time back.

        For what is read by and by: how long the reader takes over it is not the server's fault.
        """
        self._end_s = None
        self._left_s = whole_s
        self._earned_s_per_byte = 1.0 / least_bytes_per_s

    def wait_s(self, longest_s: float | None) -> float:
        """Return how long the next wait may take."""
        left_s = self._left_s if self._end_s is None else self._end_s - time.monotonic()
        if left_s <= 0.0:
            raise ImpatientError
        return left_s if longest_s is None else min(longest_s, left_s)

    def waited(self, seconds: float, received_bytes: int = 0) -> None:
        """Note a wait, and what it brought."""
        self._left_s += received_bytes * self._earned_s_per_byte - seconds


class CheckedTransport(httpx.BaseTransport):
    """Carry requests to one checked address.

    Raises whatever `httpcore` raises, those of `menura.catalogue.sources.tls` and ImpatientError.
    """

    def __init__(
        self,
        address: CheckedAddress,
        context: ssl.SSLContext | None,
        *,
        pinned: str | None,
        patience: Patience,
    ) -> None:
        self._backend = _CheckedBackend(address, pinned, patience)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEEP_IDLE_S,
            network_backend=self._backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the answer, its body still to come."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def give_up(self) -> None:
        """End every wait by GivenUpError, now and from now on; for any thread."""
        self._backend.give_up()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _CheckedBackend(httpcore.NetworkBackend):
    """Connect to the addresses that were checked, whatever name a request bears."""

    def __init__(self, address: CheckedAddress, pinned: str | None, patience: Patience) -> None:
        self._address = address
        self._pinned = pinned
        self._patience = patience
        self._sockets = httpcore.SyncBackend()
        self._lock = threading.Lock()
        self._open: set[_PatientStream] = set()
        self._is_given_up = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception | None = None
        for ip in self._address.ips:
            try:
                stream = self._sockets.connect_tcp(
                    ip, self._address.port, self._patience.wait_s(CONNECT_S), None, socket_options
                )
                return self.watched(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise connection_error(self._address, _cause(last)) from last

    def secure(
        self, stream: httpcore.NetworkStream, context: ssl.SSLContext
    ) -> httpcore.NetworkStream:
        """Return a stream whose other end has shown the right certificate."""
        try:
            secure = stream.start_tls(context, self._address.name, self._patience.wait_s(CONNECT_S))
        except httpcore.ConnectTimeout as error:
            reason = f"no TLS comes about within {CONNECT_S:.0f} s; perhaps it speaks http only"
            raise ServerUnreachableError(self._address.host, reason) from error
        except httpcore.ConnectError as error:
            raise connection_error(self._address, _cause(error)) from error
        if self._pinned is not None:
            try:
                socket = secure.get_extra_info("socket")
                check_pinned(self._address.host, self._pinned, socket.getpeercert(True))
            except BaseException:
                secure.close()
                raise
        return secure

    @property
    def patience(self) -> Patience:
        return self._patience

    def give_up(self) -> None:
        """Wake whoever waits on a connection.

        They are shut and not closed: a number of a file that is closed under a thread that waits
        on it may be another file's by the time it looks.
        """
        with self._lock:
            self._is_given_up = True
            streams = list(self._open)
        for stream in streams:
            with contextlib.suppress(OSError):  # closed already
                # Not the method of TLS's own socket, which forgets first that it is encrypted.
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)

    def watched(self, stream: httpcore.NetworkStream) -> "_PatientStream":
        """Return a stream on which waiting is counted, and ended by `give_up`."""
        patient = _PatientStream(stream, self)
        with self._lock:
            self._open.add(patient)
        if self._is_given_up:  # meanwhile
            patient.close()
            raise GivenUpError
        return patient

    def forget(self, stream: "_PatientStream") -> None:
        with self._lock:
            self._open.discard(stream)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Turn whatever comes of a wait that was given up into GivenUpError."""
        try:
            yield
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError, ValueError):
            if self._is_given_up:
                raise GivenUpError from None
            raise
        # A connection that was shut looks like one that the server has closed.
        if self._is_given_up:
            raise GivenUpError


class _PatientStream(httpcore.NetworkStream):
    """A connection on which waiting is counted."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._has_read = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        patience = self._backend.patience
        wait_s, start_s = patience.wait_s(timeout), time.monotonic()
        try:
            with self._backend.waiting():
                data = self._stream.read(max_bytes, wait_s)
        except httpcore.ReadTimeout:
            if timeout is None or wait_s < timeout:
                raise ImpatientError from None
            raise
        patience.waited(time.monotonic() - start_s, len(data))
        if not self._has_read and data[: len(_HTTP)] != _HTTP[: len(data)]:
            raise NotHttpError
        self._has_read = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        patience = self._backend.patience
        wait_s, start_s = patience.wait_s(timeout), time.monotonic()
        with self._backend.waiting():
            self._stream.write(buffer, wait_s)
        patience.waited(time.monotonic() - start_s)

    def close(self) -> None:
        self._backend.forget(self)
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secure = self._backend.secure(self._stream, ssl_context)
        self._backend.forget(self)
        return self._backend.watched(secure)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _cause(error: BaseException | None) -> BaseException:
    """Return what the operating system said."""
    if error is None:
        return OSError("no address")
    return error.__cause__ or error

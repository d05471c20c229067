"""Exchange a request for an answer, and say in our words what goes wrong.

Nothing of what libraries say of an error is passed on: it quotes the server, and a server may
quote us.
"""

import random
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerAddressError,
    ServerBusyError,
    ServerLoginError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.catalogue.sources.address import CheckedAddress, shown_address
from menura.catalogue.sources.blotting import blot
from menura.catalogue.sources.calls import Call
from menura.catalogue.sources.connections import (
    CheckedTransport,
    GivenUpError,
    ImpatientError,
    NotHttpError,
    Patience,
)
from menura.catalogue.sources.packing import Unpacker, content_bytes
from menura.catalogue.sources.replies import is_page
from menura.catalogue.sources.tls import CONNECT_S, shown_certificate
from menura.kernel.errors import MenuraError

READ_S = 60.0
WHOLE_S = 120.0
LONGEST_PAUSE_S = 30.0
FIRST_PAUSE_S = 0.5
CLOSED_HERE = "it was closed from here, because what was going on was ended"
USER_AGENT = "Menura"  # always the same: Navidrome keeps a "player" for each
MOST_PART_BYTES = 65_536
_WANTS_HTTPS = re.compile(rb"plain http|http request (?:was sent )?to (?:an )?https", re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How to speak with a server.

    Attributes
    ----------
    product : str
        What people call this kind of server: "Jellyfin".
    headers : mapping
        Sent with every request; may hold secrets.
    basic : tuple of str, optional
        User and password for HTTP's own login.
    secrets : tuple of str
        Blotted out wherever a message quotes the server.
    tries : int
        How often a read is tried when the server is busy or the connection breaks off.
    read_s, whole_s : float
        How long is waited for a next byte, and for the whole of an answer; for audio longer, as
        its size explains.
    pause : callable, optional
        Waits so many seconds; by default that ends when the connections are closed.
    spread, now : callable
        Return a random number from 0 to 1; tell the time.
    """

    product: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    tries: int = 3
    read_s: float = READ_S
    whole_s: float = WHOLE_S
    pause: Callable[[float], None] | None = field(default=None, repr=False)
    spread: Callable[[], float] = field(default=random.random, repr=False)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)


class PassingError(Exception):
    """Say that a request may be worth another try, and which error it is if not.

    Attributes
    ----------
    after_s : float, optional
        When the server wants to be asked again.
    """

    def __init__(self, error: MenuraError, after_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.after_s = after_s


class Exchange:
    """Send requests to one checked address.

    Not for several threads at once, but for `close`.
    """

    def __init__(
        self,
        address: CheckedAddress,
        options: WebOptions,
        *,
        context: ssl.SSLContext | None,
        pinned: str | None,
        secrets: tuple[str, ...],
    ) -> None:
        self.address = address
        self.patience = Patience()
        self._options = options
        self._secrets = secrets
        self._has_answered = False
        self._is_closed = threading.Event()
        self._lock = threading.Lock()
        self._running = 0
        transport = CheckedTransport(address, context, pinned=pinned, patience=self.patience)
        self._give_up = transport.give_up
        self._client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(options.read_s, connect=CONNECT_S),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # nothing is remembered
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close all connections for good; what another thread waits for ends soon."""
        self._is_closed.set()
        self._give_up()
        with self._lock:
            is_idle = self._running == 0
        if is_idle:  # otherwise the last request does it
            self._client.close()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """Keep the connections from being closed under a thread that uses them."""
        with self._lock:
            self._running += 1
        try:
            if self._is_closed.is_set():
                raise self._given_up()
            yield
        finally:
            with self._lock:
                self._running -= 1
                is_last = self._running == 0
            if is_last and self._is_closed.is_set():
                self._client.close()

    def _given_up(self) -> ServerUnreachableError:
        return ServerUnreachableError(self.address.host, CLOSED_HERE)

    def repeated(self, attempt: Callable[[], T], tries: int) -> T:
        """Return what an attempt returns, tried again as often as it may be.

        Raises
        ------
        MenuraError
            What the last PassingError stands for.
        """
        for count in range(1, tries + 1):
            try:
                return attempt()
            except PassingError as passing:
                is_long = passing.after_s is not None and passing.after_s > LONGEST_PAUSE_S
                if count == tries or is_long:
                    raise passing.error from None
                self._pause(self._pause_s(count, passing.after_s))
        raise ValueError("a request must be tried once at least")

    def _pause(self, seconds: float) -> None:
        if self._options.pause is not None:
            self._options.pause(seconds)
        else:
            self._is_closed.wait(seconds)

    def _pause_s(self, count: int, after_s: float | None) -> float:
        """Return how long to wait; never all of us at the same moment."""
        if after_s is not None:
            return after_s * (1.0 + 0.1 * self._options.spread())
        return FIRST_PAUSE_S * 2.0 ** (count - 1) * (0.5 + 0.5 * self._options.spread())

    @contextmanager
    def answer(self, call: Call) -> Iterator[httpx.Response]:
        """Send a request and give its answer, the body still to be read.

        Raises
        ------
        PassingError
            Reads may be tried again.
        MenuraError
            They need not be.
        """
        request = httpx.Request(
            call.method,
            self.address.origin + call.path + (f"?{call.query}" if call.query else ""),
            headers=[(name.encode(), value) for name, value in call.headers.items()],
            content=call.content,
        )
        with self._in_use():
            answer = self._send(request)
            self._has_answered = True
            try:
                yield answer
            finally:
                answer.close()

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._client.send(request, stream=True)
        except GivenUpError:
            raise self._given_up() from None
        except ServerUnreachableError as error:
            if isinstance(error.__cause__, httpcore.ConnectTimeout):
                raise error from None
            raise PassingError(error) from None
        except (httpcore.NetworkError, httpcore.RemoteProtocolError, NotHttpError) as error:
            self._check_scheme()
            is_strange = isinstance(error, httpcore.RemoteProtocolError | NotHttpError)
            if is_strange and "disconnected" not in str(error):
                raise self._strange() from None
            reason = "it closed the connection without an answer"
            raise PassingError(ServerUnreachableError(self.address.host, reason)) from None
        except (httpcore.TimeoutException, ImpatientError) as error:
            raise ServerUnreachableError(self.address.host, self._late(error)) from None
        except (httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL):
            reason = "the request cannot be sent as it is"
            raise ServerProtocolError(self.address.host, reason) from None

    def _check_scheme(self) -> None:
        """Raise ServerAddressError if a server that never answered speaks https, not http."""
        if self._has_answered or self.address.scheme != "http":
            return
        try:
            shown_certificate(self.address)
        except MenuraError:
            return
        raise self._wants_https()

    def _wants_https(self) -> ServerAddressError:
        reason = "https is spoken there; write https:// in place of http://"
        return ServerAddressError(self.address.url, reason)

    def _strange(self) -> MenuraError:
        """Return what an answer means that is no HTTP."""
        host = self.address.host
        if self._has_answered:
            return ServerProtocolError(host, "it breaks the rules of HTTP")
        return NotThisServerError(host, self._options.product, "something that is not HTTP")

    def _late(self, error: Exception) -> str:
        if isinstance(error, ImpatientError):
            return f"its answer was not complete after {self._options.whole_s:.0f} s"
        if isinstance(error, httpcore.PoolTimeout):
            return "too much is being read from it at the same time"
        return f"it said nothing for {self._options.read_s:.0f} s"

    def chunks(self, answer: httpx.Response) -> Iterator[bytes]:
        """Yield the body as it was sent, packed or not; raises as `answer`."""
        try:
            yield from answer.iter_raw()
        except GivenUpError:
            raise self._given_up() from None
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            reason = "it broke off in the middle"
            raise PassingError(ServerProtocolError(self.address.host, reason)) from None
        except (httpcore.TimeoutException, ImpatientError) as error:
            raise ServerUnreachableError(self.address.host, self._late(error)) from None
        except (httpcore.ProtocolError, httpx.HTTPError, httpx.StreamError):
            raise self._strange() from None

    def body(self, answer: httpx.Response, most_bytes: int) -> bytes:
        """Return the whole body, unpacked.

        Raises
        ------
        ServerTooLargeError
            It is larger, packed or unpacked.
        """
        host = self.address.host
        if (content_bytes(answer) or 0) > most_bytes:
            raise ServerTooLargeError(host, most_bytes)
        packed = Unpacker(answer.headers.get("content-encoding", ""), host)
        parts: list[bytes] = []
        raw_count = count = 0
        for chunk in self.chunks(answer):
            parts.append(packed.unpack(chunk, most_bytes - count + 1))
            count += len(parts[-1])
            raw_count += len(chunk)
            if max(count, raw_count) > most_bytes:
                raise ServerTooLargeError(host, most_bytes)
        if not packed.is_complete:
            raise PassingError(ServerProtocolError(host, "it broke off in the middle"))
        return b"".join(parts)

    def beginning(self, answer: httpx.Response) -> bytes:
        """Return the first bytes of a body that only helps to understand an error."""
        try:
            packed = Unpacker(answer.headers.get("content-encoding", ""), self.address.host)
            found = b""
            for chunk in self.chunks(answer):
                found += packed.unpack(chunk, MOST_PART_BYTES)
                if len(found) >= MOST_PART_BYTES:
                    break
        except (MenuraError, PassingError):
            return b""
        return found[:MOST_PART_BYTES]

    def check_status(self, answer: httpx.Response, known: frozenset[int]) -> None:
        """Raise what a status means, unless it is good or in `known`."""
        status, host = answer.status_code, self.address.host
        if 200 <= status < 300 or status in known:
            return
        if 300 <= status < 400 and "location" in answer.headers:
            raise ServerRedirectError(host, self._target(answer))
        if status == 429:
            raise self._busy(answer)
        if status == 503:
            if is_page(answer.headers.get("content-type", ""), self.beginning(answer)):
                raise ServerStartingError(host)
            raise self._busy(answer)
        raise ServerProtocolError(host, f"status {status}")

    def check_plain(self, answer: httpx.Response, beginning: bytes) -> None:
        """Raise ServerAddressError if a refusal says that the port is for https."""
        is_plain = self.address.scheme == "http" and answer.status_code == 400
        if is_plain and _WANTS_HTTPS.search(beginning[:4096]):
            raise self._wants_https()

    def _busy(self, answer: httpx.Response) -> PassingError:
        after_s = _seconds(answer.headers.get("retry-after", ""), self._options.now())
        return PassingError(ServerBusyError(self.address.host, after_s), after_s)

    def _target(self, answer: httpx.Response) -> str:
        """Return where a redirect leads, as an address to be used in place of this one."""
        asked = self.address.origin + str(answer.request.url.path)
        try:
            parts = urlsplit(urljoin(asked, answer.headers["location"]))
            port = parts.port or {"https": 443}.get(parts.scheme, 80)
            name = parts.hostname or ""
        except ValueError:
            return "an address that cannot be read"
        called = answer.request.url.path.removeprefix(self.address.path)
        path = parts.path.removesuffix(called).rstrip("/")
        host = f"[{name}]" if ":" in name else name
        return shown_address(blot(f"{parts.scheme}://{host}:{port}{path}", self._secrets))


def _seconds(text: str, now: datetime) -> float | None:
    """Return how many seconds a ``Retry-After`` asks for: it is a number or a date."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def login_error(host: str, has_token: bool) -> ServerLoginError:
    """Return the error of an account that is refused."""
    if has_token:
        return ServerLoginError(host, "the token is not valid, or not any more")
    return ServerLoginError(host)

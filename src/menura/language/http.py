"""Exchange one request for one answer with a server that is not trusted.

Whatever the server does, an exchange ends in time, takes bounded memory, can be stopped, and shows
the key to nobody but the host it is meant for: redirects are not followed.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from menura.language.errors import Failure, InvalidServerError, ServerError

ClientFactory = Callable[[str], httpx.AsyncClient]
"""Makes a client for the address it is given."""

MOST_BYTES = 1_000_000
_POLL_S = 0.1  # how late an exchange notices that nobody waits for it any more
_CONNECT_S = 10.0
_MOST_QUOTED = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what a server answered.

    Attributes
    ----------
    status : int
        HTTP status; redirects never get here.
    headers : mapping
        Names in lower case.
    body : bytes
        All of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """Return the type it claims, in lower case and without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """Return the body as text; what is not UTF-8 becomes replacement characters."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the parsed body.

        Raises
        ------
        ValueError
            It is no JSON, or nested absurdly deep.
        """
        try:
            return json.loads(self.text)
        except RecursionError as error:
            raise ValueError("nested too deep") from error

    def retry_after_s(self) -> float | None:
        """Return for how long the server asks to be left alone, if it says so."""
        return _seconds(self.headers.get("retry-after", ""))


@dataclass(frozen=True, slots=True)
class Server:
    """Stand for one server, and keep its key.

    Build it with `server_at`, which checks the address and the key.
    """

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    secret: str | None = field(repr=False)
    client: ClientFactory = field(repr=False)

    @property
    def host(self) -> str:
        """Return the host and, if given, the port: what may be shown."""
        return urlsplit(self.base_url).netloc

    def at_root(self) -> "Server":
        """Return the same server, its paths beginning at its root."""
        parts = urlsplit(self.base_url)
        return replace(self, base_url=f"{parts.scheme}://{parts.netloc}")

    def exchange(
        self,
        method: str,
        path: str = "",
        *,
        body: object = None,
        timeout_s: float,
        check: Callable[[], None] = lambda: None,
        most_bytes: int = MOST_BYTES,
    ) -> Reply:
        """Send a request and return the whole answer, whatever its status.

        Parameters
        ----------
        path : str
            Joined to the base address; begins with a slash unless it is empty.
        body : object, optional
            Sent as JSON.
        timeout_s : float
            For everything: connecting, sending, waiting and the last byte of the answer.
        check : callable
            Called about ten times a second in the caller's thread; what it raises ends the
            exchange at once and is passed on.
        most_bytes : int
            A longer answer is refused.

        Raises
        ------
        ServerError
            There is no whole answer; `failure` says why.
        """
        stop = threading.Event()
        with ThreadPoolExecutor(1, "exchange") as pool:
            request = self._until_stopped(stop, method, path, body, timeout_s, most_bytes)
            future = pool.submit(asyncio.run, request)
            try:
                while True:
                    try:
                        return future.result(_POLL_S)
                    except TimeoutError:
                        check()
            finally:
                stop.set()

    async def _until_stopped(
        self,
        stop: threading.Event,
        method: str,
        path: str,
        body: object,
        timeout_s: float,
        most_bytes: int,
    ) -> Reply:
        task = asyncio.ensure_future(self._within(method, path, body, timeout_s, most_bytes))
        while not (await asyncio.wait({task}, timeout=_POLL_S))[0]:
            if stop.is_set():
                task.cancel()
        return task.result()

    async def _within(
        self, method: str, path: str, body: object, timeout_s: float, most_bytes: int
    ) -> Reply:
        """Put a limit on time and translate what httpx raises; its texts may quote headers."""
        try:
            async with asyncio.timeout(timeout_s), self.client(self.base_url) as client:
                return await self._exchange(client, method, path, body, most_bytes)
        except (TimeoutError, httpx.TimeoutException):
            message = f"{self.host} did not answer within {timeout_s:g} s: try again later."
            raise ServerError(message, Failure.TIMEOUT) from None
        except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.ProxyError) as error:
            message = f"No connection to {self.host} ({type(error).__name__}): check that it runs."
            raise ServerError(message, Failure.UNREACHABLE) from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            message = f"The exchange with {self.host} broke off ({type(error).__name__})."
            raise ServerError(message, Failure.BROKEN_OFF) from None

    async def _exchange(
        self, client: httpx.AsyncClient, method: str, path: str, body: object, most_bytes: int
    ) -> Reply:
        content = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, "Accept-Encoding": "identity"}  # nothing that may swell
        if content is not None:
            headers["Content-Type"] = "application/json"
        url = self.base_url + path
        async with client.stream(method, url, content=content, headers=headers) as response:
            if response.is_redirect:
                target = urlsplit(response.headers.get("location", "")).netloc or "another path"
                message = f"{self.host} sends requests on to {target}: set that address instead."
                raise ServerError(message, Failure.REDIRECTED)
            received = bytearray()
            async for piece in response.aiter_bytes():
                received += piece
                if len(received) > most_bytes:
                    size_mb = most_bytes / 1e6
                    message = f"{self.host} answered with more than {size_mb:g} MB."
                    raise ServerError(message, Failure.TOO_LARGE)
            found = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status_code, found, bytes(received))

    def quote(self, reply: Reply) -> str:
        """Return what the server says about itself, short, on one line and without the key."""
        said = " ".join(_message_in(reply).split())
        if self.secret:
            said = said.replace(self.secret, "***")
        said = "".join(c for c in said if c.isprintable())
        return said[:_MOST_QUOTED] or "nothing"


def server_at(
    url: str,
    secret: str | None = None,
    *,
    header: str = "Authorization",
    scheme: str = "Bearer ",
    client: ClientFactory | None = None,
) -> Server:
    """Return the server at an address.

    Parameters
    ----------
    url : str
        ``http`` or ``https``, without user, query and fragment.
    secret : str, optional
        Key or token.
    header, scheme : str
        Where the key goes, and what stands before it.
    client : callable, optional
        Makes the client; for tests, certificates and proxies of one's own.

    Raises
    ------
    InvalidServerError
        The address or the key cannot be used. Neither is quoted: it may hold the key.
    """
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = None
    if not usable:
        raise InvalidServerError("The server's address must be http://... or https://...")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidServerError(
            f"The address of {parts.hostname} holds a user, a query or a fragment: leave the "
            "plain address, and set the key as key."
        )
    secret = secret.strip() if secret else None
    if secret and not (secret.isascii() and secret.isprintable() and " " not in secret):
        raise InvalidServerError(f"The key for {parts.hostname} has characters no key has.")
    headers = {header: f"{scheme}{secret}"} if secret else {}
    return Server(url.strip().rstrip("/"), headers, secret or None, client or default_client)


def default_client(url: str) -> httpx.AsyncClient:
    """Return a client that follows no redirect, and asks this machine without a proxy."""
    return httpx.AsyncClient(
        follow_redirects=False,
        trust_env=not _is_loopback(urlsplit(url).hostname or ""),
        timeout=httpx.Timeout(None, connect=_CONNECT_S),
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _message_in(reply: Reply) -> str:
    """Find the sentence in an error's body, which every server wraps differently."""
    try:
        found = reply.json()
    except ValueError:
        return f"a {reply.media_type} page" if "html" in reply.media_type else reply.text
    for key in ("error", "detail", "message", "msg", "title"):
        if isinstance(found, dict) and found.get(key):
            found = found[key]
    return found if isinstance(found, str) else json.dumps(found)


def _seconds(header: str) -> float | None:
    """Read a Retry-After header: seconds, or a date."""
    try:
        return max(0.0, float(int(header)))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())

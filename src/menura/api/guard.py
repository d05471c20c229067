"""Stand at the door: who may come in, and what every request carries.

A Menura on the loopback address asks nobody for a password, so it must not be usable by a web page
that happens to be open in the same browser. Two things such a page can do are refused: calling it
by another host name (DNS rebinding), and sending it changes from another site. Browsers let any
site open a WebSocket and read it, too, so those are held to the same rules.
"""

import base64
import hmac
import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from menura.api.errors import problem
from menura.api.metrics import Metrics
from menura.config import Settings
from menura.kernel.ids import new_id

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OPEN_PATHS = frozenset({"/healthz", "/readyz"})
# Other Menuras come here with tokens of their own, which the route itself looks at.
PEER_PATH = "/api/v1/collection/archive"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?")
# What a WebSocket is closed with before it is opened: the status, in the range for applications.
CLOSE_CODE_BASE = 4000
CLOSE_REASON_BYTES = 123  # RFC 6455, 5.5: a close frame carries 125 bytes, two are the code

log = structlog.get_logger("menura.api")


class Guard:
    """Check, number, time and log every request.

    Written against ASGI itself: the framework's convenience layer buffers, which would stand
    between a stream of events and the moment its reader goes away.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] == "websocket":
            await self._guard_websocket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = request.headers.get("x-request-id", "")[:64] or new_id()
        structlog.contextvars.bind_contextvars(request_id=request.state.request_id)
        started = time.perf_counter()

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request.state.request_id
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                self._note(scope, int(message["status"]), time.perf_counter() - started)
            await send(message)

        try:
            refusal = refuse(request, self._settings)
            await (refusal or self._app)(scope, receive, send_marked)
        finally:
            structlog.contextvars.clear_contextvars()

    async def _guard_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on, or close it before it is accepted."""
        connection = HTTPConnection(scope)
        connection.state.request_id = connection.headers.get("x-request-id", "")[:64] or new_id()
        structlog.contextvars.bind_contextvars(request_id=connection.state.request_id)
        try:
            refusal = _why_not(connection, self._settings, is_change=True)
            log.debug("websocket", path=scope["path"], refused=refusal and refusal.code)
            if refusal is None:
                await self._app(scope, receive, send)
                return
            await receive()  # its wish to connect; the protocol wants it heard before the answer
            reason = refusal.detail.encode()[:CLOSE_REASON_BYTES].decode(errors="ignore")
            code = CLOSE_CODE_BASE + refusal.status.value
            await send({"type": "websocket.close", "code": code, "reason": reason})
        finally:
            structlog.contextvars.clear_contextvars()

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log an answer that begins."""
        route = getattr(scope.get("route"), "path", "other")
        # Only known names: whoever makes up methods must not make up figures.
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.latency.labels(route).observe(seconds)
        log.debug(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=status,
            seconds=round(seconds, 4),
        )


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why somebody may not come in."""

    status: HTTPStatus
    code: str
    detail: str


def refuse(request: Request, settings: Settings) -> Response | None:
    """Return the refusal of a request that may not pass, or None."""
    found = _why_not(request, settings, is_change=request.method not in SAFE_METHODS)
    if found is None:
        return None
    headers = None
    if found.status is HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": 'Basic realm="Menura", charset="UTF-8"'}
    return problem(request, found.status, found.code, found.detail, headers=headers)


def _why_not(connection: HTTPConnection, settings: Settings, *, is_change: bool) -> _Refusal | None:
    """Return why a request or a WebSocket may not pass, None if it may."""
    # Never by `connection.url`: that is glued together from the Host header, which may hold a path
    if connection.scope["path"] in OPEN_PATHS:
        return None
    locked = settings.token is not None or settings.password is not None
    host = host_name(connection)
    if not locked and host not in LOCAL_HOSTS:
        detail = (
            f"This Menura is only for its own machine, not for {host[:80]!r}; "
            "set MENURA_PASSWORD to reach it by another name."
        )
        return _Refusal(HTTPStatus.FORBIDDEN, "forbidden", detail)
    if is_change and _from_another_site(connection):
        detail = "Changes sent from another web site are refused."
        return _Refusal(HTTPStatus.FORBIDDEN, "forbidden", detail)
    given = connection.headers.get("authorization", "")
    if locked and not _is_peer(connection, given) and not is_authorised(given, settings):
        detail = (
            "Give the password (any user name), or the token as `Authorization: Bearer <token>`."
        )
        return _Refusal(HTTPStatus.UNAUTHORIZED, "login_required", detail)
    return None


def _is_peer(connection: HTTPConnection, authorization: str) -> bool:
    """Tell whether another Menura comes with a token, to be looked at where tokens are known."""
    is_bearer = authorization.partition(" ")[0].lower() == "bearer"
    return is_bearer and connection.scope["path"] == PEER_PATH


def host_name(connection: HTTPConnection) -> str:
    """Return the name a client calls this server by, without its port; what is no name as it is.

    Without a Host header, as the oldest programs ask and browsers never do, the server's own.
    """
    host = connection.headers.get("host")
    if host is None:
        server = connection.scope.get("server")
        return str(server[0]) if server else ""
    found = _HOST.fullmatch(host.strip().lower())
    return (found[1] or found[2]) if found else host


def is_authorised(authorization: str, settings: Settings) -> bool:
    """Tell whether an Authorization header carries the token or the password."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer" and settings.token is not None:
        return _equal(credentials.strip(), settings.token.get_secret_value())
    if scheme.lower() == "basic" and settings.password is not None:
        try:
            _, _, password = base64.b64decode(credentials).decode().partition(":")
        except ValueError:
            return False
        return _equal(password, settings.password.get_secret_value())
    return False


def _equal(given: str, wanted: str) -> bool:
    """Compare secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def _from_another_site(connection: HTTPConnection) -> bool:
    """Tell whether a browser says that another site caused the request.

    Over plain HTTP on a home network browsers say so only by the origin.
    """
    if connection.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = connection.headers.get("origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:  # as of "http://[", which is no address
        return True
    return not host or host != connection.headers.get("host", "").lower()

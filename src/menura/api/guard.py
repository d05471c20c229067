"""Stand at the door: who may come in, what they may do, and what every request carries.

A Menura on the loopback address without users asks nobody for a password, so it must not be usable
by a web page that happens to be open in the same browser. Two things such a page can do are
refused: calling it by another host name (DNS rebinding), and sending it changes from another site.
Browsers let any site open a WebSocket and read it, too, so those are held to the same rules.

Who asks is found out once (`menura.api.doorkeeping`), and stands in ``request.state.asker``: None
where nobody has to be anybody, as for the page itself, which shows where to sign in.
"""

import re
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from menura.accounts import ANYBODY, Asker, NotAllowedError, TooManyAttemptsError
from menura.api.browser_rules import add_browser_rules
from menura.api.doorkeeping import (
    LOGIN_REQUIRED,
    credentials_of,
    doorkeeper_of,
    find_asker,
)
from menura.api.errors import problem, status_of
from menura.api.metrics import Metrics
from menura.api.rights import SAFE_METHODS, what_is_not_allowed
from menura.config import Settings
from menura.kernel.errors import MenuraError
from menura.kernel.ids import new_id

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
PROBES = frozenset({"/healthz", "/readyz"})
# The page asks these before anybody has signed in.
OPEN_ROUTES = frozenset({("GET", "/api/v1/account"), ("POST", "/api/v1/login")})
PAGE_ROUTE = "/{path:path}"  # what answers whatever no other route does
# Other Menuras come here with tokens of their own, which the route itself looks at.
PEER_PATH = "/api/v1/collection/archive"
ASK = 'Basic realm="Menura", charset="UTF-8"'
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
                add_browser_rules(headers)
                self._note(scope, int(message["status"]), time.perf_counter() - started)
            await send(message)

        try:
            found = await _why_not(
                request, self._settings, is_change=request.method not in SAFE_METHODS
            )
            refusal = None if found is None else _answer(request, found)
            await (refusal or self._app)(scope, receive, send_marked)
        finally:
            structlog.contextvars.clear_contextvars()

    async def _guard_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on, or close it before it is accepted."""
        connection = HTTPConnection(scope)
        connection.state.request_id = connection.headers.get("x-request-id", "")[:64] or new_id()
        structlog.contextvars.bind_contextvars(request_id=connection.state.request_id)
        try:
            refusal = await _why_not(connection, self._settings, is_change=True)
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
    headers: dict[str, str] = field(default_factory=dict)


LOGIN_FIRST = _Refusal(HTTPStatus.UNAUTHORIZED, "login_required", LOGIN_REQUIRED)
FROM_ANOTHER_SITE = _Refusal(
    HTTPStatus.FORBIDDEN, "forbidden", "Changes sent from another web site are refused."
)


def _answer(request: Request, found: _Refusal) -> Response:
    headers = dict(found.headers)
    if found.status is HTTPStatus.UNAUTHORIZED and _may_be_asked(request):
        headers["WWW-Authenticate"] = ASK
    return problem(request, found.status, found.code, found.detail, headers=headers)


def _may_be_asked(request: Request) -> bool:
    """Tell whether the other side may ask a person for name and password.

    Programs, and browsers about to show the answer as a page. Not the page's own script: it has a
    place to sign in, and the browser's dialog would stand before it. Over plain HTTP on a home
    network browsers do not say what they ask for, except in what they accept.
    """
    mode = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    is_browser = request.headers.get("user-agent", "").startswith("Mozilla/")
    return not is_browser or "text/html" in request.headers.get("accept", "")


async def _why_not(
    connection: HTTPConnection, settings: Settings, *, is_change: bool
) -> _Refusal | None:
    """Return why a request or a WebSocket may not pass, None if it may; find out who asks."""
    connection.state.asker = None
    # Never by `connection.url`: that is glued together from the Host header, which may hold a path
    if connection.scope["path"] in PROBES:
        return None
    try:
        host = host_name(connection)
        if host not in LOCAL_HOSTS and not await _is_locked(connection):
            detail = (
                f"This Menura is only for its own machine, not for {host[:80]!r}; "
                "add a user, or set MENURA_PASSWORD, to reach it by another name."
            )
            return _Refusal(HTTPStatus.FORBIDDEN, "forbidden", detail)
        if is_change and _from_another_site(connection):
            return FROM_ANOTHER_SITE
        if _is_peer(connection) or _is_page(connection):
            return None
        return await _look_at(connection, settings)
    except MenuraError as error:  # the database does not answer
        return _Refusal(status_of(error), error.code, error.message)


async def _look_at(connection: HTTPConnection, settings: Settings) -> _Refusal | None:
    """Find out who asks, and return what they may not do."""
    method = connection.scope.get("method", "WEBSOCKET")
    path = connection.scope["path"]
    is_open = (method, path) in OPEN_ROUTES
    try:
        asker = await _asker(connection, settings)
    except TooManyAttemptsError as error:
        if is_open:  # who signs in is told by the route, who asks whether they have to, nothing
            return None
        wait = {"Retry-After": str(error.wait_s)}
        return _Refusal(HTTPStatus.TOO_MANY_REQUESTS, error.code, error.message, wait)
    connection.state.asker = asker
    if asker is None:
        return None if is_open else LOGIN_FIRST
    what = what_is_not_allowed(asker, method, path)
    if what is None:
        return None
    refused = NotAllowedError(what)
    return _Refusal(HTTPStatus.FORBIDDEN, refused.code, refused.message)


async def _asker(connection: HTTPConnection, settings: Settings) -> Asker | None:
    """Return who asks; anybody where nobody has to sign in."""
    if await _is_locked(connection):
        return await find_asker(doorkeeper_of(_app_of(connection)), credentials_of(connection))
    # Somebody on another machine may call himself localhost; nobody is let in for that.
    return ANYBODY if settings.is_loopback else None


async def _is_locked(connection: HTTPConnection) -> bool:
    """Tell whether everybody has to sign in."""
    keeper = doorkeeper_of(_app_of(connection))
    if keeper.environment.is_set:
        return True
    known = keeper.remembers_users()
    return known if known is not None else await run_in_threadpool(keeper.has_users)


def _app_of(connection: HTTPConnection) -> FastAPI:
    app: FastAPI = connection.scope["app"]
    return app


def _is_page(connection: HTTPConnection) -> bool:
    """Tell whether a request is answered with the page or one of its files, and by no route."""
    scope = connection.scope
    path: str = scope["path"]
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    if path == "/" or path.startswith("/assets/"):
        return True
    if path.startswith("/api/"):
        return False
    # The routes are asked themselves: a list beside them would some day miss one.
    for route in _app_of(connection).routes:
        match, _ = route.matches(dict(scope))
        if match is Match.FULL:
            return getattr(route, "path", None) == PAGE_ROUTE
    return False


def _is_peer(connection: HTTPConnection) -> bool:
    """Tell whether another Menura comes with a token, to be looked at where tokens are known."""
    scheme = connection.headers.get("authorization", "").partition(" ")[0]
    return scheme.lower() == "bearer" and connection.scope["path"] == PEER_PATH


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

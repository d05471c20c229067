"""Stand at the door: who may come in, and what every request carries.

A Menura on the loopback address asks nobody for a password, so it must not be usable by a web page
that happens to be open in the same browser. Two things such a page can do are refused: calling it
by another host name (DNS rebinding), and sending it changes from another site.
"""

import base64
import hmac
import time
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from menura.api.errors import problem
from menura.api.metrics import Metrics
from menura.config import Settings
from menura.kernel.ids import new_id

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OPEN_PATHS = frozenset({"/healthz", "/readyz"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

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


def refuse(request: Request, settings: Settings) -> Response | None:
    """Return the refusal of a request that may not pass, or None."""
    if request.url.path in OPEN_PATHS:
        return None
    locked = settings.token is not None or settings.password is not None
    if not locked and (request.url.hostname or "") not in LOCAL_HOSTS:
        detail = (
            f"This Menura is only for its own machine, not for {request.url.hostname!r}; "
            "set MENURA_PASSWORD to reach it by another name."
        )
        return problem(request, HTTPStatus.FORBIDDEN, "forbidden", detail)
    if request.method not in SAFE_METHODS and _from_another_site(request):
        detail = "Changes sent from another web site are refused."
        return problem(request, HTTPStatus.FORBIDDEN, "forbidden", detail)
    if locked and not is_authorised(request.headers.get("authorization", ""), settings):
        return problem(
            request,
            HTTPStatus.UNAUTHORIZED,
            "login_required",
            "Give the password (any user name), or the token as `Authorization: Bearer <token>`.",
            headers={"WWW-Authenticate": 'Basic realm="Menura", charset="UTF-8"'},
        )
    return None


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


def _from_another_site(request: Request) -> bool:
    """Tell whether a browser says that another site caused the request.

    Over plain HTTP on a home network browsers say so only by the origin.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:  # as of "http://[", which is no address
        return True
    return not host or host != request.headers.get("host", "").lower()

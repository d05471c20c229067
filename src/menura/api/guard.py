"""Stand at the door: who may come in, and what every request carries.

A Menura on the loopback address asks nobody for a password, so it must not be usable by a web page
that happens to be open in the same browser. Two things such a page can do are refused: calling it
by another host name (DNS rebinding), and sending it changes from another site.
"""

import base64
import hmac
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response

from menura.api.errors import problem
from menura.api.metrics import Metrics
from menura.config import Settings
from menura.kernel.ids import new_id

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
OPEN_PATHS = frozenset({"/healthz", "/readyz"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = structlog.get_logger("menura.api")

Next = Callable[[Request], Awaitable[Response]]


def install_guard(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Check, number, time and log every request."""

    @app.middleware("http")
    async def guard(request: Request, call_next: Next) -> Response:
        request.state.request_id = request.headers.get("x-request-id", "")[:64] or new_id()
        structlog.contextvars.bind_contextvars(request_id=request.state.request_id)
        started = time.perf_counter()
        response = refuse(request, settings) or await call_next(request)
        seconds = time.perf_counter() - started
        route = getattr(request.scope.get("route"), "path", "other")
        metrics.requests.labels(request.method, route, response.status_code).inc()
        metrics.latency.labels(route).observe(seconds)
        log.debug(
            "request",
            method=request.method,
            path=request.url.path,
            status=response.status_code,
            seconds=round(seconds, 4),
        )
        structlog.contextvars.clear_contextvars()
        response.headers["X-Request-ID"] = request.state.request_id
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


def refuse(request: Request, settings: Settings) -> Response | None:
    """Return the refusal of a request that may not pass, or None."""
    if request.url.path in OPEN_PATHS:
        return None
    locked = settings.token is not None or settings.password is not None
    if not locked and (request.url.hostname or "") not in {h.strip("[]") for h in LOCAL_HOSTS}:
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
    """Tell whether a browser says that another site caused the request."""
    return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")

"""Find out who asks over HTTP: what they come with, and who that is."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from menura.accounts import (
    LOGIN_LASTS,
    Accounts,
    Asker,
    Credentials,
    Doorkeeper,
    Environment,
    LoginRefusedError,
    NotAllowedError,
    TooManyAttemptsError,
)
from menura.api.errors import problem, status_of
from menura.bootstrap import Menura
from menura.config import Settings
from menura.kernel.errors import MenuraError

COOKIE = "menura_login"
LOGIN_REQUIRED = (
    "Sign in first: in the page, by name and password, or with a token as "
    "`Authorization: Bearer <token>`."
)
# Each takes 19 MiB and a tenth of a second; whoever guesses waits in line, not in every thread.
hashing = CapacityLimiter(2)
STATUS_OF_REFUSAL: tuple[tuple[type[MenuraError], HTTPStatus], ...] = (
    (LoginRefusedError, HTTPStatus.UNAUTHORIZED),
    (TooManyAttemptsError, HTTPStatus.TOO_MANY_REQUESTS),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
)

P = ParamSpec("P")
T = TypeVar("T")


def doorkeeper_of(app: FastAPI) -> Doorkeeper:
    """Return who looks at everybody who comes; first called in the event loop, by the guard."""
    keeper: Doorkeeper | None = getattr(app.state, "doorkeeper", None)
    if keeper is None:
        menura: Menura = app.state.menura

        @contextmanager
        def opened(*, read_only: bool) -> Iterator[Accounts]:
            with menura.rooms(read_only=read_only) as rooms:
                yield rooms.accounts

        token, password = menura.settings.token, menura.settings.password
        environment = Environment(
            token=token.get_secret_value() if token else None,
            password=password.get_secret_value() if password else None,
            sealer=lambda: menura.sealer,
        )
        keeper = Doorkeeper(opened, environment, menura.clock)
        app.state.doorkeeper = keeper
    return keeper


def open_address(settings: Settings) -> str | None:
    """Return the address at which everybody could come in if there were no users, None if none."""
    is_locked = settings.token is not None or settings.password is not None
    return None if is_locked or settings.is_loopback else settings.host


async def with_hashing(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Do in a thread what hashes passwords, few at a time."""
    return await to_thread.run_sync(lambda: work(*args, **named), limiter=hashing)


async def find_asker(keeper: Doorkeeper, given: Credentials) -> Asker | None:
    """Return who comes with these; looked up in a thread, unless they were here just now.

    Raises
    ------
    TooManyAttemptsError
    UnavailableError
        The database does not answer.
    """
    found = keeper.remembers(given)
    if found is None and (given.cookie is not None or given.bearer is not None):
        found = await run_in_threadpool(keeper.by_secret, given)
    if found is None and given.password is not None:
        found = await with_hashing(keeper.by_password, given)
    return found


def credentials_of(connection: HTTPConnection) -> Credentials:
    """Return what a request comes with."""
    scheme, _, told = connection.headers.get("authorization", "").partition(" ")
    name = password = bearer = None
    if scheme.lower() == "bearer":
        bearer = told.strip()
    elif scheme.lower() == "basic":
        name, password = _basic(told)
    return Credentials(
        address_of(connection), connection.cookies.get(COOKIE), bearer, name, password
    )


def address_of(connection: HTTPConnection) -> str:
    """Return where a request comes from; behind a proxy on this machine, what that says."""
    return connection.client.host if connection.client is not None else ""


def _basic(told: str) -> "tuple[str, str] | tuple[None, None]":
    """Return name and password of HTTP Basic (RFC 7617)."""
    try:
        name, colon, password = base64.b64decode(told).decode().partition(":")
    except ValueError:
        return None, None
    return (name, password) if colon else (None, None)


async def get_asker(request: Request) -> Asker:
    """Return who asks, as the guard has found out."""
    asker: Asker | None = getattr(request.state, "asker", None)
    if asker is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED, LOGIN_REQUIRED)
    return asker


AskerDep = Annotated[Asker, Depends(get_asker)]


async def get_doorkeeper(request: Request) -> Doorkeeper:
    """Return who looks at everybody who comes."""
    return doorkeeper_of(request.app)


DoorkeeperDep = Annotated[Doorkeeper, Depends(get_doorkeeper)]


def refuse_by(request: Request, error: MenuraError) -> JSONResponse:
    """Answer what a doorkeeper raises, with the statuses that only the door knows."""
    status = next(
        (known for cls, known in STATUS_OF_REFUSAL if isinstance(error, cls)), status_of(error)
    )
    headers = None
    if isinstance(error, TooManyAttemptsError):
        headers = {"Retry-After": str(error.wait_s)}
    return problem(request, status, error.code, error.message, error.field, headers=headers)


def set_login_cookie(connection: HTTPConnection, response: Response, secret: str) -> None:
    """Have a browser come in with a secret for 30 days from now."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LOGIN_LASTS.total_seconds()),
        path="/",
        secure=connection.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


def forget_login_cookie(connection: HTTPConnection, response: Response) -> None:
    """Have a browser forget what it comes in with."""
    is_safe = connection.scope["scheme"] == "https"
    response.delete_cookie(COOKIE, path="/", secure=is_safe, httponly=True, samesite="strict")

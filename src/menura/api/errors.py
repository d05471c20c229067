"""Map every error to an HTTP status, in one table, and shape it as problem JSON."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from menura.api.browser_rules import add_browser_rules
from menura.api.schemas.problem import ProblemOut
from menura.catalogue.server_errors import ServerCertificateError
from menura.kernel.errors import (
    CancelledError,
    ConflictError,
    InvalidInputError,
    MenuraError,
    NotFoundError,
    UnavailableError,
)
from menura.sessions import GenerationFailedError

# The first class an error is an instance of decides; a test fails for an error that only the
# root would catch.
STATUS_OF: tuple[tuple[type[MenuraError], HTTPStatus], ...] = (
    (InvalidInputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
    (CancelledError, HTTPStatus.CONFLICT),
    (GenerationFailedError, HTTPStatus.INTERNAL_SERVER_ERROR),
)

CODE_OF_STATUS = {
    HTTPStatus.NOT_FOUND: "no_such_route",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.UNAUTHORIZED: "login_required",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "range_not_satisfiable",
}

log = structlog.get_logger("menura.api")


Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


def answers_bad_request(endpoint: Endpoint) -> Endpoint:
    """Mark a route that answers 400 to what cannot be understood, as its blueprint says."""
    endpoint.__dict__["answers_bad_request"] = True
    return endpoint


def keeps_to_contract(endpoint: Endpoint) -> Endpoint:
    """Mark a route whose contract knows 400, 404 and 500 and nothing else."""
    endpoint.__dict__["keeps_to_contract"] = True
    return answers_bad_request(endpoint)


def _status_by_contract(request: Request, status: HTTPStatus) -> HTTPStatus:
    """Return the status that the contract of a route has for an error."""
    marked = getattr(request.scope.get("endpoint"), "answers_bad_request", False)
    if marked and status is HTTPStatus.UNPROCESSABLE_ENTITY:
        return HTTPStatus.BAD_REQUEST
    strict = getattr(request.scope.get("endpoint"), "keeps_to_contract", False)
    if strict and status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return status


def status_of(error: MenuraError) -> HTTPStatus:
    """Return the HTTP status an error is answered with."""
    for cls, status in STATUS_OF:
        if isinstance(error, cls):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem(
    request: Request,
    status: HTTPStatus,
    code: str,
    detail: str,
    field: str | None = None,
    headers: dict[str, str] | None = None,
    sha256: str | None = None,
) -> JSONResponse:
    """Return an error as problem JSON."""
    body = ProblemOut(
        type=f"urn:menura:problem:{code}",
        title=status.phrase,
        status=status.value,
        code=code,
        detail=detail,
        field=field,
        request_id=getattr(request.state, "request_id", None),
        sha256=sha256,
    )
    return JSONResponse(
        body.model_dump(exclude={"sha256"} if sha256 is None else None),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def install_error_handlers(app: FastAPI) -> None:
    """Answer every kind of error with problem JSON."""

    @app.exception_handler(MenuraError)
    def on_menura_error(request: Request, error: MenuraError) -> JSONResponse:
        status = _status_by_contract(request, status_of(error))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("request failed", code=error.code, detail=error.message)
        sha256 = error.sha256 if isinstance(error, ServerCertificateError) else None
        return problem(request, status, error.code, error.message, error.field, sha256=sha256)

    @app.exception_handler(RequestValidationError)
    def on_invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = [str(part) for part in first["loc"]]
        is_json = first["type"] != "json_invalid"  # then the place is a character's number
        field = (".".join(place[1:]) or None) if is_json else None
        detail = f"{field or 'The request'}: {first['msg'].removeprefix('Value error, ')}."
        status = _status_by_contract(request, HTTPStatus.UNPROCESSABLE_ENTITY)
        return problem(request, status, "invalid_input", detail, field)

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        code = CODE_OF_STATUS.get(status, f"http_{status.value}")
        if status is HTTPStatus.NOT_FOUND and error.detail == status.phrase:
            detail = f"There is nothing at {request.url.path!r}; /docs lists what there is."
        elif status is HTTPStatus.METHOD_NOT_ALLOWED:
            detail = (
                f"{request.url.path!r} does not take {request.method}; /docs says what it takes."
            )
        else:
            detail = f"{str(error.detail).rstrip('.')}."
        headers = dict(error.headers) if error.headers else None
        return problem(request, status, code, detail, headers=headers)

    @app.exception_handler(Exception)
    def on_unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected error", path=request.url.path, exc_info=error)
        detail = (
            "Something unexpected happened; this is a fault in Menura. The log has the details "
            "under this request's id."
        )
        answer = problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail)
        add_browser_rules(answer.headers)  # the guard does not see this answer
        return answer

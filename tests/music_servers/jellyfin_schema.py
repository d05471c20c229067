"""Check what is sent to and fro against Jellyfin's published schema."""

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.music_servers.media_browser_rules import FakeReply, FakeRequest

SPECS = Path(os.environ.get("MENURA_SPECS", Path(__file__).parents[3] / "shared" / "specs"))
SCHEMA = SPECS / "jellyfin-12.0-trimmed.json"

# Real, but not among the operations that the trimmed schema holds.
_NOT_DESCRIBED = (
    ("GET", re.compile("/Users")),
    ("POST", re.compile("/Sessions/Logout")),
    ("DELETE", re.compile("/UserItems/[^/]+/Rating")),
)


_CHECKED: set[tuple[str, str, str, bytes, bytes]] = set()


def is_present() -> bool:
    return SCHEMA.is_file()


@cache
def _schema() -> Any:
    from openapi_core import Config, OpenAPI

    # The server writes ids as 32 digits without dashes.
    ids = {"uuid": lambda value: re.fullmatch("[0-9a-f]{32}", str(value)) is not None}
    return OpenAPI.from_file_path(str(SCHEMA), config=Config(extra_format_validators=ids))


def observer() -> Callable[[FakeRequest, FakeReply], None] | None:
    """Return a check of an exchange; None without the schema."""
    return check_exchange if is_present() else None


def check_exchange(request: FakeRequest, reply: FakeReply) -> None:
    """Raise AssertionError if a request or its answer is not as the schema says."""
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockRequest, MockResponse

    if any(m == request.method and p.fullmatch(request.path) for m, p in _NOT_DESCRIBED):
        return
    exchange = (request.method, request.path, str(request.query), request.body, reply.body)
    if exchange in _CHECKED:  # a check takes 25 ms, and tests repeat themselves
        return
    told = MockRequest(
        "http://localhost",
        request.method.lower(),
        request.path,
        args=dict(request.query),
        headers=dict(request.headers),
        data=request.body or None,
    )
    try:
        _schema().validate_request(told)
        if reply.content_type == "application/json":
            answer = MockResponse(reply.body, reply.status, content_type=reply.content_type)
            _schema().validate_response(told, answer)
    except OpenAPIError as error:
        raise AssertionError(repr(error)) from error
    _CHECKED.add(exchange)

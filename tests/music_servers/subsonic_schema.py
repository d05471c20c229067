"""Check what is sent to and fro against OpenSubsonic's published schema."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from tests.music_servers.subsonic_fake import METHODS, Exchange, method_of
from tests.music_servers.subsonic_http import Asked

SPECS = Path(os.environ.get("MENURA_SPECS", Path(__file__).parents[3] / "shared" / "specs"))
SCHEMA = SPECS / "opensubsonic" / "openapi.json"


def is_present() -> bool:
    return SCHEMA.is_file()


@cache
def _schema() -> Any:
    from openapi_core import OpenAPI

    whole = json.loads(SCHEMA.read_text())
    # Only what is used here: all of it takes seconds to read.
    used = {f"/rest/{method}" for method in METHODS}
    whole["paths"] = {path: part for path, part in whole["paths"].items() if path in used}
    assert whole["paths"].keys() == used
    return OpenAPI.from_dict(whole, base_uri=SCHEMA.as_uri())


def check_exchange(exchange: Exchange) -> None:
    """Raise AssertionError if a request or its answer is not as the schema says."""
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockRequest, MockResponse

    asked, told = exchange.asked, exchange.told
    form = exchange.asked.method == "POST"
    request = MockRequest(
        "http://localhost",
        asked.method.lower(),
        f"/rest/{method_of(asked)}",
        args=_arguments(asked),
        headers=dict(asked.headers),
        data=exchange.asked.body if form else None,
        content_type="application/x-www-form-urlencoded" if form else "",
    )
    try:
        _schema().validate_request(request)
        if told.media_type == "application/json":
            answer = MockResponse(told.body, told.status, content_type=told.media_type)
            _schema().validate_response(request, answer)
    except OpenAPIError as error:
        raise AssertionError(f"{method_of(asked)}: {error!r} {error.__cause__!r}") from error


def _arguments(asked: Asked) -> Any:
    """Return parameters, those of the form too: it describes signing in by the address alone."""
    from werkzeug.datastructures import ImmutableMultiDict

    # In prose it asks for empty words, but does not allow for them.
    given = {**asked.query, **asked.form}
    return ImmutableMultiDict(
        {name: values if values != [""] else ["all"] for name, values in given.items()}
    )

"""Make requests out of parameters, so that nothing in them can mean something else."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from menura.catalogue.server_errors import ServerLoginError, ServerProtocolError
from menura.catalogue.servers import ByteRange

Values = Mapping[str, object]
"""Parameters by name; a sequence stands for one parameter that is given several times."""

_PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Call:
    """A request, ready to be sent."""

    method: str
    path: str
    query: str = field(repr=False)
    headers: Mapping[str, bytes] = field(repr=False)
    content: bytes | None = field(repr=False)


def encoded(values: Values | None) -> str:
    """Return parameters as a query or a form has them; those that are None are left out."""
    pairs = [(name, text) for name, value in (values or {}).items() for text in _texts(value)]
    return urlencode(pairs, errors="replace")


def _texts(value: object) -> Sequence[str]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return [text for item in value for text in _texts(item)]
    return (str(value),)


def joined_path(base: str, path: str) -> str:
    """Return the path of a request; a ``?`` or ``#`` in it is a part of a name."""
    joined = f"{base}/{path.lstrip('/')}" if path else base or "/"
    return quote(joined, safe=_PATH_CHARACTERS, errors="replace")


def sent_headers(headers: Mapping[str, str], host: str) -> Mapping[str, bytes]:
    """Return headers as they are sent.

    Raises
    ------
    ServerLoginError
        One holds a line break or the like: it would begin another header. What users type stands
        in headers only as a token, a name or a password.
    """
    sent = {}
    for name, value in headers.items():
        data = value.strip().encode("utf-8", "replace")
        if any(byte < 32 or byte == 127 for byte in data):
            raise ServerLoginError(host, "it holds a line break or another control character")
        sent[name] = data
    return sent


def basic_login(user_and_password: tuple[str, str]) -> str:
    """Return the value of ``Authorization`` for HTTP's own login (RFC 7617)."""
    joined = ":".join(user_and_password).encode("utf-8", "replace")
    return "Basic " + base64.b64encode(joined).decode()


def range_header(byte_range: ByteRange | None) -> Mapping[str, str]:
    """Return the header that asks for a part of a file; none for the whole."""
    if byte_range is None:
        return {}
    last = "" if byte_range.last is None else byte_range.last
    return {"Range": f"bytes={byte_range.first}-{last}"}


def quote_id(server_id: str) -> str:
    """Return an id as a part of a path: nothing in it can lead elsewhere.

    Raises
    ------
    ServerProtocolError
        The id is empty: a path without it would mean something else.
    """
    if not server_id:
        raise ServerProtocolError("The server", "something has no id")
    quoted = quote(server_id, safe="", errors="replace")
    # "." and ".." are not quoted, but taken for this folder and the one above.
    return quoted if server_id.strip(".") else quoted.replace(".", "%2E")

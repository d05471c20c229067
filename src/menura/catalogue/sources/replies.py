"""Hold what a server answered, and parse it carefully."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from menura.catalogue.server_errors import NotThisServerError, ServerProtocolError

# Halves of surrogate pairs and NULs, which no database takes; whole pairs are found too.
_ODD_TEXT = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
_PAGE_BEGINNINGS = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes
    ----------
    status : int
        2xx, or one of 400, 403, 404, 405, 410, 501: what these mean the adapter knows.
    headers : mapping
        Names in lower case.
    host, product : str
        For messages.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    host: str = "The server"
    product: str = "a music server"

    @property
    def is_good(self) -> bool:
        """Tell whether the server did what it was asked."""
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Tell whether it is a page for a browser."""
        return is_page(self.headers.get("content-type", ""), self.body)

    def json(self) -> Any:
        """Return the parsed body; bytes that are no UTF-8 become replacement characters.

        So do NULs and halves of surrogate pairs, which no database takes.

        Raises
        ------
        NotThisServerError
            It is a page in HTML.
        ServerProtocolError
            It is no JSON.
        """
        try:
            value = json.loads(self.body.decode("utf-8-sig", "replace"), parse_constant=_none)
        except (ValueError, RecursionError):
            if self.is_page:
                raise NotThisServerError(self.host, self.product, "a page in HTML") from None
            found = "something that is no JSON" if self.body.strip() else "an empty answer"
            raise ServerProtocolError(self.host, f"it sent {found}") from None
        return _plain(value) if _ODD_TEXT.search(self.body) else value


def is_page(content_type: str, body: bytes) -> bool:
    """Tell whether an answer is a page for a browser."""
    beginning = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_told = content_type.lower().startswith("text/html")
    return beginning.startswith(_PAGE_BEGINNINGS) or (is_told and beginning[:1] not in (b"{", b"["))


def _none(_constant: str) -> None:
    """Return nothing for NaN and the infinities, which JSON does not have."""


def _plain(value: Any) -> Any:
    """Return a parsed value with only such text in it as UTF-8 and databases can hold."""
    if isinstance(value, str):
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.replace("\x00", "�")
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return value

"""Unpack what a server sends without ever making more of it than asked for."""

import zlib

import httpx

from menura.catalogue.server_errors import ServerProtocolError


class Unpacker:
    """Unpack a body without ever making more of it than asked for."""

    def __init__(self, encoding: str, host: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip"):
            raise ServerProtocolError(host, "it is packed in a way that was not asked for")
        self._host = host
        # 16 + 15: a gzip header, and the largest window.
        self._inflate = zlib.decompressobj(31) if "gzip" in name else None
        self._has_data = False

    @property
    def is_complete(self) -> bool:
        """Tell whether all of it has come."""
        return self._inflate is None or self._inflate.eof or not self._has_data

    def unpack(self, data: bytes, most_bytes: int) -> bytes:
        """Return what is in the next piece, at most so much."""
        self._has_data = self._has_data or bool(data)
        if self._inflate is None:
            return data
        try:
            return self._inflate.decompress(data, most_bytes)
        except zlib.error:
            raise ServerProtocolError(self._host, "it is packed wrongly") from None


def content_bytes(answer: httpx.Response) -> int | None:
    """Return how long a body says it is, if it does."""
    text = answer.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None

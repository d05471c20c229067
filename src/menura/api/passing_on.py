"""Pass audio on from a music server to a player, as it comes in."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from menura.bootstrap import Menura, PlayedFrom
from menura.catalogue import ByteRange
from menura.catalogue.servers import AudioStream

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


def stream_from_server(menura: Menura, place: PlayedFrom, request: Request) -> Response:
    """Return a server's original as an answer; a range that was asked for is asked for there.

    Raises
    ------
    Those of `MusicServer.open_original`
        Before the answer begins; a stream that breaks off later ends the connection.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(menura.servers.stream(place, read_range(request)))
        status = HTTPStatus.OK if stream.first is None else HTTPStatus.PARTIAL_CONTENT
        headers = _headers(stream)
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers, media_type=stream.media_type)
        kept_open = stack.pop_all()
        return StreamingResponse(
            _pieces(stream, kept_open),
            status_code=status,
            headers=headers,
            media_type=stream.media_type,
        )


def read_range(request: Request) -> ByteRange | None:
    """Return the one range a player asks for; several, or the end alone, are given as the whole."""
    told = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if told is None:
        return None
    first, last = int(told[1]), int(told[2]) if told[2] else None
    return ByteRange(first, last) if last is None or last >= first else None


def _headers(stream: AudioStream) -> dict[str, str]:
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private"}
    if stream.first is not None and stream.last is not None:
        size = "*" if stream.size_bytes is None else str(stream.size_bytes)
        headers["Content-Range"] = f"bytes {stream.first}-{stream.last}/{size}"
        headers["Content-Length"] = str(stream.last - stream.first + 1)
    elif stream.size_bytes is not None:
        headers["Content-Length"] = str(stream.size_bytes)
    return headers


def _pieces(stream: AudioStream, kept_open: ExitStack) -> Iterator[bytes]:
    with kept_open:
        yield from stream

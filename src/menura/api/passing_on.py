"""Pass audio on from a music server to a player, as it comes in."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from menura.bootstrap import Menura, PlayedFrom
from menura.catalogue import ByteRange
from menura.catalogue.servers import AudioStream

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Part:
    """What of a file is sent, and how much of what comes in is passed over before it.

    Attributes
    ----------
    first, last : int, optional
        Both included; None: the whole file, as far as it is known.
    passed_over : int
        Bytes of the stream before the part: servers need not honour ranges.
    """

    size_bytes: int | None
    first: int | None = None
    last: int | None = None
    passed_over: int = 0


def stream_from_server(menura: Menura, place: PlayedFrom, request: Request) -> Response:
    """Return a server's original as an answer; a range that was asked for is asked for there.

    Where the server sends the whole file all the same, the part is cut out of it here.

    Raises
    ------
    Those of `MusicServer.open_original`
        Before the answer begins; a stream that breaks off later ends the connection.
    """
    with ExitStack() as stack:
        wanted = read_range(request)
        stream = stack.enter_context(menura.servers.stream(place, wanted))
        part = choose_part(stream, wanted)
        if part is None:
            headers = {"Content-Range": f"bytes */{stream.size_bytes}", "Accept-Ranges": "bytes"}
            return Response(status_code=416, headers=headers)
        status = HTTPStatus.OK if part.first is None else HTTPStatus.PARTIAL_CONTENT
        headers = _headers(part)
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers, media_type=stream.media_type)
        kept_open = stack.pop_all()
        return StreamingResponse(
            _pieces(stream, part, kept_open),
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


def choose_part(stream: AudioStream, wanted: ByteRange | None) -> Part | None:
    """Return what of a stream is to be sent; None where the range lies behind its end."""
    size = stream.size_bytes
    if stream.first is not None:
        return Part(size, stream.first, stream.last)
    if wanted is None or size is None:
        return Part(size)
    if wanted.first >= size:
        return None
    last = size - 1 if wanted.last is None else min(wanted.last, size - 1)
    return Part(size, wanted.first, last, passed_over=wanted.first)


def _headers(part: Part) -> dict[str, str]:
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private"}
    if part.first is not None and part.last is not None:
        size = "*" if part.size_bytes is None else str(part.size_bytes)
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
        headers["Content-Length"] = str(part.last - part.first + 1)
    elif part.size_bytes is not None:
        headers["Content-Length"] = str(part.size_bytes)
    return headers


def _pieces(stream: AudioStream, part: Part, kept_open: ExitStack) -> Iterator[bytes]:
    """Yield the part, and let go of the server when it is sent or nobody listens any more."""
    passed_over = part.passed_over
    left = None if part.first is None or part.last is None else part.last - part.first + 1
    with kept_open:
        for piece in stream:
            skipped = min(passed_over, len(piece))
            passed_over -= skipped
            sent = piece[skipped:] if left is None else piece[skipped : skipped + left]
            if left is not None:
                left -= len(sent)
            if sent:
                yield sent
            if left == 0:
                return

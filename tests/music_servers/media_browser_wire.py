"""Serve a fake Jellyfin or Emby over loopback, with all that may go wrong on the way."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from tests.music_servers.media_browser_fake import MediaBrowserFake
from tests.music_servers.media_browser_rules import DELETED, FakeReply, FakeRequest, as_json
from tests.music_servers.rig import Fault

STARTING_PAGE = b"<!DOCTYPE html><html><body>Server is still loading.</body></html>"


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(48_000_000), 1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: ClassVar[MediaBrowserFake]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _serve(self) -> None:
        split = urlsplit(self.path)
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(split.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        request = FakeRequest(self.command, split.path, query, headers, body)
        fault = self.fake.take_fault(request)
        early = self._early(fault)
        if early is not None:
            self.fake.count(f"{request.method} {request.path} ({fault})")
            self._send(early, None)
        else:
            self._send(self.fake.answer(request, fault), fault)

    do_GET = do_POST = do_DELETE = do_PUT = _serve

    def _early(self, fault: Fault | None) -> FakeReply | None:
        """Return the answer of a request that is not even looked at."""
        pages = {
            Fault.UNAUTHORISED: FakeReply(401, b"", ""),
            Fault.FORBIDDEN: FakeReply(403, b"", ""),
            Fault.NOT_FOUND: FakeReply(404, b"Not found", "text/plain"),
            Fault.BUSY: FakeReply(429, b"", "", {"Retry-After": "0"}),
            Fault.BROKEN: FakeReply(500, b"Error processing request.", "text/plain"),
            Fault.STARTING: FakeReply(503, STARTING_PAGE, "text/html"),
            Fault.REDIRECT: FakeReply(307, b"", "", {"Location": self.fake.redirect_to}),
            Fault.HTML: FakeReply(200, STARTING_PAGE, "text/html"),
            Fault.NOT_AUDIO: as_json({"title": "no such file"}),
            Fault.CLOSED: FakeReply(0),
        }
        return None if fault is None else pages.get(fault)

    def _send(self, reply: FakeReply, fault: Fault | None) -> None:
        if reply.status == 0 or fault is Fault.LOST_ANSWER:
            self.close_connection = True
            return
        body, headers = reply.body, dict(reply.headers)
        if fault is Fault.GZIP_BOMB:
            body, headers["Content-Encoding"] = _bomb(), "gzip"
        announced = len(body) + (1000 if fault is Fault.WRONG_LENGTH else 0)
        if fault is Fault.TRUNCATED:
            announced, body = max(len(body), 2), body[: len(body) // 2]
        if fault in (Fault.TRUNCATED, Fault.WRONG_LENGTH):
            headers["Connection"] = "close"
            self.close_connection = True
        if reply.content_type:
            headers["Content-Type"] = reply.content_type
        if reply.status != DELETED or announced:
            headers["Content-Length"] = str(announced)
        lines = [f"HTTP/1.1 {reply.status} Told", *(f"{k}: {v}" for k, v in headers.items())]
        # All at once: two writes would wait for each other (Nagle).
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 32

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # clients may hang up


@contextmanager
def serve(fake: MediaBrowserFake) -> Iterator[str]:
    """Serve a fake over loopback; yields its host and port."""
    handler = type("_BoundHandler", (_Handler,), {"fake": fake})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()

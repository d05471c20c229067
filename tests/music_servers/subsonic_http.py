"""Serve a fake over real HTTP on the loopback, and let requests fail in every way a wire can."""

import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.music_servers.rig import Fault

Fields = Mapping[str, list[str]]
OTHER_HOST = "other.menura.test"
PAGE = b"<!DOCTYPE html><html><body>Welcome</body></html>"
DRIP_S = 0.02


@dataclass(frozen=True)
class Asked:
    """Hold one request."""

    method: str
    path: str
    query: Fields
    form: Fields
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Told:
    """Hold one answer."""

    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """A fault that is to come: after so many requests that it could hit, so often."""

    fault: Fault
    after: int
    times: int


Answering = Callable[[Asked, Fault | None], Told]
Hits = Callable[[Fault, Asked], bool]

STATUSES = {
    Fault.UNAUTHORISED: Told(401, b"", "text/plain"),
    Fault.FORBIDDEN: Told(403, b"", "text/plain"),
    Fault.NOT_FOUND: Told(404, b"nothing here", "text/plain"),
    Fault.BUSY: Told(429, b"slow down", "text/plain", {"Retry-After": "0"}),
    Fault.BROKEN: Told(500, b"oh no", "text/plain"),
    Fault.STARTING: Told(503, PAGE, "text/html"),
    Fault.HTML: Told(200, PAGE, "text/html"),
    Fault.REDIRECT: Told(307, b"", "text/plain", {"Location": f"http://{OTHER_HOST}/rest/"}),
}


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what is tested here."""


class LoopbackFake:
    """Serve one answering function on a free port of this machine."""

    def __init__(self, answer: Answering, hits: Hits) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._hits = hits
        self._plans: list[Plan] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                owner._serve(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = _QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._closing.set()
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> None:
        with self._lock:
            self._plans.append(Plan(fault, after, times))

    def heal(self) -> None:
        with self._lock:
            self._plans.clear()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        asked = _read(handler)
        with self._lock:
            self.asked.append(asked)
            fault = self._due(asked)
            if fault is Fault.CLOSED:
                handler.close_connection = True
                return
            told = STATUSES.get(fault) if fault else None
            told = told or self._answer(asked, fault)
        with suppress(BrokenPipeError, ConnectionResetError):
            self._send(handler, told, fault)

    def _due(self, asked: Asked) -> Fault | None:
        """Return the fault that hits this request; the first plan that could comes first."""
        for plan in self._plans:
            if not self._hits(plan.fault, asked):
                continue
            if plan.after > 0:
                plan.after -= 1
                return None
            plan.times -= 1
            if plan.times <= 0:
                self._plans.remove(plan)
            return plan.fault
        return None

    def _send(self, handler: BaseHTTPRequestHandler, told: Told, fault: Fault | None) -> None:
        body = told.body
        if fault is Fault.LOST_ANSWER:
            handler.close_connection = True
            return
        if fault is Fault.GZIP_BOMB:
            told = replace(told, headers={**told.headers, "Content-Encoding": "gzip"})
            body = bomb()
        length = len(body) + (1000 if fault is Fault.WRONG_LENGTH else 0)
        handler.send_response(told.status)
        handler.send_header("Content-Type", told.media_type)
        handler.send_header("Content-Length", str(length))
        for name, value in told.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if fault is Fault.SLOW:
            self._drip(handler, body)
            return
        half = fault is Fault.TRUNCATED
        handler.wfile.write(body[: len(body) // 2] if half else body)
        handler.wfile.flush()
        handler.close_connection = handler.close_connection or half or length != len(body)

    def _drip(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Send a byte now and then, but never the last one."""
        for byte in body[:-1]:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if self._closing.wait(DRIP_S):
                break
        self._closing.wait(1.0)
        handler.close_connection = True


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    split = urlsplit(handler.path)
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    return Asked(
        method=handler.command,
        path=split.path,
        query=parse_qs(split.query, keep_blank_values=True),
        form=parse_qs(body.decode(), keep_blank_values=True),
        headers={name.lower(): value for name, value in handler.headers.items()},
        body=body,
    )


def bomb() -> bytes:
    """Return a small answer in gzip that swells to 4 GB."""
    packer = zlib.compressobj(wbits=31)
    begin = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same bytes mean the same again, however often they come.
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + block * 4_000

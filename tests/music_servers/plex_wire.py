"""A small HTTP server on this machine that answers as it is told, or fails as it is told."""

import gzip
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.music_servers.rig import Fault

SWOLLEN_BYTES = 40_000_000  # more than any answer may have

STATUSES = {
    Fault.UNAUTHORISED: 401,
    Fault.FORBIDDEN: 403,
    Fault.NOT_FOUND: 404,
    Fault.BUSY: 429,
    Fault.BROKEN: 500,
    Fault.STARTING: 503,
    Fault.REDIRECT: 307,
    Fault.HTML: 200,
}
PAGE = b"<!DOCTYPE html><html><head><title>Hello</title></head><body>Hello</body></html>"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    content_type: str = "text/xml;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """Which of the coming requests fail, and how."""

    fault: Fault
    after: int
    times: int


class Wire:
    """Answers requests by a function; `plan` lets them fail."""

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self.plan: Plan | None = None
        self.asked: list[Asked] = []
        self.elsewhere = "http://127.0.0.1:9"
        """Where REDIRECT leads to."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take_fault(self, of: Callable[[Fault], bool]) -> Fault | None:
        """Return the fault of this request, if it is to fail and of a kind that fits it."""
        plan = self.plan
        if plan is None or not of(plan.fault):
            return None
        if plan.after > 0:
            plan.after -= 1
            return None
        plan.times -= 1
        if plan.times <= 0:
            self.plan = None
        return plan.fault

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                pass

            def handle_any(self) -> None:
                url = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qs(url.query, keep_blank_values=True)
                asked = Asked(self.command, url.path, query, headers)
                self.rfile.read(int(headers.get("content-length", 0)))
                with wire._lock:
                    wire.asked.append(asked)
                    fault = wire.take_fault(lambda fault: fault in WIRE_FAULTS)
                    is_done = fault not in WIRE_FAULTS - {Fault.LOST_ANSWER}
                    answer = wire._answer(asked) if is_done else Answer(b"x" * 200)
                with suppress(OSError):
                    self.send_faulty(fault, answer, wire)

            def send_faulty(self, fault: Fault | None, answer: Answer, wire: Wire) -> None:
                if fault in STATUSES:
                    headers = {"Retry-After": "0"} if fault is Fault.BUSY else {}
                    if fault is Fault.REDIRECT:
                        headers = {"Location": wire.elsewhere + self.path}
                    self.send_whole(Answer(PAGE, STATUSES[fault], "text/html", headers))
                elif fault is Fault.GZIP_BOMB:
                    swollen = {"Content-Encoding": "gzip"}
                    self.send_whole(Answer(bomb(), headers=swollen))
                elif fault in (Fault.TRUNCATED, Fault.WRONG_LENGTH):
                    half = answer.body[: len(answer.body) // 2]
                    self.send_whole(Answer(half), length=len(answer.body))
                    self.close_connection = True
                elif fault in (Fault.CLOSED, Fault.LOST_ANSWER):
                    self.close_connection = True
                else:
                    self.send_whole(answer)

            def send_whole(self, answer: Answer, length: int | None = None) -> None:
                size = len(answer.body) if length is None else length
                lines = [
                    f"HTTP/1.1 {answer.status} Told",
                    f"Content-Type: {answer.content_type}",
                    f"Content-Length: {size}",
                    *(f"{name}: {value}" for name, value in answer.headers.items()),
                ]
                self.wfile.write("\r\n".join([*lines, "", ""]).encode() + answer.body)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

        return Handler


WIRE_FAULTS = frozenset(Fault) - {
    Fault.NOT_AUDIO,
    Fault.SHRINKING_TOTAL,
    Fault.DOUBLES,
    Fault.MISSING_FIELDS,
    Fault.SLOW,
}
"""Those that need no knowledge of what was asked."""


@cache
def bomb() -> bytes:
    return gzip.compress(bytes(SWOLLEN_BYTES), 1)

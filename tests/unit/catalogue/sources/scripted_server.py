"""A server over loopback that answers by a script, down to the byte."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> Mapping[str, Sequence[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> Mapping[str, Sequence[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


Send = Callable[[bytes], None]
Answer = bytes | Callable[[Send], None]
"""Bytes to send, or a function that sends them; the connection is closed after a function."""
Script = Callable[[Asked], Answer] | Sequence[Answer]


def answer(
    body: bytes = b"", status: int = 200, *, length: int | None = None, **headers: object
) -> bytes:
    """Return an answer; underscores in names of headers become hyphens."""
    given = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    given["Content-Length"] = str(len(body) if length is None else length)
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode("latin-1") + body


def json_answer(value: object, status: int = 200, **headers: Any) -> bytes:
    return answer(json.dumps(value).encode(), status, Content_Type="application/json", **headers)


PAGE = b"<!DOCTYPE html><html><body>Hello</body></html>"


def page(status: int = 200, **headers: Any) -> bytes:
    return answer(PAGE, status, Content_Type="text/html; charset=utf-8", **headers)


def closed(data: bytes = b"") -> Answer:
    """Send something and close the connection."""
    return lambda send: send(data)


@dataclass
class ScriptedServer:
    """Answer by a script: its items in turn (the last one again and again), or what it returns."""

    script: Script
    context: ssl.SSLContext | None = None
    family: socket.AddressFamily = socket.AF_INET
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self.context else ''}://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection:
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            with self._lock:
                self._open.add(connection)
            try:
                while self._answer(connection):
                    pass
            finally:
                with self._lock:
                    self._open.discard(connection)
                connection.close()

    def _answer(self, connection: socket.socket) -> bool:
        """Answer one request; tell whether the connection stays open."""
        asked = _read(connection)
        if asked is None:
            return False
        with self._lock:
            self.asked.append(asked)
            count = len(self.asked)
        given = (
            self.script(asked)
            if callable(self.script)
            else self.script[min(count, len(self.script)) - 1]
        )
        if isinstance(given, bytes):
            connection.sendall(given)
            return True
        given(connection.sendall)
        return False


def _read(connection: socket.socket) -> Asked | None:
    with connection.makefile("rb") as lines:
        if lines.peek(1)[:1] == b"\x16":  # the greeting of TLS
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            return None
        first = lines.readline()
        if not first.strip():
            return None
        method, target, _ = first.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := lines.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = lines.read(int(headers.get("content-length", 0)))
        return Asked(method, target, headers, body)


@contextlib.contextmanager
def serving(script: Script, context: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    server = ScriptedServer(script, context)
    try:
        yield server
    finally:
        server.close()

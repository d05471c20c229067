"""Ask a server over raw connections that stay open, from a process of its own.

    python -m benchmarks.suggestions_load < plan.json > taken.json

One thread waits for all connections at once and does as little as it can, so that a machine with
two processors has one for the server and most of the other one, too. Each connection asks again
as soon as it is answered.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

HOST = "127.0.0.1"
HEAD_END = b"\r\n\r\n"
BUFFER = 1 << 18
PATIENCE_S = 900.0  # the first answer waits until a million samples are read


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, and the label its time is filed under; an empty one: nowhere."""

    label: str
    method: str
    path: str
    body: dict[str, Any] | None = None

    def raw(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}"]
        body = b"" if self.body is None else json.dumps(self.body).encode()
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + HEAD_END + body


@dataclass(frozen=True, slots=True)
class Taken:
    """What a load took.

    Attributes
    ----------
    times_ms : mapping of str to list of float
        From the first byte sent to the last one received, by label.
    seconds : float
        From the first request to the last answer.
    cpu_s : float
        Processor time of the load itself.
    bytes_each : float
        Mean length of an answer.
    """

    times_ms: dict[str, list[float]]
    seconds: float
    cpu_s: float
    bytes_each: float

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what the process printed."""
        return cls(**json.loads(text))


@dataclass(slots=True)
class _Client:
    """One connection and what it still has to ask."""

    asks: list[Ask]
    connection: socket.socket = field(default_factory=socket.socket)
    raw: list[bytes] = field(default_factory=list)
    at: int = -1
    sent_at_s: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    expected: int = 0

    def send_next(self) -> bool:
        """Ask the next question; tell whether there was one."""
        self.at += 1
        if self.at >= len(self.asks):
            return False
        self.received.clear()
        self.expected = 0
        self.sent_at_s = time.perf_counter()
        self.connection.sendall(self.raw[self.at])
        return True

    def take(self) -> bool:
        """Take what has come; tell whether the answer is whole."""
        part = self.connection.recv(BUFFER)
        if not part:
            raise ConnectionError(f"the server left at {self.asks[self.at].path}")
        self.received += part
        if not self.expected:
            self.expected = answer_length(self.received)
        return bool(self.expected) and len(self.received) >= self.expected


def answer_length(received: bytes | bytearray) -> int:
    """Return how long an answer is with its head; 0 while that is not known.

    Raises
    ------
    RuntimeError
        The answer is not one of success.
    """
    end = received.find(HEAD_END)
    if end < 0:
        return 0
    if received[9:10] != b"2":
        raise RuntimeError(bytes(received[:2000]).decode(errors="replace"))
    head = bytes(received[:end]).lower()
    start = head.index(b"content-length:") + len(b"content-length:")
    return end + len(HEAD_END) + int(head[start:].split(b"\r\n", 1)[0])


def ask_all(port: int, plans: Iterable[Sequence[Ask]]) -> Taken:
    """Ask the questions of each plan in their order, all plans at once."""
    times_ms: dict[str, list[float]] = {}
    lengths = []
    began_s, began_cpu_s = 0.0, 0.0
    with selectors.DefaultSelector() as selector:
        clients = [_connect(port, plan) for plan in plans]
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        for client in clients:
            selector.register(client.connection, selectors.EVENT_READ, client)
            client.send_next()
        left = len(clients)
        while left:
            for key, _ in selector.select():
                client = key.data
                if not client.take():
                    continue
                took_ms = (time.perf_counter() - client.sent_at_s) * 1e3
                if label := client.asks[client.at].label:
                    times_ms.setdefault(label, []).append(took_ms)
                    lengths.append(client.expected)
                if not client.send_next():
                    selector.unregister(client.connection)
                    client.connection.close()
                    left -= 1
    seconds, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
    return Taken(times_ms, seconds, cpu_s, sum(lengths) / max(1, len(lengths)))


def _connect(port: int, plan: Sequence[Ask]) -> _Client:
    connection = socket.create_connection((HOST, port), timeout=PATIENCE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Client(list(plan), connection, [one.raw() for one in plan])


def write_plans(port: int, plans: Iterable[Sequence[Ask]]) -> str:
    """Return plans as the process reads them."""
    return json.dumps({"port": port, "plans": [[asdict(ask) for ask in plan] for plan in plans]})


def main() -> None:
    """Do what is asked for on standard input."""
    given = json.load(sys.stdin)
    plans = [[Ask(**ask) for ask in plan] for plan in given["plans"]]
    json.dump(asdict(ask_all(given["port"], plans)), sys.stdout)


if __name__ == "__main__":
    main()

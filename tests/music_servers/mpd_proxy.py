"""Stand between an adapter and a real MPD, count requests, and let some of them fail."""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.music_servers.rig import Fault

REFUSALS = {
    Fault.UNAUTHORISED: b"ACK [3@0] {x} incorrect password\n",
    Fault.FORBIDDEN: b"ACK [4@0] {x} you don't have permission for it\n",
    Fault.NOT_FOUND: b"ACK [50@0] {x} No such thing\n",
    Fault.BROKEN: b"ACK [52@0] {x} disk on fire\n",
}
LISTING_FAULTS = frozenset({Fault.SHRINKING_TOTAL, Fault.DOUBLES, Fault.MISSING_FIELDS})
KNOWN_FAULTS = LISTING_FAULTS | set(REFUSALS) | {
    Fault.CLOSED,
    Fault.LOST_ANSWER,
    Fault.TRUNCATED,
}  # fmt: skip


@dataclass
class FaultPlan:
    fault: Fault
    after: int
    times: int


@dataclass
class MpdProxy:
    port: int
    requests: list[bytes] = field(default_factory=list)
    plan: FaultPlan | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault not in KNOWN_FAULTS:
            return False
        self.plan = FaultPlan(fault, after, times)
        return True

    def take_fault(self, request: bytes) -> Fault | None:
        with self.lock:
            self.requests.append(request)
            plan = self.plan
            if plan is None or (plan.fault in LISTING_FAULTS and b'"window"' not in request):
                return None
            if plan.after > 0:
                plan.after -= 1
                return None
            plan.times -= 1
            if plan.times == 0:
                self.plan = None
            return plan.fault

    def handle(self, client: socket.socket) -> None:
        with (
            suppress(OSError),
            client,
            socket.create_connection(("127.0.0.1", self.port)) as upstream,
            client.makefile("rb") as asked,
            upstream.makefile("rb") as answered,
        ):
            client.sendall(answered.readline())
            for request in _requests(asked):
                fault = self.take_fault(request)
                if fault is Fault.CLOSED:
                    return
                if fault in REFUSALS:
                    client.sendall(REFUSALS[fault])
                    continue
                upstream.sendall(request)
                answer = _answer(answered)
                if fault is Fault.LOST_ANSWER:
                    return
                if fault is Fault.TRUNCATED:
                    client.sendall(answer[: len(answer) // 2])
                    return
                client.sendall(_with_fault(answer, fault))


def _requests(asked: BinaryIO) -> Iterator[bytes]:
    """Yield each request: a line, or a whole command list."""
    held = b""
    for line in asked:
        held += line
        if held.startswith(b"command_list") and not line.startswith(b"command_list_end"):
            continue
        yield held
        held = b""


def _answer(answered: BinaryIO) -> bytes:
    lines = []
    for line in answered:
        lines.append(line)
        if line == b"OK\n" or line.startswith(b"ACK "):
            break
    return b"".join(lines)


def _with_fault(answer: bytes, fault: Fault | None) -> bytes:
    if fault not in LISTING_FAULTS:
        return answer
    songs = [song for song in re.split(rb"(?m)^(?=file: )", answer.removesuffix(b"OK\n")) if song]
    if fault is Fault.SHRINKING_TOTAL:
        songs = songs[:-1]
    elif fault is Fault.DOUBLES:
        songs = [songs[-1], *songs[1:]]
    else:
        songs = [song.splitlines(keepends=True)[0] for song in songs]
    return b"".join(songs) + b"OK\n"


@contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on loopback, each in its own thread; yield the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes up who waits in accept
        listener.close()


@contextmanager
def scripted(answers: Sequence[bytes], greeting: bytes = b"OK MPD 0.23.5\n") -> Iterator[int]:
    """Serve a tiny MPD that gives these answers in order, then closes the connection."""
    left = list(answers)

    def handle(client: socket.socket) -> None:
        with suppress(OSError), client, client.makefile("rb") as asked:
            client.sendall(greeting)
            for _ in _requests(asked):
                if not left:
                    return
                client.sendall(left.pop(0))

    with serving(handle) as port:
        yield port

"""Run a fake music server of the tests in a process of its own, and hear how often it was asked."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from menura.catalogue import ServerAccess, SourceKind

HEX_IDS = frozenset({SourceKind.SUBSONIC, SourceKind.JELLYFIN})
SMALLEST_AUDIO = 64


@dataclass(frozen=True, slots=True)
class FakeServer:
    """A fake that runs."""

    kind: SourceKind
    access: ServerAccess
    process: "subprocess.Popen[str]"

    def request_count(self) -> int:
        """Return how many requests it has seen."""
        assert self.process.stdin is not None
        self.process.stdin.write("count\n")
        self.process.stdin.flush()
        return int(_line(self.process))


@contextmanager
def running_fake(
    kind: SourceKind, tracks: int, audio_bytes: int = SMALLEST_AUDIO
) -> Iterator[FakeServer]:
    """Run a fake in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sources_serving", kind, str(tracks)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, str(audio_bytes)], stdin=pipe, stdout=pipe, text=True
    ) as process:
        try:
            yield FakeServer(kind, ServerAccess(**json.loads(_line(process))), process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the fake server ended; what it said stands above")
    return line


def track_id(kind: SourceKind, number: int) -> str:
    """Return the id of a track, as such servers write ids."""
    return hex_id(f"track {number}") if kind in HEX_IDS else str(1_000 + number)


def hex_id(text: str) -> str:
    """Return an id of 32 hexadecimal digits that a text decides."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

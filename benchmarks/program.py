"""Run the ``menura`` program and measure it from outside."""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of an installation of its own in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MENURA_")}
    return kept | {"MENURA_DATA_DIR": str(home)} | more


def start(*words: str, home: Path, **more: str) -> "subprocess.Popen[bytes]":
    """Start the program; what it prints is thrown away."""
    return subprocess.Popen(
        [sys.executable, "-m", "menura", *words],
        env=environment(home, **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, deadline_s: float = 60.0) -> float:
    """Wait for the first answer and return how many seconds that took."""
    began = time.perf_counter()
    while time.perf_counter() - began < deadline_s:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1):
                return time.perf_counter() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.005)
    raise TimeoutError(f"nothing answered on port {port}")


class MemoryWatch:
    """Watch the memory of a process and everything below it (proportional set size)."""

    def __init__(self, process_id: int) -> None:
        self.peak_bytes = 0
        self._process = psutil.Process(process_id)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop watching and return the most memory that was seen."""
        self._done.set()
        self._thread.join()
        return self.peak_bytes

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            self.peak_bytes = max(self.peak_bytes, tree_bytes(self._process))


def tree_bytes(process: psutil.Process) -> int:
    """Return the memory of a process and its descendants; shared pages count once."""
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_full_info().pss
    except psutil.NoSuchProcess:
        pass
    return total


def tree_cpu_s(process: psutil.Process) -> float:
    """Return the processor time a process and its living descendants have used."""
    return sum(
        sum(member.cpu_times()[:2]) for member in (process, *process.children(recursive=True))
    )

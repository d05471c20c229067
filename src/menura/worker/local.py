"""Keep workers on this machine while there is work.

An idle Menura is one process: workers cost about 90 MB and poll, so they are started when a job
is waiting and go home a while after the last one. One that dies is started again as long as work
is left.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from menura.bootstrap import Menura
from menura.jobs.lease import LEASE_TTL_S

WATCH_INTERVAL_S = 0.5
STOP_GRACE_S = 8.0
PATIENCE = 2
LONGEST_DELAY_S = 60.0
LAST_WORD = "menura: "  # how the program begins the sentence it ends with
LOG_FILE = "worker.log"
RESTART_DELAY_S = 2.0  # a worker that cannot start must not be started in a tight loop

log = structlog.get_logger("menura.worker")


@dataclass(slots=True)
class LocalWorkers:
    """Start worker processes when jobs wait, and stop them with this process.

    Parameters
    ----------
    menura : Menura
        The application whose jobs are watched.
    count : int
        How many workers to keep while there is work; none are started at 0.
    quiet : bool
        Whether workers write their log to a file (for the command line, which shows progress in
        its place).

    Notes
    -----
    When workers end with an error again and again, ``menura.trouble`` says so for people to see;
    they are still tried again, ever more slowly, as a full disk may be cleared meanwhile.
    """

    menura: Menura
    count: int
    quiet: bool = False
    _failures: int = 0
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _started_at: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        if self.count > 0:
            self._thread = threading.Thread(target=self._watch, name="workers", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop watching, ask the workers to go home and wait for them; then insist."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=STOP_GRACE_S)
        for process in self._processes:
            process.terminate()
        deadline = time.monotonic() + STOP_GRACE_S
        for process in self._processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_INTERVAL_S):
            self._bury()
            missing = self.count - len(self._processes)
            delay_s = min(LONGEST_DELAY_S, RESTART_DELAY_S * 2**self._failures)
            if missing <= 0 or time.monotonic() - self._started_at < delay_s:
                continue
            try:
                if self._has_work():
                    self._started_at = time.monotonic()
                    for _ in range(missing):
                        self._processes.append(self._start_one())
            except OSError as error:  # no process, no memory or no file to be had
                self._failures += 1
                log.warning("cannot start a worker", reason=str(error))
            except Exception as error:  # noqa: BLE001 - the watch must outlive a busy database
                log.warning("cannot look for work", reason=str(error))

    def _bury(self) -> None:
        """Forget the workers that have ended; many bad ends in a row are trouble."""
        for process in [p for p in self._processes if p.poll() is not None]:
            self._processes.remove(process)
            self._failures = self._failures + 1 if process.returncode else 0
            if process.returncode:
                log.warning("worker ended badly", exit_code=process.returncode)
        self.menura.trouble = self._trouble() if self._failures >= PATIENCE else None

    def _trouble(self) -> str:
        """Return what to tell people: the workers' last word if it is known."""
        if not self.quiet:
            return "Workers cannot do their work; the log of this server says why."
        words: list[str] = []
        with suppress(OSError):  # no worker may have come as far as to write a log
            words = self._log_file.read_text(errors="replace").splitlines()
        said = [line.removeprefix(LAST_WORD) for line in words if line.startswith(LAST_WORD)]
        return said[-1] if said else f"Workers cannot do their work; {self._log_file} says why."

    @property
    def _log_file(self) -> Path:
        return self.menura.settings.data_dir / LOG_FILE

    def _has_work(self) -> bool:
        """Tell whether a job is unfinished, or a schedule is due."""
        now = self.menura.clock.now()
        with self.menura.store.unit(read_only=True) as unit:
            if unit.jobs.count_unfinished():
                return True
            return any(
                s.enabled and s.next_at is not None and s.next_at <= now
                for s in unit.jobs.schedules()
            )

    def _start_one(self) -> "subprocess.Popen[bytes]":
        """Start a worker with this process's settings."""
        settings = self.menura.settings
        environment = dict(os.environ) | {
            "MENURA_DATA_DIR": str(settings.data_dir),
            "MENURA_LISTENERS": str(settings.listeners),
        }
        linger_s = max(settings.worker_linger_s, LEASE_TTL_S + 1)
        # -P: what happens to lie in the current folder is never imported.
        command = [sys.executable, "-P", "-m", "menura", "worker", "--linger", str(linger_s)]
        with ExitStack() as files:
            log_file = files.enter_context(self._log_file.open("ab")) if self.quiet else None
            # A session of its own: Ctrl-C reaches this process, which asks the workers to stop.
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log_file,
                stderr=log_file,
                start_new_session=True,
            )

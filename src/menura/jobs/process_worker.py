"""Look after one child process: start it, give it items, and replace it when it dies."""

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic

from menura.jobs import process_child
from menura.jobs.process_outcome import (
    ItemT,
    Outcome,
    OutcomeStatus,
    PoolOptions,
    ValueT,
    failure,
)
from menura.kernel.errors import ConflictError, InvalidInputError, UnavailableError

EXIT_S = 1.0  # how long a process that hung up may take to end
MOST_FAILED_STARTS = 3  # in a row; after that no item will ever get through
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",  # the pool's processes are the parallelism; libraries read this when they are loaded
) | {"MALLOC_ARENA_MAX": "2"}  # glibc otherwise reserves 64 MiB of address space per thread


class Child:
    """Own one child process and the connection to it."""

    def __init__(self, function: str, options: PoolOptions, forker: ThreadPoolExecutor) -> None:
        ours, theirs = socket.socketpair()
        self.connection = Connection(ours.detach())
        self.served_count = 0
        self.ready = False
        with theirs:
            arguments = [str(Path(process_child.__file__)), str(theirs.fileno()), str(os.getpid())]
            start = forker.submit(
                subprocess.Popen,
                [sys.executable, "-P", *arguments],  # -P: this folder is no place to import from
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **ONE_THREAD, **options.environment},
                stdin=subprocess.DEVNULL,
                stdout=2,  # what libraries print must not mix with the parent's answer
                process_group=0,  # so that what the child starts can be killed with it
            )
            try:
                self._process: subprocess.Popen[bytes] = start.result()
            except OSError as error:
                self.connection.close()
                raise UnavailableError(
                    f"A child process cannot be started ({error}); free memory or raise the limit "
                    "on processes."
                ) from error
        welcome = {
            "function": function,
            "sys_path": [path or str(Path.cwd()) for path in sys.path],
            "memory_bytes": options.memory_bytes,
            "niceness": options.niceness,
        }
        with contextlib.suppress(OSError):  # it died already, which `progress` will notice
            self.connection.send_bytes(pickle.dumps(welcome))

    def exited(self) -> bool:
        """Tell whether the process ended; it is left unreaped, so its id stays its own."""
        flags = os.WEXITED | os.WNOWAIT | os.WNOHANG
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def end(self) -> int:
        """Kill the process with all it started, and return its exit status (negative: signal)."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.connection.close()
        return self._process.wait()

    def last_words(self) -> str:
        """Return a sentence on how a process that hung up ended."""
        give_up_s = time.monotonic() + EXIT_S
        while not self.exited() and time.monotonic() < give_up_s:
            time.sleep(0.002)
        return exit_sentence(self.end())


def exit_sentence(status: int) -> str:
    """Say in words how a process ended."""
    if status >= 0:
        return f"The process ended by itself with exit status {status}."
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = "unnamed"
    cause = ", perhaps because the machine ran out of memory" if -status == signal.SIGKILL else ""
    return f"The process was ended by signal {-status} ({name}){cause}."


@dataclass(slots=True)
class Work(Generic[ItemT]):
    """Hold the item in hand."""

    item: ItemT
    message: bytes
    deadline_s: float
    begun_s: float = 0.0

    def begin(self) -> None:
        """Start the clock."""
        self.begun_s = time.monotonic()

    def elapsed_s(self) -> float:
        """Return the time since the clock was started."""
        return time.monotonic() - self.begun_s


def unfinished(work: Work[ItemT], status: OutcomeStatus, sentence: str) -> Outcome[ItemT, Any]:
    """Return the outcome of an item that its process did not survive."""
    return Outcome(work.item, status, work.elapsed_s(), error_code=status, error_message=sentence)


class Worker(Generic[ItemT, ValueT]):
    """Keep one place in the pool filled: a child, replaced as needed, and the item it works on."""

    def __init__(self, function: str, options: PoolOptions, forker: ThreadPoolExecutor) -> None:
        self._function = function
        self._options = options
        self._forker = forker
        self._child: Child | None = None
        self._work: Work[ItemT] | None = None
        self._failed_starts = 0

    @property
    def busy(self) -> bool:
        """Tell whether an item is in hand."""
        return self._work is not None

    @property
    def connection(self) -> Connection:
        """Return the connection to the child; there is one while busy."""
        return self._living_child().connection

    def take(self, item: ItemT) -> Outcome[ItemT, ValueT] | None:
        """Begin work on `item`; return an outcome at once if it cannot be sent."""
        limit = self._options.deadline_s
        deadline_s = limit(item) if callable(limit) else limit
        try:
            message = pickle.dumps((item,))
        except Exception as error:  # noqa: BLE001 (pickling runs foreign code)
            return failure(item, 0.0, process_child.described(error))
        self._work = Work(item, message, deadline_s)
        child = self._child
        if child is not None and (child.served_count >= self._options.items_per_child):
            self.end_child()
        elif child is not None and (child.connection.poll() or child.exited()):
            self.end_child()  # an idle child has nothing to say: it died
        if self._child is None:
            self._start()
        else:
            self._send()
        return None

    def progress(self) -> Outcome[ItemT, ValueT] | None:
        """Look after the item in hand and return its outcome if it has one now.

        What the child sent counts before deadlines: the item may have been finished in time while
        the parent was busy with something else.
        """
        work, child = self._present_work(), self._living_child()
        if child.connection.poll():
            try:
                report = pickle.loads(child.connection.recv_bytes())
            except (EOFError, OSError):
                return self._child_died()
            if child.ready:
                return self._finish(report)
            self._begin(report)
            return None
        if child.exited():
            return self._child_died()
        if work.elapsed_s() > (work.deadline_s if child.ready else self._options.start_s):
            return self._overdue()
        return None

    def drop(self) -> None:
        """Kill the child if it is in the middle of an item."""
        if self._work is not None:
            self.end()

    def end(self) -> None:
        """Kill the child and forget the item."""
        self._work = None
        self.end_child()

    def end_child(self) -> None:
        """Kill the child, if there is one."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _present_work(self) -> Work[ItemT]:
        if self._work is None:
            raise ConflictError("The worker has no item in hand.")
        return self._work

    def _living_child(self) -> Child:
        if self._child is None:
            raise ConflictError("The worker has no process.")
        return self._child

    def _start(self) -> None:
        """Start a child for the item in hand."""
        self._present_work().begin()
        self._child = Child(self._function, self._options, self._forker)

    def _begin(self, report: process_child.Report) -> None:
        """Give the item to a child that has just told whether it could import the function."""
        if report["status"] != "done":
            cap = self._options.memory_bytes
            memory = "any" if cap is None else f"{cap >> 20} MiB of"
            raise InvalidInputError(
                f"The function {self._function!r} cannot be imported in a child process with "
                f"{memory} address space: {report.get('class', 'MemoryError')}: "
                f"{report['message']}",
                field="function",
            )
        self._living_child().ready = True
        self._failed_starts = 0
        self._send()

    def _send(self) -> None:
        """Send the item; from here on its deadline runs."""
        work, child = self._present_work(), self._living_child()
        work.begin()
        with contextlib.suppress(OSError):  # it just died, which `progress` will notice
            child.connection.send_bytes(work.message)

    def _finish(self, report: process_child.Report) -> Outcome[ItemT, ValueT]:
        """Turn a child's report into the outcome."""
        work, self._work = self._present_work(), None
        child = self._living_child()
        child.served_count += 1
        duration_s = report["duration_s"]
        if report["status"] == "out_of_memory":
            self.end_child()  # what is left of its heap is not worth keeping
            cap = self._options.memory_bytes
            limit = "" if cap is None else f" than the {cap >> 20} MiB it may"
            sentence = f"The item needed more address space{limit}. {report['message']}".strip()
            return unfinished(work, "out_of_memory", sentence)
        if report["status"] == "failed":
            return failure(work.item, duration_s, report)
        try:
            value: ValueT = pickle.loads(report["value"])
        except Exception as error:  # noqa: BLE001 (unpickling runs foreign code)
            return failure(work.item, duration_s, process_child.described(error))
        return Outcome(work.item, "done", duration_s, value)

    def _child_died(self) -> Outcome[ItemT, ValueT] | None:
        """Bury the child; its item crashed, unless it was not sent yet."""
        child, self._child = self._living_child(), None
        sentence = child.last_words()
        if not child.ready:
            self._start_again(sentence)
            return None
        work, self._work = self._present_work(), None
        return unfinished(work, "crashed", sentence)

    def _overdue(self) -> Outcome[ItemT, ValueT] | None:
        """Kill the child; its item timed out, unless it was not sent yet."""
        ready = self._living_child().ready
        self.end_child()
        if not ready:
            self._start_again(f"It took more than {self._options.start_s:g} s.")
            return None
        work, self._work = self._present_work(), None
        sentence = f"The item took more than {work.deadline_s:g} s, and the process was killed."
        return unfinished(work, "timed_out", sentence)

    def _start_again(self, sentence: str) -> None:
        """Replace a child that never became ready; give up after a few in a row."""
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise UnavailableError(
                f"Child processes for {self._function!r} end before they take an item: {sentence} "
                "Import the function by hand to see why."
            )
        self._start()

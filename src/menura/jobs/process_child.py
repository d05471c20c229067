"""Work on items in a child process, one at a time, until the parent hangs up.

Started by ``menura.jobs.process_pool`` as a script, by path: that imports neither the parent's
``__main__`` (which may be a server or a test runner) nor the rest of this room.

Messages are pickled tuples. From the parent: first a `Welcome`, then ``(item,)`` for each item.
To the parent: a `Report` each, the first of which says whether the function could be imported.
"""

import contextlib
import ctypes
import importlib
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
Report = dict[str, Any]
"""What became of one item: plain values only, because this module has another name in the child."""


def main(descriptor: int, parent_id: int) -> None:
    """Serve the parent at the other end of the socket `descriptor`."""
    os.set_inheritable(descriptor, False)  # a program the function starts must not hold it open
    die_with_parent(parent_id)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to decide on
    connection = Connection(descriptor)
    with contextlib.suppress(EOFError, ConnectionError):  # the parent hung up
        welcome = pickle.loads(connection.recv_bytes())
        sys.path[:] = welcome["sys_path"]
        limit_resources(welcome["memory_bytes"], welcome["niceness"])
        function = None
        with reporting(connection):
            function = imported(welcome["function"])
        while function is not None:
            work_on(connection, function)


def work_on(connection: Connection, function: Callable[[Any], Any]) -> None:
    """Take one item, run `function` on it and report."""
    message = connection.recv_bytes()
    with reporting(connection) as report:
        (item,) = pickle.loads(message)
        report["value"] = function(item)


@contextlib.contextmanager
def reporting(connection: Connection) -> Any:
    """Send the parent what became of the block, with its duration.

    The value is pickled here, inside the block's care, so that a value that cannot be pickled is
    a failure of the item and not the end of the child.
    """
    report: Report = {"status": "done", "value": None}
    start_s = time.perf_counter()
    try:
        yield report
        report["value"] = pickle.dumps(report["value"])
    except MemoryError as error:
        report.update(status="out_of_memory", value=None, message=str(error))
    except Exception as error:  # noqa: BLE001 (this is the worker loop)
        report.update(status="failed", value=None, **described(error))
    report["duration_s"] = time.perf_counter() - start_s
    connection.send_bytes(pickle.dumps(report))


def described(error: Exception) -> Report:
    """Return an error's name, message and, where it is Menura's own, code and field."""
    from menura.kernel.errors import MenuraError  # only here is the parent's sys.path in place

    report: Report = {"class": type(error).__name__, "message": str(error)}
    if isinstance(error, MenuraError):
        return report | {"message": error.message, "code": error.code, "field": error.field}
    return report | {"code": None, "field": None}


def imported(name: str) -> Callable[[Any], Any]:
    """Return what ``"package.module:function"`` names."""
    module, _, path = name.partition(":")
    thing: Any = importlib.import_module(module)
    for part in path.split("."):
        thing = getattr(thing, part)
    if not callable(thing):
        raise TypeError(f"{name!r} is not a function but {type(thing).__name__}.")
    function: Callable[[Any], Any] = thing
    return function


def die_with_parent(parent_id: int) -> None:
    """Ask Linux to kill this process when its parent dies, even while native code is busy.

    Elsewhere the end of the connection is noticed between two items.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_id:  # it died before we asked
        os._exit(1)


def limit_resources(memory_bytes: int | None, niceness: int) -> None:
    """Cap the address space, leave no core files, and give way to interactive work."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        cap = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    os.nice(niceness)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

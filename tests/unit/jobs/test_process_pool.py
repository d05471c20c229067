"""A pool of processes outlives everything an item can do to one of them."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.kernel.errors import (
    CancelledError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)

PATIENCE_S = 20.0
Pool = ProcessPool[Any, Any]


class CannotBePickled:
    def __reduce__(self):
        raise TypeError("this cannot be pickled")


def explode() -> None:
    raise RuntimeError("this cannot be unpickled")


class CannotBeUnpickled:
    def __reduce__(self):
        return explode, ()


def act(item: Any) -> Any:
    """Do to the child process what the item says."""
    match item:
        case int():
            return item * item
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "exit":
            os._exit(7)
        case "sys.exit":
            sys.exit(5)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while True:
                pass
        case "memory":
            return len(bytearray(8 << 30))
        case "menura error":
            raise NotFoundError("There is no such chord; play another.", field="chord")
        case "foreign error":
            raise ZeroDivisionError("divided by silence")
        case "lambda":
            return lambda: None
        case "cannot be unpickled":
            return CannotBeUnpickled()
        case "large":
            return bytes(5_000_000)
        case "environment":
            return dict(os.environ)
        case "limits":
            limits = (resource.RLIMIT_AS, resource.RLIMIT_CORE)
            return [resource.getrlimit(limit)[0] for limit in limits] + [os.nice(0)]
        case "pid":
            return os.getpid()
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
            return "still here"
        case "print":
            print("noise on standard output")
            return None
        case "modules":
            return [name for name in ("menura.jobs", "pytest") if name in sys.modules]
        case ("start", path):
            process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path(path).write_text(str(process.pid))
            while True:
                pass
        case ("sleep", seconds):
            time.sleep(seconds)
            return seconds
        case ("size", content):
            return len(content)
    return "done"


FUNCTION = f"{__name__}:act"
BAD = {
    "segfault": "crashed",
    "abort": "crashed",
    "exit": "crashed",
    "sys.exit": "crashed",
    "killed": "crashed",
    "hang": "timed_out",
    "memory": "out_of_memory",
    "menura error": "failed",
    "foreign error": "failed",
    "lambda": "failed",
    "cannot be unpickled": "failed",
}


def deadline_s(item: object) -> float:
    return 0.3 if item == "hang" else 60.0


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(act, size=2, options=PoolOptions(deadline_s=deadline_s)) as shared:
        yield shared


def only(pool: Pool, item: Any) -> Any:
    """Return the outcome of the only item."""
    (outcome,) = pool.run([item])
    return outcome


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def gone(pid: int) -> bool:
    """Tell whether a process is dead (a zombie waiting for its reaper counts)."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def wait_until(condition) -> bool:
    give_up_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < give_up_s:
        time.sleep(0.02)
    return bool(condition())


def test_every_item_has_exactly_one_outcome_whatever_happens_to_its_process(pool: Pool) -> None:
    items = [*range(5), *BAD, *range(5, 40)]
    outcomes = list(pool.run(iter(items)))
    assert sorted(map(str, items)) == sorted(str(outcome.item) for outcome in outcomes)
    status = {outcome.item: outcome.status for outcome in outcomes}
    assert status == BAD | dict.fromkeys(range(40), "done")
    values = {o.item: o.value for o in outcomes if o.status == "done"}
    assert values == {number: number**2 for number in range(40)}
    assert all(outcome.value is None for outcome in outcomes if outcome.status != "done")
    assert all(outcome.duration_s >= 0 for outcome in outcomes)
    assert all(outcome.error_message for outcome in outcomes if outcome.status != "done")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("segfault", "signal 11 (SIGSEGV)"),
        ("abort", "signal 6 (SIGABRT)"),
        ("killed", "signal 9 (SIGKILL), perhaps because the machine ran out of memory"),
        ("exit", "exit status 7"),
        ("sys.exit", "exit status 5"),
    ],
)
def test_a_crash_is_told_in_a_sentence(pool: Pool, item: str, words: str) -> None:
    outcome = only(pool, item)
    assert (outcome.status, outcome.error_code) == ("crashed", "crashed")
    assert words in outcome.error_message


def test_an_own_error_keeps_its_class_code_message_and_field(pool: Pool) -> None:
    outcome = only(pool, "menura error")
    assert outcome.error_class == "NotFoundError"
    assert outcome.error_code == "not_found"
    assert outcome.error_message == "There is no such chord; play another."
    assert outcome.error_field == "chord"


def test_a_foreign_error_keeps_its_class_and_message(pool: Pool) -> None:
    outcome = only(pool, "foreign error")
    assert (outcome.error_class, outcome.error_code) == ("ZeroDivisionError", None)
    assert outcome.error_message == "divided by silence"


def test_an_item_that_cannot_be_pickled_fails_alone(pool: Pool) -> None:
    outcomes = list(pool.run([1, CannotBePickled(), 2]))
    assert sorted(outcome.status for outcome in outcomes) == ["done", "done", "failed"]


def test_the_memory_cap_is_named(pool: Pool) -> None:
    assert "2048 MiB" in only(pool, "memory").error_message


def test_large_items_and_values_pass(pool: Pool) -> None:
    assert only(pool, ("size", bytes(5_000_000))).value == 5_000_000
    assert len(only(pool, "large").value) == 5_000_000


def test_children_are_limited_polite_and_single_threaded(pool: Pool) -> None:
    assert only(pool, "limits").value == [2 << 30, 0, min(19, os.nice(0) + 5)]
    environment = only(pool, "environment").value
    assert {environment[f"{name}_NUM_THREADS"] for name in ("OMP", "OPENBLAS", "MKL")} == {"1"}


def test_numpy_and_decoders_fit_under_the_default_memory_cap() -> None:
    with Pool("builtins:__import__", size=1) as pool:
        outcomes = list(pool.run(["numpy", "av", "scipy.signal", "soxr"]))
    assert [outcome.error_class for outcome in outcomes] == [
        "TypeError"
    ] * 4  # modules, unpicklable


def test_children_ignore_interrupts(pool: Pool) -> None:
    assert only(pool, "interrupt").value == "still here"


def test_what_children_print_does_not_reach_standard_output(pool: Pool, capfd) -> None:
    with Pool(act, size=1) as own:  # started while output is captured
        only(own, "print")
    assert "noise" not in capfd.readouterr().out


def test_idle_children_are_kept_and_replaced_if_they_die(pool: Pool) -> None:
    first: set[Any] = {outcome.value for outcome in pool.run(["pid", "pid"])}
    second = {outcome.value for outcome in pool.run(["pid", "pid"])}
    assert first == second
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: all(gone(pid) for pid in first))
    third = list(pool.run(["pid", "pid"]))
    assert [outcome.status for outcome in third] == ["done", "done"]


def test_a_run_in_another_thread_finds_its_children_alive() -> None:
    """Linux sends the parent-death signal when the thread that forked ends."""
    pids: list[int] = []
    with Pool(FUNCTION, size=1) as pool:
        for _ in range(2):
            thread = threading.Thread(target=lambda: pids.append(only(pool, "pid").value))
            thread.start()
            thread.join()
            time.sleep(0.1)  # the signal comes a little later than the end of the thread
    assert pids[0] == pids[1]


def test_children_are_replaced_after_their_share_of_items() -> None:
    with Pool(FUNCTION, size=1, options=PoolOptions(items_per_child=2)) as pool:
        pids = [outcome.value for outcome in pool.run(["pid"] * 5)]
    assert [pids[0] == pids[1], pids[1] == pids[2], pids[2] == pids[3]] == [True, False, True]
    assert len(set(pids)) == 3


def test_no_child_is_started_before_the_first_item_and_items_are_pulled_lazily() -> None:
    before = children()
    pulled: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            pulled.append(number)
            yield number

    with Pool(FUNCTION, size=2) as pool:
        assert list(pool.run([])) == []
        assert children() == before
        run = pool.run(items())
        next(run)
        assert len(pulled) <= 3
        run.close()  # type: ignore[attr-defined]


def test_stopping_kills_running_children_at_once_and_the_pool_works_on() -> None:
    with Pool(FUNCTION, size=2) as pool:
        list(pool.run([1, 2]))
        started_s = time.monotonic()
        with pytest.raises(CancelledError):
            list(pool.run(["hang", "hang", 3], lambda: time.monotonic() > started_s + 0.3))
        assert {outcome.value for outcome in pool.run([2, 3])} == {4, 9}


def test_should_stop_is_asked_again_and_again_during_an_item() -> None:
    asked: list[float] = []
    with Pool(FUNCTION, size=1) as pool:
        list(pool.run([("sleep", 1.0)], lambda: bool(asked.append(0.0))))  # type: ignore[func-returns-value]
    assert len(asked) >= 4


def test_leaving_a_run_early_kills_what_it_began() -> None:
    before = children()
    with Pool(FUNCTION, size=2) as pool:
        for outcome in pool.run(["hang", 1, "hang"]):
            assert outcome.item == 1
            break
        assert wait_until(lambda: len(children() - before) <= 1)
        assert only(pool, 4).value == 16
    assert children() == before


def test_an_error_of_the_items_ends_the_run_and_leaves_the_pool_usable() -> None:
    def items() -> Iterator[object]:
        yield "hang"
        raise LookupError("no more tracks")

    with Pool(FUNCTION, size=2) as pool:
        with pytest.raises(LookupError):
            list(pool.run(items()))
        assert only(pool, 4).value == 16


def test_closing_leaves_no_process_and_no_open_file_behind() -> None:
    before, files = children(), psutil.Process().num_fds()
    pool: Pool = ProcessPool(FUNCTION, size=2)
    list(pool.run([1, 2, "abort", 3]))
    pool.close()
    pool.close()
    assert children() == before
    assert psutil.Process().num_fds() == files
    with pytest.raises(ConflictError, match="closed"):
        list(pool.run([1]))


def test_what_a_child_started_dies_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with Pool(FUNCTION, size=1) as pool, pytest.raises(CancelledError):
        list(pool.run([("start", str(note))], lambda: note.exists() and note.read_text() != ""))
    assert wait_until(lambda: gone(int(note.read_text())))


def test_two_runs_at_once_are_refused() -> None:
    with Pool(FUNCTION, size=1) as pool:
        first = pool.run([1, 2])
        next(first)
        with pytest.raises(ConflictError, match="another run"):
            next(pool.run([3]))
        assert [outcome.value for outcome in first] == [4]


@pytest.mark.parametrize(
    "name", ["menura.nowhere:act", f"{__name__}:nothing", f"{__name__}:BAD", "act", "os:"]
)
def test_a_function_that_cannot_be_imported_is_named(name: str) -> None:
    with (
        Pool(name, size=1) as pool,
        pytest.raises(InvalidInputError, match="cannot be imported") as caught,
    ):
        list(pool.run([1]))
    assert repr(name) in caught.value.message


def test_functions_without_an_importable_name_are_refused() -> None:
    functions: list[Any] = [lambda item: item, [].append]
    for function in functions:
        with pytest.raises(InvalidInputError, match="top of a module"):
            Pool(function)


def test_processes_that_die_while_starting_are_given_up(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "dies_on_import.py").write_text("import os\nos._exit(3)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with (
        Pool("dies_on_import:act", size=1) as pool,
        pytest.raises(UnavailableError, match="exit status 3"),
    ):
        list(pool.run([1]))


def test_a_child_that_starts_too_slowly_is_given_up(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with (
        Pool("slow_to_import:act", options=PoolOptions(start_s=0.2)) as pool,
        pytest.raises(UnavailableError, match=r"more than 0\.2 s"),
    ):
        list(pool.run([1]))


@pytest.mark.parametrize("size", [0, -1])
def test_a_pool_without_processes_is_refused(size: int) -> None:
    with pytest.raises(InvalidInputError, match="at least one process"):
        Pool(FUNCTION, size=size)


def test_children_import_neither_main_nor_the_room() -> None:
    """A parent script without a main guard works, and its children stay small."""
    with Pool("sys:intern", size=1) as pool:
        assert only(pool, "word").value == "word"
    script = """
        from menura.jobs.process_pool import ProcessPool
        print("main runs")
        with ProcessPool("operator:neg", size=2) as pool:
            print(sorted(outcome.value for outcome in pool.run(range(4))))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["main runs", "[-3, -2, -1, 0]"]


def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """One child is idle, the other in an endless loop that never looks at its connection."""
    script = f"""
        import os, signal, sys
        sys.path[:] = {sys.path!r}
        from menura.jobs.process_pool import ProcessPool
        pool = ProcessPool({FUNCTION!r}, size=2)
        print(*[outcome.value for outcome in pool.run(["pid", "pid"])], flush=True)
        def stop(calls=[]):
            calls.append(1)
            if len(calls) > 3:
                os.kill(os.getpid(), signal.SIGKILL)
        list(pool.run(["hang"], stop))
    """
    parent = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert parent.returncode == -signal.SIGKILL
    pids = [int(word) for word in parent.stdout.split()]
    assert len(set(pids)) == 2
    assert wait_until(lambda: all(gone(pid) for pid in pids))

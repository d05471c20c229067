"""Run a function over items in child processes that may crash, hang or eat memory.

Decoders and models are native code: one broken file can take its process down, and the standard
``ProcessPoolExecutor`` is then broken as a whole. Here that one item gets the outcome ``crashed``
and the others go on.

::

    process_pool      hands out items and yields outcomes
    process_worker    one place in the pool: its child, deadline, replacement
    process_child     what runs inside a child
    process_outcome   options and outcomes
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic, Self

from menura.jobs.process_outcome import ItemT, Outcome, OutcomeStatus, PoolOptions, ValueT
from menura.jobs.process_worker import Worker
from menura.kernel.errors import CancelledError, ConflictError, InvalidInputError

__all__ = ["Outcome", "OutcomeStatus", "PoolOptions", "ProcessPool"]

POLL_S = 0.1  # how long a request to stop may go unnoticed


class ProcessPool(Generic[ItemT, ValueT]):
    """Keep a few supervised child processes that run one function.

    Children are started as plain programs and not by ``multiprocessing``: they do not import the
    parent's ``__main__``, inherit nothing but one socket, and die when the parent dies, even by
    ``kill -9``. They are started when first needed and kept from one `run` to the next.

    Parameters
    ----------
    function : str or callable
        ``"package.module:function"``, or a function that can be imported by name. It takes one
        item and returns a value; both are pickled.
    size : int
        Number of children.
    options : PoolOptions, optional
        Deadline, memory cap and the like.

    Examples
    --------
    >>> with ProcessPool("math:sqrt", size=2) as pool:
    ...     sorted(outcome.value for outcome in pool.run([4.0, 9.0]))
    [2.0, 3.0]
    """

    def __init__(
        self,
        function: str | Callable[[ItemT], ValueT],
        *,
        size: int = 2,
        options: PoolOptions | None = None,
    ) -> None:
        if size < 1:
            raise InvalidInputError(f"A pool needs at least one process, not {size}.", field="size")
        options = options or PoolOptions()
        if options.items_per_child < 1:
            raise InvalidInputError(
                f"A process must serve at least one item, not {options.items_per_child}.",
                field="items_per_child",
            )
        name = function if isinstance(function, str) else importable_name(function)
        # Linux sends the parent-death signal when the *thread* that forked ends, so all children
        # are forked by one thread that lives as long as the pool.
        self._forker = ThreadPoolExecutor(1, thread_name_prefix="process-pool")
        self._workers: list[Worker[ItemT, ValueT]] = [
            Worker(name, options, self._forker) for _ in range(size)
        ]
        self._running = False
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def run(
        self, items: Iterable[ItemT], should_stop: Callable[[], bool] | None = None
    ) -> Iterator[Outcome[ItemT, ValueT]]:
        """Yield one outcome for each item, as they are completed.

        Parameters
        ----------
        items : iterable
            Pulled one at a time, when a process is free.
        should_stop : callable, optional
            Asked at least five times a second. When it returns true, running processes are killed
            at once.

        Raises
        ------
        CancelledError
            `should_stop` returned true. Items without an outcome were not finished.
        InvalidInputError
            The function cannot be imported.
        UnavailableError
            Processes cannot be started, or die before they take an item.
        ConflictError
            The pool is closed or in the middle of another run.
        """
        if self._closed or self._running:
            state = "closed" if self._closed else "in the middle of another run"
            raise ConflictError(f"The process pool is {state}; make another one.")
        self._running = True
        try:
            yield from self._outcomes(iter(items), should_stop or never)
        finally:
            for worker in self._workers:
                worker.drop()
            self._running = False

    def close(self) -> None:
        """Kill all children and wait for their end; closing twice is fine."""
        self._closed = True
        for worker in self._workers:
            worker.end()
        self._forker.shutdown()

    def _outcomes(
        self, source: Iterator[ItemT], should_stop: Callable[[], bool]
    ) -> Iterator[Outcome[ItemT, ValueT]]:
        """Hand out items and collect outcomes until both run dry."""
        more = True
        while True:
            if should_stop():
                raise CancelledError("The work was stopped on request; start it again to go on.")
            for worker in self._workers:
                if more and not worker.busy:
                    try:
                        item = next(source)
                    except StopIteration:
                        more = False
                        break
                    if (refused := worker.take(item)) is not None:
                        yield refused
            busy = [worker for worker in self._workers if worker.busy]
            if not busy and not more:
                return
            if busy:
                wait([worker.connection for worker in busy], timeout=POLL_S)
            for worker in busy:
                if (outcome := worker.progress()) is not None:
                    yield outcome


def never() -> bool:
    """Return False."""
    return False


def importable_name(function: Callable[..., Any]) -> str:
    """Return ``"module:function"`` for a function other processes can import.

    Raises
    ------
    InvalidInputError
        For lambdas, inner functions, bound methods and what a script defines.
    """
    module = getattr(function, "__module__", None)
    path = getattr(function, "__qualname__", "<unnamed>")
    if module is None or "<" in path or hasattr(function, "__self__") or module == "__main__":
        raise InvalidInputError(
            f"{function!r} cannot be imported by name in another process; define it at the top "
            "of a module that is not run as a script.",
            field="function",
        )
    return f"{module}:{path}"

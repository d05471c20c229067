"""Say what child processes may use and what became of an item given to one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from menura.jobs.process_child import Report

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")
OutcomeStatus = Literal["done", "failed", "crashed", "timed_out", "out_of_memory"]


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """Say what child processes may use.

    Attributes
    ----------
    deadline_s : float or callable
        Wall time one item may take, or a function that tells it for an item.
    memory_bytes : int or None
        Cap on the address space of a child (``RLIMIT_AS``), None for no cap. Address space is
        more than memory: numpy, scipy and FFmpeg together reserve about 0.5 GB before any work.
    niceness : int
        How far children stand back behind other processes, 0 to 19.
    items_per_child : int
        A child is replaced after so many items, which ends slow leaks. A new one costs about
        0.4 s of imports.
    start_s : float
        Wall time a child may take to start and import the function.
    environment : mapping of str to str
        Added to the environment of children.
    """

    deadline_s: float | Callable[[Any], float] = 60.0
    memory_bytes: int | None = 2 << 30
    niceness: int = 5
    items_per_child: int = 200
    start_s: float = 120.0
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[ItemT, ValueT]):
    """Say what became of one item.

    Attributes
    ----------
    status : str
        ``done``; ``failed``: the function raised; ``crashed``: the process died; ``timed_out``:
        the deadline passed and the process was killed; ``out_of_memory``: the cap was reached.
    value : object
        What the function returned, when done.
    error_class, error_code, error_message, error_field : str or None
        The name of the error's class and its message; code and field where it is a `MenuraError`.
        For the last three statuses the code is the status and the message a sentence.
    duration_s : float
        Wall time of the item.
    """

    item: ItemT
    status: OutcomeStatus
    duration_s: float
    value: ValueT | None = None
    error_class: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    error_field: str | None = None


def failure(item: ItemT, duration_s: float, error: Report) -> Outcome[ItemT, Any]:
    """Return the outcome of an item whose function raised."""
    return Outcome(
        item,
        "failed",
        duration_s,
        error_class=error["class"],
        error_code=error["code"],
        error_message=error["message"],
        error_field=error["field"],
    )

"""Run jobs in the thread that asks: the simplest engine, for tests and for trying things out."""

import threading

from menura.jobs.engine import JobKind, JobStore
from menura.jobs.runner import JobRunner
from menura.kernel.clock import Clock
from menura.kernel.registry import Registry


class InlineEngine:
    """A ``JobEngine`` without threads or processes.

    ``start`` runs everything that is due, most urgent first, and returns when nothing is left. A
    parent that waits for its children has them run meanwhile.
    """

    def __init__(self, store: JobStore, kinds: Registry[JobKind], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._stopping = threading.Event()
        self._runner = JobRunner(store, kinds, clock, stopping=self._stopping, wait=self._run_one)

    def start(self) -> None:
        """Run until no job is due, or until told to stop."""
        self._stopping.clear()
        while not self._stopping.is_set() and self._run_one():
            pass

    def stop(self, grace_s: float = 5.0) -> None:
        """Have the handler that runs suspend itself."""
        self._stopping.set()

    def _run_one(self) -> bool:
        with self._store.jobs() as jobs:
            tickets = jobs.undispatched(self._clock.now(), 1)
            jobs.mark_dispatched(tickets)
        for ticket in tickets:
            self._runner.run(ticket.job_id)
        return bool(tickets)

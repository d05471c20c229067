"""Tell live workers from dead ones.

The engine underneath brings a dead worker's jobs back only when told which worker is dead, so each
worker renews a lease every second, and any worker that finds a lease run out takes it over. Which
of several does is decided by who deletes the row. Times are the database server's where there is
one: the clocks of two machines may differ by more than a lease lasts.
"""

from datetime import datetime, timedelta

from menura.jobs.engine import JobStore
from menura.kernel.clock import Clock

BEAT_INTERVAL_S = 1.0
LEASE_TTL_S = 5.0  # five missed beats: a busy machine delays one or two
LONGEST_GAP = timedelta(seconds=LEASE_TTL_S / 2)


class Lease:
    """One worker's lease, and its view of the others'."""

    def __init__(self, executor_id: str, store: JobStore, clock: Clock) -> None:
        self.executor_id = executor_id
        self._store = store
        self._clock = clock
        self._beat_at: datetime | None = None
        self._slept = False

    def beat(self) -> None:
        """Say that this worker lives."""
        with self._store.jobs() as jobs:
            now = jobs.now(self._clock.now())
            jobs.beat(self.executor_id, now)
        self._slept = self._beat_at is not None and now - self._beat_at > LONGEST_GAP
        self._beat_at = now

    def end(self) -> None:
        """Say that this worker goes home."""
        with self._store.jobs() as jobs:
            jobs.end_lease(self.executor_id)

    def reap(self) -> list[str]:
        """Take over the leases that have run out; return whose they were.

        After a pause of its own (a machine that was asleep, a database that was locked) a worker
        takes over nothing until its next beat: the others had the same pause.
        """
        if self._slept:
            return []
        with self._store.jobs() as jobs:
            deadline = jobs.now(self._clock.now()) - timedelta(seconds=LEASE_TTL_S)
            late = [name for name, seen in jobs.leases().items() if seen < deadline]
            return [name for name in late if name != self.executor_id and jobs.end_lease(name)]

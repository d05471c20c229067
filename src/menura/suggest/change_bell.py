"""Wake those who wait for a change."""

import threading


class ChangeBell:
    """Wake whoever waits for a change that this process made.

    Counts instead of ringing only: who was busy while it rang hears of it when asking again, so
    no change is slept through. Changes of other processes ring no bell here.
    """

    def __init__(self) -> None:
        self._count = 0
        self._rung = threading.Condition()

    @property
    def count(self) -> int:
        """Return how often it has rung."""
        with self._rung:
            return self._count

    def ring(self) -> None:
        """Tell that a change was committed."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, seen: int, timeout_s: float) -> int:
        """Return the count as soon as it is not `seen`, or when the time is up."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != seen, timeout_s)
            return self._count

"""Give time as an argument, so that tests can hold it in their hand."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tell the time."""

    def now(self) -> datetime:
        """Return the present moment, in UTC, with its zone."""
        ...


class SystemClock:
    """Tell the machine's time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """Tell a time that moves only when told to (for tests and for making a result again)."""

    def __init__(self, moment: datetime | None = None) -> None:
        self._moment = moment or datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self._moment

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self._moment += timedelta(seconds=seconds)

"""Notice what changes in one session, and rank its list again."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from menura.kernel.clock import Clock
from menura.suggest.causes import describe_change, describe_library, describe_returns
from menura.suggest.change_bell import ChangeBell
from menura.suggest.live_updates import NOW
from menura.suggest.model import Probe, SuggestionSession

SAID_AGAIN = ("context set again",)  # its version grew, but nothing in it is another

Shown = TypeVar("Shown")


class Watched(Protocol):
    """What a feed needs of whoever knows the sessions; all of it from any thread."""

    @property
    def bell(self) -> ChangeBell:
        """Return what is rung after each change."""
        ...

    def probe(self, session: str) -> Probe:
        """Return what a list depends on, in numbers; called several times a second."""
        ...

    def session(self, name: str) -> SuggestionSession:
        """Return a session as it is now."""
        ...


@dataclass(frozen=True, slots=True)
class LiveTiming:
    """How soon changes are followed, in seconds.

    Attributes
    ----------
    poll_s : float
        How often to look for changes that other processes made.
    settle_s, settle_limit_s : float
        A burst is over when the session rested for the one; it is waited for no longer than the
        other.
    library_s : float
        Between two rankings for the library's sake. Half a second, so that a change that comes
        right after a ranking is shown within one, also while others ask for lists. A scan
        changes the library all the time.
    linger_s : float
        A feed nobody follows goes on for so long: who lost the connection comes back to it.
    """

    poll_s: float = 0.25
    settle_s: float = 0.05
    settle_limit_s: float = 0.25
    library_s: float = 0.5
    linger_s: float = 30.0


PLAIN_TIMING = LiveTiming()
# Where looking or ranking takes long, as while a large library is scanned, two thirds of the time
# are left to others.
REST_FACTOR = 3.0


@dataclass(frozen=True, slots=True)
class _Look:
    """What there was to see at a moment."""

    probe: Probe
    session: SuggestionSession
    at: datetime

    def session_news(self, before: "_Look") -> tuple[str, ...]:
        """Return what changed in the session since an earlier look."""
        told = describe_change(before.session, self.session)
        told += describe_returns(self.session, before.at, self.at)
        again = self.session.context.version != before.session.context.version
        return told or (SAID_AGAIN if again else ())

    def library_news(self, before: "_Look") -> tuple[str, ...]:
        """Return what changed in the library since an earlier look."""
        return describe_library(before.probe, self.probe)


class Follower(Generic[Shown]):
    """Tell when a list has to be ranked anew, and do it; for one thread.

    What a list was ranked from is read *before* it is ranked. Whatever changes meanwhile is then
    different at the next look, so the last list is always one of the last state.
    """

    def __init__(
        self,
        watched: Watched,
        name: str,
        rank: Callable[[], Shown],
        *,
        timing: LiveTiming,
        clock: Clock,
    ) -> None:
        self._watched, self._name, self._rank = watched, name, rank
        self._timing, self._clock = timing, clock
        self._ranked: _Look | None = None
        self._library_due_s = 0.0
        self._look_took_s = 0.0

    def has_changed(self, *, was_rung: bool) -> bool:
        """Tell whether to rank now; cheap while nothing happens."""
        ranked = self._ranked
        if ranked is None:
            return True
        started_s = time.monotonic()
        probe, now = self._watched.probe(self._name), self._clock.now()
        self._look_took_s = time.monotonic() - started_s
        returns = describe_returns(ranked.session, ranked.at, now)
        if not was_rung and probe == ranked.probe and not returns:
            return False
        look = _Look(probe, self._watched.session(self._name), now)
        if look.session_news(ranked):
            return True
        if look.library_news(ranked):
            return time.monotonic() >= self._library_due_s
        self._ranked = look
        return False

    def patience_s(self) -> float:
        """Return how long to wait for the bell until the next look."""
        pause_s = max(self._timing.poll_s, REST_FACTOR * self._look_took_s)
        due_in_s = self._library_due_s - time.monotonic()
        return min(pause_s, due_in_s) if due_in_s > 0 else pause_s

    def settle(self, seen: int) -> int:
        """Wait for the end of a burst; return how often the bell has rung by then."""
        if self._ranked is None:  # somebody waits for the first list
            return seen
        bell, version = self._watched.bell, self._watched.probe(self._name).version
        limit_s = time.monotonic() + self._timing.settle_limit_s
        quiet_s = time.monotonic() + self._timing.settle_s
        while (left_s := min(quiet_s, limit_s) - time.monotonic()) > 0:
            count = bell.wait(seen, left_s)
            if count == seen:
                break
            seen, newest = count, self._watched.probe(self._name).version
            if newest != version:  # it rings for other sessions, too
                version, quiet_s = newest, time.monotonic() + self._timing.settle_s
        return seen

    def rank_anew(self) -> tuple[tuple[str, ...], Shown]:
        """Return why the list was ranked, and the list."""
        probe = self._watched.probe(self._name)
        look = _Look(probe, self._watched.session(self._name), self._clock.now())
        started_s = time.monotonic()
        suggestions = self._rank()
        took_s = time.monotonic() - started_s
        before, self._ranked = self._ranked, look
        self._library_due_s = started_s + max(self._timing.library_s, REST_FACTOR * took_s)
        if before is None:
            return (NOW,), suggestions
        told = look.session_news(before) + look.library_news(before)
        return told or SAID_AGAIN, suggestions

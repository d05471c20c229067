"""Rank a session's list again whenever something changes, once for all who follow it."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

import structlog

from menura.kernel.clock import Clock, SystemClock
from menura.suggest.change_bell import ChangeBell
from menura.suggest.errors import TooManyFeedsError
from menura.suggest.live_follower import PLAIN_TIMING, Follower, LiveTiming, Watched
from menura.suggest.live_updates import LiveUpdate, UpdateRing
from menura.suggest.model import TopOptions

__all__ = ["ChangeBell", "LiveFeed", "LiveFeeds", "LiveTiming", "LiveUpdate", "Watched"]

Shown = TypeVar("Shown")
MOST_FEEDS = 48  # each has a thread that looks four times a second
Wake = Callable[[], None]
log = structlog.get_logger("menura.suggest")


class LiveFeed(Generic[Shown]):
    """Follow one session for all who listen; made by `LiveFeeds`."""

    def __init__(self, follower: Follower[Shown], ring: UpdateRing[Shown]) -> None:
        self._follower, self._ring = follower, ring
        self._lock = threading.Lock()
        self._wakes: dict[object, Wake] = {}
        self._deserted_at_s = time.monotonic()
        self._fails = False

    def updates_after(self, last_id: str | None) -> Sequence[LiveUpdate[Shown]]:
        """Return what somebody has to be told who knows the list `last_id`, oldest first.

        Everything since, while that is remembered; else the list of now, with the cause ``now``
        for who has none and ``reconnected`` for who has one. Nothing before the first ranking.
        """
        with self._lock:
            return self._ring.after(last_id)

    def add(self, listener: object, wake: Wake) -> None:
        """Call `wake` after each new list, in the feed's thread; it must not raise."""
        with self._lock:
            self._wakes[listener] = wake

    def remove(self, listener: object) -> None:
        """Call it no more."""
        with self._lock:
            self._wakes.pop(listener, None)
            self._deserted_at_s = time.monotonic()

    def is_deserted(self, linger_s: float) -> bool:
        """Tell whether nobody has listened for so long."""
        with self._lock:
            return not self._wakes and time.monotonic() - self._deserted_at_s >= linger_s

    def run(self, bell: ChangeBell, is_over: Callable[[], bool]) -> None:
        """Follow the session until it is over, then wake everybody to see that."""
        seen, was_rung = bell.count, True
        while not is_over():
            try:
                if self._follower.has_changed(was_rung=was_rung):
                    seen = self._follower.settle(seen)
                    self._publish(*self._follower.rank_anew())
                self._fails = False
            except Exception as error:  # noqa: BLE001 - the top of a thread; who listens stays
                if is_over():  # the store was closed under it
                    break
                self._note(error)
            count = bell.wait(seen, self._follower.patience_s())
            was_rung, seen = count != seen or self._fails, count
        self._wake_all()

    def _publish(self, causes: Sequence[str], suggestions: Shown) -> None:
        with self._lock:
            self._ring.add(causes, suggestions)
        self._wake_all()

    def _wake_all(self) -> None:
        with self._lock:
            wakes = list(self._wakes.values())
        for wake in wakes:
            wake()

    def _note(self, error: Exception) -> None:
        """Log a failure, once in a row: it is tried again a few times a second."""
        if not self._fails:
            log.warning("cannot rank suggestions anew; trying again", reason=str(error))
        self._fails = True


class LiveFeeds(Generic[Shown]):
    """Hold a feed for each session and way of asking that somebody follows.

    Parameters
    ----------
    watched : Watched
        Who knows the sessions.
    rank : callable
        Make the list of a session, as it is to be handed out.
    stopping : threading.Event
        All feeds end when it is set.
    most : int
        How many there may be at once; each may have any number of listeners.
    """

    def __init__(
        self,
        watched: Watched,
        rank: Callable[[str, TopOptions], Shown],
        stopping: threading.Event,
        *,
        timing: LiveTiming = PLAIN_TIMING,
        clock: Clock | None = None,
        most: int = MOST_FEEDS,
        new_epoch: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._watched, self._rank, self._stopping = watched, rank, stopping
        self._timing, self._clock, self._new_epoch = timing, clock or SystemClock(), new_epoch
        self._most = most
        self._lock = threading.Lock()
        self._feeds: dict[tuple[str, TopOptions], LiveFeed[Shown]] = {}

    def __len__(self) -> int:
        """Return how many sessions are followed, each in a thread of its own."""
        with self._lock:
            return len(self._feeds)

    def open(self, session: str, options: TopOptions) -> None:
        """Begin to follow a session if nobody does yet.

        The feed then waits for a listener as long as for one that comes back, so who opens it
        before a stream begins is not refused in the middle of it.

        Raises
        ------
        TooManyFeedsError
            It would be a new one, and there are as many as there may be.
        """
        with self._lock:
            self._feed(session, options)

    @contextmanager
    def listen(self, session: str, options: TopOptions, wake: Wake) -> Iterator[LiveFeed[Shown]]:
        """Follow a session; the first listener starts its feed.

        `wake` is called after each new list and when Menura stops, in another thread.

        Raises
        ------
        TooManyFeedsError
            As `open` does.
        """
        listener = object()
        with self._lock:
            feed = self._feed(session, options)
            feed.add(listener, wake)
        try:
            yield feed
        finally:
            feed.remove(listener)

    def _feed(self, session: str, options: TopOptions) -> LiveFeed[Shown]:
        """Return a feed, started where there is none; with the lock held."""
        feed = self._feeds.get((session, options))
        if feed is None:
            if len(self._feeds) >= self._most:
                raise TooManyFeedsError(self._most)
            feed = self._start(session, options)
        return feed

    def _start(self, session: str, options: TopOptions) -> LiveFeed[Shown]:
        follower = Follower(
            self._watched,
            session,
            lambda: self._rank(session, options),
            timing=self._timing,
            clock=self._clock,
        )
        feed = LiveFeed(follower, UpdateRing(self._new_epoch()))
        self._feeds[session, options] = feed
        threading.Thread(
            target=feed.run,
            args=(self._watched.bell, lambda: self._is_over(session, options)),
            name="suggestions",
            daemon=True,
        ).start()
        return feed

    def _is_over(self, session: str, options: TopOptions) -> bool:
        """Take a feed out that nobody follows; no listener can come to it in between."""
        with self._lock:
            feed = self._feeds.get((session, options))
            if feed is None:
                return True
            if self._stopping.is_set() or feed.is_deserted(self._timing.linger_s):
                del self._feeds[session, options]
                return True
            return False

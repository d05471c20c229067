import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.kernel.clock import FixedClock
from menura.suggest.errors import TooManyFeedsError
from menura.suggest.live import ChangeBell, LiveFeed, LiveFeeds, LiveTiming, LiveUpdate
from menura.suggest.live_updates import UpdateRing
from menura.suggest.model import (
    Context,
    Mark,
    MarkKind,
    Probe,
    SuggestionSession,
    TopOptions,
)

PATIENCE_S = 20.0  # no test waits so long unless something is broken
QUICK = LiveTiming(poll_s=0.02, settle_s=0.02, settle_limit_s=0.1, library_s=0.05, linger_s=0.05)
OPTIONS = TopOptions()


class FakeSuggester:
    """Sessions in memory; a list is the context it was ranked for and the library's revision."""

    def __init__(self) -> None:
        self.bell = ChangeBell()
        self.ranked = 0
        self.fails, self.failed = False, threading.Event()
        self.while_ranking: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._sessions: dict[str, SuggestionSession] = {}
        self._library = Probe(0, 0, 10)

    def probe(self, session: str) -> Probe:
        with self._lock:
            return replace(self._library, version=self._of(session).context.version)

    def session(self, name: str) -> SuggestionSession:
        with self._lock:
            return self._of(name)

    def top(self, session: str, options: TopOptions) -> "Ranked":
        if self.fails:
            self.failed.set()
            raise OSError("database is busy")
        self.ranked += 1
        ranked = (self.session(session).context, self.probe(session))
        self.while_ranking()
        return ranked

    def set(self, name: str = "s", *marks: Mark, ring: bool = True, **context: object) -> None:
        with self._lock:
            old = self._of(name)
            changed = replace(
                old.context,
                version=old.context.version + 1,
                **context,  # type: ignore[arg-type]
            )
            self._sessions[name] = SuggestionSession(name, changed, (*old.marks, *marks))
        if ring:
            self.bell.ring()

    def add_tracks(self, count: int) -> None:
        with self._lock:
            old = self._library
            self._library = replace(
                old,
                library_revision=old.library_revision + 1,
                sample_count=old.sample_count + count,
            )

    def _of(self, name: str) -> SuggestionSession:
        return self._sessions.get(name, SuggestionSession(name))


Ranked = tuple[Context, Probe]
Update = LiveUpdate[Ranked]
Feed = LiveFeed[Ranked]
Feeds = LiveFeeds[Ranked]


class Listener:
    """Somebody who follows a feed and remembers what came."""

    def __init__(self, last_id: str | None = None) -> None:
        self.last_id = last_id
        self.told: list[Update] = []
        self.woken = threading.Event()

    def follow(self, feed: Feed, until: Callable[[Update], bool]) -> Update:
        """Take updates until one is as wanted."""
        while True:
            self.woken.clear()
            for update in feed.updates_after(self.last_id):
                self.told.append(update)
                self.last_id = update.id
                if until(update):
                    return update
            assert self.woken.wait(PATIENCE_S), f"Waited in vain after {self.told}"

    @property
    def causes(self) -> list[str]:
        return [cause for update in self.told for cause in update.causes]


@pytest.fixture
def suggester() -> FakeSuggester:
    return FakeSuggester()


@pytest.fixture
def stopping() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def feeds(suggester: FakeSuggester, stopping: threading.Event) -> Feeds:
    return LiveFeeds(suggester, suggester.top, stopping, timing=QUICK)


@contextmanager
def listening(feeds: Feeds, last_id: str | None = None) -> Iterator[tuple[Listener, Feed]]:
    listener = Listener(last_id)
    with feeds.listen("s", OPTIONS, listener.woken.set) as feed:
        yield listener, feed


def anything(_: Update) -> bool:
    return True


def tempo(bpm: float) -> Callable[[Update], bool]:
    return lambda update: update.suggestions[0].bpm == bpm


def test_who_comes_new_gets_the_list_of_now(suggester: FakeSuggester, feeds: Feeds):
    suggester.set(bpm=120.0)

    with listening(feeds) as (listener, feed):
        first = listener.follow(feed, anything)

    assert (first.cause, first.causes) == ("now", ("now",))
    assert first.suggestions[0].bpm == 120.0


def test_a_change_comes_with_its_cause(suggester: FakeSuggester, feeds: Feeds):
    suggester.set(bpm=120.0)
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        suggester.set(bpm=128.0, mood_tags=("dark",))
        changed = listener.follow(feed, anything)

    assert changed.causes == ("tempo 120 -> 128", "moods: + dark")
    assert changed.cause == "tempo 120 -> 128; moods: + dark"


def test_a_change_of_another_process_is_seen_without_the_bell(
    suggester: FakeSuggester, feeds: Feeds
):
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        suggester.set(bpm=128.0, ring=False)

        assert listener.follow(feed, tempo(128.0)).cause == "tempo 128"


def test_new_tracks_are_counted(suggester: FakeSuggester, feeds: Feeds):
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        suggester.add_tracks(14)

        assert listener.follow(feed, anything).cause == "library: 14 new tracks"


def test_a_library_that_grows_all_the_time_is_followed_now_and_then(
    suggester: FakeSuggester, stopping: threading.Event
):
    slow = replace(QUICK, library_s=1.0)
    feeds = LiveFeeds(suggester, suggester.top, stopping, timing=slow)
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        for _ in range(20):
            suggester.add_tracks(1)
            threading.Event().wait(0.01)
        listener.follow(feed, lambda update: update.suggestions[1].sample_count == 30)

    assert sum(int(cause.split()[1]) for cause in listener.causes[1:]) == 20
    assert len(listener.told) <= 4


def test_the_session_does_not_wait_for_the_library(
    suggester: FakeSuggester, stopping: threading.Event
):
    slow = replace(QUICK, library_s=3600.0)
    feeds = LiveFeeds(suggester, suggester.top, stopping, timing=slow)
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        suggester.add_tracks(2)
        suggester.set(bpm=100.0)

        told = listener.follow(feed, tempo(100.0)).causes
    assert told == ("tempo 100", "library: 2 new tracks")


def test_a_burst_ends_in_its_last_state_and_few_lists(
    suggester: FakeSuggester, stopping: threading.Event
):
    feeds = LiveFeeds(suggester, suggester.top, stopping)
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        for bpm in range(50):
            suggester.set(bpm=100.0 + bpm)
        last = listener.follow(feed, tempo(149.0))

    assert last.causes[0].endswith("149")
    assert len(listener.told) <= 4
    assert suggester.ranked == len(listener.told)


def test_a_burst_without_end_is_not_waited_for(suggester: FakeSuggester, feeds: Feeds):
    over = threading.Event()

    def change() -> None:
        for count in itertools.count():
            if over.wait(0.002):
                return
            suggester.set(bpm=60.0 + count % 100)

    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        busy = threading.Thread(target=change)
        busy.start()
        try:
            listener.follow(feed, lambda _: len(listener.told) == 3)
        finally:
            over.set()
            busy.join()


def test_no_change_is_lost_while_many_are_made_at_once(suggester: FakeSuggester, feeds: Feeds):
    """Each thread dismisses tracks; all marks are told of, whatever was put together."""

    def dismiss(thread: int) -> None:
        for count in range(25):
            mark = Mark(f"{thread}-{count}", MarkKind.DISMISS, datetime(2026, 1, 1, tzinfo=UTC))
            suggester.set("s", mark, ring=count % 3 > 0)
            threading.Event().wait(0.004 * thread)

    with listening(feeds) as (listener, feed), listening(feeds) as (other, same):
        assert same is feed
        for one in (listener, other):
            one.follow(feed, anything)
        threads = [threading.Thread(target=dismiss, args=(one,)) for one in range(4)]
        for thread in threads:
            thread.start()
        for one in (listener, other):
            one.follow(feed, lambda update: update.suggestions[0].version == 100)
        for thread in threads:
            thread.join()

    dismissed = [cause.split()[1] for cause in listener.causes if cause.startswith("dismissed")]
    assert sum(map(int, dismissed)) == 100
    assert other.told[1:] == listener.told[1:]


def test_a_context_that_changes_while_it_is_ranked_is_ranked_again(
    suggester: FakeSuggester, feeds: Feeds
):
    changes = iter((90.0, 95.0, 120.0))

    def change() -> None:
        for bpm in itertools.islice(changes, 1):
            suggester.set(bpm=bpm)

    suggester.set(bpm=120.0)
    suggester.while_ranking = change
    with listening(feeds) as (listener, feed):
        last = listener.follow(feed, lambda update: update.suggestions[0].version == 4)

    assert last.suggestions[0].bpm == 120.0
    assert listener.causes == ["now", "tempo 120 -> 90", "tempo 90 -> 95", "tempo 95 -> 120"]


def test_a_context_that_changed_there_and_back_is_shown_as_it_is(
    suggester: FakeSuggester, feeds: Feeds
):
    """Ranking may have seen what came between; nobody must be left with that."""
    with listening(feeds) as (listener, feed):
        suggester.set(bpm=120.0)
        listener.follow(feed, tempo(120.0))
        suggester.set(bpm=90.0, ring=False)
        suggester.set(bpm=120.0)

        again = listener.follow(feed, anything)
    assert again.causes == ("context set again",)
    assert again.suggestions[0].version == 3


def test_other_sessions_do_not_disturb(suggester: FakeSuggester, feeds: Feeds):
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        for bpm in range(5):
            suggester.set("another", bpm=100.0 + bpm)
        suggester.set(bpm=77.0)
        listener.follow(feed, tempo(77.0))

    assert suggester.ranked == len(listener.told) == 2


def test_ranking_that_fails_is_tried_again(suggester: FakeSuggester, feeds: Feeds):
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        suggester.fails = True
        suggester.set(bpm=90.0)
        assert suggester.failed.wait(PATIENCE_S)
        suggester.fails = False

        assert listener.follow(feed, anything).cause == "tempo 90"


def test_a_dismissed_track_that_may_come_back_has_the_list_ranked(
    suggester: FakeSuggester, stopping: threading.Event
):
    clock = FixedClock()
    end = clock.now() + timedelta(hours=1)
    suggester.set("s", Mark("a", MarkKind.DISMISS, clock.now(), expires_at=end))
    feeds = LiveFeeds(suggester, suggester.top, stopping, timing=QUICK, clock=clock)
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        clock.advance(3600)

        assert listener.follow(feed, anything).cause == "1 dismissed track may come back"


def test_all_who_follow_share_one_ranking(suggester: FakeSuggester, feeds: Feeds):
    with listening(feeds) as (first, feed), listening(feeds) as (second, _):
        assert len(feeds) == 1
        for one in (first, second):
            one.follow(feed, anything)
        suggester.set(bpm=90.0)
        lists = [one.follow(feed, tempo(90.0)) for one in (first, second)]

    assert lists[0] is lists[1]
    assert suggester.ranked == 2


def test_a_feed_ends_some_time_after_the_last_has_left(
    suggester: FakeSuggester, stopping: threading.Event
):
    feeds = LiveFeeds(suggester, suggester.top, stopping, timing=replace(QUICK, linger_s=0.5))
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
    with listening(feeds, listener.last_id) as (again, feed):  # came back in time: nothing is new
        suggester.set(bpm=90.0)
        assert again.follow(feed, anything).cause == "tempo 90"
    _wait_until(lambda: len(feeds) == 0 and not _feed_threads())

    with listening(feeds, again.last_id) as (late, feed):
        assert late.follow(feed, anything).cause == "reconnected"


def test_feeds_end_when_menura_stops(
    suggester: FakeSuggester, feeds: Feeds, stopping: threading.Event
):
    with listening(feeds) as (listener, feed):
        listener.follow(feed, anything)
        listener.woken.clear()
        stopping.set()

        assert listener.woken.wait(PATIENCE_S)
        _wait_until(lambda: not _feed_threads())


def _feed_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "suggestions"]


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE_S / 0.01)):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("Waited in vain.")


def test_the_bell_wakes_who_looked_away():
    bell = ChangeBell()
    seen = bell.count
    bell.ring()

    assert bell.wait(seen, PATIENCE_S) == seen + 1
    assert bell.wait(seen + 1, 0.0) == seen + 1


@given(st.integers(1, 12), st.integers(1, 30))
def test_resuming_gives_exactly_the_rest(length: int, count: int):
    ring: UpdateRing[int] = UpdateRing("ab", length=length)
    for number in range(1, count + 1):
        ring.add((f"change {number}",), number)

    for last in range(1, count + 1):
        told = ring.after(f"ab-{last}")
        if count - last <= length:
            assert [update.suggestions for update in told] == list(range(last + 1, count + 1))
        else:
            assert [(update.cause, update.suggestions) for update in told] == [
                ("reconnected", count)
            ]


@pytest.mark.parametrize(
    "last_id",
    ["cd-2", "ab-4", "ab-", "ab", "-", "", "ab--1", "ab-2x", "ab-²", "2", "ab-" + "9" * 5000],
)
def test_an_id_of_elsewhere_gets_the_list_of_now(last_id: str):
    ring: UpdateRing[int] = UpdateRing("ab")
    for number in (1, 2, 3):
        ring.add(("change",), number)

    (told,) = ring.after(last_id)
    assert (told.id, told.cause, told.suggestions) == ("ab-3", "reconnected", 3)


def test_there_is_nothing_before_the_first_list():
    assert UpdateRing[int]("ab").after(None) == UpdateRing[int]("ab").after("ab-1") == ()


def test_more_feeds_than_agreed_are_refused_and_more_listeners_are_not(
    suggester: FakeSuggester, stopping: threading.Event
):
    slow = replace(QUICK, linger_s=3600.0)
    feeds: Feeds = LiveFeeds(suggester, suggester.top, stopping, timing=slow, most=2)
    feeds.open("s", OPTIONS)
    feeds.open("other", OPTIONS)
    with pytest.raises(TooManyFeedsError, match="2"):
        feeds.open("third", OPTIONS)
    with pytest.raises(TooManyFeedsError), feeds.listen("s", TopOptions(3), lambda: None):
        pass
    assert len(feeds) == 2
    with listening(feeds) as (_, first), listening(feeds) as (listener, second):
        assert second is first
        assert listener.follow(second, anything).cause == "now"


def test_a_feed_that_ended_makes_room_for_another(
    suggester: FakeSuggester, stopping: threading.Event
):
    feeds: Feeds = LiveFeeds(suggester, suggester.top, stopping, timing=QUICK, most=1)
    with listening(feeds), pytest.raises(TooManyFeedsError):
        feeds.open("other", OPTIONS)
    while len(feeds):
        threading.Event().wait(0.01)
    feeds.open("other", OPTIONS)

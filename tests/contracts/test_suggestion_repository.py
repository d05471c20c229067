"""Laws every SuggestionRepository keeps: over both databases, and in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from menura.kernel.clock import FixedClock
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from menura.store.suggestion_tables import suggestion_session
from menura.suggest import (
    Context,
    DawReading,
    Event,
    EventKind,
    Mark,
    MarkKind,
    Preferences,
    SuggestionRepository,
    Suggestions,
    SuggestionSession,
)
from tests.conftest import BOTH_DATABASES, new_database
from tests.factories import MORNING, NOBODY, add_source, add_tracks, at
from tests.fakes import FakeSuggestions

ACCEPT, PIN, DISMISS, MORE = MarkKind.ACCEPT, MarkKind.PIN, MarkKind.DISMISS, MarkKind.MORE
ME = "default"


@dataclass
class Desk:
    """A repository, and the tracks that can be marked in it."""

    kept: SuggestionRepository
    unit: Unit | None = None

    def tracks(self, count: int) -> list[str]:
        """Let there be tracks, and return their ids."""
        if self.unit is None:
            assert isinstance(self.kept, FakeSuggestions)
            ids = [new_id() for _ in range(count)]
            self.kept.tracks = (self.kept.tracks or set()) | set(ids)
            return ids
        names = [f"{number}.wav" for number in range(count)]
        return [track.id for track in add_tracks(self.unit, add_source(self.unit), *names)]

    def forget(self, *track_ids: str) -> None:
        """Let tracks be gone."""
        if self.unit is None:
            assert isinstance(self.kept, FakeSuggestions)
            self.kept.tracks = (self.kept.tracks or set()) - set(track_ids)
        else:
            self.unit.sources.forget_tracks(track_ids)

    def marks(self, *kinds: MarkKind, name: str = ME) -> list[str]:
        """Return the tracks that bear some kinds of marks, oldest mark first."""
        return [mark.track_id for mark in self.kept.session(name).marked(*(kinds or MarkKind))]


@pytest.fixture(params=["fake", *BOTH_DATABASES])
def desk(request: pytest.FixtureRequest, tmp_path) -> Iterator[Desk]:
    if request.param == "fake":
        yield Desk(FakeSuggestions(tracks=set()))
        return
    for database in new_database(request, request.param, tmp_path):
        store = database.open()
        with store.unit() as unit:
            yield Desk(unit.suggestions, unit)
        store.close()


def mark(track_id: str, kind: MarkKind = PIN, seconds: float = 0.0, **said) -> Mark:
    return Mark(track_id, kind, at(seconds), **said)


def events(count: int, session: str = ME, **said) -> list[Event]:
    plain = Event(
        id="",
        kind=EventKind.VIEW,
        at=MORNING,
        session=session,
        request_id=new_id(),
        track_id=NOBODY,
        position=1,
        policy="fusion",
        propensity=0.1 + 0.2,
        context_version=2**40,
        score=1 / 3,
        components={"similarity": 0.1, "tempo": -0.15, "key": 0.0},
        shown_by=("fusion", "rules"),
        source="clap",
        is_exploration=True,
    )
    made = [replace(plain, id=new_id(), at=at(n), **said) for n in range(count)]
    return sorted(made, key=lambda one: one.id)


def plain(found: Iterable[Event]) -> list[Event]:
    """Return events as they were told, without the numbers that the store gave them."""
    return [replace(one, number=0) for one in found]


# ------------------------------------------------------------------------- contexts and versions


def test_where_nothing_was_said_there_is_an_empty_session(desk: Desk):
    assert desk.kept.session(ME) == SuggestionSession(ME)
    assert desk.kept.session(ME).context.version == 0
    assert desk.kept.newest_version() == 0
    assert desk.kept.remove_mark(ME, NOBODY, PIN) is None
    assert desk.kept.remove_mark(ME, "nonsense", PIN) is None
    assert not desk.kept.remove_session(ME)
    assert desk.kept.newest_version() == 0
    assert desk.kept.sessions() == []


WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=9)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
CONTEXTS = st.builds(
    Context,
    bpm=st.none() | st.floats(20, 400),
    key=st.none() | st.sampled_from(["Ab", "F#", "C"]),
    mode=st.sampled_from([None, "major", "minor"]),
    scale=st.none() | WORDS,
    mood_tags=LISTS,
    genre_intent=st.none() | WORDS,
    time_remaining_s=st.none() | st.floats(0, 1e5),
    preferences=st.builds(Preferences, LISTS, LISTS, LISTS, LISTS, st.booleans()),
    prompt=st.none() | WORDS,
    accepted_track_ids=LISTS,
    version=st.integers(),
    updated_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    origin=st.sampled_from(["manual", "ableton"]),
    is_stale=st.booleans(),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(context=CONTEXTS)
def test_a_context_comes_back_as_it_was_but_for_its_version_and_accepted_tracks(
    desk: Desk, context: Context
):
    version = desk.kept.put_context(ME, context)
    expected = replace(context, version=version, accepted_track_ids=())
    assert desk.kept.session(ME) == SuggestionSession(ME, expected)
    assert desk.kept.sessions() == [SuggestionSession(ME, expected)]


def test_every_change_has_a_newer_version_over_all_sessions(desk: Desk):
    one, other = desk.tracks(2)
    seen = [0]
    for change in (
        lambda: desk.kept.put_context("a", Context()),
        lambda: desk.kept.put_mark("b", mark(one)),
        lambda: desk.kept.set_accepted("a", [one, other], MORNING),
        lambda: desk.kept.put_mark("a", mark(one)),
        lambda: desk.kept.set_accepted("b", [], MORNING),
        lambda: desk.kept.remove_mark("a", one, PIN),
        lambda: desk.kept.put_context("b", Context(bpm=120.0)),
    ):
        seen.append(change() or 0)
        assert seen[-1] > seen[-2]
        assert desk.kept.newest_version() == seen[-1]
    assert [desk.kept.session(name).context.version for name in "ab"] == seen[-2:]


def test_a_new_context_keeps_marks_and_a_mark_keeps_the_context(desk: Desk):
    one, other = desk.tracks(2)
    desk.kept.put_mark(ME, mark(one, ACCEPT))
    desk.kept.put_context(ME, Context(bpm=128.0, accepted_track_ids=(other,)))
    version = desk.kept.put_mark(ME, mark(other, PIN))
    found = desk.kept.session(ME)
    assert found.context == Context(bpm=128.0, accepted_track_ids=(one,), version=version)
    assert [said.track_id for said in found.marks] == [one, other]


def test_names_of_sessions_are_compared_as_they_are_written(desk: Desk):
    names = ["demo", "Demo", "über", "a b", "B", ""]
    for tempo_bpm, name in enumerate(names, 100):
        desk.kept.put_context(name, Context(bpm=float(tempo_bpm)))
    assert [session.name for session in desk.kept.sessions()] == sorted(names)
    assert desk.kept.session("Demo").context.bpm == 101.0
    assert desk.kept.session("DEMO").context.version == 0


def test_a_forgotten_session_is_an_empty_one_and_forgetting_it_is_a_change(desk: Desk):
    (one,) = desk.tracks(1)
    for name in (ME, "other"):
        last = desk.kept.put_mark(name, mark(one))
    desk.kept.add_events(events(2))
    assert desk.kept.remove_session(ME)
    assert desk.kept.session(ME) == SuggestionSession(ME)
    assert desk.kept.newest_version() > last
    assert desk.marks(name="other") == [one]
    assert len(desk.kept.events()) == 2
    assert not desk.kept.remove_session(ME)
    assert desk.kept.put_context(ME, Context()) > last
    assert desk.marks() == []


# ---------------------------------------------------------------------------------------- marks


def test_a_mark_comes_back_as_it_was(desk: Desk):
    (one,) = desk.tracks(1)
    said = mark(one, DISMISS, 3, reason="too “busy”", expires_at=at(3_600.25))
    version = desk.kept.put_mark(ME, said)
    assert desk.kept.session(ME).marks == (replace(said, place=version),)


def test_a_mark_that_is_made_again_replaces_the_first_and_goes_to_the_end(desk: Desk):
    one, other = desk.tracks(2)
    desk.kept.put_mark(ME, mark(one, DISMISS, 1, reason="loud", expires_at=at(9)))
    desk.kept.put_mark(ME, mark(one, MORE, 2))
    desk.kept.put_mark(ME, mark(other, DISMISS, 3))
    desk.kept.put_mark(ME, mark(one.upper(), DISMISS, 4))
    found = desk.kept.session(ME).marks
    assert [(said.track_id, said.kind) for said in found] == [
        (one, MORE),
        (other, DISMISS),
        (one, DISMISS),
    ]
    assert (found[2].at, found[2].reason, found[2].expires_at) == (at(4), None, None)
    assert sorted({said.place for said in found}) == [said.place for said in found]


def test_accepted_tracks_stand_in_the_order_given_and_keep_their_time(desk: Desk):
    one, other, third, fourth = desk.tracks(4)
    desk.kept.put_mark(ME, mark(one, ACCEPT, 1))
    desk.kept.put_mark(ME, mark(third, ACCEPT, 2))
    desk.kept.put_mark(ME, mark(third, PIN, 3))
    desk.kept.put_mark("other", mark(third, ACCEPT, 3))
    version = desk.kept.set_accepted(ME, [other, one, fourth, other.upper()], at(5))
    found = desk.kept.session(ME)
    assert found.context.accepted_track_ids == (other, one, fourth)
    assert [said.at for said in found.marked(ACCEPT)] == [at(5), at(1), at(5)]
    assert found.context.version == version
    assert desk.marks() == [third, other, one, fourth]
    assert desk.marks(name="other") == [third]
    desk.kept.put_mark(ME, mark(other, ACCEPT, 6))
    assert desk.marks(ACCEPT) == [one, fourth, other]
    desk.kept.set_accepted(ME, [], at(7))
    assert desk.marks() == [third]


def test_a_mark_that_is_taken_back_is_gone_and_no_other(desk: Desk):
    one, other = desk.tracks(2)
    for said in (mark(one, PIN), mark(one, MORE), mark(other, PIN)):
        desk.kept.put_mark(ME, said)
    desk.kept.put_mark("other", mark(one, PIN))
    before = desk.kept.newest_version()
    assert desk.kept.remove_mark(ME, one.upper(), PIN) == before + 1
    assert desk.marks(PIN) == [other]
    assert desk.marks(MORE) == [one]
    assert desk.marks(name="other") == [one]
    assert desk.kept.remove_mark(ME, one, PIN) is None
    assert desk.kept.session(ME).context.version == desk.kept.newest_version() == before + 1


@pytest.mark.parametrize("nobody", [NOBODY, "nonsense"])
def test_tracks_that_are_not_there_are_not_marked(desk: Desk, nobody: str):
    one, other = desk.tracks(2)
    desk.kept.put_mark(ME, mark(nobody))
    assert desk.marks() == []
    desk.kept.set_accepted(ME, [one, nobody, other], MORNING)
    assert desk.kept.session(ME).context.accepted_track_ids == (one, other)


def test_marks_go_with_their_track_and_events_stay(desk: Desk):
    one, other = desk.tracks(2)
    desk.kept.set_accepted(ME, [one, other], MORNING)
    version = desk.kept.put_mark(ME, mark(one, PIN))
    told = events(1, track_id=one)
    desk.kept.add_events(told)
    desk.forget(one)
    assert desk.marks() == [other]
    assert desk.kept.session(ME).context.accepted_track_ids == (other,)
    assert desk.kept.session(ME).context.version == version
    assert desk.kept.remove_mark(ME, one, PIN) is None
    assert plain(desk.kept.events()) == told


# --------------------------------------------------------------------------------------- events


def test_events_come_back_as_they_were_each_once_by_id(desk: Desk):
    told = events(5)
    assert desk.kept.add_events([]) == 0
    assert desk.kept.add_events([told[3], told[1], told[3]]) == 2
    changed = replace(told[1], id=told[1].id.upper(), score=9.0)
    assert desk.kept.add_events([changed, *told]) == 3
    assert plain(desk.kept.events()) == [told[place] for place in (3, 1, 0, 2, 4)]


def test_an_event_keeps_its_number_and_numbers_grow_also_over_what_was_forgotten(desk: Desk):
    first, second, third = events(3)
    desk.kept.add_events([second])
    (kept,) = desk.kept.events()
    desk.kept.add_events([first, replace(second, number=99)])
    numbers = {one.id: one.number for one in desk.kept.events()}
    assert 0 < numbers[second.id] == kept.number < numbers[first.id]
    desk.kept.remove_events()
    desk.kept.add_events([third])
    assert [one.id for one in desk.kept.events(after=numbers[first.id])] == [third.id]


def read_in_parts(desk: Desk, limit: int) -> Iterator[Sequence[Event]]:
    after = None
    while found := desk.kept.events(after=after, limit=limit):
        yield found
        after = found[-1].number


def test_events_are_read_part_by_part(desk: Desk):
    told = events(7)
    desk.kept.add_events(told)
    parts = list(read_in_parts(desk, 3))
    assert [len(part) for part in parts] == [3, 3, 1]
    assert plain(one for part in parts for one in part) == told


def test_who_reads_on_gets_what_came_late_about_an_early_request(desk: Desk):
    late, *early = events(4)  # its id says that it came first
    desk.kept.add_events(early)
    read = desk.kept.events()[-1].number
    desk.kept.add_events([late])
    assert plain(desk.kept.events(after=read)) == [late]


def test_events_are_found_by_session_and_time(desk: Desk):
    mine, yours = events(4), events(3, "Default")
    desk.kept.add_events([*mine, *yours])
    read = desk.kept.events(session=ME)
    assert plain(read) == mine
    since = plain(desk.kept.events(session=ME, since=at(2)))
    assert since == [one for one in mine if one.at >= at(2)]
    assert len(since) == 2
    assert plain(desk.kept.events(session=ME, after=read[1].number, limit=1)) == mine[2:3]
    assert len(desk.kept.events(since=at(2))) == 3


def test_events_are_forgotten_of_one_session_or_all(desk: Desk):
    desk.kept.add_events([*events(4), *events(3, "other")])
    assert desk.kept.remove_events(session=ME) == 4
    assert desk.kept.remove_events(session=ME) == 0
    assert len(desk.kept.events()) == 3
    assert desk.kept.remove_events() == 3
    assert desk.kept.events() == []


def test_many_at_once_are_kept_like_few(desk: Desk):
    ids = desk.tracks(1_100)
    desk.kept.set_accepted(ME, ids[::-1], MORNING)
    assert desk.marks(ACCEPT) == ids[::-1]
    told = events(2_500)
    assert desk.kept.add_events(told) == 2_500
    assert plain(desk.kept.events()) == told


# ------------------------------------------------------------------------- of databases alone


def test_reading_a_session_takes_two_statements_and_the_newest_version_one(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), "a.wav", "b.wav", "c.wav")
        unit.suggestions.set_accepted(ME, [track.id for track in tracks], MORNING)
    said: list[str] = []
    with store.unit(read_only=True) as unit:
        event.listen(
            store.engine, "before_cursor_execute", lambda _, __, sql, *___: said.append(sql)
        )
        unit.suggestions.newest_version()
        assert len(said) == 1
        assert len(unit.suggestions.session(ME).marks) == 3
        assert len(said) == 3


def test_what_a_newer_menura_said_in_a_context_is_passed_over(store: Store):
    with store.unit() as unit:
        version = unit.suggestions.put_context(ME, Context(bpm=90.0, mood_tags=("dark",)))
    kept = suggestion_session.c.context
    with store.engine.begin() as connection:
        record = connection.execute(select(kept)).scalar_one()
        record |= {"colour": "blue", "version": 99, "preferences": {"ban_days": ["monday"]}}
        del record["prompt"]
        connection.execute(update(suggestion_session).values(context=record))
    with store.unit(read_only=True) as unit:
        expected = Context(bpm=90.0, mood_tags=("dark",), version=version)
        assert unit.suggestions.session(ME).context == expected


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_mark_on_a_track_that_is_being_removed_breaks_nothing(store: Store, is_removed: bool):
    with store.unit() as unit:
        one, other = (track.id for track in add_tracks(unit, add_source(unit), "a.wav", "b.wav"))
        unit.suggestions.put_mark(ME, mark(one))

    def mark_both() -> None:
        with store.unit() as unit:
            unit.suggestions.put_mark(ME, mark(one))
            unit.suggestions.set_accepted(ME, [other, one], MORNING)

    ended = nullcontext() if is_removed else pytest.raises(ZeroDivisionError)
    with ThreadPoolExecutor() as threads:
        with ended, store.unit() as unit:
            unit.sources.forget_tracks([one])
            marking = threads.submit(mark_both)
            # It waits for who removes: at the file, or at the counter of tracks.
            assert not wait([marking], timeout=0.3).done
            if not is_removed:
                raise ZeroDivisionError
        marking.result()
    with store.unit(read_only=True) as unit:
        accepted = unit.suggestions.session(ME).context.accepted_track_ids
        assert accepted == ((other,) if is_removed else (other, one))


def test_two_who_send_the_same_events_at_once_keep_each_once(store: Store):
    told = events(300)

    def send(these: list[Event]) -> int:
        with store.unit() as unit:
            return unit.suggestions.add_events(these)

    with ThreadPoolExecutor() as threads:
        counts = list(threads.map(send, (told, told[::-1])))
    assert sorted(counts) == [0, 300]
    with store.unit(read_only=True) as unit:
        found = plain(unit.suggestions.events())
    assert found in (told, told[::-1])


def test_a_smaller_number_is_never_seen_after_a_larger_one(store: Store):
    one, other = events(2)

    def send(event: Event) -> None:
        with store.unit() as unit:
            unit.suggestions.add_events([event])

    with ThreadPoolExecutor() as threads:
        with store.unit() as unit:
            unit.suggestions.add_events([one])
            second = threads.submit(send, other)
            assert not wait([second], timeout=0.2).done  # nobody can have read its number yet
        second.result()
    with store.unit(read_only=True) as unit:
        assert plain(unit.suggestions.events()) == [one, other]


Change = Callable[[Suggestions, str], object]
CHANGES: dict[str, Change] = {
    "a genre": lambda said, _: said.set_context(ME, {"genre_intent": "house"}),
    "a key": lambda said, _: said.set_context(ME, {"key": "E"}),
    "the DAW": lambda said, _: said.follow_daw(ME, DawReading(key="E", scale="Minor")),
    "silence": lambda said, _: said.mark_stale(ME),
    "by hand": lambda said, _: said.leave_daw(ME),
    "pinned": lambda said, track_id: said.mark(ME, track_id, PIN),
    "dismissed": lambda said, track_id: said.mark(ME, track_id, DISMISS),
}


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ("a genre", "a key", ("house", "E", False, [])),
        ("a genre", "the DAW", ("house", "E", False, [])),
        ("a genre", "silence", ("house", "A", True, [])),
        ("a genre", "by hand", ("house", "A", False, [])),
        ("pinned", "dismissed", (None, "A", False, [DISMISS])),
    ],
)
def test_of_two_who_change_a_session_at_once_neither_undoes_the_other(
    store: Store, first: str, second: str, left: tuple[object, ...]
):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.wav")
        service_in(unit).follow_daw(ME, DawReading(bpm=120.0, key="A", scale="Minor"))

    def change(what: str) -> None:
        with store.unit() as unit:
            CHANGES[what](service_in(unit), track.id)

    with ThreadPoolExecutor() as threads:
        with store.unit() as unit:
            CHANGES[first](service_in(unit), track.id)
            waiting = threads.submit(change, second)
            assert not wait([waiting], timeout=0.3).done
        waiting.result()
    with store.unit(read_only=True) as unit:
        found = unit.suggestions.session(ME)
    context, kinds = found.context, [said.kind for said in found.marks]
    assert (context.genre_intent, context.key, context.is_stale, kinds) == left


def service_in(unit: Unit) -> Suggestions:
    return Suggestions(unit.suggestions, unit.tracks, FixedClock(MORNING))


def test_a_moment_of_any_zone_is_the_same_moment(desk: Desk):
    there = datetime.fromisoformat("2026-01-01T10:00:00+02:00")
    (one,) = desk.tracks(1)
    desk.kept.put_mark(ME, Mark(one, PIN, there))
    assert desk.kept.session(ME).marks[0].at == MORNING
    desk.kept.add_events(events(1))
    assert len(desk.kept.events(since=there)) == 1

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.suggest.causes import describe_change, describe_library, describe_returns
from menura.suggest.model import (
    Context,
    Mark,
    MarkKind,
    Preferences,
    Probe,
    SuggestionSession,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def session(*marks: Mark, **context: object) -> SuggestionSession:
    return SuggestionSession("default", Context(**context), marks)  # type: ignore[arg-type]


def mark(track_id: str, kind: MarkKind, minute: int = 0, **more: object) -> Mark:
    return Mark(track_id, kind, NOW + timedelta(minutes=minute), **more)  # type: ignore[arg-type]


PLAIN = session()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (session(bpm=120.0), session(bpm=128.0), "tempo 120 -> 128"),
        (session(bpm=120.0), session(bpm=120.125), "tempo 120 -> 120.125"),
        (PLAIN, session(bpm=100.0), "tempo 100"),
        (session(bpm=120.0), PLAIN, "tempo no longer known"),
        (
            session(key="A", mode="minor"),
            session(key="C", mode="major"),
            "key A minor -> C major",
        ),
        (
            session(key="A", mode="minor"),
            session(key="A", mode="minor", scale="dorian"),
            "key A minor -> A dorian",
        ),
        (session(key="A", mode="minor"), PLAIN, "key no longer known"),
        (
            session(mood_tags=("happy", "warm")),
            session(mood_tags=("warm", "dark")),
            "moods: + dark, - happy",
        ),
        (PLAIN, session(mood_tags=tuple("abcde")), "moods: + a, + b, + c, + 2 more"),
        (PLAIN, session(genre_intent="house"), "genre: house"),
        (session(genre_intent="house"), PLAIN, "genre no longer known"),
        (PLAIN, session(time_remaining_s=300.0), "time left: 300 s"),
        (PLAIN, session(prompt="dusty  keys"), 'asks for "dusty keys"'),
        (session(prompt="dusty keys"), PLAIN, "no longer asks in words"),
        (PLAIN, session(accepted_track_ids=("a",)), "accepted 1 track"),
        (
            session(accepted_track_ids=("a", "b", "c")),
            session(accepted_track_ids=("a",)),
            "took 2 tracks out of the session",
        ),
        (
            session(accepted_track_ids=("a", "b")),
            session(accepted_track_ids=("b", "a")),
            "accepted tracks in another order",
        ),
        (PLAIN, session(mark("a", MarkKind.PIN), mark("b", MarkKind.PIN)), "pinned 2 tracks"),
        (session(mark("a", MarkKind.PIN)), PLAIN, "unpinned 1 track"),
        (PLAIN, session(mark("a", MarkKind.DISMISS)), "dismissed 1 track"),
        (session(mark("a", MarkKind.DISMISS)), PLAIN, "brought back 1 track"),
        (PLAIN, session(mark("a", MarkKind.MORE)), "asks for more like 1 track"),
        (
            session(mark("a", MarkKind.MORE, place=1)),
            session(mark("a", MarkKind.MORE, minute=2, place=5)),
            "asks for more like 1 track",
        ),
        (session(mark("a", MarkKind.LESS)), PLAIN, "no longer asks for less like 1 track"),
        (
            PLAIN,
            session(preferences=Preferences(ban_tracks=("a", "b"))),
            "banned 2 tracks",
        ),
        (
            session(preferences=Preferences(ban_packs=("Old",))),
            session(preferences=Preferences(ban_packs=("New",))),
            "banned packs: + New, - Old",
        ),
        (
            PLAIN,
            session(preferences=Preferences(roles_wanted=("bass",))),
            "roles wanted: + bass",
        ),
        (
            PLAIN,
            session(preferences=Preferences(allow_transpose=False)),
            "transposing not allowed",
        ),
        (
            session(origin="ableton"),
            session(origin="ableton", is_stale=True),
            "Ableton Live fell silent",
        ),
        (
            session(origin="ableton", is_stale=True),
            session(origin="ableton"),
            "Ableton Live is back",
        ),
    ],
)
def test_a_change_is_told_in_words(before: SuggestionSession, after: SuggestionSession, told: str):
    assert describe_change(before, after) == (told,)


def test_all_changes_are_told_in_the_order_of_a_context():
    after = session(mark("a", MarkKind.PIN), bpm=90.0, key="F#", mode="minor", prompt="rain")

    assert describe_change(PLAIN, after) == (
        "tempo 90",
        "key F# minor",
        'asks for "rain"',
        "pinned 1 track",
    )


def test_a_long_wish_is_cut():
    (told,) = describe_change(PLAIN, session(prompt="very " * 100))

    assert told.endswith('…"')
    assert len(told) < 80


CONTEXTS = st.builds(
    Context,
    bpm=st.none() | st.sampled_from([90.0, 120.0, 120.5]),
    key=st.none() | st.sampled_from(["A", "C#"]),
    mode=st.none() | st.sampled_from(["major", "minor"]),
    mood_tags=st.lists(st.sampled_from(["dark", "happy"]), unique=True).map(tuple),
    genre_intent=st.none() | st.just("house"),
    prompt=st.none() | st.sampled_from(["rain", "sun"]),
    preferences=st.builds(
        Preferences,
        ban_tags=st.lists(st.sampled_from("ab"), unique=True).map(tuple),
        allow_transpose=st.booleans(),
    ),
    accepted_track_ids=st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
)


def _unordered(context: Context) -> Context:
    bans = replace(context.preferences, ban_tags=tuple(sorted(context.preferences.ban_tags)))
    moods = tuple(sorted(context.mood_tags))
    return replace(context, mood_tags=moods, preferences=bans)


@given(CONTEXTS, CONTEXTS)
def test_whatever_is_another_is_told_and_nothing_else(old: Context, new: Context):
    told = describe_change(SuggestionSession("s", old), SuggestionSession("s", new))

    assert bool(told) == (_unordered(old) != _unordered(new))


def test_versions_and_times_are_no_change():
    old, new = Context(bpm=120.0, version=3), Context(bpm=120.0, version=9, updated_at=NOW)

    assert describe_change(SuggestionSession("s", old), SuggestionSession("s", new)) == ()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (Probe(7, 11, 24), ("library: 14 new tracks",)),
        (Probe(7, 11, 11), ("library: 1 new track",)),
        (Probe(7, 11, 7), ("library: 3 tracks gone",)),
        (Probe(7, 11, 10), ("library: tracks changed",)),
        (Probe(8, 10, 10), ()),
    ],
)
def test_the_library_is_told_with_counts(after: Probe, told: tuple[str, ...]):
    assert describe_library(Probe(7, 10, 10), after) == told


def test_a_dismissed_track_may_come_back_once_its_time_is_up():
    end = NOW + timedelta(hours=1)
    one = session(mark("a", MarkKind.DISMISS, expires_at=end), mark("b", MarkKind.DISMISS))

    assert describe_returns(one, NOW, end - timedelta(seconds=1)) == ()
    assert describe_returns(one, NOW, end) == ("1 dismissed track may come back",)
    assert describe_returns(one, end, end + timedelta(days=1)) == ()

from typing import Any

import pytest

from menura.suggest import (
    ContextError,
    DawReading,
    MarkKind,
    MarkNotFoundError,
    SuggestionInputError,
)
from tests.unit.discover.shelves import track_id
from tests.unit.suggest.worlds import ME, NOW, Desk, desk_of

ACCEPT, PIN, DISMISS = MarkKind.ACCEPT, MarkKind.PIN, MarkKind.DISMISS
MORE, LESS = MarkKind.MORE, MarkKind.LESS
UNKNOWN_ID = track_id(99)


@pytest.fixture
def desk() -> Desk:
    return desk_of([{} for _ in range(6)])


def kinds_of(desk: Desk, number: int) -> set[MarkKind]:
    marks = desk.service.session(ME).marks
    return {mark.kind for mark in marks if mark.track_id == track_id(number)}


def accepted(desk: Desk) -> list[str]:
    return list(desk.service.session(ME).context.accepted_track_ids)


# ------------------------------------------------------------------------ contexts


def test_partial_contexts_merge_and_each_is_a_new_version(desk: Desk):
    first = desk.service.set_context(ME, {"bpm": 120, "key": "Am"}).context
    second = desk.service.set_context(ME, {"bpm": 128}).context
    assert (second.bpm, second.key, second.mode) == (128.0, "A", "minor")
    assert second.version > first.version > 0
    assert second.updated_at == NOW
    assert desk.service.session("somebody else").context.version == 0


def test_accepted_tracks_are_replaced_as_a_whole(desk: Desk):
    one, two, three = (track_id(number) for number in (1, 2, 3))
    desk.set(accepted_track_ids=[two, one.upper(), two])
    assert accepted(desk) == [two, one]
    desk.set(bpm=120)
    assert accepted(desk) == [two, one]
    desk.set(accepted_track_ids=[one, three])
    assert accepted(desk) == [one, three]
    desk.set(accepted_track_ids=None)
    assert accepted(desk) == []


def test_what_is_accepted_through_the_context_is_not_dismissed_any_more(desk: Desk):
    desk.mark(1, DISMISS)
    desk.mark(2, LESS)
    desk.mark(3, PIN)
    desk.set(accepted_track_ids=[track_id(number) for number in (1, 2, 3)])
    assert kinds_of(desk, 1) == {ACCEPT}
    assert kinds_of(desk, 2) == {ACCEPT}
    assert kinds_of(desk, 3) == {ACCEPT, PIN}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"accepted_track_ids": [track_id(1), UNKNOWN_ID]}, "accepted_track_ids.1"),
        ({"accepted_track_ids": ["no id"]}, "accepted_track_ids.0"),
        ({"accepted_track_ids": ["\0"]}, "accepted_track_ids.0"),
        ({"preferences": {"ban_tracks": [UNKNOWN_ID]}}, "preferences.ban_tracks.0"),
        ({"bpm": -3}, "bpm"),
        ({"moods": ["dark"]}, "moods"),
    ],
)
def test_a_context_that_is_refused_changes_nothing(desk: Desk, said: dict[str, Any], field: str):
    desk.set(bpm=120, accepted_track_ids=[track_id(2)])
    before = desk.service.session(ME)
    with pytest.raises(ContextError) as refused:
        desk.service.set_context(ME, {"prompt": "rain"} | said)
    assert refused.value.field == field
    assert desk.service.session(ME) == before


def test_a_banned_track_that_has_gone_since_may_stay_in_the_list(desk: Desk):
    desk.set(preferences={"ban_tracks": [track_id(1), track_id(2)]})
    desk.service._tracks.shelf = desk_of([{"number": n} for n in (2, 3)]).world.shelf  # type: ignore[attr-defined]
    desk.set(preferences={"ban_tracks": [track_id(1), track_id(2), track_id(3)]})
    with pytest.raises(ContextError) as refused:
        desk.set(preferences={"ban_tracks": [track_id(1), track_id(4)]})
    assert refused.value.field == "preferences.ban_tracks.1"


def test_forgetting_a_session_forgets_all_of_it(desk: Desk):
    desk.set(bpm=120)
    desk.mark(1, PIN)
    assert desk.service.reset(ME)
    assert desk.service.session(ME).marks == ()
    assert desk.service.session(ME).context.bpm is None
    assert not desk.service.reset(ME)


# ------------------------------------------------------------------------ marks


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        (DISMISS, ACCEPT, {ACCEPT}),
        (LESS, ACCEPT, {ACCEPT}),
        (DISMISS, PIN, {PIN}),
        (ACCEPT, DISMISS, {DISMISS}),
        (PIN, DISMISS, {DISMISS}),
        (MORE, DISMISS, {DISMISS}),
        (LESS, MORE, {MORE}),
        (DISMISS, MORE, {MORE}),
        (MORE, LESS, {LESS}),
        (PIN, ACCEPT, {PIN, ACCEPT}),
        (ACCEPT, MORE, {ACCEPT, MORE}),
        (DISMISS, LESS, {DISMISS, LESS}),
        (PIN, PIN, {PIN}),
    ],
)
def test_what_contradicts_is_taken_back(
    desk: Desk, first: MarkKind, then: MarkKind, left: set[MarkKind]
):
    desk.mark(1, first)
    desk.mark(2, first)
    desk.mark(1, then)
    assert kinds_of(desk, 1) == left
    assert kinds_of(desk, 2) == {first}


def test_every_mark_can_be_undone(desk: Desk):
    for kind in MarkKind:
        desk.mark(1, kind)
        desk.service.unmark(ME, track_id(1).upper(), kind)
        assert kinds_of(desk, 1) == set()
        with pytest.raises(MarkNotFoundError, match="menura suggest marks"):
            desk.service.unmark(ME, track_id(1), kind)


def test_a_dismissal_keeps_its_reason_and_its_end(desk: Desk):
    desk.mark(1, DISMISS, reason="too bright", expires_in_s=60)
    (mark,) = desk.service.session(ME).marks
    assert mark.reason == "too bright"
    assert mark.expires_at is not None
    assert (mark.expires_at - NOW).total_seconds() == 60


@pytest.mark.parametrize("kind", [ACCEPT, PIN, MORE, LESS])
def test_only_a_dismissal_expires(desk: Desk, kind: MarkKind):
    with pytest.raises(SuggestionInputError) as refused:
        desk.mark(1, kind, expires_in_s=60)
    assert refused.value.field == "expires_in_s"
    assert kinds_of(desk, 1) == set()


@pytest.mark.parametrize("reason", ["\0", "a\0b", "\ud800", "bell\x07"])
def test_a_reason_that_no_database_can_keep_is_refused(desk: Desk, reason: str):
    with pytest.raises(SuggestionInputError) as refused:
        desk.mark(1, DISMISS, reason=reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("track", [UNKNOWN_ID, "", "\0", "nonsense"])
def test_a_track_that_there_is_not_cannot_be_marked(desk: Desk, track: str):
    with pytest.raises(ContextError) as refused:
        desk.service.mark(ME, track, PIN)
    assert refused.value.field == "track_id"
    with pytest.raises(MarkNotFoundError):
        desk.service.unmark(ME, track, PIN)


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 101, "\udcff"])
def test_no_door_lets_a_senseless_name_in(desk: Desk, name: str):
    service = desk.service
    for ask in (
        lambda: service.session(name),
        lambda: service.set_context(name, {}),
        lambda: service.mark(name, track_id(1), PIN),
        lambda: service.unmark(name, track_id(1), PIN),
        lambda: service.reset(name),
        lambda: service.add_events(name, [], desk.suggester.served),
        lambda: service.events(session=name),
        lambda: service.forget(session=name),
    ):
        with pytest.raises(SuggestionInputError) as refused:
            ask()
        assert refused.value.field == "session"


def test_deleting_my_data_leaves_that_of_others(desk: Desk):
    desk.set(bpm=120)
    desk.service.set_context("other", {"bpm": 99})
    desk.service.forget(session=ME)
    assert desk.service.session(ME).context.bpm is None
    assert desk.service.session("other").context.bpm == 99
    desk.service.forget()
    assert not desk.service.sessions()


# ------------------------------------------------------------------------ a DAW


def test_a_daw_gives_tempo_and_key_and_nothing_else_goes(desk: Desk):
    desk.set(mood_tags=["dark"], bpm=100)
    desk.service.follow_daw(ME, DawReading(bpm=124.5, key="F#", scale="Dorian"))
    heard = desk.service.session(ME).context
    assert (heard.bpm, heard.key, heard.mode, heard.scale) == (124.5, "F#", "minor", "dorian")
    assert (heard.origin, heard.is_stale, heard.mood_tags) == ("ableton", False, ("dark",))


def test_a_scale_that_a_user_made_switches_keys_off(desk: Desk):
    desk.service.follow_daw(ME, DawReading(bpm=124.5, key="D", scale="My Scale"))
    assert desk.service.session(ME).context.pitch_key is None


def test_the_same_reading_is_no_change(desk: Desk):
    reading = DawReading(bpm=124.5, key="D", scale="Minor")
    first = desk.service.follow_daw(ME, reading).context
    assert desk.service.follow_daw(ME, reading).context.version == first.version


def test_a_silent_daw_makes_its_context_stale_until_it_speaks(desk: Desk):
    desk.service.mark_stale(ME)
    assert not desk.service.session(ME).context.is_stale
    reading = DawReading(bpm=124.5, key="D", scale="Minor")
    desk.service.follow_daw(ME, reading)
    desk.service.mark_stale(ME)
    assert desk.service.session(ME).context.is_stale
    desk.service.follow_daw(ME, reading)
    assert not desk.service.session(ME).context.is_stale

"""Laws of what keeps plays, favourites and conversations, over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from menura.assistant import (
    ChatEvent,
    ChatMode,
    Conversation,
    ConversationNotFoundError,
    Turn,
)
from menura.catalogue import Listener, Listening, TrackNotFoundError
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import MORNING, NOBODY, add_source, add_tracks, at


def test_plays_are_counted_for_each_listener(store: Store):
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        for track, listener, moment in (
            (one, "me", 1),
            (one, "me", 5),
            (one, "me", 3),
            (other, "me", 9),
            (other, "you", 2),
        ):
            unit.listening.add_play(listener, track.id, at(moment))
        assert unit.listening.top("me", 10) == [
            Listening(one.id, 3, at(5)),
            Listening(other.id, 1, at(9)),
        ]
        assert unit.listening.top("me", 1) == [Listening(one.id, 3, at(5))]
        assert unit.listening.top("nobody", 10) == []
        assert unit.listening.listeners() == [
            Listener("me", 2, 4, at(9)),
            Listener("you", 1, 1, at(2)),
        ]


@pytest.mark.parametrize("nobody", [NOBODY, "nonsense", "\x00"])
def test_a_play_of_a_track_that_is_not_there_is_refused(store: Store, nobody: str):
    with store.unit() as unit:
        with pytest.raises(TrackNotFoundError):
            unit.listening.add_play("me", nobody, MORNING)
        with pytest.raises(TrackNotFoundError):
            unit.tracks.set_favourite(nobody, True)


def test_of_what_others_counted_the_larger_count_and_the_later_time_hold(store: Store):
    with store.unit() as unit:
        one, other, third = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3", "c.mp3")
        assert unit.listening.take_over("me", []) == 0
        first = [Listening(one.id, 5, at(1)), Listening(other.id, 2), Listening(NOBODY, 9)]
        assert unit.listening.take_over("me", first) == 2
        second = [
            Listening(one.id, 3, at(7)),
            Listening(other.id, 4, at(2)),
            Listening(third.id.upper(), 1),
            Listening("nonsense", 1),
        ]
        assert unit.listening.take_over("me", second) == 3
        unit.listening.take_over("me", [Listening(one.id, 1), Listening(other.id, 1, at(1))])
        assert unit.listening.top("me", 10) == [
            Listening(one.id, 5, at(7)),
            Listening(other.id, 4, at(2)),
            Listening(third.id, 1),
        ]


def test_of_tracks_played_as_often_the_latest_comes_first(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3", "c.mp3", "d.mp3")
        times = [None, at(1), at(2), None]
        played = [
            Listening(track.id, 1, moment) for track, moment in zip(tracks, times, strict=True)
        ]
        unit.listening.take_over("me", played[::-1])
        ranked = [one.track_id for one in unit.listening.top("me", 10)]
    assert ranked == [tracks[n].id for n in (2, 1, 0, 3)]


def test_what_was_played_goes_with_its_track_and_at_a_word(store: Store):
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        for track in (one, other):
            unit.listening.add_play("me", track.id, MORNING)
            unit.listening.add_play("you", track.id, MORNING)
        unit.sources.forget_tracks([one.id])
        assert [play.track_id for play in unit.listening.top("me", 10)] == [other.id]
        assert unit.listening.forget("me") == 1
        assert unit.listening.forget("me") == 0
        assert [listener.name for listener in unit.listening.listeners()] == ["you"]


def test_a_favourite_is_a_favourite_until_it_is_none(store: Store):
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        unit.tracks.set_favourite(one.id.upper(), True)
        assert unit.tracks.get(one.id) == replace(one, favourite=True)
        assert unit.tracks.get(other.id) == other
        unit.tracks.set_favourite(one.id, False)
        assert unit.tracks.get(one.id) == one


# ------------------------------------------------------------------------------- conversations


def a_turn(asked: str) -> Turn:
    return Turn(
        asked=asked,
        mode=ChatMode.WORDS,
        said="Here you are.",
        understood={"genres": ["jazz"], "tempo": {"from": 90.5}},
        track_ids=(new_id(), new_id()),
        suggested_name="Jazz",
        log=(ChatEvent("understood", "Jazz", {"genres": ["jazz"]}), ChatEvent("step", "Søk")),
        at=at(3),
        query="SELECT 1",
    )


def a_conversation(updated_s: float = 0.0) -> Conversation:
    turns = (a_turn("jazz, please"), a_turn("faster"))
    return Conversation(new_id(), "Jazz", turns, MORNING, at(updated_s))


def test_a_conversation_comes_back_as_it_was_and_grows(store: Store):
    conversation = a_conversation()
    with store.unit() as unit:
        unit.conversations.put(conversation)
        back = unit.conversations.get(conversation.id)
        assert replace(back, turns=tuple(back.turns)) == conversation
        grown = replace(conversation, turns=(*conversation.turns, a_turn("more")))
        unit.conversations.put(grown)
        assert len(unit.conversations.get(conversation.id).turns) == 3
        assert len(unit.conversations.all(10)) == 1


def test_conversations_are_listed_latest_first_without_turns(store: Store):
    with store.unit() as unit:
        kept = [a_conversation(updated_s) for updated_s in (2, 3, 1)]
        for conversation in kept:
            unit.conversations.put(conversation)
        listed = unit.conversations.all(2)
    assert [one.id for one in listed] == [kept[1].id, kept[0].id]
    assert not any(one.turns for one in listed)
    assert listed[0].updated_at - listed[1].updated_at == timedelta(seconds=1)


@pytest.mark.parametrize("nobody", [NOBODY, "nonsense", "\x00"])
def test_conversations_that_are_not_there_are_said(store: Store, nobody: str):
    with store.unit() as unit:
        for ask in (unit.conversations.get, unit.conversations.remove):
            with pytest.raises(ConversationNotFoundError):
                ask(nobody)
        kept = a_conversation()
        unit.conversations.put(kept)
        unit.conversations.remove(kept.id)
        assert unit.conversations.all(10) == []

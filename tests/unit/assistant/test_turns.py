"""What follow-ups do to the list before: refine it, page on, take tracks out, begin anew."""

import pytest

from menura.assistant import ChatInputError, ChatRequest
from tests.unit.assistant.library import (
    after,
    artists_of,
    genres_of,
    make_assistant,
    plan_of,
    values_of,
    warnings_of,
)

POP = after("5 pop songs")
SHOWN = list(POP.turns[-1].track_ids)


def change(text, before=POP):
    return make_assistant().answer(ChatRequest(text), before)


def ids_of(answer):
    return [one.track_id for one in answer.items]


@pytest.mark.parametrize(
    "text",
    [
        "from the 90s",
        "since 2010",
        "slow",
        "most played first",
        "in random order",
        "songs under 3 minutes",
    ],
)
def test_words_that_only_bound_refine_the_list_before(text):
    answer = change(text, after("pop", "without live versions", "only 5"))
    assert plan_of(answer)["attributes"]["genres"] == ["Pop"]
    assert plan_of(answer)["attributes"]["without"] == ["live"]
    assert answer.understood["plan"]["count"] == 5
    assert not answer.log[0].text.startswith("a new search")


def test_shuffling_keeps_what_is_asked_for_and_gives_another_order_each_time():
    before = after("10 pop songs", "shuffle")
    answer = change("shuffle", before)
    assert genres_of(answer) == {"Pop"}
    assert ids_of(answer) != list(before.turns[-1].track_ids)


@pytest.mark.parametrize("text", ["jazz", "workout", "my favourites", "songs by Madonna"])
def test_a_new_search_says_so(text):
    assert change(text).log[0].text.startswith("a new search: ")


def test_the_first_search_is_not_called_a_new_one():
    assert make_assistant().answer(ChatRequest("jazz")).log[0].text == "genre Jazz; 25 tracks"


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "again",
        "others",
        "more songs",
        "give me some more",
        "next",
        "more like these",
        "more pop",
        "not these",
    ],
)
def test_more_gives_other_tracks_of_the_same_kind(text):
    answer = change(text)
    assert genres_of(answer) == {"Pop"}
    assert len(answer.items) == 5
    assert not set(ids_of(answer)) & set(SHOWN)


def test_more_with_a_count_and_a_bound_holds_all_three():
    answer = change("3 more from the 80s")
    assert len(answer.items) == 3
    assert set(artists_of(answer)) == {"Madonna"}
    assert not set(ids_of(answer)) & set(SHOWN)


def test_paging_on_never_repeats_and_ends_with_a_word():
    kept, seen = after("10 pop songs", "more", "more"), []
    for turn in kept.turns:
        seen += list(turn.track_ids)
    assert len(set(seen)) == len(seen) == 24
    answer = change("more", kept)
    assert answer.items == []
    assert "No other track fits" in warnings_of(answer)


def test_after_everything_was_shown_other_words_look_at_everything_again():
    before = after("30 pop songs", "more")
    assert not before.turns[-1].track_ids
    assert len(change("from the 80s", before).items) > 0


def test_something_else_starts_over_however_it_is_asked_for():
    assert change("play me something else").text.startswith("Started over")


def test_more_goes_past_the_list_before_where_a_sound_is_gone_by():
    before = after("5 songs like Metallica")
    answer = change("more", before)
    assert len(answer.items) == 5
    assert not set(ids_of(answer)) & set(before.turns[-1].track_ids)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("remove the second one", [0, 2, 3, 4]),
        ("please remove track 1 and the last", [1, 2, 3]),
        ("drop the first 3", [3, 4]),
        ("remove the first two songs", [2, 3, 4]),
        ("remove the first", [1, 2, 3, 4]),
        ("without the 5th", [0, 1, 2, 3]),
    ],
)
def test_tracks_are_taken_out_and_the_rest_stays_in_its_order(text, kept):
    answer = change(text)
    assert ids_of(answer) == [SHOWN[place] for place in kept]


def test_what_was_taken_out_stays_out():
    assert SHOWN[1] not in ids_of(change("20 tracks", after("5 pop songs", "remove the second")))


def test_a_track_that_is_not_there_cannot_be_taken_out():
    with pytest.raises(ChatInputError, match="the list before has 5"):
        change("remove the 6th")


def test_longer_songs_are_longer_and_the_list_is_not():
    answer = change("longer songs")
    assert len(answer.items) == 5
    assert plan_of(answer)["attributes"]["duration_from_s"] > 180


@pytest.mark.parametrize("text", ["less", "only pop"])
def test_a_change_that_changes_nothing_is_told(text):
    assert "That changes nothing" in warnings_of(change(text))


def test_other_years_replace_both_spans():
    answer = change("from the 80s", after("pop before 1985 and after 2010"))
    assert "also" not in answer.understood["plan"]
    assert plan_of(answer)["attributes"]["year_from"] == 1980


def test_a_time_that_is_not_reached_is_told_and_more_is_let_in():
    answer = make_assistant().answer(ChatRequest("2 hours of ambient from the 70s"))
    assert "years up to 5 before and after" in warnings_of(answer)
    assert answer.text == "Only 12 tracks fit (39:18 of 120 minutes asked for)."
    assert answer.text in warnings_of(answer)


def test_one_track_is_one_track():
    assert make_assistant().answer(ChatRequest("a single pop song")).text == "Here is 1 track."


def test_a_cap_for_artists_is_kept_whatever_fits():
    answer = make_assistant().answer(ChatRequest("2 hours of metal, no more than 3 per artist"))
    assert max(artists_of(answer).count(name) for name in set(artists_of(answer))) == 3
    assert "Only 6 tracks fit" in warnings_of(answer)


def test_two_spans_of_years_both_come():
    answer = make_assistant().answer(ChatRequest("pop before 1985 and after 2015"))
    assert "No year is both" in warnings_of(answer)
    years = values_of(answer, "year")[:4]
    assert not any(1990 <= year <= 2010 for year in years)


def test_each_of_some_genres_gets_as_many():
    answer = make_assistant().answer(ChatRequest("ambient, jazz, folk: 4 each"))
    assert [artists_of(answer).count(one) for one in ("Brian Eno", "Simon & Garfunkel")] == [4, 4]
    assert len(answer.items) == 12


def test_a_share_of_one_track_is_no_accident():
    assert len(change("add some folk", after("1 track of pop")).items) == 1


def test_a_longer_hour_is_two_hours():
    answer = change("longer", after("an hour of jazz"))
    assert answer.understood["plan"]["total_s"] == 7_200
    assert "count" not in answer.understood["plan"]

import numpy as np
import pytest

from menura.assistant import ChatInputError, ChatRequest
from tests.unit.assistant.library import (
    after,
    artists_of,
    genres_of,
    make_assistant,
    plan_of,
    values_of,
)

POP = after("10 happy pop songs")


def change(text, before=POP):
    return make_assistant().answer(ChatRequest(text), before)


def middle(track_ids, column):
    from tests.unit.assistant.library import LIBRARY, row_of

    return float(np.median([getattr(LIBRARY.shelf, column)[row_of(one)] for one in track_ids]))


@pytest.mark.parametrize(
    ("text", "part", "is_lower"),
    [
        ("more energetic", "energy_from", True),
        ("calmer please", "energy_to", False),
        ("slower", "tempo_to_bpm", False),
        ("a bit faster", "tempo_from_bpm", True),
    ],
)
def test_comparisons_move_a_bound_away_from_what_was_found(text, part, is_lower):
    said = plan_of(change(text))["attributes"]
    column = "energy" if part.startswith("energy") else "tempo_bpm"
    before = middle(POP.turns[-1].track_ids, column)
    assert said["genres"] == ["Pop"]
    assert (said[part] > before) is is_lower


def test_without_live_versions_keeps_the_rest():
    said = plan_of(change("without live versions"))["attributes"]
    assert said == {
        "tool": "attributes", "genres": ["Pop"], "moods": ["happy"], "without": ["live"],
    }  # fmt: skip


def test_only_from_the_nineties_keeps_the_genre():
    said = plan_of(change("only from the 90s"))["attributes"]
    assert (said["genres"], said["year_from"], said["year_to"]) == (["Pop"], 1990, 1999)


def test_only_another_genre_replaces_the_one_before():
    assert plan_of(change("only jazz"))["attributes"]["genres"] == ["Jazz"]


def test_more_like_the_third_one_goes_by_that_track():
    answer = change("more like the third one")
    assert plan_of(answer)["seed_search"]["track_ids"] == [POP.turns[-1].track_ids[2]]
    assert POP.turns[-1].track_ids[2] not in [one.track_id for one in answer.items]


def test_a_track_that_was_not_there_cannot_be_pointed_at():
    with pytest.raises(ChatInputError, match="the list before has 10"):
        change("more like the 11th")


def test_something_added_gets_a_share_of_the_list():
    answer = change("add some jazz")
    assert genres_of(answer) == {"Pop", "Jazz"}
    assert len(answer.items) == 10


def test_an_artist_is_taken_out():
    assert set(artists_of(change("but no Madonna"))) == {"Dua Lipa"}


@pytest.mark.parametrize(
    ("text", "count"), [("shorter", 5), ("longer", 20), ("20 tracks", 20), ("just 3", 3)]
)
def test_lists_get_shorter_and_longer(text, count):
    answer = change(text)
    assert len(answer.items) == count
    assert genres_of(answer) == {"Pop"}


def test_changes_add_up():
    answer = change("and no Madonna", after("10 happy pop songs", "without live versions"))
    said = plan_of(answer)["attributes"]
    assert (said["without"], said["not_artists"]) == (["live"], ["Madonna"])


def test_words_that_stand_alone_begin_a_new_search():
    assert plan_of(change("calm jazz"))["attributes"]["genres"] == ["Jazz"]


def test_starting_over_forgets_what_was_asked():
    assert genres_of(change("start over: metal")) == {"Metal", "Heavy Metal"}
    anew = change("start over")
    assert anew.text.startswith("Started over. Say what")
    assert not anew.items
    assert not anew.understood


def test_older_music_is_older():
    answer = change("older", after("8 pop songs"))
    assert max(values_of(answer, "year")) < 2025

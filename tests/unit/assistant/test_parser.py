from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.assistant.parser import read_words
from menura.assistant.planner import shown
from menura.assistant.vocabulary import vocabulary_of
from tests.unit.assistant.library import LIBRARY

VOCABULARY = vocabulary_of(LIBRARY.shelf)


def read(text) -> dict[str, Any]:
    """Return what was understood: attributes and seeds in one mapping, with the rest beside."""
    plan: Any = shown(read_words(text, VOCABULARY).plan)
    calls = plan.pop("calls")
    found = {
        f"like_{k}" if c["tool"] == "seed_search" else k: v for c in calls for k, v in c.items()
    }
    return {k: v for k, v in (found | plan).items() if not k.endswith("tool")}


CASES = {
    # the five examples of the first description
    "Create a playlist that is good for post lunch": {"moods": ["relaxed"], "energy_to": 0.6},
    "Create a playlist for the morning POP with a good energy": {
        "genres": ["Pop"], "moods": ["happy"], "energy_from": 0.6,
    },
    "Give me the tops songs of Red Hot Chili peppers": {
        "artists": ["Red Hot Chili Peppers"], "sort": "popular",
    },
    "Create a mix of Metal and Hard Rock songs like AC DC, Iron Maiden": {
        "genres": ["Metal", "Hard Rock"], "like_artists": ["AC/DC", "Iron Maiden"],
    },
    "Give me some tranding songs of the radio of 2025": {
        "year_from": 2025, "year_to": 2025, "sort": "popular",
    },
    # counts, years, tempi, keys
    "20 slow jazz songs from the 80s without live versions": {
        "genres": ["Jazz"], "year_from": 1980, "year_to": 1989, "tempo": "slow",
        "without": ["live"], "count": 20,
    },
    "twenty pop songs": {"genres": ["Pop"], "count": 20},
    "top 10 madonna": {"artists": ["Madonna"], "sort": "popular", "count": 10},
    "an hour of hip hop between 90 and 110 bpm": {
        "genres": ["Hip-Hop"], "tempo_from_bpm": 90.0, "tempo_to_bpm": 110.0, "total_s": 3600.0,
    },
    "rap in A minor": {"genres": ["Hip-Hop"], "keys": ["A minor"]},
    "jazz in the key of B flat major": {"genres": ["Jazz"], "keys": ["Bb major"]},
    "songs longer than 6 minutes": {"duration_from_s": 360.0},
    "pop faster than 120 bpm": {"genres": ["Pop"], "tempo_from_bpm": 120.0},
    "early 90s pop": {"genres": ["Pop"], "year_from": 1990, "year_to": 1993},
    "60s and 70s folk": {"genres": ["Folk"], "year_from": 1960, "year_to": 1979},
    "folk from 2010-2015": {"genres": ["Folk"], "year_from": 2010, "year_to": 2015},
    "sad songs since 2010": {"moods": ["sad"], "year_from": 2010},
    "pop before 1990": {"genres": ["Pop"], "year_to": 1989},
    # names, typed otherwise
    "acdc": {"artists": ["AC/DC"]},
    "best of Metalica": {"artists": ["Metallica"], "sort": "popular"},
    "something like simon and garfunkel": {"like_artists": ["Simon & Garfunkel"]},
    "similar to Metallica but not Iron Maiden": {
        "like_artists": ["Metallica"], "not_artists": ["Iron Maiden"],
    },
    "calm music, unlike Metallica": {
        "moods": ["relaxed"], "energy_to": 0.6, "like_avoid": ["Metallica"],
    },
    "songs like Thunderstruck": {"like_songs": ["thunderstruck"]},
    'like "The Trooper", called "Evening"': {"like_songs": ["The Trooper"], "title": "Evening"},
    "songs like the trooper by iron maiden": {"like_songs": ["the trooper by Iron Maiden"]},
    "like Thunderstruck for the gym": {"like_songs": ["thunderstruck"], "energy_from": 0.65},
    "twenty-five pop songs": {"genres": ["Pop"], "count": 25},
    "happy songs, no more than 5": {"moods": ["happy"], "count": 5},
    # leaving out
    "nothing too loud": {"energy_to": 0.6},
    "jazz but not too slow": {"genres": ["Jazz"], "tempo_from_bpm": 92.0},
    "pop without Madonna, remixes or christmas songs": {
        "genres": ["Pop"], "not_artists": ["Madonna"], "without": ["remix", "christmas"],
    },
    "no rock, no metal, calm": {
        "not_genres": ["Rock", "Metal"], "moods": ["relaxed"], "energy_to": 0.6,
    },
    "party music, not aggressive": {"moods": ["party"], "not_moods": ["aggressive"]},
    "my favourites except Madonna": {"favourites": True, "not_artists": ["Madonna"]},
    # slips, kinds of genres, occasions
    "relaxd elctronic": {"genres": ["Electronic"], "moods": ["relaxed"], "energy_to": 0.6},
    "workout": {"energy_from": 0.65},
    "newest electronic": {"genres": ["Electronic"], "sort": "newest"},
    # lengths, and what is denied of numbers
    "short songs under 3 minutes": {"duration_to_s": 180.0},
    "long jazz pieces": {"genres": ["Jazz"], "duration_from_s": 300.0},
    "pop, no long songs": {"genres": ["Pop"], "duration_to_s": 300.0},
    "songs no longer than 4 minutes": {"duration_to_s": 240.0},
    "pop between 2 and 4 minutes": {
        "genres": ["Pop"], "duration_from_s": 120.0, "duration_to_s": 240.0,
    },
    "3-minute pop songs": {"genres": ["Pop"], "duration_from_s": 160.0, "duration_to_s": 200.0},
    "up to 60 minutes of pop": {"genres": ["Pop"], "total_s": 3600.0},
    "pop no faster than 100 bpm": {"genres": ["Pop"], "tempo_to_bpm": 100.0},
    "pop, nothing before 2000": {"genres": ["Pop"], "year_from": 2000},
    "folk from the 1990s to 1980s": {"genres": ["Folk"], "year_from": 1980, "year_to": 1999},
    "pop, 2 songs per artist": {"genres": ["Pop"], "per_artist": 2},
    "just one folk song": {"genres": ["Folk"], "count": 1},
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_words_are_understood(text):
    assert read(text) == CASES[text]


def test_what_is_not_understood_is_told():
    reading = read_words("jazz with blargh in it", VOCABULARY)
    assert reading.not_understood == ["blargh"]


def test_a_wider_genre_stands_for_one_that_is_not_here_and_that_is_told():
    reading = read_words("death metal", VOCABULARY)
    assert "Metal" in reading.plan.attributes.genres
    assert "death metal" in reading.notes[0]


def test_a_correction_is_told():
    assert "'metalica' was read as 'Metallica'." in read_words("by metalica", VOCABULARY).notes


@pytest.mark.parametrize(
    "text",
    ["shore leave jazz", "sport or short", "great place", "phone", "drunk", "south", "strong"],
)
def test_words_that_are_spelt_right_are_never_corrected(text):
    assert not [note for note in read_words(text, VOCABULARY).notes if "was read as" in note]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fast slow music", "'fast' and 'slow' contradict each other; 'slow' is taken."),
        ("energetic calm music", "'energetic' and 'calm' contradict"),
        ("slow pop at 160 bpm", "'slow' contradicts the tempo in BPM"),
        ("pop before 1980 and after 2000", "No year is both until 1979 and since 2001"),
        ("pop under 2 minutes and over 5 minutes", "bounds of the length contradict"),
        ("tempo 9999 bpm", "A tempo is 20 to 400 BPM; 9999 was asked for."),
        ("pop at 410 bpm", "A tempo is 20 to 400 BPM"),
        ("pop under 0 minutes", "No track has 0 minutes"),
        ("pop of 0 minutes", "A playlist has 1 to 1440 minutes; 0 was asked for."),
        ("0 songs", "A playlist has 1 to 200 tracks; 0 was asked for."),
        ("-5 tracks of pop", "1 to 200 tracks; -5"),
        ("10000000 songs", "1 to 200 tracks; 10000000"),
        ("500 pop songs", "1 to 200 tracks; 500"),
    ],
)
def test_what_cannot_be_is_told(text, told):
    assert told in " ".join(read_words(text, VOCABULARY).notes)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["over", "under", "at", "no more than", "between 3 and", "up to", "-", "from"]),
    st.integers(0, 99_999),
    st.sampled_from(["bpm", "minutes", "hours", "songs", "min songs", "per artist", "each", "s"]),
)
def test_any_number_makes_a_plan(before, number, unit):
    plan = read_words(f"pop and jazz {before} {number} {unit}", VOCABULARY).plan
    assert plan == type(plan).model_validate(shown(plan))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(" ".join(CASES).split()) | st.text(max_size=6), min_size=1, max_size=14
    )
)
def test_any_words_make_a_plan_and_the_same_one_each_time(words):
    text = " ".join(words)
    first, second = read_words(text, VOCABULARY), read_words(text, VOCABULARY)
    assert first == second
    assert first.plan == type(first.plan).model_validate(shown(first.plan))

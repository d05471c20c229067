"""Check what must hold for every prompt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Mode, StructuredPrompt, Vocals
from menura.studio.prompt import (
    LONGEST_PROMPT,
    EmptyPromptError,
    NotMusicError,
    PromptTooLongError,
    parse_prompt,
)

GENRE_NAMES = ("house", "techno", "drum and bass", "lo-fi hip hop", "jazz", "dubstep", "bossa nova")
KEYS = (
    ("A minor", 9),
    ("F# minor", 6),
    ("Bb major", 10),
    ("C sharp minor", 1),
    ("E-flat major", 3),
)
WORDS = """
    house techno rock jazz piano no without drums vocals and or , . minor major A F# Bb in
    128 bpm 2:30 90 sec minutes intro 8 bars drop chorus like Daft Punk 'Song' " slow fast
    calm dark actually make it half time slower than 3 x2 with a touch of metal ohne sans ~
    # & ' - ( ) / 8A one hundred twenty faster 1/2 : 30s 80s the my about
"""


def _reading(text: str) -> StructuredPrompt | None:
    try:
        return parse_prompt(text)
    except (EmptyPromptError, NotMusicError, PromptTooLongError):
        return None


def _check_ranges(read: StructuredPrompt) -> None:
    assert read.genre in GENRES or read.genre is None
    assert read.blend is None or (read.blend in GENRES and read.blend != read.genre)
    assert read.bpm is None or 40 <= read.bpm <= 240
    assert read.key is None or 0 <= read.key <= 11
    assert read.mode is None or isinstance(read.mode, Mode)
    assert read.duration_s is None or read.duration_s >= 0
    for level in (read.energy, read.density):
        assert level is None or 0 <= level <= 1
    assert not set(read.instruments) & set(read.excluded)
    assert all(0 < one <= 1 for one in read.confidence.values())
    assert isinstance(read.vocals, Vocals)
    assert all(one.bars is None or one.bars >= 1 for one in read.structure)
    assert read.reader == "rules"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    read = _reading(text)
    if read is not None:
        _check_ranges(read)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=25).map(" ".join))
def test_any_mixture_of_musical_words_stays_in_range(text: str) -> None:
    read = _reading(text)
    if read is not None:
        _check_ranges(read)
        assert read.text == text
        assert parse_prompt(text) == read


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(GENRE_NAMES),
    st.sampled_from(KEYS),
    st.integers(40, 240),
    st.integers(10, 600),
    st.sampled_from((str.lower, str.upper, str.title, str)),
    st.sampled_from((" ", "  ", "\t", "\n", "\u00a0")),
)
def test_case_and_white_space_change_nothing(
    genre: str, key: tuple[str, int], bpm: int, seconds: int, case: "type[str]", gap: str
) -> None:
    plain = f"a {genre} track in {key[0]}, {bpm} bpm, {seconds} seconds"
    wild = case(plain).replace(" ", gap)
    read, same = parse_prompt(plain), parse_prompt(wild)
    assert (read.key, read.bpm, read.duration_s) == (key[1], float(bpm), float(seconds))
    assert (same.genre, same.key, same.mode) == (read.genre, read.key, read.mode)
    assert (same.bpm, same.duration_s) == (read.bpm, read.duration_s)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(40, 240),
    st.sampled_from(
        ("slow", "fast", "very fast", "allegro", "largo", "half-time", "calm", "furious")
    ),
    st.sampled_from(GENRE_NAMES),
)
def test_explicit_numbers_win_over_words(bpm: int, word: str, genre: str) -> None:
    assert parse_prompt(f"{word} {genre}, {bpm} bpm").bpm == bpm


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GENRE_NAMES), st.integers(241, 5000) | st.integers(0, 39))
def test_an_impossible_tempo_becomes_the_nearest_and_is_said(genre: str, bpm: int) -> None:
    read = parse_prompt(f"{genre} at {bpm} bpm")
    assert read.bpm == (240 if bpm > 240 else 40)
    assert any(one.field == "bpm" and f"{bpm:g} BPM" in one.rejected for one in read.decisions)


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_every_genre_is_found_by_its_title(genre: str) -> None:
    read = parse_prompt(f"a {GENRES[genre].title} track, 100 bpm")
    assert read.genre == genre


@pytest.mark.parametrize("text", ["", " \n\t", "...", "?!", "\u200b"])
def test_a_prompt_without_words_is_refused(text: str) -> None:
    with pytest.raises(EmptyPromptError) as refused:
        parse_prompt(text)
    assert (refused.value.code, refused.value.field) == ("prompt_empty", "prompt")


def test_a_pasted_page_is_refused_for_its_length() -> None:
    with pytest.raises(PromptTooLongError) as refused:
        parse_prompt("a quiet house by the sea " * 400)
    assert str(LONGEST_PROMPT) in refused.value.message
    assert refused.value.code == "prompt_too_long"


def test_the_longest_prompt_is_still_read() -> None:
    assert parse_prompt("techno, " * (LONGEST_PROMPT // 8)).genre == "techno"

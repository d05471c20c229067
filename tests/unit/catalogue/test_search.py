"""What a listener types and what a tag says come out alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import normalise_search


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("Björk", "bjork"),
        ("BJÖRK", "bjork"),
        ("Bjo\u0308rk", "bjork"),
        ("Sigur Rós – Ágætis byrjun", "sigur ros agaetis byrjun"),
        ("Straße / STRASSE", "strasse strasse"),
        ("Motörhead: Ace of Spades!", "motorhead ace of spades"),
        ("snake_case.mp3", "snake case mp3"),
        ("Łódź Đà Nẵng ıI", "lodz da nang ii"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("ﬁn", "fin"),
        ("Ænima œuvre ØØ", "aenima oeuvre oo"),
        ("Кино", "кино"),
        ("你好 世界", "你好 世界"),
        ("🎵", ""),
        (" \t\n", ""),
        ("AC/DC & '74", "ac dc 74"),
    ],
)
def test_examples(text: str, plain: str):
    assert normalise_search(text) == plain


@given(st.text())
def test_doing_it_twice_changes_nothing(text: str):
    once = normalise_search(text)
    assert normalise_search(once) == once


@given(st.text())
def test_words_are_parted_by_one_space_and_hold_nothing_else(text: str):
    assert re.fullmatch(r"([^\W_]+( [^\W_]+)*)?", normalise_search(text))


@given(st.text(), st.text())
def test_words_stay_apart(left: str, right: str):
    both = normalise_search(f"{left} {right}").split()
    assert both == normalise_search(left).split() + normalise_search(right).split()

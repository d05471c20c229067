"""Whatever a namer says becomes a label or nothing; what a person writes is kept or refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from menura.sessions.errors import SessionInputError
from menura.sessions.labels import check_label, clean_label
from tests.unit.sessions.lab_things import follows_label_rules


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("dark techno", "dark techno"),
        ('"Dark Techno."', "dark techno"),
        ("Label: bright synthwave", "bright synthwave"),
        ("**Name**: bright synthwave", "bright synthwave"),
        ("Sure! Here is a label: warm lo-fi keys", "warm lo fi"),
        ("Here is your label:\n\n  Sunny House\nIt fits because ...", "sunny house"),
        ("1. late-night jazz\n2. smoky bar", "late night jazz"),
        ("Café Électrique", "cafe electrique"),
        ("Straßen-Bossa", "strassen bossa"),
        ("it's a trap", "its a trap"),
        ("Don\u2019t stop", "dont stop"),
        ("slow R&B", "slow rnb"),
        ("drum & bass", "drum and bass"),
        ("the quick brown fox jumps", "quick brown fox"),
        ("dark techno with acid", "dark techno"),
        ("808 heat 🔥", "808 heat"),
        ("🔥\ndark techno", "dark techno"),
        ("acid\ttechno\x00", "acid techno"),
    ],
)
def test_a_namers_words_become_a_label(said: str, label: str) -> None:
    assert clean_label(said) == label


@pytest.mark.parametrize("said", ["", "  \n ", "🔥🔥", "«—»", "暗いテクノ", "Label:", "\x00"])
def test_where_no_word_can_be_read_there_is_no_label(said: str) -> None:
    assert clean_label(said) is None


def test_one_endless_word_is_cut() -> None:
    assert clean_label("x" * 100) == "x" * 64


@given(st.text(max_size=200))
@example("\u212a \u017f \u01c4")  # letters whose small forms are ASCII only once decomposed
@example("name: label: a the")
@example("a" * 40 + " " + "b" * 40)
@example("\u0130 \u24d0 \u2460")
def test_any_text_becomes_a_label_that_follows_the_rules_or_nothing(text: str) -> None:
    label = clean_label(text)
    if label is not None:
        assert follows_label_rules(label)
        assert 1 <= len(label.split(" ")) <= 3
        assert label.isascii()
        assert len(label) <= 64
        assert clean_label(label) == label


@given(st.from_regex(r"[a-z0-9]{5,12}( [a-z0-9]{5,12}){0,2}", fullmatch=True))
def test_words_that_need_no_cleaning_stay(label: str) -> None:
    assert clean_label(label) == label


@pytest.mark.parametrize("label", ["", "Dark techno", "dark-techno", "a b c d", "dark  techno"])
def test_the_rules_tell_other_texts_from_labels(label: str) -> None:
    assert not follows_label_rules(label)


@pytest.mark.parametrize("label", ["Nachtfahrt!", "暗いテクノ", "x" * 64, "👩‍👩‍👧 party", 'a "b"'])
def test_a_person_may_write_in_any_language(label: str) -> None:
    assert check_label(f"  {label} ") == label


@pytest.mark.parametrize(
    "label",
    ["", "   ", "x" * 65, "two\nlines", "bell\x07", "half \ud800", "back\u202ewards", "a\u2028b"],
)
def test_a_label_that_cannot_be_shown_is_refused_with_its_field(label: str) -> None:
    with pytest.raises(SessionInputError) as refusal:
        check_label(label)
    assert refusal.value.field == "label"

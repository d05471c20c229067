from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.key_relation import KeyRelation
from menura.suggest import Components, Fit
from menura.suggest.rationale import Facts, explain

OLD_S = 400 * 86_400.0
PLAIN = Facts(Components(), "recency", Fit(), age_s=OLD_S)
MINUS = "\N{MINUS SIGN}"


def said(**facts: Any) -> tuple[str, ...]:
    return explain(replace(PLAIN, **facts))


def test_where_nothing_is_known_nothing_is_said():
    assert said() == ()


@pytest.mark.parametrize(
    ("track", "session", "factor", "words"),
    [
        (120, 120, 1.0, "same tempo"),
        (120.04, 120, 1.0, "same tempo"),
        (122, 120, 1.0, "+2 BPM"),
        (118.5, 120, 1.0, f"{MINUS}1.5 BPM"),
        (174, 87, 0.5, "same tempo, half time"),
        (60, 120, 2.0, "same tempo, double time"),
        (178, 87, 0.5, "+2 BPM, half time"),
    ],
)
def test_tempo_in_words(track: float, session: float, factor: float, words: str):
    assert said(tempo_bpm=track, session_bpm=session, fit=Fit(factor, 1.0)) == (words,)


@pytest.mark.parametrize(
    ("relation", "semitones", "words"),
    [
        (KeyRelation.SAME, 0, "same key"),
        (KeyRelation.RELATIVE, 0, "relative major"),
        (KeyRelation.FIFTH_UP, 0, "a fifth up"),
        (KeyRelation.DIAGONAL, 0, "diagonal key"),
        (KeyRelation.SAME, 1, "transposed +1 semitone: same key"),
        (KeyRelation.FIFTH_DOWN, -2, f"transposed {MINUS}2 semitones: a fifth down"),
    ],
)
def test_key_in_words(relation: KeyRelation, semitones: int, words: str):
    fit = Fit(transpose_semitones=semitones)
    assert said(relation=relation, mode="major", fit=fit) == (words,)


def test_an_unknown_key_is_not_spoken_of():
    assert said(relation=KeyRelation.UNKNOWN, mode=None) == ()


@pytest.mark.parametrize(
    ("age_s", "words"),
    [
        (0, "added just now"),
        (3_600, "added 1 hour ago"),
        (5 * 3_600, "added 5 hours ago"),
        (86_399, "added 23 hours ago"),
        (86_400, "added 1 day ago"),
        (3.9 * 86_400, "added 3 days ago"),
    ],
)
def test_age_in_words(age_s: float, words: str):
    assert said(age_s=age_s) == (words,)


@settings(deadline=None)
@given(st.floats(0, 1e10))
def test_an_age_is_never_a_day_of_24_or_more_hours(age_s: float):
    (words,) = said(age_s=age_s) or ("",)
    number = next((int(word) for word in words.split() if word.isdigit()), 0)
    assert "hour" not in words or 1 <= number <= 23
    assert "day" not in words or 1 <= number <= 45


def test_roles_in_words():
    counts = Components(role=0.1)
    missing = said(components=counts, instrument="full_loop", has_accepted=True)
    assert missing == ("full loop is missing",)
    # Where nothing stands yet everything is missing: that is no reason
    assert said(components=counts, instrument="full_loop") == ()
    asked = said(components=counts, instrument="bass", is_role_wanted=True)
    assert asked == ("bass, as asked for",)
    assert said(instrument="bass") == ()


def test_moods_are_told_where_they_fit():
    assert said(moods=("dark", "sad"), mood=0.7) == ("sounds dark, sad",)
    assert said(moods=("dark",), mood=0.3) == ()


@pytest.mark.parametrize("weight", [0.5, 1.0, 3.0])
def test_likeness_is_told_by_the_cosine_whatever_it_counts(weight: float):
    close = Components(similarity=0.95 * weight)
    assert said(components=close, cosine=0.95, source="clap") == ("sounds very close (CLAP 0.95)",)
    alike = said(components=close, cosine=0.7, source="musicnn")
    assert alike == ("sounds alike (MusiCNN 0.70)",)
    far = said(components=close, cosine=0.1, source="dsp")
    assert far == ("a contrast (built-in ears 0.10)",)
    typical = said(components=close, cosine=0.95, source="dsp", is_central=True)
    assert typical == ("typical of your samples (built-in ears)",)


def test_tempo_and_key_come_first():
    words = said(
        components=Components(similarity=0.9, role=0.1),
        source="clap",
        cosine=0.9,
        fit=Fit(0.5, 1.0),
        tempo_bpm=178.0,
        session_bpm=87.0,
        relation=KeyRelation.RELATIVE,
        mode="major",
        instrument="pad",
        has_accepted=True,
        age_s=3 * 86_400.0,
    )
    assert words == (
        "+2 BPM, half time",
        "relative major",
        "pad is missing",
        "sounds very close (CLAP 0.90)",
        "added 3 days ago",
    )

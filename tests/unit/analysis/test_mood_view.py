"""Whose word about moods holds: a person's before a model's before an estimate."""

from menura.analysis import Correction, MoodScore, MoodScores
from menura.analysis.moods import view_moods
from tests.factories import MORNING


def scores(confidence: float, **probabilities: float) -> dict[str, MoodScore]:
    return {label: MoodScore(p, confidence) for label, p in probabilities.items()}


ESTIMATE = MoodScores("estimated", scores(0.4, happy=0.2, sad=0.5), scores(0.4, rock=0.9))
MODEL = MoodScores("musicnn", scores(0.9, happy=0.7), scores(0.9, jazz=0.6, piano=0.8))
COSINE = MoodScores("clap", scores(0.3, happy=0.55, party=0.57), {})


def test_an_estimate_is_shown_with_its_source_and_confidence():
    view = view_moods([ESTIMATE])
    assert [(m.label, m.source, m.confidence) for m in view.moods] == [
        ("sad", "estimated", 0.4),
        ("happy", "estimated", 0.4),
    ]
    assert [tag.label for tag in view.tags] == ["rock"]


def test_a_model_replaces_estimates_of_the_same_mood_and_all_estimated_genres():
    for told in ([ESTIMATE, MODEL], [MODEL, ESTIMATE]):
        view = view_moods(told)
        assert {m.label: m.source for m in view.moods} == {"happy": "musicnn", "sad": "estimated"}
        assert [tag.label for tag in view.tags] == ["piano", "jazz"]


def test_a_person_replaces_both():
    said = Correction("moods", {"happy": 1.0, "rainy": 0.9}, MORNING)
    view = view_moods([ESTIMATE, MODEL], [said])
    assert [(m.label, m.source) for m in view.moods[:2]] == [
        ("happy", "corrected"),
        ("rainy", "corrected"),
    ]


def test_a_cosine_is_only_shown_where_nobody_else_tells():
    view = view_moods([COSINE, ESTIMATE])
    told = {mood.label: mood.source for mood in view.moods}
    assert told == {"happy": "estimated", "sad": "estimated", "party": "clap"}


def test_of_nothing_nothing_is_told():
    view = view_moods([])
    assert (list(view.moods), list(view.tags)) == ([], [])

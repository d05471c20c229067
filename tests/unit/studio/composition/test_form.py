import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.studio.composition.composer import compose
from menura.studio.composition.form import CLIP_BARS, bars_for, plan_form, share_bars
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.model import Form
from menura.studio.model import PlannedSection, Role, SectionName
from tests.unit.studio.composition.plans import plan_for

FORMS = [form for genre in GENRES.values() for form in genre.forms]


@given(st.floats(3.0, 600.0), st.floats(50.0, 200.0))
def test_music_is_never_longer_than_asked(duration_s: float, bpm: float) -> None:
    bars = bars_for(duration_s, bpm)
    bar_s = 240.0 / bpm
    assert bars >= 1
    assert bars * bar_s <= duration_s + 1e-6 or bars == 1


@given(st.floats(8.0, 600.0), st.floats(50.0, 200.0))
def test_the_tail_fits_and_no_whole_bar_is_given_away(duration_s: float, bpm: float) -> None:
    bars, bar_s = bars_for(duration_s, bpm), 240.0 / bpm
    if bars > 2:
        assert duration_s - bar_s < bars * bar_s + 2.0 + 1e-6 <= duration_s + 2e-6


@pytest.mark.parametrize(("duration_s", "bpm", "bars"), [(120, 120, 59), (15, 124, 6), (5, 120, 2)])
def test_known_lengths(duration_s: float, bpm: float, bars: int) -> None:
    assert bars_for(duration_s, bpm) == bars


@given(st.sampled_from(FORMS), st.integers(1, 400))
def test_a_form_uses_every_bar(form: Form, bars: int) -> None:
    sections = plan_form(form, bars)
    assert sum(section.bars for section in sections) == bars
    assert all(section.bars >= 1 for section in sections)


@given(st.sampled_from(FORMS), st.integers(CLIP_BARS + 1, 400))
def test_sections_are_phrases_but_for_the_last(form: Form, bars: int) -> None:
    sections = plan_form(form, bars)
    if bars >= 48:
        assert all(section.bars % 4 == 0 for section in sections[:-1])
    peak = max(part.energy for part in form.parts)
    assert any(section.energy == peak for section in sections)


@given(st.lists(st.floats(0.5, 20.0), min_size=1, max_size=9), st.integers(9, 200))
def test_bars_are_all_shared_out(weights: list[float], bars: int) -> None:
    shared = share_bars(weights, bars)
    assert sum(shared) == bars
    assert min(shared) >= 1


def test_a_clip_is_a_short_intro_and_the_peak() -> None:
    score = compose(plan_for("house", duration_s=15.0))
    assert len(score.sections) == 2
    assert score.sections[0].name is SectionName.INTRO
    assert score.sections[0].bars < score.sections[1].bars


def test_asked_sections_are_the_form() -> None:
    asked = (
        PlannedSection(SectionName.VERSE, 8, 0.5, ()),
        PlannedSection(SectionName.DROP, 8, 1.0, (Role.DRUMS, Role.BASS, Role.CHORDS)),
    )
    score = compose(plan_for("house", sections=asked))
    assert [(s.name, s.bars) for s in score.sections] == [("verse", 8), ("drop", 8)]
    assert set(score.sections[1].roles) == {Role.DRUMS, Role.BASS, Role.CHORDS}
    assert score.sections[0].roles


def test_asked_sections_that_are_too_long_are_shortened_together() -> None:
    asked = tuple(PlannedSection(SectionName.VERSE, 32, 0.5, ()) for _ in range(3))
    score = compose(plan_for("house", sections=asked, duration_s=60.0))
    assert score.length_s <= 60.0
    sizes = [section.bars for section in score.sections]
    assert max(sizes) - min(sizes) <= 4

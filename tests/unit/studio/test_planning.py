"""Plans: what was said is kept, what was open is decided and told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.studio.asked_values import NOTE_NAMES, clean_text, reference_file_name
from menura.studio.changes import apply_change, describe_change
from menura.studio.composition.form import bars_for
from menura.studio.errors import ChangeRefusedError, DurationRefusedError, OverrideError
from menura.studio.genres.catalogue import GENRES
from menura.studio.model import (
    AskedSection,
    Groove,
    Instrument,
    Mode,
    Role,
    SectionName,
    StructuredPrompt,
    StyleParameters,
    Vocals,
)
from menura.studio.planning import plan_track
from menura.studio.production import Change, ChangeKind
from menura.studio.transposing import compose_as_planned

PROMPT = StructuredPrompt(text="a house track", genre="house")
STYLE = StyleParameters(
    name="the reference",
    duration_s=180.0,
    bpm=131.4,
    bpm_confidence=0.9,
    key=9,
    mode=Mode.MINOR,
    key_confidence=0.9,
    loudness_lufs=-9.0,
    loudness_range_lu=4.0,
    crest_db=9.0,
    stereo_width=0.3,
    side_to_mid_db=-9.0,
    eq_profile_db=(-20.0,) * 28,
    structure_markers=(),
    key_sections_s=((30.0, 60.0),),
    groove=Groove(0.62, (1.0, *(0.1,) * 15)),
    instruments={Instrument.DRUMS: 0.9},
    energy=0.8,
    density=0.7,
)


def told(planned) -> set[str]:
    return {decision.field for decision in planned.decisions}


def test_what_is_open_is_drawn_from_the_seed_and_told():
    planned = plan_track(PROMPT, None, {}, 7)
    assert planned == plan_track(PROMPT, None, {}, 7)
    assert {"bpm", "key", "mode", "duration"} <= told(planned)
    slow, fast = GENRES["house"].tempo_bpm
    assert slow <= planned.plan.bpm <= fast
    others = {plan_track(PROMPT, None, {}, seed).plan.key for seed in range(30)}
    assert len(others) > 5


def test_the_sentence_wins_over_the_reference_and_both_over_the_genre():
    said = replace(PROMPT, bpm=122.0, key=3, mode=Mode.MAJOR)
    plan = plan_track(said, STYLE, {}, 1).plan
    assert (plan.bpm, plan.key, plan.mode) == (122.0, 3, Mode.MAJOR)
    plan = plan_track(PROMPT, STYLE, {}, 1).plan
    assert (plan.bpm, plan.key, plan.mode) == (131.4, 9, Mode.MINOR)
    assert plan.swing == pytest.approx(0.62)
    assert (plan.energy, plan.density) == (0.8, 0.7)


def test_an_uncertain_reference_does_not_decide():
    vague = replace(STYLE, bpm_confidence=0.05, key_confidence=0.05)
    plan = plan_track(PROMPT, vague, {}, 1).plan
    slow, fast = GENRES["house"].tempo_bpm
    assert slow <= plan.bpm <= fast


def test_what_is_set_by_hand_wins_over_everything():
    chosen = {"bpm": 99, "key": "Bb dorian", "genre": "funk", "duration_s": 61, "energy": 0.1}
    plan = plan_track(replace(PROMPT, bpm=120.0, key=1), STYLE, chosen, 1).plan
    assert (plan.genre, plan.bpm, plan.key, plan.mode) == ("funk", 99.0, 10, Mode.DORIAN)
    assert (plan.duration_s, plan.energy) == (61.0, 0.1)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"bpm": "fast"}, "bpm"),
        ({"bpm": 900}, "bpm"),
        ({"key": "H"}, "key"),
        ({"mode": "locrian"}, "mode"),
        ({"energy": 2}, "energy"),
        ({"instruments": "piano"}, "instruments"),
        ({"instruments": ["kazoo"]}, "instruments"),
        ({"sections": ["overture", "verse"]}, "sections"),
    ],
)
def test_a_field_set_by_hand_that_cannot_be_used_is_refused(chosen: dict[str, object], field: str):
    with pytest.raises(OverrideError) as caught:
        plan_track(PROMPT, None, chosen, 1)
    assert caught.value.field == field


@pytest.mark.parametrize("duration_s", [0.5, 3.0, 601.0, 7200.0])
def test_a_length_that_is_not_made_is_refused_with_the_limits(duration_s: float):
    with pytest.raises(DurationRefusedError) as caught:
        plan_track(replace(PROMPT, duration_s=duration_s), None, {}, 1)
    assert "600" in caught.value.message


def test_a_prompt_without_a_genre_gets_one_by_its_moods_or_by_the_reference():
    moody = StructuredPrompt(text="calm", moods=("calm",))
    planned = plan_track(moody, None, {}, 3)
    assert "calm" in GENRES[planned.plan.genre].moods or planned.plan.genre in GENRES
    assert "genre" in told(planned)
    fast = replace(STYLE, bpm=174.0, groove=Groove(0.5, STYLE.groove.onset_pattern))
    assert plan_track(StructuredPrompt(text="x"), fast, {}, 1).plan.genre in GENRES


def test_a_ballad_is_slow_and_what_is_energetic_is_faster():
    slow, fast = GENRES["jazz"].tempo_bpm
    said = StructuredPrompt(text="a dark jazz ballad", genre="jazz")
    for seed in range(10):
        bpm = plan_track(said, None, {}, seed).plan.bpm
        assert slow <= bpm <= slow + 0.25 * (fast - slow)
        calm = plan_track(replace(PROMPT, energy=0.1), None, {}, seed).plan.bpm
        assert plan_track(replace(PROMPT, energy=1.0), None, {}, seed).plan.bpm >= calm


def test_a_singer_is_replaced_by_voices_and_that_is_told():
    planned = plan_track(replace(PROMPT, vocals=Vocals.SINGER), None, {}, 1)
    assert Instrument.CHOIR in planned.plan.instruments
    assert any("sing" in decision.reason for decision in planned.decisions)
    silent = plan_track(replace(PROMPT, vocals=Vocals.NONE), None, {}, 1).plan
    assert Instrument.VOCALS in silent.excluded


@given(
    names=st.lists(st.sampled_from(list(SectionName)), min_size=2, max_size=12),
    bpm=st.floats(60, 200),
    duration_s=st.floats(10, 300),
)
def test_an_asked_form_keeps_its_order_and_fits(
    names: list[SectionName], bpm: float, duration_s: float
):
    said = replace(
        PROMPT,
        structure=tuple(AskedSection(name) for name in names),
        duration_s=duration_s,
        bpm=bpm,
    )
    planned = plan_track(said, None, {}, 1)
    made, fitting = planned.plan.sections, bars_for(duration_s, bpm)
    assert all(section.bars >= 1 for section in made)
    assert sum(section.bars for section in made) <= max(fitting, 1)
    if len(names) <= fitting:
        assert [section.name for section in made] == names
    else:
        assert made[-1].name is names[-1]
        assert any(decision.field == "sections" for decision in planned.decisions)


def test_parts_that_are_too_long_are_cut_and_that_is_told():
    asked = (AskedSection(SectionName.INTRO, bars=64), AskedSection(SectionName.DROP, bars=64))
    said = replace(PROMPT, structure=asked, bpm=120.0, duration_s=60.0)
    planned = plan_track(said, None, {}, 1)
    assert sum(section.bars for section in planned.plan.sections) <= bars_for(60.0, 120.0)
    assert any("shorter" in decision.chosen for decision in planned.decisions)


def test_said_lengths_are_kept_where_they_fit():
    asked = (
        AskedSection(SectionName.INTRO, bars=8),
        AskedSection(SectionName.VERSE),
        AskedSection(SectionName.CHORUS, bars=16),
    )
    plan = plan_track(replace(PROMPT, structure=asked, bpm=120.0), None, {}, 1).plan
    assert (plan.sections[0].bars, plan.sections[2].bars) == (8, 16)


PLAN = plan_track(PROMPT, None, {}, 11).plan


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (Change(ChangeKind.STEM, role=Role.BASS), {"variant"}),
        (Change(ChangeKind.SECTION, section=1), {"variant"}),
        (Change(ChangeKind.HARMONY), {"seeds"}),
        (Change(ChangeKind.MELODY), {"seeds"}),
        (Change(ChangeKind.KEY, key="C#"), {"key", "written"}),
        (Change(ChangeKind.TEMPO, bpm=PLAN.bpm + 10), {"bpm", "duration_s", "written"}),
    ],
)
def test_a_change_changes_only_what_it_names(change: Change, differs: set[str]):
    changed = apply_change(PLAN, change, 5)
    found = {name for name in PLAN.__slots__ if getattr(PLAN, name) != getattr(changed, name)}
    assert found
    assert found <= differs
    assert describe_change(change)


def test_a_harmony_drawn_anew_keeps_every_other_seed():
    changed = apply_change(PLAN, Change(ChangeKind.HARMONY), 5).seeds
    same = [
        name for name in changed.__slots__ if getattr(changed, name) == getattr(PLAN.seeds, name)
    ]
    assert "harmony" not in same
    assert len(same) == 5


def test_a_far_variation_changes_more_than_a_near_one():
    def changed(distance: float) -> int:
        seeds = apply_change(PLAN, Change(ChangeKind.VARIATION, distance=distance), 5).seeds
        return sum(getattr(seeds, n) != getattr(PLAN.seeds, n) for n in seeds.__slots__)

    assert changed(0.0) < changed(0.5) < changed(1.0) == 6


def test_a_change_that_says_nothing_is_refused():
    with pytest.raises(ChangeRefusedError):
        apply_change(PLAN, Change(ChangeKind.STEM), 5)


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_another_key_or_tempo_has_the_same_notes(genre: str):
    plan = plan_track(StructuredPrompt(text="x", genre=genre, duration_s=30.0), None, {}, 2).plan
    first = compose_as_planned(plan)
    key = (plan.key + 5) % 12
    moved_plan = apply_change(plan, Change(ChangeKind.KEY, key=NOTE_NAMES[key]), 1)
    moved = compose_as_planned(moved_plan)
    assert moved.key == key
    steps = {
        there.pitch - here.pitch
        for role, part in first.parts.items()
        for here, there in zip(part.notes, moved.parts[role].notes, strict=True)
    }
    assert steps <= {5}
    faster_plan = apply_change(moved_plan, Change(ChangeKind.TEMPO, bpm=plan.bpm * 1.1), 1)
    faster = compose_as_planned(faster_plan)
    assert faster == replace(moved, bpm=plan.bpm * 1.1)
    assert faster.length_s < faster_plan.duration_s < moved_plan.duration_s
    back = apply_change(moved_plan, Change(ChangeKind.KEY, key=NOTE_NAMES[plan.key]), 1)
    assert compose_as_planned(back) == first


def test_a_tempo_that_would_make_it_too_long_is_refused():
    plan = plan_track(replace(PROMPT, duration_s=500.0, bpm=200.0), None, {}, 1).plan
    with pytest.raises(DurationRefusedError):
        apply_change(plan, Change(ChangeKind.TEMPO, bpm=60.0), 1)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "a\x1b[31mb"])
def test_text_is_kept_without_what_no_database_keeps(text: str):
    assert clean_text(text).isprintable()
    assert clean_text(text).encode()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.WAV", "reference.wav"),
        ("a", "reference"),
        ("../x/..", "reference"),
        ("a.ö", "reference"),
    ],
)
def test_a_reference_keeps_only_a_usual_ending(name: str, kept: str):
    assert reference_file_name(name) == kept

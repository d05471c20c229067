import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from menura.studio.composition.composer import compose
from menura.studio.composition.key_check import ENOUGH_MARGIN
from menura.studio.composition.seeds import vary
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.errors import UnknownGenreError
from menura.studio.model import Mode, Role, TrackPlan
from menura.studio.score import Part, Score
from tests.unit.studio.composition.plans import plan_for, plans

CHORDAL = {Role.CHORDS, Role.PADS, Role.GUITAR, Role.STRINGS}
SOME_GENRES = ("house", "trap", "jazz", "rock", "ambient", "reggae")


def events(part: Part) -> set[tuple[float, str]]:
    pitched = {(note.start_beat, str(note.pitch)) for note in part.notes}
    return pitched | {(hit.start_beat, str(hit.drum)) for hit in part.hits}


def starts_within(part: Part, first: float, last: float) -> set[tuple[float, str]]:
    return {event for event in events(part) if first <= event[0] < last}


@settings(max_examples=40, deadline=None)
@given(plans())
def test_every_score_is_well_formed(plan: TrackPlan) -> None:
    score = compose(plan)
    end = score.sections[-1].end_beat
    assert score.length_s <= plan.duration_s or score.bars == 1
    for role, part in score.parts.items():
        assert part.role is role
        assert (bool(part.notes) + bool(part.hits) + bool(part.effects)) == 1
        starts = [note.start_beat for note in part.notes]
        starts += [hit.start_beat for hit in part.hits]
        starts += [effect.start_beat for effect in part.effects]
        assert starts == sorted(starts)
        assert all(0.0 <= start < end for start in starts)
        assert all(0.0 < note.velocity <= 1.0 for note in part.notes)
        assert all(0.0 < hit.velocity <= 1.0 for hit in part.hits)
        assert all(note.length_beats > 0.0 for note in part.notes)
        assert all(note.start_beat + note.length_beats <= end + 1e-6 for note in part.notes)
        assert all(24 <= note.pitch <= 103 for note in part.notes)


@settings(max_examples=25, deadline=None)
@given(plans())
def test_no_part_strikes_a_pitch_that_still_sounds(plan: TrackPlan) -> None:
    for part in compose(plan).parts.values():
        by_pitch: dict[int, list[tuple[float, float]]] = {}
        for note in part.notes:
            span = (note.start_beat, note.start_beat + note.length_beats)
            by_pitch.setdefault(note.pitch, []).append(span)
        for spans in by_pitch.values():
            assert all(first[1] <= second[0] + 1e-6 for first, second in pairwise(spans))


@settings(max_examples=15, deadline=None)
@given(plans())
def test_the_same_plan_gives_the_same_score(plan: TrackPlan) -> None:
    assert compose(plan) == compose(plan)


@settings(max_examples=25, deadline=None)
@given(plans(roles=()))
def test_harmony_is_always_heard(plan: TrackPlan) -> None:
    score = compose(plan)
    assert all(CHORDAL & set(section.roles) for section in score.sections)


@settings(max_examples=25, deadline=None)
@given(plans())
def test_chords_fill_the_piece_without_gaps_and_end_on_the_tonic(plan: TrackPlan) -> None:
    score = compose(plan)
    beat = 0.0
    for chord in score.chords:
        assert chord.start_beat == pytest.approx(beat)
        beat += chord.length_beats
    assert beat == pytest.approx(score.sections[-1].end_beat)
    assert score.chords[-1].root == plan.key


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_every_genre_says_its_key_in_the_modes_it_uses(genre: str) -> None:
    margins = [
        compose(plan_for(genre, seed, mode=mode, key=(5 * seed) % 12)).key_margin
        for mode, _ in GENRES[genre].modes
        for seed in range(2)
    ]
    clear = sum(margin >= ENOUGH_MARGIN for margin in margins)
    assert clear >= len(margins) - 1


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_another_part_leaves_every_other_part_as_it_was(genre: str) -> None:
    plan = plan_for(genre)
    before = compose(plan)
    for role in before.parts:
        after = compose(replace(plan, variant={str(role): 3}))
        assert after.chords == before.chords
        for other in before.parts.keys() - {role}:
            assert after.parts[other] == before.parts[other], other


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_another_part_is_another_part(genre: str) -> None:
    plan = plan_for(genre)
    before = compose(plan)
    changed = [
        role
        for role in before.parts
        if compose(replace(plan, variant={str(role): 3})).parts[role] != before.parts[role]
    ]
    assert len(changed) >= len(before.parts) - 2


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_another_section_leaves_the_rest_as_it_was(genre: str) -> None:
    plan = plan_for(genre, duration_s=90.0)
    before = compose(plan)
    after = compose(replace(plan, variant={"section:2": 5}))
    section = before.sections[2]
    slack = 0.1  # of a beat: a hand may come early
    assert after.sections == before.sections
    for role, part in before.parts.items():
        for span in ((0.0, section.start_beat - slack), (section.end_beat + slack, 1e9)):
            assert starts_within(part, *span) == starts_within(after.parts[role], *span), role
    inside = (section.start_beat, section.end_beat)
    assert any(
        starts_within(part, *inside) != starts_within(after.parts[role], *inside)
        for role, part in before.parts.items()
    )


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_another_harmony_leaves_the_drums_as_they_were(genre: str) -> None:
    plan = plan_for(genre)
    others = vary(plan.seeds, keep={"form", "groove", "melody", "sound", "performance"}, by=1)
    before, after = compose(plan), compose(replace(plan, seeds=others))
    assert after.parts.get(Role.DRUMS) == before.parts.get(Role.DRUMS)
    assert after.sections == before.sections


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_another_sound_changes_patches_and_not_a_note(genre: str) -> None:
    plan = plan_for(genre)
    changed = False
    for by in range(1, 5):
        seeds = replace(plan.seeds, sound=plan.seeds.sound + by)
        before, after = compose(plan), compose(replace(plan, seeds=seeds))
        for role, part in before.parts.items():
            assert events(after.parts[role]) == events(part)
            changed = changed or after.parts[role].patch != part.patch
    assert changed


def overlap(first: Score, second: Score) -> float:
    """Return the share of pitched notes that two scores have in common."""

    def notes(parts: Mapping[Role, Part]) -> set[tuple[Role, float, int]]:
        return {
            (role, round(note.start_beat * 4) / 4, note.pitch)
            for role, part in parts.items()
            for note in part.notes
        }

    one, other = notes(first.parts), notes(second.parts)
    return len(one & other) / max(1, min(len(one), len(other)))


@pytest.mark.parametrize("genre", SOME_GENRES)
def test_two_seeds_give_two_pieces(genre: str) -> None:
    scores = [compose(plan_for(genre, seed)) for seed in range(8)]
    alike = [overlap(first, second) for first, second in pairwise(scores)]
    assert sum(share < 0.45 for share in alike) >= len(alike) - 1


@settings(max_examples=10, deadline=None)
@given(plans(mode=Mode.MINOR))
def test_a_blend_takes_groove_and_form_from_one_and_sounds_from_the_other(plan: TrackPlan) -> None:
    blend = compose(replace(plan, genre="house", blend="dubstep", bpm=126.0, duration_s=60.0))
    plain = compose(replace(plan, genre="house", bpm=126.0, duration_s=60.0))
    sounds = {str(patch) for patches in GENRES["dubstep"].patches.values() for patch in patches}
    assert [section.name for section in blend.sections] == [s.name for s in plain.sections]
    assert blend.parts[Role.DRUMS].patch == plain.parts[Role.DRUMS].patch
    assert blend.parts[Role.BASS].patch in sounds
    assert (blend.genre, blend.sound_genre) == ("house", "dubstep")


def test_a_genre_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownGenreError, match="polka"):
        compose(replace(plan_for(), genre="polka"))


def test_drums_alone_are_possible_and_said_to_have_no_key() -> None:
    score = compose(plan_for(roles=(Role.DRUMS,)))
    assert set(score.parts) == {Role.DRUMS}
    assert any("key" in note for note in score.notes)


@pytest.mark.slow
def test_two_minutes_are_composed_in_a_tenth_of_a_second() -> None:
    times = []
    for genre in GENRES:
        plan = plan_for(genre, duration_s=120.0)
        start = time.process_time()
        compose(plan)
        times.append(time.process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.1

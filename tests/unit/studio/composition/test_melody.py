from dataclasses import replace
from itertools import pairwise

import pytest

from menura.studio.composition.melody import draw_ideas, sing
from menura.studio.composition.motif import cadence, draw_motif, inverted_tail, ornamented
from menura.studio.composition.passage import Stroke
from menura.studio.composition.rephrasing import breathing, rephrased, with_pickup
from menura.studio.composition.seeds import stream
from menura.studio.model import SectionName
from menura.studio.styles import LeadStyle
from tests.unit.studio.composition.plans import passage_for


def phrase_rhythm(strokes: list[Stroke], phrase: int) -> tuple[float, ...]:
    first = 16.0 + 8.0 * phrase
    return tuple(s.start - first for s in strokes if first <= s.start < first + 8.0)


@pytest.mark.parametrize("style", [LeadStyle.HOOK, LeadStyle.SINGABLE, LeadStyle.ANTHEM])
@pytest.mark.parametrize("seed", range(6))
def test_a_motif_returns_within_its_period(style: LeadStyle, seed: int) -> None:
    passage = passage_for(bars=16, seed=seed)
    strokes = sing(passage, style, draw_ideas(style, 0.5, stream(seed)))
    rhythms = [phrase_rhythm(strokes, phrase) for phrase in range(8)]
    assert rhythms[0] == rhythms[2]
    assert len(set(rhythms)) >= 2


@pytest.mark.parametrize("seed", range(6))
def test_strong_beats_carry_chord_notes(seed: int) -> None:
    passage = passage_for(seed=seed)
    strokes = sing(passage, LeadStyle.SINGABLE, draw_ideas(LeadStyle.SINGABLE, 0.5, stream(seed)))
    strong = [stroke for stroke in strokes if stroke.start % 2 == 0]
    assert strong
    for stroke in strong:
        assert stroke.pitch % 12 in passage.chord_at(stroke.start).pitch_classes


@pytest.mark.parametrize("seed", range(6))
def test_a_melody_moves_mostly_by_step_and_turns_after_a_leap(seed: int) -> None:
    steps = [note.step for note in draw_motif(LeadStyle.SINGABLE, 0.8, stream(seed))]
    moves = [second - first for first, second in pairwise(steps)]
    assert sum(abs(move) <= 2 for move in moves) >= 0.6 * len(moves)
    for leap, answer in pairwise(moves):
        if abs(leap) >= 3:
            assert leap * answer <= 0


def test_a_period_closes_on_the_tonic_at_the_end_of_the_piece() -> None:
    motif = draw_motif(LeadStyle.HOOK, 0.5, stream(1))
    assert cadence(motif, 0)[-1].step == 0
    assert cadence(motif, 0)[-1].length >= 2.0


def test_an_inverted_tail_mirrors_the_second_bar_only() -> None:
    motif = draw_motif(LeadStyle.HOOK, 0.6, stream(4))
    turned = inverted_tail(motif)
    head = [note for note in motif if note.start < 4.0]
    assert list(turned[: len(head)]) == head
    assert [note.start for note in turned] == [note.start for note in motif]


def test_ornaments_add_notes_and_keep_the_ends() -> None:
    motif = draw_motif(LeadStyle.LYRICAL, 0.2, stream(4))
    richer = [ornamented(motif, stream(seed)) for seed in range(8)]
    assert any(len(line) > len(motif) for line in richer)
    assert all(line[0].step == motif[0].step for line in richer)


@pytest.mark.parametrize("style", list(LeadStyle))
def test_denser_motifs_have_more_notes(style: LeadStyle) -> None:
    counts = [
        sum(len(draw_motif(style, density, stream(seed))) for seed in range(20))
        for density in (0.1, 0.5, 0.9)
    ]
    assert counts[0] < counts[1] < counts[2] or style is LeadStyle.IMPROVISED


def test_peaks_have_a_motif_of_their_own() -> None:
    ideas = draw_ideas(LeadStyle.HOOK, 0.5, stream(2))
    calm = sing(passage_for(), LeadStyle.HOOK, ideas)
    full = sing(passage_for(name=SectionName.CHORUS), LeadStyle.HOOK, ideas)
    assert [s.pitch for s in calm] != [s.pitch for s in full]


def test_call_and_response_leaves_a_bar_for_the_answer() -> None:
    style = LeadStyle.CALL_AND_RESPONSE
    strokes = sing(passage_for(), style, draw_ideas(style, 0.5, stream(2)))
    assert not [stroke for stroke in strokes if 20.0 <= stroke.start < 24.0]


@pytest.mark.parametrize("choice", [0.0, 0.3, 0.6, 0.9])
def test_an_answer_has_another_rhythm_in_its_second_bar_only(choice: float) -> None:
    changed = 0
    for seed in range(12):
        motif = draw_motif(LeadStyle.HOOK, 0.5, stream(seed))
        answer = rephrased(motif, choice)
        starts = [note.start for note in answer]
        assert starts == sorted(starts)
        assert [n.start for n in answer if n.start < 3.5] == [
            n.start for n in motif if n.start < 3.5
        ]
        assert all(
            first.start + first.length <= second.start + 1e-6 for first, second in pairwise(answer)
        )
        changed += starts != [note.start for note in motif]
    assert changed >= 9


def test_a_pickup_steps_into_the_first_note_of_the_next_phrase() -> None:
    motif = draw_motif(LeadStyle.SINGABLE, 0.6, stream(3))
    led = with_pickup(motif, 4, notes=2, from_above=False)
    assert [(note.start, note.step) for note in led[-2:]] == [(7.0, 2), (7.5, 3)]
    assert all(note.start + note.length <= 7.0 for note in led[:-2])


def test_a_singer_breathes_before_the_next_phrase() -> None:
    motif = draw_motif(LeadStyle.LYRICAL, 0.6, stream(3))
    assert all(note.start + note.length <= 7.5 for note in breathing(motif))


@pytest.mark.parametrize("style", [LeadStyle.HOOK, LeadStyle.SINGABLE, LeadStyle.ANTHEM])
def test_choruses_lie_higher_than_verses(style: LeadStyle) -> None:
    higher = 0
    for seed in range(10):
        ideas = draw_ideas(style, 0.5, stream(seed))
        calm = sing(passage_for(seed=seed), style, ideas)
        full = sing(passage_for(name=SectionName.CHORUS, seed=seed), style, ideas)
        means = [sum(s.pitch for s in strokes) / len(strokes) for strokes in (calm, full)]
        higher += means[0] + 1.0 < means[1]
    assert higher >= 8


def test_the_last_chorus_goes_up_where_there_is_room() -> None:
    raised = 0
    for seed in range(10):
        ideas = draw_ideas(LeadStyle.SINGABLE, 0.5, stream(seed))
        passage = passage_for(name=SectionName.CHORUS, seed=seed, energy=0.9)
        again = passage_for(name=SectionName.CHORUS, seed=seed, energy=0.9)
        plain = sing(passage, LeadStyle.SINGABLE, ideas)
        last = sing(replace(again, is_final_peak=True), LeadStyle.SINGABLE, ideas)
        assert max(stroke.pitch for stroke in last) <= 88
        raised += sum(s.pitch for s in last) / len(last) > 1.5 + (
            sum(s.pitch for s in plain) / len(plain)
        )
    assert raised >= 7

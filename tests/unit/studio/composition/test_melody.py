from itertools import pairwise

import pytest

from menura.studio.composition.melody import draw_ideas, sing
from menura.studio.composition.motif import cadence, draw_motif, inverted_tail, ornamented
from menura.studio.composition.passage import Stroke
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

from itertools import pairwise

import pytest

from menura.studio.composition.composer import compose
from menura.studio.model import Role, SectionName
from menura.studio.score import Control, FxKind
from tests.unit.studio.composition.plans import plan_for

DANCE = ("house", "trance", "dubstep", "hardstyle")


@pytest.mark.parametrize("genre", DANCE)
def test_risers_lead_into_drops(genre: str) -> None:
    score = compose(plan_for(genre, duration_s=150.0))
    effects = score.parts[Role.FX].effects
    rises = {
        round(event.start_beat + event.length_beats, 3)
        for event in effects
        if event.kind is FxKind.RISER
    }
    drops = [
        section.start_beat
        for before, section in pairwise(score.sections)
        if section.name is SectionName.DROP and before.name is SectionName.BUILD
    ]
    assert drops
    assert set(drops) <= rises
    arrivals = {
        event.start_beat for event in effects if event.kind in (FxKind.IMPACT, FxKind.SUB_DROP)
    }
    assert set(drops) <= arrivals


@pytest.mark.parametrize("genre", DANCE)
def test_filters_open_through_builds(genre: str) -> None:
    score = compose(plan_for(genre, duration_s=150.0))
    build = next(s for s in score.sections if s.name is SectionName.BUILD)
    moved = 0
    for role in build.roles:
        for line in score.parts[role].automation if role in score.parts else ():
            if line.control is Control.CUTOFF:
                inside = [v for b, v in line.points if build.start_beat <= b < build.end_beat]
                assert inside[0] < inside[-1]
                moved += 1
    assert moved


@pytest.mark.parametrize("genre", ["house", "lofi", "ambient", "cinematic", "rock"])
def test_lines_of_controls_go_forward_and_stay_in_range(genre: str) -> None:
    for seed in range(4):
        for part in compose(plan_for(genre, seed, duration_s=120.0)).parts.values():
            for line in part.automation:
                beats = [beat for beat, _ in line.points]
                assert beats == sorted(set(beats))
                if line.control is not Control.GAIN:
                    assert all(0.0 <= value <= 1.0 for _, value in line.points)


@pytest.mark.parametrize("genre", ["rock", "house", "jazz", "country"])
def test_a_whole_piece_ends_together_on_its_last_bar(genre: str) -> None:
    score = compose(plan_for(genre, duration_s=100.0))
    last = score.sections[-1].end_beat - 4.0
    late = [
        note for part in score.parts.values() for note in part.notes if note.start_beat > last + 0.6
    ]
    assert not late
    bass = [n for n in score.parts[Role.BASS].notes if n.start_beat >= last - 0.1]
    assert {note.pitch % 12 for note in bass} <= {score.key}

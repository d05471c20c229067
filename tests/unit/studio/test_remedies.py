"""Another attempt changes what the failed check is about, and nothing that was to be kept."""

from dataclasses import replace

import pytest

from menura.studio.changes import apply_change
from menura.studio.composition.composer import compose
from menura.studio.composition.seeds import seeds_from
from menura.studio.model import Mode, Role, StructuredPrompt
from menura.studio.planning import plan_track
from menura.studio.production import Change, ChangeKind
from menura.studio.qa.report import (
    KeyReading,
    QaCheck,
    QaReport,
    Remedy,
    Severity,
    TempoReading,
    rerender,
)
from menura.studio.remedies import Attempt, next_attempt

PLAN = plan_track(StructuredPrompt(text="a house track", genre="house"), None, {}, 4).plan


def report(*remedies: str, severity: Severity = Severity.ERROR) -> QaReport:
    checks = tuple(
        QaCheck(
            f"check{i}",
            "A check",
            False,
            "0",
            "1",
            reason="It is off.",
            severity=severity,
            remedy=r,
        )
        for i, r in enumerate(remedies)
    )
    key = KeyReading(
        key=0,
        mode=Mode.MAJOR,
        confidence=1.0,
        relation="same",
        margin=0.0,
        beats_relative=True,
        votes=(),
    )
    return QaReport(
        duration_s=10.0,
        checks=checks,
        defects=(),
        tempo=TempoReading(120, 120, 1, 0, 120, "1:1"),
        key=key,
    )


@pytest.mark.parametrize("remedy", [one for one in Remedy if one] + [rerender(Role.BASS)])
def test_every_remedy_changes_something_and_is_told(remedy: str):
    attempt = next_attempt(Attempt(PLAN), report(remedy), 1)
    assert not attempt.sounds_like(Attempt(PLAN))
    assert "It is off." in attempt.decisions[-1].reason
    again = next_attempt(attempt, report(remedy), 2)
    assert not again.sounds_like(attempt)


def test_a_fault_of_the_master_leaves_the_music_as_it_is():
    for remedy in (Remedy.LOWER_CEILING, Remedy.RAISE_LOUDNESS, Remedy.FADE_END):
        assert next_attempt(Attempt(PLAN), report(remedy), 1).plan == PLAN


def test_a_harmony_is_drawn_anew_without_the_groove():
    seeds = next_attempt(Attempt(PLAN), report(Remedy.REDRAW_HARMONY), 1).plan.seeds
    assert seeds.harmony != PLAN.seeds.harmony
    assert seeds.groove == PLAN.seeds.groove


def test_a_warning_changes_nothing():
    warned = report(Remedy.REDRAW_HARMONY, severity=Severity.WARNING)
    assert next_attempt(Attempt(PLAN), warned, 1).sounds_like(Attempt(PLAN))


def test_of_a_changed_stem_only_that_stem_is_drawn_anew():
    change = Change(ChangeKind.STEM, role=Role.BASS)
    attempt = Attempt(apply_change(PLAN, change, 77), change=change, before=PLAN)
    following = next_attempt(attempt, report(Remedy.REDRAW_HARMONY), 1)
    assert following.plan.seeds == PLAN.seeds
    assert set(following.plan.variant) == {"bass"}
    assert following.plan.variant != attempt.plan.variant


def test_the_same_notes_in_another_key_are_never_drawn_anew():
    change = Change(ChangeKind.KEY, key="A minor")
    attempt = Attempt(apply_change(PLAN, change, 1), change=change, before=PLAN)
    assert next_attempt(attempt, report(Remedy.REDRAW_HARMONY), 1).sounds_like(attempt)


def test_a_harmony_that_was_heard_in_another_key_becomes_one_that_leaves_no_doubt():
    plan = next_attempt(Attempt(PLAN), report(Remedy.REDRAW_HARMONY), 1).plan
    assert plan.plain_harmony

    def tonic_share(plain: bool) -> float:
        """Return how many chords stand on the tonic, over several pieces."""
        chords = [
            chord
            for seed in range(8)
            for chord in compose(
                replace(PLAN, seeds=seeds_from(seed), duration_s=40.0, plain_harmony=plain)
            ).chords
        ]
        return sum(chord.root == PLAN.key for chord in chords) / len(chords)

    assert tonic_share(plain=True) > tonic_share(plain=False)

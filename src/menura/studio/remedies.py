"""Change what a failed check points at, so that another attempt has a reason to go better."""

from dataclasses import dataclass, replace

import numpy as np

from menura.studio.changes import apply_change, draw_anew
from menura.studio.model import Decision, Role, TrackPlan
from menura.studio.production import Change, ChangeKind
from menura.studio.qa.report import RERENDER, QaReport, Remedy

# So much is changed at a time; two attempts are all there are.
LOUDNESS_STEP_LU = 0.3
CEILING_STEP_DB = 0.3
BRIGHTNESS_STEP = 0.25
DENSITY_STEP = 0.2
LONG_FADE_S = 1.5
MATCH_REACH_STEP = 2.5
# The remedies of a spectrum that is not like the reference's.
UNLIKE = (Remedy.MATCH_AGAIN, Remedy.ADD_TREBLE, Remedy.ADD_BASS)
# Which seeds another attempt draws anew. What is not listed, and is not a matter of mastering, is
# played with other sounds and another performance.
DRAWN_ANEW: dict[str, set[str]] = {
    Remedy.REDRAW_HARMONY: {"harmony", "melody"},
    Remedy.STEADIER_RHYTHM: {"groove", "performance"},
}
OTHER_SOUND = {"sound", "performance"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt is made with.

    Attributes
    ----------
    loudness_offset_lu, ceiling_offset_db : float
        Added to what the loudness profile says.
    match_amount, match_reach : float
        How much of the difference to the reference's spectrum is taken away, and how far a band
        may be bent for it, relative to what is usual.
    fade_s : float
        Length of the fade at the end.
    change, before : optional
        What somebody wanted changed, and the plan without it: then nothing else may be drawn anew.
    decisions : tuple of Decision
        What was changed because of failed checks.
    """

    plan: TrackPlan
    loudness_offset_lu: float = 0.0
    ceiling_offset_db: float = 0.0
    match_amount: float = 1.0
    match_reach: float = 1.0
    fade_s: float = 0.02
    change: Change | None = None
    before: TrackPlan | None = None
    decisions: tuple[Decision, ...] = ()

    def sounds_like(self, other: "Attempt") -> bool:
        """Tell whether another attempt would come out the same."""
        return replace(self, decisions=()) == replace(other, decisions=())


def next_attempt(attempt: Attempt, report: QaReport, number: int) -> Attempt:
    """Return an attempt that addresses every check that failed.

    Parameters
    ----------
    number : int
        How many attempts there were; what is drawn anew is drawn from it.
    """
    for check in report.failed_checks:
        remedy = check.remedy or Remedy.RERENDER_ALL
        mastered = _mastered_otherwise(attempt, remedy)
        attempt = mastered or replace(attempt, plan=_composed_otherwise(attempt, remedy, number))
        if remedy in UNLIKE:
            attempt = replace(attempt, match_reach=MATCH_REACH_STEP * attempt.match_reach)
        told = Decision("attempt", remedy.replace("_", " "), f"{check.title}: {check.reason}")
        attempt = replace(attempt, decisions=(*attempt.decisions, told))
    return attempt


def _mastered_otherwise(attempt: Attempt, remedy: str) -> Attempt | None:
    """Return an attempt that is only mastered otherwise, if that is what the remedy asks."""
    if remedy == Remedy.RAISE_LOUDNESS:
        return replace(attempt, loudness_offset_lu=attempt.loudness_offset_lu + LOUDNESS_STEP_LU)
    if remedy == Remedy.LOWER_LOUDNESS:
        return replace(attempt, loudness_offset_lu=attempt.loudness_offset_lu - LOUDNESS_STEP_LU)
    if remedy in (Remedy.LOWER_CEILING, Remedy.RETUNE_MASTER):
        return replace(attempt, ceiling_offset_db=attempt.ceiling_offset_db - CEILING_STEP_DB)
    if remedy == Remedy.FADE_END:
        return replace(attempt, fade_s=max(LONG_FADE_S, 2 * attempt.fade_s))
    return None


def _composed_otherwise(attempt: Attempt, remedy: str, number: int) -> TrackPlan:
    """Return a plan that comes out otherwise where the remedy asks for it."""
    plan = attempt.plan
    if attempt.change is not None and attempt.before is not None:
        if attempt.change.kind in (ChangeKind.KEY, ChangeKind.TEMPO):
            return plan  # the same notes in another key or tempo: that is what was wanted
        return apply_change(attempt.before, attempt.change, number)
    if remedy in (Remedy.ADD_TREBLE, Remedy.MATCH_AGAIN):
        brighter = replace(plan, brightness=_moved(plan.brightness, BRIGHTNESS_STEP))
        return replace(brighter, density=_moved(plan.density, DENSITY_STEP))
    if remedy == Remedy.ADD_BASS:
        has_bass = not plan.roles or Role.BASS in plan.roles
        roles = plan.roles if has_bass else (*plan.roles, Role.BASS)
        darker = _moved(plan.brightness, -BRIGHTNESS_STEP)
        return replace(plan, brightness=darker, roles=roles)
    if remedy.startswith(RERENDER):
        return replace(plan, variant={**plan.variant, remedy.removeprefix(RERENDER): number})
    if remedy == Remedy.REDRAW_HARMONY:
        plan = replace(plan, plain_harmony=True)
    if remedy == Remedy.STEADIER_RHYTHM:
        plan = replace(plan, density=_moved(plan.density, DENSITY_STEP))
    return draw_anew(plan, DRAWN_ANEW.get(remedy, OTHER_SOUND), number)


def _moved(share: float, by: float) -> float:
    return float(np.clip(share + by, 0.0, 1.0))

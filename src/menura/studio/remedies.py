"""Change what a failed check points at, so that another attempt has a reason to go better."""

from dataclasses import dataclass, replace

import numpy as np

from menura.studio.changes import draw_anew
from menura.studio.model import Decision, Role, TrackPlan
from menura.studio.qa.report import RERENDER, QaReport, Remedy

# So much is changed at a time; two attempts are all there are.
LOUDNESS_STEP_LU = 0.3
CEILING_STEP_DB = 0.3
BRIGHTNESS_STEP = 0.25
DENSITY_STEP = 0.2


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt is made with.

    Attributes
    ----------
    loudness_offset_lu, ceiling_offset_db : float
        Added to what the loudness profile says.
    match_amount : float
        How much of the difference to the reference's spectrum is taken away.
    decisions : tuple of Decision
        What was changed because of failed checks.
    """

    plan: TrackPlan
    loudness_offset_lu: float = 0.0
    ceiling_offset_db: float = 0.0
    match_amount: float = 1.0
    decisions: tuple[Decision, ...] = ()


def first_attempt(plan: TrackPlan) -> Attempt:
    """Return an attempt with nothing changed."""
    return Attempt(plan)


def next_attempt(attempt: Attempt, report: QaReport, number: int) -> Attempt:
    """Return an attempt that addresses every check that failed.

    Parameters
    ----------
    number : int
        How many attempts there were; what is drawn anew is drawn from it.
    """
    for check in report.failed_checks:
        remedy = check.remedy or Remedy.RERENDER_ALL
        attempt = _remedied(attempt, remedy, number)
        told = Decision("attempt", remedy.replace("_", " "), f"{check.title}: {check.reason}")
        attempt = replace(attempt, decisions=(*attempt.decisions, told))
    return attempt


def _remedied(attempt: Attempt, remedy: str, number: int) -> Attempt:
    plan = attempt.plan
    if remedy == Remedy.REDRAW_HARMONY:
        return replace(attempt, plan=draw_anew(plan, {"harmony", "melody"}, number))
    if remedy == Remedy.STEADIER_RHYTHM:
        steadier = draw_anew(plan, {"groove", "performance"}, number)
        density = float(np.clip(steadier.density + DENSITY_STEP, 0, 1))
        return replace(attempt, plan=replace(steadier, density=density))
    if remedy == Remedy.RAISE_LOUDNESS:
        return replace(attempt, loudness_offset_lu=attempt.loudness_offset_lu + LOUDNESS_STEP_LU)
    if remedy == Remedy.LOWER_LOUDNESS:
        return replace(attempt, loudness_offset_lu=attempt.loudness_offset_lu - LOUDNESS_STEP_LU)
    if remedy in (Remedy.LOWER_CEILING, Remedy.RETUNE_MASTER):
        return replace(attempt, ceiling_offset_db=attempt.ceiling_offset_db - CEILING_STEP_DB)
    if remedy == Remedy.ADD_TREBLE:
        brightness = float(np.clip(plan.brightness + BRIGHTNESS_STEP, 0, 1))
        density = float(np.clip(plan.density + DENSITY_STEP, 0, 1))
        return replace(attempt, plan=replace(plan, brightness=brightness, density=density))
    if remedy == Remedy.ADD_BASS:
        brightness = float(np.clip(plan.brightness - BRIGHTNESS_STEP, 0, 1))
        roles = (
            plan.roles if not plan.roles or Role.BASS in plan.roles else (*plan.roles, Role.BASS)
        )
        return replace(attempt, plan=replace(plan, brightness=brightness, roles=roles))
    if remedy.startswith(RERENDER):
        variant = {**plan.variant, remedy.removeprefix(RERENDER): number}
        return replace(attempt, plan=replace(plan, variant=variant))
    return replace(attempt, plan=draw_anew(plan, {"sound", "performance"}, number))

"""Change the plan of an earlier production in one respect, and keep the rest."""

from dataclasses import fields, replace

import numpy as np

from menura.studio.asked_values import number, read_key
from menura.studio.composition.form import bars_for
from menura.studio.composition.seeds import vary
from menura.studio.errors import ChangeRefusedError, DurationRefusedError
from menura.studio.model import Seeds, TrackPlan, Written
from menura.studio.planning import FASTEST_BPM, SLOWEST_BPM
from menura.studio.production import LONGEST_S, SHORTEST_S, Change, ChangeKind, Production
from menura.studio.records import from_record

SEED_NAMES = frozenset(field.name for field in fields(Seeds))
# The nearer a variation, the fewer things change, and the less telling ones first.
VARIATION_ORDER = ("performance", "sound", "melody", "groove", "harmony", "form")
VARIATION_SPREAD = 0.3  # of energy, density and brightness, at the full distance
DRAWN_ANEW = {
    ChangeKind.HARMONY: {"harmony"},
    ChangeKind.MELODY: {"melody"},
    ChangeKind.GROOVE: {"groove"},
    ChangeKind.SOUND: {"sound"},
}


def apply_change(plan: TrackPlan, change: Change, seed: int) -> TrackPlan:
    """Return the plan with just what the change names drawn anew from `seed`.

    Raises
    ------
    OverrideError, ChangeRefusedError
    """
    kind = change.kind
    if kind is ChangeKind.STEM and change.role is not None:
        return replace(plan, variant={**plan.variant, change.role.value: seed})
    if kind is ChangeKind.SECTION and change.section is not None:
        return replace(plan, variant={**plan.variant, f"section:{change.section}": seed})
    if kind is ChangeKind.KEY and change.key:
        key, mode = read_key(change.key, plan.mode)
        if mode is not None and mode is not plan.mode:  # other notes: it has to be written anew
            return replace(plan, key=key, mode=mode, written=None)
        return replace(plan, key=key, written=plan.written or _where(plan))
    if kind is ChangeKind.TEMPO and change.bpm:
        bpm = number("bpm", change.bpm, SLOWEST_BPM, FASTEST_BPM)
        tail_s = plan.duration_s - _music_s(plan)
        duration_s = _music_s(plan) * plan.bpm / bpm + tail_s
        if not SHORTEST_S <= duration_s <= LONGEST_S:
            raise DurationRefusedError(duration_s, SHORTEST_S, LONGEST_S)
        return replace(plan, bpm=bpm, duration_s=duration_s, written=plan.written or _where(plan))
    if kind in DRAWN_ANEW:
        return draw_anew(plan, DRAWN_ANEW[kind], seed)
    if kind is ChangeKind.VARIATION:
        return _vary_plan(plan, change.distance, seed)
    raise ChangeRefusedError("Say what to make anew: a stem, a section, a key or a tempo.")


def check_change(before: Production, change: Change) -> None:
    """Raise now for a change that could not be made later.

    Raises
    ------
    OverrideError, DurationRefusedError
        Its key or tempo cannot be used.
    """
    plan = before.summary.get("plan")
    is_said = bool(change.key) if change.kind is ChangeKind.KEY else bool(change.bpm)
    if plan is not None and change.kind in (ChangeKind.KEY, ChangeKind.TEMPO) and is_said:
        apply_change(from_record(TrackPlan, plan), change, 1)


def _where(plan: TrackPlan) -> Written:
    """Return where a plan that was never moved is written."""
    return Written(plan.key, plan.bpm, plan.duration_s)


def _music_s(plan: TrackPlan) -> float:
    """Return how long the bars of a plan are, without what rings after them."""
    written = plan.written or _where(plan)
    bars = bars_for(written.duration_s, written.bpm)
    return min(plan.duration_s, bars * 240.0 / plan.bpm)


def draw_anew(plan: TrackPlan, parts: set[str], seed: int) -> TrackPlan:
    """Return a plan with some of its seeds replaced."""
    return replace(plan, seeds=vary(plan.seeds, keep=set(SEED_NAMES - parts), by=seed))


def describe_change(change: Change) -> str:
    """Return a change in words."""
    kind = change.kind
    if kind is ChangeKind.STEM:
        return f"another {change.role} stem"
    if kind is ChangeKind.SECTION and change.section is not None:
        return f"section {change.section + 1} anew"
    if kind is ChangeKind.KEY:
        return f"in {change.key}"
    if kind is ChangeKind.TEMPO and change.bpm is not None:
        return f"at {change.bpm:g} BPM"
    if kind is ChangeKind.VARIATION:
        return f"a variation, {change.distance:.0%} away"
    return f"another {kind.value}"


def _vary_plan(plan: TrackPlan, distance: float, seed: int) -> TrackPlan:
    """Return a plan that is `distance` away: more parts drawn anew, the numbers moved further."""
    rng = np.random.default_rng(seed)
    count = max(1, round(distance * len(VARIATION_ORDER)))
    changed = set(VARIATION_ORDER[:count])

    def moved(value: float) -> float:
        return float(
            np.clip(value + distance * VARIATION_SPREAD * rng.standard_normal(), 0.05, 0.95)
        )

    return replace(
        draw_anew(plan, changed, seed),
        energy=moved(plan.energy),
        density=moved(plan.density),
        brightness=moved(plan.brightness),
    )

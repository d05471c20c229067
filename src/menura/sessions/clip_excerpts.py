"""Choose which part of a piece a clip lets you hear: a groove, a rise into the chorus, a break.

A clip has no room for a whole form. Which excerpt it is decides much of how it feels: the more
energy is asked for, the further apart its calm and its full part lie.
"""

import math
from collections.abc import Container, Sequence
from dataclasses import replace

import numpy as np

from menura.studio import Role, SectionName, TrackPlan
from menura.studio.requests import FormPart, Genre, PlannedSection

EXTRA_BARS = 1
"""Composed and not heard: what ends a piece would otherwise end the clip early."""
TAIL_S, LEAST_PLANNED_S = 2.0, 8.0  # so that composing finds room for all the bars
CALM_S = 3.9  # a loudness range is taken over windows of three seconds
LONGEST_CALM = 0.45  # of what is heard
STEADY, STRONG = 0.3, 0.62  # of the contrast: below one section, above it calm against full
BUSY_CALM = 0.8  # of the density: one more sings in the calm part
THIN = 0.5  # from here on the calm part is played by two or three
BUILT, LIFTED, SANDWICHED = 0.3, 0.65, 0.82  # shares of the orders in which the parts come
_CHORDAL = (Role.CHORDS, Role.GUITAR, Role.PADS, Role.STRINGS)
_STRUCK = (Role.CHORDS, Role.GUITAR)
_MOVING = (Role.ARP, Role.PERCUSSION)
_SINGING = (Role.LEAD, Role.VOCALS)
_CALM_NAMES = frozenset(
    {SectionName.BREAK, SectionName.BRIDGE, SectionName.INTERLUDE, SectionName.INTRO}
)


def heard_bars(duration_s: float, bpm: float) -> int:
    """Return how many bars a clip touches."""
    return max(1, math.ceil(duration_s * bpm / 240.0 - 1e-9))


def draw_excerpt(
    known: Genre, *, bars: int, bar_s: float, contrast: float, density: float, seed: int
) -> tuple[PlannedSection, ...]:
    """Draw the sections of a clip.

    Parameters
    ----------
    known : Genre
        Whose forms they come from.
    bars : int
        That are heard; one more is written.
    contrast : float
        0: one section all the way; 1: hardly anything, then everything.
    density : float
        0 to 1: how much moves even in the calm part.
    seed : int
    """
    rng = np.random.default_rng(seed)
    parts = known.forms[int(rng.integers(len(known.forms)))].parts
    most = max(part.energy for part in parts)
    full = _drawn([part for part in parts if part.energy >= 0.85 * most], rng) or parts[0]
    standing = [part for part in parts if part.name is not SectionName.BUILD]
    middle = _drawn([part for part in standing if 0.45 <= part.energy / most < 0.85], rng)
    calm = _drawn([part for part in parts if part.name in _CALM_NAMES], rng) or middle
    order, steady = rng.random(), rng.random()
    calm_bars = _calm_bars(bars, bar_s)
    if contrast < STEADY or calm_bars == 0:
        part = middle if middle is not None and steady > 0.25 + contrast else full
        return (_section(part, bars + EXTRA_BARS),)
    before = middle if contrast < STRONG or calm is None else calm
    if before is None:
        return (_section(full, bars + EXTRA_BARS),)
    roles = _thin(known, before, density, rng) if contrast >= THIN else ()
    build = next((part for part in parts if part.name is SectionName.BUILD), None)
    rises = build is not None and contrast >= STRONG and calm_bars > 1 and order < BUILT
    if build is not None and rises:
        left = bars + EXTRA_BARS - calm_bars
        lead_in = _section(before, calm_bars - 1, roles), _section(build, 1)
        return (*lead_in, _section(full, left))
    return _ordered(_section(before, calm_bars, roles), full, bars, order)


def fill(plan: TrackPlan, duration_s: float) -> TrackPlan:
    """Return a plan whose sections last beyond a clip of this length at the plan's tempo."""
    bars = heard_bars(duration_s, plan.bpm) + EXTRA_BARS
    kept: list[PlannedSection] = []
    left = bars
    for section in plan.sections:
        if left <= 0:
            break
        kept.append(_resized(section, min(section.bars, left)))
        left -= kept[-1].bars
    if left > 0 and kept:
        kept[-1] = _resized(kept[-1], kept[-1].bars + left)
    planned_s = max(LEAST_PLANNED_S, bars * 240.0 / plan.bpm + TAIL_S)
    return replace(plan, sections=tuple(kept), duration_s=planned_s)


def possible_roles(known: Genre) -> frozenset[Role]:
    """Return the stems that a genre has sounds for."""
    roles = set(known.patches)
    if known.grooves and known.kits:
        roles.add(Role.DRUMS)
    else:
        roles -= {Role.DRUMS, Role.PERCUSSION}
    return frozenset(roles | {Role.FX} if known.fx or known.noise else roles - {Role.FX})


def _ordered(
    calm: PlannedSection, full: FormPart, bars: int, order: float
) -> tuple[PlannedSection, ...]:
    """Return calm and full parts in one of three orders; they end one bar after the clip."""
    left = bars - calm.bars
    if order < LIFTED or left < 2:
        return (calm, _section(full, left + EXTRA_BARS))
    if order < SANDWICHED:
        first = left // 2
        return (_section(full, first), calm, _section(full, left - first + EXTRA_BARS))
    return (_section(full, left), _resized(calm, calm.bars + EXTRA_BARS))


def _calm_bars(bars: int, bar_s: float) -> int:
    """Return how many bars the calm part has; 0 where the clip is too short for one."""
    most = math.floor(bars * LONGEST_CALM + 0.5)
    return min(most, max(1, math.ceil(CALM_S / bar_s - 0.05), round(0.3 * bars)))


def _thin(
    known: Genre, part: FormPart, density: float, rng: np.random.Generator
) -> tuple[Role, ...]:
    """Return two or three who play a calm part: one harmony, and what moves.

    Struck and plucked ones first: without any attack a part has no pulse left to rise from.
    """
    possible = possible_roles(known)
    listed = [role for role in part.roles if role in possible]
    beds = _first_of((_STRUCK, _CHORDAL), listed) or _first_of((_STRUCK, _CHORDAL), possible)
    moving = _first_of((_MOVING, _SINGING), possible)
    chosen = [group[int(rng.integers(len(group)))] for group in (beds, moving) if group]
    if density > BUSY_CALM:
        chosen += [role for role in _SINGING if role in possible][:1]
    return tuple(role for role in Role if role in chosen or role is Role.FX)


def _first_of(groups: Sequence[Sequence[Role]], present: Container[Role]) -> list[Role]:
    """Return those of the first group of which anybody is there."""
    found = ([role for role in group if role in present] for group in groups)
    return next((group for group in found if group), [])


def _drawn(parts: list[FormPart], rng: np.random.Generator) -> FormPart | None:
    """Draw a part; the draw is made even where there is none, so that the next stay the same."""
    place = rng.random()
    return parts[int(place * len(parts))] if parts else None


def _section(part: FormPart, bars: int, roles: tuple[Role, ...] = ()) -> PlannedSection:
    return PlannedSection(part.name, bars, part.energy, roles)


def _resized(section: PlannedSection, bars: int) -> PlannedSection:
    return replace(section, bars=bars)

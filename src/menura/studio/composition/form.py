"""Plan the form: how many bars fit, and how they are shared out over the sections."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from menura.studio.genres.model import Form, FormPart
from menura.studio.model import PlannedSection, SectionName
from menura.studio.score import BEATS_PER_BAR

TAIL_S = 2.0
"""What is left for reverberation after the last bar."""
SHORT_S = 8.0  # below, the tail shrinks with the clip
CLIP_BARS = 20
"""Up to here a piece is a clip: a short intro and the peak, not a whole form."""
PEAK_ONLY_BARS = 4
LONGEST_BARS = {SectionName.BUILD: 8, SectionName.PRE_CHORUS: 8, SectionName.INTRO: 16}


def bars_for(duration_s: float, bpm: float) -> int:
    """Return how many bars of four fit into a duration together with the tail.

    Parameters
    ----------
    duration_s : float
        Length of the finished file.
    bpm : float

    Returns
    -------
    int
        Never so many that the music is longer than asked, but for at least one bar; two wherever
        they fit without a tail.
    """
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    tail_s = TAIL_S if duration_s >= SHORT_S else TAIL_S * duration_s / SHORT_S
    fitting = math.floor((duration_s - tail_s) / bar_s + 1e-9)
    if fitting < 2:
        return max(1, min(2, math.floor(duration_s / bar_s + 1e-9)))
    return fitting


def share_bars(
    weights: Sequence[float], bars: int, *, longest: Sequence[int] | None = None
) -> list[int]:
    """Share bars out in phrases of four (of two or one in short pieces).

    Parameters
    ----------
    weights : sequence of float
        How long each section is relative to the others.
    bars : int
        How many there are; all are given out.
    longest : sequence of int, optional
        What a section may have at most.

    Returns
    -------
    list of int
        At least one phrase each; what is left over makes the last section longer.
    """
    count = len(weights)
    phrase = next((size for size in (4, 2, 1) if bars >= size * count * 1.25), 1)
    limits = longest or [bars] * count
    phrases = max(count, bars // phrase)
    total = sum(weights)
    ideal = [
        min(weight / total * phrases, limit / phrase)
        for weight, limit in zip(weights, limits, strict=True)
    ]
    given = [max(1, math.floor(share)) for share in ideal]
    while sum(given) > phrases and max(given) > 1:
        given[max(range(count), key=lambda i: (given[i] > 1, given[i] - ideal[i]))] -= 1
    while sum(given) < phrases:
        open_ones = [i for i in range(count) if (given[i] + 1) * phrase <= limits[i]] or range(
            count
        )
        given[max(open_ones, key=lambda i: (ideal[i] - given[i], weights[i]))] += 1
    shared = [size * phrase for size in given]
    shared[-1] += bars - sum(shared)
    return shared


def plan_form(form: Form, bars: int) -> tuple[PlannedSection, ...]:
    """Lay a genre's form over so many bars.

    Returns
    -------
    tuple of PlannedSection
        Their bars add up to `bars`.
    """
    parts = list(form.parts)
    if bars <= CLIP_BARS:
        return _clip(parts, bars)
    while len(parts) > 3 and len(parts) * 4 * 1.25 > bars:
        inner = range(1, len(parts) - 1)
        peak = max(inner, key=lambda i: parts[i].energy)
        dropped = min(
            (i for i in inner if i != peak),
            key=lambda i: parts[i].weight * (0.5 + parts[i].energy) + 1e-3 * i,
        )
        del parts[dropped]
    longest = [LONGEST_BARS.get(part.name, bars) for part in parts]
    shared = share_bars([part.weight for part in parts], bars, longest=longest)
    return tuple(
        PlannedSection(part.name, size, part.energy, part.roles)
        for part, size in zip(parts, shared, strict=True)
    )


def _clip(parts: list[FormPart], bars: int) -> tuple[PlannedSection, ...]:
    """Return a taste of the whole: a short intro, then the peak in whole phrases."""
    peak = max(parts, key=lambda part: part.energy)
    if bars <= PEAK_ONLY_BARS:
        return (PlannedSection(peak.name, bars, peak.energy, peak.roles),)
    lead_in = (bars - 1) % 4 + 1
    intro = parts[0]
    return (
        PlannedSection(SectionName.INTRO, lead_in, intro.energy, intro.roles),
        PlannedSection(peak.name, bars - lead_in, peak.energy, peak.roles),
    )


def draw_form(
    forms: tuple[Form, ...], bars: int, rng: np.random.Generator
) -> tuple[PlannedSection, ...]:
    """Draw one of a genre's forms and lay it over so many bars."""
    return plan_form(forms[int(rng.integers(len(forms)))], bars)


def fit_sections(
    asked: tuple[PlannedSection, ...], forms: tuple[Form, ...], bars: int
) -> tuple[PlannedSection, ...]:
    """Take the sections that were asked for, shortened together where they are too long.

    A section that names nobody gets the roles that the genre gives to sections of that name, or
    to those nearest in energy.
    """
    parts = [part for form in forms for part in form.parts]
    filled = [_with_roles(section, parts) for section in asked]
    if any(section.bars <= 0 for section in filled) or sum(s.bars for s in filled) > bars:
        weights = [float(max(section.bars, 0) or 8) for section in filled]
        if len(filled) > bars:
            filled, weights = filled[:bars], weights[:bars]
        shared = share_bars(weights, bars)
        filled = [replace(s, bars=size) for s, size in zip(filled, shared, strict=True)]
    return tuple(filled)


def _with_roles(section: PlannedSection, parts: list[FormPart]) -> PlannedSection:
    if section.roles:
        return section
    named = [part for part in parts if part.name is section.name] or parts
    alike = min(named, key=lambda part: abs(part.energy - section.energy))
    return replace(section, roles=alike.roles)

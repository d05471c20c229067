"""Share the bars of a track out over the form that somebody asked for."""

from collections.abc import Mapping

import numpy as np

from menura.studio.asked_values import member, number
from menura.studio.composition.form import bars_for
from menura.studio.model import AskedSection, PlannedSection, SectionName

# How long and how full a part usually is, relative to a verse.
SECTION_WEIGHTS = {
    SectionName.INTRO: (0.5, 0.35),
    SectionName.VERSE: (1.0, 0.6),
    SectionName.PRE_CHORUS: (0.5, 0.7),
    SectionName.CHORUS: (1.0, 0.95),
    SectionName.HOOK: (1.0, 0.9),
    SectionName.BRIDGE: (0.75, 0.5),
    SectionName.BREAK: (0.75, 0.35),
    SectionName.BUILD: (0.5, 0.65),
    SectionName.DROP: (1.5, 1.0),
    SectionName.SOLO: (1.0, 0.8),
    SectionName.CLIMAX: (1.25, 1.0),
    SectionName.INTERLUDE: (0.5, 0.45),
    SectionName.OUTRO: (0.5, 0.35),
}


def allocate_bars(
    asked: tuple[AskedSection, ...], bpm: float, duration_s: float
) -> tuple[PlannedSection, ...]:
    """Return the asked form with bars that fill the duration; said lengths are kept."""
    total = bars_for(duration_s, bpm)
    bar_s = 240.0 / bpm
    said = [
        one.bars or (max(1, round(one.duration_s / bar_s)) if one.duration_s else None)
        for one in asked
    ]
    free = [index for index, bars in enumerate(said) if bars is None]
    left = max(len(free), total - sum(bars or 0 for bars in said))
    weight = sum(SECTION_WEIGHTS[asked[index].name][0] for index in free)
    step = 4 if total >= 12 * len(asked) / 2 else 2 if total >= 2 * len(asked) else 1
    for index in free:
        share = left * SECTION_WEIGHTS[asked[index].name][0] / weight
        said[index] = max(step, int(share // step) * step)
    bars = [count or step for count in said]
    while sum(bars) > total and max(bars) > 1:  # the longest gives way
        longest = int(np.argmax(bars))
        bars[longest] -= min(step, bars[longest] - 1)
    if free and sum(bars) < total:
        fullest = max(free, key=lambda index: SECTION_WEIGHTS[asked[index].name][1])
        bars[fullest] += (total - sum(bars)) // step * step
    return tuple(
        PlannedSection(one.name, count, SECTION_WEIGHTS[one.name][1], ())
        for one, count in zip(asked, bars, strict=True)
    )


def read_section(given: object) -> AskedSection:
    """Return a section as forms send it: a name, or a name with bars."""
    if isinstance(given, Mapping):
        bars = given.get("bars")
        return AskedSection(
            member(SectionName, "sections", given.get("name")),
            bars=int(number("sections", bars, 1, 512)) if bars is not None else None,
        )
    return AskedSection(member(SectionName, "sections", given))

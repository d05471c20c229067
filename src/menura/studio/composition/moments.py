"""Hold back before it gets big: stop-time, drums or kick that drop out, a beat of silence."""

from enum import StrEnum

import numpy as np

from menura.studio.composition.passage import PEAKS, Strike, Stroke
from menura.studio.model import Role, SectionName
from menura.studio.score import BEATS_PER_BAR, Drum, Section

LEAST_BARS, LEAST_ENERGY = 4, 0.45
TOGETHER_BEATS = 0.4
STAB_BEATS = 0.9
SINGERS = frozenset({Role.LEAD, Role.VOCALS})
BEDS = frozenset({Role.PADS, Role.STRINGS})


class Moment(StrEnum):
    """Name what happens in the last bar before a chorus or a drop."""

    NONE = "none"
    STOP_TIME = "stop_time"
    """The band strikes once and leaves the bar to the singer; the drums come back with a fill."""
    DRUMS_OUT = "drums_out"
    """The drums leave the bar but for its first beat and a fill."""
    KICK_OUT = "kick_out"
    """The kick leaves the bar, the bass its second half."""
    SILENT_BEAT = "silent_beat"
    """Nobody but the singer plays the last beat."""


# What may happen, by family, with the share of draws up to which it does.
CHANCES: dict[str, tuple[tuple[Moment, float], ...]] = {
    "electronic": ((Moment.KICK_OUT, 0.5), (Moment.DRUMS_OUT, 0.7)),
    "band": ((Moment.STOP_TIME, 0.3), (Moment.DRUMS_OUT, 0.45), (Moment.SILENT_BEAT, 0.55)),
    "roots": ((Moment.STOP_TIME, 0.35), (Moment.DRUMS_OUT, 0.45)),
    "urban": ((Moment.KICK_OUT, 0.3), (Moment.DRUMS_OUT, 0.55), (Moment.SILENT_BEAT, 0.65)),
}
SILENT_BEFORE_DROP = 0.5


def draw_moment(
    section: Section, following: Section | None, family: str, rng: np.random.Generator
) -> Moment:
    """Draw what happens at the end of a section; nothing unless a peak follows it."""
    draw = rng.random()
    if following is None or following.name not in PEAKS or section.name in PEAKS:
        return Moment.NONE
    if section.bars < LEAST_BARS or following.energy < LEAST_ENERGY:
        return Moment.NONE
    if section.name is SectionName.BUILD and family == "electronic":
        return Moment.SILENT_BEAT if draw < SILENT_BEFORE_DROP else Moment.NONE
    return next((one for one, share in CHANCES.get(family, ()) if draw < share), Moment.NONE)


def hold_strokes(
    role: Role, strokes: list[Stroke], section: Section, moment: Moment
) -> list[Stroke]:
    """Return what is left of a stem's notes; the singer goes on through everything."""
    if moment in (Moment.NONE, Moment.DRUMS_OUT) or role in SINGERS:
        return strokes
    bar = section.end_beat - BEATS_PER_BAR
    if moment is Moment.KICK_OUT:
        return _until(strokes, bar + 2.0, bar + 2.0) if role is Role.BASS else strokes
    if moment is Moment.SILENT_BEAT:
        return _until(strokes, section.end_beat - 1.0, section.end_beat - 1.0)
    if role in BEDS:
        return strokes
    return _until(strokes, bar + TOGETHER_BEATS, bar + STAB_BEATS)


def _until(strokes: list[Stroke], last_start: float, end: float) -> list[Stroke]:
    kept = [stroke for stroke in strokes if stroke.start < last_start - 1e-6]
    for stroke in kept:
        stroke.length = min(stroke.length, end - stroke.start)
    return kept


def hold_strikes(strikes: list[Strike], section: Section, moment: Moment) -> list[Strike]:
    """Return what is left of the strokes of a kit or of hand drums."""
    if moment is Moment.NONE:
        return strikes
    end = section.end_beat
    bar = end - BEATS_PER_BAR
    if moment is Moment.KICK_OUT:
        return [s for s in strikes if s.drum is not Drum.KICK or s.start < bar - 1e-6]
    if moment is Moment.SILENT_BEAT:
        return [strike for strike in strikes if strike.start < end - 1.0 - 1e-6]
    return [s for s in strikes if s.start < bar + 0.05 or s.start >= end - 1.0 - 1e-6]

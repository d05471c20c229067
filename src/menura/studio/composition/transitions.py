"""Lead from section to section: effects between them, and lines that open, swell and fade."""

from menura.studio.composition.endings import FADING_FAMILIES
from menura.studio.composition.ensemble import Ensemble
from menura.studio.composition.passage import PEAKS
from menura.studio.composition.seeds import stream
from menura.studio.composition.tint import tint_of
from menura.studio.model import Instrument, Role, SectionName
from menura.studio.score import BEATS_PER_BAR, Automation, Control, FxEvent, FxKind, Section
from menura.studio.styles import BrassStyle, PadStyle

NOISE_BEDS = {
    "vinyl": FxKind.VINYL_CRACKLE,
    "vinyl_crackle": FxKind.VINYL_CRACKLE,
    "tape": FxKind.TAPE_HISS,
    "tape_hiss": FxKind.TAPE_HISS,
    "air": FxKind.AIR,
}
FILTERED = frozenset({Role.CHORDS, Role.PADS, Role.ARP, Role.LEAD, Role.BASS, Role.GUITAR})
SPACE_SECTIONS = frozenset({SectionName.BREAK, SectionName.BRIDGE, SectionName.INTERLUDE})
SPACIOUS = frozenset(
    {Role.LEAD, Role.VOCALS, Role.CHORDS, Role.PADS, Role.ARP, Role.GUITAR, Role.STRINGS}
)
STEP = 0.01  # beats between the two ends of a jump
CLOSED, HALF_OPEN, OPEN = 0.4, 0.55, 1.0
FADE_DB, SWELL_DB = -16.0, -5.0


def place_effects(ensemble: Ensemble) -> tuple[FxEvent, ...]:
    """Return risers into what is bigger, impacts where it arrives, and the bed of noise."""
    plan, sections = ensemble.plan, ensemble.sections
    events: list[FxEvent] = []
    bed = NOISE_BEDS.get(ensemble.genre.noise or "")
    if bed and not (bed is FxKind.VINYL_CRACKLE and Instrument.VINYL in plan.excluded):
        events.append(FxEvent(0.0, sections[-1].end_beat, bed, 0.4))
    elif Instrument.VINYL in plan.instruments:
        events.append(FxEvent(0.0, sections[-1].end_beat, FxKind.VINYL_CRACKLE, 0.4))
    if ensemble.genre.fx or Instrument.FX in plan.instruments:
        for index in range(len(sections)):
            variants = plan.variant.get(Role.FX, 0), plan.variant.get(f"section:{index}", 0)
            draws = stream(plan.seeds.form, "fx", index, *variants).random(4).tolist()
            before = sections[index - 1] if index else None
            following = sections[index + 1] if index + 1 < len(sections) else None
            events += _arriving(sections[index], before, draws, plan.energy)
            events += _leaving(sections[index], following, draws, plan.energy)
    kept = [event for event in events if event.length_beats > 0]
    return tuple(sorted(kept, key=lambda event: (event.start_beat, event.kind)))


def _arriving(
    section: Section, before: Section | None, draws: list[float], energy: float
) -> list[FxEvent]:
    if before is None:
        return []
    start, length = section.start_beat, float(min(2, section.bars) * BEATS_PER_BAR)
    if section.name in PEAKS and section.energy > 0.4:
        hit = FxKind.IMPACT if draws[0] < 0.7 else FxKind.SUB_DROP
        return [FxEvent(start, length, hit, 0.5 + 0.4 * energy)]
    if section.energy < before.energy - 0.12:
        return [FxEvent(start, length, FxKind.DOWNLIFTER, 0.35 + 0.3 * energy)]
    if draws[1] < 0.3:
        return [FxEvent(start, length, FxKind.NOISE_SWEEP, 0.3)]
    return []


def _leaving(
    section: Section, following: Section | None, draws: list[float], energy: float
) -> list[FxEvent]:
    if following is None or following.energy <= section.energy + 0.05:
        return []
    end = section.end_beat
    if section.name is SectionName.BUILD:
        length = float(min(8, section.bars) * BEATS_PER_BAR)
        rise = FxEvent(end - length, length, FxKind.RISER, 0.5 + 0.4 * energy)
        return [rise, FxEvent(end - 2.0, 2.0, FxKind.REVERSE_CYMBAL, 0.6)]
    if following.name in PEAKS:
        length = float(min(4, section.bars) * BEATS_PER_BAR)
        kind = FxKind.RISER if draws[2] < 0.6 else FxKind.NOISE_SWEEP
        return [FxEvent(end - length, length, kind, 0.4 + 0.35 * energy)]
    return [FxEvent(end - 2.0, 2.0, FxKind.REVERSE_CYMBAL, 0.5)] if draws[3] < 0.6 else []


def automate(role: Role, ensemble: Ensemble) -> tuple[Automation, ...]:
    """Return the lines of a stem's controls; none where nothing moves."""
    lines = [
        (Control.CUTOFF, _cutoff(role, ensemble)),
        (Control.GAIN, _gain(role, ensemble)),
        (Control.REVERB, _reverb(role, ensemble)),
    ]
    return tuple(Automation(control, tuple(points)) for control, points in lines if points)


def _span(section: Section, first: float, last: float, rest: float) -> list[tuple[float, float]]:
    """Return a line through a section that is at `rest` before and after."""
    start, end = section.start_beat, section.end_beat
    points = [(start, first), (end - STEP, last), (end, rest)]
    return points if start == 0 else [(start - STEP, rest), *points]


def _cutoff(role: Role, ensemble: Ensemble) -> list[tuple[float, float]]:
    """Return how the filter of electronic music opens through intros and builds."""
    if role not in FILTERED or not ensemble.genre.fx:
        return []
    points: list[tuple[float, float]] = []
    for section in ensemble.sections:
        if role not in section.roles:
            continue
        if section.name is SectionName.INTRO:
            points += _span(section, CLOSED + 0.1, 0.9, OPEN)
        elif section.name is SectionName.BUILD and role is not Role.BASS:
            points += _span(section, HALF_OPEN, OPEN, OPEN)
        elif section.name is SectionName.OUTRO:
            points += _span(section, OPEN, HALF_OPEN, HALF_OPEN)
        elif section.name is SectionName.BREAK and role in (Role.CHORDS, Role.ARP):
            points += _span(section, 0.65, 0.9, OPEN)
    return _joined(points)


def _joined(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points in order: where one section's line ends, the next one's begins."""
    joined: list[tuple[float, float]] = []
    for point in points:
        while joined and joined[-1][0] >= point[0]:
            joined.pop()
        joined.append(point)
    return joined


def _gain(role: Role, ensemble: Ensemble) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    swells = (role is Role.PADS and ensemble.styles.pad is PadStyle.SWELLING) or (
        role is Role.BRASS and ensemble.styles.brass is BrassStyle.SWELLS
    )
    last = ensemble.sections[-1]
    fades = ensemble.genre.family in FADING_FAMILIES and last.name is SectionName.OUTRO
    for section in ensemble.sections:
        if role not in section.roles:
            continue
        if fades and section is last:
            points += [(section.start_beat, 0.0), (section.end_beat, FADE_DB)]
        elif swells:
            half = (section.start_beat + section.end_beat) / 2
            points += [(section.start_beat, SWELL_DB), (half, 0.0), (section.end_beat - STEP, -2.0)]
        elif section.name is SectionName.BUILD and role is not Role.DRUMS:
            points += _span(section, -3.0, 0.0, 0.0)
    return _joined(points)


def _reverb(role: Role, ensemble: Ensemble) -> list[tuple[float, float]]:
    """Return the added reverb: in bridges and breaks, and throughout where moods ask for space."""
    base = tint_of(ensemble.plan.moods).reverb if role in SPACIOUS else 0.0
    points: list[tuple[float, float]] = [(0.0, base)] if base else []
    for section in ensemble.sections if role in (Role.LEAD, Role.VOCALS, Role.CHORDS) else ():
        if section.name in SPACE_SECTIONS and role in section.roles:
            points += _span(section, base + 0.2, base + 0.3, base)
    return _joined(points)

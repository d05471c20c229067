"""Play the kit: a groove in layers that energy and density open, with fills and rolls."""

from collections.abc import Mapping
from dataclasses import dataclass

from menura.studio.composition.drum_colours import coloured
from menura.studio.composition.fills import add_fills, snare_roll
from menura.studio.composition.groove import Bars, nudged, read_steps, split_hand_drums
from menura.studio.composition.passage import STEPS_PER_BAR, Passage, Strike, metrical_weight
from menura.studio.composition.patterns import STEP_BEATS
from menura.studio.genres.model import DrumGroove
from menura.studio.model import SectionName
from menura.studio.palette import Kit
from menura.studio.score import BEATS_PER_BAR, Drum

BACKBEAT = (Drum.SNARE, Drum.CLAP, Drum.SNAP, Drum.RIM)
TIMEKEEPERS = frozenset({Drum.CLOSED_HAT, Drum.PEDAL_HAT, Drum.RIDE, Drum.SHAKER})
CALM_KITS = frozenset({Kit.LOFI, Kit.BRUSHES, Kit.FOLK, Kit.LATIN})
ROLLING_HAT_KITS = frozenset({Kit.TRAP_808})
# Energy from which a layer is heard; below, only the pulse is.
LAYER_ENERGY: Mapping[Drum, float] = {
    Drum.SNARE: 0.24,
    Drum.CLAP: 0.24,
    Drum.SNAP: 0.22,
    Drum.OPEN_HAT: 0.5,
    Drum.CRASH: 0.6,
}
CRASH_BARS = 4  # in the last peak, where everything is let loose
HAT_NUDGE = 0.35
GHOST = 0.6  # softer strokes come and go with density


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What a drummer needs beside the passage."""

    groove: DrumGroove
    kick: Bars
    kit: Kit
    family: str
    hands_too: bool
    """Whether no percussionist plays the hand drums of the groove."""
    onset_pattern: tuple[float, ...] = ()
    """Of a reference: moves single strokes of the closed hat (the kick has been moved already)."""


def play_drums(passage: Passage, kitchen: Kitchen) -> list[Strike]:
    """Return what the kit plays in a section."""
    rolls = passage.section.name is SectionName.BUILD and kitchen.family == "electronic"
    strikes: list[Strike] = []
    for drum, bars in coloured(_lines(kitchen), passage, kitchen.kit).items():
        if rolls and drum in (*BACKBEAT, Drum.KICK, Drum.OPEN_HAT):
            continue
        strikes += _line(passage, drum, bars, kitchen)
    for drum, text in _own(kitchen.groove.extra, kitchen):
        strikes += _extra(passage, drum, read_steps(text))
    strikes += _filled_hats(passage, kitchen)
    backbeat = next((drum for drum in BACKBEAT if drum in kitchen.groove.steps), None)
    if rolls:
        return strikes + snare_roll(passage, backbeat or Drum.CLAP)
    if kitchen.kit in ROLLING_HAT_KITS:
        strikes += _hat_rolls(passage)
    if kitchen.groove.steps:
        strikes = add_fills(passage, strikes, family=_fill_family(kitchen), backbeat=backbeat)
    if _crashes(passage, kitchen):
        every = BEATS_PER_BAR * CRASH_BARS if passage.is_final_peak else passage.section.bars * 4
        strikes += [
            Strike(start, Drum.CRASH, 0.55 + 0.3 * passage.energy)
            for start in passage.bar_starts()
            if (start - passage.section.start_beat) % every == 0
        ]
    return strikes


def _own(lines: Mapping[Drum, str], kitchen: Kitchen) -> list[tuple[Drum, str]]:
    own = list(split_hand_drums(lines, hand=False))
    return own + list(split_hand_drums(lines, hand=True)) if kitchen.hands_too else own


def _lines(kitchen: Kitchen) -> dict[Drum, Bars]:
    lines = {drum: read_steps(text) for drum, text in _own(kitchen.groove.steps, kitchen)}
    if kitchen.kick:
        lines[Drum.KICK] = kitchen.kick
    if Drum.CLOSED_HAT in lines:
        lines[Drum.CLOSED_HAT] = nudged(
            lines[Drum.CLOSED_HAT], kitchen.onset_pattern, least=HAT_NUDGE
        )
    return lines


def _fill_family(kitchen: Kitchen) -> str:
    if kitchen.kit is Kit.CINEMATIC:
        return "cinematic"
    return "calm" if kitchen.kit in CALM_KITS else kitchen.family


def _crashes(passage: Passage, kitchen: Kitchen) -> bool:
    starts_later = passage.section.start_bar > 0
    strong = passage.energy > 0.55 and kitchen.kit not in CALM_KITS
    return starts_later and strong and bool(kitchen.groove.steps)


def _line(passage: Passage, drum: Drum, bars: Bars, kitchen: Kitchen) -> list[Strike]:
    thresholds = passage.rng.random((len(bars), STEPS_PER_BAR)).tolist()
    if passage.energy < LAYER_ENERGY.get(drum, 0.0) and not passage.section.energy >= 0.95:
        return []
    strikes: list[Strike] = []
    loudness = 0.6 + 0.4 * passage.energy
    for bar, start in enumerate(passage.bar_starts()):
        if not _plays(passage, drum, bar, kitchen.family):
            continue
        written = bar % len(bars)
        for step, velocity in enumerate(bars[written]):
            if velocity and thresholds[written][step] < _chance(passage, drum, step, velocity):
                strikes.append(Strike(start + step * STEP_BEATS, drum, velocity * loudness))
    return strikes


def _plays(passage: Passage, drum: Drum, bar: int, family: str) -> bool:
    """Tell whether a drum plays in a bar: forms open and close layers within sections."""
    name, half = passage.section.name, passage.section.bars / 2
    if name is SectionName.INTRO and drum in (*BACKBEAT, Drum.OPEN_HAT):
        return bar >= half
    if name is SectionName.OUTRO and drum in (*BACKBEAT, Drum.OPEN_HAT):
        return bar < half
    if name is SectionName.BREAK and family == "electronic":
        return drum is not Drum.KICK or bar >= passage.section.bars - 1
    return True


def _chance(passage: Passage, drum: Drum, step: int, velocity: float) -> float:
    density = passage.density
    if velocity < GHOST:
        return 0.1 + 1.05 * density
    if drum in TIMEKEEPERS and metrical_weight(step * STEP_BEATS) <= 1:
        return 0.4 + 1.25 * density
    return 1.1


def _extra(passage: Passage, drum: Drum, bars: Bars) -> list[Strike]:
    thresholds = passage.rng.random((len(bars), STEPS_PER_BAR)).tolist()
    chance = 1.7 * (passage.density - 0.25)
    loudness = 0.55 + 0.4 * passage.energy
    return [
        Strike(start + step * STEP_BEATS, drum, velocity * loudness)
        for bar, start in enumerate(passage.bar_starts())
        for step, velocity in enumerate(bars[bar % len(bars)])
        if velocity and thresholds[bar % len(bars)][step] < chance
    ]


def _filled_hats(passage: Passage, kitchen: Kitchen) -> list[Strike]:
    """Return soft hats between the written ones when a lot is to happen."""
    thresholds = passage.rng.random(STEPS_PER_BAR).tolist()
    written = kitchen.groove.steps.get(Drum.CLOSED_HAT)
    chance = 1.1 * (passage.density - 0.55)
    if written is None or chance <= 0:
        return []
    bars = read_steps(written)
    return [
        Strike(start + step * STEP_BEATS, Drum.CLOSED_HAT, 0.3 + 0.1 * passage.energy)
        for bar, start in enumerate(passage.bar_starts())
        for step, velocity in enumerate(bars[bar % len(bars)])
        if not velocity and thresholds[step] < chance
    ]


def _hat_rolls(passage: Passage) -> list[Strike]:
    """Return bursts of hats in triplets or thirty-seconds, the speech of trap."""
    strikes: list[Strike] = []
    draws = passage.fresh.random((passage.section.bars, 3)).tolist()
    for start, (whether, where, how) in zip(passage.bar_starts(), draws, strict=True):
        if whether > 0.2 + 0.75 * passage.density:
            continue
        beat = start + (1.0, 1.5, 2.5, 3.0, 3.5)[int(where * 5)]
        count = (3, 4, 6)[int(how * 3)] if passage.density > 0.4 else 3
        strikes += [
            Strike(beat + 0.5 * k / count, Drum.CLOSED_HAT, 0.35 + 0.35 * k / count)
            for k in range(count)
        ]
    return strikes

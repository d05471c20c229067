"""Choose and read grooves: which sixteenths are struck, how they swing, where the kick is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np

from menura.studio.composition.passage import STEPS_PER_BAR, Strike, Stroke
from menura.studio.genres.model import DrumGroove
from menura.studio.score import Drum

Event = TypeVar("Event", Stroke, Strike)
Bars = tuple[tuple[float, ...], ...]
"""Velocities (0 rests) on the sixteen steps of each bar."""
LOUDEST_DIGIT = 9.0
HAND_DRUMS = frozenset(
    {
        Drum.SHAKER,
        Drum.TAMBOURINE,
        Drum.COWBELL,
        Drum.LOW_CONGA,
        Drum.HIGH_CONGA,
        Drum.BONGO,
        Drum.CLAVE,
        Drum.TIMBALE,
        Drum.WOODBLOCK,
    }
)
TIMEKEEPERS = frozenset({Drum.CLOSED_HAT, Drum.PEDAL_HAT, Drum.OPEN_HAT, Drum.RIDE, *HAND_DRUMS})
STRONG_ONSET, WEAK_ONSET = 0.6, 0.12  # a reference's sixteenths that call for a stroke, or for none
MOST_NUDGES = 2


@cache
def read_steps(text: str) -> Bars:
    """Return the velocities of a digit string, bar by bar."""
    return tuple(
        tuple(
            int(character) / LOUDEST_DIGIT if character.isdigit() else 0.0
            for character in bar.ljust(STEPS_PER_BAR, ".")[:STEPS_PER_BAR]
        )
        for bar in text.split("|")
    )


@dataclass(frozen=True, slots=True)
class GroovePlan:
    """The grooves of a piece: one for the calm sections, one for the peaks."""

    calm: DrumGroove
    full: DrumGroove
    calm_kick: Bars
    full_kick: Bars

    def groove(self, *, peak: bool) -> DrumGroove:
        """Return the groove of a section."""
        return self.full if peak else self.calm

    def kick(self, *, peak: bool) -> Bars:
        """Return the kick of a section, which the bass listens to."""
        return self.full_kick if peak else self.calm_kick


def draw_grooves(
    grooves: tuple[DrumGroove, ...], onset_pattern: tuple[float, ...], rng: np.random.Generator
) -> GroovePlan:
    """Draw the grooves of a piece.

    Parameters
    ----------
    grooves : tuple of DrumGroove
    onset_pattern : tuple of float
        Strength of onsets on the sixteenths of a reference; moves single kicks there.
    rng : Generator
    """
    if not grooves:
        silent = DrumGroove("none", {})
        return GroovePlan(silent, silent, (), ())
    first = int(rng.integers(len(grooves)))
    other = int(rng.integers(len(grooves)))
    calm = grooves[first]
    full = grooves[other] if rng.random() < 0.5 else calm
    return GroovePlan(calm, full, _kick(calm, onset_pattern), _kick(full, onset_pattern))


def _kick(groove: DrumGroove, onset_pattern: tuple[float, ...]) -> Bars:
    written = groove.steps.get(Drum.KICK)
    if written is None:
        return ()
    bars = read_steps(written)
    if is_four_on_the_floor(bars):
        return bars
    return nudged(bars, onset_pattern, least=0.5)


def is_four_on_the_floor(kick: Bars) -> bool:
    """Tell whether the kick is on every beat."""
    return bool(kick) and all(bar[step] > 0 for bar in kick for step in (0, 4, 8, 12))


def nudged(bars: Bars, onset_pattern: tuple[float, ...], *, least: float) -> Bars:
    """Move single strokes to where a reference has its onsets, at most two a bar each way.

    The first beat stays; strokes go where the reference is nearly silent and come where it is
    strong and the bar rests.
    """
    if len(onset_pattern) != STEPS_PER_BAR or not bars:
        return bars
    strongest = max(onset_pattern) or 1.0
    heard = [value / strongest for value in onset_pattern]
    return tuple(_nudged_bar(list(bar), heard, least) for bar in bars)


def _nudged_bar(bar: list[float], heard: list[float], least: float) -> tuple[float, ...]:
    silent = [i for i in range(1, STEPS_PER_BAR) if bar[i] > 0 and heard[i] < WEAK_ONSET]
    wanted = [i for i in range(1, STEPS_PER_BAR) if bar[i] == 0 and heard[i] > STRONG_ONSET]
    for step in sorted(silent, key=lambda i: heard[i])[:MOST_NUDGES]:
        bar[step] = 0.0
    for step in sorted(wanted, key=lambda i: -heard[i])[:MOST_NUDGES]:
        bar[step] = least + 0.3 * heard[step]
    return tuple(bar)


def euclid(strokes: int, steps: int, turn: int = 0) -> tuple[bool, ...]:
    """Spread strokes as evenly as possible over steps (Toussaint 2005), then turn the pattern."""
    pattern = [(step * strokes) % steps < strokes for step in range(steps)]
    turn %= steps
    return tuple(pattern[turn:] + pattern[:turn])


def swung(beat: float, swing: float, pair_beats: float) -> float:
    """Return where a straight position falls when the second of each pair comes late.

    Parameters
    ----------
    beat : float
    swing : float
        Where the second of a pair falls in it: .5 straight, .667 triplets.
    pair_beats : float
        .5 for swung sixteenths, 1 for swung eighths.
    """
    pair, place = divmod(beat, pair_beats)
    x = place / pair_beats
    y = 2.0 * swing * x if x < 0.5 else swing + (x - 0.5) * 2.0 * (1.0 - swing)
    return (pair + y) * pair_beats


def stretched(bars: Bars) -> Bars:
    """Return bars at half the pace: two for each."""
    half = STEPS_PER_BAR // 2
    return tuple(
        tuple(bar[first + step // 2] if step % 2 == 0 else 0.0 for step in range(STEPS_PER_BAR))
        for bar in bars
        for first in (0, half)
    )


def halved(groove: DrumGroove) -> DrumGroove:
    """Return a groove at half the pace: all but what keeps the time is stretched."""
    half = STEPS_PER_BAR // 2
    steps = {
        drum: text
        if drum in TIMEKEEPERS
        else "|".join(
            ".".join(part) + "." for bar in text.split("|") for part in (bar[:half], bar[half:])
        )
        for drum, text in groove.steps.items()
    }
    return DrumGroove(f"{groove.name}, half time", steps, groove.extra)


def without_fourth_sixteenths(events: list[Event]) -> list[Event]:
    """Return what is played where eighths swing: a beat has no fourth sixteenth there.

    What is written on it comes on the swung eighth before, or is left out where that is taken.
    """
    taken = {round(4 * event.start) for event in events}
    kept = []
    for event in events:
        step = round(4 * event.start)
        if step % 4 == 3:
            if step - 1 in taken:
                continue
            event.start -= 0.25
        kept.append(event)
    return kept


def split_hand_drums(steps: Mapping[Drum, str], *, hand: bool) -> Iterable[tuple[Drum, str]]:
    """Return the lines of the hand drums, or all the others."""
    return [(drum, text) for drum, text in steps.items() if (drum in HAND_DRUMS) == hand]

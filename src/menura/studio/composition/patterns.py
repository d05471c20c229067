"""Read patterns of sixteenths: how basses, keys and guitars write down what they play.

A bar is sixteen characters, bars are parted by ``|`` and played in turn. ``.`` rests, ``-`` holds
the note before, anything else strikes. Lower-case letters and shifted digits (``!@#$%^&*``) are
optional: they come as density grows, and each keeps its threshold through the section, so that a
bar repeats as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from menura.studio.composition.passage import STEPS_PER_BAR, Passage, metrical_weight
from menura.studio.score import BEATS_PER_BAR, Chord

SHIFTED_DIGITS = dict(zip("!@#$%^&*", "12345678", strict=True))
STEP_BEATS = BEATS_PER_BAR / STEPS_PER_BAR
ALWAYS_ABOVE_DENSITY = 0.3  # below, weak places of the written pattern begin to drop out
SHORTEST_RESTRIKE_BEATS = 0.5  # a held note struck again for a new chord must be worth it


@dataclass(frozen=True, slots=True)
class Step:
    """A strike in a written bar."""

    place: int
    length: int
    symbol: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A strike in its place, with the chord it plays."""

    start: float
    length: float
    symbol: str
    chord: Chord
    bar: int
    step: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Turnaround:
    """What takes the place of the end of every so many-th bar."""

    text: str
    every: int


@cache
def read_pattern(text: str) -> tuple[tuple[Step, ...], ...]:
    """Return the strikes of each bar of a pattern."""
    bars = []
    for bar in text.split("|"):
        steps = []
        for place, character in enumerate(bar):
            if character in ".-":
                continue
            rest = bar[place + 1 :]
            held = len(rest) - len(rest.lstrip("-"))
            symbol = SHIFTED_DIGITS.get(character, character.upper())
            steps.append(Step(place, 1 + held, symbol, symbol != character))
        bars.append(tuple(steps))
    return tuple(bars)


def choose(patterns: tuple[str, ...], passage: Passage) -> str:
    """Return one of several ways to play a style, the same in sections of the same name."""
    return patterns[int(passage.rng.integers(len(patterns)))]


def lay(text: str, passage: Passage, turnaround: Turnaround | None = None) -> Iterator[Placed]:
    """Yield what is struck when a pattern is played through a passage.

    A note that is held into another chord ends there and is struck again with the new one.
    """
    bars = read_pattern(text)
    thresholds = passage.rng.random((len(bars) + 1, STEPS_PER_BAR)).tolist()
    starts = passage.bar_starts()
    for bar, bar_start in enumerate(starts):
        written = bar % len(bars)
        steps = bars[written]
        if turnaround and (bar + 1) % turnaround.every == 0:
            steps = _turned(steps, turnaround.text)
        for step in steps:
            threshold = thresholds[written][step.place]
            if not _sounds(step, threshold, passage, bar):
                continue
            start = bar_start + step.place * STEP_BEATS
            end = start + step.length * STEP_BEATS
            yield from _over_chords(step, start, end, passage, bar)


@cache
def _turned(steps: tuple[Step, ...], text: str) -> tuple[Step, ...]:
    """Return a bar whose end is another one."""
    first = STEPS_PER_BAR - len(text)
    kept = [
        replace(step, length=min(step.length, first - step.place))
        for step in steps
        if step.place < first
    ]
    return (*kept, *(replace(s, place=s.place + first) for s in read_pattern(text)[0]))


def _sounds(step: Step, threshold: float, passage: Passage, bar: int) -> bool:
    """Tell whether a strike is played at this density."""
    density = passage.density
    if step.optional:
        helped = 0.25 if passage.kick_at(bar, step.place) else 0.0
        return threshold < 1.7 * density - 0.42 + helped
    if step.place == 0 or metrical_weight(step.place * STEP_BEATS) >= 3:
        return True
    return density >= ALWAYS_ABOVE_DENSITY or threshold < 0.45 + 1.8 * density


def _over_chords(
    step: Step, start: float, end: float, passage: Passage, bar: int
) -> Iterator[Placed]:
    index = passage.chord_index(start)
    while True:
        chord = passage.chords[index]
        last = index + 1 >= len(passage.chords)
        change = end if last else min(end, chord.start_beat + chord.length_beats)
        yield Placed(start, change - start, step.symbol, chord, bar, step.place, step.optional)
        if last or end - change < SHORTEST_RESTRIKE_BEATS:
            return
        start, index = change, index + 1

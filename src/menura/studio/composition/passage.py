"""Say what a player gets to read (a passage) and what it hands back (strokes)."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from menura.studio.composition.tint import NO_TINT, Tint
from menura.studio.model import Mode, SectionName
from menura.studio.score import BEATS_PER_BAR, Chord, Drum, Section

PEAKS = frozenset({SectionName.CHORUS, SectionName.DROP, SectionName.CLIMAX, SectionName.HOOK})
"""Sections that everything else leads to; they have the B harmony and the second motif."""
STEPS_PER_BAR = 16


@dataclass(slots=True)
class Stroke:
    """A note while it is still being worked on; positions are beats from the beginning."""

    start: float
    length: float
    pitch: int
    velocity: float
    brightness: float = 1.0
    cycles: float = 0.0
    glide: bool = False


@dataclass(slots=True)
class Strike:
    """A hit on a drum while it is still being worked on."""

    start: float
    drum: Drum
    velocity: float


@dataclass(frozen=True, slots=True)
class Passage:
    """One section as one player reads it.

    Attributes
    ----------
    chords : tuple of Chord
        Those of the section, in order.
    energy, density : float
        What is asked of this section, 0 to 1; `density` already has some of the energy in it.
    kick : tuple of tuple of float
        Strength of the kick on the sixteenths of each bar of the groove; empty without one.
    rng : Generator
        The same for every section of the same name: repeats are recognised.
    fresh : Generator
        Its own for each section: what may differ between repeats.
    is_final_peak : bool
        Whether it is the last of several peaks: what everything is saved for.
    feel : float
        Fraction of the tempo at which the genre is felt.
    family : str
        Of the genre whose ways of playing these are.
    clave : tuple of float
        Strength of the clave on the sixteenths of a bar; empty without one.
    tint : Tint
        What moods change.
    """

    section: Section
    is_last: bool
    leads_to_peak: bool
    chords: tuple[Chord, ...]
    key: int
    mode: Mode
    energy: float
    density: float
    kick: tuple[tuple[float, ...], ...]
    rng: np.random.Generator
    fresh: np.random.Generator
    is_final_peak: bool = False
    feel: float = 1.0
    family: str = "band"
    clave: tuple[float, ...] = ()
    tint: Tint = NO_TINT

    @property
    def is_peak(self) -> bool:
        """Tell whether everything led to this."""
        return self.section.name in PEAKS

    def bar_starts(self) -> list[float]:
        """Return the first beats of its bars."""
        first = self.section.start_beat
        return [first + BEATS_PER_BAR * bar for bar in range(self.section.bars)]

    def chord_index(self, beat: float) -> int:
        """Return which of the chords sounds at a beat."""
        starts = [chord.start_beat for chord in self.chords]
        return max(0, bisect_right(starts, beat + 1e-6) - 1)

    def chord_at(self, beat: float) -> Chord:
        """Return the chord that sounds at a beat."""
        return self.chords[self.chord_index(beat)]

    def kick_at(self, bar: int, step: int) -> float:
        """Return how strong the kick is on a sixteenth of a bar, 0 where it rests."""
        return self.kick[bar % len(self.kick)][step] if self.kick else 0.0


def metrical_weight(beat: float) -> int:
    """Return how strong a place in the bar is: 4 the first beat down to 0 off the sixteenths."""
    place = beat % BEATS_PER_BAR
    for weight, grid in ((4, 4.0), (3, 2.0), (2, 1.0), (1, 0.5)):
        if place % grid < 1e-6:
            return weight
    return 0


def accent(beat: float) -> float:
    """Return the factor by which a place in the bar is played louder or softer."""
    return (0.86, 0.9, 0.96, 0.99, 1.06)[metrical_weight(beat)]

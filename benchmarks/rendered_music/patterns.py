"""Draw metres and patterns of a bar at random."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_METRES, _METRE_SHARES = ("four", "three", "six eight"), (0.65, 0.25, 0.10)
_FEELS, _FEEL_SHARES = ("plain", "half time", "one drop", "fast"), (0.8, 0.08, 0.06, 0.06)
_FEEL_TEMPI_BPM = {"half time": (130.0, 170.0), "one drop": (62.0, 95.0), "fast": (155.0, 185.0)}
_MIDDLE_BPM, _TEMPO_OCTAVES = 110.0, 0.42
_TEMPI_BPM, _SLOW_TEMPI_BPM = (52.0, 190.0), (52.0, 110.0)  # the latter of dotted quarters
_SWINGS = (0.5, 0.5, 0.5, 0.58, 0.65)
_HAT_DRUMS = (42, 42, 46, 51, 70, 82)
_PERCUSSION = (56, 62, 63, 64, 69, 75, 76)


@dataclass(frozen=True, slots=True)
class Metre:
    """Say how a bar is divided.

    Attributes
    ----------
    steps_per_beat : int
        Two or four, three in compound metres.
    swing : float
        Place of the second half within a beat; .5 is straight.
    """

    beats_per_bar: int
    steps_per_beat: int
    tempo_bpm: float
    feel: str
    swing: float

    @property
    def steps(self) -> int:
        """Return the steps of a bar."""
        return self.beats_per_bar * self.steps_per_beat

    def swung(self, place: float) -> float:
        """Move a place within a beat by the swing."""
        if place < 0.5:
            return place * 2 * self.swing
        return self.swing + (place - 0.5) * 2 * (1 - self.swing)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Hold the steps of a bar (of the lead: of two) on which each part plays."""

    has_drums: bool
    kick: tuple[int, ...]
    snare: tuple[int, ...]
    ghosts: tuple[int, ...]
    hat: tuple[int, ...]
    hat_drum: int
    hat_velocity: float
    hat_accent: float
    percussion: tuple[tuple[int, tuple[int, ...]], ...]
    bass: tuple[int, ...]
    chords: tuple[int, ...]
    is_sustained: bool
    is_broken: bool
    has_pad: bool
    has_lead: bool
    lead: tuple[int, ...]

    @property
    def has_strokes(self) -> bool:
        """Tell whether chords mark more than the bar."""
        return bool(self.chords) and self.chords != (0,)


def draw(generator: np.random.Generator, options: Sequence[T], shares: Sequence[float] = ()) -> T:
    """Draw one of several options, by their shares or alike."""
    return options[int(generator.choice(len(options), p=shares or None))]


def draw_metre(generator: np.random.Generator) -> Metre:
    """Draw metre, tempo and swing."""
    kind = draw(generator, _METRES, _METRE_SHARES)
    tempo_bpm = _MIDDLE_BPM * 2 ** generator.normal(0, _TEMPO_OCTAVES)
    if kind == "six eight":
        return Metre(2, 3, float(np.clip(tempo_bpm, *_SLOW_TEMPI_BPM)), "plain", 0.5)
    tempo_bpm = np.clip(tempo_bpm, *_TEMPI_BPM)
    feel = draw(generator, _FEELS, _FEEL_SHARES) if kind == "four" else "plain"
    if feel in _FEEL_TEMPI_BPM:
        tempo_bpm = generator.uniform(*_FEEL_TEMPI_BPM[feel])
    steps_per_beat = draw(generator, (2, 4))
    swing = draw(generator, _SWINGS) if steps_per_beat == 2 or generator.random() < 0.3 else 0.5
    return Metre(4 if kind == "four" else 3, steps_per_beat, float(tempo_bpm), feel, swing)


def draw_patterns(metre: Metre, generator: np.random.Generator) -> Patterns:
    """Draw what all parts play."""
    kick = _draw_kick(metre, generator)
    kind, chords = _draw_chords(metre, generator)
    return Patterns(
        has_drums=generator.random() < 0.72,
        kick=kick,
        snare=_draw_snare(metre, generator),
        ghosts=_some(metre.steps, 0.1, generator) if generator.random() < 0.3 else (),
        hat=_draw_hat(metre, generator),
        hat_drum=draw(generator, _HAT_DRUMS),
        hat_velocity=generator.uniform(45, 95),
        hat_accent=generator.uniform(0, 35) * draw(generator, (1, 1, 1, -1)),
        percussion=tuple(
            (draw(generator, _PERCUSSION), _some(metre.steps, 0.35, generator))
            for _ in range(draw(generator, (0, 0, 1, 2)))
        ),
        bass=_draw_bass(metre, kick, generator),
        chords=chords,
        is_sustained=kind in ("bar", "random"),
        is_broken=kind == "broken",
        has_pad=generator.random() < 0.35,
        has_lead=generator.random() < 0.65,
        lead=_draw_lead(metre, generator),
    )


def _some(steps: int, share: float, generator: np.random.Generator) -> tuple[int, ...]:
    return tuple(np.flatnonzero(generator.random(steps) < share).tolist())


def _beats(metre: Metre, first: int = 0) -> tuple[int, ...]:
    return tuple(range(first, metre.steps, metre.steps_per_beat))


def _eighths(metre: Metre) -> tuple[int, ...]:
    return tuple(range(0, metre.steps, max(1, metre.steps_per_beat // 2)))


def _draw_kick(metre: Metre, generator: np.random.Generator) -> tuple[int, ...]:
    per_beat = metre.steps_per_beat
    if metre.feel == "one drop":
        return (2 * per_beat,)
    if metre.feel == "fast":
        return (0, 2 * per_beat + per_beat // 2)
    if metre.beats_per_bar == 3:
        return (0, *(step for step in _some(metre.steps, 0.12, generator) if step))
    if metre.beats_per_bar == 4 and generator.random() < 0.2:
        return _beats(metre)
    chances = np.where(np.arange(metre.steps) % per_beat == 0, 0.45, 0.14)
    chances[0] = 0.95
    return tuple(np.flatnonzero(generator.random(metre.steps) < chances).tolist())


def _draw_snare(metre: Metre, generator: np.random.Generator) -> tuple[int, ...]:
    per_beat = metre.steps_per_beat
    snare = {4: (per_beat, 3 * per_beat), 3: (per_beat, 2 * per_beat), 2: (per_beat,)}
    chosen = snare[metre.beats_per_bar]
    if metre.feel in ("half time", "one drop"):
        chosen = (2 * per_beat,)
    elif metre.feel == "plain" and generator.random() < 0.15:
        chosen = ()
    if generator.random() < 0.2:
        chosen = tuple(sorted({*chosen, int(generator.integers(metre.steps))}))
    return chosen


def _draw_hat(metre: Metre, generator: np.random.Generator) -> tuple[int, ...]:
    is_compound = metre.steps_per_beat == 3
    off = 2 if is_compound else metre.steps_per_beat // 2
    options = (tuple(range(metre.steps)), _beats(metre), _beats(metre, off), _eighths(metre), ())
    return draw(generator, options, (0.3, 0.15, 0.12, 0.33, 0.1))


def _draw_bass(
    metre: Metre, kick: tuple[int, ...], generator: np.random.Generator
) -> tuple[int, ...]:
    syncopated = tuple(step for step in _some(metre.steps, 0.3, generator) if step)
    if generator.random() < 0.8:
        syncopated = (0, *syncopated)
    halves = (0,) if metre.beats_per_bar == 3 else (0, metre.steps // 2)
    off = _beats(metre, max(1, metre.steps_per_beat // 2))
    options = ((0,), halves, _beats(metre), _eighths(metre), syncopated, (), off, kick)
    return draw(generator, options, (0.2, 0.15, 0.15, 0.12, 0.15, 0.1, 0.05, 0.08))


def _draw_chords(metre: Metre, generator: np.random.Generator) -> tuple[str, tuple[int, ...]]:
    per_beat = metre.steps_per_beat
    after = _beats(metre, per_beat)
    options = {
        "bar": (0,),
        "beats": _beats(metre),
        "after": after[::2] if metre.beats_per_bar == 4 else after,
        "broken": tuple(range(metre.steps)),
        "off": _beats(metre, max(1, per_beat // 2)),
        "random": _some(metre.steps, 0.35, generator) or (0,),
        "none": (),
    }
    kind = draw(generator, tuple(options), (0.2, 0.12, 0.18, 0.2, 0.1, 0.15, 0.05))
    if metre.beats_per_bar == 3 and generator.random() < 0.5:
        kind = "after"
    return kind, options[kind]


def _draw_lead(metre: Metre, generator: np.random.Generator) -> tuple[int, ...]:
    chances = np.where(np.arange(2 * metre.steps) % metre.steps_per_beat == 0, 0.6, 0.3)
    return tuple(np.flatnonzero(generator.random(2 * metre.steps) < chances).tolist())

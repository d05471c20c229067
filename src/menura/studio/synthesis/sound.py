"""Say what a sound is: its layers, how it is played and the body it has; and vary it a little."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from menura.studio.synthesis.additive import Partials
from menura.studio.synthesis.body import Body
from menura.studio.synthesis.fm import FrequencyModulation
from menura.studio.synthesis.subtractive import Subtractive
from menura.studio.synthesis.waveguide import PluckedString

Mode = tuple[float, float, float]
"""A partial: ratio, level, decay in seconds (0: as long as the key is held)."""

Layer: TypeAlias = "Subtractive | PluckedString | FrequencyModulation | Bars"


@dataclass(frozen=True, slots=True)
class Bars:
    """A sum of partials: the voice and its partials."""

    voice: Partials
    modes: tuple[Mode, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """A patch.

    Attributes
    ----------
    layers : tuple of Layer
        Voices that play the same notes together.
    monophonic : bool
        One note at a time; notes that touch and glide are slurred.
    body : Body
    double : bool
        Played twice, once on each side, as guitars are recorded.
    timing_s : float
        How far the second player may be from the first.
    transpose : int
        Semitones.
    """

    layers: tuple[Layer, ...]
    monophonic: bool = False
    body: Body = field(default_factory=Body)
    double: bool = False
    timing_s: float = 0.006
    transpose: int = 0


# How far a seed moves a setting, as a fraction of it. What makes the pitch is not moved, and what
# makes the character is moved little.
SPREAD: Mapping[str, float] = {
    "detune_cents": 0.2,
    "spread": 0.1,
    "pulse_hz": 0.3,
    "level2": 0.2,
    "sub": 0.15,
    "noise": 0.2,
    "cutoff_hz": 0.15,
    "resonance": 0.15,
    "env_octaves": 0.12,
    "filter_decay_s": 0.2,
    "attack_s": 0.15,
    "decay_s": 0.15,
    "release_s": 0.12,
    "vibrato_hz": 0.06,
    "vibrato_cents": 0.2,
    "drift_cents": 0.25,
    "lfo_hz": 0.15,
    "drive": 0.15,
    "formant_s": 0.2,
    "bright_decay_s": 0.2,
    "hardness_hz": 0.18,
    "pick": 0.15,
    "knock": 0.2,
    "index1": 0.15,
    "index2": 0.2,
    "decay1_s": 0.15,
    "decay2_s": 0.15,
    "carrier2_level": 0.15,
    "slope": 0.15,
    "beat_cents": 0.25,
    "tremolo_hz": 0.12,
    "pan_hz": 0.15,
    "rotary_hz": 0.1,
}


def vary(sound: Sound, random: np.random.Generator) -> Sound:
    """Return the sound as another musician would have set it: the same, not identical."""
    layers = tuple(_vary_layer(layer, random) for layer in sound.layers)
    body = sound.body
    rotary_hz = body.rotary_hz * _factor("rotary_hz", random)
    moved = tuple(
        replace(r, centre_hz=r.centre_hz * (1.0 + 0.04 * random.uniform(-1, 1)))
        for r in body.resonances
    )
    return replace(sound, layers=layers, body=replace(body, rotary_hz=rotary_hz, resonances=moved))


def _factor(field: str, random: np.random.Generator) -> float:
    """Return by what a setting is multiplied."""
    return float(1.0 + SPREAD.get(field, 0.0) * random.uniform(-1.0, 1.0))


def _vary_layer(layer: Layer, random: np.random.Generator) -> Layer:
    """Return a layer with its settings moved, and all of them floats."""
    if isinstance(layer, Bars):
        modes = tuple(
            (ratio, level * 10.0 ** (random.uniform(-1.0, 1.0) / 20.0), decay_s)
            for ratio, level, decay_s in layer.modes
        )
        settings = {
            name: float(value) * _factor(name, random)
            for name, value in layer.voice._asdict().items()
        }
        return Bars(Partials(**settings), modes)
    settings = {
        name: float(value) * _factor(name, random) for name, value in layer._asdict().items()
    }
    return type(layer)(**settings)

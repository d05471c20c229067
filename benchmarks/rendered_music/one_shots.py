"""Render single sounds: every font plays a list of drums and notes, which are then cut apart."""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.rendered_music.midi_file import DRUM_CHANNEL, Note
from benchmarks.rendered_music.sound_sets import Rendered
from benchmarks.rendered_music.soundfonts import SoundFont
from benchmarks.rendered_music.synthesis import SAMPLE_RATE_HZ, synthesise
from benchmarks.rendered_music.truth import Truth
from menura.audio.arrays import Float32Array

ONE_SHOT_SEED = 78_000
_SPACING_S = 6.0
_HELD_S = (0.25, 1.6)
_PEAKS = (0.35, 0.97)
_SILENCE = 10 ** (-60 / 20)  # of the peak: the sound is cut where it stays below
_START_SHARE = 10 ** (-40 / 20)
_LEAST_S = 0.06


@dataclass(frozen=True, slots=True)
class Sound:
    """A drum (program None) or a note of an instrument, and its class."""

    instrument: str
    program: int | None
    pitch: int


_DRUMS = {
    "kick": (35, 36),
    "snare": (38, 40),
    "hat": (42, 44, 46),
    "percussion": (37, 39, 41, 45, 48, 54, 56, 60, 62, 64, 65, 69, 70, 75, 76),
    "other": (49, 51, 57),
}
_PROGRAMS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "bass": ((32, 33, 34, 35, 36, 37, 38, 39), (31, 38)),
    "keys": ((0, 1, 2, 4, 5, 6, 16, 19), (55, 67)),
    "guitar": ((24, 25, 26, 27, 29, 30), (52, 64)),
    "synth": ((80, 81, 82, 84, 87, 62), (57, 69)),
    "pad": ((88, 89, 90, 91, 94, 95), (53, 65)),
    "other": ((40, 42, 56, 57, 65, 68, 71, 73), (62, 70)),
}  # General MIDI, counted from 0; families a sound designer would name so
SOUNDS = (
    *(Sound(name, None, pitch) for name, pitches in _DRUMS.items() for pitch in pitches),
    *(
        Sound(name, program, pitch)
        for name, (programs, pitches) in _PROGRAMS.items()
        for program in programs
        for pitch in pitches
    ),
)


def render_one_shots(font: SoundFont, number: int) -> list[Rendered]:
    """Return every sound of a font, cut to its length; silent ones are left out."""
    generator = np.random.default_rng(ONE_SHOT_SEED + number)
    rendered = []
    for first, channel_sounds in enumerate(_by_channel()):
        notes, sounds = [], []
        for slot, (channel, sound) in enumerate(channel_sounds):
            held_s = float(generator.uniform(*_HELD_S))
            start_s = 0.1 + slot * _SPACING_S
            velocity = int(generator.integers(75, 125))
            program = sound.program or 0
            notes.append(Note(channel, program, sound.pitch, velocity, start_s, start_s + held_s))
            sounds.append((start_s, sound))
        duration_s = 0.1 + len(sounds) * _SPACING_S
        signal = synthesise(notes, font, duration_s=duration_s)
        for slot, (start_s, sound) in enumerate(sounds):
            start = round((start_s - 0.05) * SAMPLE_RATE_HZ)
            end = start + round((_SPACING_S - 0.1) * SAMPLE_RATE_HZ)
            cut = _trimmed(signal[:, start:end])
            if cut is None:
                continue
            peak = float(generator.uniform(*_PEAKS))
            name = f"{first}{slot:02}_{sound.instrument}_{font.name}"
            truth = Truth(name, "one_shot", "", font.name, cut.shape[1] / SAMPLE_RATE_HZ)
            truth = replace(truth, instrument=sound.instrument)
            rendered.append(Rendered((cut * (peak / np.abs(cut).max())).astype(np.float32), truth))
    return rendered


def _by_channel() -> list[list[tuple[int, Sound]]]:
    """Share the sounds out over scores in which every channel has one program."""
    scores: list[list[tuple[int, Sound]]] = [
        [(DRUM_CHANNEL, s) for s in SOUNDS if s.program is None]
    ]
    channels = [channel for channel in range(16) if channel != DRUM_CHANNEL]
    programs = sorted({sound.program for sound in SOUNDS if sound.program is not None})
    for first in range(0, len(programs), len(channels)):
        group = dict(zip(programs[first:], channels, strict=False))
        scores.append([(group[s.program], s) for s in SOUNDS if s.program in group])
    return scores


def _trimmed(signal: Float32Array) -> Float32Array | None:
    """Return a sound from its start to where it has died away; None for silence."""
    level = np.abs(signal).max(axis=0)
    peak = float(level.max(initial=0.0))
    if peak < 1e-4:
        return None
    start = int(np.flatnonzero(level > peak * _START_SHARE)[0])
    end = int(np.flatnonzero(level > peak * _SILENCE)[-1]) + 1
    end = max(end, start + round(_LEAST_S * SAMPLE_RATE_HZ))
    return np.ascontiguousarray(signal[:, start:end])

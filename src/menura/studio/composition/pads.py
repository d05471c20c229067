"""Hold the harmony: pads that are sustained, pulse, swell or drift."""

from menura.studio.composition.passage import Passage, Stroke
from menura.studio.composition.voicing import voice_all
from menura.studio.score import Chord
from menura.studio.styles import PadStyle

CENTRE = 60
REGISTERS = (-3, 0, 3)
DRIFT_BEATS = 0.5
PULSE_BEATS = 0.5


def play_pads(passage: Passage, style: PadStyle) -> list[Stroke]:
    """Return what pads hold in a section: more voices with energy, more movement with density."""
    voices = 3 if passage.energy < 0.5 else 4
    centre = CENTRE + REGISTERS[int(passage.rng.integers(len(REGISTERS)))] + passage.tint.register
    voicings = voice_all(passage.chords, centre=centre, voices=voices)
    strokes: list[Stroke] = []
    for chord, voicing in zip(passage.chords, voicings, strict=True):
        notes = voicing if passage.energy < 0.75 else (*voicing, voicing[0] + 12)
        strokes += _hold(chord, tuple(dict.fromkeys(notes)), passage, style)
    return strokes


def _hold(chord: Chord, notes: tuple[int, ...], passage: Passage, style: PadStyle) -> list[Stroke]:
    start, length = chord.start_beat, chord.length_beats
    if style is PadStyle.PULSING:
        return _pulse(start, length, notes, passage)
    if style is PadStyle.DRIFTING:
        return _drift(start, length, notes, passage)
    if style is PadStyle.SWELLING:
        return _swell(start, length, notes, passage)
    parts = 2 if passage.density > 0.68 and length >= 4.0 else 1
    return [
        Stroke(start + length * k / parts, 0.995 * length / parts, note, 0.6)
        for k in range(parts)
        for note in notes
    ]


def _pulse(start: float, length: float, notes: tuple[int, ...], passage: Passage) -> list[Stroke]:
    every = PULSE_BEATS if passage.density > 0.4 else 2 * PULSE_BEATS
    return [
        Stroke(start + k * every, 0.8 * every, note, 0.62 if k % 2 else 0.5)
        for k in range(max(1, int(length / every)))
        for note in notes
    ]


def _drift(start: float, length: float, notes: tuple[int, ...], passage: Passage) -> list[Stroke]:
    """Return the voices coming in one after another; the top one is touched again."""
    late = min(DRIFT_BEATS, length / (2 * len(notes)))
    strokes = [
        Stroke(start + late * k, 0.99 * length - late * k, note, 0.58 - 0.02 * k)
        for k, note in enumerate(notes)
    ]
    if passage.density > 0.35 and length >= 4.0:
        strokes.append(Stroke(start + 0.625 * length, 0.35 * length, notes[0] + 12, 0.45))
    if passage.density > 0.65 and length >= 4.0:
        strokes.append(Stroke(start + 0.75 * length, 0.24 * length, notes[1] + 12, 0.42))
    return strokes


def _swell(start: float, length: float, notes: tuple[int, ...], passage: Passage) -> list[Stroke]:
    """Return a soft and then a fuller, brighter stroke of each chord."""
    if length < 2.0:
        return [Stroke(start, 0.99 * length, note, 0.55) for note in notes]
    half = length / 2
    strokes = [
        Stroke(start, 0.99 * half, note, 0.42, 0.8) for note in notes[: 2 + (passage.density > 0.5)]
    ]
    return strokes + [Stroke(start + half, 0.99 * half, note, 0.62, 1.15) for note in notes]

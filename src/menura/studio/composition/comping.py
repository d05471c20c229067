"""Play keys and stabs: voicings in the rhythm of a style."""

from menura.studio.composition.comping_patterns import (
    PATTERNS,
    PERCENT_SOUNDING,
    ROLLED_STYLES,
    STYLE_VELOCITY,
)
from menura.studio.composition.passage import STEPS_PER_BAR, Passage, Stroke, accent
from menura.studio.composition.patterns import Placed, choose, lay
from menura.studio.composition.scales import chord_scale, lowest_above, neighbour
from menura.studio.composition.turnarounds import draw_turnaround
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import CompStyle

CENTRE = 63
REGISTERS = (-4, -1, 2, 5)  # sections lie higher or lower, and so do two pieces
LEFT_HAND_LOWEST = 40
ROLL_BEATS = 0.012  # between the fingers of one hand
MOST_VOICES = 4
PIANISTIC = frozenset({CompStyle.ALBERTI, CompStyle.ARPEGGIATED, CompStyle.BALLAD})
OCTAVES_ENERGY, WIDE_ENERGY = 0.5, 0.68
TOP_ENERGY = 0.6  # the last peak has the top of its chords in octaves


def play_comping(passage: Passage, style: CompStyle) -> list[Stroke]:
    """Return what keys play in a section."""
    voices = MOST_VOICES if passage.energy > 0.35 else MOST_VOICES - 1
    centre = CENTRE + (9 if style is CompStyle.BELL_MELODY else 0)
    centre += REGISTERS[int(passage.rng.integers(len(REGISTERS)))] + passage.tint.register
    voicings = dict(
        zip(passage.chords, voice_all(passage.chords, centre=centre, voices=voices), strict=True)
    )
    strokes: list[Stroke] = []
    pattern = choose(PATTERNS[style], passage)
    if style is CompStyle.MONTUNO and _is_three_two(passage.clave):
        pattern = _turned_half(pattern)
    for place in lay(pattern, passage, draw_turnaround(style, passage)):
        strokes += _strike(place, voicings[place.chord], passage, style)
    if style in PIANISTIC and passage.family == "classical":
        strokes += _left_hand(passage, style)
    return strokes


def _is_three_two(clave: tuple[float, ...]) -> bool:
    """Tell whether the clave has its three strokes first; montunos are written two-three."""
    half = STEPS_PER_BAR // 2
    return sum(v > 0 for v in clave[:half]) > sum(v > 0 for v in clave[half:])


def _turned_half(pattern: str) -> str:
    """Return a pattern whose bars begin with their second half."""
    half = STEPS_PER_BAR // 2
    return "|".join(bar[half:] + bar[:half] for bar in pattern.split("|"))


def _left_hand(passage: Passage, style: CompStyle) -> list[Stroke]:
    """Return the octaves and wide arpeggios that a pianist's left hand adds as it gets fuller."""
    if passage.energy < OCTAVES_ENERGY:
        return []
    wide = passage.energy > WIDE_ENERGY and style is not CompStyle.BALLAD
    strokes: list[Stroke] = []
    for start in passage.bar_starts():
        for beat in (start, start + 2.0):
            chord = passage.chord_at(beat)
            root = lowest_above(LEFT_HAND_LOWEST, chord.root)
            tones = [root, root + 12]
            if wide:
                fifth = next((i for i in (7, 6, 8) if (root + i) % 12 in chord.pitch_classes), 7)
                tones = [root, root + fifth, root + 12, root + fifth]
            every = 2.0 / len(tones) if wide else 0.0
            strokes += [
                Stroke(beat + every * k, 2.0 - every * k, tone, 0.5 * accent(beat + every * k))
                for k, tone in enumerate(tones)
            ]
    return strokes


def _strike(
    place: Placed, voicing: tuple[int, ...], passage: Passage, style: CompStyle
) -> list[Stroke]:
    notes = _notes(place, voicing, passage)
    if place.symbol in "CV" and passage.is_peak and passage.energy > TOP_ENERGY:
        notes = (*notes, voicing[-1] + 12) if passage.is_final_peak else notes
    velocity = STYLE_VELOCITY.get(style, 0.66) * accent(place.start)
    velocity *= 0.9 if place.optional else 1.0
    length = place.length * PERCENT_SOUNDING.get(style, 92) / 100
    roll = ROLL_BEATS if style in ROLLED_STYLES and len(notes) > 1 else 0.0
    top = len(notes) - 1
    return [
        Stroke(
            place.start + roll * k,
            max(0.08, length - roll * k),
            note,
            velocity * (1.06 if k == top else 0.97),
        )
        for k, note in enumerate(notes)
    ]


def _notes(place: Placed, voicing: tuple[int, ...], passage: Passage) -> tuple[int, ...]:
    symbol = place.symbol
    if symbol.isdigit():
        octave, index = divmod(int(symbol) - 1, len(voicing))
        return (voicing[index] + 12 * octave,)
    root = lowest_above(LEFT_HAND_LOWEST, place.chord.root)
    if symbol == "B":
        return (root,)
    if symbol == "F":
        return (root + 7,)
    if symbol == "H":
        return (root, root + 12)
    if symbol == "V":
        return (*voicing, root)
    if symbol == "N":
        scale = chord_scale(place.chord, passage.key, passage.mode)
        return (neighbour(voicing[-1], 1, scale),)
    return {"T": voicing[-2:], "L": voicing[:2]}.get(symbol, voicing)

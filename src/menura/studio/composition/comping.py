"""Play keys and stabs: voicings in the rhythm of a style."""

from menura.studio.composition.comping_patterns import (
    PATTERNS,
    PERCENT_SOUNDING,
    ROLLED_STYLES,
    STYLE_VELOCITY,
)
from menura.studio.composition.passage import Passage, Stroke, accent
from menura.studio.composition.patterns import Placed, choose, lay
from menura.studio.composition.scales import chord_scale, lowest_above, neighbour
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import CompStyle

CENTRE = 63
REGISTERS = (-4, -1, 2, 5)  # sections lie higher or lower, and so do two pieces
LEFT_HAND_LOWEST = 40
ROLL_BEATS = 0.012  # between the fingers of one hand
MOST_VOICES = 4


def play_comping(passage: Passage, style: CompStyle) -> list[Stroke]:
    """Return what keys play in a section."""
    voices = MOST_VOICES if passage.energy > 0.35 else MOST_VOICES - 1
    centre = CENTRE + (9 if style is CompStyle.BELL_MELODY else 0)
    centre += REGISTERS[int(passage.rng.integers(len(REGISTERS)))]
    voicings = dict(
        zip(passage.chords, voice_all(passage.chords, centre=centre, voices=voices), strict=True)
    )
    strokes: list[Stroke] = []
    for place in lay(choose(PATTERNS[style], passage), passage):
        strokes += _strike(place, voicings[place.chord], passage, style)
    return strokes


def _strike(
    place: Placed, voicing: tuple[int, ...], passage: Passage, style: CompStyle
) -> list[Stroke]:
    notes = _notes(place, voicing, passage)
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

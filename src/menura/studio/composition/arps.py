"""Play arpeggios: the notes of the harmony one after another, in the order of a style."""

from collections.abc import Mapping

from menura.studio.composition.groove import euclid
from menura.studio.composition.passage import (
    STEPS_PER_BAR,
    Passage,
    Stroke,
    accent,
    metrical_weight,
)
from menura.studio.composition.patterns import STEP_BEATS
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import ArpStyle

CENTRE: Mapping[ArpStyle, int] = {ArpStyle.ACID: 52, ArpStyle.OSTINATO: 60, ArpStyle.SPARSE: 72}
BROKEN_ORDERS = ((0, 2, 1, 3, 2, 4, 3, 1), (0, 3, 1, 4, 2, 3, 1, 2), (0, 2, 4, 1, 3, 5, 2, 4))
OSTINATO_ORDERS = ((0, 0, 2, 0, 1, 0, 2, 1), (0, 2, 1, 2, 0, 2, 1, 2), (0, 1, 2, 1, 2, 1, 0, 1))
EUCLID_STROKES = (5, 7, 9, 11)
SPARSE_PLACES = ((0, 6, 11), (2, 7, 12), (0, 3, 10), (4, 10, 14))


def play_arp(passage: Passage, style: ArpStyle) -> list[Stroke]:
    """Return what an arpeggio plays in a section: eighths when sparse, sixteenths when dense."""
    centre = CENTRE.get(style, 68)
    voicings = voice_all(passage.chords, centre=centre, voices=4)
    ladders = [_ladder(voicing, style) for voicing in voicings]
    order = _order(passage, style)
    places = _places(passage, style)
    keep = passage.rng.random(STEPS_PER_BAR).tolist()
    strokes: list[Stroke] = []
    turn = 0
    for start in passage.bar_starts():
        for step in places:
            beat = start + step * STEP_BEATS
            index = passage.chord_index(beat)
            turn = turn + 1 if step else 0
            if keep[step] > _chance(passage, beat):
                continue
            ladder = ladders[index]
            pitch = ladder[order[turn % len(order)] % len(ladder)]
            length = 0.9 if style is ArpStyle.SPARSE else 0.22 if passage.density > 0.4 else 0.42
            strokes.append(Stroke(beat, length, pitch, 0.6 * accent(beat)))
    if style is ArpStyle.ACID:
        _slide(strokes, passage)
    return strokes


def _ladder(voicing: tuple[int, ...], style: ArpStyle) -> tuple[int, ...]:
    if style in (ArpStyle.OSTINATO, ArpStyle.SPARSE):
        return voicing
    return (*voicing, *(note + 12 for note in voicing[:2]))


def _order(passage: Passage, style: ArpStyle) -> tuple[int, ...]:
    draw = int(passage.rng.integers(3))
    if style is ArpStyle.UP:
        return tuple(range(4 + draw))
    if style is ArpStyle.UP_DOWN:
        up = list(range(4 + draw))
        return tuple(up + up[-2:0:-1])
    if style is ArpStyle.PEDAL:
        return ((0, 1, 0, 2, 0, 3, 0, 2), (0, 3, 0, 2, 0, 1, 0, 4), (0, 0, 2, 0, 3, 0, 0, 1))[draw]
    if style is ArpStyle.ACID:
        return ((0, 0, 4, 0, 1, 0, 0, 5), (0, 4, 0, 0, 2, 0, 4, 1), (0, 0, 0, 3, 0, 4, 0, 2))[draw]
    return (OSTINATO_ORDERS if style is ArpStyle.OSTINATO else BROKEN_ORDERS)[draw]


def _places(passage: Passage, style: ArpStyle) -> list[int]:
    draw = int(passage.rng.integers(4))
    if style is ArpStyle.SPARSE:
        extra = [1, 9] if passage.density > 0.6 else []
        return sorted({*SPARSE_PLACES[draw], *extra})
    if style is ArpStyle.EUCLIDEAN:
        strokes = EUCLID_STROKES[min(3, int(passage.density * 4))]
        pattern = euclid(strokes, STEPS_PER_BAR)
        return [step for step in range(STEPS_PER_BAR) if pattern[step]]
    every = 1 if passage.density > 0.4 else 2
    return list(range(0, STEPS_PER_BAR, every))


def _chance(passage: Passage, beat: float) -> float:
    """Return how likely a place is taken: weak ones breathe when little is to happen."""
    if metrical_weight(beat) >= 2:
        return 1.1
    return 0.45 + 0.75 * passage.density


def _slide(strokes: list[Stroke], passage: Passage) -> None:
    glides = passage.rng.random(8).tolist()
    for number, stroke in enumerate(strokes):
        stroke.glide = glides[number % 8] < 0.3
        stroke.velocity *= 1.2 if glides[(number + 3) % 8] < 0.25 else 1.0

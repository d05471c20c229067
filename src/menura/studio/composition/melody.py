"""Sing melodies: motifs that return and vary over the harmony, in periods of eight bars."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from menura.studio.composition.motif import (
    MANNERS,
    MOTIF_BEATS,
    Motif,
    MotifNote,
    cadence,
    draw_motif,
    first_bar,
    inverted_tail,
    ornamented,
    sequenced,
    varied_tail,
)
from menura.studio.composition.passage import Passage, Stroke, accent, metrical_weight
from menura.studio.composition.rephrasing import breathing, rephrased, with_pickup
from menura.studio.composition.scales import DEGREES, chord_scale, degree_pitch, nearest
from menura.studio.model import SectionName
from menura.studio.score import BEATS_PER_BAR
from menura.studio.styles import LeadStyle

LOWEST, HIGHEST = 60, 88
CENTRE = 70
FULLER = 0.15  # of density: what the peaks have more of
LIFT_STEPS, MOST_LIFT = 2.0, 4
RAISED_ENERGY, RAISED_STEPS = 0.6, 2
SOLO_CLIMB, SOLO_FULLER = 7, 0.12  # steps a soloist rises, density of what is made up
# How often phrases are led into by a step or two.
PICKUP_CHANCE: Mapping[LeadStyle, float] = {
    LeadStyle.HOOK: 0.45,
    LeadStyle.SINGABLE: 0.6,
    LeadStyle.RIFF: 0.3,
    LeadStyle.SPARSE: 0.2,
    LeadStyle.ANTHEM: 0.6,
    LeadStyle.IMPROVISED: 0.5,
    LeadStyle.CALL_AND_RESPONSE: 0.4,
    LeadStyle.LYRICAL: 0.5,
}
TRIAD = 3
QUOTING = frozenset({SectionName.INTRO, SectionName.OUTRO, SectionName.BREAK, SectionName.BUILD})
# Two-bar phrases of a period: the idea, its variation, the idea, the close.
PERIODS = (("a", "v", "a", "c"), ("a", "s", "a", "c"), ("a", "i", "a", "c"), ("a", "a", "s", "c"))


@dataclass(frozen=True, slots=True)
class Ideas:
    """The two motifs of a piece: one for the calm parts, one for the peaks."""

    calm: Motif
    full: Motif


def draw_ideas(
    style: LeadStyle, density: float, rng: np.random.Generator, *, on_tonic: bool = False
) -> Ideas:
    """Invent both motifs; the second is fuller and lies higher.

    Where both must begin on the tonic (the key would not be clear otherwise), it is only fuller.
    """
    calm = draw_motif(style, density, rng)
    full = draw_motif(style, density + FULLER, rng)
    if on_tonic:
        return Ideas(sequenced(calm, -calm[0].step), sequenced(full, -full[0].step))
    lift = round(_height(calm) + LIFT_STEPS - _height(full))
    return Ideas(calm, sequenced(full, min(MOST_LIFT, max(1, lift))))


def _height(motif: Motif) -> float:
    """Return the mean scale step of a motif, longer notes counting for more."""
    return sum(n.step * n.length for n in motif) / sum(n.length for n in motif)


def sing(passage: Passage, style: LeadStyle, ideas: Ideas) -> list[Stroke]:
    """Return the melody of a section."""
    motif = ideas.full if passage.is_peak else ideas.calm
    period = PERIODS[int(passage.rng.integers(len(PERIODS)))]
    answer, whether, count, side = passage.rng.random(4).tolist()
    answered = rephrased(motif, answer)
    phrases = max(1, (passage.section.bars + 1) // 2)
    cells = [
        _phrase(phrase, phrases, period, (motif, answered), passage, style)
        for phrase in range(phrases)
    ]
    notes = 0 if whether > PICKUP_CHANCE[style] else 2 if count < passage.density else 1
    for phrase in range(1, phrases - 1, 2):
        following = cells[phrase + 1]
        if not cells[phrase] or not following or passage.section.name in QUOTING:
            continue
        if notes and following[0].start < 1e-6:
            goal = following[0].step
            cells[phrase] = with_pickup(cells[phrase], goal, notes=notes, from_above=side < 0.35)
        else:
            cells[phrase] = breathing(cells[phrase])
    anchor = _anchor(cells, passage, style, ideas)
    strokes: list[Stroke] = []
    for phrase, cell in enumerate(cells):
        start = passage.section.start_beat + phrase * MOTIF_BEATS
        strokes += _realise(cell, start, passage, anchor)
    return strokes


def _phrase(
    phrase: int,
    phrases: int,
    period: tuple[str, ...],
    motifs: tuple[Motif, Motif],
    passage: Passage,
    style: LeadStyle,
) -> Motif:
    """Return the form in which a motif returns in one phrase: itself or in the answer's rhythm."""
    motif, answered = motifs
    closes = phrase == phrases - 1
    if closes and passage.is_last and passage.section.bars % 2 == 1:
        return (MotifNote(0.0, BEATS_PER_BAR - 0.5, 0),)  # half a phrase is left: rest in it
    if passage.section.name in QUOTING and not passage.is_peak:
        quiet = phrase % 2 == 1 and passage.density < 0.75
        return () if quiet else first_bar(motif)
    if closes and phrases > 1:
        return cadence(motif, _target(passage))
    if style is LeadStyle.IMPROVISED or passage.section.name is SectionName.SOLO:
        line = _improvised(phrase, motif, passage, style)
        return sequenced(line, round(SOLO_CLIMB * phrase / phrases)) if phrase % 4 else line
    if style is LeadStyle.CALL_AND_RESPONSE and phrase % 2 == 0:
        return first_bar(motif)
    kind = period[phrase % len(period)]
    if kind == "c":
        return cadence(motif, _target(passage))
    again = answered if phrase % 2 else motif
    richer = phrase >= len(period) or passage.is_final_peak
    if richer and passage.density > 0.4:
        again = ornamented(again, passage.fresh)
    if kind == "v":
        return varied_tail(again, 1 if phrase % 4 == 1 else -1)
    if kind == "s":
        return sequenced(again, -1 if again[0].step > 2 else 1)
    return inverted_tail(again) if kind == "i" else again


def _target(passage: Passage) -> int:
    """Return the degree on which a period closes: the tonic, or the third or fifth over it."""
    if passage.is_last:
        return 0
    return (0, 0, 0, 2, 4)[int(passage.fresh.integers(5))]


def _improvised(phrase: int, motif: Motif, passage: Passage, style: LeadStyle) -> Motif:
    """Return a new line that begins like the motif: what a soloist does with a theme."""
    if phrase % 4 == 0:
        return motif
    line = draw_motif(style, passage.density + SOLO_FULLER, passage.fresh)
    head = first_bar(motif) if phrase % 2 else ()
    tail = tuple(note for note in line if note.start >= (MOTIF_BEATS / 2 if head else 0.0))
    return (*head, *tail)


def _realise(motif: Motif, start: float, passage: Passage, anchor: int) -> list[Stroke]:
    end = passage.section.end_beat
    strokes: list[Stroke] = []
    for note in motif:
        beat = start + note.start
        if beat >= end - 0.1:
            break
        pitch = _pitch(note, beat, anchor, passage)
        velocity = 0.72 * accent(beat)
        strokes.append(Stroke(beat, min(note.length, end - beat), pitch, velocity))
    return strokes


def _anchor(cells: list[Motif], passage: Passage, style: LeadStyle, ideas: Ideas) -> int:
    """Return the tonic from which a section's steps are counted.

    It is that of the calm motif, so that peaks lie as much higher as their motif does; the last
    peak goes up an octave where there is room, or a third.
    """
    centre = CENTRE + MANNERS[style].height + passage.tint.register
    middle = _height(ideas.calm) * 12 / DEGREES
    octave = round((centre - middle - passage.key) / 12)
    steps = [note.step for cell in cells for note in cell] or [0]

    def top(anchor: int) -> int:
        return degree_pitch(anchor + max(steps), passage.key, passage.mode)

    bottom = degree_pitch(octave * DEGREES + min(steps), passage.key, passage.mode)
    if bottom < LOWEST and top((octave + 1) * DEGREES) <= HIGHEST:
        octave += 1
    anchor = octave * DEGREES
    if passage.is_final_peak and passage.energy > RAISED_ENERGY:
        rooms = (DEGREES, RAISED_STEPS, 0)
        return next(anchor + up for up in rooms if not up or top(anchor + up) <= HIGHEST)
    return anchor if top(anchor) <= HIGHEST + 4 else anchor - DEGREES


def _pitch(note: MotifNote, beat: float, anchor: int, passage: Passage) -> int:
    """Return the note of the scale; on strong beats and when it is long, one of the chord."""
    chord = passage.chord_at(beat)
    pitch = degree_pitch(anchor + note.step, passage.key, passage.mode)
    strong = metrical_weight(beat) >= 3 or note.length >= 1.0
    classes = (
        chord.pitch_classes[:TRIAD] if strong else chord_scale(chord, passage.key, passage.mode)
    )
    pitch = nearest(pitch, tuple(classes))
    while pitch > HIGHEST:
        pitch -= 12
    while pitch < LOWEST:
        pitch += 12
    return pitch

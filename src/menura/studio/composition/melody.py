"""Sing melodies: motifs that return and vary over the harmony, in periods of eight bars."""

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
from menura.studio.composition.scales import DEGREES, chord_scale, degree_pitch, nearest
from menura.studio.model import SectionName
from menura.studio.score import BEATS_PER_BAR
from menura.studio.styles import LeadStyle

LOWEST, HIGHEST = 60, 88
CENTRE = 71
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
    """Invent both motifs; the second lies higher unless both must begin on the tonic."""
    calm = draw_motif(style, density, rng)
    full = draw_motif(style, density + 0.08, rng)
    if on_tonic:
        return Ideas(sequenced(calm, -calm[0].step), sequenced(full, -full[0].step))
    return Ideas(calm, sequenced(full, 1))


def sing(passage: Passage, style: LeadStyle, ideas: Ideas) -> list[Stroke]:
    """Return the melody of a section."""
    motif = ideas.full if passage.is_peak else ideas.calm
    period = PERIODS[int(passage.rng.integers(len(PERIODS)))]
    phrases = max(1, (passage.section.bars + 1) // 2)
    strokes: list[Stroke] = []
    for phrase in range(phrases):
        start = passage.section.start_beat + phrase * MOTIF_BEATS
        cell = _phrase(phrase, phrases, period, motif, passage, style)
        strokes += _realise(cell, start, passage, style)
    return strokes


def _phrase(
    phrase: int,
    phrases: int,
    period: tuple[str, ...],
    motif: Motif,
    passage: Passage,
    style: LeadStyle,
) -> Motif:
    """Return the form in which a motif returns in one phrase."""
    closes = phrase == phrases - 1
    if closes and passage.is_last and passage.section.bars % 2 == 1:
        return (MotifNote(0.0, BEATS_PER_BAR - 0.5, 0),)  # half a phrase is left: rest in it
    if passage.section.name in QUOTING and not passage.is_peak:
        quiet = phrase % 2 == 1 and passage.density < 0.75
        return () if quiet else first_bar(motif)
    if closes and phrases > 1:
        return cadence(motif, _target(passage))
    if style is LeadStyle.IMPROVISED:
        return _improvised(phrase, motif, passage, style)
    if style is LeadStyle.CALL_AND_RESPONSE and phrase % 2 == 0:
        return first_bar(motif)
    kind = period[phrase % len(period)]
    if kind == "c":
        return cadence(motif, _target(passage))
    again = (
        ornamented(motif, passage.fresh)
        if phrase >= len(period) and passage.density > 0.4
        else motif
    )
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
    line = draw_motif(style, passage.density, passage.fresh)
    head = first_bar(motif) if phrase % 2 else ()
    tail = tuple(note for note in line if note.start >= (MOTIF_BEATS / 2 if head else 0.0))
    return (*head, *tail)


def _realise(motif: Motif, start: float, passage: Passage, style: LeadStyle) -> list[Stroke]:
    anchor = _anchor(passage, style)
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


def _anchor(passage: Passage, style: LeadStyle) -> int:
    """Return the tonic degree nearest to where the style lies."""
    centre = CENTRE + MANNERS[style].height + (2 if passage.is_peak else 0) - 3
    octave = round((centre - passage.key) / 12)
    return octave * DEGREES


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

"""Play brass: stabs, riffs, swells and fanfares."""

from collections.abc import Mapping

from menura.studio.composition.passage import Passage, Stroke, accent
from menura.studio.composition.patterns import Placed, choose, lay
from menura.studio.composition.scales import chord_scale, nearest, neighbour
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import BrassStyle

# C is the chord, digits steps of the scale from the tonic of a riff, upwards.
PATTERNS: Mapping[BrassStyle, tuple[str, ...]] = {
    BrassStyle.STABS: (
        "......C...C.....|..............CC",
        "C..C..C.....c...|............C.c.",
        "..C.....C..C....|..c.......C.C-..",
        "C.....C-........|C..c..C---......",
    ),
    BrassStyle.RIFF: (
        "1.1.3-..5.3.1-..|1.1.3-..4-#-1---",
        "..5.5.3.1...3.4.|5---..$.3-1-....",
        "1..1..3-5---....|5..4..3-1---..!.",
        "3.5.6-..5.3.....|3.5.6-..8---..@.",
    ),
    BrassStyle.FANFARE: (
        "1---..111---3---|5-------3---1---",
        "1--11---3--33---|5-----$-5-------",
        "1-3-5-------5.5.|6---5---3-------",
    ),
}
CENTRE, RIFF_CENTRE = 62, 65


def play_brass(passage: Passage, style: BrassStyle) -> list[Stroke]:
    """Return what brass plays in a section."""
    voicings = voice_all(passage.chords, centre=CENTRE, voices=4)
    if style is BrassStyle.SWELLS:
        return [
            Stroke(chord.start_beat + late, 0.97 * chord.length_beats - late, note, level, bright)
            for chord, voicing in zip(passage.chords, voicings, strict=True)
            for late, level, bright, notes in (
                (0.0, 0.5, 0.85, voicing[:2]),
                (chord.length_beats / 2, 0.7, 1.2, voicing[2:]),
            )
            for note in notes
        ]
    by_chord = dict(zip(passage.chords, voicings, strict=True))
    strokes: list[Stroke] = []
    for place in lay(choose(PATTERNS[style], passage), passage):
        notes = by_chord[place.chord] if place.symbol == "C" else _harmonised(place, passage)
        velocity = 0.76 * accent(place.start)
        length = max(0.18, place.length * (0.7 if style is BrassStyle.STABS else 0.88))
        strokes += [Stroke(place.start, length, note, velocity) for note in notes]
    return strokes


def _harmonised(place: Placed, passage: Passage) -> list[int]:
    """Return a note of the riff, with a second horn a chord note below when it is full."""
    scale = chord_scale(place.chord, passage.key, passage.mode)
    tonic = nearest(RIFF_CENTRE, (passage.key,))
    tonic = tonic - 12 if tonic > 68 else tonic
    note = neighbour(nearest(tonic, scale), int(place.symbol) - 1, scale)
    if place.start % 2 < 1e-6 or place.length >= 1.0:
        note = nearest(note, place.chord.pitch_classes)
    if passage.energy < 0.55:
        return [note]
    return [note, nearest(note - 4, place.chord.pitch_classes)]

"""Use voices as instruments: choirs, oohs, chops and melodies without words."""

from menura.studio.composition.melody import Ideas, sing
from menura.studio.composition.passage import Passage, Stroke, accent
from menura.studio.composition.patterns import choose, lay
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import LeadStyle, VocalStyle

CHOIR_CENTRE, OOH_CENTRE, CHOP_CENTRE = 64, 67, 70
CHOPS = (
    "..3..2.3....@.1.|..3..2.4...3.#..",
    "3.3...2.3.@...1.|3.3...4.3.@.1...",
    "...3..2..3....@.|...3..4..3..2.!.",
    "3-..3.2.......1.|3-..3.4...$.3.2.",
)


def play_vocals(passage: Passage, style: VocalStyle, ideas: Ideas) -> list[Stroke]:
    """Return what voices do in a section."""
    if style is VocalStyle.WORDLESS_LEAD:
        return sing(passage, LeadStyle.LYRICAL, ideas)
    if style is VocalStyle.CHOPS:
        return _chops(passage)
    return _held(passage, style)


def _held(passage: Passage, style: VocalStyle) -> list[Stroke]:
    choir = style is VocalStyle.CHOIR
    voices = 4 if choir and passage.energy > 0.5 else 3 if choir else 2
    centre = (CHOIR_CENTRE if choir else OOH_CENTRE) + passage.tint.register
    voicings = voice_all(passage.chords, centre=centre, voices=voices)
    strokes: list[Stroke] = []
    for number, (chord, voicing) in enumerate(zip(passage.chords, voicings, strict=True)):
        if not choir and number % 2 == 1 and passage.density < 0.4:
            continue  # oohs answer, they need not be there all the time
        late = 0.0 if choir else min(0.5, chord.length_beats / 8)
        length = 0.97 * chord.length_beats - late
        strokes += [Stroke(chord.start_beat + late, length, note, 0.6) for note in voicing]
        if passage.density > 0.6 and chord.length_beats >= 4:
            beat = chord.start_beat + 0.75 * chord.length_beats
            strokes.append(Stroke(beat, 0.24 * chord.length_beats, voicing[-1], 0.55))
    return strokes


def _chops(passage: Passage) -> list[Stroke]:
    voicings = voice_all(passage.chords, centre=CHOP_CENTRE, voices=4)
    by_chord = dict(zip(passage.chords, voicings, strict=True))
    strokes = []
    for place in lay(choose(CHOPS, passage), passage):
        voicing = by_chord[place.chord]
        pitch = voicing[(int(place.symbol) - 1) % len(voicing)]
        strokes.append(
            Stroke(place.start, max(0.2, place.length * 0.9), pitch, 0.7 * accent(place.start))
        )
    return strokes

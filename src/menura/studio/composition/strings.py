"""Play strings: held, in a line of their own, in short strokes or in runs."""

from menura.studio.composition.passage import Passage, Stroke, accent
from menura.studio.composition.patterns import choose, lay
from menura.studio.composition.scales import chord_scale, nearest, neighbour
from menura.studio.composition.voicing import voice_all
from menura.studio.styles import StringStyle

CENTRE = 67
LINE_CENTRE = 74
SPICCATO = ("1.1.1.1.1.1.1.1.", "1.!!1.1.1.!!1.1.", "1!!!1!!!1!!!1!!!", "1..1..1.1..1..1.")
PIZZICATO = ("1...2...3...2...", "1.@.3.2.1.@.4.3.", "..1...2...3.@.4.", "1.@.3...4.#.2...")
TREMOLO_BEATS = 0.25
RUN_NOTES = 6


def play_strings(passage: Passage, style: StringStyle) -> list[Stroke]:
    """Return what strings play in a section."""
    if style is StringStyle.LEGATO_LINE:
        return _line(passage)
    if style in (StringStyle.SPICCATO, StringStyle.PIZZICATO):
        return _short(passage, style)
    if style is StringStyle.TREMOLO:
        return _tremolo(passage)
    strokes = _held(passage)
    return strokes + _runs(passage) if style is StringStyle.DISCO_RUNS else strokes


def _held(passage: Passage) -> list[Stroke]:
    voicings = voice_all(passage.chords, centre=CENTRE + passage.tint.register, voices=3)
    strokes = []
    for chord, voicing in zip(passage.chords, voicings, strict=True):
        notes = (*voicing, voicing[-1] + 12) if passage.energy > 0.8 else voicing
        parts = 2 if passage.density > 0.7 and chord.length_beats >= 4 else 1
        length = chord.length_beats / parts
        strokes += [
            Stroke(chord.start_beat + k * length, 0.99 * length, note, 0.6)
            for k in range(parts)
            for note in notes
        ]
    return strokes


def _line(passage: Passage) -> list[Stroke]:
    """Return a slow counter-melody that moves by the smallest steps through the chords."""
    every = 4.0 if passage.density < 0.3 else 2.0 if passage.density < 0.75 else 1.0
    turns = passage.rng.integers(-1, 2, size=16).tolist()
    here = nearest(LINE_CENTRE, passage.chords[0].pitch_classes[:3])
    strokes: list[Stroke] = []
    beat, turn = passage.section.start_beat, 0
    while beat < passage.section.end_beat - 1e-6:
        chord = passage.chord_at(beat)
        scale = chord_scale(chord, passage.key, passage.mode)
        strong = beat % 4 < 1e-6
        goal = neighbour(here, turns[turn % 16] or 1, scale)
        here = nearest(goal, chord.pitch_classes[:3] if strong else scale)
        here = (
            here - 12 if here > LINE_CENTRE + 9 else here + 12 if here < LINE_CENTRE - 9 else here
        )
        strokes.append(Stroke(beat, 0.98 * every, here, 0.64))
        if passage.energy > 0.65:
            strokes.append(Stroke(beat, 0.98 * every, nearest(here - 8, chord.pitch_classes), 0.52))
        beat, turn = beat + every, turn + 1
    return strokes


def _short(passage: Passage, style: StringStyle) -> list[Stroke]:
    spiccato = style is StringStyle.SPICCATO
    voicings = voice_all(passage.chords, centre=62 if spiccato else 66, voices=4)
    by_chord = dict(zip(passage.chords, voicings, strict=True))
    strokes: list[Stroke] = []
    for place in lay(choose(SPICCATO if spiccato else PIZZICATO, passage), passage):
        voicing = by_chord[place.chord]
        velocity = 0.66 * accent(place.start)
        notes = voicing[:2] if spiccato else (voicing[(int(place.symbol) - 1) % len(voicing)],)
        if spiccato and passage.energy > 0.7:
            notes = voicing[:3]
        strokes += [Stroke(place.start, 0.2, note, velocity) for note in notes]
    return strokes


def _tremolo(passage: Passage) -> list[Stroke]:
    voicings = voice_all(passage.chords, centre=CENTRE + passage.tint.register, voices=3)
    notes_each = 2 if passage.energy < 0.6 else 3
    every = TREMOLO_BEATS if passage.density > 0.35 else 2 * TREMOLO_BEATS
    strokes: list[Stroke] = []
    for chord, voicing in zip(passage.chords, voicings, strict=True):
        count = int(chord.length_beats / every)
        strokes += [
            Stroke(chord.start_beat + k * every, 0.92 * every, note, 0.4 + 0.25 * k / count)
            for k in range(count)
            for note in voicing[-notes_each:]
        ]
    return strokes


def _runs(passage: Passage) -> list[Stroke]:
    """Return quick runs up the scale into every fourth bar."""
    strokes: list[Stroke] = []
    for bar, start in enumerate(passage.bar_starts()):
        if bar % 4 != 3 and not (bar % 2 == 1 and passage.density > 0.65):
            continue
        end = start + 4.0
        chord = passage.chord_at(end - 0.1)
        scale = chord_scale(chord, passage.key, passage.mode)
        top = nearest(80, chord.pitch_classes[:3])
        strokes += [
            Stroke(end - 0.25 * k, 0.25, neighbour(top, -k, scale), 0.72 - 0.04 * k)
            for k in range(1, RUN_NOTES + 1)
        ]
    return strokes

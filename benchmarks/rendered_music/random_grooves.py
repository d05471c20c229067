"""Compose grooves in no style: metre, tempo, patterns and instruments are drawn at random.

Constants of the rhythm are fitted on them beside the styles, so that what is learnt is rhythm and
not twenty patterns. `tonal` ones have progressions that establish a key, wider than those of the
styles; constants of the key are fitted on these.
"""

from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from benchmarks.rendered_music.harmony import MAJOR, MINOR, chord_of, is_dominant, pitch_of
from benchmarks.rendered_music.midi_file import DRUM_CHANNEL, Note
from benchmarks.rendered_music.patterns import Patterns, draw, draw_metre, draw_patterns
from benchmarks.rendered_music.truth import Truth

STYLE = "random groove"
_CHANNELS = {"chords": 0, "bass": 1, "pad": 2, "lead": 3}
_PROGRAMS = {
    "chords": (0, 4, 5, 7, 11, 16, 24, 25, 26, 27, 29, 30, 46, 48, 81, 88, 90),
    "bass": (32, 33, 34, 36, 38, 39, 43, 0),
    "pad": (48, 50, 88, 89, 90, 95),
    "lead": (0, 11, 22, 40, 52, 56, 65, 68, 71, 73, 80, 81),
}
_OCTAVES_MIDI = {"chords": 60, "bass": 36, "pad": 60, "lead": 60}
_KICK, _SNARE, _CRASH, _LOWEST_TOM = 36, 38, 49, 45
_HITS_S, _SHORTEST_NOTE_S, _GAP_S = 0.1, 0.05, 0.01
_VELOCITY_SCATTER = 6.0
_LEAD_DEGREES, _LEADING_DEGREE = (4, 15), 6  # counted from 0, from the tonic below
_LONGEST_NOTE = 2.0  # beats, of basses and melodies
_DRIFTS = (0.0, 0.0, 0.005, 0.015, 0.03)  # farthest the tempo walks, as a share
_MOST_SCATTER_S = 0.011
_LEAD_IN_S = (0.05, 1.2)
_SPARE_BEATS = 8
_PHRASE_BARS = 8
_SEVENTHS_SHARE = 0.25
_BARS_PER_CHORD = (1.0, 2.0, 0.5, 1.0, 4.0)
_TONAL_BARS_PER_CHORD = (1.0, 1.0, 0.5, 2.0)  # no clip stays on one chord

# Degrees counted from 0, a chord a bar: also plagal, without dominant, starting off the tonic
WIDE_PROGRESSIONS: dict[str, tuple[tuple[int, ...], ...]] = {
    MAJOR: (
        *((0, 5, 1, 4), (0, 2, 3, 4), (3, 4, 2, 5), (0, 3), (0, 4), (3, 0), (0, 4, 0, 3)),
        *((0, 2, 5, 3), (1, 4, 0, 0), (0, 3, 0, 3), (0, 1, 3, 0), (5, 4, 3, 4), (3, 0, 4, 5)),
        *((0, 0, 4, 4), (0, 5), (4, 3, 0, 0), (0, 4, 5, 2, 3, 0, 3, 4), (0,), (2, 5, 1, 4)),
        *((3, 3, 0, 4), (0, 4, 5, 3), (5, 3, 0, 4), (0, 3, 4, 3), (0, 3, 4, 0), (0, 1)),
    ),
    MINOR: (
        *((0, 5, 3, 4), (0, 2, 6, 3), (5, 6, 0, 0), (0, 3), (0, 6), (0, 5), (0, 4, 0, 3)),
        *((0, 2, 5, 6), (0, 4), (0, 3, 0, 3), (0, 6, 3, 5), (5, 4, 0, 0), (3, 0, 4, 0)),
        *((0, 0, 4, 4), (5, 0), (2, 6, 0, 0), (0, 6, 5, 4), (0,), (3, 6, 2, 5), (0, 0, 3, 4)),
        *((0, 5, 2, 6), (0, 6, 5, 6), (1, 4, 0, 0), (0, 3, 4, 0), (0, 5, 6, 0)),
    ),
}


@dataclass(frozen=True, slots=True)
class GrooveBrief:
    """Say what to compose.

    Attributes
    ----------
    is_bare : bool
        Drums, with a bass or alone.
    is_tonal : bool
        Chords and bass establish a key, which the truth then names.
    """

    seed: int
    duration_s: float = 36.0
    is_bare: bool = False
    is_tonal: bool = False


def compose_groove(brief: GrooveBrief) -> tuple[list[Note], Truth]:
    """Return the notes and the truth of a groove; the same brief gives the same groove."""
    composer = _GrooveComposer(brief)
    return composer.compose(), composer.truth()


class _GrooveComposer:
    def __init__(self, brief: GrooveBrief) -> None:
        generator = np.random.default_rng(brief.seed)
        self._brief, self._generator = brief, generator
        self._metre = metre = draw_metre(generator)
        self._patterns = self._suit(draw_patterns(metre, generator))
        self._beat_count = ceil(brief.duration_s * metre.tempo_bpm / 60) + 2
        self._beats_s = self._draw_beats()
        self._scatter_s = generator.uniform(0, _MOST_SCATTER_S)
        self._tonic = int(generator.integers(12))
        self._mode = draw(generator, (MAJOR, MINOR))
        self._programs = {name: draw(generator, of) for name, of in _PROGRAMS.items()}
        rates = _TONAL_BARS_PER_CHORD if brief.is_tonal else _BARS_PER_CHORD
        self._bars_per_chord = draw(generator, rates)
        self._phrases = [self._draw_progression() for _ in range(2)]
        self._has_sevenths = generator.random() < _SEVENTHS_SHARE
        self._ends_on_tonic = brief.is_tonal and generator.random() < 0.5
        self._lead_degree = 7
        self._notes: list[Note] = []

    def compose(self) -> list[Note]:
        late = self._generator.random() < 0.15
        for bar in range(self._beat_count // self._metre.beats_per_bar + 1):
            if self._patterns.has_drums and not (late and bar < 2):
                self._write_drums(bar)
            self._write_bass(bar)
            self._write_chords(bar)
            self._write_lead(bar)
        return self._notes

    def truth(self) -> Truth:
        brief, metre = self._brief, self._metre
        beats = self._beats_s[: self._beat_count]
        inside = tuple(float(time_s) for time_s in beats if time_s < brief.duration_s)
        return Truth(
            name="",
            kind="song",
            style=STYLE,
            soundfont="",
            duration_s=brief.duration_s,
            tempo_bpm=float(60 / np.median(np.diff(inside))),
            beats_s=inside,
            downbeats_s=inside[:: metre.beats_per_bar],
            beats_per_bar=metre.beats_per_bar,
            tonic=self._tonic if brief.is_tonal else None,
            mode=self._mode if brief.is_tonal else None,
        )

    def _suit(self, patterns: Patterns) -> Patterns:
        """Leave out or add what the brief asks for."""
        whole, every_beat = (0,), tuple(range(0, self._metre.steps, self._metre.steps_per_beat))
        if self._brief.is_bare:
            bass = () if self._generator.random() < 0.5 else patterns.bass
            return replace(
                patterns, has_drums=True, bass=bass, chords=(), has_pad=False, has_lead=False
            )
        if self._brief.is_tonal:
            bass = patterns.bass or (whole if self._generator.random() < 0.6 else ())
            return replace(patterns, bass=bass, chords=patterns.chords or whole)
        if not (patterns.has_drums or patterns.bass or patterns.has_strokes):
            lead = tuple(sorted({*every_beat, *patterns.lead}))
            return replace(patterns, has_lead=True, lead=lead)
        return patterns

    def _draw_beats(self) -> NDArray[np.float64]:
        generator, count = self._generator, self._beat_count + _SPARE_BEATS
        walk = np.cumsum(generator.normal(0, 1, count))
        walk *= draw(generator, _DRIFTS) / np.abs(walk).max()
        lengths_s = 60 / self._metre.tempo_bpm * (1 + walk)
        return generator.uniform(*_LEAD_IN_S) + np.concatenate([[0.0], np.cumsum(lengths_s)])

    def _draw_progression(self) -> tuple[int, ...]:
        if self._brief.is_tonal:
            return draw(self._generator, WIDE_PROGRESSIONS[self._mode])
        return (0, *self._generator.integers(0, 6, _PHRASE_BARS - 1).tolist())

    def _degree(self, bar: int, step: int) -> int:
        """Return the degree of the chord that sounds; tonal grooves may end on the tonic."""
        if self._ends_on_tonic and bar == self._beat_count // self._metre.beats_per_bar - 1:
            return 0
        place = bar + step / self._metre.steps
        phrase = self._phrases[bar // (2 * _PHRASE_BARS) % 2]
        return phrase[int(place / self._bars_per_chord) % len(phrase)]

    def _chord(self, layer: str, bar: int, step: int = 0) -> list[int]:
        """Return the chord that sounds, in the octave of a layer."""
        return chord_of(
            self._degree(bar, step),
            tonic=self._tonic,
            mode=self._mode,
            octave_midi=_OCTAVES_MIDI[layer],
            sevenths=self._has_sevenths,
            blues=False,
            generator=self._generator,
        )

    def _write_drums(self, bar: int) -> None:
        patterns, generator = self._patterns, self._generator
        for step in patterns.kick:
            self._strike(_KICK, bar, step, 105)
        for step in patterns.snare:
            self._strike(_SNARE, bar, step, 104)
        for step in patterns.ghosts:
            self._strike(_SNARE, bar, step, 42)
        for step in patterns.hat:
            accent = 0.0 if step % self._metre.steps_per_beat else patterns.hat_accent
            self._strike(patterns.hat_drum, bar, step, patterns.hat_velocity + accent)
        for drum, steps in patterns.percussion:
            for step in steps:
                self._strike(drum, bar, step, 80)
        if bar % _PHRASE_BARS == _PHRASE_BARS - 1 and generator.random() < 0.5:
            for step in range(self._metre.steps // 2, self._metre.steps):
                self._strike(_LOWEST_TOM + int(generator.integers(5)), bar, step, 92)
        if bar % _PHRASE_BARS == 0 and generator.random() < 0.6:
            self._strike(_CRASH, bar, 0, 100)

    def _write_bass(self, bar: int) -> None:
        for step, length in _with_lengths(self._patterns.bass, self._metre.steps):
            chord = self._chord("bass", bar, step)
            pitch = chord[0]
            if step and self._generator.random() > 0.6:
                pitch = draw(self._generator, (chord[1], chord[2], chord[0] + 12))
            self._play("bass", pitch, bar, step, min(self._to_beats(length), _LONGEST_NOTE), 98)

    def _write_chords(self, bar: int) -> None:
        patterns, per_beat = self._patterns, self._metre.steps_per_beat
        if patterns.has_pad:
            for pitch in self._chord("pad", bar):
                self._play("pad", pitch, bar, 0, self._metre.beats_per_bar * 0.97, 58)
        for number, (step, length) in enumerate(_with_lengths(patterns.chords, self._metre.steps)):
            chord = self._chord("chords", bar, step)
            if patterns.is_broken:
                ladder = (*chord, chord[0] + 12, chord[2], chord[1])
                pitch = ladder[number % (6 if self._metre.steps % 6 == 0 else 4)] - 12
                velocity = 70 if step % per_beat else 84
                self._play("chords", pitch, bar, step, 1.1 / per_beat, velocity)
                continue
            beats = self._to_beats(length) * 0.95
            beats = beats if patterns.is_sustained else min(0.45, beats)
            for pitch in chord:
                self._play("chords", pitch, bar, step, beats, 78)

    def _write_lead(self, bar: int) -> None:
        """Walk about the scale in a rhythm of two bars, on the beat by notes of the chord."""
        if not self._patterns.has_lead:
            return
        steps, generator = self._metre.steps, self._generator
        start = bar % 2 * steps
        here = tuple(step - start for step in self._patterns.lead if start <= step < start + steps)
        for step, length in _with_lengths(here, steps):
            chord = self._degree(bar, step)
            walked = self._lead_degree + int(generator.integers(-2, 3))
            walked = int(np.clip(walked, *_LEAD_DEGREES))
            if step % self._metre.steps_per_beat == 0:
                near = range(walked - 1, walked + 2)  # a third: one of them is in the chord
                walked = next(d for d in near if (d - chord) % 7 in (0, 2, 4))
            self._lead_degree = walked
            pitch = pitch_of(
                walked, tonic=self._tonic, mode=self._mode, octave_midi=_OCTAVES_MIDI["lead"]
            )
            pitch += is_dominant(chord, self._mode) and walked % 7 == _LEADING_DEGREE
            if generator.random() < 0.85:
                self._play("lead", pitch, bar, step, min(self._to_beats(length), _LONGEST_NOTE), 92)

    def _to_beats(self, steps: int) -> float:
        return steps / self._metre.steps_per_beat

    def _play(
        self, layer: str, pitch: int, bar: int, step: int, beats: float, velocity: float
    ) -> None:
        first = bar * self._metre.beats_per_bar + step / self._metre.steps_per_beat
        if first + beats > self._beat_count + 2:
            return
        start_s = self._played_s(first)
        end_s = max(start_s + _SHORTEST_NOTE_S, self._exact_s(first + beats * 0.9) - _GAP_S)
        channel, program = _CHANNELS[layer], self._programs[layer]
        self._notes.append(Note(channel, program, pitch, self._velocity(velocity), start_s, end_s))

    def _strike(self, drum: int, bar: int, step: int, velocity: float) -> None:
        beat = bar * self._metre.beats_per_bar + step / self._metre.steps_per_beat
        if beat > self._beat_count + 2:
            return
        start_s = self._played_s(beat)
        loudness = self._velocity(velocity)
        self._notes.append(Note(DRUM_CHANNEL, 0, drum, loudness, start_s, start_s + _HITS_S))

    def _velocity(self, velocity: float) -> int:
        return int(np.clip(velocity + self._generator.normal(0, _VELOCITY_SCATTER), 12, 127))

    def _played_s(self, beat: float) -> float:
        return max(0.0, self._exact_s(beat) + float(self._generator.normal(0, self._scatter_s)))

    def _exact_s(self, beat: float) -> float:
        whole = int(np.floor(beat + 1e-9))
        place = self._metre.swung(beat - whole)
        return float(np.interp(whole + place, np.arange(self._beats_s.size), self._beats_s))


def _with_lengths(steps: tuple[int, ...], end: int) -> list[tuple[int, int]]:
    """Pair every step with its distance to the next or to the end of the bar."""
    return [(step, after - step) for step, after in zip(steps, (*steps[1:], end), strict=False)]

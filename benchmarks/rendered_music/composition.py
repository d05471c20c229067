"""Compose: style, key, tempo, form and a seed become notes with everything that is true of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from benchmarks.rendered_music.forms import ALL_LAYERS, PLAIN_FORM, Part, fit_form
from benchmarks.rendered_music.harmony import PROGRESSIONS, chord_of, is_dominant, pitch_of
from benchmarks.rendered_music.midi_file import DRUM_CHANNEL, Note
from benchmarks.rendered_music.styles import DRUMS, STYLES, Bars, Ensemble, Groove
from benchmarks.rendered_music.timing import Clock, Feel
from benchmarks.rendered_music.truth import TrueSection, Truth

CHANNELS = {"chords": 0, "bass": 1, "pad": 2, "lead": 3, "drums": DRUM_CHANNEL}
_STEPS_PER_BEAT = 4
_VELOCITIES = {"X": 116, "x": 96, "o": 74, "-": 48}
_VELOCITY_SCATTER = 5.0
_DRUM_NOTE_S = 0.1
_CHORD_OCTAVE, _BASS_OCTAVE, _LEAD_OCTAVE = 48, 36, 60
_FILL_SHARE = 0.6  # of eighth bars that end with the toms
_LOWEST_PITCH, _HIGHEST_PITCH = 24, 103
_LEAD_RANGE = (3, 16)  # scale degrees above the tonic of the octave
_MOTIF_BARS = 2


@dataclass(frozen=True, slots=True)
class Brief:
    """Say what to compose.

    Attributes
    ----------
    form : sequence of Part
        Repeated or cut to the duration.
    layers : frozenset of str
        Who may play at all.
    feel : Feel, optional
        Instead of the style's own.
    """

    style: str
    tonic: int
    mode: str
    tempo_bpm: float
    duration_s: float
    seed: int
    form: Sequence[Part] = PLAIN_FORM
    layers: frozenset[str] = ALL_LAYERS
    feel: Feel | None = None


@dataclass(frozen=True, slots=True)
class Motif:
    """A melody's rhythm (eighths over two bars) and its steps in the scale."""

    onsets: tuple[int, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Material:
    """What all parts of one label share."""

    groove: Groove
    progression: tuple[int, ...]
    motif: Motif


@dataclass(slots=True)
class _Bar:
    """Where the writing is."""

    number: int
    in_part: int
    first_beat: float
    degree: int
    next_degree: int
    part: Part
    material: _Material
    chord: list[int] = field(default_factory=list)


def compose(brief: Brief) -> tuple[list[Note], Truth]:
    """Return the notes and the truth of a piece; the same brief gives the same piece."""
    return _Composer(brief).compose()


class _Composer:
    def __init__(self, brief: Brief) -> None:
        self._brief, self._style = brief, STYLES[brief.style]
        self._generator = np.random.default_rng(brief.seed)
        style = self._style
        self._bars = max(
            1, ceil(brief.duration_s * brief.tempo_bpm / 60 / style.beats_per_bar - 1e-6)
        )
        beats = self._bars * style.beats_per_bar
        self._clock = Clock(brief.feel or style.feel, brief.tempo_bpm, beats, self._generator)
        ensembles = style.ensembles
        self._ensemble: Ensemble = ensembles[int(self._generator.integers(len(ensembles)))]
        self._materials: dict[str, _Material] = {}
        self._lead_degree = 7
        self._notes: list[Note] = []

    def compose(self) -> tuple[list[Note], Truth]:
        brief, style = self._brief, self._style
        number, sections = 0, []
        for part in fit_form(tuple(brief.form), self._bars):
            sections.append((number, part.label))
            material = self._material(part.label)
            for in_part in range(part.bars):
                self._write_bar(number, in_part, part, material)
                number += 1
        beats_s = self._clock.beats_s[: self._bars * style.beats_per_bar]
        inside = [float(time_s) for time_s in beats_s if time_s < brief.duration_s]
        pitched = bool(brief.layers - {"drums"})
        truth = Truth(
            name="",
            kind="song",
            style=brief.style,
            soundfont="",
            duration_s=brief.duration_s,
            tempo_bpm=float(60 / np.median(np.diff(inside)))
            if len(inside) > 1
            else brief.tempo_bpm,
            beats_s=tuple(inside),
            downbeats_s=tuple(inside[:: style.beats_per_bar]),
            beats_per_bar=style.beats_per_bar,
            tonic=brief.tonic if pitched else None,
            mode=brief.mode if pitched else None,
            sections=tuple(
                TrueSection(float(beats_s[bar * style.beats_per_bar]), label)
                for bar, label in sections
                if beats_s[bar * style.beats_per_bar] < brief.duration_s
            ),
        )
        return self._notes, truth

    def _material(self, label: str) -> _Material:
        if label not in self._materials:
            self._materials[label] = self._new_material()
        return self._materials[label]

    def _new_material(self) -> _Material:
        generator, style = self._generator, self._style
        groove = style.grooves[int(generator.integers(len(style.grooves)))]
        progressions = PROGRESSIONS[style.harmony][self._brief.mode]
        progression = progressions[int(generator.integers(len(progressions)))]
        eighths = _MOTIF_BARS * style.beats_per_bar * 2
        chances = np.where(np.arange(eighths) % 2 == 0, 1.3, 0.65) * style.melody_density
        onsets = np.flatnonzero(generator.random(eighths) < chances)
        if onsets.size == 0:
            onsets = np.array([0])
        steps = generator.integers(-2, 3, eighths)
        motif = Motif(tuple(onsets.tolist()), tuple(steps.tolist()))
        return _Material(groove, progression, motif)

    def _write_bar(self, number: int, in_part: int, part: Part, material: _Material) -> None:
        progression = material.progression
        degree, next_degree = (progression[(in_part + k) % len(progression)] for k in (0, 1))
        if number == self._bars - 1:
            degree = 0
        first_beat = number * self._style.beats_per_bar
        bar = _Bar(number, in_part, first_beat, degree, next_degree, part, material)
        brief, style = self._brief, self._style
        bar.chord = chord_of(
            degree,
            tonic=brief.tonic,
            mode=brief.mode,
            octave_midi=_CHORD_OCTAVE,
            sevenths=style.sevenths,
            blues=style.harmony == "blues",
            generator=self._generator,
        )
        writers: dict[str, Callable[[_Bar], None]] = {
            "drums": self._write_drums,
            "bass": self._write_bass,
            "chords": self._write_chords,
            "pad": self._write_pad,
            "lead": self._write_lead,
        }
        for layer, write in writers.items():
            if layer in part.layers and layer in brief.layers:
                write(bar)

    def _write_drums(self, bar: _Bar) -> None:
        drums = bar.material.groove.drums
        for name, bars in drums.items():
            for step, stroke in enumerate(_of_bar(bars, bar.in_part)):
                if stroke in _VELOCITIES:
                    self._strike(DRUMS[name], bar, step, _VELOCITIES[stroke])
        if "snare" in drums and bar.in_part == 0 and bar.number:
            self._strike(DRUMS["crash"], bar, 0, _VELOCITIES["x"])
        if "snare" in drums and bar.in_part % 8 == 7 and self._generator.random() < _FILL_SHARE:
            for step, name in ((12, "high_tom"), (13, "high_tom"), (14, "tom"), (15, "low_tom")):
                self._strike(DRUMS[name], bar, step, _VELOCITIES["x"])

    def _write_bass(self, bar: _Bar) -> None:
        program = self._ensemble.bass
        if program is None or not bar.material.groove.bass:
            return
        chord, root = bar.chord, bar.chord[0] - (_CHORD_OCTAVE - _BASS_OCTAVE)
        pattern = _of_bar(bar.material.groove.bass, bar.in_part)
        brief = self._brief
        approach = pitch_of(
            bar.next_degree - 1, tonic=brief.tonic, mode=brief.mode, octave_midi=_BASS_OCTAVE
        )
        pitches = {
            "r": root,
            "3": root + chord[1] - chord[0],
            "5": root + chord[2] - chord[0],
            "7": root + (chord[3] - chord[0] if len(chord) > 3 else 7),
            "8": root + 12,
            "a": approach,
        }
        for step, length, stroke in _strokes(pattern):
            self._play("bass", program, pitches[stroke], bar, step, length, 98)

    def _write_chords(self, bar: _Bar) -> None:
        program = self._ensemble.chords
        if program is None or not bar.material.groove.chords:
            return
        chord = bar.chord
        ladder = [*chord, *(pitch + 12 for pitch in chord)]
        for step, length, stroke in _strokes(_of_bar(bar.material.groove.chords, bar.in_part)):
            velocity = 66 if stroke == "c" else 82
            if stroke in "Cc":
                pitches = [pitch + 12 if pitch < 55 else pitch for pitch in chord]
            elif stroke == "P":
                pitches = [chord[0], chord[0] + 7, chord[0] + 12]
            elif stroke == "L":
                pitches = [chord[0] - 12 if chord[0] > 52 else chord[0]]
            else:
                pitches = [ladder[int(stroke) - 1]]
            for pitch in pitches:
                self._play("chords", program, pitch, bar, step, length, velocity)

    def _write_pad(self, bar: _Bar) -> None:
        program = self._ensemble.pad
        if program is None:
            return
        steps = self._style.beats_per_bar * _STEPS_PER_BEAT
        alone = not bar.material.groove.drums
        for pitch in bar.chord:
            self._play("pad", program, pitch + 12, bar, 0, steps, 76 if alone else 54)
        if alone and self._ensemble.bass is None:
            self._play("pad", program, bar.chord[0] - 12, bar, 0, steps, 72)

    def _write_lead(self, bar: _Bar) -> None:
        program = self._ensemble.lead
        if program is None:
            return
        if bar.in_part == 0:
            self._lead_degree = 7 + int(self._generator.integers(0, 4))
        eighths = self._style.beats_per_bar * 2
        start = bar.in_part % _MOTIF_BARS * eighths
        motif, brief = bar.material.motif, self._brief
        onsets = [onset - start for onset in motif.onsets if start <= onset < start + eighths]
        for onset, following in zip(onsets, [*onsets[1:], eighths], strict=False):
            self._lead_degree += motif.steps[onset + start]
            if onset % 4 == 0:
                self._lead_degree = _nearest_chord_degree(self._lead_degree, bar.degree)
            self._lead_degree = int(np.clip(self._lead_degree, *_LEAD_RANGE))
            pitch = pitch_of(
                self._lead_degree, tonic=brief.tonic, mode=brief.mode, octave_midi=_LEAD_OCTAVE
            )
            if is_dominant(bar.degree, brief.mode) and self._lead_degree % 7 == 6:
                pitch += 1
            pitch += 12 * bar.part.octave if pitch < 80 else 0
            length = min(following - onset, 4) * 2
            self._play("lead", program, pitch, bar, onset * 2, length, 94)

    def _play(
        self, layer: str, program: int, pitch: int, bar: _Bar, step: int, length: int, velocity: int
    ) -> None:
        start_beat = bar.first_beat + step / _STEPS_PER_BEAT
        start_s = self._clock.played_s(start_beat)
        end_s = self._clock.exact_s(start_beat + length / _STEPS_PER_BEAT) - 0.015
        while pitch < _LOWEST_PITCH:
            pitch += 12
        while pitch > _HIGHEST_PITCH:
            pitch -= 12
        loudness = self._velocity(velocity * bar.part.intensity)
        end_s = max(start_s + 0.05, end_s)
        self._notes.append(Note(CHANNELS[layer], program, int(pitch), loudness, start_s, end_s))

    def _strike(self, drum: int, bar: _Bar, step: int, velocity: float) -> None:
        start_s = self._clock.played_s(bar.first_beat + step / _STEPS_PER_BEAT)
        loudness = self._velocity(velocity * bar.part.intensity)
        self._notes.append(Note(DRUM_CHANNEL, 0, drum, loudness, start_s, start_s + _DRUM_NOTE_S))

    def _velocity(self, velocity: float) -> int:
        return int(np.clip(velocity + self._generator.normal(0, _VELOCITY_SCATTER), 12, 127))


def _of_bar(bars: Bars, number: int) -> str:
    return bars[number % len(bars)]


def _strokes(pattern: str) -> list[tuple[int, int, str]]:
    """Return step, length in steps and character of every stroke; `_` lengthens the last one."""
    found: list[tuple[int, int, str]] = []
    for step, character in enumerate(pattern):
        if character == "_" and found:
            first, length, stroke = found[-1]
            found[-1] = (first, length + 1, stroke)
        elif character not in "._":
            found.append((step, 1, character))
    return found


def _nearest_chord_degree(degree: int, chord_degree: int) -> int:
    """Return the chord note nearest to a place in the scale."""
    notes = [d for d in range(degree - 3, degree + 4) if (d - chord_degree) % 7 in (0, 2, 4)]
    return min(notes, key=lambda note: (abs(note - degree), note))

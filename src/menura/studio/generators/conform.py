"""Bring a take to the tempo, key and length that were asked for, as far as that can be heard.

No model of sound keeps to them: the best one measured has the tempo in 61 and the key in 64 % of
its takes. What is near is moved, what is far is left alone, and every step is noted.
"""

from dataclasses import dataclass, replace

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.key import Key, measure_key
from menura.audio.key_notation import SEMITONES
from menura.audio.onsets import find_onsets
from menura.audio.rhythm import Rhythm, measure_rhythm
from menura.audio.streaming import StreamingPass
from menura.studio.generators.describing import name_key
from menura.studio.generators.model import (
    Capabilities,
    Check,
    StemGenerator,
    StemRequest,
    Take,
)
from menura.studio.generators.stretch import shift_pitch
from menura.studio.model import Role
from menura.studio.qa.tempo import correlate_onsets
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import BEATS_PER_BAR

SHORTEST_S = 4.0  # less than two bars tells neither tempo nor key
_WITHOUT_PITCH = (Role.DRUMS, Role.PERCUSSION, Role.FX)
_METRICAL = (0.5, 1.0, 2.0)  # a tempo heard at half or double speed is the same tempo
_REFINE_BY, _REFINE_STEP, _LEAST_SCORE = 0.025, 0.0001, 0.1
_FEWEST_MARKS = 3
_STEADY = 0.8  # mean resultant length of the beats' phases on the grid
_FADE_S, _START_FADE_S = 0.01, 0.001  # no click, and no attack taken away


@dataclass(frozen=True, slots=True)
class ConformOptions:
    """Bound what may be done to a take.

    Attributes
    ----------
    most_tempo_change : float
        Beyond it stretching is heard.
    least_tempo_change : float
        Below it there is nothing to gain: measuring is no more exact.
    most_semitones : int
        Beyond it voices and drums sound like somebody else's.
    least_beat_confidence, least_downbeat_confidence, least_key_confidence : float
        Below it what was heard is not trusted.
    """

    most_tempo_change: float = 0.08
    least_tempo_change: float = 0.001
    most_semitones: int = 3
    least_beat_confidence: float = 0.3
    least_downbeat_confidence: float = 0.5
    least_key_confidence: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Hold what was heard in a take; None and empty where it cannot be told.

    Attributes
    ----------
    tempo_bpm : float, optional
        Read over long distances: after sixteen beats an error of a per cent is a third of one.
    """

    rhythm: Rhythm
    tempo_bpm: float | None
    key: Key | None


@dataclass(frozen=True, slots=True)
class ConformingGenerator:
    """Wrap a generator that does not keep to the grid: its takes are conformed before use."""

    generator: StemGenerator
    options: ConformOptions = ConformOptions()

    def capabilities(self) -> Capabilities:
        """Return what the wrapped generator can do."""
        return self.generator.capabilities()

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Return a take exactly as long as asked, and on the grid as far as possible.

        More is asked for, so that there is something to cut: a bar, and what stretching may take.
        """
        bar_s = BEATS_PER_BAR * 60.0 / request.bpm
        ample_s = request.duration_s * (1 + self.options.most_tempo_change) + bar_s
        most_s = max(request.duration_s, self.capabilities().max_seconds)
        ample = replace(request, duration_s=min(ample_s, most_s))
        take = self.generator.generate(ample, check)
        check()
        return conform_take(take, request, self.options)


@dataclass(frozen=True, slots=True)
class _Step:
    """Hold a change (a ratio of lengths, or semitones) and the sentence about it."""

    amount: float
    note: str = ""
    has_grid: bool = False
    keeps_level: bool = False
    """Whether the beats that were heard are those that were asked for, and not every other."""


def hear(samples: Float32Array) -> Heard:
    """Measure rhythm and key of samples ``(2, n)`` at 48 kHz, as for any track."""
    listening = StreamingPass(SAMPLE_RATE_HZ, samples.shape[0])
    listening.feed(samples)
    frames = listening.finish()
    onsets = find_onsets(frames.mel_energies)
    rhythm = measure_rhythm(frames, onsets)
    tempo_bpm = None if rhythm.tempo is None else rhythm.tempo.tempo_bpm
    if tempo_bpm is not None and rhythm.beats_s.size:
        tempo_bpm = _refined_bpm(onsets.strength, tempo_bpm)
    return Heard(rhythm, tempo_bpm, measure_key(frames))


def _refined_bpm(strength: Float32Array, tempo_bpm: float) -> float:
    """Return the tempo near one at which onsets repeat best over four bars."""
    near = np.arange(-_REFINE_BY, _REFINE_BY, _REFINE_STEP)
    tempi = tempo_bpm * (1 + near[np.argsort(np.abs(near), kind="stable")])
    scores = correlate_onsets(strength).score(tempi)
    best = int(scores.argmax())
    return float(tempi[best]) if scores[best] >= _LEAST_SCORE else tempo_bpm


def conform_take(
    take: Take, request: StemRequest, options: ConformOptions = ConformOptions()
) -> Take:
    """Return a take on the grid of a request and exactly as long.

    A tempo within 8 % is stretched to the one asked for, and the beginning cut so that bars (or
    beats, where bars cannot be told) lie on the grid; a tonic within 3 semitones, of the same
    mode, is shifted. Everything else is left and noted.

    Parameters
    ----------
    take : Take
        What a generator made that does not obey the grid.
    request : StemRequest
        What it was asked for.

    Returns
    -------
    Take
        With `request.length` samples, and a sentence more for everything that was done or could
        not be.
    """
    notes, samples = list(take.notes), take.samples
    if samples.shape[1] >= SHORTEST_S * SAMPLE_RATE_HZ:
        heard = hear(samples)
        tempo = _tempo_step(heard, request.bpm, options)
        key = _key_step(heard.key, request, options)
        notes += [step.note for step in (tempo, key) if step.note]
        if tempo.amount != 1.0 or key.amount:
            samples = shift_pitch(samples, key.amount, tempo.amount)
        if tempo.has_grid:
            samples = _on_grid(samples, heard.rhythm, tempo, request.bpm, options)
    else:
        notes.append("Too short to hear tempo and key: left as it was.")
    samples, length_note = _of_length(samples, request.length)
    notes += [length_note] if length_note else []
    return replace(take, samples=samples, notes=tuple(notes))


def _tempo_step(heard: Heard, bpm: float, options: ConformOptions) -> _Step:
    """Say by what ratio a take must last longer to have the tempo."""
    tempo_bpm = heard.tempo_bpm
    if tempo_bpm is None or heard.rhythm.beat_confidence < options.least_beat_confidence:
        return _Step(1.0, "No steady beat could be heard: the tempo is not known.")
    heard_bpm = min(
        (tempo_bpm * factor for factor in _METRICAL), key=lambda tempo: abs(np.log(tempo / bpm))
    )
    ratio = float(heard_bpm / bpm)
    if abs(ratio - 1) > options.most_tempo_change:
        return _Step(
            1.0,
            f"Heard at {tempo_bpm:.1f} BPM instead of {bpm:g}: too far to stretch, left as it was.",
        )
    if abs(ratio - 1) < options.least_tempo_change:
        return _Step(1.0, has_grid=True, keeps_level=heard_bpm == tempo_bpm)
    note = f"Stretched from {heard_bpm:.2f} to {bpm:g} BPM."
    return _Step(ratio, note, has_grid=True, keeps_level=heard_bpm == tempo_bpm)


def _key_step(key: Key | None, request: StemRequest, options: ConformOptions) -> _Step:
    """Say by how many semitones a take must be shifted to have the key."""
    if request.key is None or request.role in _WITHOUT_PITCH:
        return _Step(0.0)
    wanted = name_key(request.key, request.mode)
    if key is None or key.confidence < options.least_key_confidence:
        return _Step(0.0, f"No clear key could be heard; asked for: {wanted}.")
    is_major = request.mode is None or request.mode.is_major
    if request.mode is not None and (key.mode == "major") != is_major:
        relative = key.pitch_key.relative
        related = relative.pitch_class == request.key % SEMITONES
        kind = "the relative of" if related else "instead of"
        return _Step(0.0, f"Heard in {key.name}, {kind} {wanted}: left as it was.")
    half = SEMITONES // 2
    distance = (request.key - key.pitch_key.pitch_class + half) % SEMITONES - half
    if distance == 0:
        return _Step(0.0)
    if abs(distance) > options.most_semitones:
        return _Step(0.0, f"Heard in {key.name} instead of {wanted}: too far to shift.")
    return _Step(float(distance), f"Shifted by {distance:+d} semitones from {key.name}.")


def _on_grid(
    samples: Float32Array, rhythm: Rhythm, tempo: _Step, bpm: float, options: ConformOptions
) -> Float32Array:
    """Cut a take's beginning so that it begins with a bar, or at least with a beat.

    What is early by less than a quarter of a beat is moved later instead of losing a bar.
    """
    beat_s = 60.0 / bpm
    marks_s, period_s = rhythm.beats_s, beat_s
    knows_bars = rhythm.downbeat_confidence >= options.least_downbeat_confidence
    if knows_bars and rhythm.beats_per_bar == BEATS_PER_BAR and tempo.keeps_level:
        marks_s, period_s = rhythm.downbeats_s, BEATS_PER_BAR * beat_s
    if marks_s.size < _FEWEST_MARKS:
        return samples
    direction = np.exp(2j * np.pi * marks_s * tempo.amount / period_s).mean()
    if abs(direction) < _STEADY:
        return samples  # the beats wander: no one move would do
    late_s = float(np.angle(direction)) / (2 * np.pi) * period_s
    if -beat_s / 4 <= late_s <= 0:
        return np.pad(samples, ((0, 0), (round(-late_s * SAMPLE_RATE_HZ), 0)))
    return _faded_in(samples[:, round((late_s % period_s) * SAMPLE_RATE_HZ) :])


def _faded_in(samples: Float32Array) -> Float32Array:
    faded = samples.copy()
    length = min(round(_START_FADE_S * SAMPLE_RATE_HZ), faded.shape[1])
    faded[:, :length] *= np.linspace(0, 1, length, dtype=np.float32)
    return faded


def _of_length(samples: Float32Array, length: int) -> tuple[Float32Array, str]:
    """Cut (with a fade) or fill (with silence) to a length; say when much is missing."""
    fade = min(round(_FADE_S * SAMPLE_RATE_HZ), length, samples.shape[1])
    kept = samples[:, :length].copy()
    kept[:, kept.shape[1] - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    missing = length - kept.shape[1]
    note = ""
    if missing > SAMPLE_RATE_HZ // 2:
        note = f"{missing / SAMPLE_RATE_HZ:.1f} s shorter than asked for: silence at the end."
    return np.ascontiguousarray(np.pad(kept, ((0, 0), (0, missing)))), note

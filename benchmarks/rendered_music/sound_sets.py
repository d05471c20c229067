"""Say what each set of test sounds holds: briefs and fonts by number, from seeds of their own.

Seeds from 70 000 up. What Menura's constants were fitted and tuned on came from another generator
with other grooves, progressions and melodies; only the sound fonts and the names of the styles are
shared, since there are no others that are free and packaged.
"""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.rendered_music.composition import Brief, compose
from benchmarks.rendered_music.forms import FORM_NAMES, FORMS, PLAIN_FORM
from benchmarks.rendered_music.harmony import MAJOR, MINOR
from benchmarks.rendered_music.midi_file import Note
from benchmarks.rendered_music.soundfonts import SoundFont
from benchmarks.rendered_music.styles import DRUM_STYLES, STYLE_NAMES, STYLES
from benchmarks.rendered_music.synthesis import (
    SAMPLE_RATE_HZ,
    cents_to_ratio,
    detune,
    fade_out,
    master,
    synthesise,
)
from benchmarks.rendered_music.timing import LEAD_IN_S
from benchmarks.rendered_music.truth import Truth
from menura.audio.arrays import Float32Array

CLIP_SEED, DRUM_SEED, LOOP_SEED, TRACK_SEED = 70_000, 72_000, 74_000, 76_000
CLIP_S, DRUM_CLIP_S, TRACK_S = 45.0, 30.0, 240.0
CLIP_COUNT, DRUM_CLIP_COUNT, LOOP_COUNT, TRACK_COUNT = 240, 60, 120, 16
_DETUNED_SHARE, _MOST_CENTS = 0.4, 45.0
_LOOP_BARS = (1, 2, 4, 8)
_LOOP_TEMPI_BPM = (70.0, 180.0)
_LONGEST_LOOP_S = 16.0
_LOOP_LAYERS = (
    ("drums", "full_loop"),
    ("drums", "full_loop"),
    ("drums bass", "full_loop"),
    ("bass", "bass"),
    ("chords", None),
    ("drums bass chords", "full_loop"),
)
_TEMPO_STEPS = 6  # of a style's range: every part of it is heard
_FADE_S = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A sound, shape ``(2, samples)`` at 44.1 kHz, and what is true of it."""

    signal: Float32Array
    truth: Truth


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything one sound is made from."""

    name: str
    brief: Brief
    font: SoundFont
    detune_cents: float = 0.0
    loop_bars: int | None = None
    instrument: str | None = None


def clip_recipe(number: int, fonts: tuple[SoundFont, ...]) -> Recipe:
    """Return a clip of 45 s: styles, keys, fonts and tempi take turns, 40 % are detuned."""
    generator = np.random.default_rng(CLIP_SEED + number)
    style = STYLE_NAMES[number % len(STYLE_NAMES)]
    turn = number // len(STYLE_NAMES)
    key = (number * 11 + turn * 7) % 24
    slowest, fastest = STYLES[style].tempo_bpm
    place = (turn % _TEMPO_STEPS + generator.random()) / _TEMPO_STEPS
    is_detuned = generator.random() < _DETUNED_SHARE
    cents = float(generator.uniform(-_MOST_CENTS, _MOST_CENTS)) if is_detuned else 0.0
    brief = Brief(
        style=style,
        tonic=key % 12,
        mode=MAJOR if key < 12 else MINOR,
        tempo_bpm=slowest + (fastest - slowest) * place,
        duration_s=CLIP_S * cents_to_ratio(cents),
        seed=CLIP_SEED + number,
    )
    font = fonts[(number + turn) % len(fonts)]
    return Recipe(f"{number:03}_{style}", brief, font, cents)


def drum_recipe(number: int, fonts: tuple[SoundFont, ...]) -> Recipe:
    """Return a clip of 30 s with drums alone."""
    generator = np.random.default_rng(DRUM_SEED + number)
    style = DRUM_STYLES[number % len(DRUM_STYLES)]
    tempo_bpm = float(generator.uniform(*STYLES[style].tempo_bpm))
    brief = Brief(style, 0, MAJOR, tempo_bpm, DRUM_CLIP_S, DRUM_SEED + number)
    brief = replace(brief, layers=frozenset({"drums"}))
    return Recipe(f"{number:03}_{style}", brief, fonts[number % len(fonts)])


def loop_recipe(number: int, fonts: tuple[SoundFont, ...]) -> Recipe:
    """Return a loop of whole bars at a steady tempo, cut to the sample."""
    generator = np.random.default_rng(LOOP_SEED + number)
    style = DRUM_STYLES[number % len(DRUM_STYLES)]
    layers, instrument = _LOOP_LAYERS[number % len(_LOOP_LAYERS)]
    tempo_bpm = float(generator.uniform(*_LOOP_TEMPI_BPM))
    if number % 3:  # most loops have a whole number of beats per minute
        tempo_bpm = float(round(tempo_bpm))
    bars = _LOOP_BARS[int(generator.integers(len(_LOOP_BARS)))]
    while bars > 1 and bars * 240 / tempo_bpm > _LONGEST_LOOP_S:
        bars //= 2
    feel = replace(STYLES[style].feel, drift=0.0)
    brief = Brief(
        style=style,
        tonic=int(generator.integers(12)),
        mode=(MAJOR, MINOR)[int(generator.integers(2))],
        tempo_bpm=tempo_bpm,
        duration_s=(2 * bars + 1) * 240 / tempo_bpm,
        seed=LOOP_SEED + number,
        form=PLAIN_FORM[1:],
        layers=frozenset(layers.split()),
        feel=feel,
    )
    font = fonts[number % len(fonts)]
    return Recipe(f"{number:03}_{style}_{bars}", brief, font, 0.0, bars, instrument)


def track_recipe(number: int, fonts: tuple[SoundFont, ...]) -> Recipe:
    """Return an arranged track of four minutes; four forms take turns."""
    generator = np.random.default_rng(TRACK_SEED + number)
    style = STYLE_NAMES[(number * 7) % len(STYLE_NAMES)]
    brief = Brief(
        style=style,
        tonic=int(generator.integers(12)),
        mode=(MAJOR, MINOR)[number % 2],
        tempo_bpm=float(generator.uniform(*STYLES[style].tempo_bpm)),
        duration_s=TRACK_S,
        seed=TRACK_SEED + number,
        form=FORMS[FORM_NAMES[number % len(FORM_NAMES)]],
    )
    return Recipe(
        f"{number:02}_{style}_{FORM_NAMES[number % 4]}", brief, fonts[number % len(fonts)]
    )


def render(recipe: Recipe) -> Rendered:
    """Make the sound of a recipe."""
    notes, truth = compose(recipe.brief)
    truth = replace(truth, name=recipe.name, soundfont=recipe.font.name)
    if recipe.loop_bars is not None:
        return _render_loop(recipe, notes, truth)
    signal = synthesise(notes, recipe.font, duration_s=recipe.brief.duration_s)
    if recipe.detune_cents:
        signal = detune(signal, recipe.detune_cents)
        truth = truth.played_faster(cents_to_ratio(recipe.detune_cents), recipe.detune_cents)
    signal = master(signal, STYLES[recipe.brief.style].loudness_lufs)
    return Rendered(fade_out(signal, _FADE_S), truth)


def _render_loop(recipe: Recipe, notes: list[Note], truth: Truth) -> Rendered:
    """Cut the second turn, whose first sounds have the last ones of the first turn below them."""
    bars = recipe.loop_bars or 1
    loop_s = bars * truth_beats(truth) * 60 / recipe.brief.tempo_bpm
    has_tail_of_before = recipe.brief.seed % 2 == 1
    start_s = LEAD_IN_S + (loop_s if has_tail_of_before else 0.0)
    if not has_tail_of_before:
        notes = [note for note in notes if note.start_s < start_s + loop_s]
    signal = synthesise(notes, recipe.font, duration_s=start_s + loop_s)
    start = round(start_s * SAMPLE_RATE_HZ)
    cut = np.ascontiguousarray(signal[:, start : start + round(loop_s * SAMPLE_RATE_HZ)])
    beat_s = 60 / recipe.brief.tempo_bpm
    beats = bars * truth_beats(truth)
    truth = replace(
        truth,
        kind="loop",
        duration_s=loop_s,
        tempo_bpm=recipe.brief.tempo_bpm,
        beats_s=tuple(beat * beat_s for beat in range(beats)),
        downbeats_s=tuple(bar * truth_beats(truth) * beat_s for bar in range(bars)),
        sections=(),
        instrument=recipe.instrument,
    )
    return Rendered(master(cut, STYLES[recipe.brief.style].loudness_lufs), truth)


def truth_beats(truth: Truth) -> int:
    """Return the beats of a bar."""
    return truth.beats_per_bar or 4

"""What the benchmark takes for true must be true of the notes; no sound is rendered here."""

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from benchmarks.rendered_music.composition import CHANNELS, Brief, compose
from benchmarks.rendered_music.forms import FORMS, fit_form
from benchmarks.rendered_music.harmony import SCALES
from benchmarks.rendered_music.midi_file import Note, variable_length, write_midi
from benchmarks.rendered_music.one_shots import SOUNDS
from benchmarks.rendered_music.sound_sets import (
    clip_recipe,
    drum_recipe,
    loop_recipe,
    track_recipe,
)
from benchmarks.rendered_music.soundfonts import SOUNDFONTS
from benchmarks.rendered_music.styles import DRUMS, GROOVES, STYLE_NAMES, STYLES
from benchmarks.rendered_music.synthesis import measure_lufs, soft_clip
from benchmarks.rendered_music.timing import Clock, Feel
from benchmarks.rendered_music.truth import TrueSection, Truth
from menura.audio.file_name_hints import Instrument
from tests.audio_synthesis import white_noise

BRIEF = Brief("rock", tonic=9, mode="minor", tempo_bpm=120, duration_s=40, seed=70_000)


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_every_pattern_of_a_style_fills_its_bar(style):
    steps = 4 * STYLES[style].beats_per_bar
    assert GROOVES[style]
    for groove in GROOVES[style]:
        assert groove.drums.keys() <= DRUMS.keys()
        for bars in (*groove.drums.values(), groove.bass, groove.chords):
            assert {len(bar) for bar in bars} <= {steps}


def test_the_same_brief_gives_the_same_piece_and_another_seed_another():
    assert compose(BRIEF) == compose(BRIEF)
    assert compose(BRIEF)[0] != compose(replace(BRIEF, seed=70_001))[0]


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_beats_go_at_the_tempo_and_bars_begin_on_beats(style):
    _, truth = compose(replace(BRIEF, style=style, tempo_bpm=100))
    steps_s = np.diff(truth.beats_s)
    drift = STYLES[style].feel.drift
    assert np.abs(steps_s - 0.6).max() <= 0.6 * drift + 1e-9
    assert truth.tempo_bpm == pytest.approx(100, rel=drift + 1e-9)
    assert truth.downbeats_s == truth.beats_s[:: STYLES[style].beats_per_bar]


def test_kicks_on_the_beat_are_played_on_true_beats():
    notes, truth = compose(replace(BRIEF, style="house"))
    kicks_s = [note.start_s for note in notes if note.channel == 9 and note.pitch == DRUMS["kick"]]
    nearest = [min(abs(kick - beat) for beat in truth.beats_s) for kick in kicks_s if kick < 39]
    assert max(nearest) < 1e-6


def test_the_music_keeps_to_its_key():
    notes, truth = compose(replace(BRIEF, style="folk", mode="major", tonic=4))
    scale = {(4 + step) % 12 for step in SCALES["major"]}
    assert truth.tonic == 4
    assert {note.pitch % 12 for note in notes} <= scale


def test_drums_alone_have_no_key():
    notes, truth = compose(replace(BRIEF, layers=frozenset({"drums"})))
    assert truth.tonic is None
    assert truth.mode is None
    assert {note.channel for note in notes} == {CHANNELS["drums"]}


def test_swing_delays_the_second_eighth_and_keeps_the_beat():
    clock = Clock(Feel(swing=2 / 3), 60, 8, np.random.default_rng(0))
    start_s = clock.exact_s(0)
    offsets = [clock.exact_s(beat) - start_s for beat in (0.5, 1, 1.25, 1.5, 2)]
    assert offsets == pytest.approx([2 / 3, 1, 1 + 1 / 3, 1 + 2 / 3, 2])


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_as_many_bars_as_the_piece_and_no_part_twice_in_a_row(form):
    parts = fit_form(FORMS[form], 117)
    labels = [part.label for part in parts]
    assert sum(part.bars for part in parts) == 117
    assert all(first != second for first, second in pairwise(labels))
    _, truth = compose(replace(BRIEF, form=FORMS[form], duration_s=120))
    assert truth.sections[0].start_s == truth.downbeats_s[0]
    assert all(section.start_s in truth.downbeats_s for section in truth.sections)


def test_sets_take_turns_with_styles_keys_and_fonts():
    recipes = [clip_recipe(number, SOUNDFONTS) for number in range(240)]
    keys = {(recipe.brief.tonic, recipe.brief.mode) for recipe in recipes}
    assert len(keys) == 24
    assert {recipe.brief.style for recipe in recipes} == set(STYLE_NAMES)
    fonts_of_rock = {recipe.font.name for recipe in recipes if recipe.brief.style == "rock"}
    assert fonts_of_rock == {font.name for font in SOUNDFONTS}
    assert 0.3 < np.mean([recipe.detune_cents != 0 for recipe in recipes]) < 0.5
    assert max(abs(recipe.detune_cents) for recipe in recipes) <= 45


def test_seeds_are_not_those_constants_were_tuned_on():
    makers = (clip_recipe, drum_recipe, loop_recipe, track_recipe)
    seeds = [make(number, SOUNDFONTS).brief.seed for make in makers for number in range(240)]
    assert min(seeds) >= 70_000
    assert len(set(seeds)) == len(seeds)


def test_loops_last_whole_bars_between_70_and_180_bpm():
    for number in range(120):
        recipe = loop_recipe(number, SOUNDFONTS)
        assert recipe.loop_bars in (1, 2, 4, 8)
        assert 70 <= recipe.brief.tempo_bpm <= 180
        assert recipe.brief.duration_s >= recipe.loop_bars * 240 / recipe.brief.tempo_bpm


def test_one_shots_are_of_classes_the_product_knows():
    assert {sound.instrument for sound in SOUNDS} <= set(get_args(Instrument))


def test_playing_faster_raises_tempo_and_tuning_and_moves_everything_nearer():
    truth = Truth(
        *("name", "song", "rock", "font", 10.0),
        tempo_bpm=100.0,
        beats_s=(1.0, 2.0),
        sections=(TrueSection(4.0, "verse"),),
    )
    faster = truth.played_faster(2.0, 1200.0)
    assert (faster.duration_s, faster.tempo_bpm, faster.detune_cents) == (5.0, 200.0, 1200.0)
    assert faster.beats_s == (0.5, 1.0)
    assert faster.sections == (TrueSection(2.0, "verse"),)


def test_truths_survive_being_written(tmp_path):
    _, truth = compose(BRIEF)
    truth.write(tmp_path / "truth.json")
    assert Truth.read(tmp_path / "truth.json") == truth


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, b"\x00"), (0x7F, b"\x7f"), (0x80, b"\x81\x00"), (0x0FFFFFFF, b"\xff\xff\xff\x7f")],
)  # examples of the MIDI specification
def test_numbers_are_written_seven_bits_a_byte(value, expected):
    assert variable_length(value) == expected


def test_a_midi_file_holds_one_track_of_the_length_it_says(tmp_path):
    notes = [Note(0, 5, 60, 100, 0.0, 0.5), Note(0, 5, 60, 100, 0.5, 1.0), Note(9, 0, 36, 90, 0, 1)]
    write_midi(tmp_path / "score.mid", notes)
    content = (tmp_path / "score.mid").read_bytes()
    assert content[:4] == b"MThd"
    assert content[14:18] == b"MTrk"
    assert int.from_bytes(content[18:22], "big") == len(content) - 22
    assert content.endswith(b"\xff\x2f\x00")
    assert bytes([0xC0, 5]) in content
    ends_first = content.index(bytes([0x80, 60, 0])) < content.index(bytes([0x90, 60, 100]), 40)
    assert ends_first, "a repeated note ends before it starts again"


def test_one_channel_cannot_play_two_programs(tmp_path):
    notes = [Note(0, 5, 60, 100, 0.0, 0.5), Note(0, 6, 62, 100, 0.5, 1.0)]
    with pytest.raises(ValueError, match="two programs"):
        write_midi(tmp_path / "score.mid", notes)


def test_soft_clipping_leaves_the_quiet_alone_and_keeps_below_full_scale():
    noise = white_noise(1.0, amplitude=0.5, channels=2)
    clipped = soft_clip(noise)
    assert np.abs(noise).max() > 1
    assert np.abs(clipped).max() < 0.98
    quiet = np.abs(noise) <= 0.7
    assert (clipped[quiet] == noise[quiet]).all()


def test_loudness_is_set_by_the_products_own_meter():
    noise = white_noise(3.0, amplitude=0.05, channels=2)
    before = measure_lufs(noise)
    assert before is not None
    assert measure_lufs(noise * np.float32(0.5)) == pytest.approx(before - 6.02, abs=0.01)
    assert measure_lufs(noise * 0) is None

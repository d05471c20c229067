"""Sections of synthesised pieces whose form is known."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.section_labels import letter
from menura.audio.sections import measure_structure
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import STYLES, drum_loop, render_style, silence, sine, white_noise

RATE_HZ = 22_050
TEMPO_BPM = 120.0
PART_S = 16.0  # eight bars
NO_BEATS = np.zeros(0, np.float32)


@lru_cache
def part(name):
    """Return eight bars of stereo music; each name has its own instruments and chords."""
    style, seed = {"a": (0, 1), "b": (7, 2), "c": (1, 3)}[name.lower()]
    return render_style(
        STYLES[style],
        tempo_bpm=TEMPO_BPM,
        tonic=0,
        duration_s=PART_S,
        seed=seed,
        sample_rate_hz=RATE_HZ,
    )


def piece(form):
    """Return parts in a row; small letters are played 12 dB quieter."""
    gains = [np.float32(0.25 if name.islower() else 1.0) for name in form]
    return np.concatenate(
        [gain * part(name) for name, gain in zip(form, gains, strict=True)], axis=1
    )


def structure_of(signal, beats_s=NO_BEATS, rate_hz=RATE_HZ):
    listening = StreamingPass(rate_hz, signal.shape[0])
    listening.feed(signal)
    return measure_structure(listening.finish(), beats_s)


def beats(duration_s):
    return np.arange(0, duration_s, 60 / TEMPO_BPM, dtype=np.float32)


def assert_tiles(structure, duration_s):
    sections = structure.sections
    assert sections[0].start_s == 0.0
    assert sections[-1].end_s == pytest.approx(duration_s)
    for one, following in pairwise(sections):
        assert one.end_s == following.start_s
    assert all(section.end_s > section.start_s for section in sections)


@pytest.mark.parametrize("with_beats", [True, False])
@pytest.mark.parametrize(
    ("form", "labels"), [("ABAB", "ABAB"), ("ABCAB", "ABCAB"), ("AABA", "ABA"), ("ACCB", "ABC")]
)
def test_repeated_audio_gets_the_same_letter(form, labels, with_beats):
    duration_s = PART_S * len(form)
    structure = structure_of(piece(form), beats(duration_s) if with_beats else NO_BEATS)
    assert "".join(section.label for section in structure.sections) == labels
    assert_tiles(structure, duration_s)


def test_boundaries_lie_on_the_beat_where_the_music_changes():
    structure = structure_of(piece("ABAC"), beats(4 * PART_S))
    starts_s = [section.start_s for section in structure.sections]
    assert starts_s == pytest.approx([0, PART_S, 2 * PART_S, 3 * PART_S], abs=0.03)
    assert all(section.confidence > 0.7 for section in structure.sections)


def test_a_louder_section_has_more_energy_and_gain_changes_neither_form_nor_energy():
    signal = piece("aBaB")
    plain, quieter = structure_of(signal), structure_of(signal * np.float32(0.1))
    assert plain.sections[1].energy > plain.sections[0].energy
    for one, other in zip(plain.sections, quieter.sections, strict=True):
        assert (one.label, one.start_s) == (other.label, other.start_s)
        assert one.energy == pytest.approx(other.energy, abs=0.01)
        assert one.loudness_lufs - other.loudness_lufs == pytest.approx(20.0, abs=0.05)


def test_a_quiet_beginning_and_end_are_intro_and_outro():
    structure = structure_of(piece("cABABb"), beats(6 * PART_S))
    assert structure.intro_end_s == pytest.approx(PART_S, abs=0.6)
    assert structure.outro_start_s == pytest.approx(5 * PART_S, abs=0.6)


def test_a_piece_that_starts_and_ends_at_full_tilt_has_neither():
    structure = structure_of(piece("ABAB"), beats(4 * PART_S))
    assert (structure.intro_end_s, structure.outro_start_s) == (None, None)


def test_a_fade_is_an_outro():
    signal = np.concatenate([part("A")] * 4, axis=1)
    size, fade = signal.shape[1], 10 * RATE_HZ
    gain_db = np.concatenate([np.zeros(size - fade), np.linspace(0, -40, fade)])
    faded = (signal * 10 ** (gain_db / 20)).astype(np.float32)
    structure = structure_of(faded, beats(4 * PART_S))
    assert structure.outro_start_s == pytest.approx(4 * PART_S - 10, abs=3.0)
    assert structure.intro_end_s is None


def test_silence_around_the_music_makes_no_section():
    pause = silence(6.0, channels=2, sample_rate_hz=RATE_HZ)
    structure = structure_of(np.concatenate([pause, piece("ABAB"), pause], axis=1))
    assert "".join(section.label for section in structure.sections) == "ABAB"
    assert_tiles(structure, 4 * PART_S + 12)


@pytest.mark.parametrize(
    "signal",
    [
        pytest.param(silence(30.0, sample_rate_hz=8_000), id="silence"),
        pytest.param(sine(440, 60.0, sample_rate_hz=8_000), id="drone"),
        pytest.param(drum_loop(120, 40.0, sample_rate_hz=8_000), id="loop"),
        pytest.param(white_noise(60.0, sample_rate_hz=8_000), id="noise"),
        pytest.param(white_noise(0.1, sample_rate_hz=8_000), id="hit"),
    ],
)
def test_what_does_not_change_is_one_section(signal):
    structure = structure_of(signal, rate_hz=8_000)
    assert [section.label for section in structure.sections] == ["A"]
    assert_tiles(structure, signal.shape[1] / 8_000)
    assert (structure.intro_end_s, structure.outro_start_s) == (None, None)


def test_nothing_has_no_sections():
    assert structure_of(np.zeros((1, 0), np.float32)).sections == ()


def test_beyond_half_an_hour_there_is_one_section():
    minute = white_noise(60.0, sample_rate_hz=8_000)
    listening = StreamingPass(8_000, 1)
    for index in range(32):
        listening.feed(minute * np.float32(0.1 if index % 2 else 1.0))
    structure = measure_structure(listening.finish(), NO_BEATS)
    assert len(structure.sections) == 1
    assert_tiles(structure, 32 * 60)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    lengths_s=st.lists(st.floats(0.1, 15.0), min_size=1, max_size=6),
    beats_s=st.lists(st.floats(0, 60, width=32), max_size=60, unique=True),
)
def test_sections_tile_any_signal_whatever_the_beats(seed, lengths_s, beats_s):
    generator = np.random.default_rng(seed)
    pieces = [
        white_noise(length_s, seed=seed, sample_rate_hz=8_000, amplitude=generator.uniform(0, 0.3))
        for length_s in lengths_s
    ]
    signal = np.concatenate(pieces, axis=1)
    structure = structure_of(signal, np.array(sorted(beats_s), np.float32), rate_hz=8_000)
    assert_tiles(structure, signal.shape[1] / 8_000)
    for section in structure.sections:
        assert 0.0 <= section.energy <= 1.0
        assert 0.0 <= section.confidence <= 1.0


def test_letters_go_on_after_z():
    assert [letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip

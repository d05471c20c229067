"""Names, kinds and loop tempi: all that decides how a producer meets a sample."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.file_name_hints import NameHints, file_name_hints
from menura.audio.loop_tempo import LoopTempo, measure_loop_tempo
from menura.audio.onsets import find_onsets
from menura.audio.riff_chunks import SampleChunks
from menura.audio.sample_description import describe_sample
from menura.audio.sample_kind import classify_kind, is_cut_to_beats
from menura.audio.streaming import StreamingPass
from menura.audio.tempo import measure_tempo

RATE_HZ = 44_100


def frames_of(signal):
    listening = StreamingPass(RATE_HZ, 1)
    listening.feed(np.asarray(signal, np.float32)[None])
    return listening.finish()


def drum(name, seed=3):
    time = np.arange(round(0.22 * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal(time.size)
    if name == "kick":
        cycles = 52 * time + 4 * (1 - np.exp(-time / 0.02))
        return np.sin(2 * np.pi * cycles) * np.exp(-time / 0.06)
    if name == "snare":
        body = 0.6 * np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.05)
        return body + 0.4 * noise * np.exp(-time / 0.06)
    return 0.3 * np.diff(noise, prepend=0) * np.exp(-time / 0.03)


def drum_loop(tempo_bpm, beats, padding_s=0.0):
    beat = 60 * RATE_HZ / tempo_bpm
    size = round(beats * beat)
    hits = [(float(b), ("kick", "snare")[b % 2]) for b in range(beats)]
    hits += [(b / 2, "hat") for b in range(2 * beats)]
    loop = np.zeros(size + RATE_HZ)
    for place, name in hits:
        start = round(place * beat)
        loop[start : start + round(0.22 * RATE_HZ)] += 0.4 * drum(name)
    silence = np.zeros(round(padding_s * RATE_HZ / 2))
    return np.concatenate([silence, loop[:size], silence])


def loop_tempo(frames, **more) -> LoopTempo:
    found = measure_loop_tempo(frames, **more)
    assert found is not None
    return found


def tempo_of(frames):
    return measure_tempo(find_onsets(frames.mel_energies))


@pytest.mark.parametrize(("tempo_bpm", "beats"), [(174, 16), (124, 8), (92, 16), (128.5, 32)])
def test_a_trimmed_drum_loop_is_a_loop_of_so_many_beats(tempo_bpm, beats):
    frames = frames_of(drum_loop(tempo_bpm, beats))
    described = describe_sample(frames, tempo_of(frames))
    assert described.kind.kind == "loop"
    assert described.tempo_source == "length"
    assert described.loop is not None
    readings = {candidate.beat_count: candidate for candidate in described.loop.candidates}
    assert readings[beats].tempo_bpm == pytest.approx(tempo_bpm, abs=0.01)
    octave = np.log2(described.loop.tempo_bpm / tempo_bpm)
    assert octave == pytest.approx(round(octave), abs=1e-4)


@pytest.mark.parametrize("name", ["kick", "snare", "hat"])
def test_a_hit_is_a_one_shot_without_a_tempo(name):
    frames = frames_of(0.7 * drum(name))
    described = describe_sample(frames, tempo_of(frames))
    assert described.kind.kind == "one_shot"
    assert described.kind.confidence > 0.8
    assert described.tempo_bpm is None


def test_what_is_longer_than_a_loop_is_a_song_whatever_it_sounds_like():
    frames = frames_of(drum_loop(120, 96))
    assert classify_kind(frames).kind == "song"
    marked = SampleChunks(is_one_shot=False, beat_count=96, tempo_bpm=120.0)
    assert classify_kind(frames, chunks=marked).kind == "loop"


def test_a_held_tone_is_a_one_shot_unless_its_author_marked_it_as_a_loop():
    time = np.arange(2 * RATE_HZ) / RATE_HZ
    frames = frames_of(0.3 * np.sin(2 * np.pi * 220 * time) * np.exp(-time))
    assert classify_kind(frames).kind == "one_shot"
    marked = SampleChunks(is_one_shot=False, beat_count=4)
    assert classify_kind(frames, chunks=marked).kind == "loop"


def test_the_chunk_chooses_between_half_and_double():
    frames = frames_of(drum_loop(87, 8))
    for beats in (8, 16):
        loop = loop_tempo(frames, chunks=SampleChunks(is_one_shot=False, beat_count=beats))
        assert (loop.beat_count, loop.source) == (beats, "chunk")
        assert loop.tempo_bpm == pytest.approx(87 * beats / 8, abs=0.01)


def test_a_count_of_beats_that_makes_no_bars_does_not_overrule_a_clear_rhythm():
    frames = frames_of(drum_loop(120, 16))
    nineteen = SampleChunks(is_one_shot=False, beat_count=19, meter_numerator=4)
    assert loop_tempo(frames, chunks=nineteen).source == "length"
    in_three = SampleChunks(is_one_shot=False, beat_count=18, meter_numerator=3)
    assert loop_tempo(frames, chunks=in_three).beat_count == 18


def test_a_chunk_that_contradicts_the_length_makes_no_loop_of_a_hit():
    frames = frames_of(0.7 * drum("kick"))
    one_bar = SampleChunks(is_one_shot=False, beat_count=4, tempo_bpm=120.0)
    assert classify_kind(frames, chunks=one_bar).kind == "one_shot"
    impossible = SampleChunks(is_one_shot=False, beat_count=4)  # of 1090 BPM
    assert classify_kind(frames, chunks=impossible).kind == "one_shot"


@pytest.mark.parametrize(
    ("duration_s", "is_cut"),
    [
        (16 * 60 / 104, True),
        (8 * 60 / 87 + 1 / RATE_HZ, True),  # one sample more
        (32 * 60 / 174, True),
        (16.0, False),  # sixteen seconds are 32 beats at 120, and the length of an excerpt
        (9.1, False),
        (16 * 60 / 104 + 0.03, False),  # an encoder's padding
    ],
)
def test_bars_at_a_whole_tempo_are_told_from_other_lengths(duration_s, is_cut):
    assert is_cut_to_beats(duration_s) is is_cut


def test_a_loop_cut_to_the_sample_stays_one_though_its_pulse_is_misread():
    frames = frames_of(drum_loop(104, 16))
    misread = replace(tempo_of(frames), tempo_bpm=105.7, confidence=0.95, candidates=())
    described = describe_sample(frames, misread)
    assert (described.kind.kind, described.tempo_source) == ("loop", "length")


def test_a_name_that_does_not_fit_the_length_is_not_believed():
    frames = frames_of(drum_loop(120, 8))
    assert loop_tempo(frames, hints=NameHints(tempo_bpm=60.0)).source == "name"
    assert loop_tempo(frames, hints=NameHints(tempo_bpm=107.0)).source == "length"


def test_a_padded_loop_takes_the_written_tempo_and_is_less_sure():
    hints = NameHints(tempo_bpm=140.0)
    exact = loop_tempo(frames_of(drum_loop(140, 8)), hints=hints)
    padded = loop_tempo(frames_of(drum_loop(140, 8, padding_s=0.05)), hints=hints)
    assert (padded.tempo_bpm, padded.beat_count) == (140.0, 8)
    assert padded.confidence < exact.confidence


@pytest.mark.parametrize("size", [1, 20, 300, 1500, 9000])
@pytest.mark.parametrize("level", [0.0, 1e-7, 1.0])
def test_the_shortest_and_most_silent_sounds_are_described_without_nan(size, level):
    signal = level * np.random.default_rng(1).uniform(-1, 1, size)
    described = describe_sample(frames_of(signal), None)
    assert 0 <= described.kind.confidence <= 1
    assert all(np.isfinite(p) for p in described.instrument.probabilities.values())


@pytest.mark.parametrize(
    ("name", "tempo_bpm"),
    [
        ("Loop_120_Am.wav", 120),
        ("drums_128bpm.wav", 128),
        ("Top 92.5 BPM.aif", 92.5),
        ("bpm174 break.wav", 174),
        ("140 BPM/kick loop.wav", 140),
        ("Song 1999.mp3", None),
        ("Best of 2012 loop.wav", None),
        ("CAT-120 Title.flac", None),
        ("TR808_Loop_02.wav", None),
        ("Kick 100.wav", None),
        ("loop 100 120.wav", None),
        ("loop_999bpm.wav", None),
    ],
)
def test_tempi_are_read_and_other_numbers_are_not(name, tempo_bpm):
    assert file_name_hints(name).tempo_bpm == tempo_bpm


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pad_Cmin_90bpm.wav", "Cm"),
        ("lead F#m.wav", "F#m"),
        ("A_minor_keys.wav", "Am"),
        ("bass_ebmaj.wav", "Eb"),
        ("Title - 8A - 128.mp3", "Am"),
        ("Take 1A.wav", None),
        ("I am major tom.wav", None),
        ("Cymbal.wav", None),
    ],
)
def test_keys_are_read_and_other_letters_are_not(name, key):
    found = file_name_hints(name).key
    assert (found.symbol if found else None) == key


@pytest.mark.parametrize(
    ("name", "kind", "instrument"),
    [
        ("KickLoop_01.wav", "loop", "kick"),
        ("One-Shots/BD 01.wav", "one_shot", "kick"),
        ("808 OpenHat.wav", None, "hat"),
        ("bass drum hit.wav", "one_shot", "kick"),
        ("synth bass.wav", None, "bass"),
        ("Drum Loops/Funky 04.wav", "loop", "full_loop"),
        ("vox_adlib.wav", None, "vocal"),
        ("kick and snare.wav", None, None),
        ("one shot loops/x.wav", None, None),
        ("My Favourite Song.mp3", None, None),
    ],
)
def test_words_tell_kind_and_instrument(name, kind, instrument):
    hints = file_name_hints(name)
    assert (hints.kind, hints.instrument) == (kind, instrument)


@given(st.text(max_size=80))
def test_no_name_raises(name):
    hints = file_name_hints(name)
    assert hints.tempo_bpm is None or 40 <= hints.tempo_bpm <= 300

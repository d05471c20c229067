"""Key of cadences that were written in a known key."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from menura.audio.frames import PITCH_BINS, Frames
from menura.audio.key import TONICS, Key, measure_key
from menura.audio.key_evidence import BLOCKS, gather_evidence
from menura.audio.key_model import load_key_model
from menura.audio.key_notation import PitchKey
from menura.audio.root_note import measure_root
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import (
    MAJOR,
    MINOR,
    STYLES,
    cadence,
    click_track,
    drum_loop,
    render_style,
    silence,
    sine,
    white_noise,
)

RATE_HZ = 22_050
ALL_KEYS = [(tonic, mode) for mode in (MAJOR, MINOR) for tonic in range(12)]


HEARD = range(1, 8)  # partials
LOUDNESS = st.floats(0.0, 10.0, width=32)


def listen_to(signal):
    listening = StreamingPass(RATE_HZ, signal.shape[0])
    listening.feed(signal)
    return listening.finish()


def key_of(signal):
    return measure_key(listen_to(signal))


@pytest.mark.parametrize("detune_cents", [0.0, 30.0, -30.0])
def test_cadences_in_all_keys_are_recognised(detune_cents):
    right = 0
    for tonic, mode in ALL_KEYS:
        signal = cadence(
            tonic, mode, duration_s=8.0, detune_cents=detune_cents, sample_rate_hz=RATE_HZ
        )
        key = key_of(signal)
        assert key.tuning_cents == pytest.approx(detune_cents, abs=6.0)
        right += key.name == f"{TONICS[tonic]} {mode}"
    assert right >= 23


def test_transposing_moves_the_tonic_and_keeps_the_mode():
    keys = [key_of(cadence(t, MAJOR, duration_s=8.0, sample_rate_hz=RATE_HZ)) for t in (0, 5)]
    assert (TONICS.index(keys[1].tonic) - TONICS.index(keys[0].tonic)) % 12 == 5
    assert keys[0].mode == keys[1].mode


def test_confidence_is_lower_when_two_keys_share_the_piece():
    parts = [cadence(t, MAJOR, duration_s=8.0, sample_rate_hz=RATE_HZ) for t in (0, 6)]
    torn = key_of(np.concatenate(parts, axis=1))
    settled = key_of(parts[0])
    assert 0.0 < torn.confidence < settled.confidence <= 1.0


@pytest.mark.parametrize(
    "signal",
    [
        silence(5.0, sample_rate_hz=RATE_HZ),
        white_noise(20.0, sample_rate_hz=RATE_HZ),
        white_noise(0.6, sample_rate_hz=RATE_HZ),
    ],
    ids=["silence", "noise", "short noise"],
)
def test_what_has_no_pitch_has_no_key(signal):
    assert key_of(signal) is None


@pytest.mark.parametrize("tempo_bpm", [90, 120, 170])
@pytest.mark.parametrize("render", [drum_loop, click_track], ids=["drums", "clicks"])
def test_drums_and_clicks_alone_have_no_key(render, tempo_bpm):
    assert key_of(render(tempo_bpm, 15.0, sample_rate_hz=RATE_HZ)) is None


def test_a_signal_without_a_single_frame_has_no_key():
    frames = listen_to(silence(5.0, sample_rate_hz=RATE_HZ))
    empty = replace(frames, pitch_salience=np.zeros((0, PITCH_BINS), np.float32))
    assert measure_key(empty) is None


@pytest.mark.parametrize("duration_s", [0.5, 1.0])
def test_one_note_gets_a_key_that_is_not_trusted(duration_s):
    note = cadence(9, MAJOR, duration_s=2.0, sample_rate_hz=RATE_HZ)[:, : int(duration_s * RATE_HZ)]
    pitched = sine(440.0, duration_s, sample_rate_hz=RATE_HZ)
    assert key_of(pitched).confidence < 0.5
    assert key_of(note) is not None


@pytest.mark.parametrize("midi", [45, 52, 57, 63, 71])
def test_the_root_of_a_single_note_is_its_tonic(midi):
    frequency_hz = 440 * 2 ** ((midi - 69) / 12)
    partials = [sine(n * frequency_hz, 1.0, amplitude=1 / n, sample_rate_hz=RATE_HZ) for n in HEARD]
    frames = listen_to(np.sum(partials, axis=0, dtype=np.float32) * 0.3)
    root = measure_root(frames)
    assert root is not None
    assert root.pitch_class == midi % 12
    key = measure_key(frames, root=root)
    assert key is not None
    assert key.tonic == TONICS[midi % 12]
    assert {c.tonic for c in key.candidates[:2]} == {key.tonic}
    assert 0.49 < key.confidence < 0.9  # of a note nobody knows the mode


def test_a_chord_silence_and_noise_have_no_root():
    chord = cadence(9, MAJOR, duration_s=2.0, sample_rate_hz=RATE_HZ)[:, :RATE_HZ]
    nothing = silence(1.0, sample_rate_hz=RATE_HZ)
    for signal in (chord, nothing, white_noise(1.0, sample_rate_hz=RATE_HZ)):
        assert measure_root(listen_to(signal)) is None


def test_a_name_decides_between_keys_and_is_not_believed_against_clear_music():
    doubtful = listen_to(cadence(0, MAJOR, duration_s=1.0, sample_rate_hz=RATE_HZ))
    clear = listen_to(cadence(0, MAJOR, duration_s=16.0, sample_rate_hz=RATE_HZ))
    assert named(doubtful, PitchKey(5, "major")).name == "F major"
    assert named(clear, PitchKey(6, "minor")).name == "C major"
    by_ear = measure_key(doubtful)
    assert by_ear is not None
    assert named(doubtful, PitchKey(0, "major")).confidence > by_ear.confidence


def named(frames: Frames, key: PitchKey) -> Key:
    """Return what is heard of music in whose name a key stands."""
    found = measure_key(frames, named=[key])
    assert found is not None
    return found


def test_four_chords_are_trusted_more_than_one():
    signal = cadence(2, MINOR, duration_s=8.0, sample_rate_hz=RATE_HZ)
    assert key_of(signal[:, :RATE_HZ]).confidence < key_of(signal).confidence


def test_the_three_best_keys_are_told_with_probabilities():
    key = key_of(cadence(7, MAJOR, duration_s=8.0, sample_rate_hz=RATE_HZ))
    probabilities = [candidate.probability for candidate in key.candidates]
    assert len(set(key.candidates)) == 3
    assert probabilities == sorted(probabilities, reverse=True)
    assert sum(probabilities) <= 1.0 + 1e-9
    first = key.candidates[0]
    assert (first.tonic, first.mode, first.probability) == (key.tonic, key.mode, key.confidence)


def test_silence_around_the_music_changes_nothing():
    music = cadence(4, MINOR, duration_s=8.0, sample_rate_hz=RATE_HZ)
    rest = silence(3.0, sample_rate_hz=RATE_HZ)
    padded = key_of(np.concatenate([rest, music, rest], axis=1))
    assert padded.name == key_of(music).name == "E minor"
    assert padded.confidence == pytest.approx(key_of(music).confidence, abs=0.1)


def test_a_measured_key_can_be_written_in_every_notation():
    key = key_of(cadence(8, MAJOR, duration_s=8.0, sample_rate_hz=RATE_HZ))
    assert key.name == "G# major"
    assert (key.pitch_key.name, key.pitch_key.camelot) == ("Ab major", "4B")


def test_rendered_styles_are_heard_in_their_key_whatever_plays():
    styles = [(style, tonic) for style in STYLES for tonic in (3,)]
    right = 0
    for seed, (style, tonic) in enumerate(styles):
        signal = render_style(
            style, tempo_bpm=110, tonic=tonic, duration_s=10.0, seed=seed, sample_rate_hz=RATE_HZ
        )
        right += key_of(signal).name == f"{TONICS[tonic]} {style.mode}"
    assert right >= len(styles) - 1


def test_weights_are_shipped_for_every_column_of_the_evidence():
    model = load_key_model()
    assert model.weights.shape == (2, sum(BLOCKS.values()))
    assert np.isfinite(model.weights).all()
    frames = np.random.default_rng(1).random((12, 76), np.float32)
    assert gather_evidence(frames).shape == (2, 12, sum(BLOCKS.values()))


@given(octaves=st.integers(1, 2), semitones=arrays(np.float32, (9, 24), elements=LOUDNESS))
def test_evidence_is_the_same_for_every_tonic(octaves, semitones):
    """Moving everything by a semitone inside its register moves the evidence by one tonic."""
    frames = np.zeros((9, 76), np.float32)
    frames[:, 24 : 24 + 11] = semitones[:, :11]  # one register, its top semitone left free
    frames[:, 24 + 12 * octaves : 24 + 12 * octaves + 11] += semitones[:, 11:22]
    low, high = gather_evidence(frames), gather_evidence(np.roll(frames, 1, axis=1))
    registers = slice(0, BLOCKS["registers"])
    np.testing.assert_allclose(
        np.roll(low[..., registers], 1, axis=1), high[..., registers], atol=1e-3
    )

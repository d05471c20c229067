"""A person's word is checked, kept in one form, and wins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.analysis import (
    BeatGrid,
    CorrectionError,
    adjust_beats,
    apply_corrections,
    read_correction,
)
from menura.catalogue import TrackKind
from tests.factories import MORNING, features


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("A minor", {"key": "A", "mode": "minor"}),
        ("Ab", {"key": "G#", "mode": "major"}),
        ("8A", {"key": "A", "mode": "minor"}),
        ("1m", {"key": "A", "mode": "minor"}),
        ("none", None),
        (None, None),
    ],
)
def test_keys_are_read_in_every_spelling(said, kept):
    assert read_correction("key", said, MORNING).value == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tempo_bpm", 19),
        ("tempo_bpm", 401),
        ("tempo_bpm", float("nan")),
        ("tempo_bpm", True),
        ("tempo_bpm", "fast"),
        ("tempo_bpm", None),
        ("key", "H# mauve"),
        ("key", 7),
        ("kind", "symphony"),
        ("kind", None),
        ("instrument", "bagpipe orchestra"),
        ("moods", {"happy": 1.5}),
        ("moods", {"": 0.5}),
        ("moods", {"a\x00b": 0.5}),
        ("moods", {"calm, rainy": 0.5}),
        ("moods", {"happy": True}),
        ("moods", ["happy"]),
        ("loudness_lufs", -14),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(name, value):
    with pytest.raises(CorrectionError) as caught:
        read_correction(name, value, MORNING)
    assert caught.value.field == name
    assert "give" in caught.value.message


def test_corrections_replace_what_was_measured_and_say_so():
    said = {"tempo_bpm": 87, "key": "F# minor", "kind": "loop", "instrument": "bass"}
    made = [read_correction(name, value, MORNING) for name, value in said.items()]
    known = apply_corrections(features(), made)
    assert (known.tempo_bpm, known.tempo_confidence) == (87.0, 1.0)
    assert (known.key, known.mode) == ("F#", "minor")
    assert (known.kind, known.instrument) == (TrackKind.LOOP, "bass")
    assert known.corrected == said.keys()
    assert known.loudness_lufs == features().loudness_lufs


def test_what_is_corrected_to_a_drum_has_no_key_unless_one_is_said():
    drum = read_correction("instrument", "kick", MORNING)
    known = apply_corrections(features(), [drum])
    assert (known.key, known.mode, known.key_confidence) == (None, None, 0.0)
    tuned = apply_corrections(features(), [drum, read_correction("key", "F minor", MORNING)])
    assert (tuned.key, tuned.mode, tuned.key_confidence) == ("F", "minor", 1.0)


def test_without_corrections_nothing_changes():
    assert apply_corrections(features(), []) == features()


TIMES = st.integers(0, 40).map(lambda n: np.arange(n, dtype=np.float32) * 0.5)


@given(TIMES, st.integers(1, 4), st.sampled_from([0.25, 0.5, 0.98, 1.0, 1.5, 2.0]))
def test_beats_follow_a_corrected_tempo(beats_s, bar, ratio):
    grid = BeatGrid(beats_s, beats_s[::bar])
    moved = adjust_beats(grid, features(tempo_bpm=120.0 * ratio))
    assert np.all(np.diff(moved.beats_s) > 0)
    assert np.isin(moved.downbeats_s, moved.beats_s).all()
    if len(beats_s) > 4:
        expected = {
            0.25: 0,
            1.5: 0,
            2.0: 2 * len(beats_s) - 1,
            0.98: len(beats_s),
            1.0: len(beats_s),
        }
        if ratio == 0.5:
            assert len(moved.beats_s) == (len(beats_s) + 1) // 2
        else:
            assert len(moved.beats_s) == expected[ratio]


def test_halving_the_tempo_keeps_the_first_downbeat():
    beats_s = np.arange(9, dtype=np.float32) * 0.5
    grid = BeatGrid(beats_s, beats_s[1::4])
    moved = adjust_beats(grid, features(tempo_bpm=60.0))
    assert moved.downbeats_s.tolist() == [0.5, 2.5]


def test_bars_and_loops_are_counted_in_the_corrected_tempo():
    measured = features(tempo_bpm=120.0, beats_per_bar=4, loop_beats=16)
    half = apply_corrections(measured, [read_correction("tempo_bpm", 60, MORNING)])
    assert (half.beats_per_bar, half.loop_beats) == (2, 8)
    third = apply_corrections(measured, [read_correction("tempo_bpm", 80, MORNING)])
    assert (third.beats_per_bar, third.loop_beats) == (None, None)

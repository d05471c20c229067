"""Names of samples lose what would be read as a tempo or a key."""

import pytest

from menura.audio.file_name_hints import file_name_hints, without_hints


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("NB Organ 121bpm Bm", "NB Organ"),
        ("Loop-A-120bpm-Am-dark", "Loop-A dark"),
        ("Synth_76_Fm", "Synth_76"),
        ("Cm7 Chords 98 bpm", "Cm7 Chords"),
        ("A Minor Loop", "Loop"),
        ("Kick", "Kick"),
        ("120 BPM Am", "120 BPM Am"),
        ("Am", "Am"),
        ("", ""),
    ],
)
def test_a_name_loses_its_labelled_tempo_and_its_key(name: str, bare: str):
    assert without_hints(name) == bare


def test_what_is_left_tells_no_tempo_and_no_key():
    hints = file_name_hints(without_hints("Dusty Break 128 bpm F#m (wet)") + ".wav")
    assert (hints.tempo_bpm, hints.key) == (None, None)

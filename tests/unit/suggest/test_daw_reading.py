"""What is believed of a DAW, without any DAW."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.key_notation import scale_mode
from menura.suggest.context import parse_tonic
from menura.suggest.daw_reading import DawReading, SongState, spell_tonic

LIVE_SCALES = (  # Live 12's menu
    *("Major", "Minor", "Dorian", "Mixolydian", "Lydian", "Phrygian", "Locrian", "Whole Tone"),
    *("Half-whole Dim.", "Whole-half Dim.", "Minor Blues", "Minor Pentatonic", "Major Pentatonic"),
    *("Harmonic Minor", "Harmonic Major", "Dorian #4", "Phrygian Dominant", "Melodic Minor"),
    *("Lydian Augmented", "Lydian Dominant", "Super Locrian", "8-Tone Spanish", "Bhairav"),
    *("Hungarian Minor", "Hirajoshi", "In-Sen", "Iwato", "Kumoi", "Pelog Selisir"),
    *("Pelog Tembung", "Messiaen 3", "Messiaen 4", "Messiaen 5", "Messiaen 6", "Messiaen 7"),
)


def song(**values: object) -> SongState:
    state = SongState()
    for name, value in values.items():
        assert state.take(name, [value])
    return state


def test_a_tempo_that_went_through_a_short_float_is_what_the_producer_typed() -> None:
    assert song(tempo=119.99900054931640625).reading().bpm == 119.999


@pytest.mark.parametrize(
    ("root", "scale", "tonic"),
    [
        (8, "Major", "Ab"),
        (8, "Minor", "G#"),
        (8, "Dorian", "G#"),
        (6, "Lydian", "F#"),
        (1, "Mixolydian", "Db"),
        (1, "Phrygian", "C#"),
        (10, "Harmonic Minor", "Bb"),
    ],
)
def test_a_tonic_is_spelled_as_usual_in_the_family_of_its_scale(
    root: int, scale: str, tonic: str
) -> None:
    reading = song(root_note=root, scale_name=scale).reading()
    assert (reading.key, reading.scale) == (tonic, scale.lower())


@pytest.mark.parametrize("scale", LIVE_SCALES)
def test_every_scale_of_live_keeps_its_root_and_its_name(scale: str) -> None:
    for root in range(12):
        reading = song(root_note=root, scale_name=scale, scale_mode=True).reading()
        assert reading.key is not None
        assert parse_tonic(reading.key) == root
        assert reading.scale == scale.lower()


@pytest.mark.parametrize("scale", ["Locrian", "Whole Tone", "Messiaen 3", "Half-whole Dim."])
def test_a_scale_without_a_family_is_spelled_as_in_major(scale: str) -> None:
    assert scale_mode(scale) is None
    assert spell_tonic(8, scale.lower()) == "Ab"


@pytest.mark.parametrize(
    ("name", "value"),
    [("tempo", value) for value in (float("nan"), float("inf"), 19.99, 999.01, -120.0, 1e30)]
    + [("tempo", value) for value in ("120", None, True, b"120", [120.0])]
    + [("root_note", value) for value in (-1, 12, 9.0, "A", True, None)]
    + [("scale_name", value) for value in ("", "   ", "x" * 61, "Mi\x07nor", 1, None, b"Minor")]
    + [("scale_mode", value) for value in (2, "on", None, 1.0)]
    + [("volume", 1.0)],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(name: str, value: object) -> None:
    state = song(tempo=120.0, root_note=9, scale_name="Minor")
    assert not state.take(name, [value])
    assert state.reading() == DawReading(120.0, "A", "minor")


@pytest.mark.parametrize("values", [[], [120.0, 121.0]])
def test_a_property_has_one_value(values: list[object]) -> None:
    assert not SongState().take("tempo", values)


@pytest.mark.parametrize("bpm", [20.0, 999.0])
def test_the_ends_of_lives_tempo_field_are_taken(bpm: float) -> None:
    assert song(tempo=bpm).reading().bpm == bpm


def test_half_a_key_is_none() -> None:
    assert song(root_note=9).reading() == DawReading()
    assert song(scale_name="Minor").reading() == DawReading()


def test_the_scale_nobody_chose_is_not_followed() -> None:
    assert song(root_note=0, scale_name="Major").reading().key is None


def test_c_major_counts_once_another_scale_was_seen() -> None:
    state = song(root_note=9, scale_name="Minor")
    state.take("root_note", [0])
    state.take("scale_name", ["Major"])
    assert state.reading().key == "C"
    state.forget()
    state.take("root_note", [0])
    state.take("scale_name", ["Major"])
    assert state.reading().key is None


def test_c_major_counts_where_it_is_trusted_or_the_scale_mode_is_on() -> None:
    trusting = SongState(trusts_default_scale=True)
    for state in (trusting, song(scale_mode=True)):
        state.take("root_note", [0])
        state.take("scale_name", ["Major"])
        assert state.reading().key == "C"


def test_with_the_scale_mode_off_there_is_no_key() -> None:
    state = song(root_note=9, scale_name="Minor", scale_mode=0)
    assert state.reading() == DawReading()
    state.take("scale_mode", [1])
    assert state.reading().key == "A"


@given(
    said=st.lists(
        st.tuples(
            st.sampled_from(["tempo", "root_note", "scale_name", "scale_mode"]),
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        )
    )
)
def test_whatever_is_said_a_reading_makes_sense(said: list[tuple[str, object]]) -> None:
    state = SongState()
    for name, value in said:
        state.take(name, [value])
    reading = state.reading()
    assert reading.bpm is None or 20.0 <= reading.bpm <= 999.0
    assert (reading.key is None) == (reading.scale is None)
    assert reading.key is None or parse_tonic(reading.key) is not None

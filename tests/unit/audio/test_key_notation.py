"""Keys in every spelling, and how they lie to each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio.key_notation import (
    PitchKey,
    UnreadableKeyError,
    key_of_scale,
    parse_key,
    scale_mode,
    write_id3_key,
)
from menura.audio.key_relation import KeyFit, KeyRelation, grade_fit, relation

keys = st.builds(PitchKey, st.integers(0, 11), st.sampled_from(["major", "minor"]))
A_MINOR = PitchKey(9, "minor")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ab", "Ab major"),
        ("G#", "Ab major"),
        ("G#m", "G# minor"),
        ("Abm", "G# minor"),
        ("A minor", "A minor"),
        ("Amin", "A minor"),
        ("a", "A minor"),
        ("A", "A major"),
        ("am", "A minor"),
        ("AM", "A major"),
        ("bb", "Bb minor"),
        ("B", "B major"),
        ("F♯ maj", "F# major"),
        ("B♭ Minor", "Bb minor"),
        ("F-sharp minor", "F# minor"),
        ("a flat major", "Ab major"),
        ("Cmaj", "C major"),
        ("C MAJOR", "C major"),
        ("Dm", "D minor"),
        ("C-Dur", "C major"),
        ("f# moll", "F# minor"),
        ("Cb", "B major"),
        ("E#m", "F minor"),
        ("8A", "A minor"),
        ("08A", "A minor"),
        ("8b", "C major"),
        ("1m", "A minor"),
        ("1d", "C major"),
        ("12d", "F major"),
        ("D dorian", "D minor"),
        ("G Mixolydian", "G major"),
        ("E Harmonic Minor", "E minor"),
        ("G♯/A♭ minor", "G# minor"),
        ("Am/C", "A minor"),
        ("8A - Am", "A minor"),
        ("Gm (6A)", "G minor"),
        ("  Gm \0", "G minor"),
    ],
)
def test_spellings_are_read(text, name):
    key = parse_key(text)
    assert key is not None
    assert key.name == name


@pytest.mark.parametrize(
    "text", ["", " ", "o", "none", "Off-Key", "n/a", "chromatic", "C chromatic", "B locrian"]
)
def test_what_says_that_there_is_no_key_is_read_as_none(text):
    assert parse_key(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "H",
        "Hm",
        "h-moll",
        "B-Dur",
        "b moll",
        "13A",
        "0A",
        "8C",
        "88A",
        "X",
        "Cis",
        "m",
        "hello",
        "C foo",
        "120",
        "-/-",
        "#",
        "A♯♯♯",
    ],
)
def test_what_is_no_key_or_means_two_is_refused(text):
    with pytest.raises(UnreadableKeyError) as refusal:
        parse_key(text)
    assert refusal.value.field == "key"


@given(st.text(max_size=12))
def test_reading_anything_gives_a_key_or_none_or_a_refusal(text):
    try:
        key = parse_key(text)
    except UnreadableKeyError:
        return
    assert key is None or isinstance(key, PitchKey)


@given(keys)
def test_every_notation_is_read_back(key):
    for written in (key.name, key.symbol, key.camelot, key.open_key, write_id3_key(key)):
        assert parse_key(written) == key


def test_no_two_keys_are_written_alike():
    every = [PitchKey(tonic, mode) for tonic in range(12) for mode in ("major", "minor")]
    for notation in ("name", "symbol", "camelot", "open_key"):
        assert len({getattr(key, notation) for key in every}) == 24


@given(st.one_of(keys, st.none()))
def test_id3_keys_have_at_most_three_characters_and_are_read_back(key):
    assert len(write_id3_key(key)) <= 3
    assert parse_key(write_id3_key(key)) == key


def test_conventional_spelling_has_few_accidentals():
    spelled = [
        PitchKey(8, "major").symbol,
        PitchKey(8, "minor").symbol,
        PitchKey(1, "major").symbol,
    ]
    assert spelled == ["Ab", "G#m", "Db"]


@given(keys, st.integers(-40, 40), st.integers(-3, 3))
def test_transposing_by_octaves_is_identity_and_steps_add_up(key, step, octaves):
    assert key.transposed(12 * octaves) == key
    assert key.transposed(step).transposed(-step) == key


@given(keys)
def test_relative_and_parallel_are_their_own_inverse(key):
    assert key.relative.relative == key == key.parallel.parallel
    assert key.relative.camelot[:-1] == key.camelot[:-1]
    assert key.relative.open_key[:-1] == key.open_key[:-1]


@given(keys)
def test_camelot_neighbours_are_fifths(key):
    above = parse_key(f"{int(key.camelot[:-1]) % 12 + 1}{key.camelot[-1]}")
    assert above == key.transposed(7)
    assert relation(key, above) is KeyRelation.FIFTH_UP
    assert relation(above, key) is KeyRelation.FIFTH_DOWN


@pytest.mark.parametrize(("pitch_class", "mode"), [(12, "major"), (-1, "minor"), (0, "dorian")])
def test_a_key_outside_the_twelve_tones_and_two_modes_is_refused(pitch_class, mode):
    with pytest.raises(UnreadableKeyError):
        PitchKey(pitch_class, mode)


@pytest.mark.parametrize(
    ("scale", "mode"),
    [
        ("Ionian", "major"),
        ("Lydian", "major"),
        ("Mixolydian", "major"),
        ("Aeolian", "minor"),
        ("Dorian", "minor"),
        ("Phrygian", "minor"),
        ("Harmonic Minor", "minor"),
        ("melodic-minor", "minor"),
        ("Locrian", None),
        ("Chromatic", None),
        ("My own scale", None),
    ],
)
def test_scales_of_daws_belong_to_a_mode_or_to_none(scale, mode):
    assert scale_mode(scale) == mode
    assert key_of_scale(14, scale) == (PitchKey(2, mode) if mode else None)


@pytest.mark.parametrize(
    ("camelot", "expected", "fit"),
    [
        ("8A", KeyRelation.SAME, 1.0),
        ("8B", KeyRelation.RELATIVE, 0.9),
        ("9A", KeyRelation.FIFTH_UP, 0.8),
        ("7A", KeyRelation.FIFTH_DOWN, 0.8),
        ("9B", KeyRelation.DIAGONAL, 0.6),
        ("7B", KeyRelation.DIAGONAL, 0.6),
        ("11B", KeyRelation.PARALLEL, 0.4),
        ("3A", KeyRelation.SEMITONE_UP, 0.0),
        ("1A", KeyRelation.SEMITONE_DOWN, 0.0),
        ("10A", KeyRelation.TONE_UP, 0.0),
        ("6A", KeyRelation.TONE_DOWN, 0.0),
        ("2A", KeyRelation.DISTANT, 0.0),
    ],
)
def test_relations_to_a_session_in_a_minor_are_graded(camelot, expected, fit):
    assert grade_fit(A_MINOR, parse_key(camelot)) == KeyFit(expected, fit)


@pytest.mark.parametrize(
    ("camelot", "step", "fit"), [("3A", -1, 0.9), ("6A", 2, 0.8), ("8A", 0, 1)]
)
def test_transposing_a_sample_costs_a_tenth_per_semitone(camelot, step, fit):
    graded = grade_fit(A_MINOR, parse_key(camelot), may_transpose=True)
    assert (graded.relation, graded.transpose_semitones) == (KeyRelation.SAME, step)
    assert graded.fit == pytest.approx(fit)


@given(st.one_of(keys, st.none()))
def test_what_has_no_key_neither_wins_nor_loses(key):
    assert grade_fit(key, None) == grade_fit(None, key, may_transpose=True)
    assert grade_fit(key, None) == KeyFit(KeyRelation.UNKNOWN, 0.75)


@given(keys, keys, st.integers(0, 11))
def test_relations_do_not_depend_on_the_tonic(first, second, step):
    named = relation(first, second)
    assert relation(first.transposed(step), second.transposed(step)) is named
    assert grade_fit(first, second).fit == grade_fit(second, first).fit


@given(keys, keys)
def test_allowing_to_transpose_never_fits_worse(first, second):
    assert grade_fit(first, second, may_transpose=True).fit >= grade_fit(first, second).fit

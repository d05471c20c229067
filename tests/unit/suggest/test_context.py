from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.audio.key_notation import PitchKey
from menura.suggest import Context, ContextError, Preferences, merge_context

EMPTY = Context()
NAN, INFINITY = float("nan"), float("inf")
KEYS = [PitchKey(pitch_class, mode) for mode in ("major", "minor") for pitch_class in range(12)]
FIELDS = [
    "bpm",
    "key",
    "mode",
    "mood_tags",
    "genre_intent",
    "time_remaining_s",
    "prompt",
    "preferences",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["Am", "dorian", "sharp", "/", "8A", "\0", "\ud800", "none"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ban_tracks", "ban_packs", "roles_wanted", "allow_transpose", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def merged(known: Context = EMPTY, **said: Any) -> Context:
    return merge_context(known, said)


def test_what_is_left_out_stays_and_null_takes_back():
    known = merged(
        bpm=120, key="Am", mood_tags=["dark"], prompt="rain", preferences={"ban_packs": ["Dust"]}
    )
    later = merge_context(known, {"bpm": 128})
    assert later == merged(known, bpm=128.0)
    assert (later.key, later.mood_tags, later.prompt) == ("A", ("dark",), "rain")
    taken = merged(known, bpm=None, key=None, mood_tags=None, prompt=None, preferences=None)
    assert taken == EMPTY


def test_preferences_merge_one_by_one():
    known = merged(preferences={"ban_tags": ["Vocal"], "allow_transpose": False})
    more = merged(known, preferences={"roles_wanted": ["Full Loop", "bass", "full_loop"]})
    assert more.preferences == Preferences(
        ban_tags=("Vocal",), roles_wanted=("full_loop", "bass"), allow_transpose=False
    )
    assert merged(more, preferences={"allow_transpose": None}).preferences.allow_transpose


@pytest.mark.parametrize("said", [{}, {"preferences": {}}])
def test_saying_nothing_changes_nothing(said: dict[str, Any]):
    known = merged(bpm=99, key="8A", preferences={"ban_tags": ["x"]})
    assert merge_context(known, said) == known


@pytest.mark.parametrize(
    ("spellings", "key", "mode"),
    [
        (["Ab", "A♭", "G#", "G♯", "Ab major", "4B", "04b", "9d", "g# maj"], "Ab", "major"),
        (["G#m", "Abm", "ab", "g# minor", "1A", "6m", "G# Dorian"], "G#", "minor"),
        (["8A", "1m", "Am", "a", "A minor", "A-Moll", "A aeolian", "A phrygian"], "A", "minor"),
        (["C", "8B", "1d", "B#", "C lydian", "C mixolydian"], "C", "major"),
    ],
)
def test_every_spelling_of_a_key_is_one_key(spellings: list[str], key: str, mode: str):
    for text in spellings:
        found = merged(key=text)
        assert (found.key, found.mode) == (key, mode), text


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_key_comes_back_from_each_of_its_names(key: PitchKey):
    for text in (key.name, key.symbol, key.camelot, key.open_key):
        assert merged(key=text).pitch_key == key
    assert merged(key=key.tonic, mode=key.mode).pitch_key == key


@pytest.mark.parametrize(
    ("mode", "family"),
    [
        ("major", "major"),
        ("maj", "major"),
        ("M", "major"),
        ("Ionian", "major"),
        ("lydian", "major"),
        ("Mixolydian", "major"),
        ("minor", "minor"),
        ("m", "minor"),
        ("aeolian", "minor"),
        ("Dorian", "minor"),
        ("phrygian", "minor"),
        ("Harmonic Minor", "minor"),
        ("melodic minor", "minor"),
        ("Locrian", None),
        ("chromatic", None),
    ],
)
def test_scales_count_as_their_family(mode: str, family: str | None):
    found = merged(key="D", mode=mode)
    assert found.mode == family
    assert (found.pitch_key is None) == (family is None)
    assert found.key == "D"
    assert (found.scale is None) == (mode in ("major", "minor", "M", "m")) or mode == "maj"


@pytest.mark.parametrize("mode", ["sharp", "flat minor", "/", "-", "jolly", "C", "8A", "#", "7"])
def test_what_is_no_scale_is_refused(mode: str):
    with pytest.raises(ContextError) as refused:
        merged(key="C", mode=mode)
    assert refused.value.field == "mode"


def test_a_tonic_alone_keeps_the_mode_and_a_whole_key_sets_both():
    minor = merged(key="Am")
    assert merged(minor, key="Bb").pitch_key == PitchKey(10, "minor")
    assert merged(minor, key="Bb major").pitch_key == PitchKey(10, "major")
    assert merged(minor, mode="major").pitch_key == PitchKey(9, "major")
    assert merged(minor, mode=None).pitch_key == PitchKey(9, "major")
    assert merged(minor, key="Bb", mode=None).pitch_key == PitchKey(10, "major")
    assert merged(merged(mode="minor"), key="F").pitch_key == PitchKey(5, "minor")


def test_a_tonic_is_spelled_as_its_mode_has_it():
    assert merged(merged(key="Ab"), mode="minor").key == "G#"
    assert merged(merged(key="G#m"), mode="major").key == "Ab"


def test_a_key_that_contradicts_its_mode_is_refused():
    with pytest.raises(ContextError) as refused:
        merged(key="Am", mode="lydian")
    assert refused.value.field == "mode"
    assert merged(key="Am", mode="dorian").scale == "dorian"


def test_no_key_is_a_key_that_is_taken_back():
    known = merged(key="Am")
    for text in ("none", "o", "off-key"):
        assert merged(known, key=text).pitch_key is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("bpm", value) for value in (NAN, INFINITY, -INFINITY, -1, 0, 19.999, 400.001, 1e9)],
        *[("bpm", value) for value in ("120", True, [120], 10**400)],
        *[
            ("key", value)
            for value in ("", " ", "H", "X", "13A", "0m", 5, ["A"], "Am\ud800", "\0", "Am\0")
        ],
        *[("mode", value) for value in ("", " ", 3, "\0", "a" * 101)],
        *[("time_remaining_s", value) for value in (-1, NAN, 1e9, "soon", True)],
        ("mood_tags", "dark"),
        ("mood_tags", ["x"] * 51),
        ("mood_tags.1", ["dark", ""]),
        ("mood_tags.0", ["\0"]),
        ("mood_tags.0", ["a\0b"]),
        ("mood_tags.0", ["\ud800"]),
        ("mood_tags.0", ["x" * 101]),
        ("mood_tags.0", [7]),
        ("genre_intent", "x" * 101),
        ("genre_intent", "tech\x07no"),
        ("prompt", "x" * 501),
        ("prompt", "warm\0pad"),
        ("prompt", "warm \udcff"),
        ("prompt", 9),
        ("preferences", 4),
        ("preferences", ["ban_tags"]),
        ("preferences.roles_wanted", ["triangle"]),
        ("preferences.roles_wanted", ["other"]),
        ("preferences.ban_tags.0", ["\0"]),
        ("preferences.ban_packs.0", [""]),
        ("preferences.allow_transpose", "yes"),
        ("preferences.allow_transpose", 1),
        ("preferences.ban_everything", []),
        ("bmp", 120),
        ("version", 3),
        ("is_stale", False),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_makes_no_sense_is_refused_with_its_name(field: str, value: Any):
    place = [part for part in field.split(".") if not part.isdigit()]
    said = {place[0]: value} if len(place) == 1 else {place[0]: {place[1]: value}}
    with pytest.raises(ContextError) as refused:
        merge_context(EMPTY, said)
    assert refused.value.field == field
    assert refused.value.message.encode()  # no half characters: it can be sent


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3))
def test_whatever_is_said_is_understood_or_refused_by_name(said: dict[str, Any]):
    refused_field: str | None = None
    try:
        found = merge_context(EMPTY, said)
    except ContextError as refused:
        refused_field = refused.field
    if refused_field is not None:
        assert refused_field.partition(".")[0] in said
        return
    assert merge_context(found, {}) == found
    assert found.bpm is None or 20 <= found.bpm <= 400
    assert found.pitch_key is None or found.pitch_key.tonic == found.key


@settings(deadline=None)
@given(st.floats(20, 400), st.sampled_from(KEYS))
def test_what_was_normalised_is_normal(bpm: float, key: PitchKey):
    once = merged(bpm=bpm, key=key.symbol)
    assert once.bpm == pytest.approx(bpm, abs=0.0005 + 1e-9)
    again = merge_context(once, {"bpm": once.bpm, "key": once.key, "mode": once.mode})
    assert again == once


def test_words_lose_their_doubles_and_their_spaces():
    assert merged(mood_tags=[" Dark ", "dark", "wide  open"]).mood_tags == ("dark", "wide open")
    assert merged(prompt="").prompt is None
    assert merged(genre_intent="  deep   house ").genre_intent == "deep house"


def test_what_a_person_says_of_tempo_or_key_is_no_longer_the_daws():
    heard = Context(bpm=120.0, origin="ableton", is_stale=True)
    assert merged(heard, mood_tags=["dark"]).is_stale
    by_hand = merged(heard, bpm=121)
    assert (by_hand.origin, by_hand.is_stale) == ("manual", False)

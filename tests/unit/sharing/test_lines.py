"""Laws of what is written of a recording: any that can be measured comes back the same."""

import json
import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.analysis import Features, KeyGuess, MoodScore, MoodScores, Section, TempoGuess
from menura.analysis.steps import FEATURES, FINGERPRINT
from menura.audio.fingerprint_match import MAX_DURATION_DIFFERENCE_S
from menura.audio.instrument import INSTRUMENTS
from menura.catalogue import TrackKind
from menura.sharing import ArchiveInvalidError, model
from menura.sharing import feature_lines as told
from menura.sharing.lines import read_line, write_line
from tests.factories import features
from tests.unit.sharing.making import a_recording

SHARE = st.floats(0, 1)
LENGTH = st.floats(0, 1e6)
WORD = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=40)


def between(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high)


def any_features() -> st.SearchStrategy[Features]:
    """Return features with any number that each of them can have."""
    strategies: dict[str, Any] = {
        **{name: between(*bounds) for name, bounds in told.NUMBERS.items()},
        **{n: st.none() | between(*bounds) for n, bounds in told.OPTIONAL_NUMBERS.items()},
        **{name: st.integers(*bounds) for name, bounds in told.WHOLE.items()},
        **{n: st.none() | st.integers(*bounds) for n, bounds in told.OPTIONAL_WHOLE.items()},
        "key": st.none() | st.sampled_from(told.KEYS),
        "mode": st.none() | st.sampled_from(told.MODES),
        "tempo_source": st.none() | st.sampled_from(told.TEMPO_SOURCES),
        "instrument": st.none() | st.sampled_from(INSTRUMENTS),
        "kind": st.sampled_from([TrackKind(kind) for kind in told.KINDS]),
        "codec": st.none() | WORD,
        "spectrum_db": st.tuples(*[between(-300, 100)] * told.BANDS),
        "tempo_candidates": listed(st.builds(TempoGuess, between(0, 999), SHARE)),
        "key_candidates": listed(
            st.builds(KeyGuess, st.sampled_from(told.KEYS), st.sampled_from(told.MODES), SHARE)
        ),
        "sections": listed(
            st.builds(
                Section,
                LENGTH,
                LENGTH,
                st.text("ABC", max_size=2),
                st.none() | between(-99, 9),
                SHARE,
                SHARE,
            )
        ),
        "instrument_probabilities": st.dictionaries(st.sampled_from(INSTRUMENTS), SHARE),
    }
    return st.builds(Features, **strategies)


def listed(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=3).map(tuple)


def any_moods() -> st.SearchStrategy[MoodScores]:
    scores = st.dictionaries(WORD, st.builds(MoodScore, SHARE, SHARE), max_size=3)
    return st.builds(MoodScores, st.sampled_from(model.MODEL_SPACES), scores, scores)


@settings(max_examples=30, deadline=None)
@given(measured=any_features(), moods=any_moods(), name=WORD)
def test_any_measured_track_comes_back_the_same(measured: Features, moods: MoodScores, name: str):
    track = a_recording(1, features=measured, moods=[moods], artist=name, title=name)
    line = read_line(write_line(track, {"clap": 3}), "here")
    assert line.track.features == measured
    assert list(line.track.moods) == [moods]
    assert (line.track.artist, line.track.title) == (name, name)
    assert line.rows == {"clap": 3}


def number_places() -> list[tuple[str, float]]:
    ranges = {**told.NUMBERS, **told.OPTIONAL_NUMBERS, **told.WHOLE, **told.OPTIONAL_WHOLE}
    return [(name, high) for name, (_, high) in ranges.items()]


@pytest.mark.parametrize(("name", "high"), number_places())
def test_every_number_is_held_to_its_range(name: str, high: float):
    written = json.loads(write_line(a_recording(1), {}))
    for value in (high * 2 + 1, -1e12, math.nan, math.inf, "1", [1], True):
        written["features"][name] = value
        with pytest.raises(ArchiveInvalidError) as error:
            read_line(json.dumps(written).encode(), "here")
        assert error.value.place in (f"here.features.{name}", "here")


def test_every_feature_that_is_measured_is_shared():
    assert sorted(told.FIELDS) == sorted(f.name for f in fields(Features) if f.name != "corrected")


def test_what_a_person_corrected_is_not_told():
    corrected = features(corrected=frozenset({"tempo"}))
    line = read_line(write_line(a_recording(1, features=corrected), {}), "here")
    assert line.track.features == replace(corrected, corrected=frozenset())


def test_a_long_outline_is_thinned_and_still_bounds_the_sound():
    from menura.analysis import Waveform

    peaks = np.tile(np.array([[-100, 90]], np.int8), (4_800, 1))
    long = a_recording(1, waveform=Waveform(240.0, peaks))
    back = read_line(write_line(long, {}), "here").track.waveform
    assert back is not None
    assert back.duration_s == 240.0
    assert back.peaks.tolist() == [[-100, 90]] * 1_000


def test_a_recording_without_any_sign_is_refused():
    unknown = a_recording(1, content_hash=None, fingerprint=None)
    with pytest.raises(ArchiveInvalidError, match="are both missing"):
        read_line(write_line(unknown, {}), "here")


def test_the_words_are_those_of_the_rooms_below():
    assert (model.FEATURES, model.FINGERPRINT) == (FEATURES, FINGERPRINT)
    assert model.MOST_DURATION_DIFFERENCE_S == MAX_DURATION_DIFFERENCE_S

"""Moods and genres estimated from stored measurements: orderings, laws, honesty."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.audio import genres
from menura.audio.genres import NO_GENRES, GenreConstants, estimate_genres
from menura.audio.moods import HIGHEST_CONFIDENCE, MOODS, MoodInput, estimate_moods
from menura.embedding import DspEmbedder


def spectrum(bass_db: float, presence_db: float) -> tuple[float, ...]:
    """Return a profile with the given level in each bass and each presence band."""
    return (-40.0,) * 3 + (bass_db,) * 7 + (-14.0,) * 9 + (presence_db,) * 7 + (-35.0,) * 5


# Typical measurements of rendered music
METAL = MoodInput(
    loudness_lufs=-7.1,
    loudness_range_lu=0.5,
    energy=0.86,
    brightness=0.45,
    spectrum_db=spectrum(-12.0, -17.0),
    tempo_bpm=150.0,
    tempo_confidence=0.95,
    pulse_clarity=0.69,
    mode="minor",
    key_confidence=0.7,
    flux=0.18,
)
AMBIENT = MoodInput(
    loudness_lufs=-20.0,
    loudness_range_lu=2.3,
    energy=0.22,
    brightness=0.4,
    spectrum_db=spectrum(-21.0, -25.0),
    tempo_bpm=70.0,
    tempo_confidence=0.64,
    pulse_clarity=0.21,
    mode="major",
    key_confidence=0.9,
    flux=0.069,
)
DISCO = MoodInput(
    loudness_lufs=-12.0,
    loudness_range_lu=1.1,
    energy=0.7,
    brightness=0.38,
    spectrum_db=spectrum(-16.0, -19.0),
    tempo_bpm=119.0,
    tempo_confidence=1.0,
    pulse_clarity=0.72,
    mode="major",
    key_confidence=0.8,
    flux=0.15,
)
BALLAD = MoodInput(
    loudness_lufs=-16.0,
    loudness_range_lu=5.0,
    energy=0.35,
    brightness=0.4,
    spectrum_db=spectrum(-20.0, -20.0),
    tempo_bpm=66.0,
    tempo_confidence=0.98,
    pulse_clarity=0.49,
    mode="minor",
    key_confidence=0.9,
    flux=0.08,
)
PIECES = (METAL, AMBIENT, DISCO, BALLAD)

shares = st.floats(0.0, 1.0)
inputs = st.builds(
    MoodInput,
    loudness_lufs=st.none() | st.floats(-69.0, 0.0),
    loudness_range_lu=st.none() | st.floats(0.0, 40.0),
    energy=shares,
    brightness=shares,
    spectrum_db=st.just(()) | st.lists(st.floats(-90.0, 0.0), min_size=31, max_size=31),
    tempo_bpm=st.none() | st.floats(30.0, 300.0),
    tempo_confidence=shares,
    pulse_clarity=shares,
    mode=st.sampled_from([None, "major", "minor"]),
    key_confidence=shares,
    flux=st.none() | st.floats(0.0, 1.0),
    onset_rate_hz=st.none() | st.floats(0.0, 20.0),
)


def probabilities(heard: MoodInput) -> dict[str, float]:
    return {score.label: score.probability for score in estimate_moods(heard).moods}


@pytest.mark.parametrize(
    ("mood", "piece"),
    [
        ("aggressive", METAL),
        ("relaxed", AMBIENT),
        ("danceable", DISCO),
        ("party", DISCO),
        ("happy", DISCO),
        ("sad", BALLAD),
    ],
)
def test_the_piece_known_for_a_mood_has_most_of_it(mood, piece):
    scores = {id(p): probabilities(p)[mood] for p in PIECES}
    assert scores[id(piece)] == max(scores.values())
    assert scores[id(piece)] > 0.5


def test_arousal_puts_metal_first_and_ambient_last():
    arousals = [estimate_moods(piece).arousal for piece in (METAL, DISCO, BALLAD, AMBIENT)]
    assert arousals == sorted(arousals, reverse=True)


@given(inputs)
def test_every_number_stays_in_its_range(heard):
    estimate = estimate_moods(heard)
    assert tuple(score.label for score in estimate.moods) == MOODS
    assert estimate.source == "estimated"
    for score in estimate.moods:
        assert 0.0 <= score.probability <= 1.0
        assert 0.0 <= score.confidence <= HIGHEST_CONFIDENCE
    assert 0.0 <= estimate.arousal <= 1.0
    assert 0.0 <= estimate.valence <= 1.0


@given(inputs)
def test_major_is_never_sadder_than_minor_and_never_less_happy(heard):
    major = probabilities(replace(heard, mode="major"))
    minor = probabilities(replace(heard, mode="minor"))
    assert major["sad"] <= minor["sad"]
    assert major["happy"] >= minor["happy"]
    assert major["aggressive"] <= minor["aggressive"]


@given(inputs, st.floats(30.0, 300.0), st.floats(30.0, 300.0))
def test_faster_is_never_sadder_nor_more_relaxed(heard, one_bpm, other_bpm):
    slow = probabilities(replace(heard, tempo_bpm=min(one_bpm, other_bpm)))
    fast = probabilities(replace(heard, tempo_bpm=max(one_bpm, other_bpm)))
    assert fast["sad"] <= slow["sad"] + 1e-9
    assert fast["happy"] >= slow["happy"] - 1e-9
    assert fast["aggressive"] >= slow["aggressive"] - 1e-9


@given(inputs, st.floats(-69.0, 0.0), st.floats(-69.0, 0.0))
def test_louder_is_never_more_relaxed_and_never_less_aggressive(heard, one_lufs, other_lufs):
    soft = probabilities(replace(heard, loudness_lufs=min(one_lufs, other_lufs)))
    loud = probabilities(replace(heard, loudness_lufs=max(one_lufs, other_lufs)))
    assert loud["relaxed"] <= soft["relaxed"] + 1e-9
    assert loud["aggressive"] >= soft["aggressive"] - 1e-9
    assert loud["party"] >= soft["party"] - 1e-9


@given(inputs, shares, shares)
def test_less_certain_measurements_never_give_more_confidence(heard, one, other):
    for name in ("key_confidence", "tempo_confidence"):
        less = estimate_moods(replace(heard, **{name: min(one, other)}))
        more = estimate_moods(replace(heard, **{name: max(one, other)}))
        for unsure, sure in zip(less.moods, more.moods, strict=True):
            assert unsure.confidence <= sure.confidence + 1e-9


def test_an_uncertain_key_says_nothing():
    unsure = replace(BALLAD, key_confidence=0.0)
    assert probabilities(unsure) == probabilities(replace(unsure, mode="major"))
    assert probabilities(unsure) == probabilities(replace(unsure, mode=None))


def test_danceable_peaks_near_120_bpm_and_forgives_half_tempo():
    by_tempo = [probabilities(replace(DISCO, tempo_bpm=bpm))["danceable"] for bpm in (60, 85, 120)]
    at_60, at_85, at_120 = by_tempo
    assert at_120 > at_60 > at_85
    assert at_120 > probabilities(replace(DISCO, tempo_bpm=170.0))["danceable"]


def test_silence_has_no_confidence_and_no_genre():
    estimate = estimate_moods(MoodInput(None, None, energy=0.0, brightness=0.0))
    assert {score.confidence for score in estimate.moods} == {0.0}
    assert (estimate.arousal, estimate.valence) == (0.5, 0.5)
    assert (estimate.genres, estimate.unknown_genre) == ((), 1.0)


@pytest.fixture
def compass():
    """Three styles of two genres on three axes."""
    return GenreConstants(
        genres=("rock", "jazz", "jazz"),
        centres=np.eye(3, 8),
        scale=10.0,
        midpoint=0.5,
        slope=12.0,
        model_hash="compass",
        origin="hand",
    )


def test_styles_of_one_genre_add_up(compass):
    between = np.array([0, 1, 1, 0, 0, 0, 0, 0], np.float32)
    found = estimate_genres(between, model_hash="compass", constants=compass)
    assert found.probabilities["jazz"] > 0.9
    assert sum(found.probabilities.values()) == pytest.approx(found.familiarity)


def test_what_is_like_no_style_is_unknown(compass):
    strange = np.array([0, 0, 0, 0, 1, 0, 0, 0], np.float32)
    found = estimate_genres(strange, model_hash="compass", constants=compass)
    assert found.familiarity < 0.01
    assert max(found.probabilities.values()) < 0.01


def test_vectors_of_another_embedder_have_no_genre(compass):
    vector = np.eye(1, 8)[0].astype(np.float32)
    assert estimate_genres(vector, model_hash="other", constants=compass) is NO_GENRES
    assert estimate_genres(vector, model_hash=None, constants=compass) is NO_GENRES
    assert estimate_genres(vector * 0, model_hash="compass", constants=compass) is NO_GENRES


def test_genre_constants_survive_writing_and_reading(compass):
    again = GenreConstants.from_json(compass.to_json())
    assert again.to_json() == compass.to_json()
    assert (again.genres, again.model_hash) == (compass.genres, "compass")
    np.testing.assert_array_equal(again.centres, compass.centres)


def test_shipped_genres_were_fitted_with_the_shipped_embedder():
    # after fitting the embedding anew, run benchmarks.fit_genres too
    assert shipped().model_hash == DspEmbedder().model_hash


def test_shipped_centres_are_recognised_in_half_precision_and_no_genre_is_certain():
    constants = shipped()
    for genre, centre in zip(constants.genres, constants.centres, strict=True):
        heard = replace(
            DISCO, dsp_vector=centre.astype(np.float16), dsp_model_hash=constants.model_hash
        )
        estimate = estimate_moods(heard)
        assert estimate.genres[0].label == genre
        assert 0.4 < estimate.genres[0].probability <= HIGHEST_CONFIDENCE
        total = estimate.unknown_genre + sum(score.probability for score in estimate.genres)
        assert total == pytest.approx(1.0)


def shipped() -> GenreConstants:
    text = Path(genres.__file__).with_name(genres.CONSTANTS_FILE).read_text("utf-8")
    return GenreConstants.from_json(text)

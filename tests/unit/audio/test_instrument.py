import math

import numpy as np
import pytest

from menura.audio.file_name_hints import NameHints
from menura.audio.instrument import INSTRUMENTS, classify_instrument
from menura.audio.sample_description import describe_sample
from menura.audio.sample_features import measure_features
from menura.audio.softmax import SoftmaxModel
from tests.unit.audio.test_sample_kind import RATE_HZ, drum, drum_loop, frames_of


def saw(frequency_hz, duration_s, decay_s):
    time = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    partials = range(1, max(2, int(2000 / frequency_hz)))
    tone = sum(np.sin(2 * np.pi * frequency_hz * n * time) / n for n in partials)
    return 0.4 * tone * np.exp(-time / decay_s)


@pytest.mark.parametrize(
    ("signal", "instrument"),
    [
        (drum("kick"), "kick"),
        (drum("snare"), "snare"),
        (drum_loop(124, 8), "full_loop"),
        (saw(55.0, 0.8, 0.4), "bass"),
    ],
)
def test_plain_sounds_are_known(signal, instrument):
    assert classify_instrument(frames_of(signal)).instrument == instrument


def test_a_hat_is_likelier_than_any_pitched_instrument():
    guess = classify_instrument(frames_of(drum("hat")))
    drums = sum(guess.probabilities[name] for name in ("hat", "snare", "percussion"))
    assert drums > 0.8


def test_probabilities_of_all_instruments_add_up_to_one():
    guess = classify_instrument(frames_of(drum("snare")))
    assert set(guess.probabilities) == set(INSTRUMENTS)
    assert math.fsum(guess.probabilities.values()) == pytest.approx(1)
    assert guess.probability == max(guess.probabilities.values())


def test_what_is_not_likely_enough_has_no_instrument():
    # two tones and a hiss: nothing that anybody plays
    time = np.arange(RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(5).standard_normal(time.size)
    odd = 0.1 * np.sin(2 * np.pi * 1234 * time) + 0.05 * noise * (time > 0.4)
    guess = classify_instrument(frames_of(odd))
    assert (guess.instrument is None) == (guess.probability < 0.5)


def test_silence_has_neither_features_nor_instrument():
    frames = frames_of(np.zeros(RATE_HZ))
    assert measure_features(frames) == {}
    guess = classify_instrument(frames)
    assert guess.instrument is None
    assert guess.probability == 0


def test_features_do_not_depend_on_level():
    loud, quiet = (measure_features(frames_of(gain * drum("snare"))) for gain in (0.9, 0.009))
    for name, value in loud.items():
        assert quiet[name] == pytest.approx(value, abs=0.05), name


def test_every_length_has_the_same_features():
    noise = np.random.default_rng(2).standard_normal(30 * RATE_HZ) * 0.1
    names = [list(measure_features(frames_of(noise[:n]))) for n in (100, 2000, 30 * RATE_HZ)]
    assert names[0] == names[1] == names[2]


def test_a_name_moves_the_odds_but_does_not_overrule_a_clear_sound():
    frames = frames_of(drum_loop(124, 8))
    plain = describe_sample(frames, None).instrument
    named = describe_sample(frames, None, hints=NameHints(instrument="bass")).instrument
    assert named.probabilities["bass"] > plain.probabilities["bass"]
    assert named.instrument == "full_loop"


def test_a_model_survives_being_written():
    generator = np.random.default_rng(1)
    model = SoftmaxModel(
        features=("a", "b"),
        classes=("x", "y", "z"),
        mean=np.array([1.0, 2.0]),
        deviation=np.array([0.5, 3.0]),
        weights=np.round(generator.normal(size=(5, 3)), 2),
        origin="test",
    )
    again = SoftmaxModel.from_json(model.to_json())
    values = {"a": 1.4, "b": -7.0}
    assert again.probabilities(values) == pytest.approx(model.probabilities(values))
    assert again.probabilities({}) == pytest.approx(model.probabilities({"a": 1.0, "b": 2.0}))

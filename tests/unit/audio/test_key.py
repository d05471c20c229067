"""Key of cadences that were written in a known key."""

import numpy as np
import pytest

from menura.audio.key import TONICS, measure_key
from menura.audio.streaming import StreamingPass
from tests.audio_synthesis import MAJOR, MINOR, cadence, drum_loop, silence, white_noise

RATE_HZ = 22_050
ALL_KEYS = [(tonic, mode) for mode in (MAJOR, MINOR) for tonic in range(12)]


def key_of(signal):
    listening = StreamingPass(RATE_HZ, signal.shape[0])
    listening.feed(signal)
    return measure_key(listening.finish())


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
    assert right >= 20


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


def test_drums_alone_are_not_trusted_with_a_key():
    key = key_of(drum_loop(120, 15.0, sample_rate_hz=RATE_HZ))
    assert key is None or key.confidence < 0.65

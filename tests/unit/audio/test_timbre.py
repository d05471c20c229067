"""Spectrum profile, brightness and energy."""

import numpy as np
import pytest

from menura.audio.filterbank import THIRD_OCTAVE_CENTRES_HZ, hz_to_mel, k_weighting, mel_to_hz
from menura.audio.loudness import measure_loudness
from menura.audio.onsets import find_onsets
from menura.audio.streaming import StreamingPass
from menura.audio.timbre import EQ_BAND_EDGES_HZ, PROFILE_FLOOR_DB, Timbre, measure_timbre
from tests.audio_synthesis import drum_loop, silence, sine, white_noise


def timbre_of(signal) -> Timbre:
    listening = StreamingPass(44_100, signal.shape[0])
    listening.feed(signal)
    frames = listening.finish()
    return measure_timbre(frames, measure_loudness(frames), find_onsets(frames.mel_energies))


@pytest.mark.parametrize("frequency_hz", [63, 250, 1000, 4000, 16_000])
def test_profile_of_a_tone_peaks_in_its_third_octave(frequency_hz):
    profile = timbre_of(sine(frequency_hz, 2.0)).profile_db
    nearest = int(np.abs(np.log(THIRD_OCTAVE_CENTRES_HZ / frequency_hz)).argmin())
    assert int(np.argmax(profile)) == nearest
    assert len(profile) == 31


def test_profile_and_brightness_do_not_depend_on_gain_but_energy_does():
    loop = drum_loop(120, 5.0)
    loud, quiet = timbre_of(loop), timbre_of(loop * np.float32(0.1))
    assert quiet.profile_db == pytest.approx(loud.profile_db, abs=0.05)
    assert quiet.brightness == pytest.approx(loud.brightness, abs=0.01)
    assert quiet.energy < loud.energy


def test_brighter_sounds_are_brighter():
    levels = [timbre_of(sine(f, 2.0)).brightness for f in (100, 500, 1000, 2000, 8000)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0.0, 1.0)


def test_a_loud_loop_has_more_energy_than_a_quiet_drone():
    assert timbre_of(drum_loop(140, 5.0)).energy > timbre_of(sine(110, 5.0, amplitude=0.05)).energy


def test_energy_and_brightness_stay_between_zero_and_one():
    for signal in (white_noise(2.0, amplitude=1.0), sine(60, 2.0, amplitude=1e-3), silence(2.0)):
        timbre = timbre_of(signal)
        assert 0.0 <= timbre.energy <= 1.0
        assert 0.0 <= timbre.brightness <= 1.0
        assert min(timbre.profile_db) >= PROFILE_FLOOR_DB


def test_silence_is_dark_and_calm():
    timbre = timbre_of(silence(2.0))
    assert (timbre.energy, timbre.brightness) == (0.0, 0.0)


def test_mel_scale_and_its_inverse_cancel():
    frequencies = np.geomspace(20, 20_000, 50)
    np.testing.assert_allclose(mel_to_hz(hz_to_mel(frequencies)), frequencies)


def test_k_weighting_has_the_standard_curve():
    gain_db = 10 * np.log10(k_weighting(np.array([38.0, 997.0, 10_000.0]), 48_000))
    # read off the filters tabulated in ITU-R BS.1770-4 at 48 kHz
    assert gain_db == pytest.approx([-6.0, 0.69, 4.0], abs=0.15)


@pytest.mark.parametrize(
    ("frequency_hz", "band"),
    [
        (40, "sub"),
        (120, "bass"),
        (400, "low_mid"),
        (1000, "mid"),
        (3000, "high_mid"),
        (5000, "presence"),
        (12_000, "brilliance"),
    ],
)
def test_a_tone_fills_its_equaliser_band(frequency_hz, band):
    bands = timbre_of(sine(frequency_hz, 2.0)).eq_bands_db
    assert list(bands) == list(EQ_BAND_EDGES_HZ)
    assert bands[band] == pytest.approx(0.0, abs=1.6)  # third octaves are shared at the edges
    assert sum(level < -10 for level in bands.values()) >= 5


def test_equaliser_bands_together_hold_the_power_of_the_whole():
    for signal in (white_noise(2.0), drum_loop(120, 4.0)):
        levels_db = np.array(list(timbre_of(signal).eq_bands_db.values()))
        assert (10 ** (levels_db / 10)).sum() == pytest.approx(1.0, abs=0.01)


def test_equaliser_bands_of_silence_lie_at_the_floor():
    assert set(timbre_of(silence(2.0)).eq_bands_db.values()) == {PROFILE_FLOOR_DB}

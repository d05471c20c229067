import numpy as np
import pytest

from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Note
from menura.studio.synthesis.note_table import pitch_hz, table_of
from menura.studio.synthesis.subtractive import Subtractive, play_subtractive
from menura.studio.synthesis.waveguide import PluckedString, play_strings
from menura.studio.synthesis.wavetables import Wave, wavetables
from tests.unit.studio.synthesis.sounds import cents_off, power_spectrum


def sound_of(settings: Subtractive, pitch: int, seconds: float = 2.0):
    voice = Subtractive(*(float(value) for value in settings))
    out = np.zeros((2, int(seconds * SAMPLE_RATE_HZ)), dtype=np.float32)
    table = table_of(
        [Note(0.0, 8.0, pitch, 0.8)], bpm=120.0, seed=1, length=out.shape[1], monophonic=True
    )
    play_subtractive(out, table, voice, wavetables())
    return out


@pytest.mark.parametrize("pulse", [0.0, 0.3])
@pytest.mark.parametrize("pitch", [45, 81, 93, 101])
def test_a_high_saw_folds_nothing_back(pitch, pulse):
    open_saw = Subtractive(
        wave=Wave.SAW,
        pulse=pulse,
        cutoff_hz=20_000.0,
        key_track=0.0,
        velocity_octaves=0.0,
        resonance=0.0,
        sustain=1.0,
    )
    power = power_spectrum(sound_of(open_saw, pitch)[:, 4_800:-4_800])
    bin_hz = SAMPLE_RATE_HZ / (1 << 19)
    harmonic = np.arange(power.size) * bin_hz / pitch_hz(pitch)
    away = np.abs(harmonic - np.round(harmonic)) * pitch_hz(pitch)
    beside = (away > 12.0) & (np.arange(power.size) * bin_hz > 20.0)
    assert 10 * np.log10(power[beside].sum() / power.sum()) < -60.0


@pytest.mark.parametrize("pitch", [28, 40, 52, 64, 76, 88])
@pytest.mark.parametrize("bright_s", [0.15, 1.0])
def test_a_string_is_in_tune_over_its_range(pitch, bright_s):
    string = PluckedString(*map(float, PluckedString(decay_s=4.0, bright_decay_s=bright_s)))
    out = np.zeros((2, 2 * SAMPLE_RATE_HZ), dtype=np.float32)
    table = table_of(
        [Note(0.0, 4.0, pitch, 0.8)], bpm=120.0, seed=1, length=out.shape[1], monophonic=False
    )
    play_strings(out, table, string)
    assert abs(cents_off(out[:, 2_400:72_000], pitch_hz(pitch))) < 1.0


def test_a_filter_takes_away_what_is_above_it():
    def high_part(cutoff_hz: float) -> float:
        settings = Subtractive(cutoff_hz=cutoff_hz, poles=4.0, key_track=0.0, env_octaves=0.0)
        power = power_spectrum(sound_of(settings, 45))
        edge = int(4_000 / SAMPLE_RATE_HZ * (1 << 19))
        return float(10 * np.log10(power[edge:].sum() / power.sum()))

    assert high_part(1_000.0) < high_part(4_000.0) - 20.0


def test_unison_is_wide_and_a_single_voice_is_not():
    one = sound_of(Subtractive(), 57)
    many = sound_of(Subtractive(unison=7.0, detune_cents=15.0, spread=0.9), 57)
    assert np.allclose(one[0], one[1], atol=1e-6)
    side, middle = many[0] - many[1], many[0] + many[1]
    assert np.mean(side**2) > 0.03 * np.mean(middle**2)


def test_the_tables_hold_no_offset_and_have_one_loudness():
    tables = wavetables()
    assert np.abs(tables[:, :, :-1].mean(axis=2)).max() < 1e-5
    assert np.allclose(np.sqrt((tables[:, 0, :-1] ** 2).mean(axis=1)), 0.5, atol=0.01)

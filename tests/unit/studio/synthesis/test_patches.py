import numpy as np
import pytest

from menura.studio.palette import Patch
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Note
from menura.studio.synthesis.instruments import LEVEL_DB, SOUNDS
from menura.studio.synthesis.note_table import pitch_hz
from tests.unit.studio.synthesis.sounds import (
    centroid_hz,
    cents_off,
    home,
    peak_db,
    play,
    rms_db,
)

# Many players, wide apart: within two seconds they beat, and the mean of them wanders.
WIDE = {Patch.REESE_BASS, Patch.WOBBLE_BASS, Patch.DRONE_BASS, Patch.HOOVER_STAB}

# An amplifier at its limit gives back loudness as it pleases.
OVERDRIVEN = {Patch.GUITAR_LEAD, Patch.DISTORTED_GUITAR, Patch.CRUNCH_GUITAR}

every_patch = pytest.mark.parametrize("patch", list(Patch))


def test_every_patch_has_a_sound_and_a_level():
    assert set(SOUNDS) == set(Patch) == set(LEVEL_DB)


@every_patch
def test_a_patch_is_heard_without_clipping_or_offset_and_ends_in_silence(patch):
    sound = play(patch, Note(0.5, 1.0, home(patch), 0.9), seconds=3.5)
    assert sound.shape == (2, int(3.5 * SAMPLE_RATE_HZ))
    assert sound.dtype == np.float32
    assert np.all(np.isfinite(sound))
    assert -40.0 < peak_db(sound) < -0.5
    assert rms_db(sound[:, 12_000:36_000]) > -50.0
    assert np.all(sound[:, :12_000] == 0.0)
    assert np.all(np.abs(sound.mean(axis=1)) < 1e-3)
    assert np.all(np.abs(sound[:, -4_800:]) < 1e-6)


@every_patch
def test_a_patch_is_in_tune(patch):
    for pitch in (home(patch) - 5, home(patch) + 7):
        sound = play(patch, Note(0.0, 3.6, pitch, 0.8))
        off = cents_off(sound[:, 4_800:84_000], pitch_hz(pitch))
        assert abs(off) < (9.0 if patch in WIDE else 5.0)


@every_patch
def test_a_harder_stroke_is_louder_and_not_darker(patch):
    soft = play(patch, Note(0.0, 1.0, home(patch), 0.35), seconds=0.6)
    hard = play(patch, Note(0.0, 1.0, home(patch), 0.95), seconds=0.6)
    assert rms_db(hard) > rms_db(soft) + (0.8 if patch in OVERDRIVEN else 2.0)
    assert centroid_hz(hard) > 0.94 * centroid_hz(soft)


@every_patch
def test_two_seeds_differ_and_one_seed_does_not(patch):
    note = Note(0.0, 0.4, home(patch), 0.8)
    one = play(patch, note, seconds=0.3, seed=1)
    again = play(patch, note, seconds=0.3, seed=1)
    other = play(patch, note, seconds=0.3, seed=2)
    assert np.array_equal(one, again)
    assert rms_db(one - other) > rms_db(one) - 45.0


@every_patch
def test_a_note_ends_without_a_click(patch):
    sound = play(patch, Note(0.0, 1.0, home(patch), 0.9), seconds=3.5)
    jumps = np.abs(np.diff(sound.astype(np.float64), n=2)).max(axis=0)
    while_held = jumps[2_400:23_500].max()
    after = jumps[23_900:].max()
    assert after < 1.5 * while_held + 1e-4


@pytest.mark.parametrize("patch", [Patch.SAW_LEAD, Patch.ACID_BASS, Patch.VIOLIN, Patch.FM_LEAD])
def test_a_slide_moves_from_the_earlier_pitch_without_a_new_attack(patch):
    low, high = home(patch), home(patch) + 12
    sound = play(
        patch, Note(0.0, 1.0, low, 0.8), Note(1.0, 2.0, high, 0.8, glide=True), seconds=2.0
    )
    assert abs(cents_off(sound[:, 52_000:70_000], pitch_hz(high))) < 8.0
    around = np.abs(sound[:, 23_500:25_500]).max(axis=0)
    blocks = around[:2_000].reshape(-1, 400).max(axis=1)
    assert blocks.min() > 0.2 * blocks.max()


def test_a_wobble_follows_the_beat():
    sound = play(Patch.WOBBLE_BASS, Note(0.0, 4.0, 36, 0.8, cycles_per_beat=2.0))
    mono = np.diff(
        sound.mean(axis=0).astype(np.float64), append=0.0
    )  # what is high, where the filter opens
    power = (mono[: 48 * 2_000] ** 2).reshape(-1, 480).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(power - power.mean()))
    assert np.argmax(spectrum) * (1.0 / 2.0) == pytest.approx(4.0, abs=0.6)


def test_brightness_of_a_note_opens_the_filter():
    dark = play(Patch.PLUCK_ARP, Note(0.0, 1.0, 64, 0.8, brightness=0.6))
    bright = play(Patch.PLUCK_ARP, Note(0.0, 1.0, 64, 0.8, brightness=1.8))
    assert centroid_hz(bright) > 1.15 * centroid_hz(dark)


@every_patch
def test_a_note_begins_without_a_jump(patch):
    sound = play(patch, Note(0.25, 0.4, home(patch), 0.9), seconds=0.3, seed=3)[0]
    start = int(np.flatnonzero(sound)[0])
    bends = np.abs(np.diff(sound.astype(np.float64), 3))
    assert bends[start - 3 : start + 6].max() < 0.5 * bends[start + 12 :].max()


@pytest.mark.parametrize("patch", [Patch.FM_LEAD, Patch.MELLOW_LEAD, Patch.CLEAN_GUITAR_LEAD])
def test_a_slurred_note_takes_over_the_level_without_a_jump(patch):
    notes = Note(0.0, 1.0, 64, 0.95), Note(1.0, 1.0, 66, 0.3, glide=True)
    sound = play(patch, *notes, seconds=0.9).astype(np.float64)[0]
    bends = np.abs(np.diff(sound, 3))
    assert bends[23_960:24_060].max() < 1.5 * bends[20_000:23_900].max()


@pytest.mark.parametrize(
    "patch",
    [
        Patch.DX_PIANO,
        Patch.BELL_KEYS,
        Patch.BELL_ARP,
        Patch.GLASS_ARP,
        Patch.FM_LEAD,
        Patch.VOCAL_CHOP,
        Patch.TALKBOX_LEAD,
        Patch.PLUCK_ARP,
        Patch.POLY_SYNTH,
    ],
)
def test_keys_arpeggios_and_leads_are_wide_and_lean_to_neither_side(patch):
    notes = [Note(0.5 * n, 0.4, home(patch) + 3 * (n % 4), 0.8) for n in range(16)]
    left, right = play(patch, *notes, seconds=4.5).astype(np.float64)
    correlation = left @ right / np.sqrt((left @ left) * (right @ right))
    assert 0.2 < correlation < 0.985
    assert abs(10.0 * np.log10((left @ left) / (right @ right))) < 1.5


@pytest.mark.parametrize("patch", [Patch.SUB_BASS, Patch.FM_BASS, Patch.MOOG_BASS, Patch.BASS_808])
def test_basses_stay_in_the_middle(patch):
    left, right = play(patch, Note(0.0, 1.0, 40, 0.8), seconds=0.7)
    assert np.allclose(left, right, atol=1e-6)

from itertools import pairwise

import numpy as np
import pytest

from menura.studio.palette import Kit
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Drum, Hit
from menura.studio.synthesis.drums.kits import ACOUSTIC, KITS
from tests.unit.studio.synthesis.sounds import centroid_hz, hit, peak_db, power_spectrum, strike

every_kit = pytest.mark.parametrize("kit", list(Kit))


def energy_after(sound, seconds):
    at = int(seconds * SAMPLE_RATE_HZ)
    whole = float(np.sum(sound.astype(np.float64) ** 2))
    return 10.0 * np.log10(float(np.sum(sound[:, at:].astype(np.float64) ** 2)) / whole + 1e-20)


def test_every_kit_and_every_drum_has_a_sound():
    assert set(KITS) == set(Kit)
    assert set(ACOUSTIC) == set(Drum)


@every_kit
def test_every_drum_of_a_kit_is_heard_and_dies_away(kit):
    for drum in Drum:
        sound = hit(kit, drum)
        assert np.all(np.isfinite(sound)), drum
        assert -36.0 < peak_db(sound) < -0.2, drum
        assert np.all(np.abs(sound[:, -4_800:]) < 1e-4), drum
        assert np.all(np.abs(sound.mean(axis=1)) < 1e-3), drum


@every_kit
def test_a_harder_stroke_is_louder_and_brighter(kit):
    for drum in (Drum.SNARE, Drum.CLOSED_HAT, Drum.KICK):
        soft, hard = hit(kit, drum, 0.25), hit(kit, drum, 1.0)
        assert peak_db(hard) > peak_db(soft) + 6.0
        assert centroid_hz(hard) > 1.01 * centroid_hz(soft)


@every_kit
def test_a_snare_is_short(kit):
    if kit is Kit.CINEMATIC:
        pytest.skip("a big drum in a big room")
    assert energy_after(hit(kit, Drum.SNARE), 0.25) < -18.0


def test_kits_differ_from_one_another():
    bands = np.geomspace(40, 16_000, 22)
    profiles = []
    for kit in Kit:
        sound = strike(
            kit, Hit(0, Drum.KICK, 0.9), Hit(1, Drum.SNARE, 0.9), Hit(2, Drum.CLOSED_HAT, 0.8)
        )[:, :96_000]
        power = power_spectrum(sound)
        edges = (bands / SAMPLE_RATE_HZ * (1 << 19)).astype(int)
        levels = np.array([power[a:b].sum() for a, b in pairwise(edges)])
        decay = 10 * np.log10((sound[:, 4_800:].astype(float) ** 2).sum())
        profiles.append(np.append(10 * np.log10(levels + 1e-9), decay))
    distances = [
        np.abs(profiles[i] - profiles[j]).mean() for i in range(len(Kit)) for j in range(i)
    ]
    assert min(distances) > 1.0


def test_a_closed_hat_silences_the_open_one():
    open_alone = strike(Kit.HOUSE_909, Hit(0.0, Drum.OPEN_HAT, 0.9))
    choked = strike(Kit.HOUSE_909, Hit(0.0, Drum.OPEN_HAT, 0.9), Hit(0.2, Drum.PEDAL_HAT, 0.05))
    window = slice(int(0.18 * SAMPLE_RATE_HZ), int(0.25 * SAMPLE_RATE_HZ))
    assert np.abs(choked[:, window]).max() < 0.1 * np.abs(open_alone[:, window]).max()


def test_no_two_strokes_in_a_row_are_the_same():
    sound = strike(Kit.FUNK, *(Hit(i / 2, Drum.SNARE, 0.8) for i in range(8)))
    strokes = [sound[:, i * 12_000 : i * 12_000 + 8_000] for i in range(8)]
    for one, other in pairwise(strokes):
        scaled = other * (np.abs(one).max() / np.abs(other).max())
        assert np.abs(one - scaled).max() > 0.02 * np.abs(one).max()


def test_a_kick_is_low_and_a_hat_is_high():
    for kit in Kit:
        assert centroid_hz(hit(kit, Drum.KICK)) < 600.0
        assert centroid_hz(hit(kit, Drum.CLOSED_HAT)) > 3000.0

"""Rooms last as long as they say, are wide, and leave the sound itself untouched."""

import numpy as np
import pytest

from menura.studio.effects.equaliser import Band, Shape, equalise
from menura.studio.effects.reverb import SPACES, Room, reverberate

RATE_HZ = 48_000


def answer(room, seconds=8.0):
    impulse = np.zeros((2, round(seconds * RATE_HZ)), np.float32)
    impulse[:, 100] = 1.0
    return reverberate(impulse, SPACES[room], wet=1.0) - impulse


def decay_s(response):
    """Return T60 from the fall between -5 and -35 dB (Schroeder's backward integral)."""
    energy = np.cumsum((response.astype(np.float64) ** 2).sum(axis=0)[::-1])[::-1]
    levels_db = 10 * np.log10(energy / energy[0] + 1e-15)
    return 2 * (np.argmax(levels_db < -35) - np.argmax(levels_db < -5)) / RATE_HZ


@pytest.mark.parametrize("room", list(Room))
def test_a_room_decays_in_its_time_in_the_middle_register(room):
    middle = equalise(answer(room), (Band(Shape.HIGH_PASS, 300.0), Band(Shape.LOW_PASS, 1200.0)))
    assert decay_s(middle) == pytest.approx(SPACES[room].decay_s, rel=0.25)


def test_treble_dies_first():
    response = answer(Room.HALL)
    low = equalise(response, (Band(Shape.LOW_PASS, 1000.0),))
    high = equalise(response, (Band(Shape.HIGH_PASS, 8000.0),))
    assert decay_s(high) < 0.7 * decay_s(low)


@pytest.mark.parametrize("room", list(Room))
def test_left_and_right_of_a_room_are_unrelated(room):
    assert abs(np.corrcoef(answer(room))[0, 1]) < 0.1


def test_the_dry_sound_keeps_its_place_and_level():
    samples = np.zeros((2, 5000), np.float32)
    samples[:, 10] = 0.7
    result = reverberate(samples, SPACES[Room.HALL], wet=0.5)
    before_echo = round(SPACES[Room.HALL].predelay_s * RATE_HZ)
    np.testing.assert_allclose(result[:, :before_echo], samples[:, :before_echo], atol=1e-6)


def test_a_send_adds_room_only_where_it_is_open():
    noise = np.random.default_rng(1).standard_normal((2, RATE_HZ)).astype(np.float32)
    send = np.zeros(RATE_HZ, np.float32)
    send[RATE_HZ // 2 :] = 0.5
    wet = reverberate(noise, SPACES[Room.ROOM], wet=0.0, send=send) - noise
    assert np.abs(wet[:, : RATE_HZ // 2]).max() < 1e-6
    assert np.abs(wet[:, RATE_HZ // 2 + 2000 :]).max() > 0.05

"""The key is heard from what sounds, and wrong ones are told apart."""

from functools import cache

import numpy as np
import pytest

from menura.studio.model import Mode, Role
from menura.studio.qa.hearing import Hearing, hear
from menura.studio.qa.judge_music import judge_key
from menura.studio.qa.key import read_key
from menura.studio.qa.report import KeyReading, QaCheck, QaTargets, Remedy
from tests.unit.studio.qa.band import RATE_HZ, Piece, play

_TRUE = [(key, mode) for key in (0, 3, 6, 9, 11) for mode in (Mode.MAJOR, Mode.MINOR)]


@cache
def _hearing(key: int, mode: Mode) -> Hearing:
    played = play(Piece(key=key, mode=mode, bars=8, seed=key))
    return hear(played.mix, played.stems)


def _judge(hearing: Hearing, key: int, mode: Mode) -> tuple[QaCheck, KeyReading]:
    reading = read_key(hearing.harmonic, hearing.mix_pitches, key, mode)
    return judge_key(reading, QaTargets(120, key, mode)), reading


@pytest.mark.parametrize(("key", "mode"), _TRUE)
def test_the_true_key_passes_and_its_relative_fails(key: int, mode: Mode) -> None:
    hearing = _hearing(key, mode)
    check, reading = _judge(hearing, key, mode)
    assert check.passed
    assert (reading.key, reading.mode, reading.relation) == (key, mode, "same")
    relative = (key + (9 if mode is Mode.MAJOR else 3)) % 12
    other = Mode.MINOR if mode is Mode.MAJOR else Mode.MAJOR
    check, reading = _judge(hearing, relative, other)
    assert check.failed
    assert check.remedy == Remedy.REDRAW_HARMONY
    assert reading.relation == "relative"
    assert not reading.beats_relative


def test_wrong_keys_are_hardly_ever_let_past() -> None:
    wrong = [
        _judge(_hearing(key, mode), other_key, other_mode)[0].passed
        for key, mode in _TRUE
        for other_key in range(12)
        for other_mode in (Mode.MAJOR, Mode.MINOR)
        if (other_key, other_mode) != (key, mode)
    ]
    assert len(wrong) == 230
    assert sum(map(bool, wrong)) <= 4


@pytest.mark.parametrize(
    ("mode", "like"),
    [(Mode.DORIAN, Mode.MINOR), (Mode.PHRYGIAN, Mode.MINOR), (Mode.LYDIAN, Mode.MAJOR)],
)
def test_modes_count_as_major_or_minor_by_their_third(mode: Mode, like: Mode) -> None:
    assert _judge(_hearing(9, like), 9, mode)[0].passed


def test_a_mix_without_stems_is_judged_by_itself() -> None:
    hearing = _hearing(3, Mode.MINOR)
    reading = read_key(None, hearing.mix_pitches, 3, Mode.MINOR)
    assert (reading.key, reading.mode) == (3, Mode.MINOR)
    assert len(reading.votes) == 3


def test_silence_has_no_key_and_that_cannot_be_judged() -> None:
    silence = np.zeros((2, 4 * RATE_HZ), np.float32)
    hearing = hear(silence, {Role.CHORDS: silence})
    check, reading = _judge(hearing, 0, Mode.MAJOR)
    assert check.passed is None
    assert reading.key is None

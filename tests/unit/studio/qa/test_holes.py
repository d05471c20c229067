"""Dropouts, long silence and cut ends."""

import numpy as np
import pytest

from menura.studio.qa.holes import end_level_db, find_dropouts, find_silence, level_by_step
from tests.unit.studio.qa.band import RATE_HZ, Played


@pytest.mark.parametrize("length_s", [0.004, 0.02, 0.1, 0.4])
def test_a_hole_in_the_music_is_found_with_its_length(pads: Played, length_s: float) -> None:
    for place_s in (3.1, 6.54, 11.2):
        audio = pads.mix.copy()
        audio[:, round(place_s * RATE_HZ) : round((place_s + length_s) * RATE_HZ)] = 0
        (hole,) = find_dropouts(level_by_step(audio, RATE_HZ))
        assert hole.start_s == pytest.approx(place_s, abs=0.003)
        assert hole.end_s == pytest.approx(place_s + length_s, abs=0.003)


def test_music_with_drums_and_staccato_has_no_dropouts(band: Played) -> None:
    levels = level_by_step(band.mix, RATE_HZ)
    assert find_dropouts(levels) == ()
    assert find_silence(levels) == ()


def test_a_rest_that_notes_die_away_into_is_no_dropout() -> None:
    time_s = np.arange(RATE_HZ // 2) / RATE_HZ
    note = np.sin(2 * np.pi * 330 * time_s) * np.exp(-30 * time_s)
    audio = np.tile(note, (2, 10)).astype(np.float32)
    assert find_dropouts(level_by_step(audio, RATE_HZ)) == ()


def test_a_gap_of_three_seconds_is_silence(band: Played) -> None:
    audio = band.mix.copy()
    audio[:, 6 * RATE_HZ : 9 * RATE_HZ] = 0
    (gap,) = find_silence(level_by_step(audio, RATE_HZ))
    assert gap.start_s == pytest.approx(6, abs=0.01)
    assert gap.end_s == pytest.approx(9, abs=0.01)


def test_a_gap_of_one_second_is_music(band: Played) -> None:
    audio = band.mix.copy()
    audio[:, 6 * RATE_HZ : 7 * RATE_HZ] = 0
    assert find_silence(level_by_step(audio, RATE_HZ)) == ()


def test_a_silent_file_is_all_silence() -> None:
    levels = level_by_step(np.zeros((2, 5 * RATE_HZ), np.float32), RATE_HZ)
    (gap,) = find_silence(levels)
    assert (gap.start_s, gap.end_s) == (0.0, 5.0)


def test_an_end_that_is_cut_off_is_loud(band: Played) -> None:
    cut = band.mix[:, : round(10.3 * RATE_HZ)]
    assert end_level_db(level_by_step(band.mix, RATE_HZ)) < -80
    assert end_level_db(level_by_step(cut, RATE_HZ)) > -30

"""Clipping, offset and phase."""

import numpy as np
import pytest

from menura.studio.qa.sample_faults import (
    channel_correlation,
    find_clipping,
    find_inversions,
    find_offsets,
)
from tests.unit.studio.qa.band import RATE_HZ, Played


def test_peaks_cut_flat_are_found_in_their_channel(band: Played) -> None:
    audio = band.mix.copy()
    part = slice(4 * RATE_HZ, 5 * RATE_HZ)
    audio[0, part] = np.clip(3 * audio[0, part], -0.99, 0.99)
    found = find_clipping(audio, RATE_HZ)
    assert found
    assert {clip.channel for clip in found} == {0}
    assert all(4 <= clip.start_s < 5 for clip in found)
    assert found[0].level_db == pytest.approx(-0.09, abs=0.01)


def test_a_clean_track_is_not_clipped(band: Played) -> None:
    assert find_clipping(band.mix, RATE_HZ) == ()
    assert find_clipping(band.mix / np.abs(band.mix).max(), RATE_HZ) == ()


def test_a_quiet_square_wave_is_not_clipped() -> None:
    tone = 0.4 * np.sign(np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ))
    assert find_clipping(np.tile(tone, (2, 1)).astype(np.float32), RATE_HZ) == ()


def test_an_offset_is_found_where_it_is(band: Played) -> None:
    audio = band.mix.copy()
    audio[1, 9 * RATE_HZ : 15 * RATE_HZ] += 0.03
    assert find_offsets(band.mix, RATE_HZ) == ()
    found = find_offsets(audio, RATE_HZ)
    assert [(offset.channel, offset.start_s) for offset in found] == [(1, 9.0), (1, 12.0)]
    assert found[0].level_db == pytest.approx(-30.5, abs=0.5)


def test_an_inverted_channel_is_found_where_it_is(band: Played) -> None:
    audio = band.mix.copy()
    audio[0, 5 * RATE_HZ : 8 * RATE_HZ] *= -1
    assert find_inversions(band.mix, RATE_HZ) == ()
    assert [defect.start_s for defect in find_inversions(audio, RATE_HZ)] == [5.0, 6.0, 7.0]


def test_one_silent_channel_is_no_inversion(band: Played) -> None:
    audio = band.mix.copy()
    audio[0] = 0
    assert find_inversions(audio, RATE_HZ) == ()
    assert channel_correlation(audio) is None

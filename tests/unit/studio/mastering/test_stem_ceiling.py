"""Stems that are higher than their sum still fit into their files."""

import numpy as np

from menura.studio.mastering import (
    MasterOptions,
    design_master,
    residual_dbfs,
    sum_stems,
    true_peak_dbtp,
)
from menura.studio.mastering.stem_ceiling import STEM_CEILING, spare_stems
from menura.studio.model import Role
from tests.unit.studio import material


def opposed():
    """Return a band in which the bass takes away most of a blow of the drums."""
    stems = material.band(4.0)
    blow = np.zeros_like(stems[Role.BASS])
    time_s = np.arange(4800) / 48_000
    blow[:, 96_000:100_800] = 2.5 * np.sin(2 * np.pi * 60 * time_s) * np.exp(-time_s / 0.02)
    return stems | {
        Role.DRUMS: stems[Role.DRUMS] + blow,
        Role.BASS: stems[Role.BASS] - np.float32(0.95) * blow,
    }


def test_a_stem_higher_than_the_mix_is_kept_below_full_scale():
    stems = opposed()
    mix = sum_stems(stems)
    chain, report = design_master(mix, MasterOptions())
    assert max(np.abs(chain.apply(stem)).max() for stem in stems.values()) > 1.0
    spared, told = spare_stems(chain, report, mix, stems.values())
    finished = [spared.apply(stem) for stem in stems.values()]
    assert max(np.abs(stem).max() for stem in finished) <= STEM_CEILING + 1e-6
    assert residual_dbfs(spared.apply(mix), finished) < -100
    assert true_peak_dbtp(spared.apply(mix)) <= -1.0
    assert told.decisions[-1].field == "stems"
    assert told.loudness_lufs is not None
    assert abs(told.loudness_lufs - MasterOptions().target_lufs) < 0.5


def test_stems_that_fit_are_left_alone():
    stems = material.band(4.0)
    mix = sum_stems(stems)
    chain, report = design_master(mix, MasterOptions())
    assert spare_stems(chain, report, mix, stems.values()) == (chain, report)

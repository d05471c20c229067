"""Finish the mix: loudness, true peak, matching, dither.

``master`` does it all; ``design_master`` only decides, so that a caller short of memory can run
the chain over one stem at a time.

>>> finished = master(stems, MasterOptions.for_profile(LoudnessProfile.STREAMING))  # doctest: +SKIP
>>> finished.report.loudness_lufs                                                  # doctest: +SKIP
-14.0
"""

from menura.studio.mastering.master import (
    MasterChain,
    Mastered,
    MasterReport,
    design_master,
    master,
)
from menura.studio.mastering.meter import integrated_lufs, loudness_range_lu
from menura.studio.mastering.profiles import LoudnessProfile, LoudnessTarget, MasterOptions
from menura.studio.mastering.stem_sum import residual_dbfs, sum_stems
from menura.studio.mastering.true_peak import true_peak_dbtp

__all__ = [
    "LoudnessProfile",
    "LoudnessTarget",
    "MasterChain",
    "MasterOptions",
    "MasterReport",
    "Mastered",
    "design_master",
    "integrated_lufs",
    "loudness_range_lu",
    "master",
    "residual_dbfs",
    "sum_stems",
    "true_peak_dbtp",
]

"""Keep every mastered stem below full scale: a file of whole numbers cannot hold more.

The limiter watches the mix. A stem can be higher than the mix it is part of, where others go the
other way at that moment; cut flat in its file, it would no longer add up. So the gain of the whole
gives way for a moment, for mix and stems alike.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.mastering.limiter import limiter_gain
from menura.studio.mastering.master import MasterChain, MasterReport
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.mastering.true_peak import true_peak_dbtp
from menura.studio.model import Decision

STEM_CEILING = 0.998  # leaves room for dither


def spare_stems(
    chain: MasterChain,
    report: MasterReport,
    mix: Float32Array,
    stems: Iterable[Float32Array],
) -> tuple[MasterChain, MasterReport]:
    """Return a chain that lets no stem go over full scale, and what it does to the mix.

    Parameters
    ----------
    mix : ndarray, shape (2, n), float32
        Before mastering.
    stems : iterable of ndarray, shape (2, n), float32
        Before mastering: those that the chain takes over full scale; more do no harm.
    """
    envelope = np.zeros(mix.shape[1], np.float32)
    for stem in stems:
        np.maximum(envelope, np.abs(chain.apply(stem)).max(axis=0), out=envelope)
    if float(envelope.max(initial=0.0)) <= STEM_CEILING:
        return chain, report
    turned_down = limiter_gain(envelope, STEM_CEILING)
    spared = replace(chain, gain=chain.gain * turned_down)
    finished = spared.apply(mix)
    decision = Decision(
        "stems",
        f"the whole gives way by up to {-20 * np.log10(turned_down.min()):.1f} dB for a moment",
        "A stem alone is higher than all together there; its file could not hold it.",
    )
    return spared, replace(
        report,
        loudness_lufs=integrated_lufs(finished),
        true_peak_dbtp=true_peak_dbtp(finished),
        decisions=(*report.decisions, decision),
    )

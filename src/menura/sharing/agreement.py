"""Tell whether an offered analysis is of a track here: never by one signal alone.

The duration must fit, and beside it the undecoded audio or the acoustic fingerprint. Where both
sides have a vector of the built-in ear, it must not contradict them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.analysis import Fingerprint
from menura.embedding import DSP
from menura.sharing.model import Agreement, SharedTrack

CONTENT_SLACK_S = 1.0  # of equal audio: containers round, and some tell the length of silence too
# Copies as mp3 of 128 kbit/s lie up to 0.005 away, different pieces in 8 styles at least 0.66
# (measured); an equaliser moves a copy further than a format does.
MOST_DISTANCE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """What a track here is recognised by; what is None is not known.

    Attributes
    ----------
    dsp_vector : float32 array, shape (256,), optional
        In the space ``dsp``, by the embedder this Menura has now.
    """

    duration_s: float | None
    content_hash: str | None = None
    fingerprint: Fingerprint | None = None
    dsp_vector: NDArray[np.float32] | None = None


def agree(mine: Signals, theirs: SharedTrack) -> Agreement | None:
    """Return in what a track here and an offered one agree; None if they are not one recording.

    Parameters
    ----------
    theirs : SharedTrack
        Its vector in ``dsp`` only where it is of the same embedder.
    """
    if mine.duration_s is None or _contradict(mine, theirs):
        return None
    is_same_content = mine.content_hash is not None and mine.content_hash == theirs.content_hash
    if is_same_content:
        is_close = abs(mine.duration_s - theirs.duration_s) <= CONTENT_SLACK_S
        return Agreement.CONTENT if is_close else None
    if mine.fingerprint is None or theirs.fingerprint is None:
        return None
    # Loads scipy, which whoever only opens this room does not need.
    from menura.audio.fingerprint_match import Verdict, judge_match, match_fingerprints

    match = match_fingerprints(mine.fingerprint.codes, theirs.fingerprint.codes)
    verdict = judge_match(match, mine.duration_s, theirs.duration_s)
    return Agreement.SOUND if verdict is Verdict.SAME else None


def _contradict(mine: Signals, theirs: SharedTrack) -> bool:
    """Tell whether the vectors of both say that they are of different sounds."""
    offered = theirs.vectors.get(DSP.name)
    if mine.dsp_vector is None or offered is None:
        return False
    return 1.0 - float(mine.dsp_vector @ offered) > MOST_DISTANCE

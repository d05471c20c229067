"""Tell that a track of one source is the same recording as one of another.

Never by one signal alone: the acoustic fingerprints must agree, and the durations, and the vectors.
A name may bring two tracks together to be compared, it decides nothing.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menura.analysis.model import Fingerprint
from menura.analysis.ports import AnalysisRepository
from menura.audio.fingerprint_match import Verdict, judge_match, match_fingerprints
from menura.catalogue import (
    MADE_HERE,
    SourceRepository,
    Track,
    TrackKind,
    TrackRepository,
    TrackState,
)
from menura.embedding import DSP

LEAST_SHARED = 8  # pieces of 64: re-encoded copies share 20 and more
SHORTEST_S = 10.0  # shorter sounds have too little in them to be told apart for certain
LARGEST_DIFFERENCE_S = 3.0  # between containers and encoders that pad; other edits differ by more
# Of vectors, cosine. Measured: copies as opus, mp3 and AAC at 64 kbit/s a channel up to .08; the
# nearest two of 40 different rendered clips .33.
LARGEST_DISTANCE = 0.15


APART = MADE_HERE | {TrackKind.ONE_SHOT}


class CopyUnit(Protocol):
    """A transaction on tracks and on what was measured of them."""

    @property
    def tracks(self) -> TrackRepository:
        """Return the tracks."""
        ...

    @property
    def analyses(self) -> AnalysisRepository:
        """Return what was measured."""
        ...

    @property
    def sources(self) -> SourceRepository:
        """Return the sources."""
        ...


class CopyStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[CopyUnit]:
        """Open one."""
        ...


def find_standing(
    unit: CopyUnit,
    track: Track,
    fingerprint: Fingerprint,
    vector: NDArray[np.float32] | None,
    *,
    candidates: Sequence[int] | None = None,
) -> Track | None:
    """Return the track that stands for the recording that `track` holds too, if there is one.

    Parameters
    ----------
    fingerprint, vector
        Of `track`; the vector in the space ``dsp``.
    candidates : sequence of int, optional
        Numbers of the tracks to compare; those that share pieces of the fingerprint if left out.
    """
    if vector is None or fingerprint.duration_s < SHORTEST_S or not len(fingerprint.codes):
        return None
    if candidates is None:
        candidates = unit.analyses.sharing_pieces(fingerprint.pieces, LEAST_SHARED)
    others = unit.tracks.by_numbers([n for n in candidates if n != track.number])
    possible = {n: other for n, other in others.items() if may_stand_for(other, track)}
    prints = unit.analyses.fingerprints(list(possible))
    for number in sorted(prints):
        theirs = unit.analyses.embedding(possible[number].id, DSP.name)
        if theirs is not None and is_same(fingerprint, prints[number], vector, theirs):
            return possible[number]
    return None


def may_stand_for(other: Track, track: Track) -> bool:
    """Tell whether a track may stand for another one at all."""
    return (
        other.source_id != track.source_id
        and other.state is TrackState.ANALYSED
        and other.copy_of is None
        and not (other.stands_alone or track.stands_alone)
        and not {other.kind, track.kind} & APART
    )


def is_same(
    mine: Fingerprint,
    theirs: Fingerprint,
    my_vector: NDArray[np.float32],
    their_vector: NDArray[np.float32],
) -> bool:
    """Tell whether two hearings are of one recording: all three signals have to agree."""
    if abs(mine.duration_s - theirs.duration_s) > LARGEST_DIFFERENCE_S:
        return False
    if 1.0 - float(my_vector @ their_vector) > LARGEST_DISTANCE:
        return False
    match = match_fingerprints(mine.codes, theirs.codes)
    return judge_match(match, mine.duration_s, theirs.duration_s) is Verdict.SAME

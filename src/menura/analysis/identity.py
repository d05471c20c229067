"""Find the same recording again, whatever its file, format, tags or loudness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.analysis.model import Fingerprint, TrackPair
from menura.analysis.ports import AnalysisRepository
from menura.audio.fingerprint_match import (
    MAX_DURATION_DIFFERENCE_S,
    Verdict,
    judge_match,
    match_fingerprints,
)
from menura.catalogue import Track, TrackRepository, TrackState
from menura.embedding import DSP
from menura.vectors import VectorIndex

LEAST_SHARED = 2  # pieces: one alone is often chance
LEAST_SHARED_BY_COPIES = 8  # of 64: re-encoded, louder, cut copies share 20 and more
NEIGHBOURS = 10  # of the vector: copies whose fingerprint shares no piece (other EQ) lie there
HIGHEST_NUMBER = 2**31 - 1  # of a track, in every database


@dataclass(frozen=True, slots=True)
class RecordingMatch:
    """A track that holds, or may hold, the same recording as another.

    Attributes
    ----------
    bit_error_rate : float
        Share of the bits of both fingerprints that differ where they lie best.
    offset_s : float
        Where this track begins in the other one; negative if it begins earlier.
    distance : float, optional
        Of the two vectors in the space ``dsp``; None if one has none.
    """

    track: Track
    verdict: Verdict
    bit_error_rate: float
    offset_s: float
    duration_difference_s: float
    distance: float | None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Tracks that hold one recording, and the largest bit error rate between two of them."""

    tracks: Sequence[Track]
    bit_error_rate: float


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """A part of all duplicates; `next_after` is where the next part begins, None at the end."""

    items: Sequence[Duplicates]
    next_after: int | None


class Recordings:
    """The recordings behind the tracks.

    Never by one signal alone: the fingerprints must agree and so must the durations; vectors only
    bring candidates to be looked at.
    """

    def __init__(
        self, tracks: TrackRepository, analyses: AnalysisRepository, index: VectorIndex
    ) -> None:
        self._tracks = tracks
        self._analyses = analyses
        self._index = index

    def same_as(self, track: Track) -> Sequence[RecordingMatch]:
        """Return the tracks that hold the same recording as `track`, surest first."""
        mine = self._analyses.fingerprint(track.id)
        if mine is None or len(mine.codes) == 0:
            return []
        vector = self._analyses.embedding(track.id, DSP.name)
        distances = self._neighbours(track, vector)
        numbers = {*self._analyses.sharing_pieces(mine.pieces, LEAST_SHARED), *distances}
        numbers.discard(track.number)
        tracks = self._tracks.by_numbers(sorted(numbers))
        theirs = self._analyses.fingerprints(list(tracks))
        matches = []
        for number, other in tracks.items():
            if number not in theirs or not _is_listed(other):
                continue
            match = _compare(other, mine, theirs[number], self._distance(vector, other))
            if match is not None:
                matches.append(match)
        return sorted(matches, key=lambda match: (match.bit_error_rate, match.track.number))

    def duplicates(self, after: int, limit: int) -> DuplicatePage:
        """Return recordings that are in the library more than once, by the track that came first.

        Copies that share few pieces of their fingerprints (other equaliser, other speed) are only
        found by `same_as`.

        Parameters
        ----------
        after : int
            Number of a track; only groups whose first track has a higher one are returned.
        limit : int
            How many tracks to look at, not how many groups to find.
        """
        last = min(after + limit, HIGHEST_NUMBER)
        pairs = self._analyses.pairs_sharing_pieces(LEAST_SHARED_BY_COPIES, after + 1, last)
        numbers = sorted({number for pair in pairs for number in (pair.one, pair.other)})
        tracks = {
            number: track
            for number, track in self._tracks.by_numbers(numbers).items()
            if _is_listed(track)
        }
        prints = self._analyses.fingerprints(list(tracks))
        groups: dict[int, list[RecordingMatch]] = {}
        taken: set[int] = set()
        for pair in pairs:
            if pair.one in taken or not {pair.one, pair.other} <= prints.keys():
                continue
            match = self._copy_of(pair, tracks, prints)
            if match is not None:
                groups.setdefault(pair.one, []).append(match)
                taken.add(pair.other)
        items = [
            Duplicates(
                [tracks[first], *(match.track for match in matches)],
                max(match.bit_error_rate for match in matches),
            )
            for first, matches in groups.items()
            if not self._has_earlier_copy(tracks[first], prints[first], after)
        ]
        return DuplicatePage(items, last if self._more_after(last) else None)

    def _copy_of(
        self,
        pair: TrackPair,
        tracks: Mapping[int, Track],
        prints: Mapping[int, Fingerprint],
    ) -> RecordingMatch | None:
        """Return the match of a pair if it is one recording; most pairs are told by length."""
        one, other = prints[pair.one], prints[pair.other]
        if abs(one.duration_s - other.duration_s) > MAX_DURATION_DIFFERENCE_S:
            return None
        match = _compare(tracks[pair.other], one, other, None)
        return match if match is not None and match.verdict is Verdict.SAME else None

    def _has_earlier_copy(self, track: Track, mine: Fingerprint, after: int) -> bool:
        """Tell whether a track of an earlier part holds the recording: it was listed there."""
        near = self._analyses.sharing_pieces(mine.pieces, LEAST_SHARED_BY_COPIES)
        earlier = [number for number in near if number <= after]
        tracks = self._tracks.by_numbers(earlier)
        for number, theirs in self._analyses.fingerprints(earlier).items():
            if number in tracks and _is_listed(tracks[number]):
                match = _compare(tracks[number], mine, theirs, None)
                if match is not None and match.verdict is Verdict.SAME:
                    return True
        return False

    def _more_after(self, number: int) -> bool:
        return self._tracks.newest_number() > number

    def _neighbours(self, track: Track, vector: NDArray[np.float32] | None) -> Sequence[int]:
        if vector is None or len(self._index) == 0:
            return []
        near = self._index.search(vector, NEIGHBOURS, excluded=np.array([track.number]))
        return [int(number) for number in near.keys]

    def _distance(self, vector: NDArray[np.float32] | None, other: Track) -> float | None:
        theirs = self._analyses.embedding(other.id, DSP.name)
        if vector is None or theirs is None:
            return None
        return max(0.0, 1.0 - float(vector @ theirs))


def _is_listed(track: Track) -> bool:
    """Tell whether a track is there, and no copy that another one stands for already."""
    return track.state is not TrackState.MISSING and track.copy_of is None


def _compare(
    other: Track, mine: Fingerprint, theirs: Fingerprint, distance: float | None
) -> RecordingMatch | None:
    """Return how two fingerprints agree; None if they are of different recordings."""
    match = match_fingerprints(mine.codes, theirs.codes)
    verdict = judge_match(match, mine.duration_s, theirs.duration_s)
    if verdict is Verdict.DIFFERENT:
        return None
    return RecordingMatch(
        track=other,
        verdict=verdict,
        bit_error_rate=match.bit_error_rate,
        offset_s=match.offset_s,
        duration_difference_s=abs(mine.duration_s - theirs.duration_s),
        distance=distance,
    )


def is_one_recording(fingerprints: Mapping[int, Fingerprint]) -> bool:
    """Tell whether the fingerprints of two tracks, by number, say that they are one recording.

    False where one of them has none.
    """
    if len(fingerprints) != 2:
        return False
    one, other = fingerprints.values()
    match = match_fingerprints(one.codes, other.codes)
    return judge_match(match, one.duration_s, other.duration_s) is Verdict.SAME

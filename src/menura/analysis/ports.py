"""State what analysis needs of a store."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menura.analysis.corrections import Correction
from menura.analysis.model import (
    BeatGrid,
    EmbeddingChanges,
    EmbeddingRow,
    Features,
    Fingerprint,
    Measured,
    MoodScores,
    SpaceState,
    StepState,
    TrackPair,
    Waveform,
)
from menura.catalogue import Track


class OfferedAnalyses(Protocol):
    """What others have told of music, for tracks that are being heard."""

    def candidates(self, track: Track) -> bool:
        """Tell whether something was told that may be of a track."""
        ...

    def take(
        self,
        track: Track,
        *,
        content_hash: str | None,
        fingerprint: Fingerprint | None,
        duration_s: float | None,
        dsp_vector: NDArray[np.float32] | None,
        only: Set[str] | None = None,
    ) -> Measured | None:
        """Return what was told of a track where two signals agree that it is of this one.

        Parameters
        ----------
        only : set of str, optional
            Steps that are wanted; all that are due if left out.
        """
        ...


class AnalysisRepository(Protocol):
    """Keep what was measured."""

    def keep(self, track_id: str, measured: Measured) -> None:
        """Keep what was measured of a track, replacing what was there of the same kind."""
        ...

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what is known of those tracks that were analysed, corrections included, by id."""
        ...

    def listed_features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what lists show of tracks, quickly: sections and guesses at keys are left out."""
        ...

    def measured_features(self, track_id: str) -> Features:
        """Return what was measured of a track, without corrections; raise NotAnalysedError."""
        ...

    def waveform(self, track_id: str) -> Waveform:
        """Return a track's outline; raise NotAnalysedError."""
        ...

    def beats(self, track_id: str) -> BeatGrid:
        """Return a track's beats; empty ones if none are known."""
        ...

    def moods(self, track_ids: Sequence[str]) -> Mapping[str, Sequence[MoodScores]]:
        """Return what each listener told of the moods of tracks, by id; estimates come first."""
        ...

    def steps(self, track_numbers: Sequence[int]) -> Mapping[int, Mapping[str, StepState]]:
        """Return what became of the steps of tracks, by number."""
        ...

    def correct(self, track_id: str, correction: Correction) -> None:
        """Keep a correction, replacing an earlier one of the same thing."""
        ...

    def withdraw_correction(self, track_id: str, name: str) -> bool:
        """Forget a correction; tell whether there was one."""
        ...

    def corrections(self, track_ids: Sequence[str]) -> Mapping[str, Sequence[Correction]]:
        """Return the corrections of tracks, by id."""
        ...

    def fingerprint(self, track_id: str) -> Fingerprint | None:
        """Return a track's acoustic fingerprint, if it has one."""
        ...

    def fingerprints(self, track_numbers: Sequence[int]) -> Mapping[int, Fingerprint]:
        """Return the acoustic fingerprints of tracks, by number."""
        ...

    def sharing_pieces(self, pieces: NDArray[np.uint32], least: int) -> Sequence[int]:
        """Return numbers of tracks that share at least so many pieces, most first."""
        ...

    def pairs_sharing_pieces(self, least: int, first: int, last: int) -> Sequence[TrackPair]:
        """Return pairs of tracks that share pieces; the lower number lies in `first` .. `last`."""
        ...

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector in a space, if it has one."""
        ...

    def embedding_row(self, track_id: str, space: str) -> EmbeddingRow | None:
        """Return a track's vector in a space and what made it, if it has one."""
        ...

    def embedding_changes(self, space: str, since: int, limit: int) -> EmbeddingChanges:
        """Return at most `limit` changes of a space after a revision, in their order."""
        ...

    def all_embeddings(self, space: str, chunk: int) -> Iterator[EmbeddingChanges]:
        """Return all vectors of a space in chunks, for building an index."""
        ...

    def space_state(self, space: str) -> SpaceState:
        """Return how many vectors a space holds, and the newest change."""
        ...

    def forget_removed(self, space: str, up_to: int) -> None:
        """Drop the traces of removed vectors that every index has seen."""
        ...

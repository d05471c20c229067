"""State what analysis needs of a store."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menura.analysis.model import (
    EmbeddingChanges,
    EmbeddingRow,
    Features,
    SpaceState,
    Waveform,
)


class AnalysisRepository(Protocol):
    """Keep what was measured."""

    def keep(
        self,
        track_id: str,
        features: Features,
        waveform: Waveform,
        embeddings: Sequence[EmbeddingRow],
    ) -> None:
        """Keep everything measured of a track, replacing what was there."""
        ...

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what was measured of those tracks that were analysed, by id."""
        ...

    def waveform(self, track_id: str) -> Waveform:
        """Return a track's outline; raise NotAnalysedError."""
        ...

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector in a space, if it has one."""
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

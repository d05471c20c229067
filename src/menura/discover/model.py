"""Say what was found, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from menura.catalogue import Track


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a result: a stable code and a phrase for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SimilarTrack:
    """A track that sounds like another.

    ``distance`` is the cosine distance in the space (0 is the same, 2 the opposite).
    """

    track: Track
    distance: float
    reasons: Sequence[Reason]

    @property
    def similarity(self) -> float:
        """Return 1 - distance, not below 0: what people read as "how alike"."""
        return max(0.0, 1.0 - self.distance)


@dataclass(frozen=True, slots=True)
class SimilarResult:
    """The tracks nearest to `seed`, nearest first, and what to know about the list."""

    seed: Track
    space: str
    items: Sequence[SimilarTrack]
    note: str | None = None

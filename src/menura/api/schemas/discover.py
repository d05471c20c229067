"""Shape what was found."""

from typing import Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import TrackOut
from menura.discover import Reason


class ReasonOut(BaseModel):
    """Why a track is among the results."""

    code: str = Field(description="`distance`, `tempo`, `key`, `loudness`, `brightness`, `artist`.")
    text: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Shape `reason`."""
        return cls(code=reason.code, text=reason.text)


class SimilarTrackOut(BaseModel):
    """A track that sounds like another, and why."""

    track: TrackOut
    distance: float = Field(description="Cosine distance in the space: 0 is the same.")
    similarity: float = Field(description="1 - distance, not below 0.")
    reasons: list[ReasonOut]


class SimilarOut(BaseModel):
    """The tracks nearest to one track, nearest first."""

    seed: TrackOut
    space: str = Field(description="The embedding space they were compared in.")
    items: list[SimilarTrackOut]
    note: str | None = Field(None, description="What the listener should know about the result.")

"""Shape anchors and radios."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In
from menura.api.schemas.discover import MOST, AlchemyIn, FilterIn
from menura.discover import Anchor, Radio


class AnchorIn(AlchemyIn):
    """A mixture to save under a name."""

    name: str = Field(min_length=1, max_length=200)


class AnchorPatchIn(In):
    """Another name for an anchor."""

    name: str = Field(min_length=1, max_length=200)


class AnchorOut(BaseModel):
    """A place in a space that was saved under a name."""

    id: str
    name: str
    space: str
    recipe: dict[str, Any] = Field(description="What it was made of.")
    point_count: int
    avoided_count: int
    created_at: datetime

    @classmethod
    def of(cls, anchor: Anchor) -> Self:
        """Shape `anchor`."""
        return cls(
            id=anchor.id,
            name=anchor.name,
            space=anchor.space,
            recipe=dict(anchor.recipe),
            point_count=len(anchor.points),
            avoided_count=len(anchor.avoided),
            created_at=anchor.created_at,
        )


class AnchorsOut(BaseModel):
    """All anchors by name."""

    items: list[AnchorOut]


class RadioIn(In):
    """A radio to play from an anchor."""

    anchor: str = Field(min_length=1, max_length=200, description="The anchor's id or name.")
    name: str | None = Field(None, min_length=1, max_length=200, description="The anchor's.")
    temperature: float = Field(1.0, ge=0, le=100)
    count: int = Field(50, ge=1, le=MOST)
    per_artist: int | None = Field(3, ge=1, le=MOST)
    filter: FilterIn = Field(default_factory=FilterIn)
    cron: str | None = Field(None, max_length=80, description="When it runs by itself; UTC.")
    enabled: bool = True


class RadioPatchIn(In):
    """What to change of a radio; what is not given stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    temperature: float | None = Field(None, ge=0, le=100)
    count: int | None = Field(None, ge=1, le=MOST)
    per_artist: int | None = Field(None, ge=1, le=MOST)
    filter: FilterIn | None = None
    cron: str | None = Field(None, max_length=80, description="An empty text takes it away.")
    enabled: bool | None = None


class RadioOut(BaseModel):
    """An anchor that is played again and again."""

    id: str
    anchor_id: str
    anchor_name: str
    name: str
    temperature: float
    count: int
    per_artist: int | None
    enabled: bool
    filter: dict[str, Any]
    cron: str | None
    next_at: datetime | None
    playlist_id: str | None = Field(description="What each run replaces.")
    last_run_at: datetime | None
    run_count: int
    created_at: datetime

    @classmethod
    def of(cls, radio: Radio, anchor_name: str, next_at: datetime | None) -> Self:
        """Shape `radio`."""
        return cls(
            id=radio.id,
            anchor_id=radio.anchor_id,
            anchor_name=anchor_name,
            name=radio.name,
            temperature=radio.temperature,
            count=radio.count,
            per_artist=radio.per_artist,
            enabled=radio.enabled,
            filter=dict(radio.filter),
            cron=radio.cron,
            next_at=next_at,
            playlist_id=radio.playlist_id,
            last_run_at=radio.last_run_at,
            run_count=radio.run_count,
            created_at=radio.created_at,
        )


class RadiosOut(BaseModel):
    """All radios by name."""

    items: list[RadioOut]

"""Shape the music map."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In, TrackOut
from menura.api.schemas.discover import SpaceName
from menura.discover import MapMethod

MOST_ROWS = 10_000


class MapColumnOut(BaseModel):
    """Where a column lies in the binary, and how to read it."""

    name: str
    dtype: Literal["u1", "u2"] = Field(description="Unsigned, of 1 or 2 bytes, little-endian.")
    components: int = Field(description="Numbers for each track, beside each other.")
    offset: int = Field(description="Bytes before the column.")


class MapSourceOut(BaseModel):
    """A source, as tracks are coloured by it."""

    id: str
    name: str


class MapManifestOut(BaseModel):
    """What the map holds, and how to read it."""

    space: str
    state: Literal["none", "ready"]
    version: str | None = Field(description="Changes with every position and every colour.")
    layout_id: str | None = Field(description="Changes only when everything is laid out anew.")
    method: MapMethod | None
    count: int
    laid_out: int = Field(description="Laid out together; the others were placed later.")
    created_at: datetime | None
    updated_at: datetime | None
    bounds: list[float] = Field(description="x and y of the least, then of the greatest position.")
    bytes_per_track: int
    columns: list[MapColumnOut]
    genres: list[str]
    moods: list[str]
    clusters: list[str]
    sources: list[MapSourceOut]
    waiting: int = Field(description="Tracks that were heard but are not on the map yet.")
    job_id: str | None = Field(description="The job that is laying out, or placing.")


class MapPointOut(BaseModel):
    """A track on the map, for programs that read JSON."""

    track_id: str
    title: str
    artist: str
    x: float
    y: float
    genre: str | None
    mood: str | None


class MapPointsOut(BaseModel):
    """A part of the map, evenly spread over it."""

    space: str
    version: str
    method: MapMethod
    percent: int
    count: int
    items: list[MapPointOut]


class MapRowsIn(In):
    """Rows of the map."""

    rows: list[int] = Field(max_length=MOST_ROWS)


class MapTrackRowsIn(In):
    """Rows of the map whose tracks are wanted."""

    rows: list[int] = Field(max_length=1000)


class MapTracksIn(In):
    """Tracks to look up on the map."""

    track_ids: list[str] = Field(max_length=MOST_ROWS)


class MapTracksOut(BaseModel):
    """The tracks in rows of the map, in the order asked for; those that are gone are left out."""

    items: list[TrackOut]


class MapRowsOut(BaseModel):
    """The rows of tracks, in the order asked for; null where one is not on the map."""

    rows: list[int | None]


class MapIdsOut(BaseModel):
    """The ids of the tracks in rows, in the order asked for; null where there is no such row."""

    track_ids: list[str | None]


class MapBuildIn(In):
    """What to lay out."""

    space: SpaceName = "dsp"
    method: MapMethod = MapMethod.PACMAP
    anew: bool = Field(False, description="Everything moves; else only new tracks are placed.")
    seed: int = Field(0, ge=0, le=2**31 - 1)

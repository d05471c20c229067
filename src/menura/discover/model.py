"""Say what was found, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.vectors import Keys, Vectors


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a result: a stable code and a phrase for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A track among the results, by the number and id it has, and why it is there.

    ``distance`` is the cosine distance (0 is the same, 2 the opposite) to what was asked for;
    None where the result did not come from a comparison.
    """

    number: int
    track_id: str
    distance: float | None
    reasons: Sequence[Reason] = ()

    @property
    def similarity(self) -> float | None:
        """Return 1 - distance, not below 0: what people read as "how alike"."""
        return None if self.distance is None else max(0.0, 1.0 - self.distance)


class IngredientKind(StrEnum):
    """Name what a search can begin with."""

    TRACK = "track"
    ARTIST = "artist"
    MOOD = "mood"
    PLAYLIST = "playlist"
    ANCHOR = "anchor"
    TEXT = "text"
    VECTOR = "vector"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something to go towards, or away from.

    Attributes
    ----------
    name : str
        For people: a title, an artist's name, a mood, a playlist's or an anchor's name, a text.
        For `ARTIST` and `MOOD` it is also what is looked up.
    track_ids : sequence of str
        Of a track (one) or a playlist.
    vectors : float32 array, shape (k, d), optional
        Of an anchor, a text or a vector.
    """

    kind: IngredientKind
    name: str
    track_ids: Sequence[str] = ()
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A place in a space that was saved under a name.

    Attributes
    ----------
    points : float32 array, shape (k, d)
        What is gone towards: unit vectors.
    avoided : float32 array, shape (m, d)
        What is kept away from; none: shape (0, d).
    avoided_distance : float
        Cosine distance to `avoided` below which a track is left out.
    recipe : mapping
        What it was made of, JSON-able, to show and to change it again.
    """

    id: str
    name: str
    space: str
    points: Vectors
    avoided: Vectors
    avoided_distance: float
    recipe: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Radio:
    """An anchor that is played again and again, each time with other tracks near it.

    Attributes
    ----------
    filter : mapping
        JSON-able form of a `TrackFilter`.
    cron : str, optional
        When it runs by itself; five fields, UTC.
    playlist_id : str, optional
        The playlist that each run replaces; None before the first.
    run_count : int
        How often it ran; the seed of a run follows from it, so each can be made again.
    """

    id: str
    anchor_id: str
    name: str
    temperature: float
    count: int
    enabled: bool
    created_at: datetime
    filter: Mapping[str, Any] = field(default_factory=dict)
    per_artist: int | None = None
    cron: str | None = None
    playlist_id: str | None = None
    last_run_at: datetime | None = None
    run_count: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class MusicMap:
    """Where tracks lie in a picture of the whole library.

    Attributes
    ----------
    layout_id : str
        Changes when everything is laid out anew; a track never moves within one layout.
    method : str
        ``pca`` or ``pacmap``.
    numbers : int64 array, shape (n,)
        In the order in which tracks were placed; only ever appended to within a layout.
    positions : float32 array, shape (n, 2)
        Within -1 to 1 for those laid out together; those placed later may lie a little outside.
    laid_out : int
        How many were laid out together; the others were placed between them later.
    """

    space: str
    layout_id: str
    method: str
    numbers: Keys
    positions: NDArray[np.float32]
    laid_out: int
    created_at: datetime
    updated_at: datetime

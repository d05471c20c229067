"""Say how to mix."""

import math
from dataclasses import dataclass, field

from menura.discover.errors import SearchInputError
from menura.discover.filters import TrackFilter, check_filter

MOST_TRACKS = 500


@dataclass(frozen=True, slots=True)
class AlchemyOptions:
    """How to mix.

    Attributes
    ----------
    count : int
        1 to 500.
    temperature : float
        0: the nearest. 1: by chance, near ones far more likely; higher: ever more even among the
        nearest five times `count` (at least 200).
    subtract_distance : float
        Cosine distance to what is subtracted, below which a track is left out; 0 to 2. What added
        anchors avoid has a distance of its own.
    per_artist : int, optional
    """

    count: int = 100
    temperature: float = 1.0
    subtract_distance: float = 0.2
    per_artist: int | None = 3
    seed: int = 0
    filter: TrackFilter = field(default_factory=TrackFilter)


def check_options(options: AlchemyOptions) -> None:
    """Raise SearchInputError for a number that is out of range."""
    if not 1 <= options.count <= MOST_TRACKS:
        raise SearchInputError(
            f"A mixture has 1 to {MOST_TRACKS} tracks, not {options.count}.", field="count"
        )
    if not (math.isfinite(options.temperature) and options.temperature >= 0):
        raise SearchInputError(
            f"A temperature is 0 or more, not {options.temperature}; 1 is usual.",
            field="temperature",
        )
    if not 0 <= options.subtract_distance <= 2:
        raise SearchInputError(
            f"The distance to what is subtracted is 0 to 2, not {options.subtract_distance}; 0.2 "
            "is usual.",
            field="subtract_distance",
        )
    if options.per_artist is not None and options.per_artist < 1:
        raise SearchInputError(
            f"At least one track of each artist, not {options.per_artist}; leave it out for no "
            "limit.",
            field="per_artist",
        )
    if options.seed < 0:
        raise SearchInputError(f"A seed is 0 or more, not {options.seed}.", field="seed")
    check_filter(options.filter)

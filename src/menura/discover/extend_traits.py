"""Learn from a playlist what its tracks have in common."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from menura.discover.filters import TrackFilter
from menura.discover.shelf import Shelf

FEWEST_TRACKS = 4
"""Fewer have something in common by chance."""
LEAST_SHARE = 0.6
"""Of the tracks, that must have a genre, or of which a tempo or a year must be known."""
LOW, HIGH = 10.0, 90.0
"""Percentiles that bound a range, so that one stray track does not widen it."""
NARROW_TEMPO = 1.3
"""A range whose end is more than this times its beginning says nothing: it is 90 to 117 BPM."""
TEMPO_SLACK = 1.03
"""Tempi within 3 % are mixed without being heard."""
NARROW_YEARS = 15
GENRES_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Traits:
    """What a playlist's tracks have in common: a filter, and the same in words."""

    filter: TrackFilter
    words: Sequence[str]


def learn_traits(shelf: Shelf, rows: NDArray[np.int64], given: TrackFilter) -> Traits:
    """Return a filter with what most tracks share added to it, where it says nothing itself."""
    kept, words = given, []
    if len(rows) < FEWEST_TRACKS:
        return Traits(kept, ("too few tracks to learn from",))
    if given.tempo_from_bpm is None and given.tempo_to_bpm is None:
        tempo = _range(shelf.tempo_bpm[rows][np.isfinite(shelf.tempo_bpm[rows])], len(rows))
        if tempo is not None and tempo[1] <= NARROW_TEMPO * tempo[0]:
            low, high = tempo[0] / TEMPO_SLACK, tempo[1] * TEMPO_SLACK
            kept = replace(kept, tempo_from_bpm=low, tempo_to_bpm=high)
            words.append(f"tempo {low:.0f} to {high:.0f} BPM")
    if given.year_from is None and given.year_to is None:
        years = _range(shelf.year[rows][shelf.year[rows] > 0], len(rows))
        if years is not None and years[1] - years[0] <= NARROW_YEARS:
            first, last = int(np.floor(years[0])), int(np.ceil(years[1]))
            kept = replace(kept, year_from=first, year_to=last)
            words.append(f"from {first} to {last}" if first != last else f"from {first}")
    if not given.genres and not given.not_genres:
        genres = _shared_genres(shelf, rows)
        if genres:
            kept = replace(kept, genres=tuple(genres))
            words.append(" or ".join(genres))
    return Traits(kept, tuple(words))


def _range(known: NDArray[np.generic], count: int) -> NDArray[np.float64] | None:
    """Return the bounds of most values, None where too few are known."""
    if len(known) < LEAST_SHARE * count:
        return None
    return np.percentile(known.astype(np.float64), (LOW, HIGH))


def _shared_genres(shelf: Shelf, rows: NDArray[np.int64]) -> Sequence[str]:
    """Return the genres that most tracks share, the most frequent first."""
    counts = Counter(name for row in rows.tolist() for name in shelf.genres.of(row))
    shared = [(-n, name) for name, n in counts.items() if n >= LEAST_SHARE * len(rows)]
    return [name for _count, name in sorted(shared)[:GENRES_AT_MOST]]

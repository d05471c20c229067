"""Tell lists of tracks what was heard of them."""

import numpy as np

from menura.catalogue import HeardTracks, TrackKind
from menura.discover.filters import TrackFilter, check_filter, mask
from menura.discover.shelf import Shelf
from menura.vectors import Keys

EVERY_KIND = frozenset(TrackKind)


def heard_tracks(
    shelf: Shelf, given: TrackFilter | None = None, *, by_tempo: bool = False
) -> HeardTracks:
    """Return which tracks a list may hold, and in which order of tempo they stand.

    Parameters
    ----------
    given : TrackFilter, optional
        None: every track may be listed, heard or not. Kinds that it does not name are all kinds.
    by_tempo : bool
        Whether the list is sorted by tempo.

    Raises
    ------
    SearchInputError
        The filter makes no sense.
    """
    numbers = None
    if given is not None:
        check_filter(given)
        kinds = EVERY_KIND if given.kinds is None else frozenset[TrackKind]()
        numbers = shelf.numbers[mask(shelf, given, kinds)]
    return HeardTracks(numbers, _slowest_first(shelf) if by_tempo else None)


def _slowest_first(shelf: Shelf) -> Keys:
    """Return the numbers of the tracks whose tempo is known, the slowest first."""
    known = np.flatnonzero(~np.isnan(shelf.tempo_bpm))
    order = np.argsort(shelf.tempo_bpm[known], kind="stable")
    numbers: Keys = shelf.numbers[known[order]]
    return numbers

"""Forget tracks that have been gone from their sources for long, when a person says so."""

from collections.abc import Sequence
from datetime import timedelta

from menura.catalogue.errors import SweepChangedError
from menura.catalogue.model import Track
from menura.catalogue.ports import MissingCounts, TrackRepository
from menura.kernel.clock import Clock

SWEPT_AT_ONCE = 500  # others can write in between


class Missing:
    """Tracks that are gone from their sources, inside one transaction.

    Parameters
    ----------
    keep_days : int
        How long they are kept at least.
    """

    def __init__(self, tracks: TrackRepository, clock: Clock, keep_days: int) -> None:
        self._tracks = tracks
        self._before = clock.now() - timedelta(days=keep_days)
        self.keep_days = keep_days

    def counts(self) -> MissingCounts:
        """Return how many there are."""
        return self._tracks.missing_counts(self._before)

    def ready(self, limit: int) -> Sequence[Track]:
        """Return those that may be forgotten, longest gone first."""
        return self._tracks.missing(self._before, limit)

    def check(self, expected: int, *, with_held: bool = False) -> None:
        """Raise SweepChangedError unless as many may be forgotten as a person was shown.

        Parameters
        ----------
        with_held : bool
            Also those in playlists, favourites, and rated ones.
        """
        counts = self.counts()
        found = counts.ready if with_held else counts.ready - counts.held
        if found != expected:
            raise SweepChangedError(expected, found)

    def sweep_some(self, *, with_held: bool = False) -> int:
        """Forget some of those that may be; return how many, 0 when none is left."""
        return self._tracks.sweep(self._before, with_held=with_held, limit=SWEPT_AT_ONCE)

"""Open the history that a service keeps."""

from collections.abc import Iterator
from typing import Protocol

from menura.catalogue.history import HistoryAccess, HistoryService, Listen
from menura.catalogue.sources.history_pages import PagingOptions
from menura.catalogue.sources.lastfm import LastfmHistory
from menura.catalogue.sources.listenbrainz import ListenBrainzHistory

__all__ = ["History", "PagingOptions", "open_history"]


class History(Protocol):
    """Listens, wherever they come from; iterate over them once."""

    @property
    def bad_entries(self) -> int:
        """Return how many entries could not be read, so far."""
        ...

    def __iter__(self) -> Iterator[Listen]: ...


def open_history(
    service: HistoryService, access: HistoryAccess, options: PagingOptions | None = None
) -> History:
    """Return the history of a user on a service; nothing is asked yet."""
    if service is HistoryService.LISTENBRAINZ:
        return ListenBrainzHistory(access, options)
    return LastfmHistory(access, options)

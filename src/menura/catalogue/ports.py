"""State what the catalogue needs of a store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from menura.catalogue.model import (
    FoundFile,
    HeardFile,
    LibraryCounts,
    NewPlaylistItem,
    Playlist,
    Source,
    Track,
    TrackKind,
    TrackMetadata,
    TrackPage,
    TrackQuery,
)


@dataclass(frozen=True, slots=True)
class UpsertCounts:
    """How many files of a walk were new, changed, back again, or as they were."""

    new: int
    changed: int
    unchanged: int


class SourceRepository(Protocol):
    """Keep sources."""

    def add(self, source: Source) -> None:
        """Keep a new source."""
        ...

    def get(self, source_id: str) -> Source:
        """Return a source; raise SourceNotFoundError."""
        ...

    def all(self) -> Sequence[Source]:
        """Return all sources by name."""
        ...

    def move(self, source_id: str, location: str) -> None:
        """Note that a source lies elsewhere now; its tracks stay as they are."""
        ...

    def mark_scanned(self, source_id: str, at: datetime) -> None:
        """Note when a complete scan ended."""
        ...

    def remove(self, source_id: str) -> None:
        """Forget a source and its tracks."""
        ...

    def remove_tracks(self, source_id: str, limit: int) -> int:
        """Forget at most so many tracks of a source; return how many there were."""
        ...

    def forget_tracks(self, track_ids: Sequence[str]) -> int:
        """Forget tracks, but for those that playlists hold; return how many there were."""
        ...


class TrackRepository(Protocol):
    """Keep tracks."""

    def upsert_found(
        self, source_id: str, scan_id: str, files: Iterable[FoundFile], at: datetime
    ) -> UpsertCounts:
        """Note files seen on a walk; a new or changed file becomes a track to be heard."""
        ...

    def mark_missing(self, source_id: str, scan_id: str, keep_below: Sequence[str]) -> int:
        """Mark tracks that a complete walk did not see, but for those below `keep_below`."""
        ...

    def get(self, track_id: str) -> Track:
        """Return a track; raise TrackNotFoundError."""
        ...

    def get_many(self, track_ids: Sequence[str]) -> Mapping[str, Track]:
        """Return those of the tracks that exist, by id."""
        ...

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Track]:
        """Return those of the tracks that exist, by number."""
        ...

    def list(self, query: TrackQuery) -> TrackPage:
        """Return a part of the tracks that match."""
        ...

    def counts(self, source_id: str | None = None) -> LibraryCounts:
        """Return how many tracks there are in each state."""
        ...

    def unheard(
        self,
        source_id: str,
        wanted: Mapping[str, str],
        retry_failed: bool,
        *,
        first: int = 0,
        last: int | None = None,
    ) -> Sequence[int]:
        """Return numbers of tracks to be heard: new, changed, or with a step that is due.

        A step is due when it was not done in the version that `wanted` names for it. With `last`,
        only those from number `first` to number `last`.
        """
        ...

    def record_heard(
        self,
        track_id: str,
        heard: HeardFile,
        at: datetime,
    ) -> None:
        """Note what a file says about itself and that it was heard."""
        ...

    def newest_number(self) -> int:
        """Return the highest number a track has; 0 if there is none."""
        ...

    def set_kind(self, track_id: str, kind: TrackKind) -> None:
        """Note what a track is."""
        ...

    def set_favourite(self, track_id: str, favourite: bool) -> None:
        """Note whether somebody holds a track dear; raise TrackNotFoundError."""
        ...

    def record_written(self, track_id: str, file: FoundFile, metadata: TrackMetadata) -> None:
        """Note how a file looks, and what it says, after Menura itself has written its tags."""
        ...

    def record_missing(self, track_id: str) -> None:
        """Note that a track's file is gone; everything known about it is kept."""
        ...

    def record_failure(self, track_id: str, code: str, message: str) -> None:
        """Note why a file could not be heard."""
        ...


class PlaylistRepository(Protocol):
    """Keep playlists."""

    def add(self, playlist: Playlist, items: Sequence[NewPlaylistItem]) -> None:
        """Keep a new playlist."""
        ...

    def get(self, playlist_id: str) -> Playlist:
        """Return a playlist with its items; raise PlaylistNotFoundError."""
        ...

    def find_all(self, name: str) -> Sequence[Playlist]:
        """Return the playlists of that name without items, latest change first."""
        ...

    def all(self) -> Sequence[Playlist]:
        """Return all playlists without items, latest change first."""
        ...

    def rename(
        self, playlist_id: str, *, name: str, description: str, version: int, at: datetime
    ) -> bool:
        """Give another name if `version` is still the newest; tell whether it was."""
        ...

    def replace_items(
        self, playlist_id: str, items: Sequence[NewPlaylistItem], *, version: int, at: datetime
    ) -> bool:
        """Replace the items if `version` is still the newest; tell whether it was."""
        ...

    def remove(self, playlist_id: str) -> None:
        """Forget a playlist; raise PlaylistNotFoundError."""
        ...

    def count_using_source(self, source_id: str) -> int:
        """Return how many playlists hold tracks of a source."""
        ...

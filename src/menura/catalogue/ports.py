"""State what the catalogue needs of a store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from menura.catalogue.model import (
    FoundFile,
    HeardFile,
    LibraryCounts,
    NewPlaylistItem,
    Playlist,
    Source,
    SourceTrouble,
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


@dataclass(frozen=True, slots=True)
class RemotePlaylist:
    """A playlist that Menura keeps on a music server.

    Attributes
    ----------
    playlist_id, source_id : str
        Of Menura; the playlist may be gone here while it is still there.
    mark : str
        See `menura.catalogue.servers.PlaylistJournal`, as `remote_id` and `before`.
    sent_at : datetime, optional
        When the server last held all of it; None: it never did, or sending was broken off.
    version : int, optional
        Of the playlist, as it was sent.
    track_count, left_out : int
        How many tracks the server was given, and how many it does not have.
    """

    playlist_id: str
    source_id: str
    name: str
    mark: str
    remote_id: str | None = None
    before: tuple[str, ...] | None = None
    sent_at: datetime | None = None
    version: int | None = None
    track_count: int = 0
    left_out: int = 0


class RemotePlaylistRepository(Protocol):
    """Keep which playlists on servers are Menura's."""

    def get(self, playlist_id: str, source_id: str) -> RemotePlaylist | None:
        """Return what was sent to a source, if anything."""
        ...

    def keep(self, sent: RemotePlaylist) -> None:
        """Keep what was sent, in place of what is known of it."""
        ...

    def of_playlist(self, playlist_id: str) -> Sequence[RemotePlaylist]:
        """Return where a playlist was sent to."""
        ...

    def of_source(self, source_id: str) -> Sequence[RemotePlaylist]:
        """Return what was sent to a source, by name."""
        ...

    def remove(self, playlist_id: str, source_id: str) -> None:
        """Forget that a playlist was sent."""
        ...


class WriteKind(StrEnum):
    """Name what is written back to a server."""

    FAVOURITE = "favourite"
    RATING = "rating"
    PLAY = "play"


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Something done in Menura that is to be done on a server too.

    Attributes
    ----------
    number : int
        Given by the store, in the order of what was done.
    location : str
        The track's id on the server.
    value : int, optional
        1 or 0 of a favourite; 0 .. 100, or None for no rating any more; None of a play.
    at : datetime
        When it was done in Menura.
    """

    number: int
    source_id: str
    location: str
    kind: WriteKind
    value: int | None
    at: datetime
    attempts: int = 0
    error_message: str | None = None


class WriteBackRepository(Protocol):
    """Keep what servers are still to be told."""

    def add(
        self, source_id: str, location: str, kind: WriteKind, *, value: int | None, at: datetime
    ) -> None:
        """Note something to be told; a newer favourite or rating of a track replaces an older."""
        ...

    def waiting(self, source_id: str, limit: int) -> Sequence[WriteBack]:
        """Return what is to be told, oldest first."""
        ...

    def count(self, source_id: str) -> int:
        """Return how much is to be told."""
        ...

    def sources(self) -> Sequence[str]:
        """Return the ids of sources that are to be told something."""
        ...

    def done(self, number: int) -> None:
        """Note that the server was told."""
        ...

    def failed(self, number: int, message: str) -> None:
        """Note why it could not be told; it stays."""
        ...


@dataclass(frozen=True, slots=True)
class MissingCounts:
    """How many tracks are gone from their sources.

    Attributes
    ----------
    ready : int
        Missing for so long that they may be swept.
    held : int
        Of these: in playlists, favourites or rated; they stay unless they are meant too.
    """

    total: int
    ready: int
    held: int


@dataclass(frozen=True, slots=True)
class MovedTrack:
    """A track that a server calls by another id now, and the newer one that it was taken for."""

    number: int
    newer: int


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

    def update(self, source: Source) -> None:
        """Keep another name, address, account or other options; raise SourceNotFoundError."""
        ...

    def secret(self, source_id: str) -> str | None:
        """Return what is kept sealed for a source."""
        ...

    def keep_secret(self, source_id: str, sealed: str | None) -> None:
        """Keep something sealed for a source, in place of what is there."""
        ...

    def mark_scanned(self, source_id: str, at: datetime) -> None:
        """Note when a complete scan ended; what was in its way before is forgotten."""
        ...

    def mark_trouble(self, source_id: str, trouble: SourceTrouble | None) -> None:
        """Note why a scan did not see everything."""
        ...

    def remove(self, source_id: str) -> None:
        """Forget a source and its tracks; recordings that other sources have stay, with those."""
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

    def mark_missing_at(self, source_id: str, locations: Sequence[str]) -> int:
        """Mark tracks as missing; return how many were not yet."""
        ...

    def count_unseen(self, source_id: str, scan_id: str) -> int:
        """Return how many tracks, not missing yet, a walk did not see."""
        ...

    def copies_of(self, numbers: Sequence[int]) -> Mapping[int, Sequence[Track]]:
        """Return the copies of tracks, by the track's number, first come first."""
        ...

    def make_copy(self, number: int, of: int) -> bool:
        """Let a track stand for another one that holds the same recording; tell whether it does.

        Playlists, plays, marks of suggestions, corrections, favourite and rating go over to the
        track that stands for both. The measurements of the copy are forgotten, but for its
        fingerprint. Nothing happens where `of` is a copy itself, or either is gone.
        """
        ...

    def separate(self, track_id: str) -> None:
        """Make a copy a track of its own again, never to be merged by itself.

        It is to be heard again. Raise TrackNotFoundError; a track that is no copy stays as it is.
        """
        ...

    def stand_in(self, numbers: Sequence[int]) -> int:
        """Let copies stand in for tracks whose own file is missing; return for how many.

        The track keeps its id, its number and all that is known of it, and takes source, location
        and look of its first copy that is there.
        """
        ...

    def maybe_same(self, numbers: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """Return tracks that may hold the same recording as others, by what they are called.

        Those are analysed, no copies, of another source, not missing, not made by Menura, never
        separated, and have the same MusicBrainz recording or the same normalised title and artist,
        and a length that differs by 3 s at most.
        """
        ...

    def by_locations(self, source_id: str, locations: Sequence[str]) -> Mapping[str, Track]:
        """Return the tracks that stand for what a source has at these locations."""
        ...

    def locations_on(self, source_id: str, track_ids: Sequence[str]) -> Mapping[str, str]:
        """Return where a source has tracks, or copies of them, that are not missing; by id."""
        ...

    def known_again(
        self, source_id: str, scan_id: str, since: datetime | None
    ) -> Sequence[MovedTrack]:
        """Return tracks that a walk did not see, and the newer ones that are the same.

        A server may call a track by another id than before. They are the same if they alone have
        the same recording, path or names, and lengths that differ by 3 s at most.

        Parameters
        ----------
        since : datetime, optional
            When the source was last seen as a whole: what was added later is newer; None: never.
        """
        ...

    def move(self, moved: Sequence[MovedTrack]) -> None:
        """Give tracks the places of newer ones that are the same, which go."""
        ...

    def said_marks(
        self, source_id: str, locations: Sequence[str]
    ) -> Mapping[str, Mapping[str, int | bool]]:
        """Return what a server said last of favourites (`favourite`) and ratings (`rating`)."""
        ...

    def missing_counts(self, before: datetime) -> MissingCounts:
        """Return how many tracks are missing, and how many were already before a moment."""
        ...

    def missing(self, before: datetime, limit: int) -> Sequence[Track]:
        """Return tracks that were missing before a moment, longest missing first."""
        ...

    def sweep(self, before: datetime, *, with_held: bool, limit: int) -> int:
        """Forget at most so many tracks missing since before a moment; return how many."""
        ...

    def set_rating(self, track_id: str, rating: int | None) -> None:
        """Note how a person rates a track, 0 .. 100; raise TrackNotFoundError."""
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

    def after(self, number: int, limit: int) -> Sequence[Track]:
        """Return the tracks that come next by number, copies left out."""
        ...

    def list(self, query: TrackQuery) -> TrackPage:
        """Return a part of the tracks that match."""
        ...

    def counts(self, source_id: str | None = None) -> LibraryCounts:
        """Return how many tracks there are in each state."""
        ...

    def has_any(self, kinds: Sequence[TrackKind]) -> bool:
        """Tell whether there is a track of one of some kinds."""
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

    def versions(self, playlist_ids: Sequence[str]) -> Mapping[str, int]:
        """Return the newest versions of those of the playlists that exist, by id."""
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
        """Return how many playlists hold tracks that no other source has."""
        ...

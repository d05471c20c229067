"""Read and write a Plex server, by `plexapi`.

Plex knows no password here, only a token; plays and ratings are those of the token's account.
Original files come from `Part.key`; favourites do not exist.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any, NoReturn, TypeVar

from plexapi.audio import Album, Track
from plexapi.library import MusicSection
from plexapi.utils import SEARCHTYPES

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    ServerNotFoundError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import (
    AudioStream,
    ByteRange,
    Capability,
    PlaylistJournal,
    ServerAccess,
    ServerAlbum,
    ServerInfo,
    ServerLibrary,
    ServerPlaylist,
    ServerTrack,
    TrackPart,
)
from menura.catalogue.sources.plex_items import (
    original_part,
    part_path,
    to_album,
    to_playlist,
    to_track,
)
from menura.catalogue.sources.plex_playlists import PlexPlaylists
from menura.catalogue.sources.plex_session import (
    DEFAULT_OPTIONS,
    PlexListing,
    PlexOptions,
    PlexSession,
)
from menura.catalogue.sources.values import whole

CAPABILITIES = frozenset(Capability) - {Capability.FAVOURITES}
_LIBRARY_OF_PLEX = "com.plexapp.plugins.library"
_NEVER = datetime.min.replace(tzinfo=UTC)
_Item = TypeVar("_Item")


class PlexServer:
    """A signed-in account on a Plex server.

    Not for several threads at once, but for `close`; see `WebServer`.
    """

    kind = SourceKind.PLEX

    def __init__(self, access: ServerAccess, options: PlexOptions = DEFAULT_OPTIONS) -> None:
        self._access = access
        self._session = PlexSession(access, options)
        self._playlists = PlexPlaylists(self._session, options.keys_per_request)

    def sign_in(self) -> ServerAccess:
        """Check the token; there is nothing to exchange."""
        self._sections()
        return self._access

    def probe(self) -> ServerInfo:
        """Return what the server is, and what this account may do there."""
        library = self._session.library
        sections = self._sections()
        notes = ["Plex takes in plays at the moment it is told of them, not when they happened."]
        if not sections:
            notes.append("This account sees no music library; share one with it, or make one.")
        elif all(section.allowSync is False for section in sections):
            notes.append(
                "Downloads may be switched off for this account; its owner can allow them."
            )
        return ServerInfo(
            kind=self.kind,
            product="Plex Media Server",
            version=library.version or "",
            username=self._access.username or library.myPlexUsername or "",
            capabilities=CAPABILITIES,
            notes=notes,
        )

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the music libraries."""
        return [ServerLibrary(_key(section), section.title or "") for section in self._sections()]

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page."""
        sections = self._chosen(libraries)
        total = sum(self._count(section) for section in sections)
        seen: set[str] = set()
        for section in sections:
            # New tracks come last in this order, so that they push none over the edge of a page.
            for page in self._session.pages(_tracks_of(section, "addedAt:asc")):
                fresh = {track.id: track for track in page if track.id not in seen}
                seen.update(fresh)
                yield TrackPart(list(fresh.values()), total)
        if len(seen) < total:
            reason = f"{len(seen)} of {total} tracks were listed"
            raise IncompleteWalkError(self._session.host, reason)
        if any(section.refreshing for section in (*sections, *self._chosen(libraries))):
            raise IncompleteWalkError(self._session.host, "the server was scanning its files")

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums, newest first."""
        lists = [_albums_of(section, "addedAt:desc") for section in self._sections(libraries)]
        return islice(self._merged(lists, lambda album: album.added_at or _NEVER), limit)

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        thing = f"album {album_id}"
        path = f"/library/metadata/{self._checked_id(album_id, thing)}/children"
        tracks = list(self._session.items(PlexListing(path, Track, to_track, thing=thing)))
        return sorted(tracks, key=lambda t: (t.disc_number or 1, t.track_number or 1_000_000))

    @contextmanager
    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> Iterator[AudioStream]:
        """Open a track's original file."""
        thing = f"track {track_id}"
        path = f"/library/metadata/{self._checked_id(track_id, thing)}"
        with self._session.doing("read this track", thing):
            data = self._session.ask(path)
            track = self._session.library.findItem(data, Track)
            part = original_part(track) if track is not None else None
            audio_path = part_path(part)
            size_bytes = whole(part.size) if part is not None else None
        if audio_path is None:
            raise ServerNotFoundError(self._session.host, f"file of track {track_id}")
        with self._session.open_audio(audio_path, byte_range, size_bytes) as stream:
            yield stream

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the account's playlists of music."""
        found = (to_playlist(playlist) for playlist in self._playlists.all())
        return [playlist for playlist in found if playlist is not None]

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks in order."""
        return self._playlists.keys(self._checked_id(playlist_id, f"playlist {playlist_id}"))

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this; see `PlexPlaylists`."""
        keys = [self._checked_id(track_id, f"track {track_id}") for track_id in track_ids]
        self._playlists.put(journal, name, keys)

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal."""
        self._playlists.delete(journal)

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played most."""
        lists = [_tracks_of(section, "viewCount:desc") for section in self._sections()]
        tracks = self._merged(lists, lambda track: track.play_count or 0)
        return list(islice(takewhile(lambda track: track.play_count, tracks), limit))

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played last."""
        lists = [_tracks_of(section, "lastViewedAt:desc") for section in self._sections()]
        tracks = self._merged(lists, lambda track: track.last_played_at or _NEVER)
        return list(islice(takewhile(lambda track: track.last_played_at, tracks), limit))

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks the server finds for words."""
        with self._session.doing("search"):
            items = self._session.library.search(words, mediatype="track", limit=limit)
            found = [to_track(item) for item in items if isinstance(item, Track)]
        return [track for track in found if track is not None][:limit]

    def set_favourite(self, track_id: str, is_favourite: bool) -> NoReturn:
        """Refuse: Plex has none."""
        raise ServerUnsupportedError("Plex", "keep favourites")

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track in half stars; None takes the rating away."""
        value = -1 if rating is None else round(rating / 10)
        self._tell(track_id, "/:/rate", "rate tracks", rating=value)

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Count a play; Plex takes it for one of this moment."""
        self._tell(track_id, "/:/scrobble", "count plays")

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._session.close()

    def _tell(self, track_id: str, path: str, what: str, **params: object) -> None:
        thing = f"track {track_id}"
        key = self._checked_id(track_id, thing)
        with self._session.doing(what, thing):
            # plexapi marks plays by GET, which may be repeated: then a play would count twice.
            self._session.ask(
                path, {"key": key, "identifier": _LIBRARY_OF_PLEX, **params}, method="put"
            )

    def _sections(self, keys: Sequence[str] = ()) -> list[Any]:
        """Return music libraries, all or those of the given ones that are there."""
        listing = PlexListing("/library/sections", MusicSection, lambda section: section)
        found = {_key(section): section for section in self._session.items(listing)}
        return [found[key] for key in dict.fromkeys(keys or found) if key in found]

    def _chosen(self, keys: Sequence[str]) -> list[Any]:
        """Return music libraries, all or the given ones.

        Raises
        ------
        IncompleteWalkError
            One of those is gone, and with it, for this account, all that was in it.
        """
        sections = self._sections(keys)
        if gone := set(keys) - {_key(section) for section in sections}:
            reason = f"the chosen library {min(gone)!r} is not there any more; choose again"
            raise IncompleteWalkError(self._session.host, reason)
        return sections

    def _count(self, section: Any) -> int:
        listing = _tracks_of(section, "addedAt:asc")
        with self._session.doing("see this library"):
            answer = self._session.ask(listing.path, listing.params, window=(0, 0))
            return int(answer.attrib["totalSize"])

    def _merged(
        self, lists: Sequence[PlexListing[_Item]], rank: Callable[[_Item], Any]
    ) -> Iterator[_Item]:
        """Yield the items of several lists, highest rank first, asking for no page too many."""
        return heapq.merge(*map(self._session.items, lists), key=rank, reverse=True)

    def _checked_id(self, server_id: str, thing: str) -> str:
        """Return an id that is one of Plex's: digits, which lead nowhere else in a path."""
        if not (server_id.isascii() and server_id.isdecimal()):
            raise ServerNotFoundError(self._session.host, thing[:100])
        return server_id


def _key(section: Any) -> str:
    return str(section.key)


def _tracks_of(section: Any, order: str) -> PlexListing[ServerTrack]:
    params = {"type": SEARCHTYPES["track"], "sort": order}
    return PlexListing(_all_of(section), Track, to_track, params)


def _albums_of(section: Any, order: str) -> PlexListing[ServerAlbum]:
    params = {"type": SEARCHTYPES["album"], "sort": order}
    return PlexListing(_all_of(section), Album, to_album, params)


def _all_of(section: Any) -> str:
    return f"/library/sections/{_key(section)}/all"

"""Do what Jellyfin and Emby are asked for alike: walk, play, note, list playlists."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from menura.catalogue.server_errors import (
    IncompleteWalkError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
)
from menura.catalogue.servers import (
    AudioStream,
    ByteRange,
    Capability,
    PlaylistJournal,
    ServerAlbum,
    ServerInfo,
    ServerLibrary,
    ServerPlaylist,
    ServerTrack,
    TrackPart,
)
from menura.catalogue.sources.http import quote_id
from menura.catalogue.sources.media_browser_calls import (
    SIGN_IN_AGAIN,
    MediaBrowserCalls,
    Parameters,
)
from menura.catalogue.sources.media_browser_items import (
    name_of,
    read_album,
    read_playlist,
    read_track,
)
from menura.catalogue.sources.values import text

_TRACK_FIELDS = ("Path", "MediaSources", "DateCreated", "ProviderIds", "Genres")
_ALBUM_FIELDS = ("DateCreated", "ChildCount", "ProviderIds")
_PLAYLIST_FIELDS = ("ChildCount", "CanDelete")
_NO_MUSIC = frozenset({"Video", "Photo", "Book"})
# What is added during a walk comes at its end and moves nothing.
_WALK_ORDER = {"sortBy": ("DateCreated", "SortName"), "sortOrder": ("Ascending",)}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """A track in its place in a playlist, and what the server calls that place."""

    id: str
    track_id: str


class MediaBrowserServer(MediaBrowserCalls):
    """What Jellyfin and Emby do alike; see `menura.catalogue.servers.MusicServer`."""

    # --- what differs ---

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this."""
        raise NotImplementedError

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind."""
        raise NotImplementedError

    # --- what the server is ---

    def probe(self) -> ServerInfo:
        """Return what the server is, and what this account may do there."""
        told = self._public_info()
        self._user_id()
        account = self._account()
        able = set(Capability)
        notes = []
        policy = self._mapping((account or {}).get("Policy") or {})
        if policy.get("EnableContentDownloading") is False:
            able.discard(Capability.DOWNLOAD)
            notes.append(f"Downloads are switched off for this account; {self._download_remedy()}.")
        if account is None:
            able.discard(Capability.PLAYLISTS)
            notes.append(
                "An API key stands for no user, so it cannot keep playlists; "
                f"{SIGN_IN_AGAIN} to do that."
            )
        return ServerInfo(
            kind=self.kind,
            product=text(told.get("ProductName")) or f"{self.dialect.product} Server",
            version=text(told.get("Version")) or "",
            username=name_of(account or {}) or self._access.username,
            capabilities=frozenset(able),
            notes=tuple(notes),
        )

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the music libraries of this account."""
        reply = self._get(self.dialect.views, {}, "see libraries")
        return [
            ServerLibrary(str(item["Id"]), name_of(item))
            for item in self._page(reply).items
            if item.get("CollectionType") == "music"
        ]

    # --- walking ---

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page; raise IncompleteWalkError."""
        scopes = self._scopes(libraries)
        wanted = {"includeItemTypes": ("Audio",), "fields": _TRACK_FIELDS, **_WALK_ORDER}
        before = 0
        counts = self._counts(wanted, scopes) if len(scopes) > 1 else [0]
        for at, scope in enumerate(scopes):
            total = 0
            for page in self._pages({**wanted, **scope}):
                total = page.total
                rest = sum(counts[at + 1 :])
                yield TrackPart([read_track(item) for item in page.items], before + total + rest)
            before += total
        if gone := set(libraries) - {str(scope.get("parentId")) for scope in scopes}:
            reason = f"the chosen library {min(gone)!r} is not there any more; choose again"
            raise IncompleteWalkError(self.host, reason)

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums, newest first."""
        wanted = {
            "includeItemTypes": ("MusicAlbum",),
            "fields": _ALBUM_FIELDS,
            "sortBy": ("DateCreated",),
            "sortOrder": ("Descending",),
        }
        lists = [
            (read_album(item) for item in self._listed({**wanted, **scope}, limit))
            for scope in self._scopes(libraries)
        ]
        newest = merge(*lists, key=lambda album: album.added_at or _LONG_AGO, reverse=True)
        yield from islice(newest, limit)

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        wanted = {
            "parentId": album_id,
            "includeItemTypes": ("Audio",),
            "fields": _TRACK_FIELDS,
            "sortBy": ("ParentIndexNumber", "IndexNumber", "SortName"),
        }
        tracks: list[ServerTrack] = []
        for page in self._pages(wanted):
            found = [read_track(item) for item in page.items]
            # An album that is gone has no say: everything is listed then.
            if found and all(track.album_id not in (album_id, None) for track in found):
                break
            tracks += found
        if not tracks:
            raise ServerNotFoundError(self.host, f"album {album_id!r}")
        return tracks

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played most."""
        return self._played(limit, ("PlayCount", "DatePlayed"))

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played last."""
        return self._played(limit, ("DatePlayed", "PlayCount"))

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks the server finds for words."""
        if not words.strip():
            return []
        wanted = {
            "searchTerm": words,
            "includeItemTypes": ("Audio",),
            "fields": _TRACK_FIELDS,
        }
        return [read_track(item) for item in self._listed(wanted, limit)]

    def _played(self, limit: int, order: Sequence[str]) -> Sequence[ServerTrack]:
        wanted = {
            "includeItemTypes": ("Audio",),
            "fields": _TRACK_FIELDS,
            "filters": ("IsPlayed",),
            "sortBy": order,
            "sortOrder": ("Descending",),
        }
        tracks = (read_track(item) for item in self._listed(wanted, limit))
        # People can say that they have heard a track; that is no play.
        return [track for track in tracks if track.play_count]

    def _scopes(self, libraries: Sequence[str]) -> Sequence[dict[str, object]]:
        if not libraries:
            return [{}]
        # A library that is gone has no say: everything would be listed.
        there = {library.id for library in self.libraries()}
        return [{"parentId": one} for one in dict.fromkeys(libraries) if one in there]

    def _counts(self, wanted: Parameters, scopes: Sequence[Parameters]) -> Sequence[int]:
        return [self._items({**wanted, **scope}, first=0, limit=1).total for scope in scopes]

    # --- tracks ---

    @contextmanager
    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> Iterator[AudioStream]:
        """Open a track's original file."""
        self._user_id()
        path = f"{self._prefix}/Items/{self._quoted(track_id, 'track')}/Download"
        with ExitStack() as stack:
            try:
                stream = stack.enter_context(self._web.open_audio(path, byte_range=byte_range))
            except ServerForbiddenError:
                remedy = self._download_remedy()
                raise ServerForbiddenError(self.host, "download music", remedy) from None
            except ServerNotFoundError:
                raise ServerNotFoundError(self.host, f"track {track_id!r}") from None
            yield stream

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        """Make a track a favourite, or no longer one."""
        method = "POST" if is_favourite else "DELETE"
        self._tell(method, self.dialect.favourite, track_id, what="mark favourites")

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track 0 .. 100, in tenths of the server's 0 .. 10."""
        if rating is None:
            # A rating of null would be left as it is.
            self._tell("DELETE", self.dialect.rating, track_id, what="rate tracks")
        else:
            body = {"Rating": rating / 10}
            self._tell("POST", self.dialect.user_data, track_id, what="rate tracks", json=body)

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Tell the server of a play; without its moment it would not be counted."""
        when = {"datePlayed": at.astimezone(UTC).strftime(self.dialect.played_at)}
        self._tell("POST", self.dialect.played, track_id, what="note plays", query=when)

    def _tell(
        self,
        method: str,
        path: str,
        track_id: str,
        *,
        what: str,
        query: Parameters | None = None,
        json: object = None,
    ) -> None:
        path, user = self._user_path(path)
        path = path.replace("{item}", self._quoted(track_id, "track"))
        reply = self._send(method, path, query={**(query or {}), **user}, json=json)
        self._checked(reply, what, f"track {track_id!r}")

    def _download_remedy(self) -> str:
        return (
            f"switch downloads on in {self.dialect.product}: dashboard, users, this user, "
            "'Allow media downloading'"
        )

    # --- playlists ---

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the playlists of music that this account can see."""
        wanted = {"includeItemTypes": ("Playlist",), "fields": _PLAYLIST_FIELDS}
        items = self._listed(wanted, None)
        return [read_playlist(item) for item in items if item.get("MediaType") not in _NO_MUSIC]

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks in order."""
        return [entry.track_id for entry in self._entries(playlist_id)]

    def _entries(self, playlist_id: str) -> Sequence[PlaylistEntry]:
        path = f"/Playlists/{self._quoted(playlist_id, 'playlist')}/Items"
        thing = f"playlist {playlist_id!r}"
        entries: list[PlaylistEntry] = []
        while True:
            query = {
                "userId": self._user_id(),
                "startIndex": len(entries),
                "limit": self._page_items,
            }
            reply = self._send("GET", path, query=query)
            page = self._page(self._checked(reply, "read this playlist", thing))
            entries += [
                PlaylistEntry(str(item.get("PlaylistItemId") or item["Id"]), str(item["Id"]))
                for item in page.items
            ]
            if len(entries) >= page.total or not page.items:
                break
        if len(entries) != page.total:
            reason = f"it listed {len(entries)} of {page.total} entries of a playlist"
            raise IncompleteWalkError(self.host, reason)
        return entries

    def _delete(self, playlist_id: str) -> None:
        """Delete a playlist; gone already is fine."""
        try:
            reply = self._send("DELETE", f"/Items/{quote_id(playlist_id)}")
        except ServerLoginError:
            # That is what both say of something one may not delete; the login was good just now.
            raise self._may_not_delete() from None
        if reply.status == 403:
            raise self._may_not_delete()
        if reply.status == 404:
            self._check_gone(playlist_id)
        else:
            self._checked(reply, "delete this playlist")

    def _check_gone(self, playlist_id: str) -> None:
        """Raise unless a playlist that was not found is not listed either.

        Something between here and the server may have said so; the playlist would be forgotten.
        """
        if any(one.id == playlist_id for one in self.playlists()):
            raise ServerProtocolError(self.host, "it does not find a playlist that it lists")

    def _may_not_delete(self) -> ServerForbiddenError:
        remedy = f"delete it in {self.dialect.product}, with the account that owns it"
        return ServerForbiddenError(self.host, "delete this playlist", remedy)


def without_doubles(ids: Sequence[str]) -> list[str]:
    """Return the first of each."""
    return list(dict.fromkeys(ids))

"""Speak with Lyrion Music Server (Logitech Media Server, Squeezebox server).

Lyrion knows no users: what it counts, it counts for everybody, and its login, if there is one, is
HTTP's own. It has no means to take in plays, and does not tell when a track was played last.
"""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerNotFoundError,
    ServerProtocolError,
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
from menura.catalogue.sources.http import quote_id
from menura.catalogue.sources.lyrion_caller import (
    PRODUCT,
    Item,
    ItemPage,
    LyrionCaller,
    checked_number,
    one_line,
)
from menura.catalogue.sources.lyrion_items import (
    ALBUM_TAGS,
    TRACK_TAGS,
    album_of,
    is_stream,
    track_of,
)
from menura.catalogue.sources.lyrion_playlists import LyrionPlaylists
from menura.catalogue.sources.values import text, whole
from menura.kernel.errors import MenuraError

PAGE_ITEMS = 500
_MOST_WORDS = 500
_MOST_FAVOURITES = 5_000
_CAPABILITIES = frozenset(
    [
        Capability.DOWNLOAD,
        Capability.PLAYLISTS,
        Capability.PLAY_COUNTS,
        Capability.FAVOURITES,
        Capability.RATINGS,
        Capability.SEARCH,
    ]
)
_SHARED_COUNTS = (
    "Lyrion knows no users: plays, ratings and favourites are those of everybody who uses it, and "
    "it does not tell when a track was played last."
)
_NO_FOLDER = "Playlists cannot be kept: set a folder for them in Lyrion's basic settings."
_SCANNING = "Lyrion is reading its folders just now; scan again when it has finished."


@dataclass(frozen=True, slots=True)
class _Favourites:
    """What is a favourite, by address.

    Attributes
    ----------
    are_all : bool
        Whether none can hide in a folder.
    """

    urls: frozenset[str]
    are_all: bool

    def on(self, track: ServerTrack, url: str | None) -> ServerTrack:
        """Return a track with whether it is a favourite, where that is known."""
        is_one = url in self.urls
        return replace(track, is_favourite=is_one if is_one or self.are_all else None)


class LyrionServer:
    """A Lyrion server. Not for several threads at once, but for `close`; see `WebServer`.

    Parameters
    ----------
    page_items : int
        How many are asked for at once.
    """

    kind = SourceKind.LYRION

    def __init__(self, access: ServerAccess, *, page_items: int = PAGE_ITEMS) -> None:
        self._access = access
        self._page_items = page_items
        self._caller = LyrionCaller(access)
        self._playlists = LyrionPlaylists(self._caller, page_items)

    def sign_in(self) -> ServerAccess:
        """Check the account; there is no token to exchange the password for."""
        self._status()
        return self._access

    def probe(self) -> ServerInfo:
        """Return what the server is and can do."""
        status = self._status()
        notes = [_SHARED_COUNTS]
        capabilities = _CAPABILITIES
        if self._playlists.folder() == "":
            capabilities -= {Capability.PLAYLISTS}
            notes.append(_NO_FOLDER)
        if whole(status.get("rescan")) == 1:
            notes.append(_SCANNING)
        version = one_line(text(status.get("version")) or "")
        return ServerInfo(self.kind, "Lyrion Music Server", version, "", capabilities, notes)

    def _status(self) -> Item:
        status = self._caller.read("serverstatus", 0, 0)
        if text(status.get("version")) is None:
            raise NotThisServerError(self._caller.host, PRODUCT, "an answer without a version")
        return status

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the library views, where people have made some."""
        found = self._caller.read("libraries").get("folder_loop") or ()
        items = [item for item in found if isinstance(item, dict) and text(item.get("id"))]
        return [
            ServerLibrary(str(item["id"]), text(item.get("name")) or str(item["id"]))
            for item in items
        ]

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page."""
        favourites = self._favourites()
        seen: set[str] = set()
        chosen = _views(libraries)
        for library in chosen:
            for page in self._library_pages(library):
                items = [item for item in page.items if str(item.get("id", "")) not in seen]
                items = list({str(item.get("id", "")): item for item in items}.values())
                seen.update(str(item.get("id", "")) for item in items)
                tracks = [self._track(item, favourites) for item in items if not is_stream(item)]
                # Views may overlap, so that their counts say nothing together.
                yield TrackPart(tracks, page.count if len(chosen) < 2 else None)

    def _library_pages(self, library: str | None) -> Iterator[ItemPage]:
        """Yield the tracks of a view, and raise in the end if some did not come."""
        options = [TRACK_TAGS, "sort:albumtrack"]
        if library is not None:
            options.append(f"library_id:{one_line(library)}")
        ids: set[str] = set()
        largest, is_scanning = 0, False
        for page in self._caller.pages(("titles",), "titles_loop", options, self._page_items):
            ids.update(str(item.get("id", "")) for item in page.items)
            if page.count < largest:
                reason = f"the total fell from {largest} to {page.count}"
                raise IncompleteWalkError(self._caller.host, reason)
            largest = page.count
            is_scanning |= page.is_scanning
            yield page
        if len(ids) < largest:
            reason = f"{len(ids)} of {largest} tracks came"
            raise IncompleteWalkError(self._caller.host, reason)
        if is_scanning:
            raise IncompleteWalkError(self._caller.host, "Lyrion was reading its folders")

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums, those added last first; view after view if several are given."""
        seen: set[str] = set()
        for library in _views(libraries):
            options = ["sort:new", ALBUM_TAGS]
            if library is not None:
                options.append(f"library_id:{one_line(library)}")
            for page in self._caller.pages(("albums",), "albums_loop", options, self._page_items):
                for item in page.items:
                    album = album_of(item)
                    if album.id in seen or is_stream(item):
                        continue
                    if limit is not None and len(seen) >= limit:
                        return
                    seen.add(album.id)
                    yield album

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        favourites = self._favourites()
        options = [f"album_id:{one_line(album_id)}", TRACK_TAGS, "sort:albumtrack"]
        items: dict[str, Item] = {}
        for page in self._caller.pages(("titles",), "titles_loop", options, self._page_items):
            items.update((str(item.get("id", "")), item) for item in page.items)
            count = page.count
        if not items:
            raise ServerNotFoundError(self._caller.host, "such album")
        if len(items) < count:
            reason = f"{len(items)} of {count} tracks of an album came"
            raise ServerProtocolError(self._caller.host, reason)
        return [self._track(item, favourites) for item in items.values() if not is_stream(item)]

    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> AbstractContextManager[AudioStream]:
        """Open a track's original file."""
        # With an ending behind it, Lyrion would make such a file of it.
        number = checked_number(self._caller.host, track_id, "track")
        path = f"/music/{quote_id(number)}/download"
        return self._caller.web.open_audio(path, byte_range=byte_range)

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the playlists."""
        return self._playlists.list()

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks."""
        return self._playlists.tracks(playlist_id)

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this; of a track that stands twice, the first."""
        self._playlists.put(journal, name, track_ids)

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind."""
        self._playlists.delete(journal)

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what was played most by everybody; Lyrion sorts by this in no version."""
        played = (track for part in self.walk() for track in part.tracks if track.play_count)
        return heapq.nsmallest(
            limit, played, key=lambda track: (-(track.play_count or 0), track.id)
        )

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Raise: Lyrion does not tell."""
        raise ServerUnsupportedError(PRODUCT, "tell when a track was played last")

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks whose titles have these words."""
        line = one_line(words[:_MOST_WORDS])
        if not line or limit < 1:
            return []
        found = self._caller.read("titles", 0, limit, f"search:{line}", TRACK_TAGS)
        items = [item for item in found.get("titles_loop") or () if isinstance(item, dict)]
        return [track_of(item) for item in items[:limit] if not is_stream(item)]

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        """Add a track to the favourites by its address, or take it away."""
        url = self._playlists.urls([track_id])[track_id]
        try:
            found = self._caller.read("favorites", "exists", url)
            is_one = whole(found.get("exists")) == 1
            if is_favourite and not is_one:
                title = self._title(track_id)
                self._caller.write("favorites", "add", f"url:{url}", f"title:{title}")
            elif is_one and not is_favourite:
                place = text(found.get("index")) or ""
                self._caller.write("favorites", "delete", f"item_id:{place}")
        except ServerProtocolError as error:
            raise self._unsupported(error, "keep favourites") from None

    def _title(self, track_id: str) -> str:
        found = self._caller.read("titles", 0, 1, f"track_id:{one_line(track_id)}", "tags:u")
        titles = [text(item.get("title")) for item in found.get("titles_loop") or ()]
        return one_line(titles[0] or "" if titles else "") or "Track"

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track 0 .. 100; Lyrion does not tell 0 from no rating."""
        self._playlists.urls([track_id])  # raises where there is no such track
        try:
            self._caller.write("rating", track_id, rating or 0)
        except ServerProtocolError as error:
            raise self._unsupported(error, "rate tracks") from None

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Raise: Lyrion takes in no plays."""
        raise ServerUnsupportedError(PRODUCT, "take in plays from elsewhere")

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._caller.web.close()

    def _unsupported(self, error: ServerProtocolError, doing: str) -> MenuraError:
        """Return what it means that Lyrion does not take a command."""
        is_refusal = self._caller.has_refused(error)
        return ServerUnsupportedError("This Lyrion", doing) if is_refusal else error

    def _track(self, item: Item, favourites: _Favourites | None) -> ServerTrack:
        track = track_of(item)
        return track if favourites is None else favourites.on(track, text(item.get("url")))

    def _favourites(self) -> _Favourites | None:
        """Return what is a favourite; None where Lyrion keeps none."""
        try:
            found = self._caller.read("favorites", "items", 0, _MOST_FAVOURITES, "want_url:1")
        except ServerProtocolError as error:
            if self._caller.has_refused(error):
                return None
            raise
        items = [item for item in found.get("loop_loop") or () if isinstance(item, dict)]
        urls = frozenset(url for item in items if (url := text(item.get("url"))) is not None)
        has_folders = any(whole(item.get("hasitems")) for item in items)
        is_whole = len(items) >= (whole(found.get("count")) or 0)
        return _Favourites(urls, are_all=is_whole and not has_folders)


def _views(libraries: Sequence[str]) -> Sequence[str | None]:
    """Return the views to go through: None stands for all there is."""
    return list(dict.fromkeys(libraries)) or [None]

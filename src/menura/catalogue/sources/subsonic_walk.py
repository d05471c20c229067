"""Walk through all tracks and albums of a Subsonic server, and notice when something is left out.

Servers swallow failures of their own and answer with an empty page, which looks like the end. So
what a walk has seen is held against what the albums are said to hold, and against the count of the
server's own scanner before and after.
"""

import heapq
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from menura.catalogue.server_errors import IncompleteWalkError
from menura.catalogue.servers import ServerAlbum, ServerTrack, TrackPart
from menura.catalogue.sources.subsonic_answers import Purpose, SubsonicAnswer
from menura.catalogue.sources.subsonic_caller import SubsonicCaller
from menura.catalogue.sources.subsonic_items import Item, id_of, items, read_album, read_track
from menura.catalogue.sources.values import whole

PAGE = 500
"""Tracks or albums in one answer; of albums no server gives more."""
MOST_STALE_PAGES = 3
"""Pages with nothing new after which a server is taken to send the same one for ever."""
MOST_TRACKS = 5_000_000
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ScanState:
    """What a server's own scanner says."""

    is_scanning: bool
    count: int | None


def scan_state(caller: SubsonicCaller) -> ScanState | None:
    """Return what the server's scanner says; None where it tells nothing to this account."""
    answer = caller.ask("getScanStatus")
    state = answer.content.get("scanStatus") if answer else None
    if not isinstance(state, dict):
        return None
    return ScanState(state.get("scanning") is True, whole(state.get("count")))


def list_albums(
    caller: SubsonicCaller, order: str, library: str | None, limit: int | None = None
) -> Iterator[ServerAlbum]:
    """Yield the albums of a library in the server's order; as `album_pages`."""
    for page in album_pages(caller, order, library, limit):
        yield from page


def album_pages(
    caller: SubsonicCaller, order: str, library: str | None, limit: int | None = None
) -> Iterator[Sequence[ServerAlbum]]:
    """Yield the albums of a library in the server's order, page by page, none twice.

    Raises
    ------
    IncompleteWalkError
        The list ended short of the server's count, or the same page came again and again.
    """
    offset = announced = stale = 0
    seen: set[str] = set()
    purpose = Purpose("list albums", f"library {library!r}" if library else None)
    while limit is None or offset < limit:
        size = PAGE if limit is None else min(PAGE, limit - offset)
        values = {"type": order, "size": size, "offset": offset, **_library(library)}
        answer = caller.call("getAlbumList2", values, purpose=purpose)
        announced = max(announced, whole(answer.headers.get("x-total-count")) or 0)
        found = items(answer.content.get("albumList2"), "album")[:size]
        albums = [album for item in found if (album := read_album(item))]
        fresh = {album.id: album for album in albums if album.id not in seen}
        seen.update(fresh)
        yield list(fresh.values())
        offset += len(found)
        if not found:
            if offset < announced:
                raise IncompleteWalkError(caller.host, f"it listed {offset} of {announced} albums")
            return
        stale = 0 if fresh else stale + 1
        if stale == MOST_STALE_PAGES:
            reason = "it sends the same albums again and again"
            raise IncompleteWalkError(caller.host, reason)


def newest_albums(
    caller: SubsonicCaller, limit: int | None, libraries: Sequence[str]
) -> Iterator[ServerAlbum]:
    """Yield albums of some libraries, or of all, newest first."""
    lists = [list_albums(caller, "newest", each, limit) for each in libraries or (None,)]
    merged = heapq.merge(*lists, key=lambda album: album.added_at or LONG_AGO, reverse=True)
    seen: set[str] = set()
    for album in merged if len(lists) > 1 else lists[0]:
        if limit is not None and len(seen) >= limit:
            return
        if album.id not in seen:
            seen.add(album.id)
            yield album


def album_songs(caller: SubsonicCaller, album_id: str) -> Sequence[Item]:
    """Return the songs of an album, as the server writes them."""
    answer = caller.call("getAlbum", {"id": album_id}, purpose=Purpose("read albums", "such album"))
    return items(answer.content.get("album"), "song")


class Walk:
    """One walk through some libraries, or through all.

    Parameters
    ----------
    page : int
        Tracks in one answer.
    """

    def __init__(
        self, caller: SubsonicCaller, libraries: Sequence[str] = (), *, page: int = PAGE
    ) -> None:
        self._caller = caller
        self._libraries: Sequence[str | None] = tuple(dict.fromkeys(libraries)) or (None,)
        self._page = page
        self._seen: set[str] = set()

    def parts(self) -> Iterator[TrackPart]:
        """Yield every track once; raise IncompleteWalkError at the end if some were left out."""
        before = scan_state(self._caller)
        expected: dict[str | None, int] = {}
        for library in self._libraries:
            expected[library] = yield from self._in_albums(library)
        total = sum(expected.values())
        for library in self._libraries:
            known = len(self._seen)
            yield from self._by_search(library, total)
            # OpenSubsonic asks servers to find everything for no words; not all do.
            if len(self._seen) == known and expected[library]:
                yield from self._by_album(library, total)
        self._check(before, total)

    def _check(self, before: ScanState | None, total: int) -> None:
        seen = len(self._seen)
        if seen < total:
            self._give_up(f"it listed {seen} of {total} tracks")
        if before is None:
            return
        after = scan_state(self._caller) or ScanState(is_scanning=True, count=None)
        if before.is_scanning or after.is_scanning:
            self._give_up("the server is scanning its files")
        if before.count != after.count:
            self._give_up(f"it counted {before.count} tracks before and {after.count} after")
        if not seen and before.count and self._libraries == (None,):
            self._give_up(f"it counts {before.count} tracks and lists none")

    def _give_up(self, reason: str) -> None:
        raise IncompleteWalkError(self._caller.host, reason)

    def _in_albums(self, library: str | None) -> Generator[TrackPart, None, int]:
        """Return how many tracks the albums of a library are said to hold.

        Whoever walks can end it at each part, of which these have no tracks.
        """
        count = 0
        for albums in album_pages(self._caller, "alphabeticalByName", library):
            count += sum(album.track_count or 0 for album in albums)
            yield TrackPart(())
        return count

    def _by_search(self, library: str | None, total: int) -> Iterator[TrackPart]:
        offset = stale = 0
        while True:
            found = items(self._search(offset, library).content.get("searchResult3"), "song")
            if not found:
                return
            tracks = self._new(found)
            stale = 0 if tracks else stale + 1
            if stale == MOST_STALE_PAGES:
                self._give_up("it sends the same tracks again and again")
            yield TrackPart(tracks, total or None)
            # A page may hold more than was asked for: those before it once more.
            offset += min(len(found), self._page)

    def _search(self, offset: int, library: str | None) -> SubsonicAnswer:
        values = {
            "query": "",
            "songCount": self._page,
            "songOffset": offset,
            "albumCount": 0,
            "artistCount": 0,
            **_library(library),
        }
        return self._caller.call("search3", values, purpose=Purpose("list tracks"))

    def _by_album(self, library: str | None, total: int) -> Iterator[TrackPart]:
        tracks: list[ServerTrack] = []
        for album in list_albums(self._caller, "alphabeticalByName", library):
            tracks += self._new(album_songs(self._caller, album.id))
            if len(tracks) >= self._page:
                yield TrackPart(tracks, total or None)
                tracks = []
        if tracks:
            yield TrackPart(tracks, total or None)

    def _new(self, found: Sequence[Item]) -> list[ServerTrack]:
        """Return the tracks that were not seen yet; all that have an id count as seen."""
        tracks: list[ServerTrack] = []
        for item in found:
            track_id = id_of(item)
            if track_id is None or track_id in self._seen:
                continue
            self._seen.add(track_id)
            if (track := read_track(item)) is not None:
                tracks.append(track)
        if len(self._seen) > MOST_TRACKS:
            self._give_up(f"it lists more than {MOST_TRACKS} tracks")
        return tracks


def _library(library: str | None) -> dict[str, str]:
    return {} if library is None else {"musicFolderId": library}

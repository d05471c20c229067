"""Speak with Navidrome, and with every other server that knows Subsonic's protocol.

Every answer comes with HTTP status 200 as JSON in a frame; what the old protocol leaves open,
OpenSubsonic settles, and what servers make of both is met where it shows: in signing in
(`subsonic_login`, `subsonic_caller`), in walking (`subsonic_walk`), in playlists
(`subsonic_playlists`) and in the items themselves (`subsonic_items`).
"""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    ServerForbiddenError,
    ServerProtocolError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import (
    AudioStream,
    ByteRange,
    PlaylistJournal,
    ServerAccess,
    ServerAlbum,
    ServerInfo,
    ServerLibrary,
    ServerPlaylist,
    ServerTrack,
    TrackPart,
)
from menura.catalogue.sources.subsonic_account import SubsonicAccount
from menura.catalogue.sources.subsonic_answers import Purpose
from menura.catalogue.sources.subsonic_caller import CallOptions, SubsonicCaller
from menura.catalogue.sources.subsonic_items import id_of, items, read_track, to_stars
from menura.catalogue.sources.subsonic_login import LoginMode
from menura.catalogue.sources.subsonic_playlists import (
    PlaylistWriter,
    list_playlists,
    playlist_track_ids,
)
from menura.catalogue.sources.subsonic_walk import PAGE, Walk, album_songs, newest_albums
from menura.catalogue.sources.values import text

_NO_TRACK = "such track"


class SubsonicServer:
    """An account on a (Open)Subsonic server.

    Not for several threads at once, but for `close`; see `WebServer`.

    Parameters
    ----------
    options : CallOptions, optional
        How to speak with the server.
    page : int
        Tracks in one answer of a walk.
    """

    kind = SourceKind.SUBSONIC

    def __init__(
        self, access: ServerAccess, *, options: CallOptions | None = None, page: int = PAGE
    ) -> None:
        self._access = access
        self._caller = SubsonicCaller(access, options or CallOptions())
        self._account = SubsonicAccount(access, self._caller)
        self._page = page

    def sign_in(self) -> ServerAccess:
        """Check the account; with an API key that works no password is kept."""
        mode = self._caller.greeting.mode
        access = replace(self._access, username=self._account.username)
        if mode is LoginMode.API_KEY:
            return replace(access, password=None)
        return replace(access, token=None)

    def probe(self) -> ServerInfo:
        """Return what the server is, and what this account may do there."""
        return self._account.describe()

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the music folders; none where there is only one."""
        answer = self._caller.call("getMusicFolders", purpose=Purpose("list libraries"))
        found = [
            ServerLibrary(library_id, text(item.get("name")) or library_id)
            for item in items(answer.content.get("musicFolders"), "musicFolder")
            if (library_id := id_of(item)) is not None
        ]
        return found if len(found) > 1 else []

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page."""
        return Walk(self._caller, libraries, page=self._page).parts()

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums, newest first."""
        return newest_albums(self._caller, limit, libraries)

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        found = album_songs(self._caller, album_id)
        return [track for item in found if (track := read_track(item))]

    @contextmanager
    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> Iterator[AudioStream]:
        """Open a track's original file; by the players' way where downloads are switched off."""
        purpose = Purpose("fetch original files", _NO_TRACK)
        raw = {"id": track_id, "format": "raw"}
        with ExitStack() as stack:
            try:
                opened = self._caller.open_audio(
                    "download", {"id": track_id}, byte_range, purpose=purpose
                )
                stream = stack.enter_context(opened)
            except ServerForbiddenError:
                opened = self._caller.open_audio("stream", raw, byte_range, purpose=purpose)
                stream = stack.enter_context(opened)
            yield stream

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the playlists this account can see."""
        return list_playlists(self._caller, self._account.username)

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks in order."""
        return playlist_track_ids(self._caller, playlist_id)

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this."""
        PlaylistWriter(self._caller, self._account.username, journal).put(name, track_ids)

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal."""
        PlaylistWriter(self._caller, self._account.username, journal).delete()

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played most, out of all its tracks."""
        if not self._account.shows_plays:
            raise ServerUnsupportedError(self._caller.host, "tell how often tracks were played")
        played = (track for track in self._all_tracks() if track.play_count)
        return heapq.nlargest(
            limit, played, key=lambda track: (track.play_count or 0, _when(track))
        )

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played last, out of all its tracks."""
        if not self._account.shows_last_plays:
            raise ServerUnsupportedError(self._caller.host, "tell when tracks were played")
        played = (track for track in self._all_tracks() if track.last_played_at)
        return heapq.nlargest(limit, played, key=_when)

    def _all_tracks(self) -> Iterator[ServerTrack]:
        return (track for part in self.walk() for track in part.tracks)

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks the server finds for words."""
        # Two quotation marks alone mean everything to some servers, and nothing to others.
        query = words if words.strip('" ') else ""
        values = {"query": query, "songCount": limit, "albumCount": 0, "artistCount": 0}
        answer = self._caller.call("search3", values, purpose=Purpose("search"))
        found = items(answer.content.get("searchResult3"), "song")
        return [track for item in found if (track := read_track(item))][:limit]

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        """Star a track, or take its star away; one that is so already is fine."""
        purpose = Purpose("mark favourites", _NO_TRACK)
        method = "star" if is_favourite else "unstar"
        try:
            self._caller.call(method, {"id": track_id}, purpose=purpose, is_read=False)
        except ServerProtocolError:
            # supysonic refuses to star what has a star.
            answer = self._caller.call("getSong", {"id": track_id}, purpose=purpose)
            song = answer.content.get("song")
            if not isinstance(song, dict) or bool(song.get("starred")) != is_favourite:
                raise

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track in one to five stars; None takes them away."""
        values = {"id": track_id, "rating": to_stars(rating)}
        purpose = Purpose("rate tracks", _NO_TRACK)
        self._caller.call("setRating", values, purpose=purpose, is_read=False)

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Tell the server of a play."""
        if not self._account.takes_plays:
            raise ServerUnsupportedError(self._caller.host, "take in plays")
        values = {"id": track_id, "time": round(at.timestamp() * 1000), "submission": "true"}
        purpose = Purpose("tell of plays", _NO_TRACK)
        self._caller.call("scrobble", values, purpose=purpose, is_read=False)

    def close(self) -> None:
        """Give connections back for good; another thread may call this to end a request."""
        self._caller.close()


def _when(track: ServerTrack) -> float:
    return track.last_played_at.timestamp() if track.last_played_at else 0.0

"""Be an OpenSubsonic server with a memory, strict in what it takes.

It answers as the OpenSubsonic documentation says, or as older servers do where a dialect is set.
Requests that no server should be sent are kept in `violations`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack
from tests.music_servers.subsonic_http import Asked, Fields, LoopbackFake, Told

USERNAME = "bob"
PASSWORD = 'pä"ss&word+1'
API_KEY = "key-Very-Secret-0123456789"
ERROR_JSON = b'{"error": "no such encoder"}'
TRANSCODED = b"transcoded, not the file"


class RefusedError(Exception):
    def __init__(self, code: int, message: str = "No.") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass
class Dialect:
    """How this server differs from the best one there could be."""

    extensions: tuple[str, ...] = ("formPost", "apiKeyAuthentication")
    reads_forms: bool = True
    logins: tuple[str, ...] = ("apiKey", "t", "p")
    other_login_code: int = 41
    is_open: bool = True
    speaks: str = "1.16.1"
    finds_all: bool = True
    """Whether no words find everything."""
    may_download: bool = True
    may_stream: bool = True
    may_keep_playlists: bool = True
    has_scan_status: bool = True
    is_scanning: bool = False
    tells_made_playlist: bool = True
    shows_plays: bool = True
    clears_by_nothing: bool = True
    """Whether a playlist can be replaced by no tracks at all; Navidrome does not."""
    breaks_on_never_filled: bool = False
    """Whether a playlist that never had tracks cannot be changed, as on supysonic."""
    is_sloppy: bool = False
    """Numbers as ids, single items without their list, moments without a zone."""
    stars_twice: bool = True
    counts_albums: bool = False
    """Whether lists of albums come with the header X-Total-Count."""


@dataclass(frozen=True)
class Method:
    """What a method takes: names with ``*`` may be given several times."""

    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()


PAGING = ("artistCount", "artistOffset", "albumCount", "albumOffset", "songCount", "songOffset")
METHODS = {
    "getOpenSubsonicExtensions": Method(),
    "ping": Method(),
    "tokenInfo": Method(),
    "getUser": Method(("username",)),
    "getScanStatus": Method(),
    "getMusicFolders": Method(),
    "getAlbumList2": Method(("type",), ("size", "offset", "musicFolderId")),
    "getAlbum": Method(("id",)),
    "getSong": Method(("id",)),
    "search3": Method(("query",), (*PAGING, "musicFolderId")),
    "download": Method(("id",)),
    "stream": Method(("id",), ("format",)),
    "getPlaylists": Method(),
    "getPlaylist": Method(("id",)),
    "createPlaylist": Method((), ("playlistId", "name", "songId*")),
    "updatePlaylist": Method(("playlistId",), ("name", "songIdToAdd*", "songIndexToRemove*")),
    "deletePlaylist": Method(("id",)),
    "star": Method(("id",)),
    "unstar": Method(("id",)),
    "setRating": Method(("id", "rating")),
    "scrobble": Method(("id",), ("time", "submission")),
}
ROLES = (
    *("adminRole", "settingsRole", "uploadRole", "coverArtRole", "commentRole", "podcastRole"),
    *("jukeboxRole", "shareRole", "videoConversionRole"),
)
AUDIO = frozenset({"download", "stream"})
LISTS = frozenset({"search3", "getAlbumList2", "getScanStatus"})
COMMON = frozenset({"u", "t", "s", "p", "apiKey", "v", "c", "f"})
SECRET = frozenset({"t", "s", "p", "apiKey"})


@dataclass
class Exchange:
    """One request and its answer, to be held against the official schema."""

    asked: Asked
    told: Told


@dataclass
class FakeSubsonic:
    """The server's state, and what it was asked."""

    dialect: Dialect = field(default_factory=Dialect)
    tracks: dict[str, WorldTrack] = field(default_factory=dict)
    playlists: dict[str, WorldPlaylist] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=lambda: {"1": "Music"})
    violations: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    keeps_exchanges: bool = False
    forced_error: int | None = None
    """Every method but the first two of a session answers with this code."""

    def __post_init__(self) -> None:
        self._salted: dict[str, Fields] = {}
        self._made = 0
        self._filled: set[str] = set()
        self._shrunk = 0
        self._last_page: list[Any] = []
        self.wire = LoopbackFake(self._answer, self._hits)

    @contextmanager
    def running(self) -> Iterator["FakeSubsonic"]:
        with self.wire.running():
            yield self

    @property
    def url(self) -> str:
        return f"http://{self.wire.host}"

    def asked_for(self, method: str) -> list[Asked]:
        return [asked for asked in self.wire.asked if method_of(asked) == method]

    # The frame

    def _hits(self, fault: Fault, asked: Asked) -> bool:
        method = method_of(asked)
        if fault is Fault.NOT_AUDIO:
            return method in AUDIO
        if fault in (Fault.SHRINKING_TOTAL, Fault.MISSING_FIELDS):
            return method in LISTS
        return fault is not Fault.DOUBLES or method == "search3"

    def _answer(self, asked: Asked, fault: Fault | None) -> Told:
        told = self._told(asked, fault)
        if self.keeps_exchanges and fault is None:
            self.exchanges.append(Exchange(asked, told))
        return told

    def _told(self, asked: Asked, fault: Fault | None) -> Told:
        method = method_of(asked)
        values = _merged(asked, reads_forms=self.dialect.reads_forms)
        try:
            self._check(method, asked, values)
            if method in AUDIO:
                return self._audio(method, values, asked, fault)
            if fault is Fault.SHRINKING_TOTAL:
                self._shrunk += 1
            answer: Callable[[Mapping[str, list[str]]], dict[str, Any]] = getattr(
                self, f"_{method}"
            )
            content = answer(values)
        except RefusedError as refused:
            if method not in METHODS or (refused.code == 0 and method == "getScanStatus"):
                return Told(404, self._framed({"error": {"code": 0}}, "failed"))
            error = {"code": refused.code, "message": refused.message}
            return Told(body=self._framed({"error": error}, "failed"))
        self._spoil(content, method, fault)
        headers = {}
        if self.dialect.counts_albums and method == "getAlbumList2":
            headers["X-Total-Count"] = str(len(self._albums(values)))
        return Told(body=self._framed(content, "ok"), headers=headers)

    def _framed(self, content: dict[str, Any], status: str) -> bytes:
        frame: dict[str, Any] = {"status": status, "version": self.dialect.speaks}
        if self.dialect.is_open:
            frame |= {"type": "lyrebird", "serverVersion": "0.1", "openSubsonic": True}
        if self.dialect.is_sloppy:
            content = _sloppy(content)
        return json.dumps({"subsonic-response": {**frame, **content}}).encode()

    def _check(self, method: str, asked: Asked, values: Fields) -> None:
        if method not in METHODS:
            raise RefusedError(0, "no such method")
        if "formPost" in self.dialect.extensions and SECRET & asked.query.keys():
            self.violations.append(f"{method}: a secret in the address")
        if values.get("query") == ['""']:
            self.violations.append("search3: two quotation marks in place of nothing")
        if method == "getOpenSubsonicExtensions":
            return
        self._check_login(values)
        if self._version(values) > _numbers(self.dialect.speaks):
            raise RefusedError(30, "Server must upgrade.")
        if values.get("f") != ["json"] or values.get("c") != ["Menura"]:
            self.violations.append(f"{method}: no format, or no name of the program")
        takes = METHODS[method]
        many = {name[:-1] for name in takes.may_have if name.endswith("*")}
        known = {*takes.needs, *(name.rstrip("*") for name in takes.may_have)}
        for name in values.keys() - COMMON:
            if name not in known or (len(values[name]) > 1 and name not in many):
                self.violations.append(
                    f"{method}: parameter {name} given {len(values[name])} times"
                )
        if not set(takes.needs) <= values.keys():
            self.violations.append(f"{method}: {takes.needs} needed, {sorted(values)} given")
            raise RefusedError(10, "A required parameter is missing.")
        if self.forced_error is not None and method not in ("ping", "getUser"):
            raise RefusedError(self.forced_error, f"Refused, {PASSWORD}, {API_KEY}.")

    def _check_login(self, values: Fields) -> None:
        how = next((name for name in ("apiKey", "t", "p") if name in values), None)
        if how not in self.dialect.logins:
            raise RefusedError(10 if how is None else self.dialect.other_login_code)
        if how == "apiKey":
            if "u" in values:
                raise RefusedError(43)
            if values["apiKey"] != [API_KEY]:
                raise RefusedError(44)
            return
        salt = values.get("s", [""])[0]
        proof = hashlib.md5(f"{PASSWORD}{salt}".encode()).hexdigest()
        right = proof if how == "t" else f"enc:{PASSWORD.encode().hex()}"
        # The very same request may come again: reads are repeated when the wire breaks.
        if self._salted.setdefault(salt, values) != values and how == "t":
            self.violations.append("salt used twice")
        if values.get("u") != [USERNAME] or values[how] != [right]:
            raise RefusedError(40, "Wrong username or password.")

    def _version(self, values: Fields) -> list[int]:
        return _numbers(values.get("v", ["0"])[0])

    def _spoil(self, content: dict[str, Any], method: str, fault: Fault | None) -> None:
        if method == "search3":
            songs = content["searchResult3"].get("song", [])
            if fault is Fault.DOUBLES:
                again = self._last_page[: (len(songs) + 1) // 2]
                content["searchResult3"]["song"] = [*again, *songs][: len(songs)]
            if fault is Fault.MISSING_FIELDS:
                content["searchResult3"]["song"] = [
                    {"id": song["id"], "title": None, "artist": None, "duration": None}
                    for song in songs
                ]
            self._last_page = songs
        if method == "getAlbumList2" and fault is Fault.MISSING_FIELDS:
            for album in content["albumList2"].get("album", []):
                album |= {"artist": None, "created": None, "name": None}

    # The account and the server

    def _getOpenSubsonicExtensions(self, values: Fields) -> dict[str, Any]:
        if not self.dialect.is_open:
            raise RefusedError(10)
        extensions = [{"name": name, "versions": [1]} for name in self.dialect.extensions]
        return {"openSubsonicExtensions": extensions}

    def _ping(self, values: Fields) -> dict[str, Any]:
        return {}

    def _tokenInfo(self, values: Fields) -> dict[str, Any]:
        return {"tokenInfo": {"username": USERNAME}}

    def _getUser(self, values: Fields) -> dict[str, Any]:
        if values["username"] != [USERNAME]:
            raise RefusedError(50)
        roles = dict.fromkeys(ROLES, False)
        able = {
            "scrobblingEnabled": self.dialect.shows_plays,
            "downloadRole": self.dialect.may_download,
            "streamRole": self.dialect.may_stream,
            "playlistRole": self.dialect.may_keep_playlists,
        }
        return {"user": {"username": USERNAME, **roles, **able}}

    def _getScanStatus(self, values: Fields) -> dict[str, Any]:
        if not self.dialect.has_scan_status:
            raise RefusedError(0)
        count = max(0, len(self.tracks) - self._shrunk)
        return {"scanStatus": {"scanning": self.dialect.is_scanning, "count": count}}

    def _getMusicFolders(self, values: Fields) -> dict[str, Any]:
        folders = [{"id": int(key), "name": name} for key, name in self.libraries.items()]
        return {"musicFolders": {"musicFolder": folders}}

    # Tracks and albums

    def _albums(self, values: Fields) -> list[list[WorldTrack]]:
        albums: dict[str, list[WorldTrack]] = {}
        for track in self._in_library(values):
            albums.setdefault(track.album_id, []).append(track)
        return list(albums.values())

    def _in_library(self, values: Fields) -> Sequence[WorldTrack]:
        wanted = values.get("musicFolderId", [None])[0]
        if wanted is None:
            return list(self.tracks.values())
        if wanted not in self.libraries:
            raise RefusedError(70, "Library not found.")
        return [track for track in self.tracks.values() if track.library == wanted]

    def _getAlbumList2(self, values: Fields) -> dict[str, Any]:
        albums = self._albums(values)
        if values["type"] == ["newest"]:
            albums.sort(key=lambda songs: -max(song.added for song in songs))
        elif values["type"] == ["alphabeticalByName"]:
            albums.sort(key=lambda songs: songs[0].album)
        elif values["type"] == ["frequent"]:
            albums.sort(key=lambda songs: -sum(song.play_count for song in songs))
        else:
            raise RefusedError(0, "Unknown search type")
        offset, size = _number(values, "offset", 0), min(500, _number(values, "size", 10))
        shown = [self._album(songs) for songs in albums[offset : offset + size]]
        return {"albumList2": {"album": shown} if shown else {}}

    def _album(self, songs: Sequence[WorldTrack]) -> dict[str, Any]:
        return {
            "id": songs[0].album_id,
            "name": songs[0].album,
            "artist": songs[0].artist,
            "songCount": max(0, len(songs) - self._shrunk),
            "duration": round(sum(song.duration_s for song in songs)),
            "created": self._moment(max(song.added for song in songs)),
        }

    def _getAlbum(self, values: Fields) -> dict[str, Any]:
        songs = [t for t in self.tracks.values() if t.album_id == values["id"][0]]
        if not songs:
            raise RefusedError(70, "Album not found.")
        return {"album": {**self._album(songs), "song": [self._song(song) for song in songs]}}

    def _getSong(self, values: Fields) -> dict[str, Any]:
        return {"song": self._song(self._track(values["id"][0]))}

    def _search3(self, values: Fields) -> dict[str, Any]:
        words = values["query"][0].casefold()
        found = [
            track
            for track in self._in_library(values)
            if (not words and self.dialect.finds_all) or (words and words in track.title.casefold())
        ]
        offset, count = _number(values, "songOffset", 0), _number(values, "songCount", 20)
        songs = [self._song(track) for track in found[offset : offset + count]]
        return {"searchResult3": {"song": songs} if songs else {}}

    def _song(self, track: WorldTrack) -> dict[str, Any]:
        song = {
            "id": track.id,
            "isDir": False,
            "title": track.title,
            "album": track.album,
            "albumId": track.album_id,
            "artist": track.artist,
            "duration": round(track.duration_s),
            "size": len(track.audio),
            "suffix": track.suffix,
            "path": track.path,
            "created": self._moment(track.added),
            "genre": "Folk",
            "isVideo": False,
            "type": "music",
        }
        if self.dialect.is_open:
            song["artists"] = [{"id": "ar-1", "name": track.artist}]
            song["genres"] = [{"name": "Folk"}, {"name": "Dub"}]
        if self.dialect.shows_plays:
            song["playCount"] = track.play_count
            if track.last_played is not None:
                song["played"] = self._moment(track.last_played)
        if track.favourite:
            song["starred"] = self._moment(track.added)
        if track.rating:
            song["userRating"] = track.rating // 20
        if track.recording_id:
            song["musicBrainzId"] = track.recording_id
        return song

    def _moment(self, at: float) -> str:
        text = datetime.fromtimestamp(at, UTC).isoformat()
        return text[:19] if self.dialect.is_sloppy else text.replace("+00:00", "Z")

    def _track(self, track_id: str) -> WorldTrack:
        if track_id not in self.tracks:
            raise RefusedError(70, "Song not found.")
        return self.tracks[track_id]

    def _audio(self, method: str, values: Fields, asked: Asked, fault: Fault | None) -> Told:
        if fault is Fault.NOT_AUDIO:
            return Told(body=ERROR_JSON)
        allowed = self.dialect.may_download if method == "download" else self.dialect.may_stream
        if not allowed:
            raise RefusedError(50, "Downloads are disabled.")
        track = self._track(values["id"][0])
        if method == "stream" and values.get("format") != ["raw"]:
            return Told(body=TRANSCODED, media_type="audio/mpeg")
        wanted = asked.headers.get("range")
        if wanted is None:
            return Told(body=track.audio, media_type="audio/x-unknown")
        begin, _, end = wanted.removeprefix("bytes=").partition("-")
        first = int(begin)
        last = min(int(end or len(track.audio)), len(track.audio) - 1)
        place = {"Content-Range": f"bytes {first}-{last}/{len(track.audio)}"}
        return Told(206, track.audio[first : last + 1], "audio/x-unknown", place)

    # Playlists

    def _getPlaylists(self, values: Fields) -> dict[str, Any]:
        shown = [self._playlist(playlist) for playlist in self.playlists.values()]
        return {"playlists": {"playlist": shown} if shown else {}}

    def _getPlaylist(self, values: Fields) -> dict[str, Any]:
        playlist = self._kept(values["id"][0])
        entries = [self._song(self.tracks[i]) for i in playlist.track_ids if i in self.tracks]
        return {"playlist": {**self._playlist(playlist), "entry": entries}}

    def _playlist(self, playlist: WorldPlaylist) -> dict[str, Any]:
        shown = {
            "id": playlist.id,
            "name": playlist.name,
            "owner": USERNAME,
            "public": False,
            "songCount": len(playlist.track_ids),
            "duration": 2 * len(playlist.track_ids),
            "created": self._moment(1_700_000_000),
            "changed": self._moment(1_700_000_000),
        }
        if not playlist.is_writable:
            shown["readonly"] = True
        return shown

    def _kept(self, playlist_id: str) -> WorldPlaylist:
        if playlist_id not in self.playlists:
            raise RefusedError(70, "Playlist not found.")
        return self.playlists[playlist_id]

    def _changeable(self, playlist_id: str) -> WorldPlaylist:
        playlist = self._kept(playlist_id)
        if not playlist.is_writable or not self.dialect.may_keep_playlists:
            raise RefusedError(50)
        return playlist

    def _createPlaylist(self, values: Fields) -> dict[str, Any]:
        track_ids = [self._track(track_id).id for track_id in values.get("songId", ())]
        if "playlistId" in values:
            playlist = self._changeable(values["playlistId"][0])
            self._filled.add(playlist.id)
            if track_ids or self.dialect.clears_by_nothing:
                playlist.track_ids[:] = track_ids
        elif not self.dialect.may_keep_playlists:
            raise RefusedError(50)
        else:
            playlist = self.add_playlist(values["name"][0], track_ids)
        if not self.dialect.tells_made_playlist:
            return {}
        return self._getPlaylist({"id": [playlist.id]})

    def add_playlist(self, name: str, track_ids: Sequence[str]) -> WorldPlaylist:
        """Make a playlist."""
        self._made += 1
        made = WorldPlaylist(str(900 + self._made), name, list(track_ids))
        self.playlists[made.id] = made
        return made

    def _updatePlaylist(self, values: Fields) -> dict[str, Any]:
        playlist = self._changeable(values["playlistId"][0])
        if self.dialect.breaks_on_never_filled and playlist.id not in self._filled:
            raise RefusedError(0, "InternalServerError: 500 Internal Server Error")
        gone = {int(place) for place in values.get("songIndexToRemove", ())}
        kept = [t for place, t in enumerate(playlist.track_ids) if place not in gone]
        added = [self._track(track_id).id for track_id in values.get("songIdToAdd", ())]
        playlist.track_ids[:] = kept + added
        playlist.name = values.get("name", [playlist.name])[0]
        return {}

    def _deletePlaylist(self, values: Fields) -> dict[str, Any]:
        del self.playlists[self._changeable(values["id"][0]).id]
        return {}

    # What the account thinks of tracks

    def _star(self, values: Fields) -> dict[str, Any]:
        track = self._track(values["id"][0])
        if track.favourite and not self.dialect.stars_twice:
            raise RefusedError(0, "Track already starred")
        track.favourite = True
        return {}

    def _unstar(self, values: Fields) -> dict[str, Any]:
        self._track(values["id"][0]).favourite = False
        return {}

    def _setRating(self, values: Fields) -> dict[str, Any]:
        rating = _number(values, "rating", -1)
        if not 0 <= rating <= 5:
            self.violations.append(f"setRating: {rating}")
            raise RefusedError(0, "rating must be between 0 and 5 (inclusive)")
        self._track(values["id"][0]).rating = rating * 20 or None
        return {}

    def _scrobble(self, values: Fields) -> dict[str, Any]:
        track = self._track(values["id"][0])
        at = _number(values, "time", 0) / 1000
        track.play_count += 1
        track.last_played = max(at, track.last_played or 0.0)
        return {}


def method_of(asked: Asked) -> str:
    return asked.path.rpartition("/rest/")[2].removesuffix(".view")


def _merged(asked: Asked, *, reads_forms: bool) -> Fields:
    if not reads_forms:
        return asked.query
    names = asked.query.keys() | asked.form.keys()
    return {name: [*asked.query.get(name, []), *asked.form.get(name, [])] for name in names}


def _number(values: Fields, name: str, otherwise: int) -> int:
    return int(values.get(name, [str(otherwise)])[0])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _sloppy(value: Any) -> Any:
    """Return content as careless servers write it."""
    if isinstance(value, dict):
        return {name: _sloppy_part(name, part) for name, part in value.items()}
    if isinstance(value, list):
        return _sloppy(value[0]) if len(value) == 1 else [_sloppy(part) for part in value]
    return value


def _sloppy_part(name: str, part: Any) -> Any:
    if name.lower().endswith("id") and isinstance(part, str) and part.isdecimal():
        return int(part)
    return _sloppy(part)

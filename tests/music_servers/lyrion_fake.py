"""Behave as Lyrion does, as far as Menura speaks with it: hang up on what it does not know.

The commands, with what they take, stand in a table made from Lyrion's own documentation and source.
A command that does not fit is noted in `LyrionFake.complaints`, and the connection is closed.
"""

import base64
import gzip
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

from tests.music_servers.rig import Fault, WorldTrack

PLAYLIST_FOLDER = "/srv/playlists"
STARTING_PAGE = b"<!DOCTYPE html><html><body>One moment</body></html>"
LISTING_FAULTS = frozenset({Fault.SHRINKING_TOTAL, Fault.DOUBLES})
NUMBER, ANY, TAGS = r"-?\d+", r"[^\r\n]*", r"[A-Za-z0-9]+"


@dataclass(frozen=True)
class Check:
    """What a command takes: values in order, then ``name:value``."""

    values: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()


def _check(*values: str, needed: Sequence[str] = (), **options: str) -> Check:
    return Check(values, options, frozenset(needed))


_PAGE = (NUMBER, NUMBER)
COMMANDS: Mapping[tuple[str, ...], Check] = {
    ("version",): _check(r"\?"),
    ("serverstatus",): _check(*_PAGE),
    ("libraries",): _check(),
    ("pref",): _check("playlistdir", r"\?"),
    ("albums",): _check(*_PAGE, sort="new", tags=TAGS, library_id=ANY),
    ("titles",): _check(
        *_PAGE,
        album_id=ANY,
        library_id=ANY,
        search=ANY,
        sort="title|tracknum|albumtrack",
        tags=TAGS,
        track_id=ANY,
    ),
    ("songinfo",): _check(*_PAGE, track_id=ANY, tags=TAGS, needed=["track_id"]),
    ("playlists",): _check(*_PAGE, tags=TAGS),
    ("playlists", "tracks"): _check(*_PAGE, playlist_id=NUMBER, tags=TAGS, needed=["playlist_id"]),
    ("playlists", "new"): _check(name=".+", needed=["name"]),
    # No title: Lyrion would write it over the track's own.
    ("playlists", "edit"): _check(
        cmd="add", playlist_id=NUMBER, url="file:///.+", needed=["cmd", "playlist_id", "url"]
    ),
    ("playlists", "rename"): _check(
        playlist_id=NUMBER, newname=".+", dry_run="1", needed=["playlist_id", "newname"]
    ),
    ("playlists", "delete"): _check(playlist_id=NUMBER, needed=["playlist_id"]),
    ("favorites", "items"): _check(*_PAGE, want_url="1"),
    ("favorites", "exists"): _check("file:///.+"),
    ("favorites", "add"): _check(url="file:///.+", title=".+", needed=["url", "title"]),
    ("favorites", "delete"): _check(item_id=r"\d+(\.\d+)*", needed=["item_id"]),
    ("rating",): _check(NUMBER, r"\d{1,2}|100"),
}


class HangUpError(Exception):
    """Close the connection without an answer."""


@dataclass
class FakePlaylist:
    number: int
    name: str
    url: str
    tracks: list[str] = field(default_factory=list)
    remote: bool = False


@dataclass
class FaultPlan:
    fault: Fault
    after: int
    times: int


class LyrionFake:
    """A Lyrion server without the network."""

    def __init__(self, tracks: Sequence[WorldTrack]) -> None:
        self.tracks = {track.id: track for track in tracks}
        self._by_url = {url_of(track): track.id for track in tracks}
        self.playlists: list[FakePlaylist] = []
        self.libraries: dict[str, str] = {}
        self.streams: list[dict[str, Any]] = []
        self.favourite_folders: list[str] = []
        self.login: tuple[str, str] | None = None
        self.playlist_folder = PLAYLIST_FOLDER
        self.is_scanning = False
        self.unknown: set[tuple[str, ...]] = set()
        self.complaints: list[str] = []
        self.log: list[list[Any]] = []
        self.request_count = 0
        self.plan: FaultPlan | None = None
        self.redirect_to = "http://elsewhere.invalid/"
        self._next_number = 1_000
        self._lock = threading.Lock()

    # --- faults ---

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault is Fault.SLOW:
            return False  # waits in real time; the tests of the HTTP policy have it
        self.plan = FaultPlan(fault, after, times)
        return True

    def take_fault(self, path: str, params: Sequence[Any]) -> Fault | None:
        plan = self.plan
        if plan is None or not _fits(plan.fault, path, params):
            return None
        if plan.after > 0:
            plan.after -= 1
            return None
        plan.times -= 1
        if plan.times == 0:
            self.plan = None
        return plan.fault

    # --- commands ---

    def command(self, params: Sequence[Any]) -> dict[str, Any]:
        with self._lock:
            self.log.append(list(params))
            try:
                name, values, options = _parsed(params)
                if name in self.unknown:
                    raise HangUpError(f"{name}: unknown here")
                method = getattr(self, "_" + "_".join(name))
                result: dict[str, Any] = method(*values, **options)
            except HangUpError as refusal:
                self.complaints.append(str(refusal))
                raise
            return result

    def _version(self, _question: str) -> dict[str, Any]:
        return {"_version": "9.0.2"}

    def _serverstatus(self, _first: str, _count: str) -> dict[str, Any]:
        told = {"version": "9.0.2", "uuid": "7d8c", "info total songs": len(self.tracks)}
        return told | ({"rescan": 1} if self.is_scanning else {})

    def _libraries(self) -> dict[str, Any]:
        if not self.libraries:
            return {}
        return {"folder_loop": [{"id": k, "name": v} for k, v in self.libraries.items()]}

    def _pref(self, _name: str, _question: str) -> dict[str, Any]:
        return {"_p2": self.playlist_folder}

    def _albums(self, first: str, count: str, **options: str) -> dict[str, Any]:
        newest: dict[str, WorldTrack] = {}
        for track in sorted(self._chosen(options), key=lambda t: -t.added):
            newest.setdefault(track.album_id, track)
        items = [
            {"id": _number(track.album_id), "album": track.album, "artist": track.artist}
            for track in newest.values()
        ]
        return self._page("albums_loop", items, first, count)

    def _titles(self, first: str, count: str, **options: str) -> dict[str, Any]:
        found: list[WorldTrack | dict[str, Any]] = list(self._chosen(options))
        if not {"album_id", "track_id"} & set(options):
            found += self.streams
        told = self._page("titles_loop", found, first, count)
        part = told.get("titles_loop", ())
        items = [_title(each) if isinstance(each, WorldTrack) else each for each in part]
        return told | ({"titles_loop": items} if items else {})

    def _chosen(self, options: Mapping[str, str]) -> Sequence[WorldTrack]:
        wanted = {"album_id": "album_id", "library_id": "library", "track_id": "id"}
        found = list(self.tracks.values())
        for option, name in wanted.items():
            if option in options:
                found = [t for t in found if str(getattr(t, name)) == options[option]]
        words = options.get("search", "").lower()
        return [track for track in found if words in track.title.lower()]

    def _songinfo(self, first: str, count: str, *, track_id: str, tags: str) -> dict[str, Any]:
        track = self.tracks.get(track_id)
        if track is None:
            return {}
        told = {"id": int(track.id), "title": track.title, "url": url_of(track)}
        return {"count": 3, "songinfo_loop": [{key: value} for key, value in told.items()]}

    def _playlists(self, first: str, count: str, **_options: str) -> dict[str, Any]:
        items = [
            {"id": each.number, "playlist": each.name, "url": each.url}
            | ({"remote": 1} if each.remote else {})
            for each in sorted(self.playlists, key=lambda each: each.name.lower())
        ]
        return self._page("playlists_loop", items, first, count)

    def _playlists_tracks(
        self, first: str, count: str, *, playlist_id: str, tags: str
    ) -> dict[str, Any]:
        found = [each for each in self.playlists if str(each.number) == playlist_id]
        items = [
            {"playlist index": at, "id": int(track_id), "url": f"file:///{track_id}"}
            for each in found
            for at, track_id in enumerate(each.tracks)
        ]
        return self._page("playlisttracks_loop", items, first, count)

    def _playlists_new(self, *, name: str) -> dict[str, Any]:
        if not self.playlist_folder:
            raise HangUpError("no playlist folder is set")
        title = cleaned(name)
        holder = self._at(_playlist_url(title))
        if holder is not None:
            return {"overwritten_playlist_id": holder.number}
        return {"playlist_id": self.add_playlist(title, ()).number}

    def _playlists_edit(self, *, cmd: str, playlist_id: str, url: str) -> dict[str, Any]:
        playlist = self._numbered(playlist_id)
        track_id = self._by_url.get(url)
        if track_id not in self.tracks:
            raise HangUpError(f"no track at {url}")
        if track_id not in playlist.tracks:
            playlist.tracks.append(track_id)
        return {}

    def _playlists_rename(
        self, *, playlist_id: str, newname: str, dry_run: str = ""
    ) -> dict[str, Any]:
        playlist = self._numbered(playlist_id)
        title = cleaned(newname)
        holder = self._at(_playlist_url(title))
        if not dry_run:
            if holder is not None and holder is not playlist:
                self.playlists.remove(holder)
            playlist.name, playlist.url = title, _playlist_url(title)
        return {} if holder is None else {"overwritten_playlist_id": holder.number}

    def _playlists_delete(self, *, playlist_id: str) -> dict[str, Any]:
        self.playlists.remove(self._numbered(playlist_id))
        return {}

    def _favorites_items(self, first: str, count: str, **_options: str) -> dict[str, Any]:
        items: list[dict[str, Any]] = [
            {"id": f"7d.{at}", "name": track.title, "url": url_of(track), "hasitems": 0}
            for at, track in enumerate(self._favourites())
        ]
        items += [{"id": name, "name": name, "hasitems": 1} for name in self.favourite_folders]
        return self._page("loop_loop", items, first, count)

    def _favorites_exists(self, url: str) -> dict[str, Any]:
        for at, track in enumerate(self._favourites()):
            if url_of(track) == url:
                return {"exists": 1, "index": str(at)}
        return {"exists": 0}

    def _favorites_add(self, *, url: str, title: str) -> dict[str, Any]:
        track = next(track for track in self.tracks.values() if url_of(track) == url)
        track.favourite = True
        return {"count": 1}

    def _favorites_delete(self, *, item_id: str) -> dict[str, Any]:
        self._favourites()[int(item_id)].favourite = False
        return {}

    def _rating(self, track_id: str, rating: str) -> dict[str, Any]:
        if track_id not in self.tracks:
            raise HangUpError(f"no track {track_id}")
        self.tracks[track_id].rating = int(rating) or None
        return {"_rating": int(rating)}

    # --- state ---

    def add_playlist(
        self, name: str, tracks: Sequence[str], *, remote: bool = False
    ) -> FakePlaylist:
        self._next_number += 1
        made = FakePlaylist(self._next_number, name, _playlist_url(name), list(tracks), remote)
        self.playlists.append(made)
        return made

    def number_anew(self) -> None:
        """Give every playlist another number, as reading all folders from the start does."""
        numbers = sorted(each.number for each in self.playlists)
        for each, number in zip(self.playlists, numbers[1:] + numbers[:1], strict=True):
            each.number = number

    def _favourites(self) -> Sequence[WorldTrack]:
        return [track for track in self.tracks.values() if track.favourite]

    def _at(self, url: str) -> FakePlaylist | None:
        return next((each for each in self.playlists if each.url == url), None)

    def _numbered(self, number: str) -> FakePlaylist:
        for each in self.playlists:
            if str(each.number) == number:
                return each
        raise HangUpError(f"no playlist {number}")

    def _page(self, loop: str, items: Sequence[Any], first: str, count: str) -> dict[str, Any]:
        part = items[int(first) : int(first) + int(count)]
        told: dict[str, Any] = {"count": len(items)}
        if self.is_scanning:
            told["rescan"] = 1
        return told | ({loop: part} if part else {})


def _parsed(params: Sequence[Any]) -> tuple[tuple[str, ...], Sequence[str], dict[str, str]]:
    """Return a command's name, values and options; hang up on what is not in the table."""
    words = [str(word) for word in params]
    name = next((tuple(words[:n]) for n in (2, 1) if tuple(words[:n]) in COMMANDS), None)
    if name is None:
        raise HangUpError(f"{words[:2]}: no such command")
    check, rest = COMMANDS[name], words[len(name) :]
    values, named = rest[: len(check.values)], rest[len(check.values) :]
    if len(values) < len(check.values) or not all(map(re.fullmatch, check.values, values)):
        raise HangUpError(f"{name}: values {values}")
    options = {}
    for each in named:
        key, colon, value = each.partition(":")
        if not colon or not re.fullmatch(check.options.get(key, r"(?!)"), value):
            raise HangUpError(f"{name}: option {each!r}")
        options[key] = value
    if not check.needed <= set(options):
        raise HangUpError(f"{name}: {check.needed - set(options)} is missing")
    return name, values, options


def cleaned(name: str) -> str:
    """Return a name as Lyrion makes a file's name of it."""
    return re.sub(r"^\.", "", re.sub(r"[:\x00-\x1f/\\]+", " ", name))


def _playlist_url(title: str) -> str:
    return "file://" + quote(f"{PLAYLIST_FOLDER}/{title}.m3u")


def url_of(track: WorldTrack) -> str:
    return "file://" + quote(track.path)


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _title(track: WorldTrack) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": int(track.id),
        "title": track.title,
        "artist": track.artist,
        "artist_ids": "3",
        "album": track.album,
        "album_id": str(track.album_id),
        "url": url_of(track),
        "duration": str(track.duration_s),
        "type": "flc",
        "filesize": str(len(track.audio)),
        "playcount": str(track.play_count),
        "remote": 0,
        "year": "0",
        "genres": "Jazz, Rock & Roll",
        "genre_ids": "1,2",
    }
    return told | ({"rating": track.rating} if track.rating else {})


def _fits(fault: Fault, path: str, params: Sequence[Any]) -> bool:
    if fault in LISTING_FAULTS:
        return list(params[:1]) == ["titles"] and params[1] != 0
    if fault is Fault.MISSING_FIELDS:
        return list(params[:1]) in (["titles"], ["albums"])
    return fault is not Fault.NOT_AUDIO or path.endswith("/download")


def _with_fault(result: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
    loop = next((key for key in result if key.endswith("_loop")), "")
    items = result.get(loop) or []
    if fault is Fault.SHRINKING_TOTAL:
        return result | {"count": result["count"] - 1, loop: items[:-1]}
    if fault is Fault.DOUBLES and items:
        return result | {loop: [items[-1], *items[1:]]}
    if fault is Fault.MISSING_FIELDS:
        return result | {loop: [{"id": item["id"], "title": None, "url": None} for item in items]}
    return result


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(40_000_000), 1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.answer(body)

    def do_GET(self) -> None:
        self.answer(b"")

    def answer(self, body: bytes) -> None:
        fake = self.server.fake
        fake.request_count += 1
        try:
            call = json.loads(body) if body else {}
            params = call["params"][1] if call else []
        except (ValueError, LookupError, TypeError):
            self.close_connection = True
            return
        fault = fake.take_fault(self.path, params)
        if fault is Fault.CLOSED:
            self.close_connection = True
            return
        if fake.login is not None and not self.is_signed_in(fake.login):
            headers = {"WWW-Authenticate": "Basic"}
            self.tell(401, b"", "text/html", headers=headers)
            return
        if self.tell_instead(fault):
            return
        if self.command == "GET":
            self.hand_out(fault)
            return
        try:
            result = _with_fault(fake.command(params), fault)
        except HangUpError:
            self.close_connection = True
            return
        told = json.dumps({**call, "result": result}, ensure_ascii=False).encode()
        self.tell(200, told, "application/json", fault=fault)

    def is_signed_in(self, login: tuple[str, str]) -> bool:
        wanted = base64.b64encode(":".join(login).encode()).decode()
        return self.headers.get("Authorization") == f"Basic {wanted}"

    def tell_instead(self, fault: Fault | None) -> bool:
        """Answer a request that is not even looked at."""
        pages: Mapping[Fault, tuple[int, bytes, str, dict[str, str]]] = {
            Fault.UNAUTHORISED: (401, b"", "", {}),
            Fault.FORBIDDEN: (403, b"", "", {}),
            Fault.NOT_FOUND: (404, b"Not found", "text/plain", {}),
            Fault.BUSY: (429, b"", "", {"Retry-After": "0"}),
            Fault.BROKEN: (500, b"broken", "text/plain", {}),
            Fault.STARTING: (503, STARTING_PAGE, "text/html", {}),
            Fault.REDIRECT: (307, b"", "", {"Location": self.server.fake.redirect_to}),
            Fault.HTML: (200, STARTING_PAGE, "text/html", {}),
            Fault.NOT_AUDIO: (200, b'{"error": "no such file"}', "application/json", {}),
        }
        if fault is None or fault not in pages:
            return False
        status, body, kind, headers = pages[fault]
        self.tell(status, body, kind, headers=headers)
        return True

    def hand_out(self, fault: Fault | None) -> None:
        match = re.fullmatch(r"/music/([^/]+)/download", self.path)
        track = self.server.fake.tracks.get(unquote(match[1])) if match else None
        if track is None:
            self.tell(404, b"not found", "text/html")
            return
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if part is None:
            self.tell(200, track.audio, "audio/x-flac", fault=fault)
            return
        size = len(track.audio)
        first, last = int(part[1]), min(int(part[2] or size), size - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{size}"}
        self.tell(206, track.audio[first : last + 1], "audio/x-flac", headers=headers, fault=fault)

    def tell(
        self,
        status: int,
        body: bytes,
        kind: str,
        *,
        headers: Mapping[str, str] | None = None,
        fault: Fault | None = None,
    ) -> None:
        if fault is Fault.LOST_ANSWER:
            self.close_connection = True
            return
        told = {"Content-Type": kind, **(headers or {})} if kind else dict(headers or {})
        if fault is Fault.GZIP_BOMB:
            body, told["Content-Encoding"] = _bomb(), "gzip"
        announced = len(body) + (1_000 if fault is Fault.WRONG_LENGTH else 0)
        if fault is Fault.TRUNCATED:
            announced, body = max(len(body), 2), body[: len(body) // 2]
        if fault in (Fault.TRUNCATED, Fault.WRONG_LENGTH):
            told["Connection"] = "close"
            self.close_connection = True
        told["Content-Length"] = str(announced)
        lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in told.items())]
        # All at once: two writes would wait for each other (Nagle).
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: LyrionFake

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: an adapter may hang up in the middle."""


@contextmanager
def serve(fake: LyrionFake) -> Iterator[str]:
    """Answer on loopback; yield host and port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = fake
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Stand in for Jellyfin and Emby: what both fakes keep, and how requests reach them.

The fakes know only requests that stand in their own tables. Whatever else comes, an unknown header,
parameter, value or field of a body, is refused with 400.
"""

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.music_servers.rig import Fault, WorldTrack

PLAIN_HEADERS = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "range"}
    | {"content-type", "content-length"}
)
SORT_NAMES = (
    "DateCreated",
    "SortName",
    "PlayCount",
    "DatePlayed",
    "ParentIndexNumber",
    "IndexNumber",
)
FIELD_NAMES = (
    "Path",
    "MediaSources",
    "DateCreated",
    "ProviderIds",
    "Genres",
    "ChildCount",
    "CanDelete",
)
STARTING_PAGE = b"<!DOCTYPE html><html><body>Server is still loading.</body></html>"
DELETED = 204
TICKS_PER_S = 10_000_000
LISTING_FAULTS = frozenset({Fault.SHRINKING_TOTAL, Fault.DOUBLES})

Check = Callable[[str], bool]


class RefusalError(Exception):
    """Refuse a request."""

    def __init__(self, status: int, reason: str = "", *, is_problem: bool = False) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.is_problem = is_problem


class StrangeRequestError(RefusalError):
    """Refuse a request that Menura must never send."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason, is_problem=True)


@dataclass(frozen=True)
class FakeRequest:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class FakeReply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What a request may hold; the values of a parameter are checked one by one."""

    method: str
    template: str
    handler: str
    query: Mapping[str, Check] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    body: Mapping[str, Callable[[Any], bool]] | None = None
    needs_token: bool = True

    def match(self, request: FakeRequest) -> Mapping[str, str] | None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, request.path) if request.method == self.method else None
        return None if found is None else {k: unquote(v) for k, v in found.groupdict().items()}


def one_of(*values: str) -> Check:
    return lambda value: value in values


def listed(check: Check) -> Check:
    """Check values joined by commas."""
    return lambda value: all(check(part) for part in value.split(","))


def is_count(value: str) -> bool:
    return value.isascii() and value.isdigit()


def is_text(value: Any) -> bool:
    return isinstance(value, str)


@dataclass
class FakeUser:
    id: str
    name: str
    password: str
    may_download: bool = True
    is_admin: bool = False


@dataclass
class FakePlaylist:
    id: str
    name: str
    owner: str
    entries: list[tuple[str, str]] = field(default_factory=list)
    """What the place is called, and the track's id."""
    is_public: bool = False


@dataclass
class FaultPlan:
    fault: Fault
    after: int
    times: int


class MediaBrowserFake:
    """A server's state and rules, without a socket."""

    rules: ClassVar[Sequence[Rule]]
    product: ClassVar[str]

    def __init__(self, users: Sequence[FakeUser], tracks: Sequence[WorldTrack]) -> None:
        self.users = {user.id: user for user in users}
        self.tracks = {track.id: track for track in tracks}
        self.libraries: dict[str, str] = {}
        self.playlists: dict[str, FakePlaylist] = {}
        self.tokens: dict[str, tuple[str, str]] = {}
        """User and device by token."""
        self.api_keys: set[str] = set()
        self.request_count = 0
        self.log: list[str] = []
        self.redirect_to = "http://203.0.113.9:8096"
        self.keeps_doubles = True
        self.observers: list[Callable[[FakeRequest, FakeReply], None]] = []
        self.hidden_from_lists = 0
        """How many items a list ends short of its total."""
        self.complaints: list[str] = []
        """What observers and the rules refused."""
        self.plan: FaultPlan | None = None
        self._lock = threading.Lock()
        self._next_id = 1000

    def new_number(self) -> int:
        self._next_id += 1
        return self._next_id

    def new_playlist_id(self) -> str:
        raise NotImplementedError

    # --- faults ---

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault is Fault.SLOW:
            return False  # waits in real time; the tests of the HTTP policy have it
        self.plan = FaultPlan(fault, after, times)
        return True

    def take_fault(self, request: FakeRequest) -> Fault | None:
        plan = self.plan
        if plan is None or not self._fits(plan.fault, request):
            return None
        if plan.after > 0:
            plan.after -= 1
            return None
        plan.times -= 1
        if plan.times <= 0:
            self.plan = None
        return plan.fault

    def _fits(self, fault: Fault, request: FakeRequest) -> bool:
        query = {name.lower(): values[0] for name, values in request.query.items()}
        if fault in LISTING_FAULTS:
            is_listing = query.get("includeitemtypes") == "Audio"
            return is_listing and query.get("startindex", "0") != "0"
        if fault is Fault.MISSING_FIELDS:
            return request.method == "GET" and "startindex" in query
        return fault is not Fault.NOT_AUDIO or request.path.endswith("/Download")

    # --- answering ---

    def answer(self, request: FakeRequest, fault: Fault | None) -> FakeReply:
        with self._lock:
            self.request_count += 1
            self.log.append(f"{request.method} {request.path}")
            try:
                reply = self._answer(request, fault)
            except RefusalError as refusal:
                if isinstance(refusal, StrangeRequestError):
                    self.complaints.append(f"{request.method} {request.path}: {refusal}")
                return _refused(refusal)
            for observe in self.observers if fault is None else ():
                try:
                    observe(request, reply)
                except AssertionError as error:
                    self.complaints.append(f"{request.method} {request.path}: {error!r}")
                    return FakeReply(400, b"against the schema", "text/plain")
            return reply

    def _answer(self, request: FakeRequest, fault: Fault | None) -> FakeReply:
        if fault is Fault.DOUBLES:
            request = _one_page_back(request)
        for rule in self.rules:
            names = rule.match(request)
            if names is not None:
                self._check(rule, request)
                user = self.authorise(request, rule)
                reply: FakeReply = getattr(self, "on_" + rule.handler)(request, names, user)
                return _with_fault(reply, fault)
        raise StrangeRequestError(f"no such operation: {request.method} {request.path}")

    def _check(self, rule: Rule, request: FakeRequest) -> None:
        if "{" in request.path or "//" in request.path:
            raise StrangeRequestError("a path that is not filled in")
        for name, values in request.query.items():
            check = rule.query.get(name)
            if check is None or not all(check(value) for value in values):
                raise StrangeRequestError(f"parameter {name}={values}")
        if missing := rule.required - set(request.query):
            raise StrangeRequestError(f"missing {sorted(missing)}")
        if rule.body is None:
            if request.body:
                raise StrangeRequestError("a body nobody asked for")
            return
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise StrangeRequestError("no JSON")
        for name, value in json.loads(request.body).items():
            check_field = rule.body.get(name)
            if check_field is None or not check_field(value):
                raise StrangeRequestError(f"field {name}={value!r}")

    def authorise(self, request: FakeRequest, rule: Rule) -> FakeUser | None:
        """Return the user that calls; None for an API key, or where nobody need be known."""
        raise NotImplementedError

    def user_of_token(self, token: str) -> FakeUser | None:
        if token in self.api_keys:
            return None
        if token not in self.tokens:
            raise RefusalError(401)
        return self.users[self.tokens[token][0]]

    def may_act_for(self, caller: FakeUser | None, user_id: str) -> FakeUser:
        if user_id not in self.users:
            raise RefusalError(404, "User not found", is_problem=True)
        if caller is not None and caller.id != user_id and not caller.is_admin:
            raise RefusalError(403)
        return self.users[user_id]

    def log_in(self, request: FakeRequest, device: str) -> FakeReply:
        told = json.loads(request.body)
        for user in self.users.values():
            if user.name.lower() == told["Username"].lower() and user.password == told["Pw"]:
                # One token for a user and a device: the older one is not valid any more.
                for token, owner in list(self.tokens.items()):
                    if owner == (user.id, device):
                        del self.tokens[token]
                token = f"token-{self.new_number()}"
                self.tokens[token] = (user.id, device)
                return as_json({"User": self.user_json(user), "AccessToken": token})
        raise RefusalError(401)

    # --- lists ---

    def list_items(self, query: Mapping[str, str], user: FakeUser) -> FakeReply:
        kind = query.get("includeItemTypes", "")
        rows: list[dict[str, Any]]
        if kind == "Playlist":
            rows = [self.playlist_json(one, user) for one in self.seen_by(user)]
        elif kind == "MusicAlbum":
            rows = self._albums(query)
        else:
            rows = [self.track_json(one) for one in self._tracks(query)]
        self._sort(rows, query)
        fields = set(query.get("fields", "").split(","))
        hidden = set(FIELD_NAMES) - fields
        rows = [{k: v for k, v in row.items() if k not in hidden} for row in rows]
        return self.page(rows, query)

    def page(self, rows: Sequence[Any], query: Mapping[str, str]) -> FakeReply:
        start = int(query.get("startIndex", "0"))
        limit = int(query.get("limit", str(len(rows))))
        items = rows[: len(rows) - self.hidden_from_lists][start : start + limit]
        return as_json({"Items": items, "TotalRecordCount": len(rows), "StartIndex": start})

    def _tracks(self, query: Mapping[str, str]) -> list[WorldTrack]:
        rows = list(self.tracks.values())
        parent = query.get("parentId")
        if parent in self.libraries:
            rows = [one for one in rows if one.library == parent]
        elif any(one.album_id == parent for one in rows):
            rows = [one for one in rows if one.album_id == parent]
        # A parent nobody knows is no condition, as on the real server.
        if "IsPlayed" in query.get("filters", ""):
            rows = [one for one in rows if one.play_count]
        words = query.get("searchTerm", "").lower()
        return [one for one in rows if words in one.title.lower()]

    def _albums(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        albums: dict[str, list[WorldTrack]] = {}
        for track in self._tracks(query):
            albums.setdefault(track.album_id, []).append(track)
        return [
            {
                "Id": album_id,
                "Name": tracks[0].album,
                "AlbumArtist": tracks[0].artist,
                "Type": "MusicAlbum",
                "DateCreated": iso(max(track.added for track in tracks)),
                "ChildCount": len(tracks),
                "ProviderIds": {},
            }
            for album_id, tracks in albums.items()
        ]

    def _sort(self, rows: list[dict[str, Any]], query: Mapping[str, str]) -> None:
        orders = query.get("sortOrder", "Ascending").split(",")
        names = [name for name in query.get("sortBy", "").split(",") if name]
        for at, name in reversed(list(enumerate(names))):
            down = orders[min(at, len(orders) - 1)] == "Descending"
            rows.sort(key=lambda row: _order_key(row, name), reverse=down)

    def seen_by(self, user: FakeUser) -> list[FakePlaylist]:
        return [one for one in self.playlists.values() if one.owner == user.id or one.is_public]

    def seen_playlist(self, playlist_id: str, user: FakeUser | None) -> FakePlaylist:
        found = self.playlists.get(playlist_id)
        if found is None or user is None or found not in self.seen_by(user):
            raise RefusalError(404, "Playlist not found")
        return found

    def entries_page(self, found: FakePlaylist, query: Mapping[str, str]) -> FakeReply:
        rows = [
            {**self.track_json(self.tracks[track_id]), "PlaylistItemId": entry_id}
            for entry_id, track_id in found.entries
            if track_id in self.tracks
        ]
        return self.page(rows, query)

    def add_entries(self, found: FakePlaylist, ids: Sequence[str]) -> int:
        added = 0
        for track_id in ids:
            held = {held_id for _, held_id in found.entries}
            if track_id in self.tracks and (self.keeps_doubles or track_id not in held):
                found.entries.append((self.entry_id(track_id), track_id))
                added += 1
        return added

    def entry_id(self, track_id: str) -> str:
        raise NotImplementedError

    # --- items as JSON ---

    def user_json(self, user: FakeUser) -> dict[str, Any]:
        return {
            "Id": user.id,
            "Name": user.name,
            "Policy": {
                "IsAdministrator": user.is_admin,
                "EnableContentDownloading": user.may_download,
                "AuthenticationProviderId": "Default",
                "PasswordResetProviderId": "Default",
            },
        }

    def track_json(self, one: WorldTrack) -> dict[str, Any]:
        recording = {"MusicBrainzRecording": one.recording_id} if one.recording_id else {}
        return {
            "Id": one.id,
            "Name": one.title,
            "Type": "Audio",
            "MediaType": "Audio",
            "Album": one.album,
            "AlbumId": one.album_id,
            "AlbumArtist": one.artist,
            "ArtistItems": [{"Name": one.artist, "Id": self.artist_id(one.artist)}],
            "RunTimeTicks": round(one.duration_s * TICKS_PER_S),
            "Container": one.suffix,
            "Path": one.path or f"/music/{one.id}.{one.suffix}",
            "DateCreated": iso(one.added),
            "Genres": ["Ambient"],
            "ProviderIds": recording,
            "MediaSources": [{"Size": len(one.audio), "Bitrate": 900_000}],
            "UserData": self.user_data_json(one),
        }

    def artist_id(self, name: str) -> str:
        raise NotImplementedError

    def user_data_json(self, one: WorldTrack) -> dict[str, Any]:
        told: dict[str, Any] = {
            "Key": one.id,
            "PlayCount": one.play_count,
            "IsFavorite": one.favourite,
            "Played": one.play_count > 0,
            "PlaybackPositionTicks": 0,
        }
        if one.rating is not None:
            told["Rating"] = one.rating / 10
        if one.last_played is not None:
            told["LastPlayedDate"] = iso(one.last_played)
        return told

    def playlist_json(self, one: FakePlaylist, user: FakeUser) -> dict[str, Any]:
        return {
            "Id": one.id,
            "Name": one.name,
            "Type": "Playlist",
            "MediaType": "Audio",
            "ChildCount": len(one.entries),
            "CanDelete": one.owner == user.id,
        }

    def track(self, track_id: str) -> WorldTrack:
        if track_id not in self.tracks:
            raise RefusalError(404, "Item not found", is_problem=True)
        return self.tracks[track_id]

    def public_info(self) -> FakeReply:
        return as_json(
            {"Id": "5" * 32, "ServerName": "Attic", "Version": "12.0.0", "LocalAddress": ""}
        )

    # --- what both answer alike ---

    def download(self, track_id: str, user: FakeUser | None, asked: str) -> FakeReply:
        if user is not None and not user.may_download:
            raise RefusalError(403)
        audio = self.track(track_id).audio
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        if found is None:
            return FakeReply(200, audio, "audio/flac")
        first, last = int(found[1]), min(int(found[2] or len(audio) - 1), len(audio) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(audio)}"}
        return FakeReply(206, audio[first : last + 1], "audio/flac", headers)

    def delete_item(self, item_id: str, user: FakeUser | None) -> FakeReply:
        found = self.playlists.get(item_id)
        if found is None:
            self.track(item_id)
            raise RefusalError(401)  # nobody here may delete music
        if user is not None and found.owner != user.id:
            raise RefusalError(401)
        del self.playlists[item_id]
        return FakeReply(DELETED)

    def play(self, one: WorldTrack, at: datetime | None) -> FakeReply:
        if at is not None:  # without its moment a play is not counted
            one.play_count += 1
            one.last_played = at.timestamp()
        return as_json(self.user_data_json(one))


def as_json(value: Any, status: int = 200) -> FakeReply:
    return FakeReply(status, json.dumps(value).encode())


def iso(unix_s: float) -> str:
    moment = datetime.fromtimestamp(unix_s, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"  # 7 digits


def _order_key(row: Mapping[str, Any], name: str) -> Any:
    told = row.get("UserData") or {}
    values = {
        "DateCreated": row.get("DateCreated") or "",
        "SortName": row.get("Name") or "",
        "PlayCount": told.get("PlayCount") or 0,
        "DatePlayed": told.get("LastPlayedDate") or "",
        "ParentIndexNumber": 0,
        "IndexNumber": 0,
    }
    return values[name]


def _refused(refusal: RefusalError) -> FakeReply:
    if refusal.is_problem:
        problem = {"title": refusal.reason, "status": refusal.status}
        return FakeReply(refusal.status, json.dumps(problem).encode(), "application/problem+json")
    return FakeReply(refusal.status, refusal.reason.encode(), "text/plain")


def _one_page_back(request: FakeRequest) -> FakeRequest:
    """Ask for a page that begins two items earlier, as if two had come in meanwhile."""
    query = {
        name: [str(int(values[0]) - 2)] if name.lower() == "startindex" else values
        for name, values in request.query.items()
    }
    return replace(request, query=query)


def _with_fault(reply: FakeReply, fault: Fault | None) -> FakeReply:
    if fault not in (Fault.SHRINKING_TOTAL, Fault.MISSING_FIELDS):
        return reply
    told = json.loads(reply.body)
    items = told["Items"]
    if fault is Fault.SHRINKING_TOTAL:
        told["TotalRecordCount"] = max(0, told["TotalRecordCount"] - 1)
        told["Items"] = items[:-1]
    else:
        told["Items"] = [
            {"Id": item["Id"], "Name": None, "UserData": None, "MediaSources": None}
            | ({"PlaylistItemId": item["PlaylistItemId"]} if "PlaylistItemId" in item else {})
            for item in items
        ]
    return as_json(told)


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(48_000_000), 1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: ClassVar[MediaBrowserFake]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _serve(self) -> None:
        split = urlsplit(self.path)
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(split.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        request = FakeRequest(self.command, split.path, query, headers, body)
        fault = self.fake.take_fault(request)
        early = self._early(fault)
        if early is not None:
            with self.fake._lock:
                self.fake.request_count += 1
                self.fake.log.append(f"{request.method} {request.path} ({fault})")
            self._send(early, None)
        else:
            self._send(self.fake.answer(request, fault), fault)

    do_GET = do_POST = do_DELETE = do_PUT = _serve

    def _early(self, fault: Fault | None) -> FakeReply | None:
        """Return the answer of a request that is not even looked at."""
        pages = {
            Fault.UNAUTHORISED: FakeReply(401, b"", ""),
            Fault.FORBIDDEN: FakeReply(403, b"", ""),
            Fault.NOT_FOUND: FakeReply(404, b"Not found", "text/plain"),
            Fault.BUSY: FakeReply(429, b"", "", {"Retry-After": "0"}),
            Fault.BROKEN: FakeReply(500, b"Error processing request.", "text/plain"),
            Fault.STARTING: FakeReply(503, STARTING_PAGE, "text/html"),
            Fault.REDIRECT: FakeReply(307, b"", "", {"Location": self.fake.redirect_to}),
            Fault.HTML: FakeReply(200, STARTING_PAGE, "text/html"),
            Fault.NOT_AUDIO: as_json({"title": "no such file"}),
            Fault.CLOSED: FakeReply(0),
        }
        return None if fault is None else pages.get(fault)

    def _send(self, reply: FakeReply, fault: Fault | None) -> None:
        if reply.status == 0 or fault is Fault.LOST_ANSWER:
            self.close_connection = True
            return
        body, headers = reply.body, dict(reply.headers)
        if fault is Fault.GZIP_BOMB:
            body, headers["Content-Encoding"] = _bomb(), "gzip"
        announced = len(body) + (1000 if fault is Fault.WRONG_LENGTH else 0)
        if fault is Fault.TRUNCATED:
            announced, body = max(len(body), 2), body[: len(body) // 2]
        if fault in (Fault.TRUNCATED, Fault.WRONG_LENGTH):
            headers["Connection"] = "close"
            self.close_connection = True
        if reply.content_type:
            headers["Content-Type"] = reply.content_type
        if reply.status != DELETED or announced:
            headers["Content-Length"] = str(announced)
        lines = [f"HTTP/1.1 {reply.status} Told", *(f"{k}: {v}" for k, v in headers.items())]
        # All at once: two writes would wait for each other (Nagle).
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 32

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # clients may hang up


@contextmanager
def serve(fake: MediaBrowserFake) -> Iterator[str]:
    """Serve a fake over loopback; yields its host and port."""
    handler = type("_BoundHandler", (_Handler,), {"fake": fake})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()

"""A Plex server that lives in memory, and complains of requests that Plex would not take.

What it knows of Plex is written here once more, apart from the adapter: paths, methods, parameters
and headers that are allowed, and in which order things are listed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from xml.etree.ElementTree import Element, SubElement, tostring

from tests.music_servers.plex_wire import Answer, Asked, Wire
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

TOKEN = "tOk3n-of-Plex-92x"
MACHINE = "8e1dc2b31df0c57ca4ba4b7a5d6e0c4f"
URI_START = f"server://{MACHINE}/com.plexapp.plugins.library/library/metadata/"
LONGEST_TARGET = 8_000
PAGE_HEADERS = {"x-plex-container-start", "x-plex-container-size"}
SORTS = {
    "addedAt:asc": lambda track: (track.added, int(track.id)),
    "addedAt:desc": lambda track: -track.added,
    "viewCount:desc": lambda track: -track.play_count,
    "lastViewedAt:desc": lambda track: -(track.last_played or 0),
}

Params = dict[str, str]
Handle = Callable[..., Answer]


class Complaint(AssertionError):
    """What Plex would not have taken."""


class FakePlex:
    """The state of a server with music in several libraries."""

    def __init__(self, tracks: Iterable[WorldTrack], libraries: Sequence[str]) -> None:
        self.tracks = {track.id: track for track in tracks}
        self.libraries = list(libraries)
        self.playlists: dict[str, WorldPlaylist] = {}
        self.complaints: list[str] = []
        self.is_scanning = False
        self.may_write = True
        self._ids = count(9001)
        self._shrunk = 0
        self.wire = Wire(self.answer)

    def close(self) -> None:
        self.wire.close()

    def add_playlist(self, name: str, keys: Sequence[str], *, is_smart: bool = False) -> str:
        playlist_id = str(next(self._ids))
        self.playlists[playlist_id] = WorldPlaylist(playlist_id, name, list(keys), not is_smart)
        return playlist_id

    def answer(self, asked: Asked) -> Answer:
        try:
            self._check_headers(asked)
            handle, parts, params = self._route(asked)
        except Complaint as complaint:
            self.complaints.append(str(complaint))
            return Answer(b"<html>Bad Request</html>", 400, "text/html")
        if asked.headers.get("x-plex-token") != TOKEN:
            return Answer(b"<html>Unauthorized</html>", 401, "text/html")
        return handle(asked, params, *parts)

    def _check_headers(self, asked: Asked) -> None:
        for name in ("x-plex-client-identifier", "x-plex-product"):
            if not asked.headers.get(name):
                raise Complaint(f"{asked.path} without {name}")
        if any("token" in name.lower() for name in asked.query):
            raise Complaint(f"{asked.path} has the token in its address")
        window = [asked.headers[name] for name in PAGE_HEADERS if name in asked.headers]
        if len(window) == 1 or not all(value.isdecimal() for value in window):
            raise Complaint(f"{asked.path} asks for the part {window}")
        if len(asked.path) + sum(len(v[0]) * 3 for v in asked.query.values()) > LONGEST_TARGET:
            raise Complaint(f"the address of {asked.path} is too long")

    def _route(self, asked: Asked) -> tuple[Handle, tuple[str, ...], Params]:
        for method, pattern, needed, more, name in ROUTES:
            match = re.fullmatch(pattern, asked.path)
            if match is None or asked.method != method:
                continue
            given = set(asked.query)
            if not needed <= given <= needed | more:
                raise Complaint(f"{method} {asked.path} with the parameters {sorted(given)}")
            if any(len(values) != 1 for values in asked.query.values()):
                raise Complaint(f"{method} {asked.path} gives a parameter twice")
            params = {key: values[0] for key, values in asked.query.items()}
            return getattr(self, name), match.groups(), params
        raise Complaint(f"no such request: {asked.method} {asked.path}")

    # What is read.

    def root(self, asked: Asked, params: Params) -> Answer:
        return listed(
            [],
            asked,
            friendlyName="Shelf",
            machineIdentifier=MACHINE,
            version="1.41.0.8994-f2c27da23",
            myPlexUsername="owner@example.org",
        )

    def sections(self, asked: Asked, params: Params) -> Answer:
        films = Element("Directory", key="77", type="movie", title="Films", allowSync="1")
        music = [
            Element(
                "Directory",
                key=key,
                type="artist",
                title=f"Music {key}",
                allowSync="1",
                refreshing=str(int(self.is_scanning)),
            )
            for key in self.libraries
        ]
        return listed([films, *music], asked)

    def section(self, asked: Asked, params: Params, key: str) -> Answer:
        if key not in self.libraries:
            return missing()
        tracks = [track for track in self.tracks.values() if track.library == key]
        tracks.sort(key=SORTS[params["sort"]])
        if params["type"] == "10":
            return self._tracks(tracks, asked)
        albums = {track.album_id: track for track in reversed(tracks)}
        newest = sorted(albums.values(), key=lambda track: -track.added)
        return listed([self._album(track) for track in newest], asked)

    def children(self, asked: Asked, params: Params, album_id: str) -> Answer:
        tracks = [track for track in self.tracks.values() if track.album_id == album_id]
        return self._tracks(tracks, asked) if tracks else missing()

    def metadata(self, asked: Asked, params: Params, key: str) -> Answer:
        track = self.tracks.get(key)
        return listed([self._track(track)], asked) if track is not None else missing()

    def part(self, asked: Asked, params: Params, key: str) -> Answer:
        track = self.tracks.get(key)
        if track is None:
            return missing()
        if self.wire.take_fault(lambda fault: fault is Fault.NOT_AUDIO) is not None:
            return Answer(b'{"error": "no audio"}', 200, "application/json")
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.headers.get("range", ""))
        if wanted is None:
            return Answer(track.audio, 200, "audio/flac", {"Accept-Ranges": "bytes"})
        size = len(track.audio)
        first, last = int(wanted[1]), min(int(wanted[2] or size), size - 1)
        if first >= size:
            return Answer(b"", 416, "text/html", {"Content-Range": f"bytes */{size}"})
        told = {"Content-Range": f"bytes {first}-{last}/{size}"}
        return Answer(track.audio[first : last + 1], 206, "audio/flac", told)

    def search(self, asked: Asked, params: Params) -> Answer:
        words = params["query"].lower()
        found = [t for t in self.tracks.values() if words in t.title.lower()]
        hub = Element("Hub", type="track", title="Tracks", size=str(len(found)))
        hub.extend(self._track(track) for track in found[: int(params.get("limit", 3))])
        return listed([Element("Hub", type="artist", title="Artists"), hub], asked)

    def all_playlists(self, asked: Asked, params: Params) -> Answer:
        return listed([self._playlist(each) for each in self.playlists.values()], asked)

    def playlist(self, asked: Asked, params: Params, key: str) -> Answer:
        found = self.playlists.get(key)
        return listed([self._playlist(found)], asked) if found is not None else missing()

    def playlist_items(self, asked: Asked, params: Params, key: str) -> Answer:
        found = self.playlists.get(key)
        if found is None:
            return missing()
        known = [self.tracks[track] for track in found.track_ids if track in self.tracks]
        return listed([self._track(track) for track in known], asked)

    # What is written.

    def make_playlist(self, asked: Asked, params: Params) -> Answer:
        if not self.may_write:
            return Answer(b"<html>Forbidden</html>", 403, "text/html")
        if params["type"] != "audio" or params["smart"] != "0":
            return Answer(b"<html>Bad Request</html>", 400, "text/html")
        keys = self._keys(params["uri"]) if "uri" in params else []
        made = self.playlists[self.add_playlist(params["title"], keys)]
        return listed([self._playlist(made)], asked)

    def add_items(self, asked: Asked, params: Params, key: str) -> Answer:
        found = self.playlists.get(key)
        if found is None:
            return missing()
        if not found.is_writable:
            return Answer(b"<html>Bad Request</html>", 400, "text/html")
        found.track_ids.extend(self._keys(params["uri"]))
        return listed([self._playlist(found)], asked)

    def rename(self, asked: Asked, params: Params, key: str) -> Answer:
        found = self.playlists.get(key)
        if found is None:
            return missing()
        found.name = params["title.value"]
        return Answer()

    def delete(self, asked: Asked, params: Params, key: str) -> Answer:
        return Answer(b"", 204) if self.playlists.pop(key, None) is not None else missing()

    def rate(self, asked: Asked, params: Params) -> Answer:
        track = self.tracks.get(params["key"])
        if track is None:
            return missing()
        rating = float(params["rating"])
        if not (rating == -1 or 0 <= rating <= 10):
            return Answer(b"<html>Bad Request</html>", 400, "text/html")
        track.rating = None if rating < 0 else round(rating * 10)
        return Answer()

    def scrobble(self, asked: Asked, params: Params) -> Answer:
        track = self.tracks.get(params["key"])
        if track is None:
            return missing()
        track.play_count += 1
        track.last_played = 1_800_000_000.0
        return Answer()

    def _keys(self, uri: str) -> list[str]:
        """Return the keys of tracks that exist; a key named twice in one address counts once."""
        if not uri.startswith(URI_START):
            self.complaints.append(f"the uri {uri} is none of this server")
            return []
        keys = uri.removeprefix(URI_START).split(",")
        if len(keys) > 100:
            self.complaints.append(f"{len(keys)} keys at once")
        return [key for key in dict.fromkeys(keys) if key in self.tracks]

    def _tracks(self, tracks: Sequence[WorldTrack], asked: Asked) -> Answer:
        fault = self.wire.take_fault(
            lambda fault: fault in (Fault.SHRINKING_TOTAL, Fault.DOUBLES, Fault.MISSING_FIELDS)
        )
        elements = [self._track(track) for track in tracks]
        if fault is Fault.MISSING_FIELDS:
            bare = ("ratingKey", "type")
            elements = [
                Element("Track", {name: e.attrib[name] for name in bare}, title="", duration="")
                for e in elements
            ]
        if fault is Fault.SHRINKING_TOTAL:
            self._shrunk += 1
            elements = elements[: -self._shrunk]
        return listed(elements, asked, is_late=fault is Fault.DOUBLES)

    def _track(self, track: WorldTrack) -> Element:
        told = {
            "ratingKey": track.id,
            "key": f"/library/metadata/{track.id}",
            "type": "track",
            "title": track.title,
            "grandparentTitle": track.artist,
            "parentTitle": track.album,
            "parentRatingKey": track.album_id,
            "index": track.id,
            "parentIndex": "1",
            "parentYear": "1999",
            "duration": str(round(track.duration_s * 1000)),
            "addedAt": str(int(track.added)),
        }
        if track.play_count:
            told["viewCount"] = str(track.play_count)
        if track.last_played is not None:
            told["lastViewedAt"] = str(int(track.last_played))
        if track.rating is not None:
            told["userRating"] = str(track.rating / 10)
        element = Element("Track", told)
        media = SubElement(element, "Media", id=track.id, container=track.suffix)
        SubElement(
            media,
            "Part",
            id=track.id,
            key=f"/library/parts/{track.id}/{int(track.added)}/file.{track.suffix}",
            file=track.path,
            size=str(len(track.audio)),
            container=track.suffix,
        )
        SubElement(element, "Genre", {"tag": "Ambient"})
        return element

    def _album(self, track: WorldTrack) -> Element:
        told = {
            "ratingKey": track.album_id,
            "type": "album",
            "title": track.album,
            "parentTitle": track.artist,
            "addedAt": str(int(track.added)),
            "leafCount": str(sum(t.album_id == track.album_id for t in self.tracks.values())),
        }
        return Element("Directory", told)

    def _playlist(self, playlist: WorldPlaylist) -> Element:
        told = {
            "ratingKey": playlist.id,
            "key": f"/playlists/{playlist.id}/items",
            "type": "playlist",
            "title": playlist.name,
            "smart": str(int(not playlist.is_writable)),
            "playlistType": "audio",
            "leafCount": str(len(playlist.track_ids)),
        }
        return Element("Playlist", told)


def listed(
    elements: Sequence[Element], asked: Asked, *, is_late: bool = False, **told: str
) -> Answer:
    """Return a container; only the part that was asked for. Late: the part before that one."""
    start = int(asked.headers.get("x-plex-container-start", 0))
    size = int(asked.headers.get("x-plex-container-size", len(elements)))
    first = max(0, start - size) if is_late else start
    shown = elements[first : first + size]
    root = Element("MediaContainer", {"size": str(len(shown)), **told})
    if "x-plex-container-start" in asked.headers:
        root.set("totalSize", str(len(elements)))
        root.set("offset", str(start))
    root.extend(shown)
    return Answer(tostring(root, "utf-8", xml_declaration=True))


def missing() -> Answer:
    return Answer(b"<html>Not Found</html>", 404, "text/html")


NONE: set[str] = set()
OF_LIST = {"type", "sort"}
OF_SEARCH = {"limit", "includeCollections", "includeExternalMedia", "sectionId"}
OF_PLAY = {"key", "identifier"}
# Method, path, needed parameters, further ones, what answers.
ROUTES: Sequence[tuple[str, str, set[str], set[str], str]] = (
    ("GET", "/", NONE, NONE, "root"),
    ("GET", "/library/sections", NONE, NONE, "sections"),
    ("GET", r"/library/sections/(\d+)/all", OF_LIST, NONE, "section"),
    ("GET", r"/library/metadata/(\d+)/children", NONE, NONE, "children"),
    ("GET", r"/library/metadata/(\d+)", NONE, NONE, "metadata"),
    ("GET", r"/library/parts/(\d+)/\d+/file\.\w+", {"download"}, NONE, "part"),
    ("GET", "/hubs/search", {"query"}, OF_SEARCH, "search"),
    ("GET", "/playlists", {"playlistType"}, NONE, "all_playlists"),
    ("POST", "/playlists", {"type", "smart", "title"}, {"uri"}, "make_playlist"),
    ("GET", r"/playlists/(\d+)", NONE, NONE, "playlist"),
    ("PUT", r"/playlists/(\d+)", {"title.value"}, {"title.locked"}, "rename"),
    ("DELETE", r"/playlists/(\d+)", NONE, NONE, "delete"),
    ("GET", r"/playlists/(\d+)/items", NONE, NONE, "playlist_items"),
    ("PUT", r"/playlists/(\d+)/items", {"uri"}, NONE, "add_items"),
    ("PUT", "/:/rate", {*OF_PLAY, "rating"}, NONE, "rate"),
    ("PUT", "/:/scrobble", OF_PLAY, NONE, "scrobble"),
)

"""ListenBrainz and Last.fm over loopback, as far as they tell what was listened to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.unit.catalogue.sources.scripted_server import Asked, json_answer, serving

TOKEN = "hist-token-0123"


@dataclass
class Heard:
    """Something that was listened to, as a service keeps it."""

    at: int
    artist: str = "Artist"
    title: str = "Title"
    album: str = "Album"
    mbid: str = ""


@dataclass
class FakeService:
    """What both have: one user, what was heard, answers to give before the right ones."""

    heard: list[Heard]
    user: str = "bob"
    instead: list[Any] = field(default_factory=list)
    """Answers, each for one request; None: the right one."""
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    host: str = ""

    def newest_first(self) -> list[Heard]:
        return sorted(self.heard, key=lambda one: -one.at)

    def answer(self, asked: Asked) -> Any:
        self.asked.append(asked)
        given = self.instead.pop(0) if self.instead else None
        return self.right_answer(asked) if given is None else given

    def right_answer(self, asked: Asked) -> Any:
        raise NotImplementedError

    @contextmanager
    def served(self) -> Iterator["FakeService"]:
        with serving(self.answer) as server:
            self.url, self.host = server.url, server.host
            yield self


@dataclass
class FakeListenBrainz(FakeService):
    """Refuses parameters that ListenBrainz does not have, and a wrong token."""

    most: int = 1000
    cut_at: int | None = None
    """Listens before this are not found, though they are told of."""

    def right_answer(self, asked: Asked) -> Any:
        if asked.headers.get("authorization") not in (None, f"Token {TOKEN}"):
            return json_answer({"code": 401, "error": "Invalid authorization token."}, 401)
        if not asked.path.startswith(f"/1/user/{self.user}/"):
            return json_answer({"code": 404, "error": "Cannot find user"}, 404)
        if asked.path.endswith("/listen-count"):
            return json_answer({"payload": {"count": len(self.heard)}})
        assert asked.path.endswith("/listens"), asked.path
        assert set(asked.query) <= {"count", "max_ts"}, asked.query
        count = min(int(asked.query["count"][0]), self.most)
        before = int(asked.query.get("max_ts", [10**12])[0])
        found = [h for h in self.newest_first() if h.at < before and h.at >= (self.cut_at or 0)][
            :count
        ]
        moments = [h.at for h in self.heard]
        payload = {
            "count": len(found),
            "latest_listen_ts": max(moments, default=0),
            "oldest_listen_ts": min(moments, default=0),
            "listens": [listen_of(h) for h in found],
        }
        return json_answer({"payload": payload}, X_RateLimit_Remaining="7")


def listen_of(heard: Heard) -> dict[str, Any]:
    """Return a listen as ListenBrainz writes it."""
    return {
        "inserted_at": heard.at + 5,
        "listened_at": heard.at,
        "recording_msid": "c5d0ad6b-2bb4-43a1-b1ad-2c6bcbee1c4a",
        "track_metadata": {
            "artist_name": heard.artist,
            "track_name": heard.title,
            "release_name": heard.album,
            "additional_info": {"recording_mbid": heard.mbid or None},
            "mbid_mapping": None,
        },
        "user_name": "bob",
    }


@dataclass
class FakeLastfm(FakeService):
    """Refuses a wrong key; what plays now stands on top of every page."""

    plays_now: bool = False
    joins_meanwhile: bool = False
    """Whether something new is scrobbled after each request."""

    def right_answer(self, asked: Asked) -> Any:
        query = {name: values[0] for name, values in asked.query.items()}
        assert asked.path == "/2.0/"
        assert query["method"] == "user.getrecenttracks"
        assert query["format"] == "json"
        if query["api_key"] != TOKEN:
            return json_answer({"error": 10, "message": f"Invalid API key {query}"}, 403)
        if query["user"] != self.user:
            return json_answer({"error": 6, "message": "User not found"}, 404)
        size, page = int(query["limit"]), int(query["page"])
        until = int(query.get("to", 10**12))
        found = [h for h in self.newest_first() if h.at < until]
        tracks: Any = [scrobble_of(h) for h in found[(page - 1) * size : page * size]]
        if self.plays_now:
            now = {"artist": {"#text": "Now"}, "name": "Playing", "@attr": {"nowplaying": "true"}}
            tracks = [now, *tracks]
        if self.joins_meanwhile:
            self.heard.append(Heard(max(h.at for h in self.heard) + 1, title="Joined"))
        attributes = {
            "user": self.user,
            "page": str(page),
            "perPage": str(size),
            "totalPages": str(-(-len(found) // size)),
            "total": str(len(found)),
        }
        # Of a single track no list is made.
        shaped = tracks[0] if len(tracks) == 1 else tracks
        return json_answer({"recenttracks": {"track": shaped, "@attr": attributes}})


def scrobble_of(heard: Heard) -> dict[str, Any]:
    """Return a listen as Last.fm writes it."""
    return {
        "artist": {"mbid": "", "#text": heard.artist},
        "streamable": "0",
        "image": [{"size": "small", "#text": "https://lastfm.example/i.png"}],
        "mbid": heard.mbid,
        "album": {"mbid": "", "#text": heard.album},
        "name": heard.title,
        "url": "https://lastfm.example/x",
        "date": {"uts": str(heard.at), "#text": "01 Jan 2024, 00:00"},
    }

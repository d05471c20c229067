"""A Menura beside a folder, a fake Subsonic and a fake Jellyfin that hold some music in common.

Jobs are done when a test says so. The fakes speak real HTTP over the loopback.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.discover_rig import Rig, running
from tests.audio_synthesis import RenderedTrack, render_library
from tests.music_servers.jellyfin_fake import JellyfinFake, hex_id
from tests.music_servers.jellyfin_rig import LIBRARIES
from tests.music_servers.media_browser_rig import PASSWORD as JELLYFIN_PASSWORD
from tests.music_servers.media_browser_rig import USER_NAME, make_users
from tests.music_servers.media_browser_wire import serve
from tests.music_servers.rig import WorldTrack
from tests.music_servers.serve_fake import untrusted
from tests.music_servers.subsonic_fake import PASSWORD, USERNAME, Dialect, FakeSubsonic
from tests.music_servers.subsonic_http import PAGE, LoopbackFake, Told

SONGS = 3
LENGTH_S = 12.0
PLAYED_AT = 1_760_000_000.0
PASSWORDS = (PASSWORD, JELLYFIN_PASSWORD)
OTHER_JSON = b'{"name": "Prometheus", "version": "2"}'


@dataclass
class House:
    """Menura and the servers around it.

    On Subsonic ``s0``, ``s1`` are the folder's songs in another format, ``own0``, ``own1`` are
    not. On Jellyfin `copy` is the folder's first song, `shared` is Subsonic's ``own0``, and
    `alone` is nowhere else.
    """

    rig: Rig
    songs: Sequence[RenderedTrack]
    subsonic: FakeSubsonic
    jellyfin: JellyfinFake
    jellyfin_url: str
    stack: ExitStack
    copy: str = hex_id("copy")
    shared: str = hex_id("shared")
    alone: str = hex_id("alone")

    # ------------------------------------------------------------ what is typed

    def subsonic_account(self, fake: FakeSubsonic | None = None) -> dict[str, Any]:
        url = (fake or self.subsonic).url
        return {"kind": "subsonic", "url": url, "username": USERNAME, "password": PASSWORD}

    def jellyfin_account(self) -> dict[str, Any]:
        account = {"username": USER_NAME, "password": JELLYFIN_PASSWORD}
        return {"kind": "jellyfin", "url": self.jellyfin_url, **account}

    def add(self, account: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.rig.post("/sources/servers", {"scan": False, **account, **more})
        return made

    @contextmanager
    def lent(self, account: Mapping[str, Any], **more: Any) -> Iterator[dict[str, Any]]:
        """Have a server as a source for the length of a block."""
        source = self.add(account, **more)
        try:
            yield source
        finally:
            self.rig.delete(f"/sources/{source['id']}?force=true")

    def scan(self, source: Mapping[str, Any], **query: Any) -> dict[str, Any]:
        """Scan a source; return how its job ended."""
        words = "&".join(f"{name}={value}" for name, value in query.items())
        job = self.rig.post(f"/sources/{source['id']}/scan?{words}")
        self.rig.work()
        ended: dict[str, Any] = self.rig.get(f"/jobs/{job['job_id']}")
        return ended

    # --------------------------------------------------------- more servers

    def another(
        self, dialect: Dialect | None = None, tracks: Mapping[str, WorldTrack] | None = None
    ) -> FakeSubsonic:
        """Run one more Subsonic server."""
        fake = FakeSubsonic(dialect or Dialect(), dict(tracks or {}))
        return self.stack.enter_context(fake.running())

    def guarded(self, folder: Path) -> str:
        """Run one with a certificate that it signed itself; return its address."""
        fake = FakeSubsonic(Dialect(), {})
        http = fake.wire._http
        http.socket = untrusted(folder).wrap_socket(http.socket, server_side=True)
        self.stack.enter_context(fake.running())
        return f"https://{fake.wire.host}"

    def answering(self, told: Told) -> LoopbackFake:
        """Run a program that answers everything alike."""
        fake = LoopbackFake(lambda *_: told, lambda *_: False)
        self.stack.enter_context(fake.running())
        return fake

    def page(self) -> LoopbackFake:
        return self.answering(Told(200, PAGE, "text/html"))

    # --------------------------------------------------------------- tracks

    def tracks(self, source: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the tracks that a source is the first place of, by location."""
        found = self.rig.get("/tracks", source_id=source["id"], limit=500)["items"]
        return {one["location"]: one for one in found if one["source_id"] == source["id"]}

    def track_at(self, source: Mapping[str, Any], location: str) -> dict[str, Any]:
        """Return the track that stands for what a source has at a location."""
        for one in self.rig.get("/tracks", limit=500)["items"]:
            places = self.rig.get(f"/tracks/{one['id']}/places")["items"]
            if (source["id"], location) in [(p["source_id"], p["location"]) for p in places]:
                track: dict[str, Any] = one
                return track
        raise AssertionError(f"nothing stands for {location}")


def world_track(track_id: str, path: Path, title: str, **more: Any) -> WorldTrack:
    """Return a file as a server has it."""
    return WorldTrack(
        track_id,
        title,
        more.pop("artist", "The Server"),
        "Afar",
        more.pop("album_id", "al-afar"),
        duration_s=LENGTH_S,
        path=f"The Server/Afar/{track_id}{path.suffix}",
        suffix=path.suffix[1:],
        audio=path.read_bytes(),
        **more,
    )


@contextmanager
def open_house(home: Path, **settings: Any) -> Iterator[House]:
    """Run all of it; nothing is a source yet."""
    songs = render_library(home / "music", SONGS, LENGTH_S, 5)
    again = render_library(home / "again", SONGS, LENGTH_S, 5, suffix=".opus")
    own = render_library(home / "own", 3, LENGTH_S, 9, suffix=".opus")
    on_subsonic = [
        world_track("s0", again[0].path, "Same One", play_count=3, last_played=PLAYED_AT),
        world_track("s1", again[1].path, "Same Two", album_id="al-old", added=1_600_000_000.0),
        world_track("own0", own[0].path, 'Own "One" 🎶', play_count=9, last_played=PLAYED_AT - 9),
        world_track("own1", own[1].path, "Own Two", album_id="al-old", added=1_600_000_000.0),
    ]
    jellyfin = JellyfinFake(
        make_users([hex_id("bob"), hex_id("eve")]),
        [
            world_track(hex_id("copy"), again[0].path, "First", library=LIBRARIES[0]),
            world_track(hex_id("shared"), own[0].path, "Both Servers", library=LIBRARIES[0]),
            world_track(hex_id("alone"), own[2].path, "Only There", library=LIBRARIES[1]),
        ],
    )
    for track in jellyfin.tracks.values():
        track.album_id = hex_id("album")
    jellyfin.libraries = {LIBRARIES[0]: "Music", LIBRARIES[1]: "Samples"}
    subsonic = FakeSubsonic(Dialect(), {track.id: track for track in on_subsonic})
    with ExitStack() as stack:
        stack.enter_context(subsonic.running())
        host = stack.enter_context(serve(jellyfin))
        rig = stack.enter_context(running(home / "menura", **settings))
        yield House(rig, songs, subsonic, jellyfin, f"http://{host}", stack)
    assert not subsonic.violations, subsonic.violations
    assert not jellyfin.complaints, jellyfin.complaints

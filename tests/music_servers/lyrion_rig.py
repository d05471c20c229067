"""Open a fake Lyrion, and adapters connected to it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.servers import Capability, MusicServer, ServerAccess
from menura.catalogue.sources.lyrion import LyrionServer
from menura.catalogue.sources.lyrion_playlists import KeptPlaylist
from tests.music_servers.lyrion_fake import FakePlaylist, LyrionFake, serve
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

USER_NAME, PASSWORD = "bob", "b0b & söhne"
PAGE_ITEMS = 4  # so that a small world has several pages
TRACK_COUNT = 14
TITLES = ['Ænima "live"', "naïve 🎧", "a/b\\c & d=e", "plain", "'quoted': really", "#1 100%"]


class LyrionRig:
    """A fake over loopback, and adapters connected to it; see `tests.music_servers.rig`."""

    holds_doubles = False
    unique_names = True
    secrets: Sequence[str] = (PASSWORD,)
    capabilities = frozenset(
        [
            Capability.DOWNLOAD,
            Capability.PLAYLISTS,
            Capability.PLAY_COUNTS,
            Capability.FAVOURITES,
            Capability.RATINGS,
            Capability.SEARCH,
        ]
    )

    def __init__(self, fake: LyrionFake, host: str) -> None:
        self.fake = fake
        self.host = host
        self.url = f"http://{host}"
        self._opened: list[LyrionServer] = []

    def open(self, access: ServerAccess, page_items: int = PAGE_ITEMS) -> LyrionServer:
        server = LyrionServer(access, page_items=page_items)
        self._opened.append(server)
        return server

    def connect(self) -> MusicServer:
        return self.open(ServerAccess(self.url, USER_NAME, PASSWORD))

    def tracks(self) -> Mapping[str, WorldTrack]:
        return self.fake.tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        return {
            playlist_id(each): WorldPlaylist(
                playlist_id(each), each.name, list(each.tracks), is_writable=not each.remote
            )
            for each in self.fake.playlists
        }

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        return playlist_id(self.fake.add_playlist(name, track_ids))

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        return self.fake.fail(fault, after=after, times=times)

    def request_count(self) -> int:
        return self.fake.request_count

    def close(self) -> None:
        for server in self._opened:
            server.close()


def playlist_id(playlist: FakePlaylist) -> str:
    kept = KeptPlaylist(str(playlist.number), playlist.name, playlist.url, playlist.remote)
    return kept.id


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[LyrionRig]:
    """Open a rig: two library views, names that are hard."""
    fake = LyrionFake(make_tracks())
    fake.login = (USER_NAME, PASSWORD)
    fake.libraries = {"8c7ee510": "Music", "ab12cd34": "Samples"}
    with serve(fake) as host:
        rig = LyrionRig(fake, host)
        try:
            yield rig
        finally:
            rig.close()


def make_tracks(count: int = TRACK_COUNT) -> Sequence[WorldTrack]:
    return [
        WorldTrack(
            id=str(at + 1),
            title=f"{TITLES[at % len(TITLES)]} {at}",
            artist=f"Artist {at % 3} & Søn",
            album=f"Album {at // 4}",
            album_id=str(50 + at // 4),
            path=f"/music/Album {at // 4}/{at:02} #é 😀.flac",
            audio=b"fLaC" + bytes([at % 256]) * 30_000,
            play_count=at % 5,
            favourite=at % 3 == 0,
            rating=(at * 10) % 110 or None if at % 2 else None,
            added=1_690_000_000.0 + at * 3600,
            library=("8c7ee510", "ab12cd34")[at // 4 % 2],
        )
        for at in range(count)
    ]

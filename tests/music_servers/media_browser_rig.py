"""Hold what the rigs of Jellyfin and Emby have in common."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from menura.catalogue.servers import Capability, MusicServer, ServerAccess
from menura.catalogue.sources.media_browser import MediaBrowserServer
from tests.music_servers.media_browser_fake import MediaBrowserFake
from tests.music_servers.media_browser_wire import serve
from tests.music_servers.media_browser_world import FakePlaylist, FakeUser
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

USER_NAME = "bob"
PASSWORD = "b0b & söhne"
PAGE_ITEMS = 4  # so that a small world has several pages


class MediaBrowserRig:
    """A fake over loopback, and adapters connected to it; see `tests.music_servers.rig`."""

    unique_names = False
    capabilities: frozenset[Capability] = frozenset(Capability)

    def __init__(
        self, fake: MediaBrowserFake, host: str, adapter: type[MediaBrowserServer]
    ) -> None:
        self.fake = fake
        self.host = host
        self.url = f"http://{host}"
        self._adapter = adapter
        self._opened: list[MediaBrowserServer] = []
        self._access: ServerAccess | None = None
        self.holds_doubles = fake.keeps_doubles
        self.secrets: Sequence[str] = (PASSWORD,)

    def open(self, access: ServerAccess, page_items: int = PAGE_ITEMS) -> MediaBrowserServer:
        server = self._adapter(access, page_items=page_items, pause=lambda _seconds: None)
        self._opened.append(server)
        return server

    def sign_in(self) -> ServerAccess:
        access = self.open(ServerAccess(self.url, USER_NAME, PASSWORD)).sign_in()
        self.secrets = (PASSWORD, *self.fake.tokens)
        return access

    def connect(self) -> MusicServer:
        if self._access is None:
            # What is to fail are the requests of a test, not these.
            plan, self.fake.plan = self.fake.plan, None
            self._access = self.sign_in()
            self.fake.plan = plan
        return self.open(self._access)

    def tracks(self) -> Mapping[str, WorldTrack]:
        return self.fake.tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        return {
            one.id: WorldPlaylist(
                one.id,
                one.name,
                [track_id for _, track_id in one.entries],
                is_writable=self.fake.users[one.owner].name == USER_NAME,
            )
            for one in self.fake.playlists.values()
        }

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        owner = next(user for user in self.fake.users.values() if user.name == USER_NAME)
        made = FakePlaylist(self.fake.new_playlist_id(), name, owner.id)
        self.fake.add_entries(made, track_ids)
        self.fake.playlists[made.id] = made
        return made.id

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        return self.fake.fail(fault, after=after, times=times)

    def request_count(self) -> int:
        return self.fake.request_count

    def close(self) -> None:
        for server in self._opened:
            server.close()


@contextmanager
def open_media_browser_rig(
    fake: MediaBrowserFake, adapter: type[MediaBrowserServer]
) -> Iterator[MediaBrowserRig]:
    with serve(fake) as host:
        rig = MediaBrowserRig(fake, host, adapter)
        try:
            yield rig
        finally:
            rig.close()


def make_users(ids: Sequence[str]) -> list[FakeUser]:
    return [FakeUser(ids[0], USER_NAME, PASSWORD), FakeUser(ids[1], "eve", "3ve", is_admin=True)]


def make_tracks(
    ids: Sequence[str], albums: Sequence[str], libraries: Sequence[str]
) -> list[WorldTrack]:
    """Return a small world: names that are hard, two libraries, all that a track may have."""
    titles = ['Ænima "live"', "line\nbreak", "naïve 🎧", "a/b\\c & d=e", "plain", "'quoted'"]
    return [
        WorldTrack(
            id=track_id,
            title=f"{titles[at % len(titles)]} {at}",
            artist=f"Artist {at % 3} & Søn",
            album=f"Album {at // 4}",
            album_id=albums[at // 4],
            duration_s=2.0 + at / 10,
            audio=b"fLaC" + bytes([at % 256]) * 30_000,
            play_count=at % 5,
            last_played=1_700_000_000.0 + at * 60 if at % 5 else None,
            favourite=at % 3 == 0,
            rating=(at * 10) % 110 if at % 2 else None,
            added=1_690_000_000.0 + at * 3600,
            library=libraries[at // 4 % len(libraries)],
        )
        for at, track_id in enumerate(ids)
    ]

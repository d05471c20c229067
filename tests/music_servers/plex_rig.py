"""A fake Plex server, an adapter connected to it, and a back entrance."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.servers import Capability, MusicServer, ServerAccess
from menura.catalogue.sources.plex import PlexServer
from menura.catalogue.sources.plex_session import PlexOptions
from tests.music_servers.plex_fake import TOKEN, FakePlex
from tests.music_servers.plex_wire import Plan
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

PAGE_SIZE = 3
FLAC = b"fLaC\x00\x00\x00\x22"


def world() -> list[WorldTrack]:
    """Return tracks of two libraries; the names are hard to write."""
    names = (
        "Überfall",
        'He said "no"',
        "two\nlines",
        "🎹 keys",
        "a & b < c",
        "plain",
        "百",
        "last",
    )
    return [
        WorldTrack(
            id=str(100 + index),
            title=name,
            artist="Ané & Co" if index < 5 else "Other",
            album=f"Album {index // 3}",
            album_id=str(500 + index // 3),
            duration_s=2.0 + index / 4,
            path=f"/music/Album {index // 3}/{index:02d} {index}.flac",
            audio=FLAC + bytes((index * 7 + n) % 251 for n in range(3000 + index)),
            play_count=(0, 5, 2, 0, 9, 1, 0, 0)[index],
            last_played=(None, 1.7e9, 1.6e9, None, 1.75e9, 1.5e9, None, None)[index],
            rating=(None, 80, None, 100, 30, None, None, 0)[index],
            added=1_700_000_000.0 + 1000 * index,
            library="1" if index < 6 else "4",
        )
        for index, name in enumerate(names)
    ]


class PlexRig:
    """See `ServerRig`."""

    secrets: Sequence[str] = (TOKEN,)
    holds_doubles = True
    unique_names = False
    capabilities = frozenset(Capability) - {Capability.FAVOURITES}

    def __init__(self, fake: FakePlex) -> None:
        self.fake = fake
        self.host = fake.wire.host
        self._open: list[PlexServer] = []

    def connect(self) -> MusicServer:
        access = ServerAccess(f"http://{self.host}", token=TOKEN)
        options = PlexOptions(page_size=PAGE_SIZE, pause=lambda _: None)
        self._open.append(PlexServer(access, options))
        return self._open[-1]

    def tracks(self) -> Mapping[str, WorldTrack]:
        return self.fake.tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        return self.fake.playlists

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        return self.fake.add_playlist(name, track_ids)

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault is Fault.SLOW:
            return False  # it takes real time, and is `WebServer`'s to see
        self.fake.wire.plan = Plan(fault, after, times)
        return True

    def request_count(self) -> int:
        return len(self.fake.wire.asked)

    def close(self) -> None:
        for server in self._open:
            server.close()
        self.fake.close()


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[PlexRig]:
    """Run a fake server; at the end, fail if it was asked what Plex does not take."""
    rig = PlexRig(FakePlex(world(), ["1", "4"]))
    try:
        yield rig
    finally:
        rig.close()
    assert rig.fake.complaints == []

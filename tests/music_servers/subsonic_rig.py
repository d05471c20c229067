"""Hold a fake OpenSubsonic server, and an adapter connected to it."""

import io
import math
import struct
import wave
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from menura.catalogue.servers import Capability, MusicServer, ServerAccess
from menura.catalogue.sources.http import WebOptions
from menura.catalogue.sources.subsonic import SubsonicServer
from menura.catalogue.sources.subsonic_caller import CallOptions
from tests.music_servers.rig import Fault, ServerRig, WorldPlaylist, WorldTrack
from tests.music_servers.subsonic_fake import API_KEY, PASSWORD, USERNAME, Dialect, FakeSubsonic

DAWDLE_S = 1.5
"""How long an answer may take in tests."""
PAGE = 5


class FakeSubsonicRig:
    """The fake, and its back entrance."""

    secrets: Sequence[str] = (PASSWORD, PASSWORD.encode().hex(), API_KEY)
    holds_doubles = True
    unique_names = False
    capabilities = frozenset(Capability)

    def __init__(self, fake: FakeSubsonic, stack: ExitStack) -> None:
        self.fake = fake
        self.host = fake.wire.host
        self._stack = stack

    @property
    def access(self) -> ServerAccess:
        return ServerAccess(url=self.fake.url, username=USERNAME, password=PASSWORD)

    def connect(
        self, access: ServerAccess | None = None, *, whole_s: float = DAWDLE_S
    ) -> SubsonicServer:
        server = SubsonicServer(access or self.access, options=hurried(whole_s), page=PAGE)
        self._stack.callback(server.close)
        return server

    def tracks(self) -> Mapping[str, WorldTrack]:
        return self.fake.tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        return self.fake.playlists

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        return self.fake.add_playlist(name, track_ids).id

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        self.fake.wire.fail(fault, after=after, times=times)
        return True

    def heal(self) -> None:
        self.fake.wire.heal()

    def request_count(self) -> int:
        return len(self.fake.wire.asked)


@contextmanager
def open_fake(dialect: Dialect | None = None, track_count: int = 12) -> Iterator[FakeSubsonicRig]:
    """Run a fake of some dialect with some tracks; complain at the end about what it was sent."""
    fake = FakeSubsonic(dialect or Dialect(), world(track_count))
    with fake.running(), ExitStack() as stack:
        yield FakeSubsonicRig(fake, stack)
    assert not fake.violations, fake.violations


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[ServerRig]:
    """Run a fake as it is at its best."""
    with open_fake() as rig:
        yield rig


def hurried(whole_s: float) -> CallOptions:
    """Return options by which nobody waits between tries, and not long for an answer."""
    web = WebOptions(product="OpenSubsonic", whole_s=whole_s, pause=lambda _seconds: None)
    return CallOptions(web=web)


def world(count: int) -> dict[str, WorldTrack]:
    """Return tracks, four to an album, with names that are hard to carry."""
    names = ["plain", "quo\"ted & 'so", "two\nlines", "émoji 🎶", "100 % <b>", "back\\slash"]
    tracks = {}
    for index in range(count):
        album = index // 4
        track_id = str(100 + index)
        tracks[track_id] = WorldTrack(
            id=track_id,
            title=f"{names[index % len(names)]} {index}",
            artist=f"Artist {album % 3}",
            album=f"Album {album}",
            album_id=str(500 + album),
            duration_s=2.0,
            path=f"Artist {album % 3}/Album {album}/{index}.wav",
            suffix="wav",
            audio=tone(index),
            added=1_700_000_000.0 + index,
        )
    return tracks


@cache
def tone(index: int) -> bytes:
    """Return a tenth of a second of a tone of its own, as a WAV file."""
    rate = 8_000
    steps = (2 * math.pi * (220 + 10 * index) * n / rate for n in range(rate // 10))
    samples = [round(9_000 * math.sin(step)) for step in steps]
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return written.getvalue()


_RIG: type[ServerRig] = FakeSubsonicRig
_SERVER: type[MusicServer] = SubsonicServer

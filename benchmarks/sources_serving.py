"""Serve the fakes of the tests, with as many tracks as one likes.

``python -m benchmarks.sources_serving KIND TRACKS AUDIO_BYTES`` prints a line of JSON that says how
it is reached. For every line it reads it prints how many requests it has seen; it ends when its
standard input does.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from uuid import UUID

from benchmarks.sources_fakes import HEX_IDS, hex_id, track_id
from menura.catalogue import ServerAccess, SourceKind
from tests.music_servers import lyrion_fake, media_browser_wire
from tests.music_servers.emby_fake import EmbyFake
from tests.music_servers.jellyfin_fake import JellyfinFake
from tests.music_servers.lyrion_fake import LyrionFake
from tests.music_servers.media_browser_fake import MediaBrowserFake
from tests.music_servers.media_browser_rig import PASSWORD, USER_NAME, make_users
from tests.music_servers.plex_fake import TOKEN, FakePlex
from tests.music_servers.rig import WorldTrack
from tests.music_servers.subsonic_fake import PASSWORD as SUBSONIC_PASSWORD
from tests.music_servers.subsonic_fake import USERNAME as SUBSONIC_USER
from tests.music_servers.subsonic_fake import FakeSubsonic

TRACKS_OF_ALBUM, ALBUMS_OF_ARTIST = 12, 5
FIRST_ADDED_S = 1.6e9
WORDS = [
    "amber",
    "birch",
    "cloud",
    "delta",
    "ember",
    "fjord",
    "grove",
    "haven",
    "iris",
    "jade",
    "kelp",
    "lumen",
]
ACCENTED = 0.15  # of titles: plain ASCII is compared by a quicker way
SEED = 8


def make_world(kind: SourceKind, count: int, audio: bytes, library: str) -> list[WorldTrack]:
    """Return tracks of an ordinary library: a third was played, some are rated, some marked."""
    chance = random.Random(SEED)
    return [_make_track(kind, number, chance, audio, library) for number in range(count)]


def _make_track(
    kind: SourceKind, number: int, chance: random.Random, audio: bytes, library: str
) -> WorldTrack:
    album, place = divmod(number, TRACKS_OF_ALBUM)
    artist = f"The {chance.choice(WORDS).title()} {album // ALBUMS_OF_ARTIST}"
    title = f"{' '.join(chance.choices(WORDS, k=3)).capitalize()} {number}"
    if chance.random() < ACCENTED:
        title = title.replace("a", "å").replace("e", "é")
    plays = chance.randint(1, 40) if chance.random() < 1 / 3 else 0
    return WorldTrack(
        id=track_id(kind, number),
        title=title,
        artist=artist,
        album=f"Album {album}",
        album_id=hex_id(f"album {album}") if kind in HEX_IDS else str(10_000_000 + album),
        duration_s=chance.uniform(90.0, 400.0),
        path=f"/music/{artist}/Album {album}/{place + 1:02d} {title}.flac",
        audio=audio,
        play_count=plays,
        last_played=FIRST_ADDED_S + 1e8 * chance.random() if plays else None,
        favourite=chance.random() < 0.02,
        rating=20 * chance.randint(1, 5) if chance.random() < 0.05 else None,
        added=FIRST_ADDED_S + 60.0 * number,
        recording_id=str(UUID(int=chance.getrandbits(128))) if chance.random() < 2 / 3 else None,
        library=library,
    )


def make_audio(size: int) -> bytes:
    """Return bytes that begin like a FLAC file and that nothing can compress."""
    return b"fLaC" + random.Random(SEED).randbytes(size - 4)


Counted = tuple[ServerAccess, Callable[[], int]]


@contextmanager
def _serve_subsonic(count: int, audio: bytes) -> Iterator[Counted]:
    tracks = make_world(SourceKind.SUBSONIC, count, audio, "1")
    fake = FakeSubsonic(tracks={track.id: track for track in tracks})
    with fake.running():
        yield ServerAccess(fake.url, SUBSONIC_USER, SUBSONIC_PASSWORD), lambda: len(fake.wire.asked)


@contextmanager
def _serve_media_browser(
    kind: SourceKind, fake: type[MediaBrowserFake], users: Sequence[str], count: int, audio: bytes
) -> Iterator[Counted]:
    library = hex_id("library") if kind is SourceKind.JELLYFIN else "3"
    made = fake(make_users(users), make_world(kind, count, audio, library))
    made.libraries = {library: "Music"}
    with media_browser_wire.serve(made) as host:
        access = ServerAccess(f"http://{host}", USER_NAME, PASSWORD)
        yield access, lambda: made.request_count


@contextmanager
def _serve_plex(count: int, audio: bytes) -> Iterator[Counted]:
    fake = FakePlex(make_world(SourceKind.PLEX, count, audio, "1"), ["1"])
    try:
        access = ServerAccess(f"http://{fake.wire.host}", token=TOKEN)
        yield access, lambda: len(fake.wire.asked)
    finally:
        fake.close()


@contextmanager
def _serve_lyrion(count: int, audio: bytes) -> Iterator[Counted]:
    fake = LyrionFake(make_world(SourceKind.LYRION, count, audio, ""))
    with lyrion_fake.serve(fake) as host:
        yield ServerAccess(f"http://{host}"), lambda: fake.request_count


def _serve(kind: SourceKind, count: int, audio: bytes) -> AbstractContextManager[Counted]:
    if kind is SourceKind.SUBSONIC:
        return _serve_subsonic(count, audio)
    if kind is SourceKind.PLEX:
        return _serve_plex(count, audio)
    if kind is SourceKind.LYRION:
        return _serve_lyrion(count, audio)
    if kind is SourceKind.JELLYFIN:
        users = [hex_id("bob"), hex_id("eve")]
        return _serve_media_browser(kind, JellyfinFake, users, count, audio)
    return _serve_media_browser(kind, EmbyFake, ["1", "2"], count, audio)


def main() -> None:
    """Serve until the standard input ends."""
    kind, count, size = SourceKind(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with _serve(kind, count, make_audio(size)) as (access, request_count):
        print(json.dumps(asdict(access)), flush=True)
        for _ in sys.stdin:
            print(request_count(), flush=True)


if __name__ == "__main__":
    main()

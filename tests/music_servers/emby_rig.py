"""Open a fake Emby, and adapters connected to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.sources.emby import EmbyServer
from tests.music_servers.emby_fake import EmbyFake
from tests.music_servers.media_browser_rig import (
    MediaBrowserRig,
    make_tracks,
    make_users,
    open_media_browser_rig,
)

LIBRARIES = ("3", "4")
TRACK_COUNT = 14


def make_fake() -> EmbyFake:
    tracks = make_tracks(
        [str(500 + n) for n in range(TRACK_COUNT)],
        [str(300 + n) for n in range(TRACK_COUNT)],
        LIBRARIES,
    )
    fake = EmbyFake(make_users(["1", "2"]), tracks)
    fake.libraries = {LIBRARIES[0]: "Music", LIBRARIES[1]: "Samples"}
    return fake


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[MediaBrowserRig]:
    """Open a rig."""
    with open_media_browser_rig(make_fake(), EmbyServer) as rig:
        yield rig

"""Open a fake Jellyfin, and adapters connected to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from menura.catalogue.sources.jellyfin import JellyfinServer
from tests.music_servers import jellyfin_schema
from tests.music_servers.jellyfin_fake import JellyfinFake, hex_id
from tests.music_servers.media_browser_rig import (
    MediaBrowserRig,
    make_tracks,
    make_users,
    open_media_browser_rig,
)

LIBRARIES = (hex_id("library 1"), hex_id("library 2"))
TRACK_COUNT = 14


def make_fake() -> JellyfinFake:
    tracks = make_tracks(
        [hex_id(f"track {n}") for n in range(TRACK_COUNT)],
        [hex_id(f"album {n}") for n in range(TRACK_COUNT)],
        LIBRARIES,
    )
    fake = JellyfinFake(make_users([hex_id("bob"), hex_id("eve")]), tracks)
    fake.libraries = {LIBRARIES[0]: "Music", LIBRARIES[1]: "Samples"}
    fake.keeps_doubles = False  # as Jellyfin is set by default
    check = jellyfin_schema.observer()
    if check is not None:
        fake.observers.append(check)
    return fake


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[MediaBrowserRig]:
    """Open a rig; exchanges are checked against the published schema where it is present."""
    with open_media_browser_rig(make_fake(), JellyfinServer) as rig:
        yield rig

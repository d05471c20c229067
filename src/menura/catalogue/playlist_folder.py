"""Put a playlist beside the music of a folder."""

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from menura.catalogue.errors import PlaylistUnwritableError
from menura.catalogue.model import Playlist, PlaylistItem, Source
from menura.catalogue.playlist import render_m3u8

OWN_FOLDER = "Menura playlists"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # for a file on any system
_FILE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class SentPlaylist:
    """What a source was given: where it lies there, how many tracks it has, how many it lacks."""

    path: str
    track_count: int
    left_out: int


def write_to_folder(
    source: Source, playlist: Playlist, items: Sequence[PlaylistItem]
) -> SentPlaylist:
    """Write some tracks of a playlist into a folder of Menura's own below the music.

    The file is named after the playlist and its id, so that a renamed playlist takes its old file
    away, and nobody else's file is ever touched.

    Raises
    ------
    PlaylistUnwritableError
        The disk is full, or nothing may be written there.
    """
    folder = Path(source.location) / OWN_FOLDER
    mark = playlist.id[-8:]
    name = _UNFIT.sub("-", playlist.name).strip(" .")[:_FILE_CHARACTERS] or "playlist"
    path = folder / f"{name} ({mark}).m3u8"
    text = render_m3u8(playlist.name, items, lambda track: f"../{track.location}")
    try:
        folder.mkdir(exist_ok=True)
        _write(path, text)
        for former in folder.glob(f"* ({mark}).m3u8"):
            if former != path:
                former.unlink(missing_ok=True)
    except OSError as error:
        raise PlaylistUnwritableError(str(folder), error.strerror or str(error)) from error
    left_out = len(playlist.items) - len(items)
    return SentPlaylist(str(path), len(items), left_out)


def _write(path: Path, text: str) -> None:
    """Write a file so that there is the old one or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

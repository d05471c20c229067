"""Turn what plexapi reads into tracks, albums and playlists of ours.

Lengths are milliseconds and ratings 0 .. 10 there. plexapi gives NaN for a number it cannot read,
and moments without a zone, in the time of this machine.
"""

import re
from datetime import UTC, datetime
from typing import Any

from menura.catalogue.servers import ServerAlbum, ServerPlaylist, ServerTrack
from menura.catalogue.sources.values import number, positive, whole

# `/library/parts/{id}/{changestamp}/{name}`; nothing else is ever fetched as audio.
_PART_KEY = re.compile(r"/library/parts/[0-9]+/([0-9]+)/(?!\.\.?$)[\w.~%-]+", re.ASCII)
_LAST_CHANGE_S = 4_102_444_800  # 2100: a larger number is no Unix time


def to_track(track: Any) -> ServerTrack | None:
    """Return a track; None if it has no id.

    Its MusicBrainz id is left out: what Plex keeps is that of a track on one release, not that of
    the recording.
    """
    key = whole(track.ratingKey)
    if key is None:
        return None
    part = original_part(track)
    file = str(part.file).replace("\\", "/") if part is not None and part.file else None
    # A compilation is one of many artists; the track then names its own.
    artist = track.originalTitle or track.grandparentTitle
    rating = number(track.userRating)
    length = positive(track.duration)  # in milliseconds
    return ServerTrack(
        id=str(key),
        title=track.title or None,
        artists=(artist,) if artist else (),
        album=track.parentTitle or None,
        album_id=_text(whole(track.parentRatingKey)),
        album_artist=track.grandparentTitle or None,
        track_number=whole(track.index),
        disc_number=whole(track.parentIndex),
        year=whole(track.year) or _year_of_album(track),
        genres=tuple(genre.tag for genre in track.genres if genre.tag),
        duration_s=None if length is None else length / 1000,
        path=file,
        suffix=_suffix(part, file),
        size_bytes=whole(part.size) if part is not None else None,
        changed_at=_changed_at(track, part),
        play_count=whole(track.viewCount) or 0,
        last_played_at=moment(track.lastViewedAt),
        rating=None if rating is None else min(100, round(rating * 10)),
    )


def to_album(album: Any) -> ServerAlbum | None:
    """Return an album; None if it has no id."""
    key = whole(album.ratingKey)
    if key is None:
        return None
    return ServerAlbum(
        id=str(key),
        name=album.title or "",
        artist=album.parentTitle or "",
        added_at=moment(album.addedAt),
        track_count=whole(album.leafCount),
    )


def to_playlist(playlist: Any) -> ServerPlaylist | None:
    """Return a playlist; None if it has no id. Smart ones and radios are not to be changed."""
    key = whole(playlist.ratingKey)
    if key is None:
        return None
    return ServerPlaylist(
        id=str(key),
        name=playlist.title or "",
        track_count=whole(playlist.leafCount),
        is_writable=not playlist.smart and not playlist.radio,
    )


def to_key(item: Any) -> str | None:
    """Return an item's id; None if it has none."""
    return _text(whole(item.ratingKey))


def original_part(track: Any) -> Any:
    """Return the part of a track that is its file; None if there is none.

    Versions that Plex has made itself, for small devices, are no originals.
    """
    for media in track.media:
        if not media.isOptimizedVersion:
            for part in media.parts:
                return part
    return None


def part_path(part: Any) -> str | None:
    """Return where a file is fetched from: a path on the same server; None if it is no such."""
    key = part.key if part is not None else None
    return key if isinstance(key, str) and _PART_KEY.fullmatch(key) else None


def _changed_at(track: Any, part: Any) -> datetime | None:
    """Return when the file changed: the stamp in its address is the file's own time."""
    match = _PART_KEY.fullmatch(part.key or "") if part is not None else None
    stamp = int(match[1][:12]) if match is not None else 0
    if 0 < stamp < _LAST_CHANGE_S:
        return datetime.fromtimestamp(stamp, UTC)
    return moment(track.addedAt)


def _suffix(part: Any, file: str | None) -> str | None:
    ending = (file or "").rpartition("/")[2].rpartition(".")
    found = ending[2] if ending[0] else (part.container if part is not None else None)
    return str(found).lower() if found else None


def _year_of_album(track: Any) -> int | None:
    # plexapi reads the year of a track only; lists give that of its album.
    told = track._data.attrib.get("parentYear", "")
    return int(told) if told.isdecimal() and len(told) <= 4 else None


def moment(value: Any) -> datetime | None:
    """Return a moment in UTC."""
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else None
    except (OverflowError, ValueError):
        return None


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)

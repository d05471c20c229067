"""Read what Lyrion says of tracks and albums."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from menura.catalogue.servers import ServerAlbum, ServerTrack
from menura.catalogue.sources.lyrion_caller import Item, whole_number

# a artist, A names by role, S their ids, l album, e its id, g genre, G genres, P their ids,
# t track number, i disc, d duration, y year, u url, f size, R rating, O plays, D added,
# x remote, E id elsewhere
TRACK_TAGS = "tags:aASlegGPtidyufRODxE"
ALBUM_TAGS = "tags:laEy"
_TYPES = {"flc": "flac", "alc": "m4a", "mp4": "m4a", "aif": "aiff"}


def is_stream(item: Item) -> bool:
    """Tell whether something is not a file of this server: radio, or a service's."""
    return whole_number(item.get("remote")) == 1 or bool(item.get("extid"))


def track_of(item: Item) -> ServerTrack:
    """Return a track; what Lyrion counts, it counts for all who use it."""
    path = _path(text_of(item, "url"))
    rating = whole_number(item.get("rating"))
    plays = whole_number(item.get("playcount"))
    return ServerTrack(
        id=str(item.get("id", "")),
        title=text_of(item, "title"),
        artists=_artists(item),
        album=text_of(item, "album"),
        album_id=text_of(item, "album_id"),
        album_artist=text_of(item, "albumartist"),
        track_number=_positive(item.get("tracknum")),
        disc_number=_positive(item.get("disc")),
        year=_positive(item.get("year")),
        genres=_names(item, "genres", "genre_ids") or _names(item, "genre", ""),
        duration_s=_seconds(item.get("duration")),
        path=path,
        suffix=_suffix(path, text_of(item, "type")),
        size_bytes=_positive(item.get("filesize")),
        changed_at=_moment(item.get("addedTime")),
        play_count=max(plays or 0, 0),
        rating=rating if rating is not None and 0 < rating <= 100 else None,
    )


def album_of(item: Item) -> ServerAlbum:
    """Return an album."""
    name = text_of(item, "album") or ""
    return ServerAlbum(str(item.get("id", "")), name, text_of(item, "artist") or "")


def text_of(item: Item, name: str) -> str | None:
    """Return a value as text; None if there is none."""
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) if str(value).strip() else None


def _artists(item: Item) -> tuple[str, ...]:
    own = _names(item, "trackartist", "trackartist_ids")
    return own or _names(item, "artist", "artist_ids")


def _names(item: Item, name: str, ids: str) -> tuple[str, ...]:
    """Return names that came in one text.

    A comma stands between names and may stand in one ("Earth, Wind & Fire"): the text is only
    parted where as many ids came.
    """
    text = text_of(item, name)
    if text is None:
        return ()
    parts: Sequence[str] = text.split(", ")
    count = len((text_of(item, ids) or "").split(","))
    return tuple(dict.fromkeys(parts)) if len(parts) == count else (text,)


def _path(url: str | None) -> str | None:
    """Return the path in a ``file:`` address; a part of a file (from a cue sheet) is left out."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    return unquote(parts.path, errors="replace").replace("\0", "�") or None


def _suffix(path: str | None, kind: str | None) -> str | None:
    ending = PurePosixPath(path or "").suffix[1:].lower()
    plain = _TYPES.get(kind or "", kind)
    return ending or plain or None


def _positive(value: object) -> int | None:
    number = whole_number(value)
    return number if number is not None and number > 0 else None


def _seconds(value: object) -> float | None:
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return None
    return seconds if 0 < seconds < 1e7 else None


def _moment(value: object) -> datetime | None:
    """Return a moment given in Unix time; most versions write it out as people say it."""
    if not re.fullmatch(r"\d{9,11}", str(value), re.ASCII):
        return None
    return datetime.fromtimestamp(int(str(value)), UTC)

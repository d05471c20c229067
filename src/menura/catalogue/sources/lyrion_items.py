"""Read what Lyrion says of tracks and albums."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from menura.catalogue.servers import ServerAlbum, ServerTrack
from menura.catalogue.sources.lyrion_caller import Item
from menura.catalogue.sources.values import positive, seconds, suffix, text, unix_moment, whole

# a artist, A names by role, S their ids, l album, e its id, g genre, G genres, P their ids,
# t track number, i disc, d duration, y year, u url, f size, R rating, O plays, D added,
# x remote, E id elsewhere
TRACK_TAGS = "tags:aASlegGPtidyufRODxE"
ALBUM_TAGS = "tags:laEy"
_TYPES = {"flc": "flac", "alc": "m4a", "mp4": "m4a", "aif": "aiff"}


def is_stream(item: Item) -> bool:
    """Tell whether something is not a file of this server: radio, or a service's."""
    return whole(item.get("remote")) == 1 or bool(item.get("extid"))


def track_of(item: Item) -> ServerTrack:
    """Return a track; what Lyrion counts, it counts for all who use it."""
    path = _path(item.get("url"))
    kind = text(item.get("type"))
    rating = whole(item.get("rating"))
    plays = whole(item.get("playcount"))
    return ServerTrack(
        id=str(item.get("id", "")),
        title=text(item.get("title")),
        artists=_artists(item),
        album=text(item.get("album")),
        album_id=text(item.get("album_id")),
        album_artist=text(item.get("albumartist")),
        track_number=positive(item.get("tracknum")),
        disc_number=positive(item.get("disc")),
        year=positive(item.get("year")),
        genres=_names(item, "genres", "genre_ids") or _names(item, "genre", ""),
        duration_s=seconds(item.get("duration")),
        path=path,
        suffix=suffix(path, _TYPES.get(kind or "", kind)),
        size_bytes=positive(item.get("filesize")),
        changed_at=unix_moment(item.get("addedTime")),
        play_count=plays or 0,
        rating=rating if rating is not None and 0 < rating <= 100 else None,
    )


def album_of(item: Item) -> ServerAlbum:
    """Return an album."""
    name = text(item.get("album")) or ""
    return ServerAlbum(str(item.get("id", "")), name, text(item.get("artist")) or "")


def _artists(item: Item) -> tuple[str, ...]:
    own = _names(item, "trackartist", "trackartist_ids")
    return own or _names(item, "artist", "artist_ids")


def _names(item: Item, name: str, ids: str) -> tuple[str, ...]:
    """Return names that came in one text.

    A comma stands between names and may stand in one ("Earth, Wind & Fire"): the text is only
    parted where as many ids came.
    """
    together = text(item.get(name))
    if together is None:
        return ()
    parts: Sequence[str] = together.split(", ")
    count = len((text(item.get(ids)) or "").split(","))
    return tuple(dict.fromkeys(parts)) if len(parts) == count else (together,)


def _path(url: object) -> str | None:
    """Return the path in a ``file:`` address; a part of a file (from a cue sheet) is left out."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    return unquote(parts.path, errors="replace").replace("\0", "�") or None

"""Read songs, albums and playlists as Subsonic servers write them.

Old servers write single items bare where a list belongs, numbers as text and moments without a
zone; no part but the id is taken for granted.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from menura.catalogue.servers import ServerAlbum, ServerPlaylist, ServerTrack

Item = Mapping[str, Any]

LONGEST_TEXT = 2_000  # longer than any title people give; what is longer is cut
STAR = 20  # of the rating 0 .. 100 that five stars make


def items(holder: object, name: str) -> Sequence[Item]:
    """Return the items under a name: a list, one bare item, or nothing at all."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    if isinstance(found, Mapping):
        return (found,)
    if isinstance(found, list):
        return [item for item in found if isinstance(item, Mapping)]
    return ()


def text(value: object) -> str | None:
    """Return text, also from a number; None for none, and for blanks alone."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        return None
    return value[:LONGEST_TEXT]


def id_of(item: Item, name: str = "id") -> str | None:
    """Return an id as text, unchanged; some servers write numbers."""
    value = item.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def number(value: object) -> float | None:
    """Return a number that is not negative, also from text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 2**53 else None


def whole(value: object) -> int | None:
    """Return a whole number that is not negative, also from text."""
    found = number(value)
    return None if found is None else int(found)


def moment(value: object) -> datetime | None:
    """Return a moment in UTC; one without a zone is in UTC already."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # Go writes a moment that it does not know as the first of the year 1.
    return found if found.year > 1 else None


def read_track(item: Item) -> ServerTrack | None:
    """Return a song; None where it has no id or is no song."""
    track_id = id_of(item)
    if track_id is None or item.get("isDir") is True or item.get("isVideo") is True:
        return None
    stars = whole(item.get("userRating"))
    return ServerTrack(
        id=track_id,
        title=text(item.get("title")),
        artists=_names(item, "artists", ("displayArtist", "artist")),
        album=text(item.get("album")),
        album_id=id_of(item, "albumId"),
        album_artist=_album_artist(item),
        track_number=whole(item.get("track")),
        disc_number=whole(item.get("discNumber")),
        year=whole(item.get("year")) or None,
        genres=_names(item, "genres", ("genre",)),
        duration_s=number(item.get("duration")),
        path=_path(item),
        suffix=_suffix(item),
        size_bytes=whole(item.get("size")),
        changed_at=moment(item.get("created")),
        musicbrainz_recording_id=text(item.get("musicBrainzId")),
        play_count=whole(item.get("playCount")),
        last_played_at=moment(item.get("played")),
        is_favourite=bool(item.get("starred")),
        rating=min(stars, 5) * STAR if stars else None,
    )


def read_album(item: Item) -> ServerAlbum | None:
    """Return an album; None where it has no id."""
    album_id = id_of(item)
    if album_id is None:
        return None
    return ServerAlbum(
        id=album_id,
        name=text(item.get("name")) or text(item.get("title")) or text(item.get("album")) or "",
        artist=text(item.get("displayArtist")) or text(item.get("artist")) or "",
        added_at=moment(item.get("created")),
        track_count=whole(item.get("songCount")),
    )


def read_playlist(item: Item, username: str) -> ServerPlaylist | None:
    """Return a playlist; None where it has no id.

    It is writable when it belongs to the account that asks, and is not made by rules.
    """
    playlist_id = id_of(item)
    if playlist_id is None:
        return None
    owner = text(item.get("owner"))
    is_own = owner is None or not username or owner.casefold() == username.casefold()
    name = item.get("name")
    return ServerPlaylist(
        id=playlist_id,
        # Not cleaned: it is compared with the name that was sent.
        name=name if isinstance(name, str) else "",
        track_count=whole(item.get("songCount")),
        owner=owner,
        is_writable=is_own and item.get("readonly") is not True,
    )


def to_stars(rating: int | None) -> int:
    """Return a rating 0 .. 100 in stars; 0 takes it away, so that the lowest is one star."""
    return 0 if rating is None else min(5, max(1, int(rating / STAR + 0.5)))


def _names(item: Item, several: str, single: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a list of named items, or else the first text that stands for one."""
    names = [name for part in items(item, several) if (name := text(part.get("name")))]
    if not names:
        names = [name for key in single if (name := text(item.get(key)))][:1]
    return tuple(names)


def _album_artist(item: Item) -> str | None:
    names = _names(item, "albumArtists", ())
    return text(item.get("displayAlbumArtist")) or ", ".join(names) or None


def _path(item: Item) -> str | None:
    path = text(item.get("path"))
    if path and "/" not in path:
        return path.replace("\\", "/")  # of a server on Windows
    return path


def _suffix(item: Item) -> str | None:
    suffix = text(item.get("suffix"))
    return suffix.lower().lstrip(".") if suffix else None

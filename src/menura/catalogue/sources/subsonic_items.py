"""Read songs, albums and playlists as Subsonic servers write them.

Old servers write single items bare where a list belongs; no part but the id is taken for granted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from menura.catalogue.servers import ServerAlbum, ServerPlaylist, ServerTrack
from menura.catalogue.sources.values import moment, number, suffix, text, whole

Item = Mapping[str, Any]

STAR = 20  # of the rating 0 .. 100 that five stars make


def items(holder: object, name: str) -> Sequence[Item]:
    """Return the items under a name: a list, one bare item, or nothing at all."""
    found = holder.get(name) if isinstance(holder, Mapping) else None
    if isinstance(found, Mapping):
        return (found,)
    if isinstance(found, list):
        return [item for item in found if isinstance(item, Mapping)]
    return ()


def id_of(item: Item, name: str = "id") -> str | None:
    """Return an id as text, unchanged; some servers write numbers."""
    value = item.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


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
        suffix=suffix(None, text(item.get("suffix"))),
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

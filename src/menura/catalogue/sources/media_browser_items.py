"""Read what Jellyfin and Emby say of tracks, albums and playlists; both grew out of Media Browser.

Nothing a server says is taken for granted: any part may be missing, null or of another type, and is
unknown then. Only an item without an id is none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from menura.catalogue.servers import ServerAlbum, ServerPlaylist, ServerTrack
from menura.catalogue.sources.values import moment, number, suffix, text, whole

Item = Mapping[str, Any]

TICKS_PER_S = 10_000_000  # .NET's unit of time: 100 ns


def read_track(item: Item) -> ServerTrack:
    """Return a track; its id is known."""
    path = _path(item)
    container = text(item.get("Container")) or text(_first_source(item).get("Container"))
    told = _mapping(item.get("UserData"))
    ids = _mapping(item.get("ProviderIds"))
    ticks = number(item.get("RunTimeTicks"))
    return ServerTrack(
        id=str(item["Id"]),
        title=text(item.get("Name")),
        artists=_names(item.get("ArtistItems")) or texts(item.get("Artists")),
        album=text(item.get("Album")),
        album_id=text(item.get("AlbumId")),
        album_artist=text(item.get("AlbumArtist"))
        or next(iter(_names(item.get("AlbumArtists"))), None),
        track_number=whole(item.get("IndexNumber")),
        disc_number=whole(item.get("ParentIndexNumber")),
        year=whole(item.get("ProductionYear")),
        genres=texts(item.get("Genres")),
        duration_s=None if ticks is None else ticks / TICKS_PER_S,
        path=path,
        suffix=suffix(path, container),
        size_bytes=whole(_first_source(item).get("Size")),
        changed_at=moment(item.get("DateCreated")),
        # MusicBrainzTrack is the id of a track on a release, not of the recording.
        musicbrainz_recording_id=text(ids.get("MusicBrainzRecording")),
        play_count=whole(told.get("PlayCount")),
        last_played_at=moment(told.get("LastPlayedDate")),
        is_favourite=_flag(told.get("IsFavorite")),
        rating=_rating(told.get("Rating")),
    )


def read_album(item: Item) -> ServerAlbum:
    """Return an album; its id is known."""
    return ServerAlbum(
        id=str(item["Id"]),
        name=text(item.get("Name")) or "",
        artist=text(item.get("AlbumArtist"))
        or ", ".join(_names(item.get("AlbumArtists")) or texts(item.get("Artists"))),
        added_at=moment(item.get("DateCreated")),
        track_count=whole(item.get("ChildCount")),
    )


def read_playlist(item: Item) -> ServerPlaylist:
    """Return a playlist; its id is known."""
    return ServerPlaylist(
        id=str(item["Id"]),
        name=name_of(item),
        track_count=whole(item.get("ChildCount")),
        # Whoever may delete a playlist may change it; those of others can only be looked at.
        is_writable=item.get("CanDelete") is not False,
    )


def name_of(item: Item) -> str:
    """Return the name of an item as it is; empty if it has none."""
    name = item.get("Name")
    return name if isinstance(name, str) else ""


def texts(values: object) -> tuple[str, ...]:
    """Return those of several texts that say something."""
    found = [text(value) for value in values] if isinstance(values, list) else []
    return tuple(one for one in found if one is not None)


def _mapping(value: object) -> Item:
    return value if isinstance(value, dict) else {}


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _names(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        return ()
    return texts([_mapping(value).get("Name") for value in values])


def _rating(value: object) -> int | None:
    stars = number(value)  # 0 .. 10
    return None if stars is None else min(round(stars * 10), 100)


def _first_source(item: Item) -> Item:
    sources = item.get("MediaSources")
    first: Sequence[Any] = sources if isinstance(sources, list) else ()
    return _mapping(first[0]) if first else {}


def _path(item: Item) -> str | None:
    path = text(item.get("Path")) or text(_first_source(item).get("Path"))
    return None if path is None else path.replace("\\", "/")

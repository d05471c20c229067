"""Read what MPD says of songs, and ask it for some of them."""

import re
from collections.abc import Mapping, Sequence

from menura.catalogue.servers import ServerTrack
from menura.catalogue.sources.values import moment, seconds, suffix

Song = Mapping[str, str | list[str]]
"""Values by name in lower case; a list where a tag is given several times."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def song_track(song: Song) -> ServerTrack:
    """Return a song as a track; what is noted of it is not known here."""
    location = one_value(song, "file") or ""
    album = one_value(song, "album")
    recording_id = (one_value(song, "musicbrainz_trackid") or "").lower()
    return ServerTrack(
        id=location,
        title=one_value(song, "title"),
        artists=_all(song, "artist"),
        album=album,
        album_id=album_id(song) if album else None,
        album_artist=one_value(song, "albumartist"),
        track_number=leading_number(one_value(song, "track")),
        disc_number=leading_number(one_value(song, "disc")),
        year=leading_number((one_value(song, "date") or "")[:4]),
        genres=_all(song, "genre"),
        duration_s=seconds(one_value(song, "duration")),
        path=location,
        suffix=suffix(location),
        changed_at=moment(one_value(song, "last-modified")),
        musicbrainz_recording_id=recording_id if _UUID.fullmatch(recording_id) else None,
    )


# --- albums -----------------------------------------------------------------------------------

_BETWEEN = "\x1f"  # stands in no tag: MPD gives tags without control characters


def album_id(song: Song) -> str:
    """Return what a song's album is called by: MPD has no ids of albums."""
    return _BETWEEN.join((album_artist(song), one_value(song, "album") or ""))


def album_name(identity: str) -> str:
    """Return the name within an id of an album."""
    return identity.partition(_BETWEEN)[2]


def album_artist(song: Song) -> str:
    """Return who an album is filed under, as MPD does: by its artist if it has no own."""
    return one_value(song, "albumartist") or one_value(song, "artist") or ""


def album_order(track: ServerTrack) -> tuple[int, int, str]:
    """Return where a track stands on its album."""
    return (track.disc_number or 0, track.track_number or 0, track.id)


# --- filters ----------------------------------------------------------------------------------


def filter_of(name: str, value: str, operator: str = "==") -> str:
    """Return a filter expression: ``(album == 'Kind of Blue')``."""
    return f"({name} {operator} {_quoted(value)})"


def below(folder: str) -> str:
    """Return the filter for what lies below a folder; all of it for none."""
    return f"(base {_quoted(folder)})"


def window(first: int, count: int) -> str:
    """Return which part of an answer is wanted."""
    return f"{first}:{first + count}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


# --- values -----------------------------------------------------------------------------------


def _all(song: Song, name: str) -> tuple[str, ...]:
    value = song.get(name)
    values: Sequence[str] = [value] if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(text for text in values if text.strip()))


def one_value(song: Song, name: str) -> str | None:
    """Return the first value of a tag."""
    values = _all(song, name)
    return values[0] if values else None


def leading_number(text: str | None) -> int | None:
    """Return the number that a text begins with, as in "3/12"."""
    match = re.match(r"\s*(\d{1,15})", text or "", re.ASCII)
    return int(match[1]) if match else None

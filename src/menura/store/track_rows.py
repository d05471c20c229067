"""Turn rows into tracks, and tracks into rows."""

from datetime import datetime

from sqlalchemy import RowMapping

from menura.catalogue import FoundFile, Track, TrackKind, TrackMetadata, TrackState
from menura.kernel.clock import SystemClock
from menura.kernel.ids import new_id
from menura.store.search import search_words, sort_key

UNKNOWN_LAST = "\uffff"  # sorts after every name


def to_track(row: RowMapping) -> Track:
    """Turn a row into a track."""
    metadata = TrackMetadata(
        title=row["title"],
        artists=tuple(row["artists"]),
        album=row["album"],
        album_artist=row["album_artist"],
        year=row["year"],
        track_number=row["track_number"],
        genres=tuple(row["genres"]),
        musicbrainz_recording_id=row["musicbrainz_recording_id"],
        tagged_bpm=row["tagged_bpm"],
        tagged_key=row["tagged_key"],
        replaygain_db=row["replaygain_db"],
    )
    return Track(
        id=row["id"],
        number=row["number"],
        source_id=row["source_id"],
        kind=TrackKind(row["kind"]),
        location=row["location"],
        size_bytes=row["size_bytes"],
        modified_ns=row["modified_ns"],
        metadata=metadata,
        duration_s=row["duration_s"],
        state=TrackState(row["state"]),
        error_code=row["error_code"],
        error_message=row["error_message"],
        added_at=row["added_at"],
        analysed_at=row["analysed_at"],
        content_hash=row["content_hash"],
        favourite=row["favourite"],
    )


def new_row(source_id: str, scan_id: str, file: FoundFile, at: datetime) -> dict[str, object]:
    """Return the columns of a file that was just found."""
    return {
        "id": file.track_id or new_id(SystemClock()),
        "source_id": source_id,
        "kind": file.kind.value,
        "location": file.location,
        "size_bytes": file.size_bytes,
        "modified_ns": file.modified_ns,
        "seen_by": scan_id,
        "state": TrackState.FOUND.value,
        "added_at": at,
    } | metadata_row(TrackMetadata(), file.location)


def shown_title(title: str | None, location: str) -> str:
    """Return a title, or the file's name where there is none."""
    return title or location.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def metadata_row(metadata: TrackMetadata, location: str) -> dict[str, object]:
    """Return the columns of what a file says about itself, and the keys made from them."""
    title = shown_title(metadata.title, location)
    artists = ", ".join(metadata.artists)
    words = (title, artists, metadata.album, metadata.album_artist, *metadata.genres, location)
    return {
        "title": metadata.title,
        "artists": list(metadata.artists),
        "album": metadata.album,
        "album_artist": metadata.album_artist,
        "year": metadata.year,
        "track_number": metadata.track_number,
        "genres": list(metadata.genres),
        "musicbrainz_recording_id": metadata.musicbrainz_recording_id,
        "tagged_bpm": metadata.tagged_bpm,
        "tagged_key": metadata.tagged_key,
        "replaygain_db": metadata.replaygain_db,
        "artist_key": sort_key(artists) or UNKNOWN_LAST,
        "album_key": sort_key(metadata.album or ""),
        "title_key": sort_key(title),
        "search_text": " ".join(search_words(" ".join(word for word in words if word))),
    }

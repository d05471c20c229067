"""Turn rows into tracks, and tracks into rows."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from menura.catalogue import FoundFile, Track, TrackKind, TrackMetadata, TrackState
from menura.kernel.clock import SystemClock
from menura.kernel.ids import new_id
from menura.store.search import search_words, sort_key

UNKNOWN_LAST = "\uffff"  # sorts after every name
PARTS = tuple(part.name for part in fields(TrackMetadata))
LISTS = frozenset({"artists", "genres"})
MARKS = ("favourite", "rating")


def to_metadata(row: RowMapping) -> TrackMetadata:
    """Return what a row says that a track is called."""
    said: dict[str, Any] = {name: row[name] for name in PARTS}
    said |= {name: tuple(row[name]) for name in LISTS}
    return TrackMetadata(**said)


def to_track(row: RowMapping) -> Track:
    """Turn a row into a track."""
    return Track(
        id=row["id"],
        number=row["number"],
        source_id=row["source_id"],
        kind=TrackKind(row["kind"]),
        location=row["location"],
        size_bytes=row["size_bytes"],
        modified_ns=row["modified_ns"],
        metadata=to_metadata(row),
        duration_s=row["duration_s"],
        state=TrackState(row["state"]),
        error_code=row["error_code"],
        error_message=row["error_message"],
        added_at=row["added_at"],
        analysed_at=row["analysed_at"],
        content_hash=row["content_hash"],
        favourite=row["favourite"],
        path=row["path"],
        rating=row["rating"],
        copy_of=row["copy_of"],
        missing_since=row["missing_since"],
        stands_alone=row["stands_alone"],
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
        "duration_s": file.duration_s,
        "path": file.path,
        "said": said_of(file) or None,
    } | metadata_row(file.metadata or TrackMetadata(), file.path or file.location)


def said_of(file: FoundFile) -> dict[str, Any]:
    """Return the parts that a music server says of a track, as they are kept."""
    if file.metadata is None:
        return {}
    said = ((name, getattr(file.metadata, name)) for name in PARTS)
    marks = ((name, getattr(file, name)) for name in MARKS)
    return {
        name: list(part) if name in LISTS else part
        for name, part in (*said, *marks)
        if part is not None and part != ()
    }


def with_said(metadata: TrackMetadata, said: Mapping[str, Any] | None) -> TrackMetadata:
    """Return metadata with the parts that a music server says in place of its own.

    What a person has put right on the server holds over what the file's tags say.
    """
    known: dict[str, Any] = {
        name: tuple(part) if name in LISTS else part
        for name, part in (said or {}).items()
        if name in PARTS
    }
    return replace(metadata, **known) if known else metadata


def shown_title(title: str | None, location: str) -> str:
    """Return a title, or the file's name where there is none."""
    return title or location.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def metadata_row(metadata: TrackMetadata, location: str) -> dict[str, object]:
    """Return the columns of what a track is called, and the keys made from them.

    Parameters
    ----------
    location : str
        What people know the file by: its path on a music server, else where its source has it.
    """
    title = shown_title(metadata.title, location)
    artists = ", ".join(metadata.artists)
    words = (title, artists, metadata.album, metadata.album_artist, *metadata.genres, location)
    row = {name: getattr(metadata, name) for name in PARTS}
    return row | {
        "artists": list(metadata.artists),
        "genres": list(metadata.genres),
        "artist_key": sort_key(artists) or UNKNOWN_LAST,
        "album_key": sort_key(metadata.album or ""),
        "title_key": sort_key(title),
        "search_text": " ".join(search_words(" ".join(word for word in words if word))),
    }

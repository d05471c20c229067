"""Read a listen out of what ListenBrainz, Last.fm and exporters write in JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from menura.catalogue.history import Listen, make_listen

# What lists of listens are called, in answers of the APIs and in dumps of them.
CONTAINERS = frozenset({"payload", "listens", "recenttracks", "scrobbles", "tracks", "track"})
_MOST_DEPTH = 6


def entries_in(value: object, depth: int = 0) -> Iterator[object]:
    """Yield the listens within a parsed value: lists, and answers that hold lists."""
    inner = inner_lists(value) if depth < _MOST_DEPTH else ()
    if isinstance(value, list) and depth < _MOST_DEPTH:
        for item in value:
            yield from entries_in(item, depth + 1)
    elif inner:
        for part in inner:
            yield from entries_in(part, depth + 1)
    else:
        yield value


def inner_lists(value: object) -> list[object]:
    """Return what holds listens in an object; nothing if it is a listen itself."""
    if not isinstance(value, dict):
        return []
    return [
        part for name, part in value.items() if name in CONTAINERS and isinstance(part, list | dict)
    ]


def read_entry(entry: object) -> Listen | None:
    """Return the listen that an entry tells of; None if it is only playing now.

    Raises
    ------
    ValueError
        It tells of none.
    """
    if not isinstance(entry, Mapping):
        raise ValueError("no listen")
    if isinstance(entry.get("track_metadata"), Mapping):
        return None if entry.get("playing_now") is True else _of_listenbrainz(entry)
    if "name" in entry:
        attributes = entry.get("@attr")
        is_playing = isinstance(attributes, Mapping) and "nowplaying" in attributes
        return None if is_playing else _of_lastfm(entry)
    return make_listen(  # lastfmstats.com and the like
        entry.get("artist"),
        entry.get("track") or entry.get("title"),
        album=entry.get("album"),
        recording_ids=(entry.get("recording_mbid"), entry.get("mbid")),
        at_s=seconds(entry.get("date") or entry.get("uts") or entry.get("timestamp")),
    )


def _of_listenbrainz(entry: Mapping[str, Any]) -> Listen:
    metadata = entry["track_metadata"]
    more, mapped = (_object(metadata.get(name)) for name in ("additional_info", "mbid_mapping"))
    return make_listen(
        metadata.get("artist_name"),
        metadata.get("track_name"),
        album=metadata.get("release_name"),
        # What the player read in the file itself comes before what was guessed from names.
        recording_ids=(more.get("recording_mbid"), mapped.get("recording_mbid")),
        at_s=seconds(entry.get("listened_at")),
    )


def _of_lastfm(entry: Mapping[str, Any]) -> Listen:
    return make_listen(
        _text(entry.get("artist")),
        entry.get("name"),
        album=_text(entry.get("album")),
        recording_ids=(entry.get("mbid"),),
        at_s=seconds(_object(entry.get("date")).get("uts")),
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> object:
    """Return a name that Last.fm writes as text or as an object, by the form that was asked for."""
    if isinstance(value, Mapping):
        return value.get("#text") or value.get("name")
    return value


def seconds(value: object) -> float | None:
    """Return seconds since 1970 of a number or its text; thousandths are told by their size."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number / 1000.0 if abs(number) > 1e11 else number

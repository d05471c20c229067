"""Say what was listened to elsewhere, and what became of it here.

ListenBrainz and Last.fm know years of what a person listened to. Their exports
(`menura.catalogue.history_files`) and their APIs (`menura.catalogue.sources.listenbrainz`,
`...lastfm`) yield listens; `menura.catalogue.history_matching` finds the tracks they were of.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from menura.catalogue.listening import Listening
from menura.kernel.errors import InvalidInputError

MOST_CHARACTERS = 500
"""Longer names are cut: nothing that was ever sung has one."""
_EARLIEST_S = 1_009_843_200.0  # 2002-01-01: Last.fm began then; broken clocks say 1970
_LATEST_S = 4_102_444_800.0  # 2100-01-01
_JOINERS = "\u200c\u200d"  # invisible, but parts of emoji and of words in Persian and Hindi
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class HistoryService(StrEnum):
    """Name where listens come from."""

    LISTENBRAINZ = "listenbrainz"
    LASTFM = "lastfm"


class HistoryFileError(InvalidInputError):
    """Say that a file holds no listens that can be read."""

    code = "history_file"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The file {name!r} cannot be read as a listening history: {reason}. Give the zip or "
            "the JSON that ListenBrainz exports, or a CSV or JSON of Last.fm scrobbles.",
            field="file",
        )


class HistoryUserError(InvalidInputError):
    """Say that a service does not tell what a user listened to."""

    code = "history_user"

    def __init__(self, host: str, username: str, reason: str) -> None:
        super().__init__(
            f"{host} does not tell what {username[:60]!r} listened to: {reason}.", field="username"
        )


@dataclass(frozen=True, slots=True)
class HistoryAccess:
    """Whose listens a service is asked for, and where.

    Attributes
    ----------
    url : str, optional
        Of a server of one's own; None: the public one.
    token : str, optional
        Of ListenBrainz the user's token, which listens that are not public need; of Last.fm the
        API key, which every request needs.
    """

    username: str
    url: str | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Listen:
    """One time that somebody listened to something.

    Attributes
    ----------
    artist, title : str
        Never empty.
    recording_ids : tuple of str
        Ids of MusicBrainz recordings it may have been, likeliest first.
    at : datetime, optional
        None where the service does not know, or its clock was wrong.
    """

    artist: str
    title: str
    album: str | None = None
    recording_ids: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownTrack:
    """What must be known of a track to find the listens that were of it."""

    track_id: str
    artists: tuple[str, ...]
    title: str
    album: str | None = None
    recording_id: str | None = None


@dataclass(frozen=True, slots=True)
class MissedSong:
    """A song that was listened to and is not in the library."""

    artist: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What became of a listening history.

    Attributes
    ----------
    listens, matched : int
        How many there were, and of how many the track was found.
    played : sequence of Listening
        How often and when last each track was listened to.
    missed : sequence of MissedSong
        What was listened to most of all that was not found.
    bad_entries : int
        Parts of a file that could not be read.
    """

    listens: int
    matched: int
    played: Sequence[Listening] = field(repr=False)
    missed: Sequence[MissedSong]
    bad_entries: int = 0

    @property
    def unmatched(self) -> int:
        """Return how many listens found no track."""
        return self.listens - self.matched


def make_listen(
    artist: object,
    title: object,
    *,
    album: object = None,
    recording_ids: Sequence[object] = (),
    at_s: float | None = None,
) -> Listen:
    """Return a listen of what a service says; parts that make no sense are left out.

    Raises
    ------
    ValueError
        It has no artist or no title.
    """
    named = Listen(
        artist=readable(artist),
        title=readable(title),
        album=readable(album) or None,
        recording_ids=tuple(dict.fromkeys(_ids(recording_ids))),
        at=moment(at_s),
    )
    if not named.artist or not named.title:
        raise ValueError("a listen without an artist or a title")
    return named


def readable(text: object) -> str:
    """Return a name in one line, with only what can be read and kept; empty if it is no text."""
    if not isinstance(text, str):
        return ""
    line = " ".join(text[: 2 * MOST_CHARACTERS].split())
    if not line.isprintable():
        line = "".join(c if c.isprintable() or c in _JOINERS else " " for c in line)
        line = " ".join(line.split())
    return line[:MOST_CHARACTERS].strip(f" {_JOINERS}")


def moment(seconds: float | None) -> datetime | None:
    """Return a moment given in seconds since 1970; None if no service was there to see it."""
    if seconds is None or not _EARLIEST_S <= seconds < _LATEST_S:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _ids(values: Sequence[object]) -> list[str]:
    plain = (value.strip().lower() for value in values if isinstance(value, str))
    return [value for value in plain if _UUID.fullmatch(value)]

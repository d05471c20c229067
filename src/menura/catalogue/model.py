"""Say what a track, a source and a playlist are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loads numpy
    from menura.vectors import Keys


class SourceKind(StrEnum):
    """Name where tracks come from and playlists go to."""

    FOLDER = "folder"
    STUDIO = "studio"
    """What Menura itself has made: mixes and their stems."""
    SESSIONS = "sessions"
    """The clips of the Session Lab."""
    SUBSONIC = "subsonic"
    """Navidrome and every other server that speaks (Open)Subsonic."""
    JELLYFIN = "jellyfin"
    EMBY = "emby"
    LYRION = "lyrion"
    PLEX = "plex"
    MPD = "mpd"


MADE_BY_MENURA = frozenset({SourceKind.STUDIO, SourceKind.SESSIONS})
MUSIC_SERVERS = frozenset(
    {
        SourceKind.SUBSONIC,
        SourceKind.JELLYFIN,
        SourceKind.EMBY,
        SourceKind.LYRION,
        SourceKind.PLEX,
        SourceKind.MPD,
    }
)


class TrackKind(StrEnum):
    """Name what a track is, whatever made it."""

    SONG = "song"
    LOOP = "loop"
    ONE_SHOT = "one_shot"
    CLIP = "clip"
    STEM = "stem"
    MIX = "mix"


# What Menura made knows what it is; listening does not change it.
MADE_HERE = frozenset({TrackKind.CLIP, TrackKind.STEM, TrackKind.MIX})
# What a producer may be offered for a project.
SAMPLE_KINDS = (TrackKind.LOOP, TrackKind.ONE_SHOT, TrackKind.STEM, TrackKind.CLIP)


class TrackState(StrEnum):
    """Name how far Menura is with a track."""

    FOUND = "found"
    """Known by name, not heard yet."""
    ANALYSED = "analysed"
    """Heard: features and an embedding are kept."""
    FAILED = "failed"
    """Its file could not be heard; the track says why."""
    MISSING = "missing"
    """Its file was not there at the last scan; everything known about it is kept."""


class TrackOrder(StrEnum):
    """Name the order of a list of tracks."""

    RELEVANCE = "relevance"
    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    ADDED = "added"
    TEMPO = "tempo"
    """Slowest first; those whose tempo is not known come last, either way."""


# Reasons for a failure that may be gone at the next scan though the file has not changed.
PASSING_FAILURES = frozenset(
    {
        "audio_forbidden",
        "audio_io",
        "timed_out",
        "crashed",
        "out_of_memory",
        "server_forbidden",
        "server_protocol",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A place that tracks come from.

    Attributes
    ----------
    location : str
        What the source's protocol needs to find it: for a folder its absolute path, for a music
        server its address.
    account : str
        Whom the server knows Menura as; two accounts of one server are two sources. Empty for
        folders.
    options : SourceOptions
        What a person has settled about a music server.
    trouble : SourceTrouble, optional
        Why the last scan did not see everything; None if it did.
    """

    id: str
    kind: SourceKind
    name: str
    location: str
    created_at: datetime
    last_scan_at: datetime | None = None
    account: str = ""
    options: "SourceOptions" = field(default_factory=lambda: SourceOptions())
    trouble: "SourceTrouble | None" = None


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What a person has settled about a music server; nothing of it is secret.

    Attributes
    ----------
    libraries : tuple of str
        Ids of the libraries to walk; none: all.
    write_favourites, write_ratings, write_plays : bool
        Whether what is done in Menura is done on the server too.
    read_plays : bool
        Whether plays, favourites and ratings of the account are taken over with every scan.
    listener : str, optional
        Under which name the plays of the account are kept.
    is_own_token : bool
        Whether Menura itself made the token it signs in with, from a password.
    user_id, ca_file, certificate, music_root, device
        As in `menura.catalogue.servers.ServerAccess`.
    """

    libraries: tuple[str, ...] = ()
    write_favourites: bool = False
    write_ratings: bool = False
    write_plays: bool = False
    read_plays: bool = True
    listener: str | None = None
    user_id: str | None = None
    ca_file: str | None = None
    certificate: str | None = None
    music_root: str | None = None
    device: str = ""
    is_own_token: bool = False


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """Why a scan of a source did not see everything."""

    code: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrackMetadata:
    """What a track's file says about itself; every part may be unknown."""

    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    year: int | None = None
    track_number: int | None = None
    genres: tuple[str, ...] = ()
    musicbrainz_recording_id: str | None = None
    tagged_bpm: float | None = None
    tagged_key: str | None = None
    replaygain_db: float | None = None


@dataclass(frozen=True, slots=True)
class HeardFile:
    """What hearing a file tells the catalogue.

    Attributes
    ----------
    duration_s : float, optional
        None when the sound is known already and only what the file says about itself was read.
    content_hash : str, optional
        Of the undecoded audio, the same whatever the tags; None when it was not read to its end.
    """

    metadata: TrackMetadata
    duration_s: float | None
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Track:
    """One audio file known to the catalogue.

    Attributes
    ----------
    number : int
        Small integer given by the store; the key of the track in vector indexes. Never shown.
    location : str
        Where the source keeps it: for a folder the path below the folder, with ``/``; for a music
        server its id there.
    path : str, optional
        Of a track on a music server: where the server says that the file lies.
    rating : int, optional
        0 .. 100, as a person rated it.
    copy_of : int, optional
        Number of the track that holds the same recording and stands for both: a copy is listed
        with that track and has no measurements of its own.
    stands_alone : bool
        Whether a person said that it is no copy of another one.
    missing_since : datetime, optional
        When its file was not there for the first time.
    size_bytes, modified_ns : int
        How the file looked when it was last scanned; a difference means it must be looked at again.
    content_hash : str, optional
        Of its undecoded audio when it was heard; if that is the same, only its tags have changed.
    """

    id: str
    number: int
    source_id: str
    kind: TrackKind
    location: str
    size_bytes: int
    modified_ns: int
    metadata: TrackMetadata
    duration_s: float | None
    state: TrackState
    error_code: str | None
    error_message: str | None
    added_at: datetime
    analysed_at: datetime | None
    content_hash: str | None = None
    favourite: bool = False
    path: str | None = None
    rating: int | None = None
    copy_of: int | None = None
    missing_since: datetime | None = None
    stands_alone: bool = False

    @property
    def title(self) -> str:
        """Return the title, or the file's name when it has none."""
        shown = self.path or self.location
        return self.metadata.title or shown.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    @property
    def artist(self) -> str:
        """Return the artists as one line of text; empty when unknown."""
        return ", ".join(self.metadata.artists)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file a source offers, as seen on a walk; its kind is a first guess, unless made here.

    Attributes
    ----------
    modified_ns : int
        When it was changed; of a track on a music server any number that is another one when the
        file is.
    metadata, duration_s, path : optional
        What a music server says of the track before it was heard.
    favourite, rating : optional
        What its account on the server says of it, so that the next walk sees what has changed.
    """

    location: str
    size_bytes: int
    modified_ns: int
    kind: TrackKind = TrackKind.SONG
    track_id: str | None = None
    """The id it has already, where it was made here."""
    metadata: TrackMetadata | None = None
    duration_s: float | None = None
    path: str | None = None
    favourite: bool | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HeardTracks:
    """Tracks that were heard, as somebody who knows their sound has chosen them.

    What tracks sound like is measured a floor above: a list that is narrowed or sorted by that is
    told the numbers.

    Attributes
    ----------
    numbers : int64 array, optional
        Only these may be listed; None: all.
    by_tempo : int64 array, optional
        Those whose tempo is known, slowest first; None: nobody asked.
    """

    numbers: "Keys | None" = None
    by_tempo: "Keys | None" = None


@dataclass(frozen=True, slots=True)
class TrackQuery:
    """Which tracks to list, in which order, and which part of the list.

    Every part that is given must hold.

    Attributes
    ----------
    kinds : tuple of TrackKind
        One of these; none: all kinds.
    min_rating : int, optional
        Rated at least so, 1 .. 100; a track that nobody rated is left out.
    heard : HeardTracks, optional
        What is chosen by sound: genre, mood, tempo, key.
    """

    text: str = ""
    source_id: str | None = None
    state: TrackState | None = None
    order: TrackOrder = TrackOrder.RELEVANCE
    descending: bool = False
    offset: int = 0
    limit: int = 100
    kinds: tuple[TrackKind, ...] = ()
    favourites_only: bool = False
    min_rating: int | None = None
    heard: HeardTracks | None = None


@dataclass(frozen=True, slots=True)
class TrackPage:
    """A part of a list of tracks, and how long the whole list is."""

    items: Sequence[Track]
    total: int


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How many tracks there are in each state."""

    found: int = 0
    analysed: int = 0
    failed: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """Return how many tracks there are in all."""
        return self.found + self.analysed + self.failed + self.missing


class PlaylistForm(StrEnum):
    """Name the forms that playlists are written in."""

    M3U8 = "m3u8"
    """For players."""
    XSPF = "xspf"
    JSPF = "jspf"
    """These two for other libraries."""


@dataclass(frozen=True, slots=True)
class NewPlaylistItem:
    """A track to stand in a playlist, and why."""

    track_id: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlaylistItem:
    """A track in its place in a playlist."""

    position: int
    track: Track
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Playlist:
    """An ordered list of tracks with a reason for each.

    ``version`` grows by one with every change of name or order; a writer names the version it
    has seen, so that nobody's change is lost unseen.
    """

    id: str
    name: str
    description: str
    version: int
    created_at: datetime
    updated_at: datetime
    track_count: int
    duration_s: float
    items: Sequence[PlaylistItem] = field(default_factory=tuple)

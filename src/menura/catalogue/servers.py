"""Say what a music server is to Menura: what it knows, and what it can be asked to do.

Every adapter in ``menura.catalogue.sources`` turns one foreign protocol into these words. Units are
the same everywhere: seconds, ratings from 0 to 100, moments in UTC. An id is whatever the server
calls a thing by: text nobody looks into.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from menura.catalogue.model import SourceKind


class Capability(StrEnum):
    """Name what a server may or may not be able to do, for the account that asks."""

    DOWNLOAD = "download"
    """It hands out original files."""
    PLAYLISTS = "playlists"
    """The account may make, change and delete playlists."""
    PLAY_COUNTS = "play_counts"
    """It counts plays for this account."""
    LAST_PLAYED = "last_played"
    FAVOURITES = "favourites"
    RATINGS = "ratings"
    SCROBBLES = "scrobbles"
    """It takes in plays that happened elsewhere."""
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """How a server is reached; secrets are shown by no representation.

    Attributes
    ----------
    url : str
        ``http(s)://host[:port][/path]`` without a slash at the end; for MPD ``mpd://host:port``.
    username : str
        Empty where the server knows no users, or a token stands for one.
    password : str, optional
        What the user typed. Adapters that can exchange it for a token do so once (`sign_in`).
    token : str, optional
        A key or token that stands for the user.
    user_id : str, optional
        What the server calls the user, where requests name it; found by `sign_in`.
    ca_file : str, optional
        File of certificates to trust for this server, on the machine Menura runs on.
    certificate : str, optional
        The one certificate (PEM) that this server is known by, pinned by the user.
    device : str
        What tells this installation of Menura from others, for servers that end an older login of
        the same device.
    music_root : str, optional
        Where the server's files lie on this machine, for servers that hand none out (MPD).
    """

    url: str
    username: str = ""
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    user_id: str | None = None
    ca_file: str | None = None
    certificate: str | None = field(default=None, repr=False)
    music_root: str | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a server says about itself and about the account that asks.

    Attributes
    ----------
    product, version : str
        Empty where the server does not tell.
    username : str
        Whose plays, favourites and ratings these are; empty where the server knows no users.
    notes : sequence of str
        Sentences for a person, as "Downloads are switched off for this account; ...".
    """

    kind: SourceKind
    product: str
    version: str
    username: str
    capabilities: frozenset[Capability]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ServerLibrary:
    """A part of a server's music that can be chosen."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ServerAlbum:
    """An album as a server lists it."""

    id: str
    name: str
    artist: str = ""
    added_at: datetime | None = None
    track_count: int | None = None


@dataclass(frozen=True, slots=True)
class ServerTrack:
    """A track as a server lists it; every part but the id may be unknown.

    Attributes
    ----------
    path : str, optional
        Where the server keeps the file, as it says; with ``/``. May be invented from tags.
    suffix : str, optional
        Kind of file by its usual ending, lower case without a dot; never trusted, only shown.
    size_bytes : int, optional
        Of the original file.
    changed_at : datetime, optional
        When the file was added or last changed, as far as the server tells.
    rating : int, optional
        0 .. 100, of the account that asks; as are the plays and `favourite`.
    """

    id: str
    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_id: str | None = None
    album_artist: str | None = None
    track_number: int | None = None
    disc_number: int | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    duration_s: float | None = None
    path: str | None = None
    suffix: str | None = None
    size_bytes: int | None = None
    changed_at: datetime | None = None
    musicbrainz_recording_id: str | None = None
    play_count: int | None = None
    last_played_at: datetime | None = None
    is_favourite: bool | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class TrackPart:
    """One page of a walk.

    Attributes
    ----------
    total : int, optional
        How many tracks the walk will have in all, by the server's own count where it gives one.
    """

    tracks: Sequence[ServerTrack]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ServerPlaylist:
    """A playlist as a server lists it.

    Attributes
    ----------
    is_writable : bool
        Whether this account may change it; smart playlists and those of others are not.
    """

    id: str
    name: str
    track_count: int | None = None
    owner: str | None = None
    is_writable: bool = True


class AudioStream(Protocol):
    """An original file as it comes in, already checked to be audio.

    Attributes
    ----------
    media_type : str
        Told from the first bytes, never from what the server says: ``audio/flac`` ...
    suffix : str
        The ending such files have: ``.flac`` ...
    size_bytes : int, optional
        Of the whole file, if the server tells.
    first, last : int, optional
        The range this is of the file, both included, where a range was asked for and given.
    """

    @property
    def media_type(self) -> str:
        """Return the kind of audio."""
        ...

    @property
    def suffix(self) -> str:
        """Return the ending."""
        ...

    @property
    def size_bytes(self) -> int | None:
        """Return the size of the whole file."""
        ...

    @property
    def first(self) -> int | None:
        """Return where the range begins."""
        ...

    @property
    def last(self) -> int | None:
        """Return where the range ends."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; raises as `MusicServer.open_original` when it breaks off."""
        ...


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A part of a file: from `first` to `last`, both included; no `last`: to the end."""

    first: int
    last: int | None = None


class PlaylistJournal(Protocol):
    """What is known of one playlist that Menura keeps on a server, written down at once.

    A program may be killed between any two requests. What stands here tells the next attempt
    which playlists on the server are Menura's, so that it ends with exactly one of them.

    Attributes
    ----------
    name : str, optional
        What the playlist was called when the server last held all of it.
    mark : str
        Short word, letters and digits, that no other playlist on the server is called by:
        temporary playlists carry it in their name, so that what was left behind is found again.
    remote_id : str, optional
        The playlist on the server, once there is one.
    before : sequence of str, optional
        Ids of playlists that were there before Menura began to make this one.
    """

    @property
    def name(self) -> str | None:
        """Return what it was called last."""
        ...

    @property
    def mark(self) -> str:
        """Return the word."""
        ...

    @property
    def remote_id(self) -> str | None:
        """Return the playlist on the server."""
        ...

    @property
    def before(self) -> Sequence[str] | None:
        """Return what was there before."""
        ...

    def note(self, remote_id: str | None) -> None:
        """Write down which playlist is Menura's; kept before this returns."""
        ...

    def note_before(self, ids: Sequence[str]) -> None:
        """Write down which playlists are not Menura's; kept before this returns."""
        ...


class MusicServer(Protocol):
    """A signed-in account on a music server. Not for several threads at once.

    Every method raises those of `menura.catalogue.server_errors` and nothing else. Methods that a
    server has no means for raise ServerUnsupportedError; `probe` tells beforehand. Only reads are
    repeated by themselves when the server is busy.
    """

    kind: SourceKind

    def sign_in(self) -> ServerAccess:
        """Check the account; return the access to be kept: a token in the password's place."""
        ...

    def probe(self) -> ServerInfo:
        """Return what the server is, and what this account may do there."""
        ...

    def libraries(self) -> Sequence[ServerLibrary]:
        """Return the music libraries one can choose from; none where there is only one."""
        ...

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        """Yield every track once, page by page, of the given libraries or of all.

        Raises
        ------
        IncompleteWalkError
            The walk ended short of the server's own total, the total shrank meanwhile, or the
            server was still scanning: what was yielded is right, but not everything.
        """
        ...

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        """Yield albums, newest first, at most `limit`; all of them if None."""
        ...

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        """Return the tracks of an album in order."""
        ...

    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> AbstractContextManager[AudioStream]:
        """Open a track's original file, never a transcoded one.

        Raises
        ------
        NotAudioError
            Something else came: a page, a picture, an error in JSON.
        ServerTooLargeError, ServerForbiddenError, ServerNotFoundError
        """
        ...

    def playlists(self) -> Sequence[ServerPlaylist]:
        """Return the playlists this account can see."""
        ...

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        """Return the ids of a playlist's tracks in order, doubles included."""
        ...

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        """Make the playlist of a journal be this: made, replaced or renamed, as needed.

        Done again after a failure at any point it ends the same: one playlist of that name and
        these tracks in this order, nothing temporary left, no other playlist touched. What the
        server cannot hold (doubles, on Lyrion; a name that another playlist has, on MPD) is the
        nearest it can: the first of the doubles; the name with "(Menura)" behind it.
        """
        ...

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        """Delete the playlist of a journal and what attempts left behind; gone already is fine."""
        ...

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played most, most first; exact, not a sample."""
        ...

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        """Return what this account played last, latest first."""
        ...

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        """Return tracks the server finds for words."""
        ...

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        """Make a track a favourite of this account, or no longer one."""
        ...

    def rate(self, track_id: str, rating: int | None) -> None:
        """Rate a track 0 .. 100 in the server's own steps; None takes the rating away."""
        ...

    def scrobble(self, track_id: str, at: datetime) -> None:
        """Tell the server of a play."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...


Dialects = Mapping[SourceKind, str]
SERVER_NAMES: Dialects = {
    SourceKind.SUBSONIC: "OpenSubsonic",
    SourceKind.JELLYFIN: "Jellyfin",
    SourceKind.EMBY: "Emby",
    SourceKind.LYRION: "Lyrion",
    SourceKind.PLEX: "Plex",
    SourceKind.MPD: "MPD",
}
"""What people call the servers Menura speaks with."""

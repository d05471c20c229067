"""Shape music servers, what is kept on them, and what is missing from sources."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, SecretStr

from menura.api.schemas.catalogue import In, SourceOut, TrackOut
from menura.catalogue import MissingCounts, RemotePlaylist, Source, SourceKind, Track
from menura.catalogue.servers import Capability, ServerInfo, ServerLibrary, ServerPlaylist

ServerKind = Literal["subsonic", "jellyfin", "emby", "lyrion", "plex", "mpd"]
Fingerprint = Annotated[
    str | None,
    Field(
        max_length=95,
        pattern=r"^([0-9A-Fa-f]{2}:?){32}$",
        description="SHA-256 of the one certificate to trust, as the error told it.",
    ),
]


ServerPath = Annotated[str | None, Field(max_length=1000, pattern=r"^[^\x00-\x1f]*$")]


class ServerIn(In):
    """How to reach a music server; secrets go in and never come out again."""

    kind: ServerKind
    url: str = Field(
        min_length=1, max_length=500, description="As opened in a browser; mpd://host:6600 for MPD."
    )
    username: str = Field("", max_length=200)
    password: SecretStr | None = Field(None, max_length=500)
    token: SecretStr | None = Field(
        None, max_length=500, description="Key or token in place of name and password."
    )
    ca_file: ServerPath = Field(
        None, description="Certificates to trust, a file on Menura's machine."
    )
    certificate_sha256: Fingerprint = None
    music_root: ServerPath = Field(
        None, description="MPD: where its music lies on Menura's machine."
    )


class NewServerIn(ServerIn):
    """A music server to take in."""

    name: str | None = Field(None, max_length=200)
    libraries: list[Annotated[str, Field(max_length=200)]] = Field(
        default_factory=list, max_length=200, description="Ids to walk; none: all."
    )
    read_plays: bool = True
    write_favourites: bool = False
    write_ratings: bool = False
    write_plays: bool = False
    scan: bool = Field(True, description="Also start to scan it.")


class SourceEdit(In):
    """What to change of a source; what is left out stays. Login and address only of servers."""

    name: str | None = Field(None, min_length=1, max_length=200)
    url: str | None = Field(None, min_length=1, max_length=500)
    username: str | None = Field(None, max_length=200)
    password: SecretStr | None = Field(None, max_length=500)
    token: SecretStr | None = Field(None, max_length=500)
    ca_file: ServerPath = None
    certificate_sha256: Fingerprint = None
    music_root: ServerPath = None
    libraries: list[Annotated[str, Field(max_length=200)]] | None = Field(None, max_length=200)
    read_plays: bool | None = None
    write_favourites: bool | None = None
    write_ratings: bool | None = None
    write_plays: bool | None = None


class ServerLibraryOut(BaseModel):
    """A part of a server's music that can be chosen."""

    id: str
    name: str


class ServerOut(BaseModel):
    """What a server said when it was tried."""

    kind: SourceKind
    product: str
    version: str
    username: str
    capabilities: list[Capability]
    notes: list[str] = Field(description="Sentences for people: what this account may not do.")
    libraries: list[ServerLibraryOut]

    @classmethod
    def of(cls, info: ServerInfo, libraries: Sequence[ServerLibrary]) -> Self:
        """Shape what a server said."""
        return cls(
            kind=info.kind,
            product=info.product,
            version=info.version,
            username=info.username,
            capabilities=sorted(info.capabilities),
            notes=list(info.notes),
            libraries=[ServerLibraryOut(id=one.id, name=one.name) for one in libraries],
        )


class SourceTroubleOut(BaseModel):
    """Why the last scan did not see everything."""

    code: str
    message: str
    at: datetime


class SourceDetailOut(SourceOut):
    """A source with what was settled about it; never its secrets."""

    has_secret: bool
    libraries: list[str]
    ca_file: str | None
    has_certificate: bool
    music_root: str | None
    read_plays: bool
    write_favourites: bool
    write_ratings: bool
    write_plays: bool
    trouble: SourceTroubleOut | None
    waiting_writes: int = Field(description="What the server is still to be told.")
    listener: str | None = Field(description="Under which name its plays are kept.")


class TrackPlaceOut(BaseModel):
    """One source that has a track."""

    track_id: str = Field(description="Of the copy; the track's own for its first place.")
    source_id: str
    source_name: str
    kind: SourceKind
    location: str
    path: str | None
    size_bytes: int
    is_first: bool = Field(description="Whether it is heard and played from here.")
    is_missing: bool

    @classmethod
    def of(cls, track: Track, source: Source, *, is_first: bool) -> Self:
        """Shape where a track lies."""
        return cls(
            track_id=track.id,
            source_id=source.id,
            source_name=source.name,
            kind=source.kind,
            location=track.location,
            path=track.path,
            size_bytes=track.size_bytes,
            is_first=is_first,
            is_missing=track.state.value == "missing",
        )


class TrackPlacesOut(BaseModel):
    """Every source that has a track."""

    items: list[TrackPlaceOut]


class RatingIn(In):
    """How a track is rated."""

    rating: int | None = Field(ge=0, le=100, description="0 .. 100; null takes it away.")


class RemotePlaylistOut(BaseModel):
    """A playlist that Menura keeps on a music server."""

    playlist_id: str
    source_id: str
    source_name: str
    name: str
    sent_at: datetime | None = Field(description="Null: the server does not hold all of it.")
    version: int | None
    track_count: int
    left_out: int
    is_current: bool = Field(description="Whether the server has the newest version.")
    is_gone_here: bool = Field(description="Deleted in Menura, still on the server.")

    @classmethod
    def of(cls, sent: RemotePlaylist, source_name: str, newest: int | None) -> Self:
        """Shape what a server holds; `newest` is the version here, None if it is gone."""
        return cls(
            playlist_id=sent.playlist_id,
            source_id=sent.source_id,
            source_name=source_name,
            name=sent.name,
            sent_at=sent.sent_at,
            version=sent.version,
            track_count=sent.track_count,
            left_out=sent.left_out,
            is_current=sent.sent_at is not None and sent.version == newest,
            is_gone_here=newest is None,
        )


class RemotePlaylistsOut(BaseModel):
    """Playlists that Menura keeps on music servers."""

    items: list[RemotePlaylistOut]


class ServerPlaylistOut(BaseModel):
    """A playlist as a server has it."""

    id: str
    name: str
    track_count: int | None
    owner: str | None
    is_writable: bool
    is_ours: bool = Field(description="Whether Menura keeps it.")

    @classmethod
    def of(cls, playlist: ServerPlaylist, *, is_ours: bool) -> Self:
        """Shape a server's playlist."""
        return cls(
            id=playlist.id,
            name=playlist.name,
            track_count=playlist.track_count,
            owner=playlist.owner,
            is_writable=playlist.is_writable,
            is_ours=is_ours,
        )


class ServerPlaylistsOut(BaseModel):
    """The playlists an account can see on its server."""

    items: list[ServerPlaylistOut]


class ServerPlaylistIn(In):
    """A server's playlist to take in as one of Menura's."""

    server_playlist_id: str = Field(min_length=1, max_length=2000)


class MissingOut(BaseModel):
    """Tracks that are gone from their sources."""

    total: int
    ready: int = Field(description="Gone for so long that they may be swept.")
    held: int = Field(description="Of these in playlists, favourites or rated.")
    keep_days: int
    items: list[TrackOut] = Field(description="Those that are ready, longest gone first.")

    @classmethod
    def of(cls, counts: MissingCounts, keep_days: int, items: list[TrackOut]) -> Self:
        """Shape what is missing."""
        return cls(
            total=counts.total,
            ready=counts.ready,
            held=counts.held,
            keep_days=keep_days,
            items=items,
        )


class SweepIn(In):
    """A person's word that missing tracks may be forgotten."""

    expected: int = Field(ge=0, description="How many, as they were shown; another number: refused")
    with_held: bool = Field(False, description="Also those in playlists, favourites or rated.")


class SweptOut(BaseModel):
    """How many tracks were forgotten."""

    swept: int


class PlayedTrackOut(BaseModel):
    """A track with how often and when a listener played it."""

    track: TrackOut
    play_count: int
    last_played_at: datetime | None


class PlayedTracksOut(BaseModel):
    """What a listener played."""

    items: list[PlayedTrackOut]


class HistoryIn(In):
    """Listening history to fetch from a service."""

    service: Literal["listenbrainz", "lastfm"]
    username: str = Field(min_length=1, max_length=200)
    token: SecretStr | None = Field(
        None, max_length=500, description="ListenBrainz: user token; Last.fm: API key."
    )
    url: str | None = Field(
        None, max_length=500, description="Of a service of one's own; the public one if left out."
    )
    listener: str | None = Field(
        None, min_length=1, max_length=200, description="Under which name; the user's by default."
    )

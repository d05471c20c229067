"""Shape sources, folders, tracks and playlists."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from menura.analysis import Features
from menura.catalogue import (
    FolderListing,
    LibraryCounts,
    Playlist,
    PlaylistItem,
    Source,
    SourceKind,
    Track,
    TrackKind,
    TrackState,
)
from menura.discover import Order


class In(BaseModel):
    """A request body; a name that is not known is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SourceIn(In):
    """A folder of music to take in."""

    path: str = Field(min_length=1, description="Absolute path of the folder on the server.")
    name: str | None = Field(None, max_length=200, description="Defaults to the folder's name.")
    scan: bool = Field(True, description="Also start to scan it.")


class CountsOut(BaseModel):
    """How many tracks there are in each state."""

    found: int
    analysed: int
    failed: int
    missing: int
    total: int

    @classmethod
    def of(cls, counts: LibraryCounts) -> Self:
        """Shape `counts`."""
        return cls(
            found=counts.found,
            analysed=counts.analysed,
            failed=counts.failed,
            missing=counts.missing,
            total=counts.total,
        )


class SourceOut(BaseModel):
    """A place that tracks come from."""

    id: str
    kind: SourceKind
    name: str
    location: str
    account: str = Field(description="On a music server; empty for folders.")
    created_at: datetime
    last_scan_at: datetime | None
    counts: CountsOut
    scan_job_id: str | None = Field(None, description="The scan that is waiting or running.")
    trouble_message: str | None = Field(
        None, description="Why the last scan did not see everything."
    )

    @classmethod
    def of(cls, source: Source, counts: LibraryCounts, scan_job_id: str | None = None) -> Self:
        """Shape `source`."""
        return cls(
            id=source.id,
            kind=source.kind,
            name=source.name,
            location=source.location,
            account=source.account,
            created_at=source.created_at,
            last_scan_at=source.last_scan_at,
            counts=CountsOut.of(counts),
            scan_job_id=scan_job_id,
            trouble_message=source.trouble.message if source.trouble else None,
        )


class SourcesOut(BaseModel):
    """All sources."""

    items: list[SourceOut]


class FolderOut(BaseModel):
    """A folder that can be opened."""

    name: str
    path: str


class FolderListingOut(BaseModel):
    """What lies in one folder of the server: folders to open, and whether there is music."""

    path: str
    parent: str | None
    folders: list[FolderOut]
    audio_files: int = Field(description="Playable files directly in this folder.")

    @classmethod
    def of(cls, listing: FolderListing) -> Self:
        """Shape `listing`."""
        return cls(
            path=listing.path,
            parent=listing.parent,
            folders=[FolderOut(name=f.name, path=f.path) for f in listing.folders],
            audio_files=listing.audio_files,
        )


class TempoCandidateOut(BaseModel):
    """A tempo the track may also be felt in."""

    tempo_bpm: float
    strength: float = Field(description="0 to 1, relative to the best candidate.")


class FeaturesOut(BaseModel):
    """What analysis measured; null where a thing cannot be told."""

    tempo_bpm: float | None = Field(description="Beats per minute.")
    tempo_confidence: float = Field(
        description="0 to 1: how likely this reading is right; below 0.5 take it as uncertain."
    )
    tempo_candidates: list[TempoCandidateOut]
    key: str | None = Field(description="Tonic, written with sharps: C, C#, D ...")
    mode: Literal["major", "minor"] | None
    key_confidence: float = Field(description="0 to 1; below 0.65 take it as uncertain.")
    tuning_cents: float | None = Field(description="Deviation from A4 = 440 Hz.")
    loudness_lufs: float | None = Field(description="Integrated, ITU-R BS.1770-4.")
    loudness_range_lu: float | None = Field(description="EBU Tech 3342.")
    true_peak_dbtp: float | None
    energy: float = Field(description="0 (calm) to 1 (driving).")
    brightness: float = Field(description="0 (dark) to 1 (bright).")
    pulse_clarity: float = Field(description="0 to 1: how clear and regular the pulse is.")
    instrument: str | None = Field(description="Of samples: kick, bass, pad ...; null: unsure.")
    spectrum_db: list[float] = Field(
        description="31 third-octave bands, 20 Hz to 20 kHz, in dB relative to the whole."
    )
    corrected: list[str] = Field(description="What a person corrected: tempo_bpm, key ...")

    @classmethod
    def of(cls, features: Features) -> Self:
        """Shape `features`."""
        return cls(
            tempo_bpm=features.tempo_bpm,
            tempo_confidence=features.tempo_confidence,
            tempo_candidates=[
                TempoCandidateOut(tempo_bpm=c.tempo_bpm, strength=c.strength)
                for c in features.tempo_candidates
            ],
            key=features.key,
            mode=features.mode,
            key_confidence=features.key_confidence,
            tuning_cents=features.tuning_cents,
            loudness_lufs=features.loudness_lufs,
            loudness_range_lu=features.loudness_range_lu,
            true_peak_dbtp=features.true_peak_dbtp,
            energy=features.energy,
            brightness=features.brightness,
            pulse_clarity=features.pulse_clarity,
            instrument=features.instrument,
            spectrum_db=list(features.spectrum_db),
            corrected=sorted(features.corrected),
        )


class TrackErrorOut(BaseModel):
    """Why a track could not be heard."""

    code: str
    message: str


class TrackOut(BaseModel):
    """One audio file known to the catalogue."""

    id: str
    kind: TrackKind
    source_id: str
    location: str = Field(description="Where its source keeps it.")
    title: str
    artist: str = Field(description="All artists in one line; empty when unknown.")
    artists: list[str]
    album: str | None
    album_artist: str | None
    year: int | None
    track_number: int | None
    genres: list[str]
    duration_s: float | None
    size_bytes: int
    state: TrackState
    error: TrackErrorOut | None
    added_at: datetime
    analysed_at: datetime | None
    favourite: bool
    path: str | None = Field(description="On a music server: where it says that the file lies.")
    rating: int | None = Field(description="0 .. 100, as a person rated it.")
    features: FeaturesOut | None

    @classmethod
    def of(cls, track: Track, features: Features | None) -> Self:
        """Shape `track` with what was measured of it."""
        error = (
            TrackErrorOut(code=track.error_code, message=track.error_message or "")
            if track.error_code
            else None
        )
        return cls(
            id=track.id,
            kind=track.kind,
            source_id=track.source_id,
            location=track.location,
            title=track.title,
            artist=track.artist,
            artists=list(track.metadata.artists),
            album=track.metadata.album,
            album_artist=track.metadata.album_artist,
            year=track.metadata.year,
            track_number=track.metadata.track_number,
            genres=list(track.metadata.genres),
            duration_s=track.duration_s,
            size_bytes=track.size_bytes,
            state=track.state,
            error=error,
            added_at=track.added_at,
            analysed_at=track.analysed_at,
            favourite=track.favourite,
            path=track.path,
            rating=track.rating,
            features=FeaturesOut.of(features) if features else None,
        )


class TracksOut(BaseModel):
    """A part of a list of tracks."""

    items: list[TrackOut]
    total: int
    offset: int
    limit: int


class WaveformOut(BaseModel):
    """The outline of a track's sound."""

    duration_s: float
    points: int
    low: list[int] = Field(description="Smallest sample of each point, -127 to 127.")
    high: list[int] = Field(description="Largest sample of each point, -127 to 127.")


class PlaylistItemIn(In):
    """A track to stand in a playlist."""

    track_id: str
    reason: str | None = Field(None, max_length=500)


class PlaylistIn(In):
    """A playlist to save."""

    name: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=2000)
    items: list[PlaylistItemIn] = Field(max_length=20_000)


class PlaylistEdit(In):
    """Another name or description for a playlist; what is left out stays."""

    version: int
    name: str | None = Field(None, min_length=1, max_length=200)
    description: str | None = Field(None, max_length=2000)


class PlaylistOrder(In):
    """The tracks of a playlist in their new order; tracks may come and go."""

    version: int = Field(description="The version the change is based on.")
    items: list[PlaylistItemIn] = Field(max_length=20_000)


class PlaylistSort(In):
    """By what to order a playlist."""

    by: Order
    descending: bool = False
    space: Literal["dsp", "musicnn", "clap"] = "dsp"
    version: int = Field(description="The version that was seen.")


class PlaylistSend(In):
    """Where to send a playlist."""

    source_id: str = Field(min_length=1, max_length=200)


class PlaylistSentOut(BaseModel):
    """What a source was given."""

    path: str | None = Field(description="The file; null for a music server.")
    track_count: int
    left_out: int = Field(description="Tracks that are not from this source.")
    job_id: str | None = Field(None, description="The job that gives it to a music server.")


class PlaylistOut(BaseModel):
    """A playlist without its tracks."""

    id: str
    name: str
    description: str
    version: int
    track_count: int
    duration_s: float
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, playlist: Playlist) -> Self:
        """Shape `playlist`."""
        return cls(**_playlist_fields(playlist))


class PlaylistItemOut(BaseModel):
    """A track in its place."""

    position: int
    track: TrackOut
    reason: str | None

    @classmethod
    def of(cls, item: PlaylistItem, features: Features | None) -> Self:
        """Shape `item`."""
        return cls(
            position=item.position, track=TrackOut.of(item.track, features), reason=item.reason
        )


class PlaylistDetailOut(PlaylistOut):
    """A playlist with its tracks."""

    items: list[PlaylistItemOut]


class PlaylistsOut(BaseModel):
    """All playlists, latest change first."""

    items: list[PlaylistOut]


def _playlist_fields(playlist: Playlist) -> dict[str, object]:
    """Return what both shapes of a playlist share."""
    names = PlaylistOut.model_fields
    return {name: getattr(playlist, name) for name in names}

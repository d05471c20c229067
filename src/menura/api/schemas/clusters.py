"""Shape clustering and the playlists it finds."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In, TrackOut
from menura.api.schemas.discover import FilterIn, SpaceName
from menura.discover import (
    Algorithm,
    Basis,
    ClusterOptions,
    ClusterPlaylist,
    ClusterRun,
    ScoreWeights,
)

_DEFAULT = ClusterOptions()
_WEIGHTS = ScoreWeights()


class WeightsIn(In):
    """How much each measure counts; 0 leaves it out."""

    diversity: float = Field(_WEIGHTS.diversity, ge=0, le=100)
    purity: float = Field(_WEIGHTS.purity, ge=0, le=100)
    silhouette: float = Field(0.0, ge=0, le=100)
    davies_bouldin: float = Field(0.0, ge=0, le=100)
    calinski_harabasz: float = Field(0.0, ge=0, le=100)
    other_diversity: float = Field(0.0, ge=0, le=100)
    other_purity: float = Field(0.0, ge=0, le=100)


class ClusteringIn(In):
    """How to search for playlists."""

    name: str | None = Field(None, max_length=200, description="Of this version.")
    algorithm: Algorithm = _DEFAULT.algorithm
    basis: Basis = _DEFAULT.basis
    space: SpaceName = "dsp"
    iterations: int = Field(_DEFAULT.iterations, ge=1, le=10_000)
    clusters_from: int = Field(0, ge=0, le=1000, description="0: as suits the library.")
    clusters_to: int = Field(0, ge=0, le=1000, description="0: as suits the library.")
    eps_from: float = Field(_DEFAULT.eps_from, gt=0, le=10)
    eps_to: float = Field(_DEFAULT.eps_to, gt=0, le=10)
    min_samples_from: int = Field(_DEFAULT.min_samples_from, ge=2, le=1000)
    min_samples_to: int = Field(_DEFAULT.min_samples_to, ge=2, le=1000)
    pca_to: int = Field(_DEFAULT.pca_to, ge=0, le=512)
    sample_size: int = Field(_DEFAULT.sample_size, ge=10, le=100_000)
    sample_change: float = Field(_DEFAULT.sample_change, ge=0, le=1)
    genres: list[str] = Field([], max_length=100)
    explore_share: float = Field(_DEFAULT.explore_share, ge=0, le=1)
    elites: int = Field(_DEFAULT.elites, ge=1, le=100)
    mutation_share: float = Field(_DEFAULT.mutation_share, ge=0, le=1)
    weights: WeightsIn = Field(default_factory=WeightsIn)
    playlists: int = Field(_DEFAULT.playlists, ge=0, le=1000)
    max_songs: int = Field(_DEFAULT.max_songs, ge=0, le=100_000)
    min_songs: int = Field(_DEFAULT.min_songs, ge=1, le=1000)
    per_artist: int = Field(_DEFAULT.per_artist, ge=0, le=1000)
    naming: Literal["mood_tempo", "language"] = "mood_tempo"
    seed: int = Field(0, ge=0, le=2**31 - 1)
    filter: FilterIn = Field(default_factory=FilterIn)

    def options(self) -> ClusterOptions:
        """Return the options this stands for."""
        same = self.model_dump(exclude={"name", "weights", "genres", "filter"})
        return ClusterOptions(
            **same,
            genres=tuple(self.genres),
            weights=ScoreWeights(**self.weights.model_dump()),
        )


class ClusterPlaylistOut(BaseModel):
    """A playlist that clustering found."""

    position: int
    name: str
    track_count: int
    profile: dict[str, float] = Field(description="Strongest moods and genres first.")
    tempo_bpm: float | None
    energy: float | None
    saved_as: str | None = Field(description="The playlist it was saved as.")

    @classmethod
    def of(cls, playlist: ClusterPlaylist, position: int) -> Self:
        """Shape `playlist`."""
        return cls(
            position=position,
            name=playlist.name,
            track_count=playlist.track_count or len(playlist.track_ids),
            profile=dict(playlist.profile),
            tempo_bpm=playlist.tempo_bpm,
            energy=playlist.energy,
            saved_as=playlist.saved_as,
        )


class ClusterPlaylistDetailOut(ClusterPlaylistOut):
    """A playlist that clustering found, with its tracks."""

    tracks: list[TrackOut]


class ClusterRunOut(BaseModel):
    """A version of the automatic playlists."""

    id: str
    name: str | None
    pinned: bool
    score: float
    measures: dict[str, float]
    options: dict[str, Any]
    genome: dict[str, Any] = Field(description="The parameters of the best solution.")
    iterations: int
    track_count: int
    created_at: datetime
    parent_id: str | None = Field(description="The version that was refreshed.")
    playlists: list[ClusterPlaylistOut]

    @classmethod
    def of(cls, run: ClusterRun) -> Self:
        """Shape `run`."""
        return cls(
            id=run.id,
            name=run.name,
            pinned=run.pinned,
            score=run.score,
            measures=dict(run.measures),
            options=dict(run.options),
            genome=dict(run.genome),
            iterations=run.iterations,
            track_count=run.track_count,
            created_at=run.created_at,
            parent_id=run.parent_id,
            playlists=[
                ClusterPlaylistOut.of(playlist, i) for i, playlist in enumerate(run.playlists)
            ],
        )


class ClusterRunsOut(BaseModel):
    """All versions, newest first."""

    items: list[ClusterRunOut]


class ClusterRunPatchIn(In):
    """A name, or a pin."""

    name: str | None = Field(None, max_length=200)
    pinned: bool | None = None


class SaveClustersIn(In):
    """Which playlists of a version to save; all if none is named."""

    positions: list[int] = Field([], max_length=1000)


class SavedClustersOut(BaseModel):
    """What was saved: the playlists' ids by position."""

    playlist_ids: dict[int, str]


class PlaylistMatchOut(BaseModel):
    """A playlist of one version and the most similar one of another."""

    position: int
    name: str
    match: int | None = Field(description="Its position in the other version.")
    match_name: str | None
    overlap: float = Field(description="Tracks in both, divided by tracks in either.")
    gained: int
    lost: int
    moved: int = Field(description="Of the lost: in some other playlist now.")


class RunComparisonOut(BaseModel):
    """How two versions differ."""

    similarity: float = Field(description="Mean overlap: 0 nothing in common, 1 the same.")
    agreement: float = Field(description="Adjusted Rand index: 1 grouped the same, 0 by chance.")
    matches: list[PlaylistMatchOut]
    unmatched: list[int] = Field(description="Playlists of the other version that match none.")

"""Say what clustering is asked for and what it found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Algorithm(StrEnum):
    """Name the ways of grouping tracks."""

    KMEANS = "kmeans"
    GMM = "gmm"
    SPECTRAL = "spectral"
    DBSCAN = "dbscan"


class Basis(StrEnum):
    """Name what tracks are grouped by."""

    EMBEDDINGS = "embeddings"
    FEATURES = "features"
    """Tempo, energy, moods and genres as one vector of scores."""


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """How much each measure counts in the score of a solution; 0 leaves it out.

    Purity, diversity and their constants follow the seed (log1p, then (x - mean) / deviation);
    silhouette (s + 1) / 2, Davies-Bouldin 1 / (1 + d), Calinski-Harabasz 1 - exp(-c / 500).
    """

    diversity: float = 2.0
    purity: float = 1.0
    silhouette: float = 0.0
    davies_bouldin: float = 0.0
    calinski_harabasz: float = 0.0
    other_diversity: float = 0.0
    other_purity: float = 0.0


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """How to search for playlists.

    Attributes
    ----------
    algorithm, basis, space
        `space` names the vectors where `basis` is embeddings.
    iterations : int
        Solutions tried, 1 to 10 000.
    clusters_from, clusters_to : int
        For all algorithms but DBSCAN, which has `eps_*` and `min_samples_*` (eps relative to the
        median distance to the nearest neighbours). 0: as suits the library (`settle_options`).
    pca_to : int
        Components kept at most; 0 keeps all.
    sample_size : int
        Tracks in one iteration at most.
    sample_change : float
        Share of the sample exchanged from one iteration to the next.
    genres : tuple of str
        The sample holds its share of each; none: the most frequent ones of the library.
    explore_share : float
        Share of iterations that draw freely before elites are mutated.
    elites : int
    mutation_share : float
        How probable a mutated elite is, afterwards.
    playlists : int
        The most diverse so many are kept; 0: all.
    max_songs : int
        Of a playlist; a larger one is split. 0: no limit.
    min_songs : int
        Smaller playlists are dropped.
    per_artist : int
        Songs of one artist in a playlist; 0: no limit.
    naming : str
        ``mood_tempo`` or ``language``.
    seed : int
    """

    algorithm: Algorithm = Algorithm.KMEANS
    basis: Basis = Basis.EMBEDDINGS
    space: str = "dsp"
    iterations: int = 1_000
    clusters_from: int = 40
    clusters_to: int = 100
    eps_from: float = 0.5
    eps_to: float = 1.5
    min_samples_from: int = 5
    min_samples_to: int = 20
    pca_to: int = 60
    sample_size: int = 10_000
    sample_change: float = 0.2
    genres: tuple[str, ...] = ()
    explore_share: float = 0.2
    elites: int = 10
    mutation_share: float = 0.7
    weights: ScoreWeights = field(default_factory=ScoreWeights)
    playlists: int = 8
    max_songs: int = 0
    min_songs: int = 5
    per_artist: int = 3
    naming: str = "mood_tempo"
    seed: int = 0
    filter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClusterPlaylist:
    """One playlist that clustering found.

    Attributes
    ----------
    track_ids : sequence of str
        Nearest to the middle first; empty in lists of runs.
    profile : mapping of str to float
        The strongest moods and genres and how strong they are, strongest first.
    centroid : sequence of float
        In the basis' own (scaled) space, to add new music to the playlist later.
    reach : float
        Distance of the farthest track from the centroid there.
    saved_as : str, optional
        Id of the catalogue playlist it was saved as.
    """

    name: str
    track_ids: Sequence[str]
    profile: Mapping[str, float]
    tempo_bpm: float | None
    energy: float | None
    centroid: Sequence[float] = ()
    reach: float = 0.0
    saved_as: str | None = None
    track_count: int = 0


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """A version of the automatic playlists: what was asked, what came of it.

    Attributes
    ----------
    id : str
        Also the id of the job that made it.
    options : mapping
        JSON-able `ClusterOptions`.
    score : float
        Of the best solution; `measures` are its parts, weighted and raw.
    genome : mapping
        The parameters of the best solution, JSON-able.
    scaling : mapping
        What the basis was scaled by, JSON-able: places new tracks among the centroids.
    parent_id : str, optional
        The run that was refreshed with new music.
    """

    id: str
    name: str | None
    pinned: bool
    options: Mapping[str, Any]
    score: float
    measures: Mapping[str, float]
    genome: Mapping[str, Any]
    scaling: Mapping[str, Any]
    iterations: int
    track_count: int
    playlists: Sequence[ClusterPlaylist]
    created_at: datetime
    parent_id: str | None = None

"""Add new music to the playlists of a run, and touch nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from menura.discover.clusters.dataset import raw_vectors
from menura.discover.clusters.model import ClusterOptions, ClusterPlaylist, ClusterRun
from menura.discover.clusters.options import options_from_payload
from menura.discover.clusters.scaling import Scaling
from menura.discover.clusters.score_vectors import Matrix, Rows
from menura.discover.errors import SearchInputError
from menura.discover.search_space import VectorLookup
from menura.discover.shelf import UNKNOWN, Shelf


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A run with new music.

    Attributes
    ----------
    playlists : sequence of ClusterPlaylist
        In the order of the run; new tracks stand behind the old ones, nearest first.
    scaling : mapping
        Of the run that comes of it: it knows the new tracks, so that the next refresh looks at
        what is newer only.
    considered, added : int
        New tracks, and how many of them fell into a playlist.
    """

    playlists: Sequence[ClusterPlaylist]
    scaling: Mapping[str, Any]
    considered: int
    added: int


def new_rows(run: ClusterRun, shelf: Shelf) -> Rows:
    """Return the rows of tracks that were not in the library of a run."""
    known = Scaling.from_payload(_scaling(run)).numbers
    return np.flatnonzero(~np.isin(shelf.numbers, known, assume_unique=True))


def refresh_run(
    run: ClusterRun, shelf: Shelf, vectors: VectorLookup | None, *, rows: Rows | None = None
) -> Refreshed:
    """Add tracks that are new since a run to the playlists they fall into.

    A track joins the nearest playlist, if it lies no farther from its middle than the farthest
    track that was there, its artist has room, the same work is not there already, and the list is
    not full. Tracks that the run saw and left out stay out.

    Parameters
    ----------
    run : ClusterRun
        With the tracks of its playlists.
    vectors : callable, optional
        Gives vectors of the run's space; not needed where its basis is features.
    rows : int64 array, optional
        Rows of the shelf that pass the run's filter; all if not given.

    Raises
    ------
    SearchInputError
        The run did not keep what new tracks are placed by, or was made in a space of another
        dimension.
    """
    scaling = Scaling.from_payload(_scaling(run))
    options = options_from_payload(run.options)
    fresh = new_rows(run, shelf)
    if rows is not None:
        fresh = np.intersect1d(fresh, rows)
    placed, raw = raw_vectors(shelf, vectors, scaling, fresh)
    if len(placed) and raw.shape[1] != len(scaling.mean):
        raise SearchInputError(
            f"The run was made with vectors of {len(scaling.mean)} numbers, now there are "
            f"{raw.shape[1]}: the model has changed, so start a new run instead.",
            field="run_id",
        )
    joining = _join(run.playlists, shelf, options, rows=placed, points=scaling.apply(raw))
    numbers = np.union1d(scaling.numbers, shelf.numbers[placed])
    playlists = [
        _extended(shelf, playlist, added)
        for playlist, added in zip(run.playlists, joining, strict=True)
    ]
    return Refreshed(
        playlists=playlists,
        scaling=replace(scaling, numbers=numbers).to_payload(),
        considered=len(placed),
        added=sum(len(added) for added in joining),
    )


def _scaling(run: ClusterRun) -> Mapping[str, Any]:
    if "mean" not in run.scaling:
        raise SearchInputError(
            "This run did not keep what new tracks are placed by; start a new run instead.",
            field="run_id",
        )
    return run.scaling


def _join(
    playlists: Sequence[ClusterPlaylist],
    shelf: Shelf,
    options: ClusterOptions,
    *,
    rows: Rows,
    points: Matrix,
) -> list[list[int]]:
    """Return the rows that join each playlist, nearest first."""
    guests = [_Guests(shelf, playlist, options) for playlist in playlists]
    if not playlists or not len(rows):
        return [[] for _ in playlists]
    distances = np.stack([_distances(points, playlist) for playlist in playlists], axis=1)
    target = distances.argmin(axis=1)
    gap = distances[np.arange(len(rows)), target]
    for at in np.lexsort((rows, gap)).tolist():
        playlist = int(target[at])
        if gap[at] <= playlists[playlist].reach:
            guests[playlist].invite(int(rows[at]))
    return [one.joined for one in guests]


def _distances(points: Matrix, playlist: ClusterPlaylist) -> Matrix:
    """Return how far rows are from the middle of a playlist; infinitely, if it has none."""
    centre = np.asarray(playlist.centroid, np.float32)
    if not len(centre):
        return np.full(len(points), np.inf, np.float32)
    gaps: Matrix = np.linalg.norm(points[:, : len(centre)] - centre, axis=1)
    return gaps


class _Guests:
    """Let tracks into a playlist as long as its rules allow."""

    def __init__(self, shelf: Shelf, playlist: ClusterPlaylist, options: ClusterOptions) -> None:
        self._shelf = shelf
        self._per_artist = options.per_artist
        self._room = (
            options.max_songs - len(playlist.track_ids) if options.max_songs else len(shelf)
        )
        rows = shelf.rows_of_ids(playlist.track_ids)
        inside = rows[rows != UNKNOWN]
        self._works = set(shelf.work[inside].tolist()) - {0}
        self._songs: dict[int, int] = {}
        for artist in shelf.artist[inside].tolist():
            self._songs[artist] = self._songs.get(artist, 0) + 1
        self.joined: list[int] = []

    def invite(self, row: int) -> None:
        """Let a track in, unless there is a reason not to."""
        artist, work = int(self._shelf.artist[row]), int(self._shelf.work[row])
        songs = self._songs.get(artist, 0)
        full = self._per_artist and artist != UNKNOWN and songs >= self._per_artist
        if full or work in self._works or len(self.joined) >= self._room:
            return
        self._songs[artist] = songs + 1
        if work:
            self._works.add(work)
        self.joined.append(row)


def _extended(shelf: Shelf, playlist: ClusterPlaylist, rows: Sequence[int]) -> ClusterPlaylist:
    ids = [*playlist.track_ids, *(shelf.track_id(row) for row in rows)]
    return replace(playlist, track_ids=ids, track_count=len(ids))

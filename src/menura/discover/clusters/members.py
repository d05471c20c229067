"""Turn groups into what playlists would hold: nearest first, no song twice, few by one artist."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.dataset import Dataset
from menura.discover.clusters.grouping import NOISE, Labels, group_means
from menura.discover.clusters.score_vectors import Matrix, Rows
from menura.discover.shelf import UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of a dataset's tracks.

    Attributes
    ----------
    rows : int64 array, shape (n,)
        Rows of the dataset that are in a group, group by group, nearest to the middle first.
    labels : int64 array, shape (n,)
        Their groups, 0 to k - 1, ascending.
    distances : float32 array, shape (n,)
        From the middle of the group.
    kept : bool array, shape (n,)
        Whether a playlist would hold it: not the same work again, not too many of an artist.
    centres : float32 array, shape (k, c)
    """

    rows: Rows
    labels: Labels
    distances: NDArray[np.float32]
    kept: NDArray[np.bool_]
    centres: Matrix

    def __len__(self) -> int:
        return len(self.centres)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return how many tracks a playlist of each group would hold."""
        return np.bincount(self.labels[self.kept], minlength=len(self))

    @property
    def middles(self) -> tuple[int, ...]:
        """Return the row nearest to the middle of each group."""
        firsts = np.searchsorted(self.labels, np.arange(len(self)))
        return tuple(self.rows[firsts].tolist())


def find_members(
    dataset: Dataset, rows: Rows, labels: Labels, *, components: int, per_artist: int
) -> Groups:
    """Return what playlists of groups would hold.

    Parameters
    ----------
    rows : int64 array, shape (n,)
        Ascending rows of the dataset.
    labels : int64 array, shape (n,)
        Group of each, `NOISE` for none; groups without a row are passed over.
    components : int
        Leading columns of the basis that distances are measured in.
    per_artist : int
        Tracks of one artist in a group; 0: no limit.
    """
    inside = labels != NOISE
    rows, labels = rows[inside], labels[inside]
    present, labels = np.unique(labels, return_inverse=True)
    points = dataset.basis[rows, :components]
    centres = group_means(points, labels, len(present))
    gaps = points - centres[labels]
    distances = np.sqrt(np.einsum("ij,ij->i", gaps, gaps))
    order = np.lexsort((rows, distances, labels))
    rows, labels, distances = rows[order], labels[order], distances[order]
    kept = _first_ones(dataset, rows, labels, per_artist)
    return Groups(rows, labels, distances, kept, centres)


def _first_ones(dataset: Dataset, rows: Rows, labels: Labels, per_artist: int) -> NDArray[np.bool_]:
    """Tell which rows come early enough in their group, by work and by artist."""
    works, artists = dataset.work[rows], dataset.artist[rows]
    kept: NDArray[np.bool_] = (works == 0) | (_earlier_equals(labels, works) == 0)
    if not per_artist:
        return kept
    limited = np.flatnonzero(kept & (artists != UNKNOWN))
    earlier = _earlier_equals(labels[limited], artists[limited])
    kept[limited[earlier >= per_artist]] = False
    return kept


def _earlier_equals(labels: Labels, codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Count, for each place, the earlier ones with the same label and code."""
    if not len(labels):
        return np.zeros(0, np.int64)
    keys = labels * (int(codes.max()) + 2) + codes + 1
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.append(firsts, len(keys)))
    counted = np.empty(len(keys), np.int64)
    counted[order] = np.arange(len(keys)) - np.repeat(firsts, lengths)
    return counted

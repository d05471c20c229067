"""Put everything a search for playlists needs into one file that every process can read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.model import Basis, ClusterOptions
from menura.discover.clusters.scaling import Scaling, fit_scale
from menura.discover.clusters.score_vectors import (
    MOST_LABELS,
    Columns,
    Matrix,
    Rows,
    common_labels,
    score_vectors,
    strata,
)
from menura.discover.errors import EmptyLibraryError, SearchInputError
from menura.discover.search_space import VectorLookup
from menura.discover.shelf import Shelf
from menura.vectors import Keys

_ARRAYS = (
    "numbers",
    "ids",
    "basis",
    "scores",
    "tempo_bpm",
    "energy",
    "stratum",
    "artist",
    "work",
)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """The tracks that are grouped, in columns, in the order of their numbers.

    Attributes
    ----------
    numbers, ids
        As on the shelf.
    basis : float32 array, shape (n, d)
        What is grouped, standardised. With principal components the strongest comes first, so
        that the first c columns are a projection to c dimensions.
    scores : float32 array, shape (n, m)
        Score vectors, 0 to 1, by `scaling.columns`; 0 where something is unknown.
    stratum : int32 array
        Which genre of the sample a track belongs to.
    artist : int32 array
        As on the shelf; -1 where there is none.
    work : int32 array
        Numbers the different works; 0 where the title is unknown.
    """

    numbers: Keys
    ids: NDArray[np.bytes_]
    basis: Matrix
    scores: Matrix
    tempo_bpm: NDArray[np.float32]
    energy: NDArray[np.float32]
    stratum: NDArray[np.int32]
    artist: NDArray[np.int32]
    work: NDArray[np.int32]
    scaling: Scaling

    def __len__(self) -> int:
        return len(self.numbers)

    def track_ids(self, rows: Rows) -> list[str]:
        """Return the ids of rows."""
        return [one.decode("ascii") for one in self.ids[rows].tolist()]

    def save(self, path: Path) -> None:
        """Write it to a file, whole or not at all."""
        partial = path.with_name(path.name + ".part")
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        with partial.open("wb") as file:
            np.savez(file, scaling=np.array(json.dumps(self.scaling.to_payload())), **arrays)
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read it from a file."""
        with np.load(path, allow_pickle=False) as kept:
            scaling = Scaling.from_payload(json.loads(str(kept["scaling"])))
            return cls(**{name: kept[name] for name in _ARRAYS}, scaling=scaling)


def build_dataset(
    shelf: Shelf, vectors: VectorLookup | None, options: ClusterOptions, *, rows: Rows | None = None
) -> Dataset:
    """Return what is to be grouped.

    Parameters
    ----------
    vectors : callable, optional
        Gives the unit vectors of `options.space`; not needed where the basis is features. Tracks
        without a vector are left out.
    rows : int64 array, optional
        Rows of the shelf that passed a filter; all of them if not given.

    Raises
    ------
    EmptyLibraryError
        No track is left.
    SearchInputError
        Tracks are to be grouped by vectors, and there are none.
    """
    chosen = np.arange(len(shelf)) if rows is None else np.unique(np.asarray(rows, np.int64))
    if not len(chosen):
        raise EmptyLibraryError(filtered=rows is not None)
    chosen, raw = _with_vectors(shelf, vectors, options, chosen)
    genres = common_labels([shelf.genres, shelf.tags], chosen, MOST_LABELS)
    scores = score_vectors(shelf, chosen, genres)
    raw = scores if raw is None else raw
    scale = fit_scale(raw, options.basis, options.pca_to)
    scaling = Scaling(
        basis=options.basis,
        space=options.space,
        columns=Columns(tuple(shelf.mood_names), genres),
        mean=scale.mean,
        deviation=scale.deviation,
        rotation=scale.rotation,
        numbers=shelf.numbers[chosen],
    )
    _, work = np.unique(shelf.work[chosen], return_inverse=True)
    return Dataset(
        numbers=shelf.numbers[chosen],
        ids=shelf.ids[chosen],
        basis=scaling.apply(raw),
        scores=np.clip(np.nan_to_num(scores), 0.0, 1.0),
        tempo_bpm=shelf.tempo_bpm[chosen],
        energy=shelf.energy[chosen],
        stratum=strata(shelf, chosen, options.genres),
        artist=shelf.artist[chosen],
        work=np.where(shelf.work[chosen] == 0, 0, work + 1).astype(np.int32),
        scaling=scaling,
    )


def raw_vectors(
    shelf: Shelf, vectors: VectorLookup | None, scaling: Scaling, rows: Rows
) -> tuple[Rows, Matrix]:
    """Return the rows that can be placed by a scaling, and what it is applied to."""
    if scaling.basis is Basis.FEATURES:
        return rows, score_vectors(shelf, rows, scaling.columns.genres)
    return _heard(shelf, vectors, scaling.space, rows)


def _with_vectors(
    shelf: Shelf, vectors: VectorLookup | None, options: ClusterOptions, rows: Rows
) -> tuple[Rows, Matrix | None]:
    if options.basis is Basis.FEATURES:
        return rows, None
    kept, raw = _heard(shelf, vectors, options.space, rows)
    if not len(kept):
        raise SearchInputError(
            f"None of the {len(rows)} tracks has a vector in the space {options.space!r}; take "
            "another space, group by features, or let the tracks be heard by its model first.",
            field="space",
        )
    return kept, raw


def _heard(
    shelf: Shelf, vectors: VectorLookup | None, space: str, rows: Rows
) -> tuple[Rows, Matrix]:
    """Return the rows that have a usable vector, and the vectors."""
    if vectors is None:
        raise SearchInputError(f"Grouping by the space {space!r} needs its vectors.", field="space")
    found = np.asarray(vectors(shelf.numbers[rows]), np.float32)
    usable = np.isfinite(found).all(axis=1) & found.any(axis=1)
    return (rows, found) if usable.all() else (rows[usable], found[usable])

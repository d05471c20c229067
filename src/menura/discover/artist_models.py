"""Hold what artists sound like, and find it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from menura.catalogue import normalise_search
from menura.discover.artist_mixtures import Mixture, fit_mixture
from menura.discover.filters import WHOLE
from menura.discover.music_map import Report
from menura.discover.shelf import KINDS, UNKNOWN, Shelf
from menura.vectors import InvalidVectorsError, Vectors

LEAST_TRACKS = 5
"""With fewer tracks each is a component of its own: that few points have no distribution."""
SONGS_SHOWN = 3
TRACKS_PER_REPORT = 1_000  # about a fifth of a second
SEED = 42


@dataclass(frozen=True, slots=True, eq=False)
class ArtistModels:
    """A Gaussian mixture for each artist, in columns.

    Attributes
    ----------
    revision : int
        The shelf they were fitted to.
    keys : sequence of str
        Normalised names of artists, ascending; `names` are as they are shown.
    starts : int64 array, shape (n + 1,)
        Artist ``i`` has the components ``starts[i]`` to ``starts[i + 1]``, at least one, the
        heaviest first.
    means : float32 array, shape (m, d)
        Unit vectors.
    weights : float32 array, shape (m,)
        They sum to 1 for each artist.
    songs : int64 array, shape (m, 3)
        Numbers of the component's own tracks that are nearest to it, nearest first; -1 where there
        are fewer.
    song_distances : float32 array, shape (m, 3)
        Cosine distances of these; NaN where there is no track.
    track_counts : int64 array, shape (n,)
    """

    space: str
    revision: int
    keys: Sequence[str]
    names: Sequence[str]
    starts: NDArray[np.int64]
    means: Vectors
    weights: NDArray[np.float32]
    songs: NDArray[np.int64]
    song_distances: NDArray[np.float32]
    track_counts: NDArray[np.int64]

    def components(self, artist: int) -> slice:
        """Return which components an artist has."""
        return slice(int(self.starts[artist]), int(self.starts[artist + 1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Rows of the shelf by artist: artist ``i`` has ``rows[starts[i]:starts[i + 1]]``."""

    keys: Sequence[str]
    names: Sequence[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]


def artist_key(name: str) -> str:
    """Return by what an artist is found: accents, case and punctuation do not count.

    But for names of punctuation alone ("!!!"), of which nothing would be left.
    """
    return normalise_search(name) or name.strip().casefold()


def fit_artists(
    shelf: Shelf, vectors: Vectors, space: str, *, report: Report | None = None
) -> ArtistModels:
    """Fit a mixture to every artist with whole music (songs, mixes, clips) that was heard.

    An artist of fewer than five tracks has one component for each; see `fit_mixture` for the
    others. Spellings that differ in case, accents or punctuation are one artist. Every artist is
    fitted by itself, from a seed of its name: the others do not change what comes out.

    Parameters
    ----------
    vectors : float32 array, shape (len(shelf), d)
        One unit vector for each row of the shelf; zeros where it has none.
    report : Report, optional
        Called several times a second (2 s for the largest artists); what it raises stops the
        work.

    Raises
    ------
    InvalidVectorsError
        Not one vector for each row, or not finite.
    """
    _check(shelf, vectors)
    groups = _group(shelf, vectors)
    mixtures, songs, distances = [], [], []
    unreported = TRACKS_PER_REPORT
    for artist, key in enumerate(groups.keys):
        rows = groups.rows[groups.starts[artist] : groups.starts[artist + 1]]
        unreported += len(rows)
        if report and unreported >= TRACKS_PER_REPORT:
            report(artist / len(groups.keys), f"listening to {groups.names[artist]}")
            unreported = 0
        own = vectors[rows]
        mixture = _fit(own, key)
        nearest, gaps = _representatives(mixture.means, own)
        mixtures.append(mixture)
        songs.append(np.where(nearest == UNKNOWN, -1, shelf.numbers[rows[nearest]]))
        distances.append(gaps)
    sizes = [len(mixture.weights) for mixture in mixtures]
    dimension = vectors.shape[1]
    return ArtistModels(
        space=space,
        revision=shelf.revision,
        keys=groups.keys,
        names=groups.names,
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        means=np.concatenate([np.empty((0, dimension), np.float32), *[m.means for m in mixtures]]),
        weights=np.concatenate([np.empty(0, np.float32), *[m.weights for m in mixtures]]),
        songs=np.concatenate([np.empty((0, SONGS_SHOWN), np.int64), *songs]),
        song_distances=np.concatenate([np.empty((0, SONGS_SHOWN), np.float32), *distances]),
        track_counts=np.diff(groups.starts),
    )


def _fit(vectors: Vectors, key: str) -> Mixture:
    """Return the sounds of one artist."""
    count = len(vectors)
    if count < LEAST_TRACKS:
        return Mixture(vectors, np.full(count, 1.0 / count, np.float32))
    return fit_mixture(vectors, np.random.default_rng([SEED, crc32(key.encode())]))


def _group(shelf: Shelf, vectors: Vectors) -> _Groups:
    """Return the rows of each artist that can be compared, in the order of keys."""
    whole = np.isin(shelf.kind, [KINDS.index(kind) for kind in WHOLE])
    usable = np.flatnonzero((shelf.artist != UNKNOWN) & whole & np.any(vectors != 0.0, axis=1))
    counts = np.bincount(shelf.artist[usable], minlength=len(shelf.artists))
    spellings: dict[str, list[int]] = {}
    for code in np.flatnonzero(counts).tolist():
        key = artist_key(shelf.artists[code])
        if key:
            spellings.setdefault(key, []).append(code)
    keys = sorted(spellings)
    owner = np.full(len(shelf.artists), UNKNOWN, np.int64)
    names = []
    for artist, key in enumerate(keys):
        owner[spellings[key]] = artist
        shown = min(spellings[key], key=lambda code: (-counts[code], shelf.artists[code]))
        names.append(shelf.artists[shown])
    owners = owner[shelf.artist[usable]]
    usable, owners = usable[owners != UNKNOWN], owners[owners != UNKNOWN]
    order = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[order], np.arange(len(keys) + 1))
    return _Groups(keys, names, starts.astype(np.int64), usable[order])


def _representatives(means: Vectors, own: Vectors) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the tracks nearest to each component and their distances, shape (k, 3).

    A track stands for the component it is nearest to, and only for that one; a component that no
    track is nearest to is shown by the track nearest to it. `UNKNOWN` and NaN fill up.
    """
    gaps = np.clip(1.0 - means @ own.T, 0.0, 2.0)
    components = np.arange(len(means))
    belongs = gaps.argmin(axis=0) == components[:, np.newaxis]
    belongs[components, gaps.argmin(axis=1)] |= ~belongs.any(axis=1)
    masked = np.where(belongs, gaps, np.inf)
    nearest = np.argsort(masked, axis=1, kind="stable")[:, :SONGS_SHOWN]  # ties: lower number
    found = np.take_along_axis(masked, nearest, axis=1)
    rows = np.full((len(means), SONGS_SHOWN), UNKNOWN, np.int64)
    distances = np.full(rows.shape, np.nan, np.float32)
    shown = np.isfinite(found)
    rows[:, : nearest.shape[1]] = np.where(shown, nearest, UNKNOWN)
    distances[:, : nearest.shape[1]] = np.where(shown, found, np.nan)
    return rows, distances


def _check(shelf: Shelf, vectors: Vectors) -> None:
    """Refuse vectors that are not one for each row of the shelf."""
    if vectors.ndim != 2 or len(vectors) != len(shelf):
        raise InvalidVectorsError(
            f"Every row of the shelf needs one vector; got {vectors.shape} for {len(shelf)} rows.",
            field="vectors",
        )
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise InvalidVectorsError(
            f"The vector in row {int(finite.argmin())} is not finite (NaN or infinity); "
            "leave zeros there.",
            field="vectors",
        )

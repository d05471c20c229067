"""Hold what discovery knows of every track that was heard, in columns.

Ranking looks at thousands of tracks to show twenty. Rows of a database, read one by one, would
cost more than the search; columns in memory cost about 150 bytes a track and are filtered in
microseconds. A shelf is one moment of the library and never changes; `ShelfKeeper` makes the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from menura.audio.file_name_hints import Instrument
from menura.audio.moods import MOODS
from menura.catalogue import TrackKind, normalise_search
from menura.discover.errors import NotOnShelfError
from menura.vectors import Keys

KINDS = tuple(TrackKind)
INSTRUMENTS: tuple[Instrument, ...] = get_args(Instrument)
UNKNOWN = -1
"""Stands for what is not known in columns of codes."""


@lru_cache(maxsize=200_000)  # 5 us each, and the same artists and genres in every search
def name_key(name: str) -> str:
    """Return what a name is compared by; one of signs alone (``!!!``) is compared as it is."""
    return normalise_search(name) or name.strip().casefold()


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Labels of tracks, some for each: row ``i`` has ``codes[starts[i]:starts[i + 1]]``.

    Attributes
    ----------
    names : sequence of str
        What the codes stand for.
    starts : int64 array, shape (n + 1,)
    codes : int32 array, shape (m,)
    scores : float32 array, shape (m,)
        0 to 1: how much the label fits; 1 where somebody wrote it down.
    """

    names: Sequence[str]
    starts: NDArray[np.int64]
    codes: NDArray[np.int32]
    scores: NDArray[np.float32]

    def of(self, row: int) -> Mapping[str, float]:
        """Return the labels of a row and how much each fits."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        pairs = zip(self.codes[part].tolist(), self.scores[part].tolist(), strict=True)
        return {self.names[code]: score for code, score in pairs}

    def rows_with(self, codes: NDArray[np.int32], least: float = 0.0) -> NDArray[np.bool_]:
        """Tell, for each row, whether one of these codes fits it at least so much."""
        wanted = np.zeros(len(self.names), np.bool_)  # a table is faster than comparing sets
        wanted[codes[codes != UNKNOWN]] = True
        hits = wanted[self.codes]
        if least > 0:
            hits &= self.scores >= least
        counted = np.zeros(len(hits) + 1, np.int32)
        np.cumsum(hits, out=counted[1:])
        until = counted[self.starts]
        found: NDArray[np.bool_] = until[1:] > until[:-1]
        return found


@dataclass(frozen=True, eq=False)
class Shelf:
    """What is known of the tracks that were heard: one row for each, in the order of numbers.

    Attributes
    ----------
    revision : int
        The newest change of the library it contains.
    numbers : int64 array, shape (n,)
        Ascending; the keys of the tracks in vector indexes.
    ids : array of ``S36``, shape (n,)
        Ids in ASCII.
    credit : int32 array
        Codes into `credits`: the whole line of artists, where `artist` is the first of them.
    artist, album : int32 arrays
        Codes into `artists` and `albums`; `UNKNOWN` where there is none. Albums of one name by
        different artists have different codes.
    work : int64 array
        The same for tracks of the same normalised title and artist, whatever their marks; 0 where
        the title is unknown.
    marks : int32 array
        Bits of `menura.discover.marks.Mark`: live, remix, demo ...
    source, folder : int32 arrays
        Codes into `sources` (ids) and `folders` (``source id/path below it``).
    kind : int8 array
        Position in `KINDS`.
    year : int16 array
        0 where unknown.
    duration_s, tempo_bpm, energy, brightness, loudness_lufs : float32 arrays
        NaN where unknown. Energy and brightness 0 to 1.
    key : int8 array
        0 to 11 for C major to B major, 12 to 23 for C minor to B minor; `UNKNOWN` without a key.
    key_confidence : float32 array
        0 to 1.
    moods : float32 array, shape (n, len(MOODS))
        Probability of each of `menura.audio.moods.MOODS`; NaN where unknown.
    genres : Labels
        As tagged in the file; where it is not, as heard.
    tags : Labels
        Genres and other words as heard, with their probabilities.
    instrument : int8 array
        Position in `INSTRUMENTS`; `UNKNOWN` where it is not told or unsure.
    is_favourite : bool array
    added_at : float64 array
        Unix seconds.
    artists, albums, sources, folders : sequence of str
        What codes stand for, as first written. Some may have no track any more.
    """

    revision: int
    numbers: Keys
    ids: NDArray[np.bytes_]
    artist: NDArray[np.int32]
    album: NDArray[np.int32]
    work: NDArray[np.int64]
    marks: NDArray[np.int32]
    source: NDArray[np.int32]
    folder: NDArray[np.int32]
    kind: NDArray[np.int8]
    year: NDArray[np.int16]
    duration_s: NDArray[np.float32]
    tempo_bpm: NDArray[np.float32]
    energy: NDArray[np.float32]
    brightness: NDArray[np.float32]
    loudness_lufs: NDArray[np.float32]
    key: NDArray[np.int8]
    key_confidence: NDArray[np.float32]
    moods: NDArray[np.float32]
    genres: Labels
    tags: Labels
    is_favourite: NDArray[np.bool_]
    added_at: NDArray[np.float64]
    credit: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    instrument: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    artists: Sequence[str] = ()
    credits: Sequence[str] = ()
    albums: Sequence[str] = ()
    sources: Sequence[str] = ()
    folders: Sequence[str] = ()
    mood_names: Sequence[str] = field(default=MOODS)

    def __len__(self) -> int:
        return len(self.numbers)

    def rows_of(self, numbers: Keys) -> NDArray[np.int64]:
        """Return the row of each number, `UNKNOWN` for those that are not on the shelf."""
        if not len(self):
            return np.full(len(numbers), UNKNOWN, np.int64)
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self) - 1)
        return np.where(self.numbers[at] == numbers, at, UNKNOWN).astype(np.int64)

    def row_of_id(self, track_id: str) -> int:
        """Return a track's row by its id.

        Raises
        ------
        NotOnShelfError
            No track that was heard has this id.
        """
        wanted = np.array(track_id.lower().encode("ascii", "replace")[:36], "S36")
        order = self._by_id
        at = int(np.searchsorted(self.ids, wanted, sorter=order))
        if at < len(self) and self.ids[order[at]] == wanted:
            return int(order[at])
        raise NotOnShelfError(track_id)

    def rows_of_ids(self, track_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the row of each id, `UNKNOWN` for those that are not on the shelf."""
        if not len(self) or not len(track_ids):
            return np.full(len(track_ids), UNKNOWN, np.int64)
        wanted = np.array([one.lower().encode("ascii", "replace")[:36] for one in track_ids], "S36")
        order = self._by_id
        at = np.minimum(np.searchsorted(self.ids, wanted, sorter=order), len(self) - 1)
        rows = order[at]
        return np.where(self.ids[rows] == wanted, rows, UNKNOWN).astype(np.int64)

    def track_id(self, row: int) -> str:
        """Return the id of a row."""
        return bytes(self.ids[row]).decode("ascii")

    @cached_property
    def _by_id(self) -> NDArray[np.int64]:
        return np.argsort(self.ids, kind="stable")

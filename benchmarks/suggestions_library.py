"""A synthetic library of loops and one-shots: packs of a genre, instruments, tempi, moods.

Vectors are drawn around one centre for each genre and instrument, with a style of each pack, in 24
dimensions, as embeddings of sound lie; then they are turned into as many as a space has, with a
little noise in all of them. Everything follows from a seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.discover_library import track_id
from menura.audio.instrument import INSTRUMENTS, UNPITCHED
from menura.audio.moods import MOODS
from menura.embedding import CLAP, DSP
from menura.vectors import Keys, Vectors

SEED = 7
GENRES = (
    *("House", "Techno", "Hip Hop", "Trap", "Drum and Bass", "Lo-Fi", "Ambient"),
    *("Pop", "Disco", "Dubstep", "Reggaeton", "Garage"),
)
TEMPI_BPM = (124, 134, 92, 142, 174, 82, 90, 118, 120, 140, 95, 132)  # around which each lies
TAGS = tuple(f"tag {number}" for number in range(40))
TAGS_EACH = 3
PACK_SIZE = 60
LOOPS = 0.65
UNKNOWN_TEMPO, UNKNOWN_KEY, WHOLE_TEMPO = 0.08, 0.15, 0.8  # shares of loops, of pitched, of known
COPIES = 0.02  # share of tracks that nearly are the track before
INNER, STYLE, OWN, NOISE = 24, 0.35, 0.4, 0.05
NEWEST_AGO_S, YEAR_S = 3_600.0, 365 * 86_400.0
ROWS = 50_000
"""Vectors made at once."""
NO_KEY = -1
DIMENSIONS = {DSP.name: DSP.dimension, CLAP.name: CLAP.dimension}

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SampleLibrary:
    """What is known of samples, in columns of shape (n,), best described by their names.

    Attributes
    ----------
    tempo_bpm : float64 array
        NaN for one-shots and where it is unknown.
    key : int64 array
        Tonic, plus 12 in minor; `NO_KEY` without one.
    moods : float64 array, shape (n, 6)
    tags : int64 array, shape (n, 3)
        Positions in `TAGS`.
    added_at : float64 array
        Unix seconds, over the year before `now_s`; a pack came in at once.
    inner : float32 array, shape (n, 24)
        Where the samples lie.
    """

    is_loop: NDArray[np.bool_]
    genre: Codes
    instrument: Codes
    pack: Codes
    tempo_bpm: Floats
    key: Codes
    moods: Floats
    tags: Codes
    energy: Floats
    brightness: Floats
    duration_s: Floats
    added_at: Floats
    inner: Vectors

    def __len__(self) -> int:
        return len(self.pack)

    @property
    def numbers(self) -> Keys:
        """Return the numbers of all tracks: from 1."""
        return np.arange(1, len(self) + 1, dtype=np.int64)

    def location(self, row: int) -> str:
        """Return where a file lies in the source: pack, kind, name."""
        kind = "Loops" if self.is_loop[row] else "One Shots"
        name = INSTRUMENTS[self.instrument[row]]
        return f"{self.pack_name(row)}/{name.title()} {kind}/{name}_{row + 1}.wav"

    def pack_name(self, row: int) -> str:
        """Return the name of a pack."""
        return f"Nightbird {GENRES[self.genre[row]]} {self.pack[row] + 1}"

    def chunks(self, dimension: int) -> Iterator[tuple[Keys, Vectors]]:
        """Yield the numbers and unit vectors of all tracks, in their order."""
        turn = np.random.default_rng([SEED, dimension]).standard_normal(
            (INNER, dimension), np.float32
        )
        for start in range(0, len(self), ROWS):
            rng = np.random.default_rng([SEED, dimension, start])
            rows = self.inner[start : start + ROWS] @ turn
            rows += NOISE * rows.std() * rng.standard_normal(rows.shape, np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            yield self.numbers[start : start + ROWS], rows

    def picked_ids(self, seed: int, count: int) -> list[str]:
        """Return the ids of some tracks of one genre: what one producer accepts."""
        rng = np.random.default_rng([SEED, seed])
        rows = np.flatnonzero(self.genre == rng.integers(len(GENRES)))
        return [track_id(row + 1) for row in rng.choice(rows, count, replace=False).tolist()]


def sample_library(count: int, now_s: float) -> SampleLibrary:
    """Return a library of so many samples, the newest an hour old."""
    rng = np.random.default_rng([SEED, count])
    packs = max(len(GENRES), count // PACK_SIZE)
    pack = np.sort(rng.integers(0, packs, count))
    genre = (pack * 7) % len(GENRES)
    instrument = rng.integers(0, len(INSTRUMENTS), count)
    is_loop = rng.random(count) < LOOPS
    tempo_bpm = _tempi(rng, genre, is_loop)
    key = _keys(rng, pack, instrument)
    beats = rng.choice([4, 8, 16, 32], count)
    lengths_s = beats * 60.0 / np.nan_to_num(tempo_bpm, nan=120.0)
    pack_added_at = now_s - NEWEST_AGO_S - rng.uniform(0, YEAR_S, packs)
    columns = [is_loop, genre, instrument, pack, tempo_bpm, key]
    inner = _places(rng, pack, genre * len(INSTRUMENTS) + instrument)
    copies = 1 + np.flatnonzero(rng.random(count - 1) < COPIES)
    for column in (*columns, inner):
        column[copies] = column[copies - 1]
    inner[copies] += 0.01 * rng.standard_normal((len(copies), INNER), np.float32)
    return SampleLibrary(
        *(is_loop, genre, instrument, pack, tempo_bpm, key),
        moods=_alike(rng, genre, len(MOODS)),
        tags=rng.integers(0, len(TAGS), (count, TAGS_EACH)),
        energy=_alike(rng, genre, 1)[:, 0],
        brightness=_alike(rng, instrument, 1)[:, 0],
        duration_s=np.where(is_loop, lengths_s, rng.uniform(0.1, 4.0, count)),
        added_at=pack_added_at[pack] + rng.uniform(0, 600.0, count),
        inner=inner,
    )


def _tempi(rng: np.random.Generator, genre: Codes, is_loop: NDArray[np.bool_]) -> Floats:
    """Return tempi of loops: around those of their genres, most of them whole numbers."""
    tempo_bpm = np.array(TEMPI_BPM, np.float64)[genre] + 4.0 * rng.standard_normal(len(genre))
    is_whole = rng.random(len(genre)) < WHOLE_TEMPO
    tempo_bpm = np.where(is_whole, np.round(tempo_bpm), np.round(tempo_bpm, 3))
    is_known = is_loop & (rng.random(len(genre)) >= UNKNOWN_TEMPO)
    return np.where(is_known, tempo_bpm, np.nan)


def _keys(rng: np.random.Generator, pack: Codes, instrument: Codes) -> Codes:
    """Return keys: drums have none, half of a pack has one in common."""
    own = rng.integers(0, 24, len(pack))
    key = np.where(rng.random(len(pack)) < 0.5, (pack * 11) % 24, own)
    drums = [code for code, name in enumerate(INSTRUMENTS) if name in UNPITCHED]
    is_unknown = np.isin(instrument, drums) | (rng.random(len(pack)) < UNKNOWN_KEY)
    return np.where(is_unknown, NO_KEY, key)


def _places(rng: np.random.Generator, pack: Codes, cluster: Codes) -> Vectors:
    """Return where samples lie in few dimensions."""
    centres = rng.standard_normal((len(GENRES) * len(INSTRUMENTS), INNER), np.float32)
    styles = STYLE * rng.standard_normal((int(pack.max()) + 1, INNER), np.float32)
    own = OWN * rng.standard_normal((len(pack), INNER), np.float32)
    places: Vectors = centres[cluster] + styles[pack] + own
    return places


def _alike(rng: np.random.Generator, group: Codes, width: int) -> Floats:
    """Return values of 0 to 1 that are alike within a group, shape (n, width)."""
    middle = rng.random((int(group.max()) + 1, width))[group]
    return np.clip(middle + 0.1 * rng.standard_normal(middle.shape), 0.0, 1.0)

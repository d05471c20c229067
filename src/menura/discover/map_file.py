"""Pack a music map into the few bytes per track that a page draws."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.discover.filters import WHOLE
from menura.discover.model import MusicMap
from menura.discover.music_map import sample_evenly
from menura.discover.shelf import KINDS, UNKNOWN, Shelf
from menura.vectors import Keys

NONE = 255
"""Code of "none, unknown or another" in columns of one byte."""
MAX_GENRES = 200
LEAST_MOOD = 0.5  # a mood at or below it does not hold
STEPS = 65_535  # of a coordinate over the bounding box
COLUMNS = ("position", "genre", "mood", "cluster", "tempo", "key", "source")
BYTES_PER_TRACK = 10

Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class MapColumns:
    """What a map shows of each track, column by column, in the order of `COLUMNS`.

    Attributes
    ----------
    position : uint16 array, shape (n, 2)
        x and y: 0 and 65535 are the edges of the bounding box.
    genre, mood, cluster, source : uint8 arrays, shape (n,)
        Codes into the manifest's names; `NONE` for none and for those without a code.
    tempo : uint8 array
        BPM, rounded, 255 at most; 0 where unknown.
    key : uint8 array
        0 to 23 as on the shelf; `NONE` where unknown.
    """

    position: NDArray[np.uint16]
    genre: Codes
    mood: Codes
    cluster: Codes
    tempo: Codes
    key: Codes
    source: Codes


@dataclass(frozen=True, slots=True, eq=False)
class PackedMap:
    """A map as it is sent.

    Attributes
    ----------
    data : bytes
        The columns one after the other, little-endian, `BYTES_PER_TRACK` for each track.
    manifest : mapping
        JSON-able: version, count, bounds ``[x0, y0, x1, y1]``, what the codes stand for, and name,
        type, offset (bytes) and numbers per track of each column.
    numbers : int64 array, shape (n,)
        The track number of each row; ids and titles are looked up by it.
    """

    version: str
    data: bytes
    manifest: Mapping[str, Any]
    numbers: Keys
    columns: MapColumns

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self) -> NDArray[np.float32]:
        """Return the positions as a reader of the file computes them, shape (n, 2)."""
        x0, y0, x1, y1 = self.manifest["bounds"]
        low, high = np.array([x0, y0]), np.array([x1, y1])
        share = self.columns.position / float(STEPS)
        places: NDArray[np.float32] = (low + share * (high - low)).astype(np.float32)
        return places


def pack_map(
    music_map: MusicMap,
    shelf: Shelf,
    cluster_of: Mapping[int, int],
    *,
    cluster_names: Sequence[str] = (),
) -> PackedMap:
    """Return the map of the whole music (songs, mixes, clips) that is on the shelf now.

    Tracks keep the order in which they were placed, so that new ones come last.

    Parameters
    ----------
    cluster_of : mapping of int to int
        A track's number to its cluster's position in `cluster_names`; those from 255 on are shown
        as none.
    """
    places, rows = _shown(music_map, shelf)
    bounds = _bounds(music_map.positions[places])
    genre, genre_names = _genre_codes(shelf, rows)
    columns = MapColumns(
        position=_quantised(music_map.positions[places], bounds),
        genre=genre,
        mood=_mood_codes(shelf.moods[rows]),
        cluster=_cluster_codes(shelf, rows, cluster_of),
        tempo=_tempo_codes(shelf.tempo_bpm[rows]),
        key=_small_codes(shelf.key[rows]),
        source=_small_codes(shelf.source[rows]),
    )
    data = b"".join(_little_endian(getattr(columns, name)).tobytes() for name in COLUMNS)
    manifest = {
        "layout_id": music_map.layout_id,
        "method": music_map.method,
        "space": music_map.space,
        "count": len(rows),
        "bytes": BYTES_PER_TRACK * len(rows),
        "bounds": bounds.ravel().tolist(),
        "columns": _layout(columns),
        "genres": genre_names,
        "moods": list(shelf.mood_names),
        "clusters": list(cluster_names)[:NONE],
        "sources": list(shelf.sources)[:NONE],
    }
    numbers = shelf.numbers[rows]
    version = _version(manifest, numbers, data)
    return PackedMap(version, data, {"version": version, **manifest}, numbers, columns)


def _version(manifest: Mapping[str, Any], numbers: Keys, data: bytes) -> str:
    """Return a short name of all that a packed map holds: the same as long as that is the same."""
    told = json.dumps(manifest, sort_keys=True).encode()
    return blake2b(told + numbers.tobytes() + data, digest_size=8).hexdigest()


def percent_rows(packed: PackedMap, percent: int) -> NDArray[np.int64]:
    """Return the rows that make up so many percent of a map, evenly spread.

    Raises
    ------
    SearchInputError
        Percent is below 1 or above 100.
    """
    return sample_evenly(len(packed), percent)


def _shown(music_map: MusicMap, shelf: Shelf) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which places of the map are shown, and the shelf's row of each."""
    order = np.argsort(music_map.numbers)  # in order, a million is looked up in a tenth of the time
    rows = np.empty(len(order), np.int64)
    rows[order] = shelf.rows_of(music_map.numbers[order])
    whole = np.isin(np.arange(len(KINDS)), [KINDS.index(kind) for kind in WHOLE])
    places = np.flatnonzero(rows != UNKNOWN)
    places = places[whole[shelf.kind[rows[places]]]]
    return places, rows[places]


def _bounds(positions: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the lower and upper corner of the bounding box, shape (2, 2)."""
    if not len(positions):
        return np.array([[-1.0, -1.0], [1.0, 1.0]])
    return np.stack([positions.min(axis=0), positions.max(axis=0)]).astype(np.float64)


def _quantised(positions: NDArray[np.float32], bounds: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Return positions as shares of the bounding box in `STEPS` steps."""
    extent = bounds[1] - bounds[0]
    per_unit = np.divide(STEPS, extent, out=np.zeros(2), where=extent > 0.0)
    steps: NDArray[np.uint16] = np.rint((positions - bounds[0]) * per_unit).astype(np.uint16)
    return steps


def _genre_codes(shelf: Shelf, rows: NDArray[np.int64]) -> tuple[Codes, list[str]]:
    """Return the code of each row's first genre, and what the codes stand for."""
    genres = shelf.genres
    at = genres.starts[rows]
    has_any = genres.starts[rows + 1] > at
    found = np.full(len(rows), UNKNOWN, np.int64)
    found[has_any] = genres.codes[at[has_any]]
    counts = np.bincount(found[has_any], minlength=len(genres.names))
    used = np.flatnonzero(counts)
    ranked = sorted(used.tolist(), key=lambda code: (-counts[code], genres.names[code]))
    ranked = ranked[:MAX_GENRES]
    code_of = np.full(len(genres.names) + 1, NONE, np.uint8)  # the last stands for UNKNOWN (-1)
    code_of[ranked] = np.arange(len(ranked), dtype=np.uint8)
    return code_of[found], [genres.names[code] for code in ranked]


def _mood_codes(moods: NDArray[np.float32]) -> Codes:
    """Return each row's strongest mood; the first of equal ones."""
    strongest = np.full(len(moods), np.float32(LEAST_MOOD))
    codes = np.full(len(moods), NONE, np.uint8)
    for code in range(moods.shape[1]):  # few moods, many rows; NaN is never greater
        stronger = moods[:, code] > strongest
        codes[stronger] = code
        strongest[stronger] = moods[stronger, code]
    return codes


def _cluster_codes(shelf: Shelf, rows: NDArray[np.int64], cluster_of: Mapping[int, int]) -> Codes:
    """Return each row's cluster."""
    tracks = np.fromiter(cluster_of.keys(), np.int64, len(cluster_of))
    clusters = np.fromiter(cluster_of.values(), np.int64, len(cluster_of))
    order = np.argsort(tracks)
    at = shelf.rows_of(tracks[order])
    known = at != UNKNOWN
    code_of = np.full(len(shelf), NONE, np.uint8)
    code_of[at[known]] = _small_codes(clusters[order][known])
    return code_of[rows]


def _tempo_codes(tempo_bpm: NDArray[np.float32]) -> Codes:
    """Return tempi in whole BPM."""
    return np.rint(np.clip(np.nan_to_num(tempo_bpm, nan=0.0), 0.0, 255.0)).astype(np.uint8)


def _small_codes(codes: NDArray[Any]) -> Codes:
    """Return codes that fit into a byte, `NONE` for those that do not and for `UNKNOWN`."""
    return np.where((codes >= 0) & (codes < NONE), codes, NONE).astype(np.uint8)


def _little_endian(column: NDArray[Any]) -> NDArray[Any]:
    """Return a column with the lowest byte first, on every machine."""
    return column.astype(column.dtype.newbyteorder("<"), copy=False)


def _layout(columns: MapColumns) -> list[dict[str, Any]]:
    """Return name, type, offset and numbers per track of each column."""
    described, offset = [], 0
    for name in COLUMNS:
        column = getattr(columns, name)
        per_track = column.shape[1] if column.ndim == 2 else 1
        described.append(
            {
                "name": name,
                "dtype": column.dtype.name,
                "offset": offset,
                "per_track": per_track,
            }
        )
        offset += column.nbytes
    return described

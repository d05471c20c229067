"""Make a playlist of what a listener has come back to lately, and what sounds like it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from menura.catalogue import Listening, TrackKind
from menura.discover.errors import NothingToGoByError, SearchInputError
from menura.discover.filters import TrackFilter, allowed_numbers, check_filter, mask
from menura.discover.model import Found, Reason
from menura.discover.occurrences import count_before
from menura.discover.picking import PickLimits, pick
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import KINDS, UNKNOWN, Shelf
from menura.discover.taste_search import NearLimits, find_near, found_near
from menura.discover.tastes import find_tastes
from menura.vectors import Vectors

MOST_TRACKS = 500
MOST_TASTE_WORDS = 10
LEAST_TASTE = 0.1
"""Moods and genres below are not what a listener comes back for."""
SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class FingerprintOptions:
    """How a fingerprint is taken.

    Attributes
    ----------
    count : int
        Tracks in the playlist; 1 to 500.
    seeds : int
        Tracks that are gone by: those that weigh most; at least 1.
    half_life_days : float
        A play this long ago counts half as much as one now.
    undated_weight : float
        Of a track that was played, nobody knows when.
    per_album, per_artist : int, optional
        Seeds of one album or artist at most, so that none dominates.
    """

    count: int = 100
    seeds: int = 20
    half_life_days: float = 30.0
    undated_weight: float = 0.25
    per_album: int | None = 3
    per_artist: int | None = 3
    filter: TrackFilter = field(default_factory=TrackFilter)


@dataclass(frozen=True, slots=True)
class FingerprintResult:
    """A listener's fingerprint: seeds first, then what sounds like them.

    Attributes
    ----------
    seed_count : int
        How many of the items, from the first, are seeds.
    weights : mapping of str to float
        How much each seed counts, by track id; they sum to 1.
    taste : mapping of str to float
        The listener's strongest moods and genres (weighted means), strongest first.
    sound_count : int
        How many different sounds the seeds have; each has its share of the neighbours.
    """

    items: Sequence[Found]
    seed_count: int
    weights: Mapping[str, float]
    taste: Mapping[str, float]
    tempo_bpm: float | None
    energy: float | None
    space: str
    note: str | None = None
    sound_count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Tracks that a fingerprint is made of, those that weigh most first.

    Attributes
    ----------
    rows : int64 array, shape (n,)
    weights : float64 array, shape (n,)
        They sum to 1.
    vectors : float32 array, shape (n, d)
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    vectors: Vectors


def take_fingerprint(
    search: SearchSpace,
    listened: Sequence[Listening],
    now: datetime,
    options: FingerprintOptions | None = None,
) -> FingerprintResult:
    """Return a listener's fingerprint.

    A track weighs ``2 ** (-days / half_life_days) * log(1 + plays)``: a play long ago fades, and
    the hundredth play tells less than the second, or one song on repeat would be the whole taste.
    Where the seeds have several sounds (`find_tastes`), neighbours are looked for around each,
    as many as its share of the weight.

    Raises
    ------
    SearchInputError
        A number is out of range.
    NothingToGoByError
        Nothing was played, or nothing of it was heard by Menura.
    """
    options = options or FingerprintOptions()
    _check(options)
    seeds = _choose_seeds(search, listened, now, options)
    tastes = find_tastes(seeds.vectors, seeds.weights)
    shown = seeds.rows[: options.count].tolist()
    items = _seed_items(search.shelf, shown)
    if options.count > len(shown):
        limits = NearLimits(
            options.count - len(shown),
            options.per_artist,
            allowed=allowed_numbers(search.shelf, options.filter, _kinds(search.shelf, seeds.rows)),
            present=shown,
        )
        near = find_near(
            search,
            np.stack([one.centre for one in tastes]),
            [one.share for one in tastes],
            limits,
        )
        called = [f"track {place + 1} of the seeds" for place in range(len(seeds.rows))]
        items += found_near(search, near, seeds.rows, seeds.vectors, called)
    tempo = _mean(search.shelf.tempo_bpm, seeds)
    return FingerprintResult(
        items,
        seed_count=len(shown),
        weights={
            search.shelf.track_id(row): weight
            for row, weight in zip(seeds.rows.tolist(), seeds.weights.tolist(), strict=True)
        },
        taste=_taste(search.shelf, seeds),
        tempo_bpm=tempo,
        energy=_mean(search.shelf.energy, seeds),
        space=search.name,
        note=_note(len(items), options),
        sound_count=len(tastes),
    )


def weigh(
    listened: Sequence[Listening], now: datetime, options: FingerprintOptions
) -> NDArray[np.float64]:
    """Return how much each track weighs against the one that weighs most, 0 to 1.

    In logarithms, so that plays of a listener who stayed away for years still differ.
    """
    logs = np.full(len(listened), -np.inf)
    for place, one in enumerate(listened):
        if one.play_count < 1:
            continue
        logs[place] = math.log(math.log1p(one.play_count))
        if one.last_played_at is not None:
            days = max(0.0, (now - one.last_played_at).total_seconds() / SECONDS_A_DAY)
            logs[place] -= math.log(2.0) * days / options.half_life_days
        elif options.undated_weight > 0.0:
            logs[place] += math.log(options.undated_weight)
        else:
            logs[place] = -np.inf
    most = logs.max(initial=-np.inf)
    return np.exp(logs - most) if np.isfinite(most) else np.zeros(len(listened))


def _check(options: FingerprintOptions) -> None:
    check_filter(options.filter)
    for name, value in (("count", options.count), ("seeds", options.seeds)):
        if not 1 <= value <= MOST_TRACKS:
            raise SearchInputError(f"{name} is 1 to {MOST_TRACKS}; got {value}.", field=name)
    if not (math.isfinite(options.half_life_days) and options.half_life_days > 0.0):
        raise SearchInputError(
            f"half_life_days is above 0; got {options.half_life_days}.", field="half_life_days"
        )
    if not 0.0 <= options.undated_weight <= 1.0:
        raise SearchInputError(
            f"undated_weight is 0 to 1; got {options.undated_weight}.", field="undated_weight"
        )
    for name, most in (("per_album", options.per_album), ("per_artist", options.per_artist)):
        if most is not None and most < 1:
            raise SearchInputError(
                f"{name} is at least 1, or left out for no limit; got {most}.", field=name
            )


def _kinds(shelf: Shelf, rows: NDArray[np.int64]) -> frozenset[TrackKind]:
    return frozenset(KINDS[code] for code in np.unique(shelf.kind[rows]).tolist())


def _choose_seeds(
    search: SearchSpace,
    listened: Sequence[Listening],
    now: datetime,
    options: FingerprintOptions,
) -> Seeds:
    """Return the tracks that weigh most, no album and no artist too often, none twice."""
    shelf = search.shelf
    weight_of: dict[int, float] = {}
    found = shelf.rows_of_ids([one.track_id for one in listened]).tolist()
    for row, weight in zip(found, weigh(listened, now, options).tolist(), strict=True):
        if row != UNKNOWN and weight > 0.0:
            weight_of[row] = max(weight, weight_of.get(row, 0.0))
    rows = np.array(sorted(weight_of, key=lambda row: (-weight_of[row], row)), np.int64)
    passed = mask(shelf, options.filter)[rows]
    if not passed.any():  # nothing but samples, perhaps: then these are the taste
        passed = mask(shelf, options.filter, _kinds(shelf, rows))[rows]
    rows = rows[passed]
    vectors = search.vectors(shelf.numbers[rows])
    heard = np.any(vectors != 0.0, axis=1)
    rows, vectors = rows[heard], vectors[heard]
    if not len(rows):
        raise NothingToGoByError(_why_nothing(listened, search.name), field="listener")
    kept = _not_dominated(search, rows, vectors, options)
    weights = np.array([weight_of[row] for row in rows[kept].tolist()])
    return Seeds(rows[kept], weights / weights.sum(), vectors[kept])


def _not_dominated(
    search: SearchSpace,
    rows: NDArray[np.int64],
    vectors: Vectors,
    options: FingerprintOptions,
) -> NDArray[np.int64]:
    """Return positions of seeds without copies, and with so many of an album and an artist."""
    album = search.shelf.album[rows]
    most = MOST_TRACKS if options.per_album is None else options.per_album
    open_to = np.flatnonzero((count_before(album) < most) | (album == UNKNOWN))
    # copies are told by nearly equal distances to any one thing: here to the first seed
    distances = np.float32(1.0) - vectors[open_to] @ vectors[0]
    limits = PickLimits(options.seeds, options.per_artist)
    return open_to[np.asarray(pick(search, rows[open_to], distances, limits), np.int64)]


def _why_nothing(listened: Sequence[Listening], space: str) -> str:
    if not any(one.play_count > 0 for one in listened):
        return "Nothing was played yet; play some music, or fetch what a source has counted."
    return (
        f"None of the {len(listened)} tracks played can be gone by in the space {space!r}: they "
        "were not heard, weigh nothing, or do not pass the filter. Let the scan finish, or take "
        "some of the filter away."
    )


def _mean(column: NDArray[np.float32], seeds: Seeds) -> float | None:
    """Return the weighted mean of what is known."""
    values = column[seeds.rows].astype(np.float64)
    known = np.isfinite(values)
    if not known.any():
        return None
    return float(values[known] @ seeds.weights[known] / seeds.weights[known].sum())


def _taste(shelf: Shelf, seeds: Seeds) -> dict[str, float]:
    """Return the strongest moods and genres; a track of which none is known has no say in it."""
    sums: dict[str, float] = {}
    moods = shelf.moods[seeds.rows].astype(np.float64)
    for place, name in enumerate(shelf.mood_names):
        known = np.isfinite(moods[:, place])
        if known.any():
            weights = seeds.weights[known]
            sums[name] = float(moods[known, place] @ weights / weights.sum())
    of_rows = [shelf.genres.of(row) for row in seeds.rows.tolist()]
    known_weight = sum(w for w, own in zip(seeds.weights.tolist(), of_rows, strict=True) if own)
    for weight, own in zip(seeds.weights.tolist(), of_rows, strict=True):
        for name, score in own.items():
            sums[name] = sums.get(name, 0.0) + weight * score / known_weight
    strongest = sorted((-value, name) for name, value in sums.items() if value >= LEAST_TASTE)
    return {name: min(1.0, -value) for value, name in strongest[:MOST_TASTE_WORDS]}


def _seed_items(shelf: Shelf, rows: Sequence[int]) -> list[Found]:
    played = (Reason("played", "among what was played most and latest"),)
    return [Found(int(shelf.numbers[row]), shelf.track_id(row), None, played) for row in rows]


def _note(found: int, options: FingerprintOptions) -> str | None:
    if found >= options.count:
        return None
    return (
        f"{found} tracks instead of {options.count}: no more pass the filter and the limit per "
        "artist without being copies of each other."
    )

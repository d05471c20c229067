"""Find the tracks of a plan: who passes, who comes first, who may stand beside whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from menura.assistant.lookups import Lookups
from menura.assistant.plan import Sort
from menura.assistant.resolving import Wanted
from menura.discover import (
    UNKNOWN,
    AlchemyOptions,
    EmptyLibraryError,
    Found,
    Ingredient,
    IngredientKind,
    NotHeardInSpaceError,
    NothingToGoByError,
    Order,
    PickLimits,
    Reason,
    SearchSpace,
    SimilarOptions,
    TrackFilter,
    find_points,
    find_similar,
    mix,
    order_rows,
    pick,
    track_mask,
)

MOST_FOUND = 500  # what one search may give
_MOST_COMPARED = 2_000  # tracks whose mean sound stands for all of them
_GENRE_WEIGHT = 0.5  # a tag says that it is the genre, not how much the sound is like it


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: what is wanted, how many, and how much of one artist."""

    wanted: Wanted
    filter: TrackFilter
    count: int
    per_artist: int | None
    seed: int = 0
    present: Sequence[int] = field(default_factory=tuple)
    left_out: Sequence[int] = ()


def find_tracks(search: SearchSpace, asked: Asked, lookups: Lookups) -> list[Found]:
    """Return the tracks that fit, best first; what is present already is not found again."""
    shelf = search.shelf
    passing = np.flatnonzero(track_mask(shelf, asked.filter))
    passing = passing[~np.isin(passing, np.array(asked.left_out, np.int64))]
    if not len(passing):
        return []
    sort = asked.wanted.sort
    if asked.wanted.has_sound and sort is Sort.SIMILARITY:
        return _nearest(search, asked)
    if asked.wanted.has_sound:
        near = _nearest(search, replace(asked, count=MOST_FOUND, present=()))
        passing = np.array(
            [int(shelf.rows_of(np.array([one.number]))[0]) for one in near], np.int64
        )
        if not len(passing):
            return []
    ranked = _rank(search, passing, asked, lookups)
    limits = PickLimits(asked.count, asked.per_artist, present=tuple(asked.present))
    chosen = [
        int(ranked[at]) for at in pick(search, ranked, np.zeros(len(ranked), np.float32), limits)
    ]
    if sort is Sort.SIMILARITY and len(chosen) > 1 and not asked.present:
        chosen = order_rows(search, chosen, Order.SMOOTH)
    return [_found(search, row, asked) for row in chosen]


def _nearest(search: SearchSpace, asked: Asked) -> list[Found]:
    """Return what sounds most like what was named."""
    wanted = asked.wanted
    taken = {int(search.shelf.numbers[row]) for row in asked.present}
    count, per_artist = min(MOST_FOUND, asked.count + len(taken)), asked.per_artist
    if asked.left_out:
        count, per_artist = MOST_FOUND, None  # those that are left out take nobody's place
    towards = [one for part in wanted.towards if (one := _sound_of(search, part)) is not None]
    away = [one for part in wanted.away if (one := _sound_of(search, part)) is not None]
    if not towards:
        return []
    try:
        if len(towards) == 1 and not away:
            options = SimilarOptions(count, per_artist, filter=asked.filter)
            items = find_similar(search, towards, options).items
        else:
            mixed = AlchemyOptions(
                count, temperature=0.0, per_artist=per_artist, filter=asked.filter
            )
            items = mix(search, towards, away, mixed).items
    except (EmptyLibraryError, NothingToGoByError, NotHeardInSpaceError):
        return []
    left_out = {int(search.shelf.numbers[row]) for row in asked.left_out}
    kept = [one for one in items if one.number not in taken and one.number not in left_out]
    if asked.left_out and asked.per_artist is not None:
        kept = capped(search, kept, asked.per_artist, asked.present)
    return kept[: asked.count]


def capped(
    search: SearchSpace, found: Sequence[Found], per_artist: int, present: Sequence[int] = ()
) -> list[Found]:
    """Return the first of each artist's tracks; those that are present are counted."""
    shelf, kept = search.shelf, []
    counts = Counter(int(shelf.artist[row]) for row in present)
    for one in found:
        artist = int(shelf.artist[int(shelf.rows_of(np.array([one.number]))[0])])
        if artist == UNKNOWN or counts[artist] < per_artist:
            counts[artist] += 1
            kept.append(one)
    return kept


def _sound_of(search: SearchSpace, part: Ingredient) -> Ingredient | None:
    """Return an artist as sounds: their own songs may be found, too, unlike a song's own self."""
    if part.kind is not IngredientKind.ARTIST:
        return part
    try:
        points = find_points(search, part)
    except (NothingToGoByError, NotHeardInSpaceError):
        return None
    return Ingredient(IngredientKind.VECTOR, part.name, vectors=points.vectors)


def _rank(
    search: SearchSpace, rows: NDArray[np.int64], asked: Asked, lookups: Lookups
) -> NDArray[np.int64]:
    """Return rows, what is wanted most first; of equals the smaller number."""
    shelf, sort = search.shelf, asked.wanted.sort
    if sort is Sort.RANDOM:
        shuffled: NDArray[np.int64] = np.random.default_rng(asked.seed).permutation(rows)
        return shuffled
    if sort is Sort.NEWEST:
        worth = shelf.year[rows].astype(np.float64) + shelf.added_at[rows] / 1e12
    elif sort is Sort.ENERGETIC:
        worth = np.nan_to_num(shelf.energy[rows].astype(np.float64), nan=-1.0)
    elif sort is Sort.POPULAR:
        worth = _popularity(search, rows, lookups)
    else:
        worth = _fit(search, rows, asked.filter)
    order = np.lexsort((rows, -worth))
    ranked: NDArray[np.int64] = rows[order]
    return ranked


def _popularity(
    search: SearchSpace, rows: NDArray[np.int64], lookups: Lookups
) -> NDArray[np.float64]:
    """Return plays; favourites before others of as many, then what sounds most like all of them."""
    shelf = search.shelf
    plays = lookups.plays([shelf.track_id(int(row)) for row in rows.tolist()])
    counted = [float(plays.get(shelf.track_id(int(row)), 0)) for row in rows.tolist()]
    liked = 0.5 * shelf.is_favourite[rows].astype(np.float64)
    worth: NDArray[np.float64] = np.array(counted) + liked + 0.4 * _typical(search, rows)
    return worth


def _typical(search: SearchSpace, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how near each is to the mean sound of all, 0 to 1."""
    if len(rows) > _MOST_COMPARED:
        return np.zeros(len(rows))
    vectors = search.vectors(search.shelf.numbers[rows]).astype(np.float64)
    mean = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    if length == 0:
        return np.zeros(len(rows))
    near: NDArray[np.float64] = np.clip(vectors @ (mean / length), 0.0, 1.0)
    return near


def _fit(search: SearchSpace, rows: NDArray[np.int64], given: TrackFilter) -> NDArray[np.float64]:
    """Return how well tracks fit what they all fit: sure moods and genres first."""
    shelf = search.shelf
    worth = np.zeros(len(rows))
    for mood in given.moods:
        worth += np.nan_to_num(shelf.moods[rows, list(shelf.mood_names).index(mood)])
    for mood in given.not_moods:
        worth -= np.nan_to_num(shelf.moods[rows, list(shelf.mood_names).index(mood)])
    if given.genres:
        names = {name.casefold() for name in given.genres}
        exact = [i for i, name in enumerate(shelf.genres.names) if name.casefold() in names]
        has = shelf.genres.rows_with(np.array(exact, np.int32))[rows]
        worth += _GENRE_WEIGHT * has
    if not (given.moods or given.not_moods):
        worth += 0.25 * _typical(search, rows)
    rounded: NDArray[np.float64] = np.round(worth, 6)  # sums differ between machines in the last
    return rounded


def _found(search: SearchSpace, row: int, asked: Asked) -> Found:
    """Return a track that was not compared with anything, and what it fits."""
    shelf, given = search.shelf, asked.filter
    reasons = []
    names = list(shelf.genres.of(row))
    if given.genres and names:
        reasons.append(Reason("genre", f"genre {', '.join(names[:3])}"))
    if given.moods:
        reasons.append(Reason("mood", " and ".join(given.moods)))
    if (given.year_from or given.year_to) and shelf.year[row] > 0:
        reasons.append(Reason("year", f"from {int(shelf.year[row])}"))
    if given.tempo_from_bpm or given.tempo_to_bpm:
        reasons.append(Reason("tempo", f"{float(shelf.tempo_bpm[row]):.0f} BPM"))
    if given.energy_from or given.energy_to:
        reasons.append(Reason("energy", f"energy {float(shelf.energy[row]):.2f}"))
    if given.artists and shelf.artist[row] != UNKNOWN:
        reasons.append(Reason("artist", f"by {shelf.artists[int(shelf.artist[row])]}"))
    if shelf.is_favourite[row] and (given.favourites_only or asked.wanted.sort is Sort.POPULAR):
        reasons.append(Reason("favourite", "one of your favourites"))
    return Found(int(shelf.numbers[row]), shelf.track_id(row), None, reasons)


def found_as(search: SearchSpace, row: int, code: str, text: str) -> Found:
    """Return a track for one reason."""
    shelf = search.shelf
    return Found(int(shelf.numbers[row]), shelf.track_id(row), None, (Reason(code, text),))

"""Make playlists of the groups that won."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from menura.discover.clusters.dataset import Dataset
from menura.discover.clusters.diversity import Candidate, choose_diverse
from menura.discover.clusters.members import Groups
from menura.discover.clusters.model import ClusterOptions, ClusterPlaylist
from menura.discover.clusters.score_vectors import Columns, Matrix, Rows

_MOST_WORDS = 8  # of a profile
_LEAST_STRENGTH = 0.05  # what fits one song in twenty says nothing about a playlist
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Formed:
    """Playlists, the largest first, and what to know about them."""

    playlists: Sequence[ClusterPlaylist]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A playlist in the making: rows, the nearest to the centre first."""

    rows: Rows
    centre: NDArray[np.float32]
    distances: NDArray[np.float32]


def form_playlists(dataset: Dataset, groups: Groups, options: ClusterOptions) -> Formed:
    """Make playlists of groups, without names.

    A group that is too large is cut across its longest direction into parts of equal size, so
    that no part is a remainder. Of more playlists than are wanted the most diverse are kept
    (`choose_diverse`). If none is large enough, as in a small library, half the largest will do.
    """
    parts: list[_Part] = []
    bounds = np.searchsorted(groups.labels, np.arange(len(groups) + 1))
    for group, (start, stop) in enumerate(pairwise(bounds.tolist())):
        kept = np.flatnonzero(groups.kept[start:stop]) + start
        whole = _Part(groups.rows[kept], groups.centres[group], groups.distances[kept])
        parts.extend(_cut(dataset, whole, options.max_songs))
    largest = max((len(part.rows) for part in parts), default=0)
    notes = []
    least = options.min_songs
    if largest < least:
        least = max(1, math.ceil(largest / 2))
        notes.append(
            f"No group of tracks has {options.min_songs} songs that may stand together, so "
            f"playlists of {least} or more were kept; ask for fewer clusters, or allow more songs "
            "of an artist."
        )
    parts = [part for part in parts if len(part.rows) >= least]
    chosen = choose_diverse([_candidate(dataset, part) for part in parts], options.playlists)
    playlists = [_playlist(dataset, parts[at]) for at in chosen]
    return Formed(playlists, tuple(notes))


def profile_of(columns: Columns, scores: NDArray[np.float32]) -> Mapping[str, float]:
    """Return the strongest moods and genres of a mean score vector, strongest first."""
    named = list(zip(columns.names, scores.tolist(), strict=True))[columns.mood_part.start :]
    strongest: dict[str, float] = {}
    for name, score in sorted(named, key=lambda pair: -pair[1])[:_MOST_WORDS]:
        if score >= _LEAST_STRENGTH:
            strongest.setdefault(name, round(score, 4))
    return strongest


def _cut(dataset: Dataset, part: _Part, most: int) -> list[_Part]:
    if not most or len(part.rows) <= most:
        return [part] if len(part.rows) else []
    pieces = math.ceil(len(part.rows) / most)
    points = dataset.basis[part.rows, : len(part.centre)]
    along = _longest_direction(points - points.mean(axis=0))
    order = np.lexsort((part.rows, (points - part.centre) @ along))
    return [_part_of(part.rows[one], points[one]) for one in np.array_split(order, pieces)]


def _part_of(rows: Rows, points: Matrix) -> _Part:
    centre = points.mean(axis=0)
    distances = np.linalg.norm(points - centre, axis=1)
    order = np.lexsort((rows, distances))
    return _Part(rows[order], centre, distances[order])


def _longest_direction(centred: Matrix) -> NDArray[np.float32]:
    """Return the first principal component."""
    covariance = centred.T.astype(np.float64) @ centred
    direction = np.linalg.eigh(covariance)[1][:, -1]
    sign = np.sign(direction[np.abs(direction).argmax()])
    along: NDArray[np.float32] = (direction * sign).astype(np.float32)
    return along


def _candidate(dataset: Dataset, part: _Part) -> Candidate:
    profile = dataset.scores[part.rows].mean(axis=0)
    words = profile[dataset.scaling.columns.genre_part]
    return Candidate(
        profile=profile,
        genre=int(words.argmax()) if words.size else 0,
        strength=round(float(words.max(initial=0.0)), 2),
        songs=len(part.rows),
        first=int(part.rows.min()),
    )


def _playlist(dataset: Dataset, part: _Part) -> ClusterPlaylist:
    scores = dataset.scores[part.rows].mean(axis=0)
    return ClusterPlaylist(
        name="",
        track_ids=dataset.track_ids(part.rows),
        profile=profile_of(dataset.scaling.columns, scores),
        tempo_bpm=_mean(dataset.tempo_bpm[part.rows], 1),
        energy=_mean(dataset.energy[part.rows], 4),
        centroid=[float(f"{value:.{_DIGITS}g}") for value in part.centre.tolist()],
        reach=float(part.distances.max()),
        track_count=len(part.rows),
    )


def _mean(values: NDArray[np.float32], digits: int) -> float | None:
    known = values[np.isfinite(values)].tolist()
    return round(fmean(known), digits) if known else None

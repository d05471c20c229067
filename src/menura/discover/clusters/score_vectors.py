"""Describe tracks by words and numbers that people understand: the score vectors of the seed.

A row is ``tempo, energy, six moods, genres``, all 0 to 1. Purity, diversity, profiles and names
come from it, whatever tracks are grouped by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.catalogue import normalise_search
from menura.discover.shelf import Labels, Shelf

MOST_LABELS = 50  # as many as the tagger of the seed knows
MOST_STRATA = 27  # genres that share a sample; as many as the seed lists
TEMPO_LOW_BPM, TEMPO_HIGH_BPM = 40.0, 200.0  # what tempo 0 and 1 stand for
_NUMBERS = ("tempo", "energy")

Rows = NDArray[np.int64]
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of score vectors stand for.

    Attributes
    ----------
    moods : tuple of str
        What the seed calls other features.
    genres : tuple of str
        Genres and other words, as tagged or heard; what the seed calls moods.
    """

    moods: tuple[str, ...]
    genres: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns."""
        return (*_NUMBERS, *self.moods, *self.genres)

    @property
    def mood_part(self) -> slice:
        """Return which columns are the six moods."""
        return slice(len(_NUMBERS), len(_NUMBERS) + len(self.moods))

    @property
    def genre_part(self) -> slice:
        """Return which columns measure purity and diversity.

        The genres; where no track has one, the six moods stand in for them.
        """
        if not self.genres:
            return self.mood_part
        return slice(len(_NUMBERS) + len(self.moods), len(self.names))


def tempo_level(tempo_bpm: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return tempo on a scale from 0 to 1; NaN stays NaN."""
    level = (tempo_bpm - TEMPO_LOW_BPM) / (TEMPO_HIGH_BPM - TEMPO_LOW_BPM)
    clipped: NDArray[np.float32] = np.clip(level, 0.0, 1.0).astype(np.float32)
    return clipped


def score_vectors(shelf: Shelf, rows: Rows, genres: Sequence[str]) -> Matrix:
    """Return the score vectors of rows, shape (n, columns); NaN where something is unknown.

    A genre that was tagged and heard counts as the higher of both.
    """
    words = np.maximum(
        label_scores(shelf.genres, rows, genres), label_scores(shelf.tags, rows, genres)
    )
    numbers = [tempo_level(shelf.tempo_bpm[rows])[:, None], shelf.energy[rows][:, None]]
    return np.hstack([*numbers, shelf.moods[rows], words]).astype(np.float32)


def common_labels(sources: Sequence[Labels], rows: Rows, most: int) -> tuple[str, ...]:
    """Return the labels that fit most tracks, the most frequent first; equals by name.

    Spellings of one word (``Hip-Hop``, ``hip hop``) are one label.
    """
    totals: dict[str, float] = {}
    spelling: dict[str, tuple[float, str]] = {}
    for labels in sources:
        _, entries = _entries(labels, rows)
        sums = np.bincount(
            labels.codes[entries], labels.scores[entries], minlength=len(labels.names)
        )
        for name, total in zip(labels.names, sums.tolist(), strict=True):
            key = normalise_search(name)
            if total <= 0.0 or not key:
                continue
            totals[key] = totals.get(key, 0.0) + total
            spelling[key] = max(spelling.get(key, (0.0, "")), (total, name))
    ranked = sorted(totals, key=lambda key: (-totals[key], key))[:most]
    return tuple(spelling[key][1] for key in ranked)


def label_scores(labels: Labels, rows: Rows, names: Sequence[str]) -> Matrix:
    """Return how much each label fits each row, shape (rows, names); 0 where it does not."""
    column_of = {normalise_search(name): column for column, name in enumerate(names)}
    columns = np.array([column_of.get(normalise_search(name), -1) for name in labels.names], int)
    dense = np.zeros((len(rows), len(names)), np.float32)
    at, entries = _entries(labels, rows)
    if len(entries):
        column = columns[labels.codes[entries]]
        hit = column >= 0
        np.maximum.at(dense, (at[hit], column[hit]), labels.scores[entries[hit]])
    return np.clip(np.nan_to_num(dense), 0.0, 1.0)


def strata(shelf: Shelf, rows: Rows, genres: Sequence[str]) -> NDArray[np.int32]:
    """Return which genre of a sample each row belongs to; the last one is for all others."""
    names = genres or common_labels([shelf.genres], rows, MOST_STRATA)
    if not names:
        return np.zeros(len(rows), np.int32)
    scores = label_scores(shelf.genres, rows, names)
    return np.where(scores.any(axis=1), scores.argmax(axis=1), len(names)).astype(np.int32)


def _entries(labels: Labels, rows: Rows) -> tuple[Rows, Rows]:
    """Return, for every label of the rows, the position of its row and its own place."""
    counts = labels.starts[rows + 1] - labels.starts[rows]
    at = np.repeat(np.arange(len(rows)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return at, np.repeat(labels.starts[rows], counts) + np.arange(len(at)) - before

"""Find the tracks that a word for a mood fits best."""

from collections import Counter
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from menura.catalogue import normalise_search
from menura.discover.errors import EmptyLibraryError, NothingToGoByError, SearchInputError
from menura.discover.filters import WHOLE
from menura.discover.shelf import KINDS, Labels, Shelf

# Words that are no mood of the shelf but stand at one end of something measured
MEASURED = MappingProxyType(
    {
        "energetic": ("energy", True),
        "calm": ("energy", False),
        "bright": ("brightness", True),
        "dark": ("brightness", False),
    }
)
SYNONYMS = MappingProxyType(
    {
        "dance": "danceable",
        "dancing": "danceable",
        "groovy": "danceable",
        "angry": "aggressive",
        "furious": "aggressive",
        "cheerful": "happy",
        "joyful": "happy",
        "uplifting": "happy",
        "festive": "party",
        "chill": "relaxed",
        "chilled": "relaxed",
        "mellow": "relaxed",
        "relaxing": "relaxed",
        "melancholic": "sad",
        "melancholy": "sad",
        "gloomy": "sad",
        "energy": "energetic",
        "intense": "energetic",
        "powerful": "energetic",
        "gentle": "calm",
        "peaceful": "calm",
        "quiet": "calm",
        "soft": "calm",
    }
)
CLEAR_SHARE = 0.05  # of the tracks a word fits at all, those it fits best
FEWEST, MOST = 10, 600
"""Tracks a mood is drawn from; more only cost time."""
_OFFERED = 12


def mood_names(shelf: Shelf) -> list[str]:
    """Return the words that a mood can be named by: moods first, then genres and tags.

    Synonyms (`SYNONYMS`) are understood too. Genres and tags come in the order of how many
    tracks have them.
    """
    counts: Counter[str] = Counter()
    for labels in (shelf.genres, shelf.tags):
        uses = np.bincount(labels.codes, minlength=len(labels.names)).tolist()
        for name, count in zip(labels.names, uses, strict=True):
            if count:
                counts[normalise_search(name)] += count
    moods = [*shelf.mood_names, *(word for word in MEASURED if word not in shelf.mood_names)]
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return [*moods, *(word for word in words if word not in moods and word)]


def meant_by(name: str) -> str:
    """Return the word that a mood is kept under, however it was written."""
    word = normalise_search(name)
    return SYNONYMS.get(word, word)


def rows_in_mood(shelf: Shelf, name: str) -> NDArray[np.int64]:
    """Return the rows that a mood, genre or tag fits best: at least some, at most `MOST`.

    Raises
    ------
    EmptyLibraryError
        Nothing was heard yet.
    NothingToGoByError
        The word is known, but fits no track.
    SearchInputError
        The word is not known.
    """
    if not len(shelf):
        raise EmptyLibraryError
    scores = _scores(shelf, normalise_search(name))
    if scores is None:
        known = ", ".join(mood_names(shelf)[:_OFFERED])
        raise SearchInputError(
            f"There is no mood, genre or tag {name[:80]!r} here; take one of: {known} ...",
            field="mood",
        )
    fits = np.nan_to_num(scores, nan=0.0)
    whole = np.isin(shelf.kind, [KINDS.index(kind) for kind in WHOLE])
    if (fits[whole] > 0).any():  # a stem is in no mood where whole music is
        fits = np.where(whole, fits, 0.0)
    rows = np.flatnonzero(fits > 0)
    if not len(rows):
        raise NothingToGoByError(
            f"No track here is {name[:80]!r}; name another mood.", field="mood"
        )
    return _best(rows, fits)


def _scores(shelf: Shelf, word: str) -> NDArray[np.float32] | None:
    """Return how much a word fits each row, 0 to 1 (NaN: unknown); None for a word not known."""
    moods = [normalise_search(mood) for mood in shelf.mood_names]
    for meant in (word, SYNONYMS.get(word, "")):
        if meant in moods:
            column: NDArray[np.float32] = shelf.moods[:, moods.index(meant)]
            return column
        if meant in MEASURED:
            which, high = MEASURED[meant]
            measured: NDArray[np.float32] = getattr(shelf, which)
            return measured if high else np.float32(1.0) - measured
        labelled = [_label_scores(labels, meant) for labels in (shelf.genres, shelf.tags)]
        known = [scores for scores in labelled if scores is not None]
        if known:
            most: NDArray[np.float32] = np.maximum.reduce(known)
            return most
    return None


def _label_scores(labels: Labels, word: str) -> NDArray[np.float32] | None:
    codes = [code for code, name in enumerate(labels.names) if normalise_search(name) == word]
    if not word or not codes:
        return None
    rows = np.repeat(np.arange(len(labels.starts) - 1), np.diff(labels.starts))
    hits = np.isin(labels.codes, codes)
    scores = np.zeros(len(labels.starts) - 1, np.float32)
    np.maximum.at(scores, rows[hits], labels.scores[hits])
    return scores


def _best(rows: NDArray[np.int64], fits: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the rows that fit best; of those that fit equally, some from everywhere."""
    count = int(np.clip(round(CLEAR_SHARE * len(rows)), FEWEST, MOST))
    if len(rows) <= count:
        return rows
    least = np.partition(fits[rows], len(rows) - count)[len(rows) - count]
    sure, tied = rows[fits[rows] > least], rows[fits[rows] == least]
    spread = tied[np.linspace(0, len(tied) - 1, count - len(sure)).round().astype(np.int64)]
    best: NDArray[np.int64] = np.sort(np.concatenate([sure, spread]))
    return best

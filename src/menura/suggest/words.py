"""Tell how well words (moods, genres, tags) fit tracks."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from menura.discover import INSTRUMENTS, KINDS, name_key
from menura.suggest.samples import Samples

HOLDS = 0.5  # from here on a word that was heard counts as said, when it is banned
# What producers say where measurement has another word for it
_SAME_AS = {
    "chill": "relaxed",
    "chilled": "relaxed",
    "calm": "relaxed",
    "mellow": "relaxed",
    "laid back": "relaxed",
    "melancholic": "sad",
    "melancholy": "sad",
    "emotional": "sad",
    "uplifting": "happy",
    "euphoric": "happy",
    "feel good": "happy",
    "angry": "aggressive",
    "hard": "aggressive",
    "heavy": "aggressive",
    "groovy": "danceable",
    "dance": "danceable",
    "club": "party",
}


def word_scores(samples: Samples, word: str) -> NDArray[np.float32]:
    """Return how well a word fits each track, shape (n,), 0 to 1.

    The better of what was written or heard under this name (genres, tags), and of what was
    measured: moods by name or a usual synonym, and ``dark``, ``bright``, ``energetic``, ``soft``.
    """
    said = name_key(word)
    plain = _SAME_AS.get(said, said)
    scores = _label_scores(samples, {said, plain})
    shelf, rows = samples.shelf, samples.rows
    measured: NDArray[np.float32] | None = None
    if plain in shelf.mood_names:
        measured = shelf.moods[rows, list(shelf.mood_names).index(plain)]
    elif plain in ("dark", "bright"):
        measured = shelf.brightness[rows]
    elif plain in ("energetic", "soft"):
        measured = shelf.energy[rows]
    if measured is None:
        return scores
    if plain in ("dark", "soft"):
        measured = np.float32(1) - measured
    best: NDArray[np.float32] = np.fmax(scores, measured)  # what was not measured is NaN
    return best


def _label_scores(samples: Samples, names: Collection[str]) -> NDArray[np.float32]:
    """Return how well genres and tags of these names fit each track."""
    scores = np.zeros(len(samples.shelf), np.float32)
    for labels in (samples.shelf.genres, samples.shelf.tags):
        codes = [code for code, name in enumerate(labels.names) if name_key(name) in names]
        at = np.flatnonzero(np.isin(labels.codes, codes))
        of_row = np.searchsorted(labels.starts, at, side="right") - 1
        np.maximum.at(scores, of_row, labels.scores[at])
    return scores[samples.rows]


def overlap(samples: Samples, words: Sequence[str]) -> NDArray[np.float32]:
    """Return the mean of how well words fit each track, shape (n,), 0 to 1."""
    total = np.zeros(len(samples), np.float32)
    for word in words:
        total += word_scores(samples, word)
    return total / np.float32(max(1, len(words)))


def banned_by_words(samples: Samples, words: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which tracks have one of these tags, moods, genres, instruments or kinds."""
    banned = np.zeros(len(samples), np.bool_)
    for word in words:
        banned |= word_scores(samples, word) >= HOLDS
        name = name_key(word).replace(" ", "_")
        banned |= samples.instrument == _INSTRUMENT_CODES.get(name, _NONE)
        kinds = samples.shelf.kind[samples.rows]
        banned |= kinds == _KIND_CODES.get(name, _NONE)
    return banned


_NONE = 100  # no code of a kind or an instrument
_INSTRUMENT_CODES: dict[str, int] = {name: code for code, name in enumerate(INSTRUMENTS)}
_KIND_CODES = {kind.value: code for code, kind in enumerate(KINDS)}

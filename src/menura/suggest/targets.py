"""Compare every sample with what was accepted and asked for, in the best space both know.

A cosine to the target depends on what was accepted and asked for, not on tempo or key: a column
of them is computed once for each target and used again while a context is dragged about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menura.discover import SearchSpace
from menura.suggest.model import Source
from menura.suggest.samples import Samples
from menura.vectors import Keys, Vector

LATEST = 8  # accepted or pinned tracks the target is the mean of
LESS_WEIGHT = 0.5  # of what is to be avoided (Rocchio 1971, with a gamma between .25 and 1)
NO_SPACE = -1
_TINY = 1e-6


class TextVectors(Protocol):
    """Put words into a space."""

    def __call__(self, space: str, text: str) -> Vector | None:
        """Return the unit vector of a text; None where the space knows no words."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the target is made of; equal ones have equal targets.

    Attributes
    ----------
    like : tuple of int
        Numbers of tracks, the latest last; `LATEST` of them count.
    unlike : tuple of int
    prompt : str, optional
    """

    like: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()
    prompt: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to go by."""
        return not self.like and not self.prompt and not self.unlike


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike every sample is to a target, in columns of shape (n,).

    Attributes
    ----------
    cosine : float32 array
        0 where nothing can be compared.
    space : int8 array
        Position in `names` of the space that compared it; `NO_SPACE` where none could.
    is_prompt_read : bool
        Some space understood the prompt.
    """

    cosine: NDArray[np.float32]
    space: NDArray[np.int8]
    names: tuple[str, ...]
    is_prompt_read: bool = False

    def source(self, place: int) -> Source:
        """Return which ears compared a row."""
        code = int(self.space[place])
        return "recency" if code == NO_SPACE else self.names[code]  # type: ignore[return-value]


def find_target(
    space: SearchSpace, wanted: Wanted, text: TextVectors | None = None
) -> Vector | None:
    """Return the unit vector that samples of a space are compared with; None without one.

    The mean of the unit vectors of the last eight tracks and of the prompt, less half the mean of
    what is to be avoided (after Rocchio, "Relevance feedback in information retrieval", 1971).
    """
    parts = _known_vectors(space, wanted.like[-LATEST:])
    if wanted.prompt and text is not None:
        vector = text(space.name, wanted.prompt)
        if vector is not None:
            parts = np.concatenate([parts, vector[None]])
    avoided = _known_vectors(space, wanted.unlike[-LATEST:])
    if not len(parts) and not len(avoided):
        return None
    target = np.zeros(space.index.dimension, np.float64)
    if len(parts):
        target += parts.mean(axis=0, dtype=np.float64)
    if len(avoided):
        target -= LESS_WEIGHT * avoided.mean(axis=0, dtype=np.float64)
    return _unit(target)


def compare(
    samples: Samples,
    spaces: Sequence[SearchSpace],
    wanted: Wanted,
    texts: TextVectors | None = None,
) -> Likeness:
    """Return how alike each sample is to what is wanted, each in the first space that can tell.

    Parameters
    ----------
    spaces : sequence of SearchSpace
        The best one first.
    """
    understood: list[str] = []

    def read(space: str, text: str) -> Vector | None:
        vector = None if texts is None else texts(space, text)
        if vector is not None:
            understood.append(space)
        return vector

    likeness = _columns(samples, spaces, lambda space: find_target(space, wanted, read))
    return replace(likeness, is_prompt_read=bool(understood))


def centre_of(samples: Samples, spaces: Sequence[SearchSpace]) -> Likeness:
    """Return how near each sample is to the middle of all: what to show who has said nothing.

    The middle is the mean of at most 4,096 samples, evenly taken.
    """
    step = max(1, len(samples) // 4096)
    numbers = tuple(samples.numbers[::step].tolist())

    def middle(space: SearchSpace) -> Vector | None:
        vectors = _known_vectors(space, numbers)
        return _unit(vectors.mean(axis=0, dtype=np.float64)) if len(vectors) else None

    return _columns(samples, spaces, middle)


def _columns(
    samples: Samples,
    spaces: Sequence[SearchSpace],
    target_of: Callable[[SearchSpace], Vector | None],
) -> Likeness:
    """Compare every sample with the target of the first space that knows both."""
    cosine = np.zeros(len(samples), np.float32)
    chosen = np.full(len(samples), NO_SPACE, np.int8)
    for code, space in enumerate(spaces):
        target = target_of(space) if len(space.index) else None
        if target is None:
            continue
        found = space.index.search(target, len(space.index))
        places = samples.places_of(found.keys)
        is_new = places >= 0
        is_new[is_new] = chosen[places[is_new]] == NO_SPACE
        cosine[places[is_new]] = 1.0 - found.distances[is_new]
        chosen[places[is_new]] = code
    return Likeness(cosine, chosen, tuple(space.name for space in spaces))


def _unit(vector: NDArray[np.float64]) -> Vector | None:
    length = float(np.linalg.norm(vector))
    return None if length < _TINY else (vector / length).astype(np.float32)


def _known_vectors(space: SearchSpace, numbers: Sequence[int]) -> NDArray[np.float32]:
    """Return the unit vectors of those tracks that have one, shape (k, d)."""
    keys: Keys = np.array(numbers, np.int64)
    if not len(keys):
        return np.zeros((0, space.index.dimension), np.float32)
    vectors = space.vectors(keys)
    known: NDArray[np.float32] = vectors[np.any(vectors, axis=1)]
    return known

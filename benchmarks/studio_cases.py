"""Draw requests for the Studio's benchmark: over all genres, keys, tempi, energies and lengths."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from menura.studio.asked_values import NOTE_NAMES
from menura.studio.genres.catalogue import GENRES

_SHORTEST_S, _LONGEST_S = 12.0, 30.0
_TEMPO_MARGIN = 0.06  # prompts also ask for somewhat more or less than is usual


@dataclass(frozen=True, slots=True)
class Case:
    """A production to be made, and what its prompt says in figures.

    Attributes
    ----------
    reference : Path, optional
        A file whose sound is to be met.
    """

    number: int
    prompt: str
    seed: int
    genre: str
    bpm: float | None = None
    key: int | None = None
    mode: str | None = None
    duration_s: float | None = None
    energy: float | None = None
    density: float | None = None
    reference: Path | None = None


def random_cases(count: int, seed: int = 1) -> list[Case]:
    """Return cases over all genres, keys, tempi, energies, densities and lengths."""
    rng = np.random.default_rng(seed)
    order: list[str] = []
    while len(order) < count:
        order += [str(name) for name in rng.permutation(sorted(GENRES))]
    return [_random_case(number, order[number], rng) for number in range(count)]


def _random_case(number: int, genre: str, rng: np.random.Generator) -> Case:
    known = GENRES[genre]
    slow, fast = known.tempo_bpm
    bpm = float(round(rng.uniform(slow * (1 - _TEMPO_MARGIN), fast * (1 + _TEMPO_MARGIN))))
    weights = np.array([weight for _, weight in known.modes], np.float64)
    mode = known.modes[int(rng.choice(len(weights), p=weights / weights.sum()))][0]
    key, seconds = int(rng.integers(12)), round(rng.uniform(_SHORTEST_S, _LONGEST_S))
    return Case(
        number=number,
        prompt=f"{known.title} in {NOTE_NAMES[key]} {mode.value}, {bpm:g} BPM, {seconds} seconds",
        seed=int(rng.integers(1, 2**31)),
        genre=genre,
        bpm=bpm,
        key=key,
        mode=mode.value,
        duration_s=float(seconds),
        energy=round(float(rng.uniform(0.05, 0.95)), 2),
        density=round(float(rng.uniform(0.05, 0.95)), 2),
    )

from itertools import pairwise

import pytest

from menura.studio.composition.composer import compose
from menura.studio.score import Score
from tests.unit.studio.composition.plans import plan_for

GENRES = ("house", "trap", "lofi", "pop", "funk", "jazz", "ambient", "classical_piano", "metal")
STEPS = (0.1, 0.5, 0.9)


def notes_per_second(score: Score) -> float:
    return sum(part.event_count for part in score.parts.values()) / score.length_s


def loudness(score: Score) -> float:
    velocities = [note.velocity for part in score.parts.values() for note in part.notes]
    velocities += [hit.velocity for part in score.parts.values() for hit in part.hits]
    return sum(velocity**2 for velocity in velocities)


def brightness(score: Score) -> float:
    notes = [note.brightness for part in score.parts.values() for note in part.notes]
    return sum(notes) / len(notes)


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seed", [2, 11])
def test_more_energy_is_more_louder_and_brighter_notes(genre: str, seed: int) -> None:
    scores = [compose(plan_for(genre, seed, energy=energy)) for energy in STEPS]
    for less, more in pairwise(scores):
        assert notes_per_second(less) < notes_per_second(more)
        assert loudness(less) < loudness(more)
        assert brightness(less) < brightness(more)


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seed", [2, 11])
def test_more_density_is_more_notes(genre: str, seed: int) -> None:
    scores = [compose(plan_for(genre, seed, density=density)) for density in STEPS]
    for less, more in pairwise(scores):
        assert notes_per_second(less) < notes_per_second(more)


@pytest.mark.parametrize("genre", ["house", "rock", "orchestral"])
def test_more_energy_brings_more_stems(genre: str) -> None:
    calm, full = (compose(plan_for(genre, energy=energy)) for energy in (0.1, 0.9))
    count = [sum(len(s.roles) * s.bars for s in score.sections) for score in (calm, full)]
    assert count[0] < count[1]


def test_brightness_of_the_plan_reaches_the_notes() -> None:
    dark, bright = (compose(plan_for(brightness=value)) for value in (0.1, 0.9))
    assert brightness(dark) < brightness(bright) / 1.5

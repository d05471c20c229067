"""The most different clips are as far apart as can be, and what is kept stays."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.kernel.errors import InvalidInputError
from menura.sessions import selection
from menura.sessions.selection import most_different


def scattered(count: int, seed: int, dimension: int = 4) -> list[np.ndarray]:
    """Vectors of which some are equal and some have no length."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((count, dimension))
    rows[random.random(count) < 0.15] = rows[0]
    rows[random.random(count) < 0.1] = 0.0
    return list(rows.astype(np.float32))


def distance(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a.astype(float), b.astype(float)
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    if lengths == 0.0:
        return 1.0 if a.any() or b.any() else 0.0
    return float(1.0 - a @ b / lengths)


def closest(clips: list[np.ndarray], chosen) -> float:
    return min(distance(clips[a], clips[b]) for a, b in combinations(chosen, 2))


def at(degrees: float) -> np.ndarray:
    radians = np.deg2rad(degrees)
    return np.array([np.cos(radians), np.sin(radians)], np.float32)


@st.composite
def questions(draw, most=9):
    size = draw(st.integers(1, most))
    clips = scattered(size, draw(st.integers(0, 10**6)))
    kept = draw(st.lists(st.integers(0, size - 1), unique=True, max_size=size))
    return clips, draw(st.integers(0, size + 2)), kept


@settings(deadline=None)
@given(questions())
def test_what_is_kept_comes_first_and_the_number_is_right(question):
    clips, count, kept = question
    chosen = most_different(clips, count, kept)
    assert chosen[: len(kept)] == kept
    assert len(set(chosen)) == len(chosen) == max(len(kept), min(count, len(clips)))
    assert set(chosen) <= set(range(len(clips)))
    assert most_different(clips, count, kept) == chosen


@settings(deadline=None)
@given(questions())
def test_no_other_choice_of_few_clips_is_more_different(question):
    clips, count, kept = question
    chosen = most_different(clips, count, kept)
    if len(chosen) < 2:
        return
    rest = [i for i in range(len(clips)) if i not in kept]
    best = max(
        closest(clips, [*kept, *more]) for more in combinations(rest, len(chosen) - len(kept))
    )
    assert closest(clips, chosen) >= best - 1e-6


@settings(deadline=None)
@given(questions(), st.integers(0, 10**6))
def test_the_greedy_choice_is_at_least_half_as_good_as_the_best(question, seed):
    clips, count, kept = question
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selection, "EXACT_DISTANCES", 0)
        greedy = most_different(clips, count, kept)
    exact = most_different(clips, count, kept)
    assert len(greedy) == len(exact)
    assert greedy[: len(kept)] == kept
    if len(greedy) > 1:  # the chord is where the triangle inequality, and so the law, holds
        chord, best = (np.sqrt(2 * max(closest(clips, c), 0)) for c in (greedy, exact))
        assert chord >= best / 2 - 1e-4


@settings(deadline=None)
@given(st.integers(3, 9), st.integers(0, 10**6), st.data())
def test_the_order_of_clips_does_not_change_how_different_the_chosen_are(size, seed, data):
    clips = scattered(size, seed)
    order = data.draw(st.permutations(range(size)))
    moved = [clips[i] for i in order]
    count = data.draw(st.integers(2, size))
    here, there = most_different(clips, count), most_different(moved, count)
    assert closest(clips, here) == pytest.approx(closest(moved, there), abs=1e-6)


def test_many_clips_are_chosen_from_better_than_by_chance():
    clips = list(np.random.default_rng(2).standard_normal((60, 16)).astype(np.float32))
    chosen = most_different(clips, 10)
    random = np.random.default_rng(3)
    by_chance = [closest(clips, random.choice(60, 10, replace=False)) for _ in range(100)]
    assert closest(clips, chosen) > max(by_chance)


def test_the_first_is_the_farthest_from_the_mean_and_each_next_from_those_before():
    clips = [at(0), at(10), at(20), at(100)]
    assert most_different(clips, 1) == [3]
    assert most_different(clips, 4) == [3, 0, 2, 1]


def test_of_clips_equally_far_the_first_is_chosen():
    assert most_different([at(0), at(90), at(180)], 3) == [0, 2, 1]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_rounding_does_not_decide_which_twins_are_chosen(seed):
    one, other = np.random.default_rng(seed).standard_normal((2, 7)).astype(np.float32)
    assert set(most_different([one, one, other, other], 3)) == {0, 1, 2}


def test_twins_are_not_both_chosen():
    clips = [at(0), at(0), at(90), at(90), at(180)]
    assert most_different(clips, 3) == [4, 0, 2]


def test_two_kept_twins_do_not_end_the_care_for_the_others():
    clips = [at(0), at(0), at(5), at(90), at(180), at(175)]
    assert set(most_different(clips, 4, kept=[0, 1])) == {0, 1, 3, 4}


def test_two_silent_clips_are_not_different():
    silence = np.zeros(2, np.float32)
    assert set(most_different([silence, silence, at(0), at(60)], 3)) == {0, 2, 3}


def test_more_kept_clips_than_asked_for_all_stay():
    assert most_different([at(0), at(10), at(20)], 1, kept=[2, 0]) == [2, 0]


def test_all_clips_are_chosen_where_there_are_no_more():
    assert sorted(most_different([at(0), at(10)], 5)) == [0, 1]
    assert most_different([], 5) == []


def test_questions_without_sense_are_refused():
    with pytest.raises(InvalidInputError, match="-1 clips"):
        most_different([at(0)], -1)
    for missing in (1, -1):
        with pytest.raises(InvalidInputError, match="among the 1 clips"):
            most_different([at(0)], 1, kept=[missing])

"""More of it, less of it, and between: orders by cosine."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from menura.kernel.errors import InvalidInputError
from menura.sessions.similarity import (
    SPREAD,
    centroid_of,
    cosine_similarity,
    filter_by_similarity,
    rank_away,
    rank_between,
)

NUMBERS = st.one_of(st.integers(-2, 2).map(float), st.floats(-(2.0**100), 2.0**100, width=32))
VECTOR = arrays.arrays(np.float32, 4, elements=NUMBERS)
CLIPS = st.lists(VECTOR, max_size=10)
COUNTS = st.integers(0, 12)


def at(degrees: float) -> np.ndarray:
    radians = np.deg2rad(degrees)
    return np.array([np.cos(radians), np.sin(radians), 0.0], np.float32)


# ---------------------------------------------------------------------------------------- cosine


@settings(deadline=None)
@given(VECTOR, VECTOR, st.floats(0.01, 100))
@example(np.full(4, 1e30, np.float32), np.full(4, 1e30, np.float32), 1.0)
def test_a_cosine_is_symmetric_within_one_and_blind_to_length(a, b, scale):
    value = cosine_similarity(a, b)
    assert -1.0 <= value <= 1.0
    assert cosine_similarity(b, a) == value
    assert cosine_similarity(a.astype(np.float64) * scale, b) == pytest.approx(value, abs=1e-9)
    assert cosine_similarity(-a, b) == pytest.approx(-value, abs=1e-9)
    if a.any():
        assert cosine_similarity(a, a) == pytest.approx(1.0)


def test_a_vector_without_length_is_like_nothing():
    assert cosine_similarity(np.zeros(3, np.float32), at(10)) == 0.0
    assert cosine_similarity(np.zeros(3, np.float32), np.zeros(3, np.float32)) == 0.0


def test_a_cosine_is_the_one_of_the_textbook():
    assert cosine_similarity(at(20), at(80)) == pytest.approx(0.5, abs=1e-6)


def test_vectors_of_different_lengths_have_no_cosine():
    with pytest.raises(InvalidInputError, match="one length"):
        cosine_similarity(np.ones(2, np.float32), np.ones(3, np.float32))


def test_a_centroid_is_the_plain_mean():
    rows = [np.array(row, np.float32) for row in ([1, 0], [9, 9], [0, 2])]
    centroid = centroid_of(rows, [0, 2])
    assert centroid.tolist() == [0.5, 1.0]
    assert centroid.dtype == np.float32
    with pytest.raises(InvalidInputError):
        centroid_of(rows, [])


# ------------------------------------------------------------------------------------------ more


@settings(deadline=None)
@given(CLIPS, VECTOR, st.floats(-1, 1), COUNTS)
def test_more_like_this_obeys_the_contract(clips, centroid, least, count):
    chosen = filter_by_similarity(clips, centroid, least, count)
    similar = [cosine_similarity(clip, centroid) for clip in clips]
    assert len(set(chosen)) == len(chosen)
    keys = [(-similar[i], i) for i in chosen]
    assert keys == sorted(keys)
    reaching = [i for i in range(len(clips)) if similar[i] >= least]
    # Nobody reaches the threshold: the best there are, all the same.
    allowed = reaching or list(range(len(clips)))
    assert set(chosen) <= set(allowed)
    assert len(chosen) == min(count, len(allowed))
    left = [similar[i] for i in allowed if i not in chosen]
    assert all(similar[i] >= other for i in chosen for other in left)


def test_only_clips_that_reach_the_threshold_are_taken():
    clips = [at(80), at(10), at(120), at(0), at(10)]
    assert filter_by_similarity(clips, at(0), 0.3, 6) == [3, 1, 4]
    assert filter_by_similarity(clips, at(0), 0.3, 2) == [3, 1]


def test_the_best_are_taken_where_nobody_reaches_the_threshold():
    clips = [at(120), at(95), at(180), at(100)]
    assert filter_by_similarity(clips, at(0), 0.3, 2) == [1, 3]
    assert filter_by_similarity(clips, at(0), 0.3, 9) == [1, 3, 0, 2]


def test_a_similarity_equal_to_the_threshold_reaches_it():
    clips = [at(90), np.array([1, 1, 0], np.float32)]
    threshold = cosine_similarity(clips[1], at(0))
    assert filter_by_similarity(clips, at(0), threshold, 5) == [1]


def test_nothing_is_chosen_from_nothing():
    assert filter_by_similarity([], at(0), 0.3, 4) == []
    assert rank_away([], at(0), 4) == []
    assert rank_between([], at(0), at(90), 4) == []


# ------------------------------------------------------------------------------------------ less


@settings(deadline=None)
@given(CLIPS, VECTOR, COUNTS)
def test_less_like_this_never_takes_a_near_clip_for_variety(clips, centroid, count):
    chosen = rank_away(clips, centroid, count)
    away = [1 - cosine_similarity(clip, centroid) for clip in clips]
    assert len(set(chosen)) == len(chosen) == min(count, len(clips))
    worst_loss = SPREAD / (1 - SPREAD) * 2.0 + 1e-9  # two distances differ by at most 2
    for place, index in enumerate(chosen):
        later = [away[i] for i in range(len(clips)) if i not in chosen[:place]]
        assert away[index] >= max(later) - (worst_loss if place else 0.0)


@settings(deadline=None)
@given(CLIPS, VECTOR)
def test_without_spread_only_the_distance_counts(clips, centroid):
    away = [1 - cosine_similarity(clip, centroid) for clip in clips]
    expected = sorted(range(len(clips)), key=lambda i: (-away[i], i))
    assert rank_away(clips, centroid, len(clips), spread=0.0) == expected


def test_among_clips_equally_far_away_the_one_unlike_those_chosen_comes_first():
    one, twin, other = at(120), at(121), at(-119)
    clips = [at(5), one, twin, other]
    assert rank_away(clips, at(0), 4, spread=0.0) == [2, 1, 3, 0]
    assert rank_away(clips, at(0), 4) == [2, 3, 1, 0]
    assert rank_away(clips, at(0), 2) == [2, 3]


def test_a_clip_like_any_of_those_chosen_is_no_variety():
    around = np.deg2rad([0, 180, 3, 90])  # on a cone: all equally far from the centroid
    clips = [np.array([-0.5, 0.866 * np.cos(a), 0.866 * np.sin(a)], np.float32) for a in around]
    clips[0][0] = -0.51  # but one, so that rounding does not choose the first
    assert rank_away(clips, at(0), 4) == [0, 1, 3, 2]


# --------------------------------------------------------------------------------------- between


@settings(deadline=None)
@given(CLIPS, VECTOR, VECTOR, COUNTS)
def test_between_ranks_by_the_cluster_a_clip_is_less_like(clips, first, second, count):
    chosen = rank_between(clips, first, second, count)
    weaker = [min(cosine_similarity(c, first), cosine_similarity(c, second)) for c in clips]
    assert chosen == sorted(range(len(clips)), key=lambda i: (-weaker[i], i))[:count]
    assert rank_between(clips, second, first, count) == chosen


def test_a_clip_at_the_heart_of_one_cluster_is_not_between():
    heart = at(0)
    shared = np.array([0.5, 0.5, 0.9], np.float32)
    mean = [
        np.mean([cosine_similarity(c, at(0)), cosine_similarity(c, at(78))])
        for c in (heart, shared)
    ]
    assert mean[0] > mean[1], "the mean alone would choose the heart"
    assert rank_between([heart, shared, at(39)], at(0), at(78), 3) == [2, 1, 0]

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.listening.rhythm_scores import (
    beat_f_measure,
    count_matches,
    is_any_tempo_right,
    is_tempo_right,
    is_tempo_right_modulo_octave,
)

BEATS_S = [0.5 * beat for beat in range(60)]


@pytest.mark.parametrize(
    ("said", "is_right", "is_right_modulo_octave"),
    [(120, True, True), (124.7, True, True), (125, False, False), (60, False, True),
     (40, False, True), (240, False, True), (360, False, True), (80, False, False)],
)  # fmt: skip
def test_a_tempo_counts_within_four_percent_and_modulo_octaves(
    said, is_right, is_right_modulo_octave
):
    assert is_tempo_right(said, 120) is is_right
    assert is_tempo_right_modulo_octave(said, 120) is is_right_modulo_octave


def test_no_tempo_is_never_right():
    assert not is_tempo_right(None, 120)
    assert not is_tempo_right_modulo_octave(None, 120)


def test_one_right_reading_among_several_is_enough():
    assert is_any_tempo_right([60, 119], 120)
    assert not is_any_tempo_right([60, 240], 120)
    assert not is_any_tempo_right([], 120)


def test_the_same_beats_score_one_and_beats_in_between_none():
    assert beat_f_measure(BEATS_S, BEATS_S) == 1
    assert beat_f_measure([beat + 0.25 for beat in BEATS_S], BEATS_S) == 0


def test_beats_within_the_window_count_and_those_beyond_do_not():
    assert beat_f_measure([beat + 0.069 for beat in BEATS_S], BEATS_S, trimmed_s=0) == 1
    assert beat_f_measure([beat + 0.071 for beat in BEATS_S], BEATS_S, trimmed_s=0) == 0


def test_twice_as_many_beats_halve_the_precision():
    doubled = sorted([*BEATS_S, *(beat + 0.25 for beat in BEATS_S)])
    assert beat_f_measure(doubled, BEATS_S, trimmed_s=0) == pytest.approx(2 / 3)


def test_the_first_seconds_do_not_count():
    late = [beat for beat in BEATS_S if beat >= 5]
    assert beat_f_measure(late, BEATS_S) == 1
    assert beat_f_measure(late, BEATS_S, trimmed_s=0) < 1


def test_two_beats_cannot_share_one_truth():
    assert beat_f_measure([10.0, 10.01], [10.0]) == pytest.approx(2 / 3)


def test_nothing_found_scores_nothing():
    assert beat_f_measure([], BEATS_S) == 0


_times = st.lists(st.integers(0, 40), max_size=6).map(sorted)


@given(_times, _times)
def test_matching_in_order_finds_as_many_pairs_as_any_matching(found, wanted):
    def most(index: int, free: frozenset[int]) -> int:
        if index == len(found):
            return 0
        partners = [j for j in free if abs(found[index] - wanted[j]) <= 3]
        return max([most(index + 1, free), *(1 + most(index + 1, free - {j}) for j in partners)])

    best = most(0, frozenset(range(len(wanted))))
    assert count_matches(np.array(found, float), np.array(wanted, float), 3) == best

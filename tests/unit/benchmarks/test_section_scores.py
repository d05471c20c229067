import pytest

from benchmarks.listening.section_scores import boundary_f_measure, label_f_measure

SONG = [(0.0, "a"), (20.0, "b"), (40.0, "a")]


def test_boundaries_count_within_the_window():
    assert boundary_f_measure([0, 22, 41], [0, 20, 40], window_s=3) == 1
    assert boundary_f_measure([0, 22, 40.4], [0, 20, 40], window_s=0.5) == 0.5


def test_the_start_of_the_piece_is_no_boundary():
    assert boundary_f_measure([0.0], [0.0, 20.0], window_s=3) == 0
    assert boundary_f_measure([0.0], [0.2], window_s=0.1) == 1


def test_boundaries_too_many_cost_precision():
    found = [0, 10, 20, 30, 40]
    assert boundary_f_measure(found, [0, 20, 40], window_s=3) == pytest.approx(2 * 2 / (4 + 2))


def test_labels_are_compared_by_what_they_group_not_by_name():
    renamed = [(0.0, "X"), (20.0, "Y"), (40.0, "X")]
    assert label_f_measure(renamed, SONG, duration_s=60) == 1


def test_one_label_for_everything_has_recall_but_little_precision():
    # 40 s alike and 20 s alike of 60: about (40**2 + 20**2) / 60**2 of the pairs
    score = label_f_measure([(0.0, "all")], SONG, duration_s=60)
    precision = (40**2 + 20**2) / 60**2
    assert score == pytest.approx(2 * precision / (1 + precision), abs=0.01)


def test_a_part_taken_for_a_new_one_costs_recall():
    apart = [(0.0, "a"), (20.0, "b"), (40.0, "c")]
    recall = 3 * 20**2 / (40**2 + 20**2)
    assert label_f_measure(apart, SONG, duration_s=60) == pytest.approx(
        2 * recall / (1 + recall), abs=0.01
    )

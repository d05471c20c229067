import numpy as np
import pytest

from benchmarks.listening.class_scores import accuracy, confusion, recall, specificity
from benchmarks.listening.retrieval_scores import (
    best_precision_at,
    most_occurrences,
    precision_at,
    rank_neighbours,
    recall_at,
)

# Two directions, each with a pair that is nearly alike
VECTORS = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32)
LABELS = ["x", "x", "y", "y"]
ITSELF = np.eye(4, dtype=bool)


def test_neighbours_come_by_angle_whatever_the_length():
    scaled = VECTORS * np.array([[5], [0.2], [1], [3]], np.float32)
    assert rank_neighbours(scaled, scaled, ITSELF)[:, 0].tolist() == [1, 0, 3, 2]


def test_what_is_excluded_is_never_a_neighbour():
    pairs = np.kron(np.eye(2, dtype=bool), np.ones((2, 2), bool))
    neighbours = rank_neighbours(VECTORS, VECTORS, pairs)
    assert precision_at(neighbours, LABELS, LABELS, 2) == 0
    assert (neighbours[:, 2:] == -1).all()


def test_precision_is_the_share_of_the_same_label():
    neighbours = rank_neighbours(VECTORS, VECTORS, ITSELF)
    assert precision_at(neighbours, LABELS, LABELS, 1) == 1
    assert precision_at(neighbours, LABELS, LABELS, 2) == 0.5


def test_even_a_perfect_ranking_cannot_find_more_than_there_is():
    assert best_precision_at(ITSELF, LABELS, LABELS, 1) == 1
    assert best_precision_at(ITSELF, LABELS, LABELS, 2) == 0.5
    assert best_precision_at(np.ones((4, 4), bool), LABELS, LABELS, 1) == 0


def test_a_hub_is_counted_as_often_as_it_is_near():
    neighbours = np.array([[3, 1], [3, 0], [3, 1], [0, -1]])
    assert most_occurrences(neighbours, 1) == 3
    assert most_occurrences(neighbours[3:], 2) == 1


def test_an_original_counts_when_it_is_among_the_first():
    neighbours = np.array([[0, 1, 2], [0, 1, 2], [0, 1, 2]])
    assert recall_at(neighbours, [0, 1, 2], 1) == pytest.approx(1 / 3)
    assert recall_at(neighbours, [0, 1, 2], 2) == pytest.approx(2 / 3)


def test_classes_are_counted_from_both_sides():
    true = ["loop", "loop", "hit", "hit", "hit", "hit"]
    said = ["loop", "hit", "hit", "hit", "hit", "loop"]
    assert recall(true, said, "loop") == 0.5
    assert specificity(true, said, "loop") == 0.75
    assert accuracy(true, said) == pytest.approx(4 / 6)
    assert confusion(true, said)["hit"] == {"hit": 3, "loop": 1}
    assert recall(true, said, "song") == 0
    assert specificity(["loop"], ["loop"], "loop") == 1

"""An ordering loses nothing, invents nothing, and begins where it was told to."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.discover import Order, order_rows
from menura.discover.ordering import nearest_chain
from tests.unit.discover.shelves import (
    clustered_library,
    make_shelf,
    make_space,
    scattered_vectors,
)

LIBRARY = clustered_library(120, 8, seed=2)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(0, len(LIBRARY.shelf) - 1), max_size=40),
    st.sampled_from(Order),
    st.booleans(),
)
def test_an_order_is_a_permutation_and_the_same_every_time(rows, by, descending):
    ordered = order_rows(LIBRARY.space, rows, by, descending=descending)
    assert sorted(ordered) == sorted(rows)
    assert ordered == order_rows(LIBRARY.space, rows, by, descending=descending)
    if rows and by in (Order.HARMONIC, Order.SMOOTH):
        assert ordered[0] == rows[0]


def ordered(rows, by, vectors=None, **more):
    shelf = make_shelf(rows)
    search = make_space(shelf, np.eye(len(shelf)) if vectors is None else vectors)
    return order_rows(search, range(len(shelf)), by, **more)


@pytest.mark.parametrize("by", [Order.TEMPO, Order.ENERGY, Order.BRIGHTNESS])
def test_columns_are_sorted_both_ways_with_the_unknown_last(by):
    name = {"tempo": "tempo_bpm"}.get(by, by.value)
    rows = [{name: value} for value in (0.5, None, 0.25, 0.5, 0.75)]
    assert ordered(rows, by) == [2, 0, 3, 4, 1]
    assert ordered(rows, by, descending=True) == [4, 0, 3, 2, 1]


def test_keys_follow_the_circle_of_fifths_and_tempo_breaks_ties():
    keys = [0, 6, 7, 21, None, 0]  # C, F sharp, G, A minor, none, C
    rows = [{"key": key, "tempo_bpm": 120.0} for key in keys]
    assert ordered(rows, Order.HARMONIC) == [0, 5, 3, 2, 1, 4]
    tempi = [100.0, 140.0, 51.0, None, 104.0]  # half time is near
    rows = [{"key": 0, "tempo_bpm": tempo} for tempo in tempi]
    assert ordered(rows, Order.HARMONIC) == [0, 2, 4, 1, 3]


def test_a_list_without_keys_goes_by_tempo():
    rows = [{"tempo_bpm": tempo} for tempo in (100.0, 130.0, 101.0, 110.0)]
    assert ordered(rows, Order.HARMONIC) == [0, 2, 3, 1]


def length(vectors) -> float:
    return sum(1 - float(one @ other) for one, other in pairwise(vectors))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**31), st.integers(1, 40))
def test_a_smooth_order_is_no_longer_than_a_chain_of_neighbours(seed, size):
    vectors = scattered_vectors(size, 5, seed)
    smooth = ordered(size, Order.SMOOTH, vectors)
    assert length(vectors[smooth]) <= length(vectors[nearest_chain(vectors)]) + 1e-4


def test_long_ways_back_are_straightened():
    vectors = scattered_vectors(60, 5)
    chain, smooth = nearest_chain(vectors), ordered(60, Order.SMOOTH, vectors)
    assert length(vectors[smooth]) < length(vectors[chain]) - 0.3


def test_points_on_an_arc_are_walked_along():
    angles = np.array([0.0, 0.9, 0.3, 1.2, 0.6])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert ordered(5, Order.SMOOTH, vectors) == [0, 2, 4, 1, 3]


def test_what_was_not_heard_comes_last():
    assert ordered(4, Order.SMOOTH, [[1, 0], [0, 0], [0, 1], [1, 0.1]]) == [0, 3, 2, 1]

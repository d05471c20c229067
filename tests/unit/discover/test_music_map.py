"""A map is the same every time, stays in its frame, and never moves what is on it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.discover.errors import MapNotReadyError, SearchInputError
from menura.discover.map_pca import principal_axes
from menura.discover.model import MusicMap
from menura.discover.music_map import JITTER, MapMethod, lay_out, place_new, sample_evenly
from menura.vectors import InvalidVectorsError

EARLY, LATE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
METHODS = list(MapMethod)


def unit(vectors):
    rows = np.asarray(vectors, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def grouped(count=200, groups=4, seed=0, dimension=24):
    """Return tracks in well separated groups, and the group of each."""
    rng = np.random.default_rng(seed)
    group = np.arange(count) % groups
    centres = rng.normal(size=(groups, dimension))
    return unit(centres[group] + 0.15 * rng.normal(size=(count, dimension))), group


def a_map(vectors, positions=None, numbers=None, **given):
    count = len(vectors)
    places = lay_out(vectors, MapMethod.PCA) if positions is None else positions
    known = np.arange(1, count + 1) if numbers is None else numbers
    fields = {"laid_out": count, "layout_id": "first", **given}
    return MusicMap(
        "dsp",
        fields["layout_id"],
        "pca",
        known,
        np.asarray(places, np.float32),
        fields["laid_out"],
        EARLY,
        EARLY,
    )


@pytest.mark.parametrize("method", METHODS)
def test_the_same_tracks_give_the_same_picture_to_the_last_bit(method):
    vectors, _ = grouped()
    assert np.array_equal(lay_out(vectors, method, seed=3), lay_out(vectors, method, seed=3))


def test_another_seed_gives_another_picture():
    vectors, _ = grouped()
    one, two = (lay_out(vectors, MapMethod.PACMAP, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one, two)


@pytest.mark.parametrize("method", METHODS)
def test_groups_that_sound_apart_lie_apart(method):
    vectors, group = grouped()
    places = lay_out(vectors, method)
    centres = np.stack([places[group == g].mean(axis=0) for g in range(4)])
    nearest = np.linalg.norm(places[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == group).mean() > 0.95


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(0, 70),
    dimension=st.integers(1, 8),
    copies=st.booleans(),
    seed=st.integers(0, 2**40),
)
def test_every_place_is_finite_and_within_the_frame(method, count, dimension, copies, seed):
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(count, dimension)) + 1e-6) if count else np.empty((0, 4), "f4")
    if copies:
        vectors = np.repeat(vectors[:1], count, axis=0) if count else vectors
    places = lay_out(vectors, method, seed=seed)
    assert places.shape == (count, 2)
    assert places.dtype == np.float32
    assert np.isfinite(places).all()
    assert np.abs(places).max(initial=0.0) <= 1.0


def test_one_strange_track_does_not_squeeze_the_others():
    rng = np.random.default_rng(0)
    vectors = np.full((400, 8), [5.0] + [0.0] * 7) + 0.01 * rng.normal(size=(400, 8))
    vectors[7] = [-5.0] + [0.0] * 7
    places = lay_out(unit(vectors), MapMethod.PCA)
    others = np.delete(places, 7, axis=0)
    assert np.ptp(others, axis=0).max() > 1.0
    assert np.abs(places[7]).max() == np.abs(places).max()


def test_a_track_of_zeros_does_not_break_the_picture():
    vectors, _ = grouped()
    vectors[3] = 0.0
    assert np.isfinite(lay_out(vectors, MapMethod.PACMAP)).all()


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused_by_row(wrong):
    vectors, _ = grouped(20)
    vectors[11, 2] = wrong
    with pytest.raises(InvalidVectorsError, match="row 11"):
        lay_out(vectors, MapMethod.PCA)


def test_one_vector_instead_of_rows_is_refused():
    with pytest.raises(InvalidVectorsError, match="rows"):
        lay_out(np.ones(5, np.float32), MapMethod.PCA)


def test_the_work_tells_how_far_it_is_and_prints_nothing(capfd):
    vectors, _ = grouped()
    seen = []
    lay_out(vectors, MapMethod.PACMAP, report=lambda share, _doing: seen.append(share))
    assert seen == sorted(seen)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("stop_at", [0.0, 0.2, 0.5, 0.9])
def test_a_stop_is_heard_wherever_the_work_is(stop_at):
    class StopError(Exception):
        pass

    after = []

    def report(share, _doing):
        if share >= stop_at:
            after.append(share)
            raise StopError

    vectors, _ = grouped(20_001 if stop_at == 0.2 else 200, dimension=4)
    with pytest.raises(StopError):
        lay_out(vectors, MapMethod.PACMAP, report=report)
    assert len(after) == 1


def test_main_axes_are_those_of_a_singular_value_decomposition():
    rng = np.random.default_rng(5)
    vectors = (rng.normal(size=(60, 6)) * [6, 5, 4, 3, 2, 1]).astype(np.float32)
    found = principal_axes(vectors, 3).project(vectors)
    u, s, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    assert np.allclose(np.abs(found), np.abs(u[:, :3] * s[:3]), atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(known=st.integers(1, 40), added=st.integers(0, 20), seed=st.integers(0, 2**32))
def test_nobody_moves_when_tracks_are_added(known, added, seed):
    rng = np.random.default_rng(seed)
    vectors, new = unit(rng.normal(size=(known, 5))), unit(rng.normal(size=(added + 1, 5)))[:added]
    before = a_map(vectors)
    numbers = rng.choice(2 * (known + added + 1), added, replace=False) + 1
    after = place_new(before, vectors, numbers, new, at=LATE)
    assert np.array_equal(after.positions[:known], before.positions)
    assert np.array_equal(after.numbers[:known], before.numbers)
    assert set(after.numbers) == set(before.numbers) | set(numbers)
    assert len(set(after.numbers)) == len(after.numbers) == len(after.positions)
    assert np.isfinite(after.positions).all()
    assert (after.layout_id, after.laid_out) == (before.layout_id, before.laid_out)


def test_a_copy_lies_at_its_twin_but_not_on_it():
    vectors, _ = grouped(groups=200)
    before = a_map(vectors)
    after = place_new(before, vectors, np.array([900, 901]), vectors[[5, 5]], at=LATE)
    gap = np.linalg.norm(after.positions[-2:] - before.positions[5], axis=1)
    assert gap.max() < 10 * JITTER
    assert gap.min() > 0.0
    assert not np.array_equal(after.positions[-1], after.positions[-2])
    assert after.updated_at == LATE


def test_a_new_track_lies_among_its_own_group():
    vectors, group = grouped()
    new, new_group = grouped(240)
    before = a_map(vectors)
    after = place_new(before, vectors, np.arange(1000, 1040), new[200:], at=LATE)
    centres = np.stack([before.positions[group == g].mean(axis=0) for g in range(4)])
    gaps = np.linalg.norm(after.positions[200:, None] - centres, axis=2)
    assert np.array_equal(gaps.argmin(axis=1), new_group[200:])


def test_a_place_does_not_depend_on_what_came_before_it():
    vectors, _ = grouped()
    new, _ = grouped(6, seed=9)
    numbers = np.arange(500, 506)
    together = place_new(a_map(vectors), vectors, numbers, new, at=LATE)
    one_by_one, known = a_map(vectors), vectors
    for row in (3, 0, 5, 1, 4, 2):
        part = slice(row, row + 1)
        one_by_one = place_new(one_by_one, known, numbers[part], new[part], at=LATE)
        known = np.concatenate([known, new[part]])
    expected = dict(zip(together.numbers.tolist(), together.positions.tolist(), strict=True))
    for number, place in zip(one_by_one.numbers.tolist(), one_by_one.positions, strict=True):
        assert place == pytest.approx(expected[number], abs=1e-5)


def test_what_is_on_the_map_or_has_no_sound_is_left_out():
    vectors, _ = grouped(20)
    before = a_map(vectors)
    new = np.stack([vectors[3], np.zeros(24, np.float32)])
    assert place_new(before, vectors, np.array([4, 77]), new, at=LATE) is before


def test_tracks_that_are_gone_attract_nobody():
    vectors = unit([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]])
    before = a_map(vectors, positions=[[-1, -1], [0.5, 0.5], [1, 1]])
    gone = vectors.copy()
    gone[0] = 0.0
    after = place_new(before, gone, np.array([9]), vectors[:1], at=LATE)
    assert after.positions[-1] == pytest.approx([0.5, 0.5], abs=0.05)


def test_nothing_is_placed_between_nothing():
    with pytest.raises(MapNotReadyError):
        place_new(
            a_map(np.empty((0, 3), np.float32)),
            np.empty((0, 3), np.float32),
            np.array([1]),
            unit([[1, 2, 3]]),
            at=LATE,
        )


@pytest.mark.parametrize(
    ("numbers", "vectors", "told"),
    [
        ([7], [[np.nan, 1.0]], "finite"),
        ([7, 8], [[0.0, 1.0]], "2 tracks and 1 vectors"),
        ([7], [[0.0, 1.0, 0.0]], "3 dimensions"),
    ],
)
def test_new_vectors_that_do_not_fit_are_refused(numbers, vectors, told):
    known = unit([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(InvalidVectorsError, match=told):
        place_new(a_map(known), known, np.array(numbers), np.array(vectors, "f4"), at=LATE)


@given(count=st.integers(0, 5_000), percent=st.integers(1, 100))
def test_a_sample_is_even_and_has_both_ends(count, percent):
    rows = sample_evenly(count, percent)
    assert len(rows) == max((count * percent + 50) // 100, min(count, 2))
    if count:
        assert rows[0] == 0
        assert rows[-1] == (count - 1 if count > 1 else 0)
    if len(rows) > 2:
        assert np.diff(rows).min() >= 1
        assert np.ptp(np.diff(rows)) <= 1


@pytest.mark.parametrize("percent", [-1, 0, 101])
def test_a_sample_beyond_all_or_none_is_refused(percent):
    with pytest.raises(SearchInputError, match="1 to 100"):
        sample_evenly(10, percent)

"""A picture is drawn in the first way that says something, and never lies outside itself."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from menura.discover.model import MusicMap
from menura.discover.plane import Picture, Projection, Scene, project
from menura.discover.plane_layouts import principal_components, tell_apart
from menura.discover.shelf import UNKNOWN


def unit(rows) -> np.ndarray:
    rows = np.asarray(rows, np.float32)
    scaled: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def scattered(count: int, seed: int = 0, dimension: int = 16) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)))


def scene(vectors, *, numbers=None, added=(), avoided=(), near_avoided=()) -> Scene:
    def where(places) -> np.ndarray:
        chosen = np.zeros(len(vectors), np.bool_)
        chosen[list(places)] = True
        return chosen

    known = np.full(len(vectors), UNKNOWN) if numbers is None else np.asarray(numbers)
    return Scene(vectors, known.astype(np.int64), where(added), where(avoided), where(near_avoided))


def a_map(places: dict[int, tuple[float, float]]) -> MusicMap:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    keys = np.array(list(places), np.int64)
    positions = np.array(list(places.values()), np.float32).reshape(-1, 2)
    return MusicMap("dsp", "L", "pca", keys, positions, len(keys), at, at)


# ----------------------------------------------------------------------------------------- map


def test_tracks_keep_their_places_on_the_map_and_others_go_between_their_nearest():
    vectors = unit([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0.001, 0]])
    drawn = project(
        scene(vectors, numbers=[30, 10, 20, UNKNOWN]),
        a_map({20: (0.5, 0.6), 30: (-1.2, 0.0), 99: (0, 0), 10: (0.1, 0.2)}),
    )
    assert drawn.projection is Projection.MAP
    expected = np.array([[-1.2, 0], [0.1, 0.2], [0.5, 0.6]], np.float32)
    assert np.array_equal(drawn.positions[:3], expected)
    assert np.allclose(drawn.positions[3], [-1.2, 0], atol=0.01)


def test_a_map_without_most_of_the_tracks_is_not_the_picture():
    vectors = scattered(6)
    numbers = [1, 2, 3, 4, 5, UNKNOWN]
    few = a_map({1: (0, 0), 2: (1, 1)})
    assert project(scene(vectors, numbers=numbers), few).projection is Projection.LOCAL
    most = a_map({1: (0, 0), 2: (1, 1), 3: (0, 1)})
    assert project(scene(vectors, numbers=numbers), most).projection is Projection.MAP
    assert project(scene(vectors, numbers=numbers), a_map({})).projection is Projection.LOCAL


# ------------------------------------------------------------------------------------- aligned


def test_the_first_axis_leads_from_what_is_added_to_what_is_subtracted():
    rng = np.random.default_rng(1)
    ours = unit([1, 0, 0, 0] + 0.2 * rng.normal(size=(20, 4)))
    theirs = unit([0, 1, 0, 0] + 0.2 * rng.normal(size=(20, 4)))
    drawn = project(scene(np.concatenate([ours, theirs]), added=[0], avoided=[20]))
    assert drawn.projection is Projection.ALIGNED
    assert drawn.positions[:20, 0].max() < drawn.positions[20:, 0].min()


# -------------------------------------------------------------------------------- discriminant


def sides_with_one_middle() -> Scene:
    """Return two sides whose middles agree, but most of whose points lie apart."""
    rng = np.random.default_rng(2)
    ours = [[3, 1, 0], [-3, -1, 0]]
    near = [5, 0, 4] + 0.1 * rng.normal(size=(30, 3))
    theirs = [[3, 1, 0], [-3, -1, 0]]
    return scene(
        unit(np.concatenate([ours, theirs, near])),
        added=[0, 1],
        avoided=[2, 3],
        near_avoided=range(4, 34),
    )


def test_sides_with_one_middle_are_told_apart_by_an_axis_where_there_is_one():
    drawn = project(sides_with_one_middle())
    assert drawn.projection is Projection.DISCRIMINANT
    assert drawn.positions[4:, 0].min() > drawn.positions[:2, 0].max()


def test_an_axis_that_tells_nothing_apart_is_not_drawn():
    vectors = scattered(200, dimension=3)
    even = np.arange(200) % 2 == 0
    assert tell_apart(vectors, even, ~even) is None
    assert tell_apart(vectors, even, np.zeros(200, np.bool_)) is None


# --------------------------------------------------------------------------------------- local


def test_neighbours_stay_neighbours():
    """Points along a curve come out in their order."""
    angle = np.linspace(0, np.pi, 60)
    curve = unit(np.column_stack([np.cos(angle), np.sin(angle), 0.1 * np.sin(3 * angle)]))
    drawn = project(scene(curve))
    assert drawn.projection is Projection.LOCAL
    steps = np.diff(drawn.positions[:, 0])
    assert (steps > 0).all() or (steps < 0).all()


def test_groups_far_from_each_other_stay_apart():
    rng = np.random.default_rng(3)
    groups = [unit(np.eye(12)[n] + 0.02 * rng.normal(size=(20, 12))) for n in range(3)]
    places = project(scene(np.concatenate(groups))).positions.reshape(3, 20, 2)
    middles = places.mean(axis=1)
    reach = np.linalg.norm(places - middles[:, None], axis=2).max()
    gaps = [np.linalg.norm(middles[a] - middles[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert min(gaps) > 2 * reach


def test_too_many_points_are_drawn_by_their_principal_components():
    vectors = scattered(401) * np.array([5, 3] + [0.1] * 14)
    drawn = project(scene(unit(vectors)))
    assert drawn.projection is Projection.PCA
    exact = np.linalg.svd(unit(vectors) - unit(vectors).mean(axis=0))[2][:2]
    along = unit(vectors) @ exact.T
    told = [abs(np.corrcoef(along[:, n], drawn.positions[:, n])[0, 1]) for n in (0, 1)]
    assert min(told) > 0.999


def test_components_that_do_not_exist_are_zeros():
    found = principal_components(unit([[1, 0, 0], [1, 1, 0], [1, 2, 0]]), 8)
    assert found.shape == (3, 8)
    assert np.isfinite(found).all()
    assert np.allclose(found[:, 3:], 0.0, atol=1e-6)


# ---------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_point_is_no_picture(count):
    drawn = project(scene(scattered(2)[:count]))
    assert drawn.projection is Projection.NONE
    assert drawn.positions.shape == (count, 2)


@settings(deadline=None, max_examples=60)
@given(
    hnp.arrays(np.float32, st.tuples(st.integers(2, 40), st.just(5)), elements=st.integers(-2, 2)),
    st.data(),
)
def test_every_picture_is_finite_within_bounds_and_the_same_again(rows, data):
    rows[~np.any(rows, axis=1), 0] = 1
    role = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    places = [[n for n, one in enumerate(role) if one == which] for which in range(4)]
    shown = scene(unit(rows), added=places[1], avoided=places[2], near_avoided=places[3])
    drawn: Picture = project(shown)
    assert drawn.positions.shape == (len(rows), 2)
    assert np.isfinite(drawn.positions).all()
    assert np.abs(drawn.positions).max() <= 1.0
    assert np.array_equal(project(shown).positions, drawn.positions)


def test_points_that_are_all_the_same_lie_in_one_place():
    drawn = project(scene(np.repeat(scattered(1), 30, axis=0)))
    assert drawn.projection is Projection.PCA
    assert not drawn.positions.any()

"""A session's map is made once and never moves."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.kernel.errors import InvalidInputError
from menura.sessions.projection import fit_projection, project


@st.composite
def batches(draw):
    """Clips of a batch, some perhaps equal, around a point away from zero."""
    count, dimension = draw(st.integers(1, 8)), draw(st.integers(2, 12))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    kinds = random.standard_normal((draw(st.integers(1, count)), dimension)) + 3.0
    return list(kinds[random.integers(0, len(kinds), count)].astype(np.float32))


def scattered(count: int, seed: int, dimension: int = 16) -> list[np.ndarray]:
    return list(np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32))


@settings(deadline=None)
@given(batches(), st.text(max_size=20))
def test_axes_are_orthonormal_point_forward_and_come_again(clips, space):
    fitted = fit_projection(clips, space)
    assert fitted.axes.shape == (2, len(clips[0]))
    assert fitted.axes.dtype == fitted.origin.dtype == np.float32
    np.testing.assert_allclose(fitted.axes @ fitted.axes.T, np.eye(2), atol=1e-5)
    for axis in fitted.axes:
        assert axis[np.abs(axis).argmax()] > 0
    assert 0.0 <= fitted.explained <= 1.0 + 1e-9
    again = fit_projection(clips, space)
    assert np.array_equal(again.axes, fitted.axes)
    assert np.array_equal(again.origin, fitted.origin)


@settings(deadline=None)
@given(batches(), batches())
def test_later_clips_move_nobody(first, later):
    later = [np.resize(clip, len(first[0])) for clip in later]
    fitted = fit_projection(first, "space")
    alone = project(fitted, first)
    assert alone.shape == (len(first), 2)
    assert alone.dtype == np.float32
    assert np.array_equal(project(fitted, [*first, *later])[: len(first)], alone)
    assert np.array_equal(project(fitted, [*later, *first])[len(later) :], alone)


@settings(deadline=None)
@given(batches())
def test_the_map_never_stretches_a_distance(clips):
    points = project(fit_projection(clips, "space"), clips).astype(float)
    for one, other in combinations(range(len(clips)), 2):
        real = np.linalg.norm(clips[one].astype(float) - clips[other])
        assert np.linalg.norm(points[one] - points[other]) <= real + 1e-4
    np.testing.assert_allclose(points.mean(axis=0), 0.0, atol=1e-4)


def test_clips_that_lie_on_a_plane_keep_their_distances():
    random = np.random.default_rng(3)
    basis = np.linalg.qr(random.standard_normal((16, 2)))[0].T
    clips = list((random.standard_normal((6, 2)) @ basis + 2.0).astype(np.float32))
    fitted = fit_projection(clips, "space")
    assert fitted.explained == pytest.approx(1.0)
    points = project(fitted, clips)
    for one, other in combinations(range(6), 2):
        shown = np.linalg.norm(points[one] - points[other])
        assert shown == pytest.approx(np.linalg.norm(clips[one] - clips[other]), rel=1e-4)


def test_the_plane_is_the_one_that_shows_most():
    random = np.random.default_rng(4)
    spans = np.array([0.1, 5.0, 0.2, 2.0, 0.1])
    clips = list((random.standard_normal((40, 5)) * spans).astype(np.float32))
    fitted = fit_projection(clips, "space")
    assert fitted.axes[0].argmax() == 1
    assert fitted.axes[1].argmax() == 3
    shares = np.sort(np.linalg.eigvalsh(np.cov(np.stack(clips).astype(float).T)))[::-1]
    assert fitted.explained == pytest.approx(shares[:2].sum() / shares.sum(), rel=1e-5)
    assert fitted.explained < 1.0


def test_a_session_of_one_clip_has_a_map_that_later_clips_spread_on():
    first, *later = scattered(5, 7)
    fitted = fit_projection([first], "builtin:1")
    assert fitted.explained == 1.0
    np.testing.assert_allclose(project(fitted, [first]), 0.0, atol=1e-6)
    points = project(fitted, later)
    assert min(np.linalg.norm(a - b) for a, b in combinations(points, 2)) > 0.01


def test_equal_clips_whose_mean_is_rounded_have_no_direction_of_their_own():
    clip = (scattered(1, 8)[0] * 1000.3).astype(np.float32)
    one, many = fit_projection([clip], "space"), fit_projection([clip] * 7, "space")
    assert np.array_equal(one.axes, many.axes)
    assert many.explained == 1.0


def test_two_clips_lie_on_the_first_axis_and_the_second_is_drawn():
    one, other = scattered(2, 9)
    fitted = fit_projection([one, other], "space")
    points = project(fitted, [one, other])
    assert abs(points[0, 0] - points[1, 0]) == pytest.approx(np.linalg.norm(one - other), rel=1e-5)
    np.testing.assert_allclose(points[:, 1], 0.0, atol=1e-5)
    assert fitted.explained == pytest.approx(1.0)


def test_drawn_axes_belong_to_the_space():
    clip = scattered(1, 10)
    here, there = fit_projection(clip, "builtin:1"), fit_projection(clip, "clap:2")
    assert not np.allclose(here.axes, there.axes)
    full = scattered(6, 11)
    assert np.array_equal(
        fit_projection(full, "builtin:1").axes, fit_projection(full, "clap:2").axes
    )


def test_no_clips_have_no_places():
    fitted = fit_projection(scattered(3, 12), "space")
    assert project(fitted, []).shape == (0, 2)


def test_vectors_of_another_embedder_are_refused():
    fitted = fit_projection(scattered(3, 13), "space")
    with pytest.raises(InvalidInputError, match="16 components"):
        project(fitted, scattered(1, 13, dimension=8))
    with pytest.raises(InvalidInputError, match="one component"):
        fit_projection([np.ones(1, np.float32)], "space")
    with pytest.raises(InvalidInputError, match="no embedding"):
        fit_projection([], "space")

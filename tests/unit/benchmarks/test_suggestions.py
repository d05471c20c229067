"""Hold the benchmark of suggestions to what its lines say."""

import numpy as np
import pytest

from benchmarks.suggestions_figures import Round, figure_of, verdict
from benchmarks.suggestions_library import DIMENSIONS, sample_library
from benchmarks.suggestions_load import Ask, answer_length
from benchmarks.suggestions_server import Tempi, tempo_plan

NOW_S = 1.7e9


def test_a_disturbed_round_does_not_move_a_figure():
    calm = Round([10.0] * 100, seconds=1.0, cpu_s=0.5)
    figure = figure_of([calm, Round([90.0] * 100, seconds=9.0, cpu_s=0.9), calm])
    assert (figure.p50_ms, figure.per_s, figure.cpu_ms) == pytest.approx((10.0, 100.0, 5.0))
    assert figure.best_ms == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("value", "told"), [(19.9, "met"), (20.0, "MISSED"), (float("nan"), "MISSED")]
)
def test_a_goal_is_missed_at_its_bound(value, told):
    assert verdict(value, 20.0, "ms").split()[-1] == told


@pytest.mark.parametrize(
    ("received", "length"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-le", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", 43),
        (b"HTTP/1.1 201 Created\r\ncontent-length: 12\r\nx: y\r\n\r\n", 62),
    ],
)
def test_an_answer_is_whole_when_its_head_says_so(received, length):
    assert answer_length(received) == length


def test_a_refusal_is_never_counted_as_an_answer():
    with pytest.raises(RuntimeError, match="nothing here"):
        answer_length(b"HTTP/1.1 404 Not Found\r\ncontent-length: 12\r\n\r\nnothing here")


def test_a_body_is_sent_with_its_length():
    head, body = Ask("", "POST", "/x", {"bpm": 120}).raw().split(b"\r\n\r\n")
    assert body == b'{"bpm": 120}'
    assert b"Content-Length: 12" in head


def test_no_request_is_like_another():
    library, tempi = sample_library(200, NOW_S), Tempi()
    paths = [ask.path for client in range(8) for ask in tempo_plan(library, client, 50, tempi)]
    assert len(set(paths)) == 8 * 50


def test_a_library_holds_what_a_producers_holds():
    library = sample_library(3_000, NOW_S)
    tempo_bpm = library.tempo_bpm[~np.isnan(library.tempo_bpm)]
    assert 0.5 < len(tempo_bpm) / len(library) < 0.7  # loops, most of them
    assert tempo_bpm.min() < 90
    assert tempo_bpm.max() > 160
    assert len(np.unique(library.key)) == 25
    assert np.all(NOW_S - library.added_at < 366 * 86_400)
    for dimension in DIMENSIONS.values():
        [(numbers, vectors)] = library.chunks(dimension)
        assert numbers.tolist() == list(range(1, 3_001))
        assert vectors.shape == (3_000, dimension)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_library_is_the_same_each_time():
    one, other = sample_library(500, NOW_S), sample_library(500, NOW_S)
    assert np.array_equal(one.inner, other.inner)
    assert one.picked_ids(3, 8) == other.picked_ids(3, 8)

"""How fast work goes, and how long it will still take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.analysis.batch import RATE_WINDOW_S, Pace


class Watch:
    """A clock that a test winds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_pace_is_told_without_the_warming_up_before_the_first():
    watch = Watch()
    pace = Pace(clock=watch)
    assert (pace.per_minute, pace.time_left_s(10)) == (None, None)
    pace.mark(0)
    assert pace.per_minute is None
    watch.seconds = 25
    pace.mark(1)
    assert pace.per_minute is None
    watch.seconds = 55
    pace.mark(11)
    assert [pace.per_minute, pace.time_left_s(40)] == [20.0, 120.0]


def test_without_progress_there_is_no_pace():
    watch = Watch()
    pace = Pace(clock=watch)
    for watch.seconds in (0.0, 10.0, 20.0):
        pace.mark(7)
    assert (pace.per_minute, pace.time_left_s(1)) == (None, None)


def test_a_pace_forgets_what_is_long_ago():
    watch = Watch()
    pace = Pace(clock=watch)
    for second in range(0, 600, 10):  # one a second at first, three a second in the end
        watch.seconds = float(second)
        pace.mark(second if second < 300 else 300 + 3 * (second - 300))
    assert pace.per_minute == pytest.approx(180.0)
    assert len(pace.marks) <= RATE_WINDOW_S / 10 + 2


@given(st.lists(st.tuples(st.floats(0.01, 100), st.integers(0, 50)), min_size=2, max_size=50))
def test_a_pace_is_never_negative_and_never_fails(steps):
    watch, done = Watch(), 0
    pace = Pace(clock=watch)
    for seconds, more in steps:
        watch.seconds += seconds
        done += more
        pace.mark(done)
        assert pace.per_minute is None or pace.per_minute > 0
        left = pace.time_left_s(5)
        assert left is None or left > 0

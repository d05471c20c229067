"""Scheduled work is queued when its time has come, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.jobs import JobPriority, JobQueue, JobStatus, Schedule
from menura.jobs.schedule import next_moment, put_schedule, queue_due
from menura.kernel.errors import InvalidInputError
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import MORNING, at

DAILY = Schedule("tidy", "dig", "Tidy up", "30 3 * * *", {"deep": True})
DAY_S = 86_400


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        ("30 3 * * *", moment(1, 8), moment(2, 3, 30)),
        ("30 3 * * *", moment(1, 3, 30), moment(2, 3, 30)),
        ("*/15 * * * *", moment(1, 8, 1), moment(1, 8, 15)),
        ("0 0 1 2 *", moment(1, 8), datetime(2026, 2, 1, tzinfo=UTC)),
        ("0 12 * * mon", moment(1, 8), moment(5, 12)),
    ],
)
def test_the_next_moment_is_read_in_utc(cron: str, after: datetime, due: datetime):
    assert next_moment(cron, after) == due


@pytest.mark.parametrize("cron", ["", "soon", "61 * * * *", "* * *", "* * * * * * * *"])
def test_what_is_no_schedule_is_refused_with_an_example(cron: str):
    with pytest.raises(InvalidInputError, match=r"30 3 \* \* \*") as caught:
        next_moment(cron, MORNING)
    assert caught.value.field == "cron"


@given(st.integers(0, 400 * DAY_S), st.sampled_from(["*/7 * * * *", "0 4 * * *", "1 1 1 * *"]))
def test_the_next_moment_is_always_later(seconds: int, cron: str):
    after = at(seconds)
    due = next_moment(cron, after)
    assert after < due <= after + timedelta(days=32)
    assert due.tzinfo == UTC


def test_what_is_due_is_queued_once(sqlite_store: Store):
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, DAILY, moment(1, 8))
        assert queue_due(jobs, moment(2, 3, 29)) == []
        (job,) = queue_due(jobs, moment(2, 3, 30))
        assert queue_due(jobs, moment(2, 3, 30)) == []
        (schedule,) = jobs.schedules()
    assert (job.kind, job.title, job.payload) == ("dig", "Tidy up", {"deep": True})
    assert (job.queue, job.priority) == (JobQueue.PARENTS, JobPriority.BATCH)
    assert (schedule.next_at, schedule.last_job_id) == (moment(3, 3, 30), job.id)


def test_moments_slept_through_count_as_one(sqlite_store: Store):
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, DAILY, moment(1, 8))
        assert len(queue_due(jobs, moment(20, 8))) == 1
        assert jobs.page().total == 1
        assert jobs.schedules()[0].next_at == moment(21, 3, 30)


def test_while_the_last_one_still_runs_no_other_is_queued(sqlite_store: Store):
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, DAILY, moment(1, 8))
        (first,) = queue_due(jobs, moment(2, 8))
        assert [job.id for job in queue_due(jobs, moment(3, 8))] == [first.id]
        owner = new_id()
        jobs.start(first.id, owner, moment(3, 9))
        jobs.finish(first.id, owner, JobStatus.SUCCEEDED, moment(3, 9))
        (second,) = queue_due(jobs, moment(4, 8))
    assert second.id != first.id


def test_a_schedule_that_is_switched_off_rests(sqlite_store: Store):
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, Schedule("off", "dig", "x", "* * * * *", enabled=False), moment(1, 8))
        assert queue_due(jobs, moment(9, 8)) == []


def test_a_schedule_that_stays_the_same_keeps_its_next_moment(sqlite_store: Store):
    """A restart every hour must not put a daily job off for ever."""
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, DAILY, moment(1, 8))
        (job,) = queue_due(jobs, moment(2, 8))
        kept = put_schedule(jobs, DAILY, moment(2, 9))
        assert (kept.next_at, kept.last_job_id) == (moment(3, 3, 30), job.id)
        assert put_schedule(jobs, DAILY, moment(5, 9)).next_at == moment(3, 3, 30)


def test_another_time_gives_another_next_moment(sqlite_store: Store):
    with sqlite_store.jobs() as jobs:
        put_schedule(jobs, DAILY, moment(1, 8))
        changed = put_schedule(jobs, Schedule("tidy", "dig", "x", "0 12 * * *"), moment(1, 8))
    assert changed.next_at == moment(1, 12)
